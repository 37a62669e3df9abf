"""Drafts of sources: what they say, that they read their file, that the catalogue takes them."""

import shutil
import tomllib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

from scan.catalogue.areas import load_areas
from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import load_catalogue
from scan.catalogue.sources import Source
from scan.errors import CatalogueError, ExtractError
from scan.extracts.look.assessing import Finding, assessed, is_drafted
from scan.extracts.look.drafting import draft
from scan.extracts.look.looking import Asked, look_at
from scan.extracts.look.matching import matched
from scan.extracts.look.records import Look
from scan.house import CATALOGUE
from tests.extracts.layouts.layout import Layout
from tests.extracts.support import put, workbook
from tests.extracts.test_layouts import LAYOUTS

Find = Callable[[str], Path]
AREAS = load_areas(CATALOGUE / "areas")
TOWNS = AREAS.municipalities("02000", AREAS.newest_division)

UNLIKE = {
    "DE51": "the open group of ages stands in both of its dimensions",
    "DE60": "third countries stand in both of its dimensions",
    "DE63": "third countries stand in both of its dimensions",
    "DE46": "the source knows countries that are no longer, or not yet, among the first five",
}
"""Tabs of which the texts of a category are not those of the catalogue's own source, and why."""
NOT_TO_BE_SEEN = {"AR_07", "AR07"}
"""Tabs that also leave a row out for what the numerator lacks of its denominator: that follows
from the totals of groups, of which one look at a table knows nothing."""


@cache
def _seen(path: Path, sheet: str = "") -> Look:
    return look_at(Asked(path, AREAS, sheet))


def _finding(path: Path, catalogue: Catalogue, sheet: str = "", name: str = "") -> Finding:
    look = _seen(path, sheet)
    table = next(table for table in look.tables if not sheet or table.sheet == sheet)
    return assessed(path, look, table, catalogue, name, whole=True)


def _record(text: str) -> Source:
    return Source.model_validate(tomllib.loads(text))


# --- beside sources that people wrote -----------------------------------------------------------


@pytest.mark.parametrize("theme", ["Armoede", "Integratie"])
def test_drafts_of_the_registers_say_what_their_sources_say(
    theme: str, real: Find, catalogue: Catalogue
) -> None:
    path = real(f"gsm_register/GSM_register_{theme}.xlsx")
    look = _seen(path)
    by_hand = {
        source.sheet: source
        for source in catalogue.sources.values()
        if source.sheet and any(theme in pattern for pattern in source.files)
    }
    drafted = {
        table.sheet: _record(draft(look, table, matched(table, path.stem, catalogue)))
        for table in look.tables
        if table.sheet in by_hand
    }
    assert drafted
    for sheet, source in drafted.items():
        own = by_hand[sheet]
        assert _how(source) == _how(own), sheet
        bounds = sheet not in NOT_TO_BE_SEEN
        assert _what(source, bounds=bounds) == _what(own, bounds=bounds), sheet
        if sheet not in UNLIKE:
            assert _texts(source) == _texts(own), sheet


def _how(source: Source) -> tuple[object, ...]:
    """How a file is read."""
    hidden = (source.absent, source.minimum if source.absent == "hidden" else 0)
    rates = {(rate.column, rate.numerator, rate.denominator, rate.per) for rate in source.rates}
    return (source.vintage, source.regions, hidden, source.repeats, source.scale, rates,
            source.shape.swapped, source.period.column, source.aggregate)  # fmt: skip


def _what(source: Source, *, bounds: bool) -> dict[str, tuple[object, ...]]:
    """What its columns count, and, with ``bounds``, what is known of rows that were left out."""
    return {
        value.column: (
            value.population,
            value.indicator,
            tuple(sorted(value.traits.items())),
            frozenset(value.over),
            value.absent if bounds else "",
        )
        for value in source.values
    }


def _texts(source: Source) -> dict[tuple[str, str], tuple[object, ...]]:
    """Its columns of categories."""
    return {(t.column, t.dimension): (t.codes, t.most_frequent) for t in source.traits}


# --- of files without a source ------------------------------------------------------------------


def _newcomers(tmp_path: Path) -> Path:
    """A workbook with a title, the row of the region, flags, a marker and notes."""
    rows: list[list[object]] = [["Nieuwkomers"], [], ["Gemeente", "NIS", "Jaar", "Geslacht", "n"]]
    total = {"Mannen": 0, "Vrouwen": 0}
    for number, town in enumerate(TOWNS):
        for sex, count in (("Mannen", number % 50), ("Vrouwen", number % 31)):
            rows.append([town.name, town.nis, 2024, sex, "x" if count == 3 else count])
            total[sex] += count
    rows += [["Vlaams Gewest", "2000", 2024, sex, count] for sex, count in total.items()]
    return workbook(
        tmp_path / "instroom 2024.xlsx", {"Cijfers": [*rows, [], ["Bron: Agentschap Iets"]]}
    )


def test_a_draft_reads_its_file(tmp_path: Path, catalogue: Catalogue) -> None:
    finding = _finding(_newcomers(tmp_path), catalogue)
    assert "TODO: what it counts" in finding.draft
    assert finding.tried is None, "of a population that is none nothing can be read"
    done = finding.draft.replace('population = "todo"', 'population = "newcomers"')
    source = _record(done)
    assert source.draft
    assert source.files == ("instroom *.xlsx",)
    assert (source.sheet, source.supplier, source.regions) == ("Cijfers", "Agentschap Iets", "own")
    assert source.markers.hidden == ("x",)
    assert source.traits[0].codes == {"Mannen": "male", "Vrouwen": "female"}
    known = Catalogue(**{**vars(catalogue), "drafts": {source.id: source}})
    (outcome,) = _finding(_newcomers(tmp_path), known).outcomes
    assert (outcome.source, outcome.faults) == (source.id, 0)
    assert outcome.figures == 2 * (len(TOWNS) + 1)


