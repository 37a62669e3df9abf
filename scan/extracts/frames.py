"""Extracts, the two frames between files and series.

Raw frame: what a reader hands to the contract. Every cell is still the text of the file; only
the layout is gone. Clean frame: what the contract hands to the series. Every cell has a
meaning: NIS codes, whole years, category codes, numbers and statuses.
"""

import polars as pl

from scan.status import RANK, Status

RAW_COLUMNS: dict[str, pl.DataType] = {
    "row": pl.UInt32(),  # number of the row in the file, the header being row 1
    "sheet": pl.String(),  # of a workbook, else ""
    "place": pl.String(),  # text of the area column
    "period": pl.String(),  # text of the period column or of the header
    "column": pl.String(),  # header of the value column, as the source writes it
    "text": pl.String(),  # the cell; null where the file has nothing
}
"""Then one String column ``trait:<header>`` for each trait column and for each column named in
``when`` of a value column."""

REMARK_ROW = 0
"""``row`` of lines that are no cells of the file: ``text`` then says what a reader noticed and
tolerated (another encoding, an unknown column). The contract turns them into notices."""

CLEAN_COLUMNS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "area": pl.String(),  # NIS code in the source's vintage, 5 digits
    "period": pl.Int32(),
    "population": pl.String(),  # "" for finished figures
    "indicator": pl.String(),  # "" for counts
    "value": pl.Float64(),  # null unless a number goes with the status
    "status": pl.String(),  # a scan.status.Status
}
"""Then one String column ``<dimension>`` for each dimension of the source, null where the row
is a total over that dimension. Finished figures are in per cent when the unit is per cent."""

MOST = "most"
"""Float64 column that follows where a source hides counts by leaving their rows out
(:mod:`scan.extracts.absent`): the most that a count can be of which no row came, infinite where
nothing is known of it; the least is 0. Null for what did come."""


def trait_column(header: str) -> str:
    """Name of the raw-frame column that holds the texts under ``header``."""
    return f"trait:{header}"


def told(frame: pl.DataFrame) -> pl.DataFrame:
    """A clean frame without what is only expected."""
    return frame.filter(pl.col("status") != Status.PROJECTION.value)


def least_certain(rank: pl.Expr) -> pl.Expr:
    """Of the ranks (``scan.status.RANK``) of figures that have a number, the last: whether any
    of them is provisional or only expected. Null where none has a number."""
    return pl.when(rank < RANK[Status.HIDDEN.value]).then(rank).max()
