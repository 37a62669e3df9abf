"""Extracts, headers: which row of a file heads its table, and which column is which.

Input: rows of text and the columns that a source names. Output: the row of the header, and the
position of each column. Headers are compared as they stand, then without regard for spaces and
capitals, then without a unit, then without what stands in parentheses at their end.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scan.catalogue.sources import Shape, Source

LOOKED_AT = 60
"""Rows among which the header must be: the longest preamble that is known has eight."""
ANONYMOUS = "#"
"""``#4`` in a source names the fourth column, whatever stands above it."""

_PER_CENT = re.compile(r"\s*\(%\)$")
_LAST_PARENTHESES = re.compile(r"(\s*\([^()]*\))+$")


@dataclass(frozen=True, slots=True)
class Needs:
    """Headers that a source names: ``period`` is empty where no column holds it."""

    place: str
    period: str
    traits: tuple[str, ...]
    values: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """Those that are read where they are there: a supplier's own rates."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Those that must be there, each once."""
        period = (self.period,) if self.period else ()
        return tuple(dict.fromkeys((self.place, *period, *self.traits, *self.values)))


def needs(source: Source, sheet: str = "") -> Needs:
    """Headers that ``source`` names, for one sheet of a workbook or for the whole file."""
    values = [v for v in source.values if source.sheet_of(v) in ("", sheet) or not sheet]
    traits = [trait.column for trait in source.traits]
    conditions = [header for value in values for header in value.when]
    checked = [header for check in source.checks for header in (check.whole, *check.parts)]
    rates = [h for rate in source.rates for h in (rate.column, rate.numerator, rate.denominator)]
    columns = tuple(dict.fromkeys((*(value.column for value in values), *checked)))
    period = source.period.column if source.period.kind not in ("header", "fixed") else ""
    dated = bool(period) and source.period.in_name
    return Needs(
        place=source.area.column,
        period="" if dated else period,
        traits=tuple(dict.fromkeys((*traits, *conditions, *source.shape.keep))),
        values=columns,
        optional=tuple(dict.fromkeys(h for h in rates if h not in columns))
        + ((period,) if dated else ()),
    )


@lru_cache(maxsize=10_000)
def plain(header: str) -> str:
    """A header as it is compared: single spaces, no regard for capitals."""
    return " ".join(header.split()).casefold()


def _same(header: str) -> str:
    return header


def without_unit(header: str) -> str:
    """``Eens (%)`` → ``Eens``."""
    return _PER_CENT.sub("", header)


def without_parentheses(header: str) -> str:
    """``Hoog (8 of meer) (%)`` → ``Hoog``."""
    return _LAST_PARENTHESES.sub("", header)


Looser = Callable[[str], str]
"""A way to read a header more loosely, when none matches as it stands."""
LOOSER: tuple[Looser, ...] = (without_unit, without_parentheses)


def positions(
    name: str, header: Sequence[str], shape: Shape, looser: tuple[Looser, ...] = LOOSER
) -> list[int]:
    """Where a column stands in a header, under its own name or another spelling of it.

    Empty: nowhere; several: the header does not tell.
    """
    if name.startswith(ANONYMOUS) and name[1:].isdigit():
        return [int(name[1:]) - 1] if int(name[1:]) <= len(header) else []
    for spelling in (name, *shape.spellings.get(name, ())):
        for reading in (_same, *looser):
            target = plain(reading(spelling))
            places = [at for at, text in enumerate(header) if plain(reading(text)) == target]
            if places:
                return places
    return []


def best_header(rows: Sequence[Sequence[str]], wanted: Needs, shape: Shape) -> tuple[int, int]:
    """The row that has most of the columns wanted, the first of them, and how many it has."""
    names = [name for name in wanted.headers if not name.startswith(ANONYMOUS)]
    counts = [sum(bool(positions(name, row, shape)) for name in names) for row in rows]
    most = max(counts, default=0)
    return (counts.index(most) if most else 0), most


def present(text: str, wanted: Needs, shape: Shape) -> bool:
    """Whether a text of a header stands for one of the columns wanted, however loosely."""
    asked = (*wanted.headers, *wanted.optional)
    names = [spelling for n in asked for spelling in (n, *shape.spellings.get(n, ()))]
    if any(name.startswith(ANONYMOUS) for name in names):
        return True
    loose = {plain(reading(name)) for name in names for reading in (_same, *LOOSER)}
    return any(plain(reading(text)) in loose for reading in (_same, *LOOSER))
