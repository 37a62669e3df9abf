"""Municipalities through time, their names, and the tile map."""

import csv
import datetime
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.area_tables import COLUMNS
from scan.catalogue.areas import BRUSSELS, FLANDERS, Area, Areas, Merger, load_areas
from scan.errors import CatalogueError, UsageError

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "catalogue" / "areas"
EXTRACTS = Path(os.environ.get("SCAN_REAL_EXTRACTS", PROJECT.parent / "shared" / "extracts"))
AREAS = load_areas(FOLDER)

IN_2018 = datetime.date(2018, 12, 31)
IN_2019 = datetime.date(2019, 1, 1)
IN_2024 = datetime.date(2024, 12, 31)
TODAY = datetime.date(2025, 1, 1)
DATES = (IN_2018, IN_2019, IN_2024, TODAY)


# --- municipalities and codes through time ---------------------------------------------------


@pytest.mark.parametrize(
    ("on", "flemish"), [(IN_2018, 308), (IN_2019, 300), (IN_2024, 300), (TODAY, 285)]
)
def test_number_of_municipalities(on: datetime.date, flemish: int) -> None:
    assert len(AREAS.municipalities(FLANDERS, on)) == flemish
    assert len(AREAS.municipalities(BRUSSELS, on)) == 19
    assert len(AREAS.municipalities(None, on)) == flemish + 19


def test_municipalities_are_in_alphabetical_order() -> None:
    names = [area.name for area in AREAS.municipalities(FLANDERS, TODAY)]
    assert names[:2] == ["Aalst", "Aalter"]
    assert names.index("De Haan") < names.index("De Panne") < names.index("Deerlijk")
    assert names[-1] == "Zwevegem"


@pytest.mark.parametrize(
    ("province", "count"),
    [("10000", 67), ("20001", 63), ("30000", 62), ("40000", 55), ("70000", 38), ("", 19)],
)
def test_number_by_province_today(province: str, count: int) -> None:
    towns = AREAS.municipalities(None, TODAY)
    assert sum(area.province_nis == province for area in towns) == count


@pytest.mark.parametrize(("year", "on"), [(2018, IN_2018), (2024, IN_2024), (2025, TODAY)])
def test_codes_are_those_of_the_population_register(year: int, on: datetime.date) -> None:
    path = EXTRACTS / "statbel" / "statbel_origin_2000_2025.csv"
    if not path.exists():
        pytest.skip("no real extracts here: set SCAN_REAL_EXTRACTS")
    with path.open(encoding="utf-8", newline="") as file:
        delivered = {row["nis"] for row in csv.DictReader(file) if row["year"] == str(year)}
    assert delivered == {area.nis for area in AREAS.municipalities(None, on)}


def test_there_are_two_merger_rounds() -> None:
    rounds = {on: [m for m in AREAS.mergers if m.date == on] for on in (IN_2019, TODAY)}
    assert {on: len(found) for on, found in rounds.items()} == {IN_2019: 15, TODAY: 28}
    assert {on: len({m.new_nis for m in found}) for on, found in rounds.items()} == {
        IN_2019: 7,
        TODAY: 13,
    }


@pytest.mark.parametrize("merger", AREAS.mergers, ids=lambda m: f"{m.old_nis}-{m.new_nis}")
def test_every_merger(merger: Merger) -> None:
    old_nis, new_nis, date = merger.old_nis, merger.new_nis, merger.date
    day_before = date - datetime.timedelta(days=1)
    old = AREAS.get(old_nis)
    assert AREAS.current(old_nis, day_before) == old_nis
    assert AREAS.current(old_nis, date) == new_nis
    assert old_nis in AREAS.predecessors(new_nis)
    assert AREAS.find(old.name, day_before) == old
    assert AREAS.find(old.name, TODAY).nis == new_nis
    assert AREAS.find(old_nis, TODAY).nis == new_nis


