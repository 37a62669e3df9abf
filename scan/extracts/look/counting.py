"""Extracts, look, counting: the part of a draft that says what is counted, and by what.

Input: the look of a table, and what the catalogue knows of it. Output: lines of TOML: sums, rates,
columns of figures, columns of categories.
"""

from collections.abc import Iterator

from scan.extracts.look.matching import Matched, TraitMatch, ValueMatch
from scan.extracts.look.records import (
    DECIMALS,
    FIGURES,
    FRACTIONS,
    PER_CENTS,
    TRAIT,
    ColumnLook,
    Relation,
    TableLook,
)
from scan.extracts.look.swapping import right_header, swapped_figures, swapped_period
from scan.extracts.look.toml_text import bare, listed, long_list, quoted
from scan.extracts.readers.swing import without_unit

TODO, TODO_INDICATOR = "todo", "XX_00"
"""The population of counts of which nothing is known, and the indicator of finished figures: the
check of the catalogue says that there is none of this name."""
_FINISHED = (FRACTIONS, PER_CENTS, DECIMALS)
"""Kinds of figures that are no counts."""
_MANY_CATEGORIES = 25
_MOSTLY_ABSENT = 0.7
"""From so many categories, of which an area has so few, a table is one of the most frequent."""
_SHOWN = 12
"""Categories of an unknown kind that are listed."""


def counted_lines(table: TableLook, matched: Matched) -> Iterator[str]:
    """What the columns of figures count, and what holds between them."""
    yield from _sums(table, matched)
    yield from _rates(table, matched)
    yield from _values(table, matched)
    yield from _mistakes(table)


def trait_lines(table: TableLook, matched: Matched) -> Iterator[str]:
    """The columns of categories, and those of which no dimension is known."""
    for match in matched.traits:
        yield from _trait(match, matched, table)
    for column in strange_traits(table, matched):
        yield from _unmatched(column)


def strange_traits(table: TableLook, matched: Matched) -> list[ColumnLook]:
    """The columns of categories of which no dimension is known."""
    known = {match.column for match in matched.traits}
    return [column for column in table.of_role(TRAIT) if column.name not in known]


def _active(table: TableLook, matched: Matched) -> dict[str, ValueMatch]:
    """The columns of figures that the draft reads."""
    chosen = {m.column: m for m in matched.values if m.population or m.indicator}
    if not chosen and matched.values:
        first = matched.values[0].column
        kind = next(column.kind for column in table.of_role(FIGURES) if column.name == first)
        finished = TODO_INDICATOR if kind in _FINISHED else ""
        chosen = {first: ValueMatch(first, "" if finished else TODO, finished)}
    return chosen


def _mistakes(table: TableLook) -> Iterator[str]:
    """Categories that are the same everywhere in a period, for a person to judge."""
    for twins in (r for r in table.relations if r.kind == "twins" and r.whole.isdigit()):
        one, other = twins.parts
        yield f"# TODO: {one} and {other} are the same in all {twins.of} areas of {twins.whole}: if"
        yield "# one of them is wrong at the supplier, it is left out by"
        where = f"where = {{ {bare(twins.trait)} = {listed([other])} }}"
        column = f"column = {quoted(_name(twins.column, table))}"
        yield f"# mistakes = [{{ period = {twins.whole}, {column}, {where}, reason = … }}]"


def _sums(table: TableLook, matched: Matched) -> Iterator[str]:
    active = _active(table, matched)
    held = [r for r in table.relations if r.kind == "column sum" and r.holds == r.of]
    used = [r for r in held if all(part in active for part in (r.whole, *r.parts))]
    if used:
        yield "checks = ["
        for relation in used:
            parts = listed([_name(part, table) for part in relation.parts])
            yield f"    {{ whole = {quoted(_name(relation.whole, table))}, parts = {parts} }},"
        yield "]"


def _rates(table: TableLook, matched: Matched) -> Iterator[str]:
    active = _active(table, matched)
    used = [
        relation
        for relation in table.relations
        if relation.kind == "rate" and all(part in active for part in relation.parts)
    ]
    if used:
        yield "rates = ["
        for relation in used:
            yield f"    {_rate(relation, table)},"
        yield "]"
    ignored = _ignored(table, matched, {relation.column for relation in used})
    if ignored:
        yield from long_list("ignore", ignored)


def _rate(relation: Relation, table: TableLook) -> str:
    above, below = relation.parts
    below_header, above_header = swapped_figures(table)
    if below_header:  # the reader puts the headers right first
        above, below = below_header, above_header
    per = f", per = {relation.per}" if relation.per != 1 else ""
    named = f"column = {quoted(relation.column)}, numerator = {quoted(above)}"
    return f"{{ {named}, denominator = {quoted(below)}{per} }}"


