"""Publish, printed: the figures that made reports hold, as a reader of the file finds them.

Input: the PDF files on a shelf. Output: rows with the columns of ``series.frames.Figures``, taken
from the attached table of each report, and what its pages and alternative texts say in numbers.
Nothing is taken from the store but which of its ways fed an indicator.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import polars as pl
from dataframely import DataFrame

from scan.catalogue.entries import Catalogue
from scan.errors import RefusedError
from scan.series.frames import Figures
from scan.status import Status
from scan.views.table import COLUMNS

_DATE = re.compile(r"-(\d{4}-\d{2}-\d{2})(?=[-.])")
_MAIN, _CELL = "main", "cell"
Ways = Mapping[str, int]
"""Indicator → which of its ways fed it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One report: the date whose municipalities it speaks of, and its figures."""

    path: Path
    date: datetime.date
    figures: DataFrame[Figures]


def reports_on(shelf: Path) -> tuple[Path, ...]:
    """The PDF files of all reports that stand on a shelf, in order."""
    return tuple(sorted((shelf / "reports").glob("*/*.pdf")))


def printed(path: Path, catalogue: Catalogue, ways: Ways) -> Printed:
    """What one report tells. Raises RefusedError for a file that cannot be read as a report."""
    try:
        with pikepdf.open(path) as pdf:
            tables = [file.get_file().read_bytes() for file in pdf.attachments.values()]
    except (pikepdf.PdfError, OSError) as error:
        raise RefusedError(f"{path}: cannot be read ({error}); make the report anew") from error
    if not tables:
        raise RefusedError(f"{path}: holds no table of its figures; make the report anew")
    found = _DATE.search(path.name)
    date = datetime.date.fromisoformat(found[1]) if found else catalogue.areas.newest_division
    words = {**catalogue.wording["values"], **catalogue.wording["downloads"]}
    rows = [row for table in tables for row in _rows(table.decode("utf-8-sig"), words)]
    figures = [
        figure for row in rows if (figure := _figure(row, catalogue, words, ways)) is not None
    ]
    kinds = {name: column.dtype for name, column in Figures.columns().items()}
    frame = pl.DataFrame(figures, schema={name: kinds[name] for name in _READ}, orient="row")
    blank = [pl.lit(None, dtype=d).alias(n) for n, d in kinds.items() if n not in _READ]
    return Printed(path, date, Figures.cast(frame.with_columns(blank)))


_READ = (
    *("indicator", "area", "into", "period", "main", "b1", "b2"),
    *("value", "numerator", "denominator", "status", "alternative"),
)


def _rows(text: str, words: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Rows of an attached table by the names of ``COLUMNS``."""
    names = {words[f"column.{name}"]: name for name in COLUMNS}
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        yield {names[head]: cell for head, cell in row.items() if head in names}


def _figure(
    row: Mapping[str, str], catalogue: Catalogue, words: Mapping[str, str], ways: Ways
) -> tuple[object, ...] | None:
    """A row as a figure; ``None`` where it counts nothing that others count too."""
    parts = {words["part.main"]: _MAIN, words["part.cell"]: _CELL}
    statuses = {words[f"status.{status.value}"]: status for status in Status}
    part, code = parts.get(row["part"]), row["indicator"]
    if part is None or not row["nis"] or code not in ways:
        return None
    labels = [row[name] for name in ("breakdown_1", "breakdown_2") if row[name]]
    codes = _codes(labels, code, ways[code], catalogue) if part == _CELL else ("", "")
    if codes is None:
        return None
    return (
        *(code, row["nis"], "", int(row["period"]), part == _MAIN, *codes),
        *(_number(row[name]) for name in ("value", "numerator", "denominator")),
        *(statuses.get(row["status"], Status.SHOWN).value, ways[code]),
    )


def _codes(labels: list[str], code: str, way: int, catalogue: Catalogue) -> tuple[str, str] | None:
    """Categories by their labels, in the order of the indicator's breakdown."""
    indicator = catalogue.indicators[code]
    own = indicator.sources[way].breakdown
    breakdown = indicator.breakdown if own is None else own
    if len(labels) != len(breakdown):
        return None
    found = []
    for name, label in zip(breakdown, labels, strict=True):
        fits = [c.code for c in catalogue.dimensions[name].categories if c.label == label]
        found += fits[:1]
    if len(found) != len(labels):
        return None
    first, second = (*found, "", "")[:2]
    return first, second


def _number(text: str) -> float | None:
    return float(text.replace(".", "").replace(",", ".").replace("−", "-")) if text else None
