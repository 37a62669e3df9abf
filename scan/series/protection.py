"""Series, protection: disclosure control on counts, before any figure is computed.

Input: the cubes of today's municipalities and of former ones, and what the indicators display.
Output: :class:`Protection`, which raises ranks to hidden wherever a quantity is taken out of the
cubes. Counts of every division into municipalities are protected together, so that a report of an
older date gives nothing away.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from dataframely import DataFrame

from scan.catalogue.records import Quantity
from scan.disclosure.protecting import protect as hide
from scan.extracts.frames import least_certain
from scan.series.cubes import Cube
from scan.series.earlier import earlier_sums
from scan.series.frames import Cells
from scan.series.identities import Book, Equation, equations
from scan.series.linking import linked, tables_of
from scan.series.places import all_places, territories
from scan.series.recall import recalled
from scan.series.sheet import Bools, Demand, Sheet, empty_sheet, fill, located, spots_of
from scan.series.small import primary
from scan.status import RANK, Status

HIDDEN_RANK = RANK[Status.HIDDEN]


@dataclass(frozen=True)
class Protection:
    """What is hidden: an array of the shape of the sheet."""

    sheet: Sheet
    hidden: Bools
    book: Book
    names: Mapping[str, str]
    """Municipality or region → territory of the sheet, on the date of the figures."""

    def apply(
        self,
        frame: pl.DataFrame,
        quantity: Quantity,
        dimensions: tuple[str, ...],
        *,
        known: bool = True,
    ) -> pl.DataFrame:
        """A quantity by dimensions (columns of ``cubes.select``) with its protected ranks.

        Where a supplier hid a count in one table and gave it in another, the count is
        ``known``: unless the other is another release of the same, for no figure stands on two.
        """
        index = self.sheet.index
        cells = {
            codes: index[query]
            for codes, query in self.book.cells(quantity, dimensions)
            if query in index
        }
        every = frame.with_row_index("_row")
        spots = located(every, dimensions, cells, self.sheet, self._spots)
        at = tuple(spots.get_column(name).to_numpy() for name in ("_q", "_t", "_a"))
        low = self.sheet.low[at]
        exact = (low == self.sheet.high[at]) & ~self.sheet.supplier[at] & known
        marks = spots.select(
            "_row",
            pl.Series("_low", np.where(exact, low, np.nan)).fill_nan(None),
            pl.Series("_hidden", self.hidden[at]),
        )
        return _raised(every.lazy().join(marks.lazy(), on="_row", how="left")).collect()

    @cached_property
    def _spots(self) -> pl.DataFrame:
        return spots_of(self.names, self.sheet.places)


def protect(
    cubes: tuple[Cube, ...],
    demand: Demand,
    book: Book,
    as_of: datetime.date,
    before: DataFrame[Cells] | None = None,
) -> Protection:
    """Protects everything that ``demand`` displays.

    ``cubes`` are those of all delivered figures on the newest municipalities and former ones;
    ``as_of`` is the date whose municipalities the protected quantities speak of; ``before`` is what
    releases told until now.
    """
    sheet, rules = sheet_of(cubes, demand, book)
    names = territories(book.catalogue.areas, as_of)
    names |= {name: name for name in sheet.places.region_names}
    hidden = hidden_counts(sheet, rules, demand, before)
    return Protection(sheet, hidden, book, names)


def hidden_counts(
    sheet: Sheet,
    rules: tuple[Equation, ...],
    demand: Demand,
    before: DataFrame[Cells] | None = None,
) -> Bools:
    """What is hidden, so that no hidden count can be placed too exactly, neither by what is shown
    now nor together with what was shown ``before``; shape of the sheet."""
    links = linked(sheet, rules)  # what follows from public counts is public from here on
    past = recalled(sheet, Cells.create_empty() if before is None else before)
    small = primary(sheet, demand.shares).still_hiding(sheet, past)
    sums = earlier_sums(sheet, links.families, past)
    tables = tables_of(links, small, shown=past.known, sums=sums)
    cells = tables.layout.cells
    hidden = small.hidden.ravel() | past.hidden.ravel()
    # What everybody has from an earlier release is hidden again, but no secret.
    secret = hidden & ~past.known.ravel()
    hidden[cells] |= hide(tables, secret[cells])
    return hidden.reshape(sheet.low.shape)


def sheet_of(
    cubes: tuple[Cube, ...], demand: Demand, book: Book
) -> tuple[Sheet, tuple[Equation, ...]]:
    """The counts behind ``demand`` on the territories of every date, and their equations."""
    periods = {p for cube in cubes for p in cube.frame.get_column("period").unique()}
    places = all_places(book.catalogue.areas)
    sheet = empty_sheet(demand, tuple(sorted(periods)), places, book)
    rules = equations(sheet.queries, demand.shares, book)
    return fill(sheet, demand, cubes, book), rules


def _raised(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Fills in known counts, then raises the rank of hidden ones."""
    known = (pl.col("rank") == HIDDEN_RANK) & pl.col("_low").is_not_null()
    beside = least_certain(pl.col("rank")).over("period").fill_null(0)
    filled = frame.with_columns(
        pl.when(known).then(pl.col("_low")).otherwise(pl.col("low")).alias("low"),
        pl.when(known).then(pl.col("_low")).otherwise(pl.col("high")).alias("high"),
        pl.when(known).then(beside).otherwise(pl.col("rank")).cast(pl.Int8).alias("rank"),
    )
    worse = pl.col("_hidden").fill_null(value=False) & (pl.col("rank") < HIDDEN_RANK)
    rank = pl.when(worse).then(HIDDEN_RANK).otherwise(pl.col("rank")).cast(pl.Int8)
    return filled.with_columns(rank.alias("rank")).drop("_row", "_low", "_hidden")
