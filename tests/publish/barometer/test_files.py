"""The figures of the Barometer for spreadsheets: the same as on its pages, in every file."""

import io
from dataclasses import replace

import fastexcel
import polars as pl
import pytest

from scan.catalogue.reading import Catalogue
from scan.dutch import round_half_up
from scan.publish.barometer.files import TABLE, Offer, Value, words_of
from scan.series.workspace import Workspace
from scan.statistics.intervals import share
from scan.views.barometer.records import Barometer
from tests.support.example_barometer import example_barometer, without_figures

BAROMETER = example_barometer()
FIRST = BAROMETER.objectives[3]


@pytest.fixture(scope="module")
def heads(catalogue: Catalogue) -> dict[str, str]:
    words = catalogue.bounded("barometer")
    return {key.removeprefix("column."): text for key, text in words.items()}


def test_the_csv_of_an_objective_holds_its_own_figures(
    catalogue: Catalogue, heads: dict[str, str]
) -> None:
    data = Offer(BAROMETER, words_of(catalogue)).csv(FIRST)
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
    offer = Offer(BAROMETER, words_of(made_up.catalogue))
    chosen = FIRST if objective else None
    data = offer.workbook(chosen, made_up)
    assert data == offer.workbook(chosen, made_up), "the same bytes"
    book = fastexcel.read_excel(data)
    assert len(book.sheet_names) == 2
    sheet = book.load_sheet(book.sheet_names[1]).to_polars()
    told = [row for _, row in offer.rows(chosen)]
    frame = pl.DataFrame(told, schema=list(TABLE), orient="row", infer_schema_length=None)
    assert sheet.height == frame.height
    for name in ("value", "low", "high", "answers"):
        assert sheet[heads[name]].cast(pl.Float64).to_list() == frame[name].to_list()


def test_names_tell_made_up_figures_from_real_ones(catalogue: Catalogue) -> None:
    say = words_of(catalogue)
    real: Barometer = replace(BAROMETER, made_up=False)
    assert Offer(BAROMETER, say).pdf() == "barometer/barometer-samenleven-voorbeeld.pdf"
    assert Offer(real, say).pdf() == "barometer/barometer-samenleven.pdf"
    assert Offer(real, say).file(FIRST, "csv") == "data/barometer/verbondenheid.csv"


def _table(made: Barometer, catalogue: Catalogue) -> list[dict[str, Value]]:
    rows = Offer(made, words_of(catalogue)).rows(None)
    return [dict(zip(TABLE, row, strict=True)) for _, row in rows]


def test_the_table_holds_the_figures_of_the_pages(catalogue: Catalogue) -> None:
    told = _table(BAROMETER, catalogue)
    on_pages = [
        (p.entry.id, s.group.code, f.period, f.shown.value)
        for p in BAROMETER.indicators
        for s in p.series
        for f in s.figures
    ]
    assert [(r["indicator"], r["group"], r["period"], r["value"]) for r in told] == on_pages
    assert len(set(on_pages)) == len(on_pages)
    newest = {panel.entry.id: panel.periods[-1] for panel in BAROMETER.indicators}
    for row in told:
        assert bool(row["direction"]) == (row["period"] == newest[str(row["indicator"])])
    for row in (row for row in told if row["kind"] == "bevraging" and row["value"] is not None):
        value, *limits = (float(v) for v in share(row["numerator"], row["answers"], 0.99))  # type: ignore[arg-type]
        assert [row["low"], row["high"]] == [round_half_up(100 * v, 1) for v in limits]
        assert row["value"] == round_half_up(100 * value, 0)
    lines = Offer(BAROMETER, words_of(catalogue)).csv(None).decode("utf-8-sig").splitlines()
    assert len(lines) == len(told) + 1
    assert len(set(lines[0].split(";"))) == len(TABLE)
    assert {line.rpartition(";")[2] for line in lines[1:]} == {"ja: geen echte gegevens"}


def test_what_is_hidden_takes_along_what_hangs_on_it(catalogue: Catalogue) -> None:
    hidden = [row for row in _table(BAROMETER, catalogue) if row["status"] == "niet getoond"]
    assert hidden
    amounts = ("value", "low", "high", "answers", "numerator", "denominator", "change", "gap")
    for row in hidden:
        assert [row[name] for name in amounts] == [None] * len(amounts)


def test_without_a_delivery_there_are_no_rows(catalogue: Catalogue) -> None:
    assert _table(without_figures(), catalogue) == []