def test_antwerpen_grows_and_keeps_its_code() -> None:
    assert AREAS.predecessors("11002") == ("11002", "11007")
    assert AREAS.current("11002", IN_2018) == AREAS.current("11002", TODAY) == "11002"
    assert AREAS.find("Borsbeek", TODAY).name == "Antwerpen"
    assert AREAS.find("Borsbeek", IN_2024).name == "Borsbeek"


def test_a_municipality_that_never_merged_has_no_predecessors() -> None:
    assert AREAS.predecessors("12025") == ()


def test_a_code_means_nothing_before_its_first_day() -> None:
    with pytest.raises(KeyError):
        AREAS.current("71072", IN_2024)
    with pytest.raises(KeyError):
        AREAS.current("99999", TODAY)


@pytest.mark.parametrize(
    ("nis", "arrondissement", "province"),
    [
        ("46030", "46000", "40000"),  # Zwijndrecht came from the province of Antwerpen
        ("11056", "11000", "10000"),
        ("72042", "72000", "70000"),
        ("71072", "71000", "70000"),
        ("46029", "46000", "40000"),
        ("21004", "21000", ""),
    ],
)
def test_divisions_of_a_municipality(nis: str, arrondissement: str, province: str) -> None:
    area = AREAS.get(nis)
    assert (area.arrondissement_nis, area.province_nis) == (arrondissement, province)
    assert area.region_nis == (BRUSSELS if nis.startswith("21") else FLANDERS)


def test_divisions() -> None:
    kinds = [area.kind for area in AREAS.divisions()]
    assert [kinds.count(k) for k in ("region", "province", "arrondissement")] == [2, 5, 23]
    assert AREAS.get(FLANDERS).in_text == "het Vlaams Gewest"
    assert AREAS.get(BRUSSELS).in_text == "het Brussels Hoofdstedelijk Gewest"
    assert AREAS.get("20001").in_text == "de provincie Vlaams-Brabant"
    assert AREAS.get("12000").in_text == "het arrondissement Mechelen"
    assert AREAS.current(FLANDERS, TODAY) == FLANDERS


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "nis"),
    [
        ("Mechelen", "12025"),
        ("MALINES", "12025"),
        ("Anvers", "11002"),
        ("de haan", "35029"),
        ("De-Haan", "35029"),
        ("baarle hertog", "13002"),
        ("Baerle-Duc", "13002"),
        ("herstappe", "73028"),
        ("Hasselt", "71072"),
        ("71022", "71072"),
        (" 71072 ", "71072"),
        ("Zwijndrecht", "46030"),
        ("Puurs", "12041"),
        ("St-Niklaas", "46021"),
        ("St. Niklaas", "46021"),
        ("Sint Niklaas", "46021"),
        ("SintNiklaas", "46021"),
        ("saint-nicolas", "46021"),
        ("saintnicolas", "46021"),
        ("St-Pieters-Leeuw", "23077"),
        ("Rhode-St-Genese", "23101"),
        ("Heist o/d Berg", "12014"),
        ("Kapelle-o-d-Bos", "23039"),
        ("Halle (Halle-Vilvoorde)", "23027"),
        ("Moerbeke", "46029"),
        ("Beveren", "46030"),
        ("Sint-Gillis", "21013"),
        ("Sint-Gillis-Waas", "46020"),
        ("Spiere–Helkijn", "34043"),
    ],
)
def test_find_today(typed: str, nis: str) -> None:
    assert AREAS.find(typed, TODAY).nis == nis


@pytest.mark.parametrize(
    ("name", "before", "after", "on"),
    [
        ("Aalter", "44001", "44084", IN_2019),
        ("Deinze", "44011", "44083", IN_2019),
        ("Hasselt", "71022", "71072", TODAY),
        ("Lochristi", "44034", "44087", TODAY),
        ("Lokeren", "46014", "46029", TODAY),
        ("Tielt", "37015", "37022", TODAY),
        ("Wingene", "37018", "37021", TODAY),
    ],
)
def test_names_with_two_codes(name: str, before: str, after: str, on: datetime.date) -> None:
    day_before = on - datetime.timedelta(days=1)
    assert AREAS.find(name, day_before).nis == AREAS.by_name(day_before)[name] == before
    assert AREAS.find(name, on).nis == AREAS.by_name(on)[name] == after


