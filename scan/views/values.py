"""Views, values: what a reader of one report sees of each indicator.

Input: the store, the catalogue, one municipality and the dates of deliveries. Output: frozen
:class:`IndicatorView` records. The last place where anything is calculated.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from scan.catalogue.explaining import Caveat
from scan.catalogue.records import Indicator, Publication
from scan.dutch import date_text
from scan.series.plans import Plan, plan_of
from scan.series.positions import bin_of, place
from scan.status import Status
from scan.views import comparing, labels, numbers
from scan.views.desk import Desk, Row, place_of
from scan.views.records import (
    Cell,
    Former,
    IndicatorView,
    Origin,
    Point,
    Position,
    Shape,
    Shown,
    Trend,
)

MANY_CATEGORIES = 8
_LIMITS = ("median", "low_quarter", "high_quarter")


@dataclass(frozen=True, slots=True)
class _Subject:
    """One indicator on the desk, with its rows at hand."""

    desk: Desk
    indicator: Indicator
    plan: Plan
    period: int
    own: Mapping[tuple[int, bool, tuple[str, ...]], Row]
    region: Mapping[tuple[int, bool, tuple[str, ...]], Row]


def views_of(desk: Desk, publication: Publication) -> tuple[IndicatorView, ...]:
    """Views of the publication's indicators that are delivered, in order."""
    views = []
    for chapter in publication.chapters:
        for code in chapter.indicators:
            view = view_of(desk, code, chapter.theme)
            if view is not None:
                views.append(view)
    return tuple(views)


def view_of(desk: Desk, code: str, theme: str) -> IndicatorView | None:
    """The view of one indicator; ``None`` when nothing is delivered for this region."""
    position = desk.positions.get(code)
    if position is None:
        return None
    subject = _subject(desk, code, int(str(position["period"])))
    cells = _cells(subject)
    main = _main(subject, cells)
    former = _former(subject)
    status = main.own.status
    if former and not status.has_value:
        status = Status.FORMER
        main = replace(main, own=numbers.absent(status, desk.words))
    codes = main.codes if _is_open(subject) else ()
    trend = _trend(subject, codes, main.labels if codes else (), main=not codes)
    return _assemble(subject, theme, main, cells, trend, former, status)


def _subject(desk: Desk, code: str, period: int) -> _Subject:
    """An indicator with its rows; what is only expected after the newest period is left out."""
    indicator = desk.catalogue.indicators[code]
    rows = desk.rows.get(code, ())
    number = rows[-1].alternative if rows else 0
    rows = tuple(r for r in rows if r.period <= period or r.status != Status.PROJECTION.value)
    own = {(r.period, r.main, r.codes): r for r in rows if r.area == desk.area.nis and not r.into}
    region = {(r.period, r.main, r.codes): r for r in rows if r.area == desk.region.nis}
    return _Subject(desk, indicator, plan_of(indicator, number), period, own, region)


def _assemble(
    subject: _Subject,
    theme: str,
    main: Cell,
    cells: tuple[Cell, ...],
    trend: Trend,
    former: tuple[Former, ...],
    status: Status,
) -> IndicatorView:
    desk, indicator = subject.desk, subject.indicator
    words, unit, decimals = desk.words, indicator.unit, indicator.decimals
    has_region = main.region.value is not None
    shape, kept = _shape(subject, cells)
    answers = subject.own.get((subject.period, True, ()))
    known = answers.answers if answers else None
    return IndicatorView(
        indicator=indicator.id,
        title=indicator.title,
        short=indicator.short,
        question=indicator.question,
        theme=theme,
        place=place_of(desk.area),
        comparators=(place_of(desk.region),) if has_region else (),
        shape=shape,
        unit=unit,
        decimals=decimals,
        unit_label=labels.unit_label(desk, subject.plan, cells, kept),
        breakdown=tuple(desk.catalogue.dimensions[d].title for d in subject.plan.breakdown),
        counted=labels.counted(desk, subject.plan.numerator),
        base_counted=labels.base_counted(desk, subject.plan),
        status=status,
        period=subject.period,
        period_text=labels.period_text(desk, subject.plan, subject.period),
        main=main,
        state=comparing.state(main, unit, survey=indicator.survey is not None),
        difference=numbers.difference(main.own, main.region, unit, decimals, words),
        cells=kept,
        trend=trend,
        trends=_trends(subject, shape, kept),
        change=comparing.change(trend, subject.period, indicator, _answers(subject), words),
        position=_position(subject, main),
        former=former,
        origin=_origin(subject),
        caveats=(
            *(caveat.text for caveat in _caveats(subject)),
            *_provisional(main, words, "caveat"),
        ),
        survey=indicator.survey is not None,
        answers=None if known is None else numbers.whole(known, Status.SHOWN, words),
        counted_one=labels.counted_one(desk, subject.plan.numerator),
        group=labels.group(desk, subject.plan),
        marks=(
            *dict.fromkeys(c.mark for c in _caveats(subject) if c.mark),
            *_provisional(main, words, "mark"),
        ),
    )


