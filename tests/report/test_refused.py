"""A report that is not as it should be is refused, and the message says where to look.

Each test spoils a copy of the style sheets or of the catalogue and makes a real report with it.
"""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from scan.errors import ReportError
from scan.house import LAYOUTS
from scan.report import one
from scan.report.one import make_report
from scan.report.pages.document import report_html
from scan.series.workspace import Workspace
from tests.report.conftest import LAUNCH

THEME = "wonen"
"""A chapter with six indicators; the first is WO_12."""

NARROW = ".summary { width: 160pt } .summary col { width: 20pt !important }"

Spoil = Callable[[str, str], Workspace]


def _refusal(workspace: Workspace, name: str = "Mechelen") -> str:
    """What is said when the report of one theme is refused; nothing may be written."""
    area = workspace.catalogue.areas.find("Mechelen", workspace.as_of)
    spelled = replace(area, name=name)
    publication = workspace.catalogue.publications[LAUNCH]
    path = one.report_path(workspace, publication, spelled, THEME)
    path.unlink(missing_ok=True)
    with pytest.raises(ReportError) as caught:
        make_report(workspace, publication, spelled, theme=THEME)
    assert not path.exists()
    return str(caught.value)


@pytest.fixture
def spoil(made_up: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spoil:
    """Changes a sheet of a copy of the layouts, with which reports are made from then on."""

    def spoiled(sheet: str, rule: str) -> Workspace:
        copy = tmp_path / "layouts"
        shutil.copytree(LAYOUTS, copy)
        with (copy / "report" / sheet).open("a", encoding="utf-8") as file:
            file.write(f"\n{rule}\n")
        monkeypatch.setattr(one, "report_html", partial(report_html, layouts=copy))
        return made_up

    return spoiled


@pytest.mark.parametrize(
    ("sheet", "rule", "subject", "complaint"),
    [
        ("indicator.css", ".half { width: 120pt }", "WO_12", "runs out of"),
        ("indicator.css", ".key { width: 20pt !important }", "WO_12", "runs out of"),
        (
            "chapter.css",
            ".summary { width: 160pt } .summary col { width: 20pt !important }",
            f"thema-{THEME}",
            "runs out of",
        ),
        ("chapter.css", ".story { width: 60pt }", f"thema-{THEME}", "page"),
        ("front.css", ".numbers p { width: 20pt }", "colofon", "runs out of"),
        (
            "back.css",
            ".sources table { width: 150pt } .sources col { width: 20pt !important }",
            "bronnen",
            "runs out of",
        ),
        ("back.css", ".method .pair p { line-height: 26pt }", "methode", "page"),
        ("indicator.css", ".headline { width: 60pt !important }", "WO_12", "page"),
        ("indicator.css", "article .lead { padding-bottom: 300pt }", "WO_12", "page"),
        ("base.css", ".page { background-colour: red }", "", "background-colour"),
    ],
)
def test_a_spoiled_style_sheet_fails_the_report_and_names_the_place(
    spoil: Spoil, sheet: str, rule: str, subject: str, complaint: str
) -> None:
    message = _refusal(spoil(sheet, rule))
    assert subject in message
    assert complaint in message


def test_a_name_that_the_fonts_cannot_write_is_named(made_up: Workspace) -> None:
    message = _refusal(made_up, "Mechelen\N{CJK UNIFIED IDEOGRAPH-6751}")
    assert "\N{CJK UNIFIED IDEOGRAPH-6751}" in message
    assert "glyph" in message


def test_a_letter_that_the_fonts_lack_is_named_with_its_indicator(made_up: Workspace) -> None:
    catalogue = made_up.catalogue
    broken = catalogue.indicators["WO_12"].model_copy(
        update={"definition": "Geteld zijn de huurders \N{SNOWMAN} van een sociale woning."}
    )
    changed = replace(catalogue, indicators={**catalogue.indicators, "WO_12": broken})
    message = _refusal(replace(made_up, catalogue=changed))
    assert "WO_12" in message
    assert "\N{SNOWMAN}" in message


def test_a_table_that_no_page_can_hold_is_refused(made_up: Workspace) -> None:
    catalogue = made_up.catalogue
    long = " ".join(["Geteld zijn de huurders van een sociale woning."] * 80)
    broken = catalogue.indicators["WO_12"].model_copy(update={"definition": long})
    changed = replace(catalogue, indicators={**catalogue.indicators, "WO_12": broken})
    message = _refusal(replace(made_up, catalogue=changed))
    assert "WO_12" in message
    assert "too short" in message
