"""Publish, audit of the Barometer: what an outsider could work out from its administrative figures.

Input: the Barometer as it is released, and the clean frames that it was made from. Output:
:class:`Leak` values, one per hidden count that can be placed more exactly than the minimum of its
source allows. The outsider is taken to know more than is published anywhere here: the counts of
every origin as a whole, above and below the line, and everything that a page displays.
"""

from collections.abc import Iterator, Mapping
from itertools import product

import polars as pl

from scan.catalogue.areas import FLANDERS
from scan.catalogue.barometer import ANSWER, BAROMETER, GROUP, QUESTION
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.publish.audit import Leak
from scan.status import Status
from scan.views.barometer.records import Barometer, Estimate, GroupSeries, IndicatorPanel

Counts = Mapping[tuple[str, str, int], tuple[float, float]]
"""Indicator, group and period → counts above and below the line, as delivered."""
_TWO = 2


def barometer_leaks(
    barometer: Barometer, frames: Mapping[str, pl.DataFrame], catalogue: Catalogue
) -> tuple[Leak, ...]:
    """Every leak; none in survey figures, which are hidden because they are unreliable."""
    counts = _delivered(frames, catalogue)
    return tuple(
        leak
        for panel in barometer.indicators
        if panel.kind == "administrative"
        for leak in _panel_leaks(panel, counts, catalogue)
    )


def hidden_figures(barometer: Barometer) -> int:
    """How many figures of the Barometer are hidden."""
    return sum(e.status is Status.HIDDEN for _, e in _estimates(barometer))


def all_figures(barometer: Barometer) -> int:
    """How many figures it has."""
    return sum(1 for _ in _estimates(barometer))


def _estimates(barometer: Barometer) -> Iterator[tuple[IndicatorPanel, Estimate]]:
    for panel in barometer.indicators:
        yield from ((panel, e) for one in panel.series for e in one.estimates)


def _delivered(frames: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> Counts:
    counted = {one.id: one.counted for one in catalogue.barometer_indicators.values()}
    found: dict[tuple[str, str, int], tuple[float, float]] = {}
    for frame in frames.values():
        columns = (QUESTION, GROUP, "period", ANSWER, "value")
        for question, group, period, answer, value in frame.select(columns).iter_rows():
            above, below = found.get((question, group, period), (0.0, 0.0))
            number = value or 0.0
            above += number if answer in counted[question] else 0.0
            found[question, group, period] = (above, below + number)
    return found


def _panel_leaks(panel: IndicatorPanel, counts: Counts, catalogue: Catalogue) -> Iterator[Leak]:
    source = catalogue.sources[catalogue.barometer_indicators[panel.id].source]
    if source.public or not source.minimum:
        return
    origins = {g.code: g.origin for g in catalogue.barometers[BAROMETER].groups}
    for series, (at, period) in product(panel.series, enumerate(panel.periods)):
        estimate = series.estimates[at]
        if estimate.value is not None or estimate.status is not Status.HIDDEN:
            continue
        own = counts.get((panel.id, series.group.id, period), (0.0, 0.0))
        family = [
            counts.get((panel.id, other.group.id, period), (0.0, 0.0))
            for other in panel.series
            if origins[other.group.id] == series.group.origin
            and other.estimates[at].status is Status.HIDDEN
        ]
        if _tells(series, estimate) or _worked_out(series, panel, family, at, source):
            yield _leak(panel, series, own, period, source)


def _tells(series: GroupSeries, hidden: Estimate) -> bool:
    """Whether a count or anything derived from a hidden figure is displayed."""
    if hidden.count.value is not None or hidden.base.value is not None:
        return True
    compared = [series.movement, *([series.long] if series.long else [])]
    newest = hidden is series.newest
    return (newest and series.gap.difference.value is not None) or any(
        move.difference.value is not None and hidden.period in (move.period, move.since)
        for move in compared
    )


def _worked_out(
    series: GroupSeries,
    panel: IndicatorPanel,
    family: list[tuple[float, float]],
    at: int,
    source: Source,
) -> bool:
    """Whether the known total of an origin places a hidden count within less than the minimum.

    Of an origin with one group nothing more than that group is known; it is safe as long as no
    other group of the year is displayed, from which the total of all would give it.
    """
    if series.group.origin == "belgian":
        return any(other.estimates[at].value is not None for other in panel.series)
    below = sum(base for _, base in family)
    return len(family) < _TWO or below < source.minimum


def _leak(
    panel: IndicatorPanel,
    series: GroupSeries,
    own: tuple[float, float],
    period: int,
    source: Source,
) -> Leak:
    return Leak(
        population=source.values[0].population or "",
        categories=f"{GROUP}={series.group.id}",
        area=FLANDERS,
        period=period,
        name=series.group.name,
        indicators=(panel.id,),
        low=own[0],
        high=own[0],
        minimum=source.minimum,
    )