# --- cells ----------------------------------------------------------------------------------


def _is_open(subject: _Subject) -> bool:
    dimensions = subject.desk.catalogue.dimensions
    return any(dimensions[name].open for name in subject.plan.breakdown)


def _cells(subject: _Subject) -> tuple[Cell, ...]:
    """The breakdown of the newest period, in display order."""
    if not subject.plan.breakdown:
        return ()
    present = {
        codes
        for rows in ((subject.own,) if _is_open(subject) else (subject.own, subject.region))
        for (period, main, codes) in rows
        if period == subject.period and not main
    }
    ordered = sorted(sorted(present), key=lambda codes: _order(subject, codes))
    return tuple(_cell(subject, subject.period, codes, main=False) for codes in ordered)


def _order(subject: _Subject, codes: tuple[str, ...]) -> tuple[float, ...]:
    if _is_open(subject):
        row = subject.own[(subject.period, False, codes)]
        return (-(row.numerator or 0.0),)
    places = []
    for name, code in zip(subject.plan.breakdown, codes, strict=True):
        categories = [c.code for c in subject.desk.catalogue.dimensions[name].categories]
        places.append(float(categories.index(code)))
    return tuple(places)


def _labels(subject: _Subject, codes: tuple[str, ...]) -> tuple[str, ...]:
    labels = []
    for name, code in zip(subject.plan.breakdown, codes, strict=True):
        categories = subject.desk.catalogue.dimensions[name].categories
        labels.append(next(c.label for c in categories if c.code == code))
    return tuple(labels)


def _cell(subject: _Subject, period: int, codes: tuple[str, ...], *, main: bool) -> Cell:
    own = subject.own.get((period, main, codes))
    region = subject.region.get((period, main, codes))
    labels = _labels(subject, codes) if codes else ()
    return _cell_of(subject, own, region, codes, labels)


def _cell_of(
    subject: _Subject,
    own: Row | None,
    region: Row | None,
    codes: tuple[str, ...],
    labels: tuple[str, ...],
) -> Cell:
    status = Status(own.status) if own else Status.NOT_AVAILABLE
    return Cell(
        codes,
        labels,
        _figure(subject, own),
        _count(subject, own.numerator if own else None, status),
        _count(subject, own.denominator if own else None, status),
        _figure(subject, region),
        own.low if own else None,
        own.high if own else None,
    )


def _count(subject: _Subject, value: float | None, status: Status) -> Shown:
    """A number of persons; a figure that is delivered finished, or is a difference, has none."""
    words = subject.desk.words
    if subject.plan.numerator is None:
        return numbers.absent(Status.NOT_APPLICABLE, words)
    return numbers.whole(value, status, words)


def _figure(subject: _Subject, row: Row | None) -> Shown:
    words, indicator = subject.desk.words, subject.indicator
    if row is None:
        return numbers.absent(Status.NOT_AVAILABLE, words)
    return numbers.shown(row.value, Status(row.status), indicator.unit, indicator.decimals, words)


def _main(subject: _Subject, cells: tuple[Cell, ...]) -> Cell:
    """The main figure; the most frequent category where there are many."""
    if _is_open(subject):
        if cells:
            return cells[0]
        told = subject.own.get((subject.period, True, ()))
        status = Status(told.status) if told else Status.HIDDEN
        absent = numbers.absent(status, subject.desk.words)
        return Cell((), (), absent, absent, absent, absent)
    return _cell(subject, subject.period, (), main=True)


def _shape(subject: _Subject, cells: tuple[Cell, ...]) -> tuple[Shape, tuple[Cell, ...]]:
    """How the figures hang together; a single category is no breakdown."""
    breakdown, within = subject.plan.breakdown, subject.plan.within
    if not breakdown:
        return "total", ()
    if _is_open(subject):
        return "top", cells
    if len(breakdown) == 1:
        return _shape_of_one(subject, cells)
    if len({cell.codes[1] for cell in cells}) == 1:
        return "groups", _by_first(cells)
    return ("groups_by_groups" if len(within) == 2 else "parts_by_groups"), cells


