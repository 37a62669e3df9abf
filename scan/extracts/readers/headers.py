"""Extracts, headers: which row of a file heads its table, and which column is which.

Input: rows of text and the columns that a source names. Output: the row of the header, and the
position of each column. Headers are compared as they stand, then without regard for spaces and
capitals, then without a unit, then without what stands in parentheses at their end.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scan.catalogue.sources import Shape, Source

LOOKED_AT = 60
"""Rows among which the header must be: the longest preamble that is known has eight."""
ANONYMOUS = "#"
"""``#4`` in a source names the fourth column, whatever stands above it."""

_FIGURE = re.compile(r"[-+]?[0-9][0-9.,' \u00a0\u202f]*%?")
"""What looks like a figure, whatever signs it has."""
_PERIOD = re.compile(r"(19|20)[0-9]{2}([-/.][0-9]{1,4})?")
"""What looks like a year, and may head a column."""
NUMBER = r"^\s*-?\d[\d.,\s%-]*$"
"""A cell that is a number of some kind: a row of a table has one, a note mostly none."""
PERIOD = "*"
"""Stands for the period in the name of a column of a wide table."""

_PERIOD_TEXT = r"(?:19|20)\d{2}(?:\s?[-–/]\s?\d{2,4})?"
"""A year or a school year."""
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
    name: str, header: tuple[str, ...], shape: Shape, looser: tuple[Looser, ...] = LOOSER
) -> tuple[int, ...]:
    """Where a column stands in a header, under its own name or another spelling of it.

    Empty: nowhere; several: the header does not tell.
    """
    if (place := _numbered(name)) is not None:
        return (place,) if place < len(header) else ()
    for spelling in _spellings(name, shape):
        for reading in (_same, *looser):
            if places := _places(header, reading).get(_read(spelling, reading)):
                return places
        if places := tuple(at for at, text in enumerate(header) if starred(spelling, text)):
            return places
    return ()


@lru_cache(maxsize=10_000)
def starred(name: str, header: str) -> str | None:
    """The period in a header, where ``*`` stands in the name: 2024 for ``aantal *``."""
    if PERIOD not in name:
        return None
    before, after = (re.escape(part) for part in plain(name).split(PERIOD, 1))
    found = re.fullmatch(rf"{before}({_PERIOD_TEXT}){after}", plain(header))
    return found[1] if found else None


def best_header(rows: Sequence[tuple[str, ...]], wanted: Needs, shape: Shape) -> tuple[int, int]:
    """The row that has most of the columns wanted, the first of them, and how many it has."""
    names = [name for name in wanted.headers if _numbered(name) is None]
    keys = _keys(names, shape)
    best, most = 0, 0
    for at, row in enumerate(rows):
        if most == len(names):
            break
        if keys.isdisjoint(_texts_of(row)):  # not one of them: quickly told of most rows
            continue
        count = sum(bool(positions(name, row, shape)) for name in names)
        best, most = (at, count) if count > most else (best, most)
    return best, most


def likely_header(rows: Sequence[Sequence[str]]) -> int:
    """The row that heads a table of which nobody said what columns it has.

    The most filled row of texts, the first of them: figures stand in rows of the table, few cells
    in titles. The first row with anything in it where every row has a figure.
    """
    filled = [sum(bool(text.strip()) for text in row) for row in rows]
    texts = [
        count if not any(_is_figure(text.strip()) for text in row) else 0
        for row, count in zip(rows, filled, strict=True)
    ]
    counts = texts if any(texts) else [int(count > 0) for count in filled]
    return counts.index(max(counts, default=0)) if counts else 0


def _is_figure(text: str) -> bool:
    return bool(_FIGURE.fullmatch(text)) and not _PERIOD.fullmatch(text)


def asked_for(header: tuple[str, ...], wanted: Needs, shape: Shape) -> list[int]:
    """Where columns stand that a source names, however loosely their headers are read."""
    names = (*wanted.headers, *wanted.optional)
    numbered = {_numbered(name) for name in names}
    keys = _keys(names, shape)
    stars = [s for name in names for s in _spellings(name, shape) if PERIOD in s]
    return [
        at
        for at, text in enumerate(header)
        if at in numbered
        or not keys.isdisjoint(_readings(text))
        or any(starred(name, text) for name in stars)
    ]


def _numbered(name: str) -> int | None:
    """The position that ``#4`` stands for; ``None`` for the name of a column."""
    number = name.removeprefix(ANONYMOUS)
    return int(number) - 1 if number != name and number.isdigit() and int(number) else None


def _spellings(name: str, shape: Shape) -> tuple[str, ...]:
    return (name, *shape.spellings.get(name, ()))


def _keys(names: Iterable[str], shape: Shape) -> frozenset[str]:
    """The names and their other spellings, in every reading."""
    return frozenset(
        key for name in names for text in _spellings(name, shape) for key in _readings(text)
    )


@lru_cache(maxsize=10_000)
def _read(header: str, reading: Looser) -> str:
    return plain(reading(header))


@lru_cache(maxsize=10_000)
def _readings(header: str) -> frozenset[str]:
    return frozenset(_read(header, reading) for reading in (_same, *LOOSER))


@lru_cache(maxsize=5_000)
def _texts_of(row: tuple[str, ...]) -> frozenset[str]:
    return frozenset(key for text in row for key in _readings(text))


@lru_cache(maxsize=1_000)
def _places(header: tuple[str, ...], reading: Looser) -> dict[str, tuple[int, ...]]:
    """The texts of a header in one reading, each with where it stands."""
    found: dict[str, tuple[int, ...]] = {}
    for at, text in enumerate(header):
        key = _read(text, reading)
        found[key] = (*found.get(key, ()), at)
    return found
