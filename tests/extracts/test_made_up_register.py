"""The made-up register workbooks: laid out as the supplier does, tab for tab."""

from collections.abc import Callable
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from scan.catalogue.reading import Catalogue
from scan.extracts.made_up import REGISTER, write_made_up

THEMES = ("Integratie", "Armoede")
"""The themes of which the real workbook was seen."""
FEEDS_NOTHING = {"AR03", "AR06", "AR08", "AR13"}
HISTORIC = {"DE51": 2014, "DE54": 2015, "DE60": 2012, "DE63": 2012}
"""Tabs whose categories changed, with the year since which they are as now."""
SHEETS = {"Integratie": 55, "Armoede": 2, "Onderwijs": 1, "Lokaal bestuur": 1}

Tab = Callable[[str, str], pl.DataFrame]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    made = tmp_path_factory.mktemp("made-up")
    write_made_up(made, catalogue)
    return made


@pytest.fixture(scope="module")
def tab(folder: Path) -> Tab:
    """A sheet of a made-up workbook: cells as text, spaces kept."""
    return lambda theme, name: cells(folder / f"GSM_register_{theme}.xlsx", name)


def cells(path: Path, name: str) -> pl.DataFrame:
    book = fastexcel.read_excel(path)
    return book.load_sheet(name, header_row=0, dtypes="string").to_polars()


def sheets(path: Path) -> list[str]:
    return fastexcel.read_excel(path).sheet_names


def year_of(table: pl.DataFrame) -> str:
    """The column with the years, whatever it is called."""
    years = r"^(19|20)\d\d$"
    return next(n for n in table.columns[4:] if table[n].str.contains(years).all())


def texts(table: pl.DataFrame) -> dict[str, set[str]]:
    """The categories of each column, as they are spelled."""
    found = {}
    for name in table.columns[4:]:
        filled = table[name].drop_nulls()
        if filled.cast(pl.Float64, strict=False).null_count() == filled.len():
            found[name] = set(filled)
    return found


# --- the workbooks --------------------------------------------------------------------------


def test_there_is_a_workbook_for_each_theme_and_region(folder: Path, catalogue: Catalogue) -> None:
    assert sum(SHEETS.values()) == len(REGISTER)
    for theme, number in SHEETS.items():
        names = sheets(folder / f"GSM_register_{theme}.xlsx")
        assert names[0] == "Indicatoren"
        assert len(names) == number + 1
    brussels = sheets(folder / "GSM_register_Integratie_Brussel.xlsx")
    assert not {"WE15", "WE21", "WO12"} & set(brussels)
    assert {"DE41", "WE10", "ON15", "LO29"} < set(brussels)


def test_the_index_is_that_of_the_supplier(folder: Path, real: Callable[[str], Path]) -> None:
    made = cells(folder / "GSM_register_Integratie.xlsx", "Indicatoren")
    theirs = cells(real("gsm_register/GSM_register_Integratie.xlsx"), "Indicatoren")
    assert made.columns == theirs.columns
    assert made["ID"].to_list() == theirs["ID"].to_list()


@pytest.mark.parametrize("theme", THEMES)
def test_every_tab_is_laid_out_as_the_real_one(
    tab: Tab, real: Callable[[str], Path], theme: str
) -> None:
    path = real(f"gsm_register/GSM_register_{theme}.xlsx")
    full = cells(real("gsm_register/GSM_register_Integratie.xlsx"), "DE23")
    places = set(full.select(full.columns[:2]).rows())
    for name in set(sheets(path)) - {"Indicatoren"} - FEEDS_NOTHING:
        theirs, made = cells(path, name), tab(theme, name)
        assert [n.rstrip() for n in made.columns] == [n.rstrip() for n in theirs.columns], name
        assert set(made.select(made.columns[:2]).rows()) <= places, name
        assert set(made[made.columns[2]]) == set(theirs[theirs.columns[2]]), name
        year = year_of(theirs)
        assert year_of(made) == year
        last = theirs[year].max()
        assert made[year].max() == last, name
        if name == "DE46":
            continue
        since = pl.col(year).cast(pl.Int64) >= HISTORIC.get(name, 0)
        same = texts(theirs.filter(since))
        assert texts(made.filter(since)) == same, name


@pytest.mark.parametrize("theme", THEMES)
def test_the_region_comes_first_and_then_the_municipalities_by_code(
    tab: Tab, folder: Path, theme: str
) -> None:
    for name in sheets(folder / f"GSM_register_{theme}.xlsx")[1:]:
        table = tab(theme, name)
        codes = table[table.columns[1]].unique(maintain_order=True).to_list()
        assert table.row(0)[:3] == ("Vlaams Gewest", "2000", "/")
        assert codes == ["2000", *sorted(codes[1:])], name