def aliases() -> list[dict[str, str]]:
    with (FOLDER / "aliases.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", aliases(), ids=lambda row: row["alias"])
def test_every_alias(row: dict[str, str]) -> None:
    area = AREAS.get(row["nis"])
    on = area.valid_to or TODAY
    assert AREAS.find(row["alias"], on) == area
    assert AREAS.find(row["alias"].upper(), on) == area
    assert AREAS.by_name(on)[row["alias"]] == row["nis"]


@pytest.mark.parametrize("on", DATES)
def test_by_name_holds_every_name_of_the_day_and_no_other(on: datetime.date) -> None:
    named = AREAS.by_name(on)
    there = {area.nis: area.name for area in AREAS.municipalities(None, on)}
    assert set(named.values()) == set(there)
    assert all(named[name] == nis for nis, name in there.items())


def test_names_of_other_rows() -> None:
    others = AREAS.others_by_name()
    assert others["Vlaams Gewest"] == FLANDERS
    assert others["Niet te lokaliseren - Vlaanderen"] == "99991"
    assert not set(others) & set(AREAS.by_name(TODAY))


def test_unknown_name_gets_the_closest_if_they_are_close() -> None:
    with pytest.raises(UsageError, match=r"^Unknown municipality 'Mechlen'\. Closest: Mechelen, "):
        AREAS.find("Mechlen", TODAY)
    with pytest.raises(UsageError) as caught:
        AREAS.find("Kruibeke-Zwijn", TODAY)
    closest = str(caught.value).split("Closest: ")[1].split(", ")
    assert closest == ["Beveren-Kruibeke-Zwijndrecht"], "others are not close"
    with pytest.raises(UsageError, match=r"'Qqqqqq'; see scan list municipalities$"):
        AREAS.find("Qqqqqq", TODAY)


@pytest.mark.parametrize("typed", ["", "  ", "?", "02000", "10000", "99991", "Antwerpen (Gent)"])
def test_what_is_no_municipality_is_unknown(typed: str) -> None:
    with pytest.raises(UsageError, match="Unknown municipality"):
        AREAS.find(typed, TODAY)


@pytest.mark.parametrize("typed", ["Pelt", "pelt", "72043"])
def test_name_of_a_later_date_says_so(typed: str) -> None:
    with pytest.raises(UsageError, match=r"exists since 2019-01-01.*Neerpelt and Overpelt"):
        AREAS.find(typed, IN_2018)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, Area, datetime.date]:
    """A municipality of a date, and its name with careless capitals and separators."""
    on = draw(st.sampled_from(DATES))
    area = draw(st.sampled_from(AREAS.municipalities(None, on)))
    typed = "".join(
        draw(st.sampled_from([" ", "-", "–", "", " - ", "'"]))
        if sign in " -"
        else draw(st.sampled_from([sign.lower(), sign.upper(), sign + "\u0301"]))
        for sign in area.name
    )
    return draw(st.sampled_from(["", " "])) + typed, area, on


@given(spellings())
def test_a_carelessly_typed_name_finds_its_municipality(
    spelling: tuple[str, Area, datetime.date],
) -> None:
    typed, area, on = spelling
    assert AREAS.find(typed, on) == area


@given(st.sampled_from(AREAS.municipalities(None, IN_2018)), st.sampled_from(DATES))
def test_a_former_name_finds_the_territory(area: Area, on: datetime.date) -> None:
    assert AREAS.find(area.name, on).nis == AREAS.current(area.nis, on)


