"""Views, displayed: every figure that a reader of one report sees, as rows of one table.

Input: the views of one report. Output: a frame, one row per displayed figure. Two reports are
compared by it, the site prints it, and what the public has seen is kept as such.
"""

from collections.abc import Iterator

import dataframely as dy
import polars as pl

from scan.dutch import number, round_half_up
from scan.status import Status
from scan.views.numbers import LIMIT_DECIMALS
from scan.views.records import Figure, IndicatorView, Position, Shown


class Displayed(dy.Schema):
    """Every figure that a reader of one report sees."""

    publication = dy.String()
    nis = dy.String(description="the municipality of the report")
    indicator = dy.String()
    area = dy.String(
        description="whose figure it is: NIS code of the municipality or of another place"
    )
    part = dy.String(description="main, cell, former, member; difference, change; where it stands")
    category_1 = dy.String(description="of the breakdown; empty without")
    category_2 = dy.String()
    period = dy.Int32()
    newest = dy.Bool(description="whether it is of the newest period of its indicator")
    value = dy.Float64(nullable=True, description="as displayed; null where no number is shown")
    text = dy.String(description="what the reader sees, in Dutch")
    status = dy.String()
    count = dy.Float64(
        nullable=True, description="numerator and denominator, where they are displayed"
    )
    base = dy.Float64(nullable=True)
    low = dy.Float64(nullable=True, description="limits of the 99 % interval")
    high = dy.Float64(nullable=True)
    state = dy.String(
        description="beside the region, of a difference or a change: higher, rising; or "
    )
    since = dy.Int32(nullable=True, description="the year that a change is counted from")
    source = dy.String()
    delivered = dy.String(description="ISO date of the delivery; empty where it has none")


KEY = ("indicator", "area", "part", "category_1", "category_2", "period")
"""What tells two figures of one report apart."""
AMOUNTS = ("value", "count", "base", "low", "high")
"""The numbers of a row."""
MAIN = (pl.col("part") == "main") & (pl.col("area") == pl.col("nis"))
"""The main figure of the municipality itself, of every period."""
NEWEST = MAIN & pl.col("newest")

_Row = dict[str, object]


def displayed(
    publication: str, nis: str, views: tuple[IndicatorView, ...]
) -> dy.DataFrame[Displayed]:
    """The displayed figures of one report, in the order of its pages."""
    rows = [_usual(publication, nis, view) | row for view in views for row in _rows(view)]
    newest = pl.col("period") == pl.col("newest")
    kinds = {name: column.dtype for name, column in Displayed.columns().items()}
    frame = pl.DataFrame(rows, schema=kinds | {"newest": pl.Int32()})
    return Displayed.cast(frame.with_columns(newest=newest))


def _usual(publication: str, nis: str, view: IndicatorView) -> _Row:
    """A row as most are."""
    return {
        "publication": publication,
        "nis": nis,
        "indicator": view.indicator,
        "area": nis,
        "category_1": "",
        "category_2": "",
        "period": view.period,
        "newest": view.period,
        "state": "",
        "source": view.origin.source,
        "delivered": view.origin.day.isoformat() if view.origin.day else "",
    }


def _rows(view: IndicatorView) -> Iterator[_Row]:
    """Everything that is displayed of one indicator; what is not named is as usual."""
    for figure in view.figures:
        yield _figure(figure)
    for former in view.former:
        yield from map(_figure, former.figures)
    for member in view.named.members if view.named else ():
        yield _said("member", member.shown, area=member.place.nis)
    for comparison in view.comparisons:
        area = comparison.place.nis
        yield _said("difference", comparison.difference, area=area, state=comparison.state)
        if view.change is not None:
            since = view.change.since
            yield _said("change", comparison.change, area=area, since=since)
    if view.change is not None:
        change = view.change
        yield _said("change", change.shown, state=change.direction, since=change.since)
    if view.position is not None:
        yield from _position(view, view.position)
    if view.answers is not None:
        yield _said("answers", view.answers)


def _said(part: str, shown: Shown, **more: object) -> _Row:
    said = {"part": part, "value": shown.value, "text": shown.text, "status": shown.status.value}
    return said | more


def _figure(figure: Figure) -> _Row:
    first, second = (*figure.codes, "", "")[:2]
    return _said(
        figure.part,
        figure.shown,
        area=figure.place,
        category_1=first,
        category_2=second,
        period=figure.period,
        count=figure.count.value,
        base=figure.base.value,
        low=_limit(figure.low),
        high=_limit(figure.high),
        state="" if figure.state == "none" else figure.state,
    )


def _position(view: IndicatorView, position: Position) -> Iterator[_Row]:
    yield _said("median", position.median)
    for part, amount, decimals in (
        ("tenth", position.tenth, 0),
        ("municipalities", position.areas, 0),
        ("lowest", position.lowest, view.decimals),
        ("highest", position.highest, view.decimals),
    ):
        text = number(amount, decimals)
        yield _said(part, Shown(float(amount), text, text, Status.SHOWN))


def _limit(limit: float | None) -> float | None:
    return None if limit is None else round_half_up(limit, LIMIT_DECIMALS)