def test_brussels_has_the_same_layout(folder: Path) -> None:
    path = folder / "GSM_register_Integratie_Brussel.xlsx"
    for name in sheets(path)[1:]:
        table = cells(path, name)
        flemish = cells(folder / "GSM_register_Integratie.xlsx", name)
        assert table.columns == flemish.columns
        assert table.row(0)[:3] == ("Brussels Hoofdstedelijk Gewest", "4000", "/")
        assert table[table.columns[1]].n_unique() <= 20
        assert set(table[table.columns[2]]) == {"/", flemish[flemish.columns[2]][-1]}


# --- what is odd about them -----------------------------------------------------------------


def test_heads_stand_over_each_others_column(tab: Tab) -> None:
    sexes = tab("Integratie", "DE50")
    assert set(sexes["Jaar"]) == {"Mannen", "Vrouwen"}
    assert year_of(sexes) == "Geslacht"
    arrived = tab("Integratie", "ON39")
    one, other = (arrived[name].cast(pl.Int64) for name in arrived.columns[-3:-1])
    assert arrived.columns[-3] == "Aantal OKAN-leerlingen, wonend in de gemeente"
    assert (one <= other).all()
    assert (one < other).any()


def test_rates_are_the_suppliers(tab: Tab, catalogue: Catalogue) -> None:
    for name in REGISTER:
        source = catalogue.sources[name]
        theme = source.files[0].removeprefix("GSM_register_").removesuffix("*.xlsx")
        for rate in source.rates:
            table = tab(theme, source.sheet)
            part, whole, told = (
                table[column].cast(pl.Float64, strict=False) for column in table.columns[-3:]
            )
            there = whole.is_not_null()
            expected = (rate.per * part / whole).filter(there)
            gap = (expected - told.filter(there)).abs()
            assert (gap <= 1e-5 * expected.abs() + 1e-12).all(), name


def test_a_target_group_stands_twice_in_two_years(tab: Tab) -> None:
    targets = tab("Integratie", "DE53")
    twice = targets.group_by("Nis-code", "Jaar", "Doelgroep").len().filter(pl.col("len") > 1)
    assert set(twice["Jaar"]) == {"2018", "2019"}
    assert set(twice["Doelgroep"]) == {"Nader te bepalen"}
    assert 50 < twice.height < 600
    for (code, year), rows in targets.group_by("Nis-code", "Jaar"):
        part, whole = (rows[name].cast(pl.Int64) for name in rows.columns[-3:-1])
        assert set(whole) == {part.sum()}, (code, year)


def test_categories_were_coarser_once(tab: Tab) -> None:
    ages = tab("Integratie", "DE51")
    coarse = ages.filter(pl.col("Leeftijd").str.starts_with("18-65"))
    assert coarse["Jaar"].max() == "2013"
    assert ages.filter(pl.col("Jaar") <= "2013")["Leeftijd"].n_unique() == 2
    for name in ("DE60", "DE63"):
        undivided = tab("Integratie", name).filter(pl.col("Nationaliteit") == "EU+")
        assert set(undivided["Jaar"]) == {"2011"}


def test_names_of_countries_have_odd_letters(tab: Tab) -> None:
    names = set(tab("Integratie", "DE46")["Nationaliteit"])
    assert {"RoemeniÃ«", "Italië", "SyriÃ«"} <= names
    assert "Roemenië" not in names


def test_a_share_of_nothing_is_empty(tab: Tab) -> None:
    births = tab("Integratie", "AR04")
    empty = births.filter(pl.col("Procent").is_null())
    assert {"Onbekend", "EU"} <= {text.strip() for text in empty["Herkomst"]}
    assert set(empty["NIS-code"]) >= {"73028"}
    assert "2000" not in set(empty["NIS-code"])


def test_the_last_year_of_learners_repeats_one_group(tab: Tab) -> None:
    learners = tab("Integratie", "ON37")
    wide = learners.pivot(
        on="Nationaliteitsgroep", index=["Nis-code", "Jaar"], values=learners.columns[-3]
    )
    same = wide.filter(pl.col("EU") == pl.col("Niet-EU"))
    assert same.filter(pl.col("Jaar") == "2021").height == 301
    assert same.filter(pl.col("Jaar") < "2021").height < 30