def _by_first(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """Cells by their first dimension alone, where the second has a single category."""
    return tuple(replace(cell, codes=cell.codes[:1], labels=cell.labels[:1]) for cell in cells)


def _shape_of_one(subject: _Subject, cells: tuple[Cell, ...]) -> tuple[Shape, tuple[Cell, ...]]:
    if not subject.plan.within:
        return ("parts", cells) if len(cells) > 1 else ("total", ())
    dimension = subject.desk.catalogue.dimensions[subject.plan.breakdown[0]]
    many = dimension.ordered and len(dimension.categories) > MANY_CATEGORIES
    return ("ages" if many else "groups"), cells


# --- series through time --------------------------------------------------------------------


def _trend(
    subject: _Subject, codes: tuple[str, ...], labels: tuple[str, ...], *, main: bool
) -> Trend:
    return _trend_in(subject, (main, codes), labels, _periods(subject, (main, codes)))


def _trend_in(
    subject: _Subject,
    figure: tuple[bool, tuple[str, ...]],
    labels: tuple[str, ...],
    periods: Set[int],
) -> Trend:
    points = tuple(_point(subject, period, (period, *figure)) for period in sorted(periods))
    return Trend(figure[1], labels, points)


def _periods(subject: _Subject, figure: tuple[bool, tuple[str, ...]]) -> set[int]:
    """Periods in which the municipality or the region has a figure, or a word in its place."""
    rows = (*subject.own, *subject.region)
    return {period for period, *rest in rows if tuple(rest) == figure}


def _point(subject: _Subject, period: int, key: tuple[int, bool, tuple[str, ...]]) -> Point:
    own, region = subject.own.get(key), subject.region.get(key)
    status = Status(own.status) if own else Status.NOT_AVAILABLE
    count = _count(subject, own.numerator if own else None, status)
    survey = subject.indicator.survey
    broken = (
        survey is not None and period == survey.comparable_since and period > min(survey.editions)
    )
    return Point(period, _figure(subject, own), _figure(subject, region), count, broken)


def _trends(subject: _Subject, shape: Shape, cells: tuple[Cell, ...]) -> tuple[Trend, ...]:
    """A trend for each cell, all with the same periods: of parts those that have every part."""
    if shape not in ("parts", "groups", "top") or len(subject.plan.breakdown) != 1:
        return ()
    each = [_periods(subject, (False, cell.codes)) for cell in cells]
    periods = set[int]().union(*each)
    if shape == "parts":
        periods.intersection_update(*each)
    return tuple(_trend_in(subject, (False, c.codes), c.labels, periods) for c in cells)


def _answers(subject: _Subject) -> Mapping[int, float]:
    """Numbers of answers by edition, where they are delivered."""
    return {
        period: row.answers
        for (period, main, codes), row in subject.own.items()
        if main and not codes and row.answers is not None
    }


# --- where it stands, where it comes from ---------------------------------------------------


def _position(subject: _Subject, main: Cell) -> Position | None:
    entry = subject.desk.positions[subject.indicator.id]
    deciles = entry["deciles"]
    if not isinstance(deciles, list) or main.own.value is None or _is_open(subject):
        return None
    placed = place(entry, subject.desk.area.nis, main.own.value)
    unit, decimals = subject.indicator.unit, subject.indicator.decimals
    limit = {name: float(str(entry[name])) for name in _LIMITS}
    median = numbers.shown(limit["median"], Status.SHOWN, unit, decimals, subject.desk.words)
    return Position(
        edges=placed.edges,
        counts=placed.counts,
        median=median,
        low_quarter=limit["low_quarter"],
        high_quarter=limit["high_quarter"],
        lowest=placed.lowest,
        highest=placed.highest,
        own_bin=bin_of(main.own.value, placed.edges),
        tenth=1 + sum(main.own.value > decile for decile in deciles),
        areas=int(str(entry["areas"])),
    )


def _former(subject: _Subject) -> tuple[Former, ...]:
    """Figures of the former municipalities, where they cannot be combined."""
    groups: dict[str, dict[tuple[int, bool, tuple[str, ...]], Row]] = {}
    for row in subject.desk.rows.get(subject.indicator.id, ()):
        if row.into:
            groups.setdefault(row.area, {})[(row.period, row.main, row.codes)] = row
    result = []
    for nis, rows in sorted(groups.items()):
        keys = [key for key in rows if key[0] == subject.period]
        keys.sort(key=lambda key: (not key[1], _order(subject, key[2]) if key[2] else ()))
        cells = tuple(
            _cell_of(subject, rows[k], None, k[2], _labels(subject, k[2]) if k[2] else ())
            for k in keys
        )
        if len({codes[1] for *_, codes in keys if len(codes) > 1}) == 1:
            cells = _by_first(cells)
        if cells:
            result.append(Former(labels.former_name(subject.desk, nis), subject.period, cells))
    return tuple(result)


def _origin(subject: _Subject) -> Origin:
    desk, words = subject.desk, subject.desk.words
    rows = desk.rows.get(subject.indicator.id, ())
    source_id = rows[-1].source if rows else subject.plan.alternative.use[0]
    source = desk.catalogue.sources[source_id]
    delivered = desk.delivered.get(source_id)
    line = words["source.line"].format(
        supplier=source.supplier, period=labels.period_text(desk, subject.plan, subject.period)
    )
    text = date_text(delivered) if delivered else ""
    return Origin(
        source_id, line, text, labels.expected_text(source, words), source.download, delivered
    )


def _caveats(subject: _Subject) -> tuple[Caveat, ...]:
    way, region = subject.plan.alternative, subject.desk.region.nis
    return subject.desk.catalogue.caveats_of(subject.indicator, way, region)


def _provisional(main: Cell, words: Mapping[str, str], part: str) -> tuple[str, ...]:
    """What to say where the supplier may still correct the main figure."""
    own = main.own.status is Status.PROVISIONAL
    return (words[f"provisional.{part}"],) if own else ()
