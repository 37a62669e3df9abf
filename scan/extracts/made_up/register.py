"""Extracts, made up: the monitor's register workbooks. Input: rows of tabs. Output: XLSX.

A workbook per theme and region, with an index and a sheet per indicator, laid out as the supplier
does. What a sheet is called, and which columns it has, says its source; what is here is what
a reader must cope with and no source needs to know: the order of the columns, spaces behind
texts, letters turned into UTF-8 twice, a line break in a head.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.sources import Source
from scan.extracts.made_up.books import (
    EMPTY,
    empty_book,
    filled_book,
    lines_of,
    number_of,
    text_of,
)
from scan.extracts.made_up.country import CITIES
from scan.extracts.made_up.tabs import (
    AREA,
    PART,
    RATE,
    WHOLE,
    YEAR,
    Places,
    Tab,
    rows_of,
    texts_of,
)

INDEX = "Indicatoren"
PLACE, CITY, INDICATOR = "Gemeente", "Centrumstad?", "Indicator"
"""Heads beside those that a source names."""

_INDEX_HEADS = ("ID", "Naam indicator ")
_FOOT = "Meer info op onze website."
_PERIOD_LAST = (
    *("AR04", "AR07", "AR_07", "ON37"),
    *("DE38", "DE39", "DE41", "DE44", "DE45", "DE46", "DE47", "DE50"),
)
"""Tabs with the period behind the categories, as seen; in all others it stands before them."""
_LOWER = frozenset(("AR07", "AR14", "LO23", "LO28", "LO29"))
"""Tabs that say ``ja`` and ``nee``, as seen; the others say ``Ja`` and ``Nee``."""
_CAPITALS = frozenset(("AR",))
"""Themes that say ``NIS-code``, as seen; the others say ``Nis-code``."""
_BROKEN = frozenset(("AR14", "AR_14"))
"""Tabs with a line break in the head of the denominator, as seen."""
_FIXED_WIDTH = {
    "Verplicht": 20,
    **dict.fromkeys(("Andere landen", "EU13", "Europa niet-EU", "Turkije en Maghreb"), 50),
    **dict.fromkeys(("EU13-landen", "Zuid-EU14-landen", "West- en Noord-EU14-landen"), 50),
}
"""Texts that come from columns of a fixed width, with the spaces behind them, as seen."""
_FIXED_TABS = {"AR07": 0, "AR14": 0, "DE51": 20}
"""Tabs in which all categories do, or none, as seen."""
_FIXED_ONCE = {("AR04", "EU"): 60}
"""Tabs in which a category does that does not elsewhere, as seen."""
_RIGHT = "Italië"
"""The one name of a country whose letters came through, as seen."""


@dataclass(frozen=True)
class Sheet:
    """A tab with what is to be known to write it."""

    source: Source
    tab: Tab
    places: Places
    code: str
    """Of its indicator, as the index has it: ``DE_41``."""
    title: str
    """Of its indicator."""


def register_workbook(sheets: Mapping[str, Sheet]) -> bytes:
    """The workbook with these sheets: name → what stands on it."""
    listed = [(sheet.code, sheet.title) for sheet in sheets.values()]
    heads = {name: _heads(sheet) for name, sheet in sheets.items()}
    lines = (_INDEX_HEADS, *listed, (), (_FOOT,))
    book = empty_book(INDEX, lines, heads, dict.fromkeys(_all_texts(sheets)))
    numbers = book.index
    return filled_book(book, {name: _lines(sheet, numbers) for name, sheet in sheets.items()})


def heads_of(source: Source) -> tuple[str, ...]:
    """The heads of the figures: numerator, denominator and rate, or those of them there are."""
    if source.rates:
        (rate,) = source.rates
        return rate.numerator, rate.denominator, rate.column
    (head,) = dict.fromkeys(value.column for value in source.values)
    return (head,)


# --- heads and texts ------------------------------------------------------------------------


def _keys(source: Source) -> list[str]:
    """The heads of period and categories, in the order of the tab."""
    traits = list(dict.fromkeys(trait.column for trait in source.traits))
    period = source.period.column
    return [*traits, period] if source.sheet in _PERIOD_LAST else [period, *traits]


def _heads(sheet: Sheet) -> tuple[str, ...]:
    source = sheet.source
    figures = _swapped(source, heads_of(source))
    if source.sheet in _BROKEN:
        figures[1] = figures[1].replace(" (", " \n(")
    code = source.area.column if source.sheet[:2] in _CAPITALS else source.area.column.capitalize()
    return (PLACE, code, CITY, INDICATOR, *_swapped(source, _keys(source)), *figures)


def _swapped(source: Source, names: Iterable[str]) -> list[str]:
    """The heads with those exchanged that the supplier writes over each other's column."""
    other = dict(source.shape.swapped) | {b: a for a, b in source.shape.swapped}
    return [other.get(name, name) for name in names]


