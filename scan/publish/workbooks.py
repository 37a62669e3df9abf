"""Publish, workbooks: wide tables as workbooks: one per municipality, one with everything.

Input: the wide tables of all themes. Output: bytes of XLSX files with a sheet per theme. In the
workbook of a municipality a row holds its newest figure beside that of its region and the middle
of similar municipalities, the numbers behind it, and the first two through the years; figures of
former municipalities have a sheet of their own.
"""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from scan.moulds import Mould, mould_of, number_cell, pour, row, text_cell, with_texts
from scan.publish.series_tables import Stock
from scan.publish.sheets import (
    STRONG,
    TEXT,
    Book,
    Column,
    closing_lines,
    code_lines,
    number_format,
)
from scan.publish.wide import FIGURE, Wide, texts_of

_PLACE = "\u27e6place\u27e7"
"""Stands for the name of the municipality in a mould that all of a region share."""
_DECIMALS = (0, 1, 2)
_LOOKS = (*(number_format(decimals) for decimals in _DECIMALS), STRONG)
_YEAR_WIDTH = 10
_REGIONAL = "@"
"""Begins the names of columns with the figures of the region."""
_SIMILAR = "@similar"
"""The column with the middle of the similar municipalities."""


def _texts(stock: Stock) -> dict[str, Column]:
    """The columns before and after the years."""
    words, whole = stock.words, number_format(0)
    widths = {"indicator": 50, "part": 34, "unit": 40, "area": 26, "kind": 17, "supplier": 38}
    looks = {"period": "0", "numerator": whole, "denominator": whole}
    names = ("code", "indicator", "part", "unit", "period", "numerator", "denominator")
    return {
        name: Column(words[f"theme_column.{name}"], widths.get(name, 11), looks.get(name, TEXT))
        for name in (*names, "area", "kind", "nis", "supplier", "delivered")
    } | {"part_2": Column(f"{words['theme_column.part']} 2", widths["part"], TEXT)}


def _year(place: str, year: int | str, stock: Stock) -> Column:
    head = stock.words["theme_column.own_year"].format(place=place, year=year)
    return Column(head, _YEAR_WIDTH, _LOOKS[1])


# --- cells ----------------------------------------------------------------------------------


class _Pen:
    """Writes the cells of one sheet of a mould."""

    def __init__(self, mould: Mould, sheet: str, columns: int, stock: Stock) -> None:
        self._index = mould.index
        self._codes = {code: self._index[code] for code in stock.codes.values()}
        styles = mould.styles(sheet)
        self.styles = styles[:columns]
        self._by_decimals = dict(zip(_DECIMALS, styles[columns:-1], strict=True))
        self._strong = styles[-1]

    def _place(self, expression: pl.Expr) -> pl.Expr:
        return expression.replace_strict(self._index, default=None, return_dtype=pl.Int32)

    def texts(self, expressions: Sequence[pl.Expr], first: int = 0) -> list[pl.Expr]:
        """Texts in columns from ``first``; nothing for an empty one."""
        return [
            self._text(e, pl.lit(str(self.styles[n]))) for n, e in enumerate(expressions, first)
        ]

    def strong(self, expression: pl.Expr, column: int, when: pl.Expr) -> pl.Expr:
        """A text that stands out in some rows."""
        plain = pl.lit(str(self.styles[column]))
        return self._text(
            expression, pl.when(when).then(pl.lit(str(self._strong))).otherwise(plain)
        )

    def _text(self, expression: pl.Expr, style: pl.Expr) -> pl.Expr:
        empty = expression.is_null() | (expression == "")
        cell = text_cell(self._place(expression), style)
        return pl.when(empty).then(pl.format('<c s="{}"/>', style)).otherwise(cell)

    def number(self, name: str, column: int) -> pl.Expr:
        """A whole number, or the code in its place."""
        return self._figure(pl.col(name), pl.lit(str(self.styles[column])))

    def value(self, name: str) -> pl.Expr:
        """A displayed value with its own decimals, or the code in its place."""
        style = pl.col("decimals").replace_strict(self._by_decimals).cast(pl.String)
        return self._figure(pl.col(name), style)

    def _figure(self, figure: pl.Expr, style: pl.Expr) -> pl.Expr:
        code = figure.replace_strict(self._codes, default=None, return_dtype=pl.Int32)
        return (
            pl.when(figure.is_null())
            .then(pl.format('<c s="{}"/>', style))
            .when(code.is_not_null())
            .then(text_cell(code, style))
            .otherwise(number_cell(figure, style))
        )


