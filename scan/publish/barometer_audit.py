"""Publish, audit of the Barometer: what an outsider could work out from its administrative figures.

Input: the Barometer as it is released, and the clean frames that it was made from. Output:
:class:`Leak` values, one per hidden count that can be placed more exactly than the minimum of its
source allows. The outsider is taken to know more than is published anywhere here: the counts of
every origin as a whole, above and below the line, and everything that a page displays.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from scan.catalogue.areas import FLANDERS
from scan.catalogue.barometer import ANSWER, GROUP, QUESTION
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.publish.audit import Leak
from scan.status import Status
from scan.views.barometer.records import Barometer
from scan.views.groups import GroupSeries, IndicatorPanel
from scan.views.records import Figure

Counts = Mapping[tuple[str, str, int], tuple[float, float]]
"""Indicator, group and period → counts above and below the line, as delivered."""
_TWO = 2


def barometer_leaks(
    barometer: Barometer, frames: Mapping[str, pl.DataFrame], catalogue: Catalogue
) -> tuple[Leak, ...]:
    """Every leak; none in survey figures, which are hidden because they are unreliable."""
    counts, found = _delivered(frames, catalogue), list[Leak]()
    for panel in barometer.indicators:
        source = catalogue.sources[panel.entry.sources[0].use[0]]
        if not panel.entry.survey and source.minimum and not source.public:
            found += _leaks(panel, counts, source)
    return tuple(found)


def all_figures(barometer: Barometer) -> tuple[Figure, ...]:
    """The figures that it has."""
    return tuple(f for panel in barometer.indicators for one in panel.series for f in one.figures)


def _delivered(frames: Mapping[str, pl.DataFrame], catalogue: Catalogue) -> Counts:
    found: dict[tuple[str, str, int], tuple[float, float]] = {}
    for frame in frames.values():
        columns = (QUESTION, GROUP, "period", ANSWER, "value")
        for question, group, period, answer, value in frame.select(columns).iter_rows():
            above, below = found.get((question, group, period), (0.0, 0.0))
            number = value or 0.0
            above += number if answer in catalogue.barometer_indicators[question].counted else 0.0
            found[question, group, period] = (above, below + number)
    return found


def _leaks(panel: IndicatorPanel, counts: Counts, source: Source) -> Iterator[Leak]:
    name = panel.entry.id
    for at, period in enumerate(panel.periods):
        hidden = [s for s in panel.series if s.figures[at].shown.status is Status.HIDDEN]
        for one in hidden:
            family = [
                counts.get((name, other.group.code, period), (0.0, 0.0))[1]
                for other in hidden
                if other.group.within == one.group.within
            ]
            shown = any(s.figures[at].shown.value is not None for s in panel.series)
            if _tells(one, one.figures[at]) or _worked_out(one, family, source, shown=shown):
                own = counts.get((name, one.group.code, period), (0.0, 0.0))[0]
                yield Leak(
                    population=source.values[0].population or "",
                    categories=f"{GROUP}={one.group.code}",
                    area=FLANDERS,
                    period=period,
                    name=one.group.name,
                    indicators=(name,),
                    low=own,
                    high=own,
                    minimum=source.minimum,
                )


def _tells(series: GroupSeries, hidden: Figure) -> bool:
    """Whether a count or anything derived from a hidden figure is displayed."""
    told = [hidden.count, hidden.base]
    newest = series.newest.period
    for change in (series.change, *([series.long] if series.long else [])):
        told += [change.shown] if hidden.period in (newest, change.since) else []
    if series.gap and hidden.period == newest:
        told.append(series.gap.difference)
    return any(shown.value is not None for shown in told)


def _worked_out(series: GroupSeries, family: list[float], source: Source, *, shown: bool) -> bool:
    """Whether the known total of an origin places a hidden count within less than the minimum.

    Of an origin with one group nothing more than that group is known; it is safe as long as no
    other group of the year is displayed, from which the total of all would give it.
    """
    if series.gap is None:
        return shown
    return len(family) < _TWO or sum(family) < source.minimum
