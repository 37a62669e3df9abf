"""Views, displayed: every figure that a reader of one report sees, as rows.

Input: the views of one report. Output: a frame with the columns of ``DISPLAYED``, one row per
displayed figure. Two reports are compared by it, and what the public has seen is kept as such.
"""

from collections.abc import Iterator

import polars as pl

from scan.dutch import number, round_half_up
from scan.status import Status
from scan.views.records import Cell, Change, Former, IndicatorView, Position, Shown, Trend

DISPLAYED: dict[str, pl.DataType] = {
    "publication": pl.String(),
    "nis": pl.String(),
    "indicator": pl.String(),
    "figure": pl.String(),  # stable inside the indicator: "main", "main/region", "cell/be.nl@2019"
    "period": pl.Int32(),
    "value": pl.Float64(),  # as displayed; null where no number is shown
    "text": pl.String(),  # what the reader sees, in Dutch
    "status": pl.String(),
    "source": pl.String(),
    "delivered": pl.String(),  # ISO date of the delivery; empty where it has none
}
LIMIT_DECIMALS = 1
"""Decimals of the limits of an interval."""

_Figure = tuple[str, int, Shown]


def displayed(publication: str, nis: str, views: tuple[IndicatorView, ...]) -> pl.DataFrame:
    """The displayed figures of one report, in the order of its pages.

    ``figure`` is built from ``main`` or ``cell/<categories>``, then ``/region``, ``/count``,
    ``/base``, ``/low`` or ``/high``, then ``@<period>`` for a period before the newest; besides
    there are ``difference``, ``state``, ``change…``, ``answers``, ``position/…`` and
    ``former/<name>/…``.
    """
    rows = [
        (
            *(publication, nis, view.indicator, name, period, shown.value, shown.text),
            *(shown.status.value, view.origin.source, _day(view)),
        )
        for view in views
        for name, period, shown in figures(view)
    ]
    return pl.DataFrame(rows, schema=DISPLAYED, orient="row")


def figures(view: IndicatorView) -> Iterator[_Figure]:
    """Name, period and figure of everything that is displayed of one indicator."""
    yield from _cell(view, "main", view.main)
    yield "difference", view.period, view.difference
    yield "state", view.period, _said(view.state)
    yield from _history(view, "main", view.trend)
    for cell in view.cells:
        yield from _cell(view, _named(cell.codes), cell)
    for trend in view.trends:
        yield from _history(view, _named(trend.codes), trend)
    if view.change is not None:
        yield from _change(view.period, view.change)
    if view.position is not None:
        yield from _position(view, view.position)
    if view.answers is not None:
        yield "answers", view.period, view.answers
    for former in view.former:
        yield from _former(view, former)


def _named(codes: tuple[str, ...]) -> str:
    return "cell/" + ".".join(codes)


def _cell(view: IndicatorView, name: str, cell: Cell) -> Iterator[_Figure]:
    yield name, view.period, cell.own
    for part, shown in (("count", cell.count), ("base", cell.base)):
        if shown.status is not Status.NOT_APPLICABLE:
            yield f"{name}/{part}", view.period, shown
    if view.comparators:
        yield f"{name}/region", view.period, cell.region
    for part, limit in (("low", cell.low), ("high", cell.high)):
        if limit is not None:
            yield f"{name}/{part}", view.period, _limit(limit)


def _history(view: IndicatorView, name: str, trend: Trend) -> Iterator[_Figure]:
    """Periods before the newest, which the cells hold."""
    for point in trend.points:
        if point.period == view.period:
            continue
        at = f"@{point.period}"
        yield f"{name}{at}", point.period, point.own
        if point.count.status is not Status.NOT_APPLICABLE:
            yield f"{name}/count{at}", point.period, point.count
        if view.comparators:
            yield f"{name}/region{at}", point.period, point.region


def _change(period: int, change: Change) -> Iterator[_Figure]:
    yield "change", period, change.own
    yield "change/region", period, change.region
    yield "change/since", period, _said(str(change.since))
    yield "change/direction", period, _said(change.direction)


def _position(view: IndicatorView, position: Position) -> Iterator[_Figure]:
    period = view.period
    yield "position/median", period, position.median
    yield "position/tenth", period, _whole(position.tenth)
    yield "position/areas", period, _whole(position.areas)
    for part, bound in (("lowest", position.lowest), ("highest", position.highest)):
        text = number(bound, view.decimals)
        yield f"position/{part}", period, Shown(bound, text, text, Status.SHOWN)


def _former(view: IndicatorView, former: Former) -> Iterator[_Figure]:
    for cell in former.cells:
        name = _named(cell.codes) if cell.codes else "main"
        yield f"former/{former.name}/{name}", former.period, cell.own
        if cell.count.status is not Status.NOT_APPLICABLE:
            yield f"former/{former.name}/{name}/count", former.period, cell.count


def _limit(limit: float) -> Shown:
    text = number(limit, LIMIT_DECIMALS)
    return Shown(round_half_up(limit, LIMIT_DECIMALS), text, text, Status.SHOWN)


def _whole(count: int) -> Shown:
    return Shown(float(count), str(count), str(count), Status.SHOWN)


def _said(text: str) -> Shown:
    """Something that is said without a number; what it says is compared like a figure."""
    return Shown(None, text, text, Status.NOT_APPLICABLE)


def _day(view: IndicatorView) -> str:
    return view.origin.day.isoformat() if view.origin.day else ""
