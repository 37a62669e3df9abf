"""Extracts, look, drafting: a source for a file of which none existed.

Input: a look, one of its tables, and what the catalogue knows of it. Output: the text of a TOML
file, as complete as can be inferred; what a person must decide is marked ``TODO``.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from scan.catalogue.names import words
from scan.extracts.look.columns import HIDDEN, MISSING, NOT_APPLICABLE
from scan.extracts.look.counting import counted_lines, strange_traits, trait_lines
from scan.extracts.look.facts import NAME
from scan.extracts.look.grids import PERIOD
from scan.extracts.look.matching import Matched
from scan.extracts.look.records import CONSTANT, FIGURES, WHOLE, AreasLook, Look, TableLook
from scan.extracts.look.swapping import swapped_figures, swapped_period
from scan.extracts.look.toml_text import bare, list_of_lists, listed, quoted

_UNSEEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""What may not stand in a line of TOML; texts in quotes have it written out already."""
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LEFT_OUT = {
    "code": ("unknown",),
    "name": ("unknown", "province", "arrondissement", "elsewhere in Belgium"),
}
"""What a source must name to have it left out: readers know divisions and Wallonia by code."""
_MOST_LEFT_OUT = 30
_MOST_TITLE = 80


def draft(look: Look, table: TableLook, matched: Matched, name: str = "") -> str:
    """The draft of a source for one table; ``name``: its id, else one made of the file's name."""
    source = name or draft_id(look, table)
    parts = (
        _head(look, table, matched, source),
        _places(table, matched),
        _shape(look, table),
        _markers(table),
        counted_lines(table, matched),
        trait_lines(table, matched),
    )
    lines = (_UNSEEN.sub(" ", line) for part in parts for line in part)
    return "\n".join(lines) + "\n"


def draft_id(look: Look, table: TableLook) -> str:
    """An id for a source: of the file's name without years, and of the sheet."""
    stem = _YEAR.sub("", Path(look.file).stem)
    parts = words(stem) + (words(table.sheet) if len(look.sheets) > 1 else ())
    return "_".join(parts) or "source"


# --- what it is -----------------------------------------------------------------------------------


def _head(look: Look, table: TableLook, matched: Matched, source: str) -> Iterator[str]:
    where = f", sheet {table.sheet}" if table.sheet else ""
    yield f"# Drafted by `scan look` from {look.file}{where}. What says TODO needs a person."
    yield "# While it says draft = true it is checked, and feeds nothing."
    if matched.sources:
        yield f"# The catalogue has a source for it already: {', '.join(matched.sources)}."
    yield f"id = {quoted(source)}"
    yield "draft = true"
    yield f"title = {quoted(_title(table, matched))}"
    supplier = _supplier(table)
    todo = "" if supplier else "  # TODO: as in the source line"
    yield f"supplier = {quoted(supplier or 'TODO')}{todo}"
    if table.layout != "table":
        yield f"layout = {quoted(table.layout)}"
    yield f"files = [{quoted(_pattern(look.file))}]"
    if table.sheet and table.layout == "table":
        yield f"sheet = {quoted(table.sheet)}"


def _title(table: TableLook, matched: Matched) -> str:
    constant = [column.texts[0].text for column in table.of_role(CONSTANT) if column.texts]
    named = [text for text in constant if not text.isdigit() and len(text) > 8]
    above = [line for line in table.above if len(line) <= _MOST_TITLE]
    title = matched.indicator.title if matched.indicator is not None else ""
    return next(iter((*named, *above, title)), "") or "TODO"


def _supplier(table: TableLook) -> str:
    """What the notes under a table say of where it comes from; empty: nothing."""
    for line in table.below:
        found = re.match(r"(?:bron(?:nen)?|source)\s*:?\s+(.{3,100})", line, re.IGNORECASE)
        if found:
            return found[1].strip(" .")
    return ""


def _pattern(file: str) -> str:
    """A pattern for the name of a file, open where a year stands: ``statbel_origin_*.csv``."""
    path = Path(file)
    found = _YEAR.search(path.stem)
    pattern = f"{path.stem[: found.start()]}*{path.suffix}" if found else file
    return pattern.replace("[", "?")


def _places(table: TableLook, matched: Matched) -> Iterator[str]:
    """Areas and periods: vintage, coverage, the supplier's own region, columns."""
    areas = table.areas
    if areas is None:
        yield 'vintage = "2025"  # TODO: no column holds municipalities'
        yield 'area = { column = "TODO" }'
    else:
        yield from _vintage(areas)
        yield f"regions = {quoted(_regions(table, areas))}{_why_regions(table)}"
        yield f"area = {_area(areas)}"
    yield from _period(table)
    if table.absence is not None and table.absence.hides:
        least = int(table.absence.least or 0)
        yield f'absent = "hidden"  # the smallest count is {least}, and rows are left out'
        yield f"minimum = {least}"
    if table.doubles and table.add_up:
        yield 'repeats = "sum"  # rows about the same are parts of the total beside them'
    if strange_traits(table, matched) and _counts(table):
        yield "aggregate = true  # TODO: rows are finer than the traits that are named below"
    yield "# public = true  # TODO: only where anyone can download the same detail"
    yield "# expected = [7]  # TODO: months in which new figures come"
    yield '# design = { weighted = "unknown", effect = "unknown" }  # TODO: of a survey only'


