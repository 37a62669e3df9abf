"""Views, values: what a reader of one report sees of each indicator.

Input: the store, the catalogue, one municipality and the dates of deliveries. Output: frozen
:class:`IndicatorView` records. The last place where anything is calculated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from scan.catalogue.explaining import Caveat
from scan.catalogue.records import Indicator, Publication
from scan.dutch import date_text
from scan.series.positions import bin_of, place
from scan.status import Status
from scan.views import comparing, labels, numbers
from scan.views.desk import Desk, Other, place_of
from scan.views.gaps import gap_rows, gaps_of
from scan.views.measured import Measured
from scan.views.records import (
    Change,
    Comparison,
    Figure,
    Former,
    IndicatorView,
    Member,
    Origin,
    Position,
    Series,
)
from scan.views.rows import (
    Subject,
    cells_of,
    former_of,
    histories,
    history,
    is_open,
    main_of,
    measured_in,
    periods_of,
    placed,
    row_beside,
    shape_of,
    shown_beside,
    states,
    subject_of,
)

_LIMITS = ("median", "low_quarter", "high_quarter")


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
    subject = subject_of(desk, code, int(str(position["period"])))
    cells = cells_of(subject)
    main, former = main_of(subject, cells), former_of(subject)
    if former and not main.shown.status.has_value:
        main = replace(main, shown=numbers.absent(Status.FORMER, desk.words))
    return _assemble(subject, theme, main, cells, former)


def _assemble(
    subject: Subject, theme: str, main: Figure, cells: Series, former: tuple[Former, ...]
) -> IndicatorView:
    desk, indicator = subject.desk, subject.indicator
    words, survey = desk.words, indicator.survey is not None
    shape, depth = shape_of(subject, cells)
    kept = cells if depth else ()
    past = history(subject, main, periods_of(subject, main))
    gaps = gap_rows(subject)
    figures = (main, *past, *kept, *histories(subject, shape, kept), *gaps)
    change, term = _changes(subject, (*past, main))
    others = [o for o in desk.beside if row_beside(subject, main, o).shown.value is not None]
    judged = _judged(subject, figures, others)
    old = desk.is_old(subject.period)
    answers = subject.own.get((subject.period, "main", ()))
    known = answers.answers if answers else None
    return IndicatorView(
        indicator=indicator.id,
        title=indicator.title,
        short=indicator.short,
        question=indicator.question,
        theme=theme,
        place=place_of(desk.area),
        comparisons=_comparisons(subject, judged[0], others, change),
        shape=shape,
        unit=indicator.unit,
        decimals=indicator.decimals,
        unit_label=labels.unit_label(desk, subject.plan, cells[0].labels[depth:] if cells else ()),
        breakdown=tuple(desk.catalogue.dimensions[d].title for d in subject.plan.breakdown),
        counted=labels.counted(desk, subject.plan.numerator),
        base_counted=labels.base_counted(desk, subject.plan),
        status=main.shown.status,
        period=subject.period,
        period_text=labels.period_text(desk, subject.plan, subject.period),
        figures=tuple(placed(subject, judged, others, depth)),
        change=change,
        term=term,
        gaps=tuple(gaps_of(subject, gaps)),
        position=_position(subject, main),
        former=former,
        origin=_origin(subject),
        caveats=(
            *(caveat.text for caveat in _caveats(subject)),
            *_provisional(main, words, "caveat"),
        ),
        survey=survey,
        answers=None if known is None else numbers.whole(known, Status.SHOWN, words),
        counted_one=labels.counted_one(desk, subject.plan.numerator),
        lead=tuple(_lead(indicator, name) for name in subject.plan.breakdown),
        group=labels.group(desk, subject.plan),
        marks=(
            *dict.fromkeys(c.mark for c in _caveats(subject) if c.mark),
            *_provisional(main, words, "mark"),
            *((words["old.mark"],) if old else ()),
        ),
        old=old,
        margin_known=_margin_known(subject),
    )


def _lead(indicator: Indicator, dimension: str) -> str:
    codes = indicator.main.get(dimension, ())
    return codes[0] if len(codes) == 1 else ""


def _changes(subject: Subject, trend: Series) -> tuple[Change | None, Change | None]:
    """What became of the main figure since some years ago, and since the council's term began; of
    estimates, which are years apart, only the first."""
    desk, now = subject.desk, subject.period
    indicator, bounds, words = subject.indicator, desk.catalogue.bounds, desk.words
    term = None if indicator.survey else desk.catalogue.core.since(now)
    change, since = (
        comparing.change(trend, (now, then), indicator, partial(_behind, subject), bounds, words)
        for then in (comparing.since_of(trend, now, indicator), term)
    )
    return change, since


def _comparisons(
    subject: Subject, main: Figure, others: Sequence[Other], change: Change | None
) -> tuple[Comparison, ...]:
    """The municipality beside each of the places that have a main figure; beside the first it is
    judged already, unless that is a group."""
    unit, decimals = subject.indicator.unit, subject.indicator.decimals
    words = subject.desk.words
    found = []
    for beside in others:
        other = row_beside(subject, main, beside).shown
        step = numbers.absent(Status.NOT_APPLICABLE, words)
        if change:
            before = row_beside(subject, replace(main, period=change.since), beside).shown
            step = numbers.difference(other, before, unit, decimals, words)
        difference = numbers.difference(main.shown, other, unit, decimals, words)
        judged = beside is others[0] and not beside.is_group
        state = main.state if judged else states(subject, (main,), beside)[0]
        members = _members(subject, main, beside) if beside.is_group else ()
        found.append(Comparison(beside.place, difference, state, step, members))
    return tuple(found)


def _members(subject: Subject, main: Figure, group: Other) -> tuple[Member, ...]:
    """The municipalities of a group that show a figure, the highest first."""
    areas = subject.desk.catalogue.areas
    told = (
        Member(place_of(areas.get(nis)), shown_beside(subject, main, nis)) for nis in group.areas
    )
    members = [member for member in told if member.shown.value is not None]
    return tuple(sorted(members, key=lambda m: (-(m.shown.value or 0.0), m.place.name)))


def _behind(subject: Subject, figure: Figure) -> Measured:
    return measured_in(subject, (figure,), subject.desk.area.nis)


def _judged(subject: Subject, figures: Sequence[Figure], others: Sequence[Other]) -> Series:
    """The figures, each with what it is beside what the municipality is compared with first."""
    if not others or others[0].is_group:
        return tuple(figures)
    found = zip(figures, states(subject, figures, others[0]), strict=True)
    return tuple(replace(figure, state=state) for figure, state in found)


# --- where it stands, where it comes from ---------------------------------------------------


def _position(subject: Subject, main: Figure) -> Position | None:
    entry = subject.desk.positions[subject.indicator.id]
    deciles = entry["deciles"]
    if not isinstance(deciles, list) or main.shown.value is None or is_open(subject):
        return None
    placed = place(entry, subject.desk.area.nis, main.shown.value)
    unit, decimals = subject.indicator.unit, subject.indicator.decimals
    limit = {name: float(str(entry[name])) for name in _LIMITS}
    median = numbers.shown(limit["median"], Status.SHOWN, unit, decimals, subject.desk.words)
    position = Position(
        edges=placed.edges,
        counts=placed.counts,
        median=median,
        low_quarter=limit["low_quarter"],
        high_quarter=limit["high_quarter"],
        lowest=placed.lowest,
        highest=placed.highest,
        own_bin=bin_of(main.shown.value, placed.edges),
        tenth=1 + sum(main.shown.value > decile for decile in deciles),
        areas=int(str(entry["areas"])),
        deciles=tuple(deciles),
    )
    if subject.indicator.survey is not None:
        return position
    bounds = subject.desk.catalogue.bounds
    found = comparing.standing(_behind(subject, main), position, deciles, unit, bounds)
    return replace(position, standing=found)


def _origin(subject: Subject) -> Origin:
    desk, words = subject.desk, subject.desk.words
    told = desk.newest(subject.indicator.id)
    source_id = told.source if told else subject.plan.alternative.use[0]
    source = desk.catalogue.sources[source_id]
    delivered = desk.delivered.get(source_id)
    line = words["source.line"].format(
        supplier=source.supplier, period=labels.period_text(desk, subject.plan, subject.period)
    )
    text = date_text(delivered) if delivered else ""
    dropped = desk.catalogue.is_dropped(subject.indicator)
    stopped = dropped or desk.is_old(subject.period + source.every - 1)
    expected = labels.expected_text(source, desk.catalogue.wording, delivered, stopped=stopped)
    return Origin(source_id, line, text, expected, source.download, delivered)


def _caveats(subject: Subject) -> tuple[Caveat, ...]:
    way, region = subject.plan.alternative, subject.desk.region.nis
    return subject.desk.catalogue.caveats_of(subject.indicator, way, region)


def _margin_known(subject: Subject) -> bool:
    """Whether the supplier says how the answers weigh; true of what is no survey."""
    sources = (subject.desk.catalogue.sources[name] for name in subject.plan.alternative.use)
    return all(source.design is None or source.design.effect != "unknown" for source in sources)


def _provisional(main: Figure, words: Mapping[str, str], part: str) -> tuple[str, ...]:
    """What to say where the supplier may still correct the main figure."""
    own = main.shown.status is Status.PROVISIONAL
    return (words[f"provisional.{part}"],) if own else ()
