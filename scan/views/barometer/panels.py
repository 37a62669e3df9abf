"""Views, panels of the Barometer: the figures of one indicator as a reader sees them.

Input: a desk and an indicator of the catalogue. Output: an :class:`IndicatorPanel`. The last place
where anything of the Barometer is calculated.
"""

from scan.catalogue.barometer import BarometerIndicator
from scan.dutch import date_text, number, round_half_up
from scan.status import Status
from scan.views import numbers
from scan.views.barometer.desk import Desk, comparable_since
from scan.views.barometer.directions import (
    Row,
    difference_of,
    gap_state,
    group_direction,
    together,
)
from scan.views.barometer.records import (
    Direction,
    Estimate,
    Gap,
    Group,
    GroupSeries,
    IndicatorPanel,
    Movement,
    Wording,
)
from scan.views.barometer.sentences import (
    gap_sentence,
    gap_text,
    group_sentence,
    indicator_sentence,
)
from scan.views.records import Shown

LIMIT_DECIMALS = 1
"""Decimals of the limits of an interval."""


def panel(desk: Desk, indicator: BarometerIndicator, *, core: bool) -> IndicatorPanel:
    """One indicator; ``status`` is ``not_delivered`` where it has no figures."""
    series = tuple(_series(desk, indicator, group) for group in desk.groups)
    periods = desk.periods(indicator.id)
    movement = _whole_movement(desk, indicator, series)
    source = desk.catalogue.sources[indicator.source]
    origin = "line" if periods else "not_delivered"
    line = desk.words[f"source.{origin}"]
    day = desk.delivered.get(source.id)
    return IndicatorPanel(
        id=indicator.id,
        title=indicator.title,
        short=indicator.short,
        question=indicator.wordings[-1].text if indicator.wordings else indicator.question,
        definition=indicator.definition,
        kind=indicator.kind,
        evidence=indicator.evidence,
        evidence_note=indicator.evidence_note,
        part=indicator.part,
        core=core,
        unit=indicator.unit,
        unit_label=desk.words[f"unit.{indicator.unit}"].format(base=indicator.base),
        decimals=indicator.decimals,
        status=Status.SHOWN if periods else Status.NOT_DELIVERED,
        periods=periods,
        series=series,
        movement=movement,
        sentence=movement.sentence,
        gap_sentence=_gaps(desk, series) if periods else desk.words["gap.sentence.not_delivered"],
        wordings=tuple(Wording(asked.since, asked.text) for asked in indicator.wordings),
        source_line=line.format(supplier=source.supplier, period=periods[-1] if periods else ""),
        data_date=date_text(day) if day else "",
        notes=_notes(desk, indicator, series, periods),
        supplier=source.supplier,
    )


def _gaps(desk: Desk, series: tuple[GroupSeries, ...]) -> str:
    (reference,) = (group for group in desk.groups if group.id == desk.entry.reference)
    return gap_sentence(series, reference, desk.words)


# --- one group ------------------------------------------------------------------------------


def _series(desk: Desk, indicator: BarometerIndicator, group: Group) -> GroupSeries:
    rows = desk.rows.get(indicator.id, {})
    own = rows.get(group.id, ())
    if not own:
        movement = _movement(desk, indicator, group, ("not_delivered", None), ())
        nothing = numbers.absent(Status.NOT_DELIVERED, desk.statuses)
        gap = Gap("not_shown", nothing, desk.words["gap.not_delivered"])
        return GroupSeries(group, (), movement, None, gap)
    since, least = comparable_since(indicator), desk.entry.least_change
    found = group_direction(own, since, indicator.decimals, least)
    return GroupSeries(
        group=group,
        estimates=tuple(_estimate(desk, indicator, row, own) for row in own),
        movement=_movement(desk, indicator, group, found, own),
        long=_long(desk, indicator, group, own),
        gap=_gap(desk, indicator, own[-1], rows[desk.entry.reference][-1]),
    )


def _estimate(
    desk: Desk, indicator: BarometerIndicator, row: Row, rows: tuple[Row, ...]
) -> Estimate:
    words, status = desk.statuses, Status(row.status)
    none = numbers.absent(Status.NOT_APPLICABLE, words)
    base = numbers.whole(row.denominator, status, words)
    survey = indicator.kind == "survey"
    earlier = [other.period for other in rows if other.period < row.period]
    return Estimate(
        period=row.period,
        shown=numbers.shown(row.value, status, indicator.unit, indicator.decimals, words),
        low=_limit(row.low),
        high=_limit(row.high),
        interval=_interval(row, desk),
        answers=base if survey else none,
        count=numbers.whole(row.numerator, status, words),
        base=none if survey else base,
        break_before=any(
            earlier and earlier[-1] < asked.since <= row.period for asked in indicator.wordings
        ),
    )


