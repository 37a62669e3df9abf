"""What opens a report is chosen by the rules: nothing old, hidden or untested, no subject twice,
and no other figure that lies further, gapes wider or moved faster."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scan.catalogue.areas import Area
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.core import Finding, Point, Told, findings
from scan.views.records import IndicatorView
from tests.support.findings import told_of
from tests.views.test_all_municipalities import some, towns_of

CLEAR, MOVED = ("higher", "lower"), ("rising", "falling")
CHOSEN = ("composition", "gap", "change", "apart")
"""In this order, so that one subject does not cost two findings."""


def spread(view: IndicatorView) -> float:
    """Between the quarters of all municipalities; without any it cannot be compared."""
    return view.position.high_quarter - view.position.low_quarter if view.position else 0.0


def wrongs(told: Told) -> Iterator[str]:
    """Every finding that the rules would not have."""
    found = {finding.kind: finding for finding in findings(told)}
    seen: set[str] = set()
    for kind in (kind for kind in CHOSEN if kind in found):
        finding = found[kind]
        assert finding.view is not None
        subject = told.rules.subject_of(finding.view.indicator)
        if subject in seen or finding.view.old or finding.view.main.shown.value is None:
            yield f"{kind}: {finding.sentence}"
        if any(point.shown.text not in finding.sentence for point in _own(finding)):
            yield f"{kind} without its figures: {finding.sentence}"
        if finding.see != finding.view.indicator:
            yield f"{kind} leads to {finding.see}"
        yield from _beaten(kind, finding, told, seen)
        seen.add(subject)
    unknown = [v for v in told.views if v.old or not v.main.shown.status.has_value]
    if bool(unknown or any(told.missing.values())) != ("unknown" in found):
        yield "what is not known"
    held = [h.recent + h.old + h.hidden + h.missing for f in found.values() for h in f.holdings]
    if held and sum(held) != len(told.views) + sum(told.missing.values()):
        yield f"not all indicators are held: {held}"


def _own(finding: Finding) -> Iterator[Point]:
    """The figures of the municipality in a chart."""
    return (point for point in finding.points if point.place == finding.points[0].place)


def _beaten(kind: str, own: Finding, told: Told, seen: set[str]) -> Iterator[str]:
    """Whether another figure measures more, worked out from the displayed figures alone."""
    measures = {
        view.indicator: most
        for view in told.views
        if (most := _measure(kind, view, told)) is not None
        and told.rules.subject_of(view.indicator) not in seen
    }
    assert own.view is not None
    if kind != "composition" and measures[own.view.indicator] < max(measures.values()):
        yield f"{kind}: {own.sentence}, but {measures}"


def _measure(kind: str, view: IndicatorView, told: Told) -> float | None:
    """How much a figure says of a kind; ``None`` where nothing may be said."""
    value, group = view.main.shown.value, told.rules.group
    if value is None or view.old:
        return None
    if kind == "gap":
        gaps = [abs(g.figure.shown.value or 0) for g in view.gaps if g.state in CLEAR]
        return max((gap for gap in gaps if gap >= told.rules.least_gap), default=None)
    if not spread(view):
        return None
    if kind == "apart":
        states = {c.place.nis: c.state for c in view.comparisons}
        place = next((c.place for c in view.comparisons if c.place.nis == group), None)
        middle = view.beside(view.main, place).value if place else None
        clear = states.get(group) in CLEAR and middle is not None
        return round(abs(value - (middle or 0)), 9) / spread(view) if clear else None
    if kind == "change" and view.term is not None and view.term.direction in MOVED:
        then = next(f for f in view.trend if f.period == view.term.since)
        step = round(abs(value - (then.shown.value or 0)), 9)
        return step / spread(view) / (view.period - view.term.since)
    return None


def check(workspace: Workspace, towns: tuple[Area, ...]) -> dict[str, int]:
    """Fails with all that is wrong; returns how many findings of each kind there are."""
    counts: dict[str, int] = {}
    wrong = []
    for area in towns:
        told = told_of(workspace, area)
        if told is not None:
            wrong += [f"{area.name}: {text}" for text in wrongs(told)]
            for finding in findings(told):
                counts[finding.kind] = counts.get(finding.kind, 0) + 1
    assert not wrong, "\n".join([f"{len(wrong)}", *wrong[:30]])
    return counts


def test_findings_of_some_municipalities_of_made_up_extracts(made_up: Workspace) -> None:
    counts = check(made_up, some(made_up))
    assert min(counts.get(kind, 0) for kind in ("composition", "apart", "change", "unknown")) > 10


def test_findings_of_some_municipalities_of_real_extracts(real: Workspace) -> None:
    counts = check(real, some(real))
    assert min(counts.get(kind, 0) for kind in ("composition", "apart", "unknown")) > 10


@pytest.mark.slow
def test_findings_of_all_municipalities(made_up: Workspace, real: Workspace) -> None:
    for workspace in (made_up, real):
        assert check(workspace, towns_of(workspace))["composition"] > 250


def test_where_all_gaps_are_old_that_is_what_is_said(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.find("Mechelen", made_up.as_of)
    told = told_of(made_up, area)
    assert told is not None
    old = tuple(view for view in told.views if view.old or not view.gaps)
    told = replace(told, views=old)
    (gap,) = (finding for finding in findings(told) if finding.kind == "gap_old")
    assert gap.view is None
    least = told.rules.least_gap
    clear = [
        view.period
        for view in told.views
        if any(g.state in CLEAR and abs(g.figure.shown.value or 0) >= least for g in view.gaps)
    ]
    assert str(max(clear)) in gap.sentence
    assert gap.years == tuple(sorted(clear))


def test_nothing_hidden_is_counted_as_known(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.find("Herstappe", made_up.as_of)
    told = told_of(made_up, area)
    assert told is not None
    hidden = [v for v in told.views if v.main.shown.status is Status.HIDDEN]
    assert hidden
    shown = {finding.view for finding in findings(told)}
    assert not shown & set(hidden)
