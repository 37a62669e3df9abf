"""Extracts, look, roles: what each column of a table is for, among the others.

Input: the columns of a table. Output: :class:`Roles`: the area, the period, the categories by
which figures are split, the figures, and which columns say nothing of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scan.extracts.look.atlas import UNKNOWN, Atlas
from scan.extracts.look.columns import (
    Column,
    area_of,
    different,
    holds_areas,
    packed,
    period_in,
    tells,
)
from scan.extracts.look.grids import PERIOD
from scan.extracts.look.records import CONSTANT, EMPTY, FOLLOWS, NUMBER, OTHER

_MOST_CATEGORIES = 1_000
_MOST_NUMBERED = 130
"""Different whole numbers that still may be categories: single ages are up to 120."""
_DOUBLE = 0.2
"""Share of rows with a key that stands there before, from which a category must be missing."""


@dataclass(frozen=True)
class Roles:
    """The columns of a table by what they are for."""

    area: Column | None = None
    by: str = ""
    period: Column | None = None
    kind: str = ""
    traits: tuple[Column, ...] = ()
    figures: tuple[Column, ...] = ()
    others: tuple[tuple[Column, str, str], ...] = ()
    """Columns that say nothing of their own: the role, and which column tells what stands in
    it."""

    @property
    def key(self) -> tuple[Column, ...]:
        """The columns that say what a row is about."""
        there = [column for column in (self.area, self.period) if column is not None]
        return (*there, *self.traits)

    def doubles(self) -> int:
        """Rows with a key that stands there before."""
        if not self.key or not len(self.key[0].cells):
            return 0
        return len(self.key[0].cells) - different(packed([column.ids for column in self.key]))


def roles_of(columns: Sequence[Column], atlas: Atlas, wide: bool) -> Roles:
    """What each column is for; of a wide table that was turned, the first two are known."""
    if wide:
        return Roles(columns[0], "name", columns[1], "header", figures=tuple(columns[2:]))
    area, by = area_of(columns, atlas)
    period, kind = _period([column for column in columns if column is not area])
    rest = [column for column in columns if column is not area and column is not period]
    roles, texts = _sorted(Roles(area, by, period, kind), rest, atlas)
    roles = _with_texts(roles, texts, atlas)
    return _with_numbered(roles) if area is not None else roles


def _period(columns: Sequence[Column]) -> tuple[Column | None, str]:
    """The column of periods and its kind: the one into which the years of headers went."""
    turned = next((column for column in columns if column.name == PERIOD), None)
    return (turned, "header") if turned is not None else period_in(columns)


def _sorted(roles: Roles, rest: Sequence[Column], atlas: Atlas) -> tuple[Roles, list[Column]]:
    """The columns of figures, those without anything to say, and those of texts."""
    figures: list[Column] = []
    others: list[tuple[Column, str, str]] = []
    texts: list[Column] = []
    for column in rest:
        if not column.distinct:
            others.append((column, EMPTY, ""))
        elif column.is_running:
            others.append((column, NUMBER, ""))
        elif _are_codes(column, atlas) or not (column.holds_figures or column.is_marked):
            texts.append(column)
        elif column.distinct == 1 and len(column.cells) > 1 and not column.is_marked:
            others.append((column, CONSTANT, ""))
        else:
            figures.append(column)
    return replace(roles, figures=tuple(figures), others=tuple(others)), texts


def _are_codes(column: Column, atlas: Atlas) -> bool:
    """Whether a column of numbers holds codes of areas: the province beside the municipality."""
    if not column.is_whole or column.distinct > _MOST_CATEGORIES:
        return False
    texts = column.list()
    return all(len(text) in (4, 5) and atlas.what(text, "code").what != UNKNOWN for text in texts)


def _with_texts(roles: Roles, texts: Sequence[Column], atlas: Atlas) -> Roles:
    """The roles with columns of texts: categories, and those that another column tells."""
    others = list(roles.others)
    traits: list[Column] = []
    for column in texts:
        if column.distinct == 1 and len(column.cells) > 1:
            others.append((column, CONSTANT, ""))
        elif roles.area is not None and (tells(roles.area, column) or holds_areas(column, atlas)):
            others.append((column, FOLLOWS, roles.area.name))
        elif column.distinct > _MOST_CATEGORIES:
            others.append((column, OTHER, ""))
        else:
            traits.append(column)
    own = [column for column in traits if not _teller(column, traits)]
    for column in traits:
        if teller := _teller(column, traits):
            others.append((column, FOLLOWS, teller.name))
    figures: list[Column] = []
    for column in roles.figures:  # the code of a category beside its text
        twin = next((t for t in own if column.is_whole and _are_twins(column, t)), None)
        if twin is None:
            figures.append(column)
        else:
            others.append((column, FOLLOWS, twin.name))
    return replace(roles, traits=tuple(own), figures=tuple(figures), others=tuple(others))


def _are_twins(one: Column, other: Column) -> bool:
    return one.distinct == other.distinct and tells(one, other) and tells(other, one)


def _teller(column: Column, traits: Sequence[Column]) -> Column | None:
    """The column of categories that tells what stands in this one; the first of several alike."""
    for at, other in enumerate(traits):
        if other is column or not tells(other, column):
            continue
        if at < traits.index(column) or not tells(column, other):
            return other
    return None


def _with_numbered(roles: Roles) -> Roles:
    """The roles with categories that are whole numbers, as single ages are: without them many
    rows would be about the same."""
    rows = len(roles.key[0].cells)
    while roles.doubles() > _DOUBLE * rows:
        before = roles.doubles()
        choices = [
            replace(roles, traits=(*roles.traits, column), figures=_without(roles.figures, column))
            for column in roles.figures
            if column.is_whole and column.distinct <= _MOST_NUMBERED and len(roles.figures) > 1
        ]
        best = min(choices, key=lambda choice: choice.doubles(), default=None)
        if best is None or best.doubles() > before * 0.9:
            break
        roles = best
    return roles


def _without(columns: tuple[Column, ...], left: Column) -> tuple[Column, ...]:
    return tuple(column for column in columns if column is not left)