def _ignored(table: TableLook, matched: Matched, rates: set[str]) -> list[str]:
    """Columns that are known and not read."""
    roles = ("follows", "constant", "text", "number")
    left = [c.name for c in table.columns if c.role in roles and not c.name.startswith("#")]
    left += [column.name for column in strange_traits(table, matched)]
    left += [
        c.name for c in table.of_role(FIGURES) if c.name not in (*_active(table, matched), *rates)
    ]
    return [_name(name, table) for name in left]


def _values(table: TableLook, matched: Matched) -> Iterator[str]:
    active = _active(table, matched)
    columns = {column.name: column for column in table.of_role(FIGURES)}
    rates = {relation.column for relation in table.relations if relation.kind == "rate"}
    if any(columns[n].kind == FRACTIONS and m.indicator for n, m in active.items()):
        yield 'scale = "fraction"'
    yield "values = ["
    for match in matched.values:
        if match.column in active:
            yield f"    {_value(active[match.column], table)},{_because(match)}"
        elif match.column not in rates:
            column = f"column = {quoted(_name(match.column, table))}"
            what = "indicator" if columns[match.column].kind in _FINISHED else "population"
            yield f'    # {{ {column}, {what} = "…" }},  # TODO, or leave it out'
    if not matched.values:
        yield '    { column = "TODO", population = "todo" },  # TODO: no column holds figures'
    yield "]"


def _because(match: ValueMatch) -> str:
    if not match.why:
        return "  # TODO: what it counts"
    return f"  # TODO: {match.why}" if "look whether" in match.why else f"  # {match.why}"


def _value(match: ValueMatch, table: TableLook) -> str:
    name = right_header(match.column, table)
    parts = [f"column = {quoted(_name(name, table))}"]
    if match.indicator:
        parts.append(f"indicator = {quoted(match.indicator)}")
    else:
        parts.append(f"population = {quoted(match.population)}")
    if match.traits:
        traits = ", ".join(f"{key} = {quoted(code)}" for key, code in match.traits.items())
        parts.append(f"traits = {{ {traits} }}")
    if match.over:
        parts.append(f"over = {listed(match.over)}")
    if _is_left_out_with_others(match, table):
        parts.append('absent = "unknown"')
    return f"{{ {', '.join(parts)} }}"


def _is_left_out_with_others(match: ValueMatch, table: TableLook) -> bool:
    """Whether rows lack this count though it is not small itself: what is below the line, and the
    parts of a whole that are left out all together."""
    if table.absence is None or not table.absence.hides:
        return False
    wholes = [r for r in table.relations if r.kind == "whole" and r.holds == r.of]
    rates = [r for r in table.relations if r.kind == "rate"]
    parts = {r.column for r in wholes} | {r.parts[1] for r in rates}
    return match.column in parts


def _unmatched(column: ColumnLook) -> Iterator[str]:
    """A column of categories of which no dimension is known."""
    texts = ", ".join(f"{bare(tally.text)} = …" for tally in column.texts[:_SHOWN])
    yield from ("", "# [[traits]]", f"# column = {quoted(column.name)}")
    yield "# dimension = …  # TODO: of the catalogue, or a new one"
    yield f"# codes = {{ {texts} }}"


def _trait(match: TraitMatch, matched: Matched, table: TableLook) -> Iterator[str]:
    yield ""
    yield "[[traits]]"
    right, other = swapped_period(table)
    yield f"column = {quoted(other if match.column == right else match.column)}"
    yield f"dimension = {quoted(match.dimension)}"
    if _names_some(match, table):
        yield "most_frequent = true  # of each area only some categories are there"
    if match.codes:
        yield from _codes(match)
    last = [other for other in matched.traits if other.column == match.column][-1]
    if match.unknown and match is last:
        yield f"# TODO: {', '.join(f'{bare(text)} = …' for text in match.unknown)}"
    if match.bands:
        yield ""
        yield "[traits.bands]"
        for code, (low, high) in match.bands.items():
            yield f"{code} = [{low}, {high}]"


def _names_some(match: TraitMatch, table: TableLook) -> bool:
    """Whether the rows of an area name its most frequent categories only."""
    column = next(column for column in table.columns if column.name == match.column)
    absence = table.absence
    if absence is None or absence.hides or column.distinct < _MANY_CATEGORIES:
        return False
    return absence.cells > _MOSTLY_ABSENT * absence.of


def _codes(match: TraitMatch) -> Iterator[str]:
    pairs = [f"{bare(text)} = {quoted(code)}" for text, code in match.codes.items()]
    yield f"codes = {{ {', '.join(pairs)} }}"


def _name(name: str, table: TableLook) -> str:
    """A subject of a Swing export without its unit, where that tells it apart."""
    if table.layout == "table":
        return name
    bare = [without_unit(column.name) for column in table.of_role(FIGURES)]
    return without_unit(name) if bare.count(without_unit(name)) == 1 else name