def _vintage(areas: AreasLook) -> Iterator[str]:
    if not areas.vintage:
        yield 'vintage = "2025"  # TODO: the areas fit no vintage'
    else:
        others = [text for text in areas.fits if text != areas.vintage]
        also = f", or {' or '.join(others)}: its areas fit as well" if others else ""
        of = f"{areas.flemish} of {areas.of_flemish} Flemish municipalities"
        yield f"vintage = {quoted(areas.vintage)}  # {of}{also}"
    covered = ['"02000"'] if areas.flemish else []
    covered += ['"04000"'] if areas.figures_in_brussels else []
    yield f"coverage = [{', '.join(covered) or quoted('02000')}]"


def _regions(table: TableLook, areas: AreasLook) -> str:
    if any(other.what == "region" for other in areas.others):
        return "own"
    return "sum" if _counts(table) else "none"


def _counts(table: TableLook) -> bool:
    return any(column.kind == WHOLE for column in table.of_role(FIGURES))


def _why_regions(table: TableLook) -> str:
    held = [r for r in table.relations if r.kind == "area sum"]
    if held and all(r.holds == r.of for r in held):
        return "  # its row is the sum of the municipalities"
    return ""


def _area(areas: AreasLook) -> str:
    kind = ', kind = "name"' if areas.by == "name" else ""
    left = [o.text for o in areas.others if o.what in _LEFT_OUT[areas.by]]
    few = 0 < len(left) <= _MOST_LEFT_OUT
    named = f", leave_out = {listed(left)}" if few else ""
    todo = f"  # TODO: leave out {len(left)} unknown areas" if left and not few else ""
    return f"{{ column = {quoted(areas.column)}{kind}{named} }}{todo}"


def _period(table: TableLook) -> Iterator[str]:
    periods = table.periods
    assert periods is not None, "every table has a look of its periods"
    if periods.kind in (NAME, "none"):
        year = periods.years[-1] if periods.years else 2000
        todo = "of the file's name" if periods.years else "TODO: no column holds it"
        yield f'period = {{ kind = "fixed", fixed = {year} }}  # {todo}'
    elif periods.column == PERIOD:
        yield 'period = { kind = "header" }'
    elif periods.kind == "year":
        yield f"period = {{ column = {quoted(swapped_period(table)[0] or periods.column)} }}"
    else:
        counts = {"month": ", counts = 12", "quarter": ", counts = 4"}.get(periods.kind, "")
        todo = "  # TODO: which one stands for its year" if counts else ""
        column = f"column = {quoted(periods.column)}"
        yield f"period = {{ {column}, kind = {quoted(periods.kind)}{counts} }}{todo}"


# --- how it is written ----------------------------------------------------------------------------


def _shape(look: Look, table: TableLook) -> Iterator[str]:
    if table.decimal == "," and look.kind == "text":
        yield 'decimal = ","'
    shape = []
    if not look.quoted:
        shape.append("quoted = false")
        shape.append(f"separator = {quoted(look.separator)}")
    if look.encoding in ("windows-1252", "utf-16"):
        shape.append(f"encoding = {quoted(look.encoding)}")
    if table.thousands:
        shape.append(f"thousands = {quoted(table.thousands)}")
    if table.flags:
        flags = ", ".join(f"{bare(tally.text)} = {quoted('shown')}" for tally in table.flags)
        shape.append(f"flags = {{ {flags} }}")
    swapped = [list(pair) for pair in (swapped_period(table), swapped_figures(table)) if pair[0]]
    if swapped:
        shape.append(f"swapped = {list_of_lists(swapped)}")
    if shape:
        todo = "  # TODO: what the flags say" if table.flags else ""
        yield f"shape = {{ {', '.join(shape)} }}{todo}"


def _markers(table: TableLook) -> Iterator[str]:
    texts = [tally.text for tally in table.markers]
    if not texts:
        return
    hidden = [text for text in texts if text in HIDDEN]
    never = [text for text in texts if text in NOT_APPLICABLE]
    missing = [text for text in texts if text in (*MISSING, "")]
    strange = [text for text in texts if text not in (*hidden, *never, *missing)]
    if texts == [""]:
        return
    parts = [f"hidden = {listed(hidden)}"] if hidden else []
    parts += [f"missing = {listed([*missing, *strange])}"] if missing or strange else []
    parts += [f"not_applicable = {listed(never)}"] if never else []
    todo = f"  # TODO: what do {', '.join(strange)} mean?" if strange else ""
    yield f"markers = {{ {', '.join(parts)} }}{todo}"
