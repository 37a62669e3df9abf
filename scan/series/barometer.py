"""Series, barometer: the figures of the Barometer, safe to show.

Input: clean frames of its sources. Output: figures as a store has them,
one row per indicator, group and period, as a part of the region. The Barometer stands apart from
the municipal figures: nothing here is split by municipality, and nothing there by generation.

Disclosure. A survey figure falls with few answers, as all do. An administrative share falls with a
small count above the line, with a small rest, and with a small base, as municipal shares do, and
with it whatever would give it away (``generations``).
"""

from collections.abc import Mapping

import polars as pl
from dataframely import DataFrame

from scan.catalogue.barometer import GROUP, ORIGIN
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.chosen import barometer_extracts
from scan.extracts.deliveries import load_extracts
from scan.extracts.frames import told
from scan.series.cubes import KEYS, Cube, build_cubes, select, status_of_rank
from scan.series.frames import Figures
from scan.series.generations import hidden_shares
from scan.series.indicators import complete
from scan.series.plans import Plan, plan_of
from scan.series.survey import surveyed
from scan.series.workspace import Workspace
from scan.status import Status

_HIDDEN, _ABOVE, _BELOW = pl.lit(Status.HIDDEN.value), pl.col("numerator"), pl.col("denominator")


def barometer_frames(workspace: Workspace) -> dict[str, pl.DataFrame]:
    """Clean frames of the Barometer's sources, without what is only expected; those that were not
    delivered are absent."""
    catalogue = workspace.catalogue
    frames = load_extracts(barometer_extracts(workspace.extracts, catalogue), catalogue)
    return {source: told(frame) for source, frame in frames.items()}


def barometer_figures(
    frames: Mapping[str, pl.DataFrame], catalogue: Catalogue
) -> DataFrame[Figures]:
    """Every figure of the Barometer that ``frames`` feed, in order of indicator, group, period.

    The numerator of a survey figure counts answers, as the denominator does.
    """
    cubes = build_cubes(frames, catalogue, catalogue.areas.newest_division)
    parts = [Figures.create_empty()]
    for indicator in catalogue.barometer_indicators.values():
        plan = plan_of(indicator, 0)
        shares = _shares(plan, cubes, catalogue)
        if shares is not None:
            safe = _safe(shares, catalogue.sources[plan.alternative.use[0]], catalogue)
            parts.append(complete(safe, plan, catalogue.bounds))
    return Figures.validate(pl.concat(parts).sort("indicator", "b1", "period"))


def _shares(plan: Plan, cubes: tuple[Cube, ...], catalogue: Catalogue) -> pl.DataFrame | None:
    """The shares of an indicator with counts above and below the line; ``None`` without any."""
    wanted = [quantity for quantity in (plan.numerator, plan.denominator) if quantity is not None]
    own = [cube for cube in cubes if cube.source in plan.alternative.use]
    sides = [select(own, quantity, (GROUP,), catalogue) for quantity in wanted]
    taken = [side for side in sides if side is not None]
    if len(taken) < len(wanted):
        return None
    (above, source), (below, _) = taken
    joined = above.drop("high").join(below, on=[*KEYS, GROUP], suffix="_base").drop("high")
    counts = joined.rename({"low": "numerator", "low_base": "denominator", GROUP: "b1"})
    shares = counts.with_columns(
        rank=pl.max_horizontal("rank", "rank_base"), part=pl.lit("cell"), source=pl.lit(source)
    )
    return shares.with_columns(status_of_rank(), value=100 * _ABOVE / _BELOW)


def _safe(shares: pl.DataFrame, source: Source, catalogue: Catalogue) -> pl.DataFrame:
    """The same with ``status`` hidden, or weak, where they must be; estimates with limits."""
    if not source.sample:
        return _registered(shares, 0 if source.public else source.minimum, catalogue)
    effects = {edition.year: edition.design_effect for edition in catalogue.editions.values()}
    worth = pl.col("answers") / pl.col("period").replace_strict(effects, default=1.0)
    return surveyed(shares.with_columns(answers="denominator"), catalogue.bounds, worth)


def _registered(shares: pl.DataFrame, minimum: int, catalogue: Catalogue) -> pl.DataFrame:
    """Full counts, without those that could point at someone."""
    origin = pl.col("b1").replace_strict(catalogue.rollup(GROUP, ORIGIN), return_dtype=pl.String)
    told = shares.with_columns(theirs=pl.col("status") == _HIDDEN, origin=origin)
    hidden = hidden_shares(told, minimum, catalogue.bounds.base.no_share_below)
    status = (
        pl.when(pl.Series(hidden))
        .then(_HIDDEN)
        .when(_BELOW == 0)
        .then(pl.lit(Status.NOT_APPLICABLE.value))
        .otherwise("status")
    )
    return shares.with_columns(status=status)