def test_a_draft_of_columns_that_a_source_has(tmp_path: Path, catalogue: Catalogue) -> None:
    lines = ["year,nis,BEL,ETR,total"]
    lines += [f"2025,{town.nis},{n + 40},{n},{2 * n + 40}" for n, town in enumerate(TOWNS)]
    path = put(tmp_path, "inwoners.csv", "\n".join(lines) + "\n")
    finding = _finding(path, catalogue, name="mine")
    assert finding.matched.sources == ("statbel_nationality",)
    source = _record(finding.draft)
    assert source.id == "mine"
    assert [value.traits for value in source.values] == [
        {"nationality": "belgian"},
        {"nationality": "foreign"},
        {},
    ]
    assert source.checks[0].whole == "total"
    assert "DE_42" in finding.feeds.alone
    assert finding.tried is not None
    assert finding.tried.faults == 0
    assert [(o.source, o.by_name, o.faults) for o in finding.outcomes] == [
        ("statbel_nationality", False, 0)
    ]


def test_what_stands_in_headers_survives_toml(tmp_path: Path, catalogue: Catalogue) -> None:
    odd = "\\d \"a\" 'b' # = [x] é"
    lines = [f'nis;jaar;"{odd.replace(chr(34), chr(34) * 2)}"']
    lines += [f"{town.nis};2025;{n}" for n, town in enumerate(TOWNS)]
    finding = _finding(put(tmp_path, "odd [1].csv", "\n".join(lines) + "\n"), catalogue)
    source = _record(finding.draft)
    assert source.values[0].column == odd
    assert source.files == ("odd ?1].csv",)


def test_swapped_heads_are_put_right(real: Find, catalogue: Catalogue) -> None:
    path = real("gsm_register/GSM_register_Integratie.xlsx")
    source = _record(_finding(path, catalogue, "ON39").draft)
    (pair,) = source.shape.swapped
    assert (source.rates[0].numerator, source.rates[0].denominator) == pair
    assert [value.over for value in source.values if value.column == pair[1]] != [()]


# --- in the catalogue ---------------------------------------------------------------------------

CRIMES = """
[[population]]
id = "crimes"
singular = "misdrijf"
plural = "misdrijven"
moment = "jaar"
persons = false
"""
EDITS: dict[tuple[str, str], tuple[tuple[str, str, str], ...]] = {
    ("gsm_register/GSM_register_Integratie.xlsx", "WO12"): (),
    ("gsm_register/GSM_register_Integratie.xlsx", "WE10"): (),
    ("pinc/flanders_youth.csv", ""): (),
    ("statbel/TF_PSNL_INC_TAX_MUNTY.zip", ""): (("sources/mine.toml", "todo", "inhabitants"),),
    ("swing_upload/Upload_PinC_level_gemeente.txt", ""): (
        ("sources/mine.toml", "todo", "crimes"),
        ("populations.toml", "\n[[population]]", f"{CRIMES}\n[[population]]"),
    ),
    ("gsm_register/GSM_surveyresultaten_specimen.xlsx", "AR_S_01"): (
        ("sources/mine.toml", "XX_00", "SA_S_27"),
        ("sources/mine.toml", "# design =", "design ="),
    ),
}
"""File and sheet → what is edited by hand before the catalogue takes the draft: file, text in it,
what it becomes."""


@pytest.mark.parametrize(("name", "sheet"), EDITS)
def test_drafts_pass_the_check_with_two_edits_at_most(
    name: str, sheet: str, real: Find, catalogue: Catalogue, tmp_path: Path
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    finding = _finding(real(name), catalogue, sheet, "mine")
    (folder / "sources" / "mine.toml").write_text(finding.draft, encoding="utf-8")
    edits = EDITS[name, sheet]
    assert len(edits) <= 2
    if edits:
        with pytest.raises(CatalogueError):
            load_catalogue(folder)
    for file, before, after in edits:
        _edit(folder / file, before, after)
    loaded = load_catalogue(folder)
    assert set(loaded.drafts) == {"mine"}
    assert "mine" not in loaded.sources


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_a_draft_becomes_a_source_with_two_edits(
    real: Find, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Under a name that no source takes: without 'draft', and named in an indicator."""
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    path = tmp_path / "Werkintensiteit.xlsx"
    shutil.copy(real("gsm_register/GSM_register_Armoede.xlsx"), path)
    finding = _finding(path, catalogue, "AR_07", "mine")
    draft_file = folder / "sources" / "mine.toml"
    draft_file.write_text(finding.draft, encoding="utf-8")
    _edit(draft_file, "draft = true\n", "")
    with pytest.raises(CatalogueError, match="'mine' is used nowhere"):
        load_catalogue(folder)
    way = '\n[[sources]]\nuse = ["mine"]\n'
    _edit(folder / "indicators" / "AR_07.toml", "\n[[sources]]", f"{way}\n[[sources]]")
    assert load_catalogue(folder).sources["mine"].absent == "hidden"


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_small_layouts_give_a_valid_draft(
    layout: Layout, catalogue: Catalogue, tmp_path: Path
) -> None:
    """Or are refused in words, as their reader refuses them."""
    path = put(tmp_path, layout.file, layout.data)
    look = None
    with suppress(ExtractError):
        look = look_at(Asked(path, AREAS))
    assert look is not None or layout.refused
    for table in filter(is_drafted, look.tables if look is not None else ()):
        source = _record(draft(look, table, matched(table, path.stem, catalogue)))
        assert source.period.kind != "fixed" or not layout.figures or "period" in layout.source
