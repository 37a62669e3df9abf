"""Extracts, made up: the survey as the monitor publishes it. Input: a Survey. Output: XLSX and CSV.

A workbook with an index and a sheet per indicator: one row per municipality, item and edition,
the region first, one column of whole per cents per answer.
"""

import datetime
import io
from collections.abc import Iterator

import polars as pl
import xlsxwriter

from scan.catalogue.areas import Area
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.made_up.survey import EDITIONS, Question, Survey, questions
from scan.extracts.made_up.tables import KNOWN

_INDEX = "Inhoud"
_INDEX_HEADS = ("Thema", "Tabblad", "Naam indicator")
_CREATED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC).replace(tzinfo=None)
"""The moment that the file states: fixed, so that the same figures give the same bytes."""

Row = tuple[str | int, ...]


def survey_workbook(survey: Survey, source: Source, catalogue: Catalogue) -> bytes:
    """The workbook as bytes."""
    sheets = questions(source, catalogue)
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"created": _CREATED})
    _write(workbook, _INDEX, [_INDEX_HEADS, *_index(sheets, catalogue)])
    for name, asked in sheets.items():
        head = _head(source, asked)
        rows = [row for question in asked for row in _rows(question, survey)]
        _write(workbook, name, [head, *sorted(rows, key=lambda row: row[1] != "2000")])
    workbook.close()
    return out.getvalue()


def answers_csv(survey: Survey, source: Source) -> bytes:
    """The numbers of answers as a tidy table."""
    (value,) = source.values
    rows = [
        (edition, area.nis, int(survey.answers[number, at]))
        for at, edition in enumerate(EDITIONS)
        for number, area in enumerate(survey.areas)
    ]
    head = [source.period.column, source.area.column, value.column]
    return pl.DataFrame(rows, schema=head, orient="row").write_csv().encode("utf-8")


def _write(workbook: xlsxwriter.Workbook, name: str, rows: list[Row]) -> None:
    sheet = workbook.add_worksheet(name)
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)


def _index(sheets: dict[str, list[Question]], catalogue: Catalogue) -> Iterator[Row]:
    theme = catalogue.themes["samenleven"].title
    for name, (first, *_) in sheets.items():
        yield theme, name, first.indicator.title


def _head(source: Source, asked: list[Question]) -> Row:
    item = ("Item",) if asked[0].item else ()
    return (*KNOWN, *item, source.period.column, *asked[0].heads)


def _rows(question: Question, survey: Survey) -> Iterator[Row]:
    item = (question.item,) if question.item else ()
    for number, area in enumerate(survey.areas):
        for edition in question.editions:
            shares = survey.figures[question.key, edition][number].tolist()
            told = shares[: len(question.heads)]
            yield (area.name, _code(area), question.indicator.title, *item, edition, *told)


def _code(area: Area) -> str:
    return area.nis.removeprefix("0")