def _said(source: Source, text: str) -> str:
    """A category as the tab spells it."""
    if source.sheet == "DE46" and text != _RIGHT:
        text = text.encode("utf-8").decode("cp1252")
    usual = _FIXED_TABS.get(source.sheet, _FIXED_WIDTH.get(text, 0))
    return text.ljust(_FIXED_ONCE.get((source.sheet, text), usual))


def _categories(sheet: Sheet, axis: int) -> list[str]:
    return [_said(sheet.source, text) for text in texts_of(sheet.source, sheet.tab, axis)]


def _about(sheet: Sheet, area: Area) -> tuple[str, str]:
    """Name of an area and whether it is one of the thirteen centre cities."""
    if area.kind != "municipality":
        return area.name, "/"
    yes, no = ("ja", "nee") if sheet.source.sheet in _LOWER else ("Ja", "Nee")
    return area.name, yes if area.nis in CITIES else no


def _all_texts(sheets: Mapping[str, Sheet]) -> Iterator[str]:
    for sheet in sheets.values():
        yield sheet.title
        for area in sheet.places.areas:
            yield from _about(sheet, area)
        for axis in range(len(sheet.tab.categories)):
            yield from _categories(sheet, axis)


# --- rows -----------------------------------------------------------------------------------


def _lines(sheet: Sheet, numbers: Mapping[str, int]) -> list[str]:
    """The rows of a sheet as XML."""
    source = sheet.source
    rows = rows_of(source, sheet.tab, sheet.places)
    traits = dict.fromkeys(trait.column for trait in source.traits)
    keys = {source.period.column: _figure(YEAR)} | {
        head: _gathered(rows, f"axis{axis}", _category_cells(sheet, axis, numbers))
        for axis, head in enumerate(traits)
    }
    columns = (PART, WHOLE, RATE) if source.rates else (_alone(source),)
    cells = [
        _gathered(rows, AREA, _place_cells(sheet, numbers)),
        *(keys[name] for name in _keys(source)),
        *(_figure(name) for name in columns),
    ]
    return lines_of(rows, cells)


def _alone(source: Source) -> str:
    """The only column of figures: a finished share, or a count."""
    return RATE if any(value.indicator for value in source.values) else PART


def _figure(name: str) -> pl.Expr:
    """Cells of a column of numbers, empty where there is none."""
    return pl.format(number_of("{}"), pl.col(name)).fill_null(EMPTY)


def _gathered(rows: pl.DataFrame, column: str, cells: list[str]) -> pl.Expr:
    """The cells of each row, of which there are few different ones."""
    return pl.lit(pl.Series(cells).gather(rows.get_column(column)))


def _place_cells(sheet: Sheet, numbers: Mapping[str, int]) -> list[str]:
    """The first cells of each area: name, code, centre city, indicator."""
    cells = []
    for area in sheet.places.areas:
        name, city = (text_of(numbers[text]) for text in _about(sheet, area))
        title = text_of(numbers[sheet.title])
        cells.append(f"{name}{number_of(int(area.nis))}{city}{title}")
    return cells


def _category_cells(sheet: Sheet, axis: int, numbers: Mapping[str, int]) -> list[str]:
    return [text_of(numbers[text]) for text in _categories(sheet, axis)]