def _figure_cells(pen: _Pen, names: Sequence[str], stock: Stock) -> list[pl.Expr]:
    """The texts that say which figure a row holds: ``names`` of columns, then title, the two
    columns of the breakdown and the unit. The main figure says that it is one."""
    main = pl.col("part") == stock.words["part.main"]
    first = pl.when(main).then("part").otherwise("label_1")
    cells = pen.texts([pl.col(name) for name in names])
    cells.append(pen.strong(pl.col("title"), len(names), main))
    return cells + pen.texts([first, pl.col("label_2"), pl.col("unit")], len(names) + 1)


# --- everything -----------------------------------------------------------------------------


def all_workbook(wide: Sequence[Wide], stock: Stock) -> bytes:
    """The workbook with every figure of every area: a sheet per theme, a column per year."""
    words, texts = stock.words, _texts(stock)
    names = ("area", "nis", "kind", "code", "indicator", "part", "part_2", "unit")
    title = words["readme.all_title"]
    book = Book(stock, title)
    book.readme(title, _readme(words["readme.all_sheets_text"], wide, stock))
    columns = {}
    for one in wide:
        own = [Column(str(year), _YEAR_WIDTH, _LOOKS[1]) for year in one.years]
        columns[one.theme] = [*(texts[n] for n in names), *own, texts["supplier"]]
        sheet = sheet_of(one.theme, stock)
        book.waiting(sheet, columns[one.theme], one.table.height, 5, _LOOKS)
    mould = with_texts(mould_of(book.done()), sorted({*texts_of(wide), *stock.codes.values()}))
    rows = {}
    for one in wide:
        sheet = sheet_of(one.theme, stock)
        pen = _Pen(mould, sheet, len(columns[one.theme]), stock)
        cells = _figure_cells(pen, ("area", "nis", "kind", "indicator"), stock)
        cells += [pen.value(str(year)) for year in one.years]
        cells += pen.texts([pl.col("supplier")], len(columns[one.theme]) - 1)
        lines = one.table.select(row(mould.first_row(sheet), cells)).to_series()
        rows[sheet] = lines.to_list()
    return pour(mould, rows, {})


def sheet_of(theme: str, stock: Stock) -> str:
    """The name of the sheet with the figures of a theme."""
    found = stock.catalogue.themes[theme]
    return found.sheet or found.title


def _readme(sheets: str, wide: Sequence[Wide], stock: Stock) -> list[tuple[str, str]]:
    words = stock.words
    lines = [(words["readme.sheets"], sheets), ("", words["readme.empty"])]
    lines += [(sheet_of(one.theme, stock), _titles(one)) for one in wide]
    lines += closing_lines(stock)
    return [*lines, ("", ""), (words["readme.codes"], ""), *code_lines(stock)]


def _titles(wide: Wide) -> str:
    """The indicators of a theme, with their codes."""
    pairs = wide.table.sort("order").select("title", "indicator").unique(maintain_order=True)
    return "; ".join(f"{title} ({code})" for title, code in pairs.iter_rows())


# --- one municipality -----------------------------------------------------------------------