@pytest.mark.parametrize("on", DATES)
def test_slugs_are_ascii_and_tell_apart(on: datetime.date) -> None:
    slugs = [area.slug for area in (*AREAS.municipalities(None, on), *AREAS.divisions())]
    assert len(set(slugs)) == len(slugs)
    assert all(slug.isascii() and slug.replace("-", "").isalnum() for slug in slugs)
    assert AREAS.find("Lo-Reninge", on).slug == "lo-reninge"
    assert AREAS.find("De Haan", on).slug == "de-haan"


# --- neighbours and tiles --------------------------------------------------------------------

TOWNS = AREAS.municipalities(None, TODAY)
TILES = {area.nis: AREAS.tile(area.nis) for area in TOWNS}
VOEREN = "73109"


def test_parts_of_a_municipality_have_postcodes() -> None:
    parts = {(part.postcode, part.name) for part in AREAS.localities("12025")}
    assert parts >= {("2800", "Mechelen"), ("2800", "Walem"), ("2812", "Muizen")}
    assert {part.name for part in AREAS.localities("12041")} >= {"Puurs", "Breendonk", "Oppuurs"}
    assert all(AREAS.localities(town.nis) for town in TOWNS)


def test_neighbours_are_mutual() -> None:
    pairs = {(area.nis, other) for area in TOWNS for other in AREAS.neighbours(area.nis)}
    assert len(pairs) == 1638
    assert all((other, one) in pairs for one, other in pairs)
    assert AREAS.neighbours(VOEREN) == ()
    assert [area.name for area in TOWNS if not AREAS.neighbours(area.nis)] == ["Voeren"]
    with pytest.raises(KeyError):
        AREAS.neighbours("71022")


def touching(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) == 1


def test_every_municipality_has_a_tile_of_its_own() -> None:
    assert len(set(TILES.values())) == len(TOWNS) == 304
    columns, rows = zip(*TILES.values(), strict=True)
    assert min(columns) == min(rows) == 0
    assert max(columns) < 36
    assert max(rows) < 16


def test_neighbours_stay_together_on_the_tile_map() -> None:
    pairs = [(area.nis, other) for area in TOWNS for other in AREAS.neighbours(area.nis)]
    kept = sum(touching(TILES[one], TILES[other]) for one, other in pairs)
    assert kept / len(pairs) > 0.8
    assert not any(touching(TILES[VOEREN], place) for place in TILES.values())


def largest_block(places: set[tuple[int, int]]) -> int:
    """Tiles in the largest group that hangs together by sides."""
    left, largest = set(places), 0
    while left:
        edge, size = [left.pop()], 0
        while edge:
            column, row = edge.pop()
            size += 1
            beside = {(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)}
            edge += beside & left
            left -= beside
        largest = max(largest, size)
    return largest


@pytest.mark.parametrize("province", ["10000", "20001", "30000", "40000", "70000", ""])
def test_provinces_hang_together_on_the_tile_map(province: str) -> None:
    places = {
        TILES[area.nis] for area in TOWNS if area.province_nis == province and area.nis != VOEREN
    }
    assert largest_block(places) >= 0.95 * len(places)


def test_brussels_is_a_compact_block_inside_flanders() -> None:
    places = {TILES[area.nis] for area in TOWNS if area.region_nis == BRUSSELS}
    columns, rows = zip(*places, strict=True)
    assert largest_block(places) == 19
    assert (max(columns) - min(columns) + 1) * (max(rows) - min(rows) + 1) <= 30
    around = {(c + x, r + y) for c, r in places for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1))}
    assert around <= set(TILES.values())


def middle(province: str, axis: int) -> float:
    places = [TILES[area.nis][axis] for area in TOWNS if area.province_nis == province]
    return sum(places) / len(places)


