"""Extracts, made up: the survey as the monitor publishes it. Input: a Survey. Output: XLSX and CSV.

A workbook with an index and a sheet per indicator: one row per municipality, item and edition,
the region first, one column of whole per cents per answer.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.made_up.books import Line, empty_book, filled_book, lines_of, number_of, text_of
from scan.extracts.made_up.survey import EDITIONS, Question, Survey, questions
from scan.extracts.made_up.tables import KNOWN

_INDEX = "Inhoud"
_INDEX_HEADS = ("Thema", "Tabblad", "Naam indicator")
Row = tuple[str | int, ...]


def survey_workbook(survey: Survey, source: Source, catalogue: Catalogue) -> bytes:
    """The workbook as bytes."""
    sheets = questions(source, catalogue)
    rows = {name: _sheet_rows(source, asked, survey) for name, asked in sheets.items()}
    heads = {name: tuple(frame.columns) for name, frame in rows.items()}
    lines = (_INDEX_HEADS, *_index(sheets, catalogue))
    texts = dict.fromkeys(
        text for frame in rows.values() for column in _texts(frame) for text in column.unique()
    )
    book = empty_book(_INDEX, lines, heads, sorted(texts))
    return filled_book(book, {name: _lines(frame, book.index) for name, frame in rows.items()})


def _sheet_rows(source: Source, asked: list[Question], survey: Survey) -> pl.DataFrame:
    """The rows of a sheet, the region first."""
    rows = [row for question in asked for row in _rows(question, survey)]
    first = sorted(rows, key=lambda row: row[1] != "2000")
    return pl.DataFrame(first, schema=list(_head(source, asked)), orient="row")


def _texts(rows: pl.DataFrame) -> list[pl.Series]:
    return [column for column in rows if column.dtype == pl.String]


def _lines(rows: pl.DataFrame, numbers: Mapping[str, int]) -> list[str]:
    """Rows as XML: texts by their number in the workbook, numbers as they are."""
    texts = [column.name for column in _texts(rows)]
    return lines_of(
        rows,
        [
            pl.format(text_of("{}"), pl.col(name).replace_strict(numbers))
            if name in texts
            else pl.format(number_of("{}"), pl.col(name))
            for name in rows.columns
        ],
    )


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


def _index(sheets: dict[str, list[Question]], catalogue: Catalogue) -> Iterator[Line]:
    theme = catalogue.themes["samenleven"].title
    for name, (first, *_) in sheets.items():
        yield theme, name, first.indicator.title


def _head(source: Source, asked: list[Question]) -> Line:
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
