"""Extracts, look, relating: what holds between figures, in words. Input: the look of a table.
Output: a line for each relation, for keys that occur twice and for rows that are left out.
"""

from collections.abc import Iterator

from scan.errors import visible
from scan.extracts.look.records import Absence, Relation, TableLook

_HEADER = 44
"""Signs of a header that are shown between others."""
_SOME = 6


def relation_lines(table: TableLook) -> Iterator[str]:
    """Everything that holds between the figures of a table, a line each."""
    yield from _area_sums(table)
    for relation in table.relations:
        if relation.kind != "area sum":
            yield _WORDS[relation.kind](relation)
    if table.doubles:
        parts = "; their rows are parts that add up" if table.add_up else ""
        example = visible(table.double_example)
        yield f"double keys: {table.doubles:,}, as {example}{parts}"
    if table.absence is not None:
        yield _absence(table.absence)


def _area_sums(table: TableLook) -> Iterator[str]:
    """The rows of regions and such, columns with the same outcome together."""
    found = [relation for relation in table.relations if relation.kind == "area sum"]
    groups: dict[tuple[str, int, int, int], list[str]] = {}
    for one in found:
        groups.setdefault((one.whole, one.holds, one.of, one.more), []).append(one.column)
    for (whole, holds, of, more), columns in groups.items():
        which = "every column of counts" if len(groups) == 1 else _named(columns)
        if holds == of:
            said = f"is the sum of its municipalities in {which} ({of:,} of {of:,})"
        elif holds * 2 >= of:
            said = f"is the sum of its municipalities in {holds:,} of {of:,}: {which}"
        elif more * 2 >= of:
            said = f"is more than its municipalities in {more:,} of {of:,}: {which}"
        else:
            said = f"is not the sum of its municipalities: {which}"
        yield f"the row of {visible(whole)} {said}"


def _named(headers: list[str] | tuple[str, ...], between: str = ", ") -> str:
    texts = [_short(header) for header in headers[:_SOME]]
    more = f"{between}… {len(headers) - _SOME} more" if len(headers) > _SOME else ""
    return between.join(texts) + more


def _short(header: str) -> str:
    text = visible(" ".join(header.split()))
    return text if len(text) <= _HEADER else f"{text[: _HEADER - 1]}…"


def _of(relation: Relation) -> str:
    note = f", {relation.note}" if relation.note else ""
    return f"({relation.holds:,} of {relation.of:,}{note})"


def _column_sum(relation: Relation) -> str:
    return f"{_short(relation.whole)} = {_named(relation.parts, ' + ')} {_of(relation)}"


def _category_sum(relation: Relation) -> str:
    parts = _named(relation.parts, " + ")
    return f"{_short(relation.trait)}: {_short(relation.whole)} = {parts} {_of(relation)}"


def _repeated(relation: Relation) -> str:
    trait = _short(relation.trait)
    return f"{_short(relation.column)} repeats one total over {trait} {_of(relation)}"


def _whole(relation: Relation) -> str:
    over = f"adds up over {_short(relation.trait)} to"
    return f"{_short(relation.column)} {over} {_short(relation.whole)} {_of(relation)}"


def _rate(relation: Relation) -> str:
    above, below = relation.parts
    per = f" × {relation.per:,}" if relation.per != 1 else ""
    return f"{_short(relation.column)} = {_short(above)} / {_short(below)}{per} {_of(relation)}"


def _twins(relation: Relation) -> str:
    one, other = relation.parts
    where = f"in all {relation.of:,} areas of {visible(relation.whole)}"
    return f"{_short(relation.trait)}: {_short(one)} and {_short(other)} are the same {where}"


def _shares(relation: Relation) -> str:
    return f"{_named(relation.parts, ' + ')} = {relation.whole} {_of(relation)}"


_WORDS = {
    "shares": _shares,
    "column sum": _column_sum,
    "category sum": _category_sum,
    "repeated": _repeated,
    "whole": _whole,
    "rate": _rate,
    "twins": _twins,
}


def _absence(absence: Absence) -> str:
    if not absence.cells:
        return f"no rows are left out: {absence.of:,} of {absence.of:,} are there"
    least = f"the smallest count is {absence.least:,.0f}" if absence.least else "no counts"
    zeros = f", {absence.zeros:,} times 0" if absence.zeros else ", never 0"
    often = sorted(absence.per_category, key=lambda tally: -tally.count)[:_SOME]
    where = ", ".join(f"{_short(tally.text)} {tally.count:,}" for tally in often)
    hint = "; it looks as if small counts are hidden so" if absence.hides else ""
    cells = f"rows left out: {absence.cells:,} of {absence.of:,}"
    return f"{cells} ({where}); {least}{zeros}{hint}"
