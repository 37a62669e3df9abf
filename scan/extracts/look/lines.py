"""Extracts, look, lines: a look as lines for a terminal of a hundred columns.

Input: a look, or one of its tables. Output: plain lines.
"""

import datetime
import textwrap
from collections.abc import Iterable, Iterator

from scan.errors import visible
from scan.extracts.look.facts import NAME
from scan.extracts.look.records import (
    AREA,
    CONSTANT,
    EMPTY,
    FIGURES,
    FOLLOWS,
    NUMBER,
    PERIOD,
    TRAIT,
    AreasLook,
    ColumnLook,
    Look,
    OtherArea,
    PeriodsLook,
    TableLook,
    Tally,
)
from scan.extracts.look.relating import relation_lines

WIDTH = 100
_NAME = 30
"""Signs of the name of a column, beside which the rest stands."""
_SOME = 12
"""Categories, areas and such that are named before the others are counted."""
_OUTSIDE = 3
"""Lines above and below a table that are shown."""
_FOR_EXAMPLE = 3
_LONGEST = 60
_UNITS = (("MB", 1_000_000), ("kB", 1_000), ("bytes", 1))
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_PERIODS = {
    "year": "years",
    "date": "dates, of which the year counts",
    "school_year": "school years, of which the first year counts",
    "month": "months",
    "quarter": "quarters",
    "header": "years in the headers",
    NAME: "no column; a year in the name of the file",
    "none": "no column holds them",
}


def wrapped(text: str, first: str = "  ", more: str = "    ") -> list[str]:
    """A text over as many lines as it needs."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=more,
        break_long_words=False,
        break_on_hyphens=False,
    )


def short(text: str, most: int = _LONGEST) -> str:
    """A text as it may be printed, its end left out where it is long."""
    shown = visible(" ".join(text.split()))
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"


def some(
    texts: Iterable[str], most: int = _SOME, between: str = ", ", longest: int = _LONGEST
) -> str:
    """The first of several texts, and how many more there are."""
    named = [short(text, longest) for text in texts]
    more = f"{between}… {len(named) - most:,} more" if len(named) > most else ""
    return between.join(named[:most]) + more


def tallied(tallies: Iterable[Tally], most: int = _SOME) -> str:
    """Texts with how often each occurs."""
    texts = [f"{short(t.text) or '(empty)'} {t.count:,}" for t in tallies]
    return some(texts, most, " · ")


def file_line(look: Look) -> str:
    """What the file is."""
    unit, size = next((unit, size) for unit, size in _UNITS if look.size >= size or size == 1)
    parts = [look.kind]
    if look.packed:
        parts.append(f"{short(look.packed)} in an archive")
    if look.encoding:
        parts.append(look.encoding)
    if look.separator:
        parts.append(f"separated by a {_SEPARATORS[look.separator]}")
    if look.sheets:
        parts.append(f"{len(look.sheets)} sheets" if len(look.sheets) > 1 else "1 sheet")
    parts.append(f"{look.size / size:,.1f} {unit}" if size > 1 else f"{look.size} {unit}")
    return f"{short(look.file)}: {', '.join(parts)}"


# --- one table ----------------------------------------------------------------------------------


def table_lines(table: TableLook) -> Iterator[str]:
    """A table, all that was seen in it."""
    if table.faults:
        yield f"sheet {short(table.sheet)} cannot be read as a table"
        for fault in table.faults:
            yield from wrapped(short(fault, 400))
        return
    yield from _frame(table)
    yield "columns"
    for column in table.columns:
        yield from _column(column)
    if table.areas is not None:
        yield "areas"
        yield from _areas(table.areas)
    if table.periods is not None:
        yield "periods"
        yield from wrapped(_periods(table.periods))
    if table.of_role(FIGURES):
        yield "figures"
        yield from _notation(table)
    held = list(relation_lines(table))
    if held:
        yield "what holds"
        for line in held:
            yield from wrapped(line)


def _frame(table: TableLook) -> Iterator[str]:
    where = f"sheet {short(table.sheet)}: " if table.sheet else ""
    header = table.periods is not None and table.periods.kind == "header"
    wide = ", years in the headers" if header else ""
    wide = wide if table.layout == "table" else ", a column per subject and year (Swing)"
    rows = f"{table.rows:,} rows, to row {table.last_row:,}"
    yield f"{where}header in row {table.header_row}, {rows}{wide}"
    for what, lines in (("above it", table.above), ("below the table", table.below)):
        for line in lines[:_OUTSIDE]:
            yield from wrapped(f"{what}: {short(line, 200)}")
        if len(lines) > _OUTSIDE:
            yield f"  {what}: … {len(lines) - _OUTSIDE} more lines"
    for remark in table.remarks:
        yield from wrapped(f"note: {short(remark, 300)}")


def _column(column: ColumnLook) -> Iterator[str]:
    name = short(column.name)
    about = _about(column)
    if len(name) > _NAME:
        yield f"  {name}"
        yield from wrapped(about, " " * (_NAME + 4), " " * (_NAME + 6))
    else:
        yield from wrapped(about, f"  {name:<{_NAME}}  ", " " * (_NAME + 6))


def _about(column: ColumnLook) -> str:
    empty = f"; {column.empty:,} empty" if column.empty and column.role != EMPTY else ""
    said = {
        EMPTY: "empty",
        NUMBER: "counts the rows",
        CONSTANT: f"always: {some((t.text for t in column.texts), 1)}",
        FOLLOWS: f"follows {short(column.follows)}: {_for_example(column)}",
        AREA: f"{column.kind}, {column.distinct:,} different",
        PERIOD: f"{_PERIODS.get(column.kind, column.kind)}, {column.distinct:,} different",
        TRAIT: f"{column.distinct:,} categories: {_categories(column)}",
    }
    if column.role in said:
        return f"{said[column.role]}{empty}"
    return f"{_figures(column)}{empty}" if column.role == FIGURES else (
        f"text, {column.distinct:,} different: {_for_example(column)}{empty}"
    )  # fmt: skip


def _categories(column: ColumnLook) -> str:
    """The categories of a column; of whole numbers, such as single ages, the first and last."""
    if column.distinct <= _SOME or not all(tally.text.isdigit() for tally in column.texts):
        return tallied(column.texts)
    numbers = [int(tally.text) for tally in column.texts]
    return f"whole numbers, {min(numbers)} to {max(numbers)}"


def _for_example(column: ColumnLook) -> str:
    texts = [short(tally.text) for tally in column.texts[:_FOR_EXAMPLE]]
    more = column.distinct - len(texts)
    return ", ".join(texts) + (f", … {more:,} more" if more > 0 else "")


def _figures(column: ColumnLook) -> str:
    if column.low is None or column.high is None:
        return f"only markers: {tallied(column.markers)}"
    parts = [f"{column.kind}, {amount(column.low)} to {amount(column.high)}"]
    if column.zeros:
        parts.append(f"{column.zeros:,} times 0")
    if column.least is not None and column.least != column.low:
        parts.append(f"the smallest above it {amount(column.least)}")
    if column.markers:
        parts.append(f"also {tallied(column.markers, 6)}")
    if column.flags:
        parts.append(f"glued to figures: {tallied(column.flags, 6)}")
    return "; ".join(parts)


def amount(value: float) -> str:
    """A figure with as many decimals as it has, four at most."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.4f}".rstrip("0")


