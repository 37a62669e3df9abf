"""The figures of the Barometer for spreadsheets: the same as on its pages, in every file."""

import io
from dataclasses import replace

import fastexcel
import polars as pl
import pytest

from scan.catalogue.reading import Catalogue
from scan.publish.barometer.files import csv_of, workbook_of
from scan.publish.barometer.offer import Offer, words_of
from scan.series.workspace import Workspace
from scan.views.barometer.records import Barometer
from scan.views.barometer.table import TABLE, rows
from tests.support.example_barometer import example_barometer

BAROMETER = example_barometer()
FIRST = BAROMETER.objectives[3]


@pytest.fixture(scope="module")
def heads(catalogue: Catalogue) -> dict[str, str]:
    words = catalogue.wording["barometer"]
    return {key.removeprefix("column."): text for key, text in words.items()}


def test_the_csv_of_an_objective_holds_its_own_figures(
    catalogue: Catalogue, heads: dict[str, str]
) -> None:
    data = csv_of(BAROMETER, FIRST, catalogue)
    assert data.startswith(b"\xef\xbb\xbf")
    read = pl.read_csv(io.BytesIO(data), separator=";", infer_schema=False)
    assert set(read[heads["indicator"]]) == {panel.entry.id for panel in FIRST.indicators}
    values = [text for text in read[heads["value"]].to_list() if text]
    shown = [f.shown.value for p in FIRST.indicators for s in p.series for f in s.figures]
    assert [float(t.replace(",", ".")) for t in values] == [v for v in shown if v is not None]


@pytest.mark.parametrize("objective", [None, FIRST], ids=["all", "one"])
def test_the_workbook_holds_the_figures_of_the_frame(
    objective: object, made_up: Workspace, heads: dict[str, str]
) -> None:
    say = words_of(made_up.catalogue)
    chosen = FIRST if objective else None
    data = workbook_of(BAROMETER, chosen, made_up, say)
    assert data == workbook_of(BAROMETER, chosen, made_up, say), "the same bytes"
    book = fastexcel.read_excel(data)
    assert len(book.sheet_names) == 2
    sheet = book.load_sheet(book.sheet_names[1]).to_polars()
    codes = tuple(panel.entry.id for panel in FIRST.indicators) if chosen else ()
    told = rows(BAROMETER, made_up.catalogue.wording["barometer"], codes)
    frame = pl.DataFrame(list(told), schema=TABLE, orient="row", infer_schema_length=None)
    assert sheet.height == frame.height
    for name in ("value", "low", "high", "answers"):
        assert sheet[heads[name]].cast(pl.Float64).to_list() == frame[name].to_list()


def test_names_tell_made_up_figures_from_real_ones(catalogue: Catalogue) -> None:
    say = words_of(catalogue)
    real: Barometer = replace(BAROMETER, made_up=False)
    assert Offer(BAROMETER, say).pdf() == "barometer/barometer-samenleven-voorbeeld.pdf"
    assert Offer(real, say).pdf() == "barometer/barometer-samenleven.pdf"
    assert Offer(real, say).file(FIRST, "csv") == "data/barometer/verbondenheid.csv"
