"""Publish, series workbooks: the series of one indicator as a workbook.

Input: a series table and its indicator. Output: bytes of an XLSX file with a sheet that says
what it holds and a sheet with the table; numbers are numbers, a code stands in place of a figure
that is not shown.
"""

import polars as pl

from scan.catalogue.records import Indicator
from scan.catalogue.sources import Source
from scan.dutch import list_text
from scan.moulds import Mould, mould_of, number_cell, pour, row, text_cell, with_texts
from scan.publish.groups import AMOUNTS, COUNTS, unknown
from scan.publish.rounding import fixed
from scan.publish.series_tables import FIGURES, Stock, newest_delivery
from scan.publish.sheets import Book, Column, closing_lines, code_lines, number_format
from scan.publish.texts import absence
from scan.series.plans import plan_of
from scan.status import Status
from scan.views.labels import expected_text
from scan.views.numbers import LIMIT_DECIMALS

_WIDTHS = {
    "title": 34,
    "area": 26,
    "kind": 17,
    "part": 14,
    "dimension_1": 16,
    "dimension_2": 16,
    "label_1": 26,
    "label_2": 26,
    "unit": 26,
    "group_title": 26,
    "source": 24,
    "supplier": 30,
}
_USUAL_WIDTH = 12
_FROZEN = 4


def series_workbook(
    table: pl.DataFrame, groups: pl.DataFrame, indicator: Indicator, alternative: int, stock: Stock
) -> bytes:
    """The workbook of one indicator, as its ``alternative`` feeds it, with a sheet of groups."""
    name, beside = stock.words["sheet.figures"], stock.words["sheet.groups"]
    book = Book(stock, indicator.title)
    book.readme(indicator.title, readme_lines(table, indicator, alternative, stock))
    book.waiting(name, _columns(table, indicator, stock), table.height, _FROZEN)
    book.waiting(beside, _columns(groups, indicator, stock), groups.height, _FROZEN)
    both = (table, groups)
    texts = [t for one in both for c in _text_columns(one) for t in one.get_column(c).unique()]
    mould = with_texts(mould_of(book.done()), sorted({*texts, *stock.codes.values()}))
    rows = {
        name: _rows(table, absence(stock), indicator, mould, name),
        beside: _rows(groups, unknown(stock), indicator, mould, beside),
    }
    return pour(mould, rows, {})


def _text_columns(table: pl.DataFrame) -> list[str]:
    return [name for name, dtype in table.schema.items() if dtype == pl.String]


def _columns(table: pl.DataFrame, indicator: Indicator, stock: Stock) -> list[Column]:
    looks = dict.fromkeys((*FIGURES, *COUNTS), number_format(0))
    looks |= dict.fromkeys(("value", *AMOUNTS), number_format(indicator.decimals))
    looks["low"] = looks["high"] = number_format(LIMIT_DECIMALS)
    looks["period"] = "0"
    return [
        Column(
            stock.words[f"series.{name}"], _WIDTHS.get(name, _USUAL_WIDTH), looks.get(name, "text")
        )
        for name in table.columns
    ]


def _rows(
    table: pl.DataFrame, absent: pl.Expr, indicator: Indicator, mould: Mould, sheet: str
) -> list[str]:
    """Cells of a sheet; ``absent`` is the code in place of a figure that is not there."""
    index = mould.index
    styles = dict(zip(table.columns, mould.styles(sheet), strict=True))
    places = dict.fromkeys(("value", *AMOUNTS), indicator.decimals)
    places |= {"low": LIMIT_DECIMALS, "high": LIMIT_DECIMALS}
    cells = []
    for name in table.columns:
        if name in (*FIGURES, *AMOUNTS, *COUNTS):
            number = number_cell(fixed(name, places.get(name, 0), "."), styles[name])
            code = text_cell(absent.replace_strict(index, default=None), styles[name])
            cells.append(pl.when(pl.col(name).is_null()).then(code).otherwise(number))
        elif name == "period":
            cells.append(number_cell(pl.col(name), styles[name]))
        else:
            cells.append(text_cell(pl.col(name).replace_strict(index), styles[name]))
    lines = table.select(row(mould.first_row(sheet), cells)).to_series()
    return lines.to_list()


def _stopped(table: pl.DataFrame, source: Source, indicator: Indicator, stock: Stock) -> bool:
    """Whether the figures that should have come since are long behind the newest of all, or are
    no longer asked for."""
    if stock.catalogue.is_dropped(indicator):
        return True
    ahead = stock.codes[Status.PROJECTION.value]
    known = table.filter(pl.col("value").is_not_null() & (pl.col("status") != ahead))
    last = known.get_column("period").max()
    if last is None:
        return False
    return stock.catalogue.bounds.is_old(int(str(last)) + source.every - 1, stock.newest)


def readme_lines(
    table: pl.DataFrame, indicator: Indicator, alternative: int, stock: Stock
) -> list[tuple[str, str]]:
    """What somebody has to know who opens the table: key and text."""
    words, catalogue = stock.words, stock.catalogue
    plan = plan_of(indicator, alternative)
    caveats = catalogue.caveats_of(indicator, plan.alternative, "")
    sources = [catalogue.sources[s] for s in table.get_column("source").unique().sort()]
    periods = table.get_column("period")
    newest = newest_delivery(table)
    said = {
        "code": indicator.id,
        "theme": catalogue.themes[stock.themes[indicator.id]].title,
        "question": indicator.question,
        "definition": indicator.definition,
        "numerator": indicator.numerator_text,
        "denominator": indicator.denominator_text,
        "asked": indicator.survey.text if indicator.survey else "",
        "unit": str(table.item(0, "unit")),
        "decimals": str(indicator.decimals),
        "periods": f"{periods.min()!s}–{periods.max()!s}",
        "source": list_text([source.supplier for source in sources]),
        "delivered": newest.isoformat() if newest else words["readme.unknown"],
        "expected": expected_text(
            sources[-1],
            catalogue.wording,
            newest,
            stopped=_stopped(table, sources[-1], indicator, stock),
        ),
        "caveats": " ".join(caveat.text for caveat in caveats),
    }
    lines = [(words[f"readme.{key}"], " ".join(text.split())) for key, text in said.items() if text]
    lines += closing_lines(stock)
    lines += [("", ""), (words["readme.codes"], ""), *code_lines(stock)]
    heads = [(words[f"series.{name}"], words[f"about.{name}"]) for name in table.columns]
    return [*lines, ("", ""), (words["readme.columns"], ""), *heads]
