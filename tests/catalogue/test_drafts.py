"""Drafts of sources: checked as any other, used for nothing."""

import shutil
from pathlib import Path

import pytest

from scan.catalogue.areas import load_areas
from scan.catalogue.reading import load_catalogue
from scan.errors import CatalogueError
from scan.extracts.look.assessing import assessed
from scan.extracts.look.looking import Asked, look_at
from scan.house import CATALOGUE
from tests.catalogue.analysts import edits
from tests.extracts.support import workbook

DRAFT = """\
id = "mine"
draft = true
title = "Een ontwerp"
supplier = "Iemand"
files = ["gemeenten_*.csv", "statbel_origin_*.csv"]
vintage = "period"
area = { column = "nis" }
period = { column = "jaar" }
values = [{ column = "n", population = "inhabitants" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, copy)
    (copy / "sources" / "mine.toml").write_text(DRAFT, encoding="utf-8")
    return copy


def _faults(folder: Path) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return [str(fault) for fault in caught.value.faults]


def test_a_draft_is_no_source(folder: Path) -> None:
    """Nor does it claim files, or need an indicator."""
    loaded = load_catalogue(folder)
    assert list(loaded.drafts) == ["mine"]
    assert loaded.sources == load_catalogue().sources


def test_a_draft_is_checked(folder: Path) -> None:
    path = folder / "sources" / "mine.toml"
    path.write_text(DRAFT.replace("inhabitants", "inwoners"), encoding="utf-8")
    (fault,) = _faults(folder)
    assert fault.startswith("sources/mine.toml · values[0]: 'inwoners' is not among the pop")


def test_nothing_is_fed_by_a_draft(folder: Path) -> None:
    indicator = folder / "indicators" / "DE_42.toml"
    text = indicator.read_text(encoding="utf-8")
    way = '\n[[sources]]\nuse = ["mine"]\n'
    indicator.write_text(text.replace("\n[[sources]]", f"{way}\n[[sources]]", 1), encoding="utf-8")
    assert any("sources/mine.toml · draft: is a draft, and" in fault for fault in _faults(folder))


def test_a_population_may_wait_for_its_draft(folder: Path) -> None:
    populations = folder / "populations.toml"
    entry = '\n[[population]]\nid = "m"\nsingular = "m"\nplural = "m"\nmoment = "jaar"\n'
    populations.write_text(populations.read_text(encoding="utf-8") + entry, encoding="utf-8")
    assert any("no source delivers 'm'" in fault for fault in _faults(folder))
    path = folder / "sources" / "mine.toml"
    path.write_text(DRAFT.replace('"inhabitants"', '"m"'), encoding="utf-8")
    assert load_catalogue(folder).drafts["mine"].values[0].population == "m"


def test_the_page_for_analysts_shows_what_look_drafts(tmp_path: Path) -> None:
    """With the one edit that it names."""
    (shown,) = [edit for edit in edits() if "draft = true" in edit.text]
    path = _library(tmp_path / "Bibliotheken_2024.xlsx")
    catalogue = load_catalogue()
    look = look_at(Asked(path, catalogue.areas))
    (table,) = look.tables
    name = Path(shown.path).stem
    draft = assessed(path, look, table, catalogue, name, whole=True).draft
    todo = '"todo" },  # TODO: what it counts'
    assert todo in draft
    assert draft.replace(todo, '"library_members" },') == shown.text


def _library(path: Path) -> Path:
    """The workbook that the page describes, for every municipality."""
    areas = load_areas(CATALOGUE / "areas")
    rows: list[list[object]] = []
    total: dict[tuple[int, str], int] = {}
    for town in areas.municipalities("02000", areas.newest_division):
        for year in (2023, 2024):
            for sex, factor in (("Mannen", 7), ("Vrouwen", 11)):
                count = int(town.nis) % 97 * factor + year - 2020
                total[year, sex] = total.get((year, sex), 0) + count
                rows.append([town.name, town.nis, year, sex, "x" if count < 5 else count])
    region = [["Vlaams Gewest", "2000", year, sex, n] for (year, sex), n in total.items()]
    head: list[list[object]] = [
        ["Leden van de bibliotheek"],
        [],
        ["Gemeente", "NIS-code", "Jaar", "Geslacht", "Aantal leden"],
    ]
    notes: list[list[object]] = [[], ["Bron: Netwerk van bibliotheken"]]
    return workbook(path, {"Leden": [*head, *region, *rows, *notes]})
