"""A store as the files of a release tell it, and what earlier stores told, for the audit."""

from collections.abc import Iterable

import polars as pl

from scan.audit.statements import MEMORY
from scan.audit.tables import FIGURES
from scan.series.store import Store


def as_released(store: Store) -> pl.DataFrame:
    """The figures of a store as the audit reads them in a release."""
    names = {"nis": "area", "category_1": "b1", "category_2": "b2"}
    counted = store.figures.filter(pl.col("part") != "gap")
    return counted.with_columns(main=pl.col("part") == "main").select(
        pl.col(names.get(name, name)).cast(kind).alias(name) for name, kind in FIGURES.items()
    )


def as_memory(stores: Iterable[Store]) -> pl.DataFrame:
    """What releases of stores told of their counts, the oldest first."""
    told = [store.counts for store in stores if store.counts is not None]
    frames = [
        counts.with_columns(pl.lit(number, dtype=pl.Int32).alias("release")).select(list(MEMORY))
        for number, counts in enumerate(told)
    ]
    return pl.concat([pl.DataFrame(schema=MEMORY), *frames])
