"""What opens a report is chosen by the rules: nothing old, hidden or untested, no subject twice,
and no other figure that lies further, gapes wider or moved faster."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scan.catalogue.areas import Area
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.core import Finding, Told, findings
from scan.views.records import IndicatorView
from tests.support.findings import told_of
from tests.views.test_all_municipalities import some, towns_of

CLEAR, MOVED = ("higher", "lower"), ("rising", "falling")


def spread(view: IndicatorView) -> float:
    """Between the quarters of all municipalities; without any it cannot be compared."""
    return view.position.high_quarter - view.position.low_quarter if view.position else 0.0


def wrongs(told: Told) -> Iterator[str]:
    """Every finding that the rules would not have."""
    found = {finding.kind: finding for finding in findings(told)}
    seen: set[str] = set()
    for kind, finding in found.items():
        if finding.view is None:
            continue
        subject = told.rules.subject_of(finding.view.indicator)
        if subject in seen or finding.view.old or finding.view.main.shown.value is None:
            yield f"{kind}: {finding.sentence}"
        if finding.view.main.shown.text not in finding.sentence:
            yield f"{kind} without its figure: {finding.sentence}"
        yield from _beaten(kind, finding, told, seen)
        seen.add(subject)
    unknown = [v for v in told.views if v.old or not v.main.shown.status.has_value]
    if bool(unknown or told.missing) != ("unknown" in found):
        yield "what is not known"


def _beaten(kind: str, own: Finding, told: Told, seen: set[str]) -> Iterator[str]:
    """Whether another figure measures more, worked out from the displayed figures alone."""
    measures = {
        view.indicator: most
        for view in told.views
        if (most := _measure(kind, view, told.rules.group)) is not None
        and told.rules.subject_of(view.indicator) not in seen
    }
    assert own.view is not None
    if kind != "composition" and measures[own.view.indicator] < max(measures.values()):
        yield f"{kind}: {own.sentence}, but {measures}"


def _measure(kind: str, view: IndicatorView, group: str) -> float | None:
    """How much a figure says of a kind; ``None`` where nothing may be said."""
    value = view.main.shown.value
    if value is None or view.old:
        return None
    if kind == "gap":
        gaps = [abs(g.figure.shown.value or 0) for g in view.gaps if g.state in CLEAR]
        return max(gaps, default=None)
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
    (gap,) = (finding for finding in findings(told) if finding.kind == "gap")
    assert gap.view is None
    newest = max(v.period for v in told.views if any(g.state in CLEAR for g in v.gaps))
    assert str(newest) in gap.sentence


def test_nothing_hidden_is_counted_as_known(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.find("Herstappe", made_up.as_of)
    told = told_of(made_up, area)
    assert told is not None
    hidden = [v for v in told.views if v.main.shown.status is Status.HIDDEN]
    assert hidden
    shown = {finding.view for finding in findings(told)}
    assert not shown & set(hidden)
