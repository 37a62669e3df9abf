"""Publish, wrong years: figures of years that are not there yet, and years that were taken back.

Input: displayed figures and what manifests say of indicators and deliveries. Output: by
indicator the years that are wrong, and the figures of a release as if it never had them, so that
the release that mends it is held against what was right.
"""

import datetime
from collections.abc import Iterable, Mapping

import polars as pl

from scan.catalogue.moments import first_day
from scan.publish.manifest import Described, Manifest

Years = Mapping[str, frozenset[int]]
"""Indicator → years."""
_NEWEST = ["publication", "indicator"]


def made_on(manifest: Manifest) -> datetime.date:
    """The day of a release."""
    return datetime.datetime.fromisoformat(manifest.made).date()


def ahead(
    displayed: pl.DataFrame, indicators: Mapping[str, Described], day: datetime.date
) -> Years:
    """Years with figures of which there can be none on ``day``."""
    shown = _years(displayed.filter(pl.col("value").is_not_null()))
    found = {
        code: frozenset(y for y in years if day < first_day(indicators[code].first, y))
        for code, years in shown.items()
        if code in indicators
    }
    return {code: years for code, years in found.items() if years}


def taken_back(old: pl.DataFrame, new: pl.DataFrame, manifests: Iterable[Manifest]) -> Years:
    """Years that ``old`` displays and ``new`` does not, since their deliveries do not count any
    more. ``manifests`` say which, the newest last."""
    told = tuple(manifests)
    gone = told[-1].taken_back
    now = _years(new)
    found: dict[str, frozenset[int]] = {}
    for code, years in _years(old).items():
        sources = {s for m in told if code in m.indicators for s in m.indicators[code].sources}
        back = {year for source in sources for year in gone.get(source, ())}
        found[code] = (years & back) - now.get(code, frozenset())
    return {code: years for code, years in found.items() if years}


def without(displayed: pl.DataFrame, wrong: Years) -> pl.DataFrame:
    """The figures as if those of ``wrong`` years never were: the newest that is left is newest."""
    pairs = [(code, year) for code, years in wrong.items() for year in sorted(years)]
    if not pairs:
        return displayed
    table = pl.DataFrame(pairs, schema={"indicator": pl.String, "period": pl.Int32}, orient="row")
    left = displayed.join(table, on=["indicator", "period"], how="anti", maintain_order="left")
    touched = pl.col("indicator").is_in(list(wrong))
    newest = pl.col("period").max().over(_NEWEST) == pl.col("period")
    return left.with_columns(newest=pl.when(touched).then(newest).otherwise("newest"))


def _years(displayed: pl.DataFrame) -> dict[str, frozenset[int]]:
    pairs = displayed.select("indicator", "period").drop_nulls().unique()
    grouped = pairs.group_by("indicator").agg("period").iter_rows()
    return {code: frozenset(years) for code, years in grouped}
