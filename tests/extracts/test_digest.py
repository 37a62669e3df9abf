"""A file that feeds several sources: one table, one question for all that is new, real doubts."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.extracts.account import account_of, content_lines, finding_lines
from scan.extracts.assessed import Delivery
from scan.extracts.chain import LEDGER
from scan.extracts.intake import accept, assess
from scan.extracts.supplier_page import supplier_page
from tests.extracts.support import source, workbook

DAY = datetime.date(2026, 11, 1)
TABS = ("DE01", "DE02", "DE03")
HEADER = ("nis", "jaar", "man", "vrouw")
TOWNS = 40


def _row(catalogue: Catalogue, year: int, factor: int = 1) -> list[tuple[object, ...]]:
    towns = catalogue.areas.municipalities("02000", datetime.date(2025, 1, 1))[:TOWNS]
    return [
        (int(town.nis), year, factor * (200 + 3 * at), factor * (150 + 2 * at))
        for at, town in enumerate(towns)
    ]


@pytest.fixture
def tabbed(catalogue: Catalogue) -> Catalogue:
    """A catalogue with a workbook of three sheets, and nothing else to deliver."""
    record = {"files": ["book*.xlsx"], "coverage": ["02000"]}
    own = [source(id=f"tab_{tab.lower()}", title=tab, sheet=tab, **record) for tab in TABS]
    return replace(catalogue, sources={one.id: one for one in own})


def _delivered(folder: Path, catalogue: Catalogue, *, last_is_wrong: bool = True) -> Delivery:
    rows = {
        tab: [HEADER, *(row for year in range(2018, 2025) for row in _row(catalogue, year))]
        for tab in TABS
    }
    for number, tab in enumerate(TABS):
        rows[tab] = [HEADER, *_grown(rows[tab][1:], number)]
    if last_is_wrong:
        rows["DE03"] = [
            (nis, year, men, men if year == 2024 else women)
            for nis, year, men, women in rows["DE03"]
        ]
    path = workbook(folder / "book.xlsx", rows)
    return assess((path,), folder / "out", catalogue, DAY)


def _grown(rows: list[tuple[object, ...]], number: int) -> list[tuple[object, ...]]:
    """Figures that grow by a few from year to year, so that no year repeats another."""
    return [
        (nis, year, int(str(men)) + int(str(year)) - 2000 + number, int(str(women)) + number)
        if int(str(year)) % 2
        else (nis, year, int(str(men)) + number, int(str(women)) + int(str(year)) - 2000)
        for nis, year, men, women in rows
    ]


def test_several_new_sources_are_one_question(tmp_path: Path, tabbed: Catalogue) -> None:
    delivery = _delivered(tmp_path, tabbed, last_is_wrong=False)
    assert [question.kind for question in delivery.questions] == ["first_deliveries"]
    assert dict(delivery.questions[0].facts)["sources"] == "3"
    assert not delivery.is_doubtful
    lines = list(content_lines(delivery, tabbed))
    assert lines[0] == "book.xlsx: 3 sources, all new"
    assert lines[1].split() == [
        *("source", "years", "municipalities", "figures", "hidden", "witnesses")
    ]
    assert [line.split()[:5] for line in lines[2:5]] == [
        [f"tab_{tab.lower()}", "2018–2024", str(TOWNS), "560", "0"] for tab in TABS
    ]
    # Aligned: each figure ends below the end of its heading.
    assert len({line.index("560") for line in lines[2:5]}) == 1


def test_what_is_wrong_is_asked_about_the_sheet_where_it_is(
    tmp_path: Path, tabbed: Catalogue
) -> None:
    delivery = _delivered(tmp_path, tabbed)
    assert [(q.kind, q.sheet) for q in delivery.questions] == [
        ("first_deliveries", ""),
        ("same_figures", "DE03"),
    ]
    asked = delivery.questions[1]
    assert asked.place.startswith("sheet DE03, ")
    assert asked.place.endswith(", 2024")
    assert delivery.is_doubtful
    row = next(line for line in content_lines(delivery, tabbed) if "tab_de03" in line)
    assert row.endswith("wrong: same in 2024")
    decisions = list(finding_lines(delivery))
    assert decisions[0] == "To decide:"
    assert len(decisions) == 3
    accept(delivery, tmp_path / "out")
    ledger = (tmp_path / "out" / "deliveries" / LEDGER).read_text().splitlines()
    lines = [json.loads(line) for line in ledger]
    assert [line["flags"] for line in lines] == [
        ["first_deliveries"],
        ["first_deliveries"],
        ["first_deliveries", "same_figures"],
    ]
    assert [line["witnesses"] for line in lines] == ["", "", "same in 2024"]


def test_the_account_and_the_page_tell_what_was_heard(tmp_path: Path, tabbed: Catalogue) -> None:
    delivery = _delivered(tmp_path, tabbed)
    account = json.loads(json.dumps(account_of(delivery, tabbed)))
    (heard,) = account["files"][2]["witnesses"]
    assert (heard["kind"], heard["verdict"], heard["periods"]) == ("same", "wrong", [2024])
    assert heard["largest"][0]["given"] == heard["largest"][0]["low"]
    page = supplier_page(delivery, tabbed)
    for said in (
        "Dit is de eerste levering van 3 reeksen",
        "blad DE03, ",
        "in 2024 zijn hun cijfers in (vrijwel) alle gebieden dezelfde",
        "In 2023 was dat",
        "Wat we nagerekend hebben",
    ):
        assert said in page