# --- areas, periods, notation -------------------------------------------------------------------


def _areas(areas: AreasLook) -> Iterator[str]:
    yield from wrapped(vintage_text(areas))
    of = f"{areas.flemish} of {areas.of_flemish} Flemish municipalities"
    brussels = f", {areas.brussels} of {areas.of_brussels} of Brussels" if areas.brussels else ""
    figures = " (without figures)" if areas.brussels and not areas.figures_in_brussels else ""
    lacking = f"; missing: {some(areas.missing)}" if areas.missing else ""
    yield from wrapped(f"{of}{brussels}{figures}{lacking}")
    if len(areas.by_year) > 1:
        yield from wrapped(some(areas.by_year, 6, "; "))
    if areas.strange:
        yield from wrapped(f"of another vintage: {some(areas.strange)}")
    for what in dict.fromkeys(other.what for other in areas.others):
        found = [other for other in areas.others if other.what == what]
        rows = sum(other.rows for other in found)
        yield from wrapped(f"{what}: {some(map(_other, found), 6, longest=300)} ({rows:,} rows)")
    if areas.respelled:
        yield from wrapped(f"{len(areas.respelled)} names in another spelling: "
                           f"{some(areas.respelled, 6)}")  # fmt: skip


def _other(area: OtherArea) -> str:
    text = short(area.text)
    if area.closest:
        return f"“{text}” (closest: {area.closest})"
    return f"{text} ({short(area.called, 240)})" if area.called not in ("", area.text) else text


def vintage_text(areas: AreasLook) -> str:
    """The vintage of the areas, in a sentence."""
    by = {"code": "by NIS code", "name": "by name"}[areas.by]
    others = [text for text in areas.fits if text != areas.vintage]
    also = f"; they fit {' and '.join(others)} as well" if others else ""
    if not areas.vintage:
        return f"municipalities {by}, of no vintage: see those that are strange"
    if areas.vintage == "period":
        return f"vintage period: municipalities {by}, those of the year of each row{also}"
    return f"vintage {areas.vintage}: municipalities {by}{also}"


def _periods(periods: PeriodsLook) -> str:
    return f"{_PERIODS[periods.kind]}{span(periods)}"


def span(periods: PeriodsLook) -> str:
    """From when until when, and what is missing between."""
    if not periods.years:
        return ""
    first, last = periods.years[0], periods.years[-1]
    text = f": {first}" if first == last else f": {first}–{last}"
    written = {periods.first, periods.last} - {str(first), str(last), ""}
    text += f" ({short(periods.first)} to {short(periods.last)})" if written else ""
    if last > datetime.datetime.now(datetime.UTC).year:
        text += f"; {last} has not begun"
    gaps = ", ".join(map(str, periods.gaps[:_SOME]))
    return f"{text}, without {gaps}" if gaps else text


def _notation(table: TableLook) -> Iterator[str]:
    signs = {".": "a point", ",": "a comma", " ": "a space", "'": "an apostrophe", "": "none"}
    thousands = f", thousands {signs[table.thousands]}" if table.thousands else ""
    yield f"  decimal sign: {signs[table.decimal]}{thousands}"
    found = tallied(table.markers) if table.markers else "none"
    yield from wrapped(f"markers in place of figures: {found}")
    if table.flags:
        yield from wrapped(f"flags glued to figures: {tallied(table.flags)}")