def municipal_workbooks(
    wide: Sequence[Wide], similar: pl.DataFrame, stock: Stock
) -> Iterator[tuple[str, bytes]]:
    """NIS code and workbook of every municipality of today. ``similar``: the middle main figure of
    its similar municipalities, where there is one (nis, indicator, middle: a number as text).

    Municipalities of one region share a mould; one for those with former municipalities, which
    get a sheet more.
    """
    towns = stock.catalogue.areas.municipalities(None, stock.workspace.as_of)
    former = _former(wide, stock)
    merged = set(former.get_column("today"))
    for region in sorted({town.region_nis for town in towns}):
        own = [_of_region(one, similar, region, stock) for one in wide]
        kept = [one for one in own if one.table.height]
        for has_former in (False, True):
            chosen = [
                t for t in towns if t.region_nis == region and (t.nis in merged) == has_former
            ]
            if chosen and kept:
                names = {town.nis: town.name for town in chosen}
                yield from _poured(kept, former if has_former else None, region, names, stock)


def _of_region(wide: Wide, similar: pl.DataFrame, region: str, stock: Stock) -> Wide:
    """The figures of the municipalities of a region, with those of the region and of similar
    municipalities beside them; where none has any, without a column for these."""
    table = wide.table.filter(pl.col("region") == region, pl.col("newest").is_not_null())
    years = tuple(year for year in wide.years if table.get_column(str(year)).is_not_null().any())
    beside = table.filter(pl.col("nis") == region).select(
        *FIGURE,
        pl.col("value").alias(f"{_REGIONAL}value"),
        *(pl.col(str(year)).alias(f"{_REGIONAL}{year}") for year in years),
    )
    towns = table.filter(pl.col("kind") == stock.words["kind.municipality"])
    together = towns.join(beside, on=list(FIGURE), how="left")
    main = pl.col("part") == stock.words["part.main"]
    grouped = together.join(similar, on=["nis", "indicator"], how="left").with_columns(
        pl.when(main).then("middle").alias(_SIMILAR)
    )
    alone = grouped.get_column(_SIMILAR).is_null().all()
    return Wide(wide.theme, years, together if alone else grouped.drop("middle"))


def _former(wide: Sequence[Wide], stock: Stock) -> pl.DataFrame:
    """Figures of former municipalities, of all themes."""
    kind = stock.words["kind.former"]
    parts = [one.table.filter(pl.col("kind") == kind) for one in wide]
    years = sorted({year for one in wide for year in one.years})
    together = pl.concat(parts, how="diagonal").sort("nis", "order", "rank", *FIGURE)
    used = [y for y in years if together.get_column(str(y)).is_not_null().any()]
    return together.drop([str(year) for year in years if year not in used])


def _poured(
    wide: Sequence[Wide],
    former: pl.DataFrame | None,
    region: str,
    names: Mapping[str, str],
    stock: Stock,
) -> Iterator[tuple[str, bytes]]:
    """The workbooks of the municipalities in ``names``."""
    mould = _mould(wide, former, region, stock)
    rows = {nis: dict[str, list[str]]() for nis in names}
    for one in wide:
        sheet = sheet_of(one.theme, stock)
        for nis, lines in _theme_rows(one, mould, sheet, stock):
            if nis in rows:
                rows[nis][sheet] = lines
    if former is not None:
        sheet = stock.words["sheet.former"]
        for nis, lines in _former_rows(former, mould, sheet, stock):
            if nis in rows:
                rows[nis][sheet] = lines
    for nis, name in names.items():
        yield nis, pour(mould, rows[nis], {_PLACE: name})


_BEFORE = ("code", "indicator", "part", "part_2", "unit", "period")
_FORMER_BEFORE = ("area", "nis", "code", "indicator", "part", "part_2", "unit")