def test_the_tile_map_looks_like_flanders() -> None:
    west, east, antwerp, brabant, limburg = (
        middle(province, 0) for province in ("30000", "40000", "10000", "20001", "70000")
    )
    assert west < east < min(antwerp, brabant) < max(antwerp, brabant) < limburg
    assert middle("10000", 1) < middle("20001", 1)
    names = {area.name: TILES[area.nis] for area in TOWNS}
    coast = ["De Panne", "Koksijde", "Nieuwpoort", "Oostende", "De Haan", "Knokke-Heist"]
    assert [names[name][0] for name in coast] == sorted(names[name][0] for name in coast)
    assert names["De Panne"][0] == 0
    assert names["Hoogstraten"][1] == 0
    assert names["Voeren"][0] >= names["Maaseik"][0]


# --- damaged tables --------------------------------------------------------------------------

Damage = Callable[[str], str]


def damaged(folder: Path, file: str, damage: Damage) -> Path:
    """A copy of the tables with one file changed."""
    copy = folder / "areas"
    shutil.copytree(FOLDER, copy)
    path = copy / file
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    return copy


def replace(old: str, new: str) -> Damage:
    def damage(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return damage


@pytest.mark.parametrize(
    ("file", "damage", "says"),
    [
        ("tiles.csv", replace("nis,column,row", "nis,row,column"), "wrong columns"),
        ("tiles.csv", replace("\n11001,", "\n11001,,"), "row 2: 4 cells in place of 3"),
        ("tiles.csv", replace("\n11001,", "\n11002,"), "column nis: '11002' stands here more"),
        ("tiles.csv", replace("\n11001,", "\n11001,x"), "no whole number"),
        ("tiles.csv", lambda text: text.replace("\n11001,", "\n11007,"), "municipality of today"),
        ("tiles.csv", lambda text: text.rsplit("\n", 2)[0] + "\n", "no tile"),
        ("municipalities.csv", replace("\n11001,", "\n1101,"), "row 2, column nis: '1101'"),
        ("municipalities.csv", replace("2024-12-31", "31/12/2024"), "column valid_to"),
        ("municipalities.csv", replace("Aartselaar,11000", "Aartselaar,11"), "no arrondissement"),
        ("municipalities.csv", replace("11001,Aartselaar", "11001,Mechelen"), "'Mechelen' means 2"),
        ("municipalities.csv", replace(",2024-12-31", ",2023-12-31"), "does not end the day"),
        ("mergers.csv", replace("71022,71072,2025-01-01,merged\n", ""), "Hasselt 71022: it needs"),
        ("municipalities.csv", replace("Aartselaar,11000,", "Aartselaar,11000,2020-01-01"),
         "Aartselaar 11001: no merger makes it"),
        ("mergers.csv", replace("12030,12041", "12031,12041"), "column old_nis: '12031'"),
        ("mergers.csv", replace("merged", "joined"), "no relationship"),
        ("mergers.csv", replace("absorbing", "absorbed"), "absorbing is for a code that stays"),
        ("aliases.csv", replace("Anvers,fr", "Anvers,xx"), "column language: 'xx'"),
        ("aliases.csv", replace("Anvers,fr", " Anvers,fr"), "spaces at an end"),
        ("aliases.csv", replace("Anvers,fr", "Mechelen,fr"), "'Mechelen' means 2 areas"),
        ("localities.csv", replace("\n2800,", "\n280,"), "'280' is no postcode"),
        ("localities.csv", replace("12025,Muizen", "11007,Muizen"), "municipality of today"),
        ("localities.csv", lambda text: text.replace(",12025,", ",12002,"), "Mechelen 12025: no"),
        ("localities.csv", replace("12025,Walem", "12025,Mechelen"), "Mechelen: stands here 2"),
        ("neighbours.csv", replace("11001,11002", "11002,11001"), "give each pair once"),
        ("divisions.csv", replace("02000,10000,de", "03000,10000,de"), "column region_nis"),
        ("divisions.csv", replace(",region,", ",land,"), "no kind of division"),
    ],
)  # fmt: skip
def test_damaged_tables_are_refused(tmp_path: Path, file: str, damage: Damage, says: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        load_areas(damaged(tmp_path, file, damage))
    assert says in str(caught.value)
    assert "→" in str(caught.value)


def test_two_municipalities_on_one_tile_are_refused(tmp_path: Path) -> None:
    column, row = AREAS.tile("11001")
    other = ",".join(str(number) for number in ("11002", *AREAS.tile("11002")))
    damage = replace(f"{other}\n", f"11002,{column},{row}\n")
    with pytest.raises(CatalogueError, match="11002: shares column"):
        load_areas(damaged(tmp_path, "tiles.csv", damage))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    folder = damaged(tmp_path, "mergers.csv", lambda text: text.replace("merged", "joined"))
    (folder / "tiles.csv").unlink()
    (folder / "aliases.csv").write_bytes("nis,alias,language\n73109,Voer\xe9,fr\n".encode("latin1"))
    with pytest.raises(CatalogueError) as caught:
        load_areas(folder)
    assert {fault.file for fault in caught.value.faults} == {"areas/tiles.csv", "areas/aliases.csv"}
    shutil.copy(FOLDER / "tiles.csv", folder)
    shutil.copy(FOLDER / "aliases.csv", folder)
    with pytest.raises(CatalogueError) as caught:
        load_areas(folder)
    assert len(caught.value.faults) == 41


def test_an_alias_that_fits_two_municipalities_asks_which(tmp_path: Path) -> None:
    extra = "11001,Nieuwdorp (Antwerpen),nl\n12025,Nieuwdorp (Mechelen),nl\n"
    areas = load_areas(damaged(tmp_path, "aliases.csv", lambda text: text + extra))
    assert areas.find("nieuwdorp (mechelen)", TODAY).name == "Mechelen"
    with pytest.raises(UsageError, match=r"Aartselaar \(11001\), Mechelen \(12025\)"):
        areas.find("Nieuwdorp", TODAY)


def test_predecessors_through_two_rounds(tmp_path: Path) -> None:
    """A municipality made in 2019 that merges again: its parts come after it."""

    def rename(text: str) -> str:
        assert "44083,Deinze,44000,2019-01-01,\n" in text
        return text.replace(
            "44083,Deinze,44000,2019-01-01,\n", "44083,Deinze,44000,2019-01-01,2024-12-31\n"
        )

    folder = damaged(tmp_path, "municipalities.csv", rename)
    with (folder / "mergers.csv").open("a", encoding="utf-8") as file:
        file.write("44083,44086,2025-01-01,merged\n")
    tiles = (folder / "tiles.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in tiles if not line.startswith("44083,"))
    (folder / "tiles.csv").write_text(kept, encoding="utf-8")
    for file in ("neighbours.csv", "localities.csv"):
        rows = (folder / file).read_text(encoding="utf-8").splitlines(keepends=True)
        own = "".join(line for line in rows if "44083" not in line)
        (folder / file).write_text(own, encoding="utf-8")
    areas = load_areas(folder)
    assert areas.predecessors("44086") == ("44012", "44048", "44083", "44011", "44049")
    assert areas.current("44049", IN_2024) == "44083"
    assert areas.current("44049", TODAY) == "44086"
    assert areas.find("Nevele", TODAY).name == "Nazareth-De Pinte"


# --- the files themselves --------------------------------------------------------------------


@pytest.mark.parametrize("file", COLUMNS)
def test_files_are_sorted_and_plain(file: str) -> None:
    raw = (FOLDER / file).read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8").splitlines()))[1:]
    order = [(row[2], row[1], row[0]) for row in rows] if file == "mergers.csv" else rows
    assert order == sorted(order)
    assert len({tuple(row) for row in rows}) == len(rows)


def test_areas_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    def shuffled(text: str) -> str:
        head, *rows = text.splitlines(keepends=True)
        random.Random(1).shuffle(rows)
        return head + "".join(rows)

    areas: Areas = load_areas(damaged(tmp_path, "municipalities.csv", shuffled))
    assert areas.municipalities(None, TODAY) == TOWNS
    assert areas.find("Puurs", TODAY) == AREAS.find("Puurs", TODAY)
