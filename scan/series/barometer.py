"""Series, barometer: the figures of the Barometer, safe to show.

Input: clean frames of its sources (question, group and answer, for the region). Output: a frame
with the columns of ``FIGURES``, one row per indicator, group and period. The Barometer stands apart
from the municipal cubes: nothing here is split by municipality, and nothing there by generation.

Disclosure. A survey figure of fewer than 100 answers is hidden, one of fewer than 200 is weak. An
administrative share falls with a small count above the line, with a small rest, and with fewer than
20 persons below the line, as municipal shares do. Elsewhere an origin is counted as a whole: who
knows that total would work out a generation from the other, so both fall together; and Belgian
origin falls with all.
"""

from collections.abc import Mapping

import polars as pl

from scan.catalogue.barometer import ANSWER, BAROMETER, GROUP, QUESTION
from scan.catalogue.entries import Catalogue
from scan.extracts.chosen import barometer_extracts
from scan.extracts.deliveries import load_extracts
from scan.extracts.frames import told
from scan.series.certainty import of_group
from scan.series.disclosure import SMALLEST_BASE
from scan.series.survey import surveyed
from scan.series.workspace import Workspace
from scan.status import Status

FIGURES: dict[str, pl.DataType] = {
    "indicator": pl.String(),
    "group": pl.String(),
    "period": pl.Int32(),
    "value": pl.Float64(),  # in per cent, not rounded; null unless the status has a value
    "numerator": pl.Float64(),  # answers or persons; null with the value
    "denominator": pl.Float64(),
    "effective": pl.Float64(),  # answers over the design effect; null for administrative figures
    "low": pl.Float64(),  # limits of the 99 % interval, in per cent; null for administrative ones
    "high": pl.Float64(),
    "status": pl.String(),
    "source": pl.String(),
}
_CELL = ["indicator", "group", "period"]


def barometer_frames(workspace: Workspace) -> dict[str, pl.DataFrame]:
    """Clean frames of the Barometer's sources, without what is only expected; those that were not
    delivered are absent."""
    catalogue = workspace.catalogue
    frames = load_extracts(barometer_extracts(workspace.extracts, catalogue), catalogue)
    return {source: told(frame) for source, frame in frames.items()}


def barometer_figures(frames: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> pl.DataFrame:
    """Every figure of the Barometer that ``frames`` feed, in order of indicator, group, period."""
    parts = [pl.DataFrame(schema=FIGURES)]
    for name, frame in frames.items():
        shares = _shares(frame, catalogue)
        source = catalogue.sources[name]
        if source.sample:
            parts.append(_surveyed(shares, catalogue))
        else:
            parts.append(_registered(shares, 0 if source.public else source.minimum, catalogue))
    return pl.concat(parts).sort(_CELL)


def _shares(frame: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Counts above and below the line: columns of ``_CELL``, the counts, ``status``, ``source``."""
    counted = {one.id: one.counted for one in catalogue.barometer_indicators.values()}
    pairs = [(name, answer, True) for name, answers in counted.items() for answer in answers]
    above = pl.DataFrame(pairs, schema=[QUESTION, ANSWER, "above"], orient="row")
    marked = frame.join(above, on=[QUESTION, ANSWER], how="left")
    hidden = (pl.col("status") == Status.HIDDEN.value).any()
    whole = pl.col("value").is_not_null().all()
    shown = pl.when(whole).then(of_group())
    return (
        marked.group_by(QUESTION, GROUP, "period", "source")
        .agg(
            numerator=pl.col("value").filter(pl.col("above")).sum(),
            denominator=pl.col("value").sum(),
            status=pl.when(hidden)
            .then(pl.lit(Status.HIDDEN.value))
            .otherwise(shown.otherwise(pl.lit(Status.NOT_AVAILABLE.value))),
        )
        .rename({QUESTION: "indicator", GROUP: "group"})
    )


def _surveyed(shares: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Estimates with their intervals."""
    effects = {edition.year: edition.design_effect for edition in catalogue.editions.values()}
    answers = pl.col("denominator")
    rows = shares.with_columns(
        answers=answers,
        value=100 * pl.col("numerator") / answers,
        effective=answers / pl.col("period").replace_strict(effects, default=1.0),
    )
    return _finished(surveyed(rows, pl.col("effective")))


def _registered(shares: pl.DataFrame, minimum: int, catalogue: Catalogue) -> pl.DataFrame:
    """Full counts, without those that could point at someone."""
    small = pl.col("numerator").is_between(1, minimum - 1)
    rest = (pl.col("denominator") - pl.col("numerator")).is_between(1, minimum - 1)
    few = pl.col("denominator").is_between(1, (SMALLEST_BASE if minimum else 1) - 1)
    hidden = (pl.col("status") == Status.HIDDEN.value) | small | rest | few
    origins = {group.code: group.origin for group in catalogue.barometers[BAROMETER].groups}
    with_origin = shares.with_columns(
        hidden=hidden, origin=pl.col("group").replace_strict(origins, return_dtype=pl.String)
    )
    belgian = (pl.col("hidden") & (pl.col("origin") == "belgian")).any().over("indicator", "period")
    together = pl.col("hidden").any().over("indicator", "period", "origin")
    status = (
        pl.when(together | belgian)
        .then(pl.lit(Status.HIDDEN.value))
        .when(pl.col("denominator") == 0)
        .then(pl.lit(Status.NOT_APPLICABLE.value))
        .otherwise("status")
    )
    nothing = pl.lit(None, pl.Float64)
    return _finished(
        with_origin.with_columns(status=status, effective=nothing, low=nothing, high=nothing)
    )


def _finished(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of ``FIGURES``; nothing but the status of what is not shown."""
    valued = pl.col("status").is_in([status.value for status in Status if status.has_value])
    numbers = ("value", "numerator", "denominator", "effective", "low", "high")
    return (
        rows.with_columns(value=100 * pl.col("numerator") / pl.col("denominator"))
        .with_columns(pl.when(valued).then(pl.col(name)).alias(name) for name in numbers)
        .select(pl.col(name).cast(kind) for name, kind in FIGURES.items())
    )
