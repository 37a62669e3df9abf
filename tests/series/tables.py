"""Small tables of newcomers for tests of disclosure control: clean frames and sheets."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from scan.catalogue.entries import Catalogue
from scan.series.identities import Book, Query
from scan.series.places import all_places
from scan.series.sheet import Demand, Sheet, empty_sheet

NEWCOMERS = Query("newcomers")
WOMEN = Query("newcomers", (("sex", ("female",)),))
TRAITS = {
    "sex": ("male", "female"),
    "target_group": ("obliged", "entitled", "undetermined"),
    "residence_reason": (
        *("family", "asylum", "labour", "student", "means"),
        *("eu_unknown", "regularised", "other", "unknown"),
    ),
}
SOURCE = "kbi_newcomers"
FED = ("DE_50", "DE_53", "DE_54")
"""The indicators on these traits."""
Person = tuple[str, str, str]
"""Sex, target group and reason of residence."""


def confidential(catalogue: Catalogue) -> Catalogue:
    """The catalogue with these indicators fed by a source that is not public."""
    indicators = dict(catalogue.indicators)
    for code in FED:
        way = indicators[code].sources[0].model_copy(update={"use": (SOURCE,)})
        indicators[code] = indicators[code].model_copy(update={"sources": (way,)})
    return replace(catalogue, indicators=indicators)


def sheet_of_counts(catalogue: Catalogue, counts: Mapping[Query, int]) -> Sheet:
    """A sheet with these counts in the first municipality and nothing elsewhere."""
    sheet = empty_sheet(Demand((), ()), (2024,), all_places(catalogue.areas), Book(catalogue))
    shape = (len(counts), 1, len(sheet.places.names))
    blank = np.full(shape, np.nan)
    blank[:, 0, 0] = list(counts.values())
    size = len(counts)
    return Sheet(
        queries=tuple(counts),
        periods=(2024,),
        places=sheet.places,
        low=blank,
        high=blank.copy(),
        public=np.zeros(shape, dtype=bool),
        supplier=np.zeros(shape, dtype=bool),
        displayed=np.ones(size, dtype=bool),
        named=np.zeros(size, dtype=bool),
        signed=np.zeros(size, dtype=bool),
        weight=np.ones(size),
        minimum=np.full(size, 5),
        smallest_base=20,
    )


def frame(
    people: Mapping[tuple[str, int], Mapping[Person, int]], totals: Mapping[int, str]
) -> pl.DataFrame:
    """Clean rows of newcomers by each trait apart, and in total, per municipality and period.

    ``people`` are counts per municipality and period; ``totals`` adds a region (by its code) with
    the sum of each period.
    """
    rows: list[tuple[str, int, float, str | None, str | None, str | None]] = []
    sums: dict[tuple[str, int], dict[Person, int]] = {}
    for (area, period), counts in people.items():
        sums[area, period] = dict(counts)
        if period in totals:
            whole = sums.setdefault((totals[period], period), {})
            for person, count in counts.items():
                whole[person] = whole.get(person, 0) + count
    for (area, period), counts in sums.items():
        rows.append((area, period, float(sum(counts.values())), None, None, None))
        for place, codes in enumerate(TRAITS.values()):
            for code in codes:
                traits: list[str | None] = [None, None, None]
                traits[place] = code
                value = float(sum(n for person, n in counts.items() if person[place] == code))
                rows.append((area, period, value, traits[0], traits[1], traits[2]))
    schema = {"area": pl.String, "period": pl.Int32, "value": pl.Float64}
    schema |= dict.fromkeys(TRAITS, pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.lit(SOURCE).alias("source"),
        pl.lit("newcomers").alias("population"),
        pl.lit("").alias("indicator"),
        pl.lit("shown").alias("status"),
    )