def _limit(value: float | None) -> float | None:
    return None if value is None else round_half_up(value, LIMIT_DECIMALS)


def _interval(row: Row, desk: Desk) -> str:
    """The limits in whole per cents; empty without them."""
    if row.low is None or row.high is None:
        return ""
    return desk.words["interval.text"].format(low=number(row.low, 0), high=number(row.high, 0))


def _movement(
    desk: Desk,
    indicator: BarometerIndicator,
    group: Group,
    found: tuple[Direction, Row | None],
    rows: tuple[Row, ...],
) -> Movement:
    """The movement of one group, as :func:`group_direction` found it."""
    direction, before = found
    now = _estimate(desk, indicator, rows[-1], rows) if rows else None
    then = _estimate(desk, indicator, before, rows) if before else None
    return Movement(
        direction=direction,
        period=now.period if now else None,
        since=then.period if then else None,
        difference=_difference(desk, indicator, now, then),
        favourable=_favourable(direction, indicator),
        text=desk.words[f"movement.text.{direction}"],
        sentence=group_sentence(direction, group, indicator, now, then, desk.words),
    )


def _difference(
    desk: Desk, indicator: BarometerIndicator, now: Estimate | None, before: Estimate | None
) -> Shown:
    """Newest minus earlier, of the displayed figures; the words for why there is none."""
    if now is None or before is None:
        return numbers.absent(Status.NOT_APPLICABLE, desk.statuses)
    for one in (now, before):
        if one.value is None:
            return numbers.absent(one.status, desk.statuses)
    unit, decimals = indicator.unit, indicator.decimals
    return numbers.difference(now.shown, before.shown, unit, decimals, desk.statuses)


def _favourable(direction: Direction, indicator: BarometerIndicator) -> bool | None:
    rises = {"up": True, "partly_up": True, "down": False, "partly_down": False}.get(direction)
    if rises is None or indicator.rise_is_good is None:
        return None
    return rises == indicator.rise_is_good


def _long(
    desk: Desk, indicator: BarometerIndicator, group: Group, rows: tuple[Row, ...]
) -> Movement | None:
    """The movement over the years that the indicator names."""
    now = rows[-1]
    wanted = now.period - indicator.years_back
    before = next((row for row in rows if row.period == wanted), None)
    if not indicator.years_back or before is None:
        return None
    if not (now.shown and before.shown):
        return _movement(desk, indicator, group, ("not_shown", before), rows)
    way = difference_of(now, before, indicator.decimals, desk.entry.least_change)
    return _movement(desk, indicator, group, (way, before), rows)


def _gap(desk: Desk, indicator: BarometerIndicator, row: Row, reference: Row) -> Gap:
    state, way = gap_state(row, reference, indicator.decimals, desk.entry.least_change)
    own, other = (_estimate(desk, indicator, one, (one,)) for one in (row, reference))
    difference = _difference(desk, indicator, own, None if state == "reference" else other)
    favourable = _favourable(way, indicator) if way else None
    return Gap(state, difference, gap_text(state, difference, desk.words), favourable)


# --- all groups -----------------------------------------------------------------------------


def _whole_movement(
    desk: Desk, indicator: BarometerIndicator, series: tuple[GroupSeries, ...]
) -> Movement:
    moves = [one.movement for one in series]
    periods = desk.periods(indicator.id)
    direction = together([move.direction for move in moves]) if periods else "not_delivered"
    period = periods[-1] if periods else None
    since = next((move.since for move in moves if move.since is not None), None)
    return Movement(
        direction=direction,
        period=period,
        since=since,
        difference=numbers.absent(Status.NOT_APPLICABLE, desk.statuses),
        favourable=_favourable(direction, indicator),
        text=desk.words[f"movement.text.{direction}"],
        sentence=indicator_sentence(direction, series, indicator, period, since, desk.words),
    )


def _notes(
    desk: Desk,
    indicator: BarometerIndicator,
    series: tuple[GroupSeries, ...],
    periods: tuple[int, ...],
) -> tuple[str, ...]:
    """What a reader must know, those of the indicator last."""
    words, survey = desk.words, indicator.kind == "survey"
    statuses = {estimate.status for one in series for estimate in one.estimates}
    found = [words["note.survey"]] if survey and periods else []
    if Status.WEAK in statuses:
        found.append(words["note.weak"])
    if Status.HIDDEN in statuses:
        found.append(words[f"note.hidden_{indicator.kind}"])
    breaks = (one.since for one in indicator.wordings if min(periods, default=0) < one.since)
    found += [words["note.break"].format(period=since) for since in breaks if since in periods]
    if indicator.part == "additional" and periods:
        found.append(words["note.single"].format(period=periods[-1]))
    return (*found, *indicator.notes)
