"""What a supplier only expects: in the series with its word, nowhere beside what was counted."""

import datetime
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Shape, Source
from scan.extracts.contract import read_extract
from scan.extracts.intake import assess
from scan.publish.calendar import calendar
from scan.publish.series_tables import Stock, series_table
from scan.publish.texts import csv_of
from scan.publish.wide import long_of, wide_of
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.desk import open_desk
from scan.views.displayed import displayed
from scan.views.records import IndicatorView
from scan.views.sentences import headline, lead
from scan.views.table import figures_csv
from scan.views.values import view_of
from tests.extracts.support import put

DAY = datetime.date(2026, 11, 30)
SOURCE, CODE, NAME = "statbel_nationality", "DE_42", "statbel_nationality_2024_2040.csv"
MECHELEN, REGION = "12025", "02000"


def _text(catalogue: Catalogue, *marked: str) -> str:
    """Inhabitants of all municipalities of today, 2024 to 2026, expected from 2027 on and in the
    pairs of code and year that are ``marked``."""
    rows = ["year,nis,BEL,ETR,total"]
    for year in (2024, 2025, 2026, 2027, 2040):
        for number, town in enumerate(catalogue.areas.municipalities(None, DAY), 1):
            flag = " (p)" if year > 2026 or f"{town.nis}-{year}" in marked else ""
            foreign = 100 + number + 10 * (year - 2024)
            belgian = 900 * number + 3 * (year - 2024)
            figures = (belgian, foreign, belgian + foreign)
            rows.append(",".join((str(year), town.nis, *(f"{n}{flag}" for n in figures))))
    return "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def marking(catalogue: Catalogue) -> Catalogue:
    """The catalogue with a source that marks what it expects."""
    shape = Shape(flags={"(p)": "projection", "(v)": "provisional"})
    source = catalogue.sources[SOURCE].model_copy(update={"shape": shape, "vintage": "2025"})
    return replace(catalogue, sources={**catalogue.sources, SOURCE: source})


def _opened(folder: Path, text: str, catalogue: Catalogue) -> Workspace:
    put(folder, f"in/{NAME}", text)
    return open_workspace(folder / "output", folder / "in", catalogue, None, lambda _: None)


