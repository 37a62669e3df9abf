"""Extracts, look, columns: the columns of a table, and what each of them could be by itself.

Input: a grid. Output: :class:`Column` values, with tests: could it hold areas, periods, figures?
What a column is among the others says :mod:`scan.extracts.look.roles`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from scan.catalogue.sources import PeriodColumn
from scan.extracts.look.atlas import MUNICIPALITY, UNKNOWN, Atlas
from scan.extracts.look.grids import Grid
from scan.extracts.look.notation import is_like_a_figure, tallies
from scan.extracts.period_texts import period_of

HIDDEN = ("x", "X", "<5", "<10", "< 5", "< 10", "-99997", "geheim", "conf", "c")
MISSING = (
    *("-", "--", "–", "?", ":", ".", "..", "...", "…", "n.b.", "nb", "NB", "n.g.", "NA", "N/A"),
    *("n/a", "na", "null", "NULL", "None", "nan", "NaN", "#N/A", "#N/B", "-99996", "-99999"),
)
NOT_APPLICABLE = ("nvt", "n.v.t.", "nvt.", "NVT", "n.v.t", "/", "-99998")
"""Texts that stand in place of a figure, and what files mean by them."""
MARKERS = frozenset((*HIDDEN, *MISSING, *NOT_APPLICABLE))

Ids = npt.NDArray[np.int64]
KINDS = ("year", "school_year", "date", "month", "quarter")
"""Kinds of period columns, in the order in which they are tried: a year is a date as well."""

_TIME = re.compile(
    r"jaar|year|period|datum|\bdate|maand|month|kwartaal|quarter|tijd|ann[eé]e", re.I
)
_RUNNING = re.compile(r"#\d+|id|nr\.?|no\.?|rij|row|index|volgnummer|objectid|fid", re.I)
_MOST_AREAS = 2_000
"""Different texts of a column of areas at most: all municipalities of Belgium of all times."""
_MOST_PERIODS = 700
_SAMPLE = 300
_FIGURES = 0.3
"""Share of the cells of a column of figures without its markers that are figures, at least."""
_OTHER_TEXTS = 25
"""Different texts beside them, at most."""


@dataclass(frozen=True)
class Column:
    """A column: its name, its cells, and its texts with how often each occurs."""

    name: str
    cells: pl.Series
    texts: pl.DataFrame

    @property
    def distinct(self) -> int:
        """Different texts."""
        return self.texts.height

    @property
    def empty(self) -> int:
        """Cells with nothing in them."""
        return self.cells.null_count()

    @cached_property
    def ids(self) -> Ids:
        """A number for each cell, equal where the texts are: 0 where nothing stands."""
        kind = pl.Enum(self.texts.get_column("text"))
        ids = self.cells.cast(kind).to_physical().cast(pl.Int64)
        return (ids + 1).fill_null(0).to_numpy()

    def list(self, most: int = -1) -> list[str]:
        """Its different texts, the most frequent first."""
        texts = self.texts.get_column("text")
        return texts.to_list() if most < 0 else texts.head(most).to_list()

    @property
    def is_timely(self) -> bool:
        """Whether its header speaks of time."""
        return _TIME.search(self.name) is not None

    @cached_property
    def holds_figures(self) -> bool:
        """Whether most of its cells but markers are figures, and few different texts are not."""
        told = self.texts.filter(~pl.col("text").is_in(list(MARKERS)))
        like = told.select(like=is_like_a_figure(), count="count")
        cells = int(like.get_column("count").sum())
        figures = int(like.filter("like").get_column("count").sum())
        others = like.height - int(like.get_column("like").sum())
        return bool(cells) and figures >= _FIGURES * cells and others <= _OTHER_TEXTS

    @cached_property
    def is_marked(self) -> bool:
        """Whether nothing but markers stands in it."""
        return 0 < self.distinct <= len(MARKERS) and MARKERS.issuperset(self.list())

    @cached_property
    def is_whole(self) -> bool:
        """Whether all its figures are whole numbers, and none is below zero."""
        texts = self.texts.get_column("text")
        return self.holds_figures and bool(texts.str.contains(r"^[0-9]{1,15}(\.0+)?$").all())

    @cached_property
    def is_running(self) -> bool:
        """Whether it counts the rows: one more on each."""
        if not (
            _RUNNING.fullmatch(self.name) and self.is_whole and self.distinct == len(self.cells)
        ):
            return False
        steps = self.cells.cast(pl.Float64, strict=False).diff().drop_nulls()
        return bool((steps == 1).all())


def columns_of(grid: Grid) -> tuple[Column, ...]:
    """The columns of a table."""
    return tuple(
        Column(name, cells := grid.frame.get_column(f"c{at}"), tallies(cells))
        for at, name in enumerate(grid.names)
    )


def packed(ids: Sequence[Ids]) -> Ids:
    """One number for each row, equal where all of the ids are."""
    key = ids[0]
    for more in ids[1:]:
        size = int(more.max(initial=0)) + 1
        if int(key.max(initial=0)) > (1 << 62) // max(size, 1):
            key = np.unique(key, return_inverse=True)[1].astype(np.int64)
        key = key * size + more
    return key


def different(key: Ids) -> int:
    """How many different numbers there are."""
    return pl.Series(key).n_unique() if len(key) else 0


def tells(one: Column, other: Column) -> bool:
    """Whether what stands in ``one`` says what stands in ``other``."""
    return different(packed([one.ids, other.ids])) == different(one.ids)


# --- areas ------------------------------------------------------------------------------------


def area_of(columns: Sequence[Column], atlas: Atlas) -> tuple[Column | None, str]:
    """The column with most municipalities, by code or by name; codes where they say as much."""
    found: list[tuple[float, int, str, Column]] = []
    for at, column in enumerate(columns):
        if not 0 < column.distinct <= _MOST_AREAS:
            continue
        for by, better in (("code", 1.05), ("name", 1.0)):
            if count := _municipalities(column, by, atlas):
                found.append((count * better, -at, by, column))
    if not found:
        return None, ""
    *_, by, column = max(found, key=lambda one: one[:2])
    return column, by


def holds_areas(column: Column, atlas: Atlas) -> bool:
    """Whether a column holds municipalities, by code or by name."""
    few = 0 < column.distinct <= _MOST_AREAS
    return few and any(_municipalities(column, by, atlas) for by in ("code", "name"))


def _municipalities(column: Column, by: str, atlas: Atlas) -> int:
    """How many municipalities a column has; 0 for one that is no column of areas."""
    for texts in (column.list(_SAMPLE), column.list()):
        kinds = [atlas.what(text, by).what for text in texts]
        count = kinds.count(MUNICIPALITY)
        known = len(kinds) - kinds.count(UNKNOWN)
        enough = (
            known >= 0.8 * len(kinds) if by == "code" else count >= 0.6 * len(kinds) or count >= 5
        )
        if not enough or count < 0.3 * len(kinds) or count < min(2, len(kinds)):
            return 0
    return count


# --- periods ----------------------------------------------------------------------------------


def period_in(columns: Sequence[Column]) -> tuple[Column | None, str]:
    """The column of periods and its kind; one whose header speaks of time goes first."""
    found: list[tuple[bool, int, int, str, Column]] = []
    swapped = any(column.is_timely and not period_kind(column) for column in columns)
    for at, column in enumerate(columns):
        kind = period_kind(column)
        repeats = column.distinct * 3 <= len(column.cells) and (column.distinct > 1 or swapped)
        if kind and (column.is_timely or repeats):
            found.append((column.is_timely, -KINDS.index(kind), -at, kind, column))
    if not found:
        return None, ""
    *_, kind, column = max(found, key=lambda one: one[:3])
    return column, kind


def period_kind(column: Column) -> str:
    """The kind of period that the texts of a column are; empty: none."""
    if not 0 < column.distinct <= _MOST_PERIODS or column.empty > len(column.cells) // 10:
        return ""
    for kind in KINDS:
        as_such = PeriodColumn.model_validate({"column": "x", "kind": kind})
        if all(period_of(text, as_such).year is not None for text in column.list()):
            return kind
    return ""
