"""Series, barometer: the figures of the Barometer, safe to show.

Input: clean frames of its sources (question, group and answer, for the region). Output: a frame
with the columns of ``series.plans.FIGURES``, one row per indicator, group and period; the area is
the group. The Barometer stands apart from the municipal cubes: nothing here is split by
municipality, and nothing there by generation.

Disclosure. A survey figure falls with few answers, as all do. An administrative share falls with a
small count above the line, with a small rest, and with a small base, as municipal shares do.
Elsewhere an origin is counted as a whole: who knows that total would work out a generation from the
other, so both fall together; and Belgian origin falls with all.
"""

from collections.abc import Mapping

import polars as pl

from scan.catalogue.barometer import ANSWER, BAROMETER, GROUP, QUESTION
from scan.catalogue.entries import Catalogue
from scan.extracts.chosen import barometer_extracts
from scan.extracts.deliveries import load_extracts
from scan.extracts.frames import told
from scan.series.bases import without_small
from scan.series.certainty import has_number, of_group
from scan.series.plans import FIGURES
from scan.series.small import small_share
from scan.series.survey import surveyed
from scan.series.workspace import Workspace
from scan.status import Status

_HIDDEN, _ABOVE, _BELOW = pl.lit(Status.HIDDEN.value), pl.col("numerator"), pl.col("denominator")
_NUMBERS = ("value", "numerator", "denominator", "low", "high")


def barometer_frames(workspace: Workspace) -> dict[str, pl.DataFrame]:
    """Clean frames of the Barometer's sources, without what is only expected; those that were not
    delivered are absent."""
    catalogue = workspace.catalogue
    frames = load_extracts(barometer_extracts(workspace.extracts, catalogue), catalogue)
    return {source: told(frame) for source, frame in frames.items()}


def barometer_figures(frames: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> pl.DataFrame:
    """Every figure of the Barometer that ``frames`` feed, in order of indicator, group, period.

    The numerator of a survey figure counts answers, as the denominator does.
    """
    parts = [pl.DataFrame(schema=FIGURES)]
    effects = {edition.year: edition.design_effect for edition in catalogue.editions.values()}
    worth = pl.col("answers") / pl.col("period").replace_strict(effects, default=1.0)
    for name, frame in frames.items():
        shares, source = _shares(frame, catalogue), catalogue.sources[name]
        if source.sample:
            figures = surveyed(shares.with_columns(answers="denominator"), catalogue.bounds, worth)
        else:
            figures = _registered(shares, 0 if source.public else source.minimum, catalogue)
        known = figures.with_columns(
            pl.when(has_number()).then(name).alias(name) for name in _NUMBERS
        )
        shown = without_small(known, catalogue.bounds)
        parts.append(shown.select(pl.col(name).cast(kind) for name, kind in FIGURES.items()))
    return pl.concat(parts).sort("indicator", "area", "period")


def _shares(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Figures with counts above and below the line, and no limits."""
    counted = {one.id: one.counted for one in catalogue.barometer_indicators.values()}
    pairs = [(name, answer, True) for name, answers in counted.items() for answer in answers]
    above = pl.DataFrame(pairs, schema=[QUESTION, ANSWER, "above"], orient="row")
    marked = frame.join(above, on=[QUESTION, ANSWER], how="left")
    hidden = (pl.col("status") == _HIDDEN).any()
    absent = pl.col("value").is_null().any()
    nothing = {name: pl.lit(None) for name in ("answers", "low", "high")}
    codes = {name: pl.lit("") for name in ("into", "b1", "b2")}
    return (
        marked.group_by(pl.col(QUESTION).alias("indicator"), area=GROUP, period="period")
        .agg(
            numerator=pl.col("value").filter("above").sum(),
            denominator=pl.col("value").sum(),
            status=pl.when(hidden)
            .then(_HIDDEN)
            .when(absent)
            .then(pl.lit(Status.NOT_AVAILABLE.value))
            .otherwise(of_group()),
            source=pl.col("source").first(),
        )
        .with_columns(
            value=100 * _ABOVE / _BELOW, main=pl.lit(value=True), alternative=0, **nothing, **codes
        )
    )


def _registered(shares: pl.DataFrame, minimum: int, catalogue: Catalogue) -> pl.DataFrame:
    """Full counts, without those that could point at someone."""
    origins = {group.code: group.origin for group in catalogue.barometers[BAROMETER].groups}
    origin = pl.col("area").replace_strict(origins, return_dtype=pl.String)
    hidden = (pl.col("status") == _HIDDEN) | small_share(
        _ABOVE, _BELOW, minimum, catalogue.bounds.base.no_share_below
    )
    belgian = (hidden & (origin == "belgian")).any().over("indicator", "period")
    together = hidden.any().over("indicator", "period", origin)
    status = (
        pl.when(together | belgian)
        .then(_HIDDEN)
        .when(_BELOW == 0)
        .then(pl.lit(Status.NOT_APPLICABLE.value))
        .otherwise("status")
    )
    return shares.with_columns(status=status)