@pytest.fixture(scope="module")
def ahead(marking: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Series to 2026 with projections for 2027 and 2040."""
    return _opened(tmp_path_factory.mktemp("ahead"), _text(marking), marking)


@pytest.fixture(scope="module")
def mixed(marking: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same; of Mechelen 2026 is expected too."""
    text = _text(marking, f"{MECHELEN}-2026")
    return _opened(tmp_path_factory.mktemp("mixed"), text, marking)


def _view(workspace: Workspace, nis: str = MECHELEN) -> IndicatorView:
    area = workspace.catalogue.areas.get(nis)
    desk = open_desk(workspace.store(), workspace.catalogue, area, {})
    view = view_of(desk, CODE, "demografie")
    assert view is not None
    return view


def _table(workspace: Workspace) -> pl.DataFrame:
    figures = workspace.store().figures.filter(pl.col("indicator") == CODE)
    indicator = workspace.catalogue.indicators[CODE]
    return series_table(figures, indicator, Stock(workspace))


# --- from the file --------------------------------------------------------------------------


def test_a_flag_or_a_column_says_what_is_expected(
    marking: Catalogue, catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = "2025,11001,9,1,10\n2027,11001,9 (p),1 (v),10 (p)\n"
    path = put(tmp_path, NAME, f"year,nis,BEL,ETR,total\n{rows}")
    frame = read_extract(marking.sources[SOURCE], path, marking)
    told = frame.select("period", "value", "status").rows()
    assert told == [
        (2025, 9.0, "shown"),
        (2027, 9.0, "projection"),
        (2025, 1.0, "shown"),
        (2027, 1.0, "provisional"),
        (2025, 10.0, "shown"),
        (2027, 10.0, "projection"),
    ]
    values = [
        {"column": "n", "population": "inhabitants", "when": {"kind": "count"}},
        {
            "column": "n",
            "population": "inhabitants",
            "when": {"kind": "outlook"},
            "means": "projection",
        },
    ]
    record = catalogue.sources[SOURCE].model_dump() | {"values": values, "checks": ()}
    source = Source.model_validate(record)
    path = put(tmp_path, "a/" + NAME, "year,nis,kind,n\n2025,11001,count,9\n2030,11001,outlook,8\n")
    frame = read_extract(source, path, catalogue)
    assert frame.select("period", "status").rows() == [(2025, "shown"), (2030, "projection")]


def test_what_is_expected_may_lie_ahead_and_raises_no_question(
    marking: Catalogue, tmp_path: Path
) -> None:
    path = put(tmp_path, NAME, _text(marking))
    delivery = assess((path,), tmp_path / "output", marking, DAY)
    assert [q.kind for q in delivery.questions] == ["first_delivery"]
    plain = put(tmp_path, f"plain/{NAME}", _text(marking).replace(" (p)", ""))
    refused = assess((plain,), tmp_path / "output", marking, DAY)
    assert [(f.kind, f.value) for f in refused.faults] == [("future", "2027"), ("future", "2040")]


# --- in the series --------------------------------------------------------------------------


def test_it_stands_in_the_series_with_its_word(ahead: Workspace) -> None:
    rows = _table(ahead).filter(pl.col("nis") == MECHELEN, pl.col("period") == 2040)
    assert set(rows.get_column("status")) == {"prognose"}
    assert rows.get_column("value").null_count() == 0
    region = _table(ahead).filter(pl.col("nis") == REGION, pl.col("period") == 2027)
    assert set(region.get_column("status")) == {"prognose"}
    text = csv_of(_table(ahead), 1, Stock(ahead)).decode("utf-8-sig")
    assert any(";2040;" in line and ";prognose;" in line for line in text.splitlines())


def test_no_column_of_years_is_made_of_it(ahead: Workspace, mixed: Workspace) -> None:
    wide = wide_of("demografie", long_of({CODE: _table(ahead)}, Stock(ahead)), Stock(ahead))
    assert wide.years == (2024, 2025, 2026)
    wide = wide_of("demografie", long_of({CODE: _table(mixed)}, Stock(mixed)), Stock(mixed))
    own = wide.table.filter(pl.col("nis") == MECHELEN, pl.col("part") == "hoofdcijfer")
    assert set(own.get_column("2026")) == {"prognose"}
    assert float(own.get_column("2025").item(0)) > 0


# --- and nowhere else -----------------------------------------------------------------------


def test_it_is_never_the_newest_figure(ahead: Workspace) -> None:
    view = _view(ahead)
    assert (view.period, view.status) == (2026, Status.SHOWN)
    assert [point.period for point in view.trend] == [2024, 2025, 2026]
    assert view.change is not None
    assert view.change.since == 2024
    positions = ahead.store(()).positions.filter(pl.col("indicator") == CODE)
    assert set(positions.get_column("period")) == {2026}
    rows = displayed("integratiescan", MECHELEN, (view,))
    assert rows.get_column("period").max() == 2026
    entries = {entry.indicator: entry for entry in calendar(Stock(ahead), DAY)}
    assert entries[CODE].last_year == 2026


def test_in_place_of_a_count_its_word_is_shown_and_nothing_compared(mixed: Workspace) -> None:
    view = _view(mixed)
    words = mixed.catalogue.wording["sentences"]
    indicator = mixed.catalogue.indicators[CODE]
    assert (view.period, view.status) == (2026, Status.PROJECTION)
    assert (view.main.shown.value, view.main.shown.text) == (None, "prognose")
    assert (view.state, view.change, view.position) == ("none", None, None)
    assert "alleen een prognose" in headline(view, indicator, words)
    assert lead(view, indicator, words) == ""
    assert view.trend[-1].shown.value is None
    texts = {**mixed.catalogue.wording["values"], **mixed.catalogue.wording["downloads"]}
    newest = [line for line in figures_csv((view,), texts).splitlines() if ";2026;" in line]
    assert any(";prognose;" in line for line in newest)


def test_a_region_with_an_expected_part_is_expected(mixed: Workspace) -> None:
    view = _view(mixed, "24062")
    assert view.status is Status.SHOWN
    assert (view.comparators, view.state) == ((), "none")
    rows = _table(mixed).filter(pl.col("nis") == "10000", pl.col("period") == 2026)
    assert set(rows.get_column("status")) == {"prognose"}


def test_a_provisional_figure_says_so(
    marking: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = _text(marking, f"{MECHELEN}-2026")
    lines = [
        line.replace(" (p)", " (v)") if line.startswith(f"2026,{MECHELEN}") else line
        for line in text.splitlines()
    ]
    folder = tmp_path_factory.mktemp("provisional")
    view = _view(_opened(folder, "\n".join(lines) + "\n", marking))
    assert (view.status, view.period) == (Status.PROVISIONAL, 2026)
    assert view.main.shown.value is not None
    assert view.marks[-1] == "voorlopig"
    assert "kan het nog bijstellen" in view.caveats[-1]