def _mould(wide: Sequence[Wide], former: pl.DataFrame | None, region: str, stock: Stock) -> Mould:
    words = stock.words
    title = words["readme.place_title"].format(place=_PLACE)
    book = Book(stock, title)
    lines = _readme(words["readme.sheets_text"], wide, stock)
    if former is not None:
        lines.insert(2, (words["sheet.former"], words["readme.former_text"]))
    book.readme(title, lines)
    texts: set[str] = set()
    for one in wide:
        columns = _theme_columns(one, region, stock)
        rows = one.table.group_by("nis").len().get_column("len").max()
        sheet = sheet_of(one.theme, stock)
        book.waiting(sheet, columns, int(str(rows)), 4, _LOOKS)
    if former is not None:
        book.waiting(
            words["sheet.former"], _former_columns(former, stock), former.height, 5, _LOOKS
        )
        texts = texts_of([Wide("", (), former)])
    known = {*texts_of(wide), *texts, *stock.codes.values()}
    return with_texts(mould_of(book.done()), sorted(known))


def _theme_columns(wide: Wide, region: str, stock: Stock) -> list[Column]:
    texts, beside = _texts(stock), stock.catalogue.areas.get(region).name
    return [
        *(texts[name] for name in _BEFORE),
        Column(_PLACE, 14, _LOOKS[1]),
        Column(beside, 14, _LOOKS[1]),
        *([_similar(stock)] if _SIMILAR in wide.table.columns else []),
        texts["numerator"],
        texts["denominator"],
        *(_year(_PLACE, year, stock) for year in wide.years),
        *(_year(beside, year, stock) for year in wide.years),
        texts["supplier"],
        texts["delivered"],
    ]


def _similar(stock: Stock) -> Column:
    return Column(stock.words["theme_column.similar"], 18, _LOOKS[1])


def _theme_rows(
    wide: Wide, mould: Mould, sheet: str, stock: Stock
) -> Iterator[tuple[str, list[str]]]:
    """NIS code and rows of each municipality. Of many categories those of the newest year."""
    groups = [_SIMILAR] if _SIMILAR in wide.table.columns else []
    counts = len(_BEFORE) + 2 + len(groups)
    last = counts + 2 + 2 * len(wide.years)
    pen = _Pen(mould, sheet, last + 2, stock)
    cells = _figure_cells(pen, ("indicator",), stock)
    cells.append(number_cell(pl.col("newest"), pen.styles[5]))
    cells += [pen.value(name) for name in ("value", f"{_REGIONAL}value", *groups)]
    cells += [pen.number("numerator", counts), pen.number("denominator", counts + 1)]
    cells += [pen.value(f"{mark}{year}") for mark in ("", _REGIONAL) for year in wide.years]
    cells += pen.texts([pl.col("supplier"), pl.col("delivered")], last)
    table = wide.table.filter(~pl.col("open") | pl.col("value").is_not_null())
    yield from _by_place(table, "nis", cells, mould.first_row(sheet))


def _by_place(
    table: pl.DataFrame, place: str, cells: list[pl.Expr], first: int
) -> Iterator[tuple[str, list[str]]]:
    lines = table.select(place, row(first, cells, place).alias("line"))
    yield from lines.group_by(place, maintain_order=True).agg("line").iter_rows()


def _former_columns(former: pl.DataFrame, stock: Stock) -> list[Column]:
    texts = _texts(stock)
    years = [Column(year, _YEAR_WIDTH, _LOOKS[1]) for year in _years(former)]
    return [*(texts[name] for name in _FORMER_BEFORE), *years, texts["supplier"]]


def _years(former: pl.DataFrame) -> list[str]:
    return [name for name in former.columns if name.isdigit()]


def _former_rows(
    former: pl.DataFrame, mould: Mould, sheet: str, stock: Stock
) -> Iterator[tuple[str, list[str]]]:
    years = _years(former)
    last = len(_FORMER_BEFORE) + len(years)
    pen = _Pen(mould, sheet, last + 1, stock)
    cells = _figure_cells(pen, ("area", "nis", "indicator"), stock)
    cells += [pen.value(year) for year in years]
    cells += pen.texts([pl.col("supplier")], last)
    yield from _by_place(former, "today", cells, mould.first_row(sheet))
