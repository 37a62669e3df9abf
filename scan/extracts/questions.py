"""Extracts, questions: what is strange about a delivery, though nothing is wrong with it.

Input: a comparison. Output: one question for each thing that somebody should look at before the
figures reach readers, worded as a fault is. A delivery that only adds a year raises none.
"""

from collections.abc import Iterator

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.comparing import Change, Comparison
from scan.extracts.faults import fault_at, more_of
from scan.extracts.findings import NAMED
from scan.extracts.readers.tables import some

FIRST = "first_delivery"
"""The one question that is no doubt about the figures."""
LOST = 0.01
"""Share of the figures in use that may go without a question."""

_ASK = "Ask the supplier whether this is meant, or take it in with --accept."


def questions_about(
    file: str, comparison: Comparison, source: Source, catalogue: Catalogue, renamed: bool
) -> list[Fault]:
    """What to ask about the figures in ``file``."""
    questions: list[Fault] = []
    if renamed:
        patterns = some(source.files)
        message = f"its name is not known; its columns are those of {source.id}"
        remedy = f"Take it in with --accept if it is, or name it {patterns}."
        questions.append(
            fault_at(file, "renamed", message, remedy, title=source.title, patterns=patterns)
        )
    if comparison.first:
        message = f"the first delivery of {source.id}: there is nothing to compare it with"
        remedy = "Look at its years and rows, and take it in with --accept."
        questions.append(fault_at(file, FIRST, message, remedy, title=source.title))
    questions += _missing(file, comparison, catalogue)
    questions += _revisions(file, comparison, catalogue)
    questions += _leaps(file, comparison, catalogue)
    return questions


def label_of(change: Change, catalogue: Catalogue) -> str:
    """What is counted, in the words of the catalogue: ``inwoners, niet-EU``."""
    if change.indicator:
        subject = catalogue.indicators[change.indicator].title
    else:
        subject = catalogue.populations[change.population].plural
    labels = [
        category.label
        for name, code in change.categories
        for category in catalogue.dimensions[name].categories
        if category.code == code
    ]
    return ", ".join((subject, *labels))


def place_of(nis: str, catalogue: Catalogue) -> str:
    """A code as a person reads it: ``Aartselaar (11001)``."""
    groups = {code: name for name, code in catalogue.areas.unplaced.items()}
    return f"{groups[nis] if nis in groups else catalogue.areas.get(nis).name} ({nis})"


def number(value: float) -> str:
    """A figure in a message: as it stands in files, without needless decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _missing(file: str, comparison: Comparison, catalogue: Catalogue) -> Iterator[Fault]:
    for nis, year in comparison.lost_places[:NAMED]:
        where = f"{place_of(nis, catalogue)}, {year}"
        message = "has no figures any more; they are in use now"
        yield fault_at(file, "place_lost", message, _ASK, where=where, expected="figures")
    if len(comparison.lost_places) > NAMED:
        rest = len(comparison.lost_places) - NAMED
        yield more_of(file, "place_lost", rest, "municipalities and years have no figures", _ASK)
    for year, areas in comparison.short_years:
        names = some(tuple(place_of(nis, catalogue) for nis in areas))
        yield fault_at(
            file,
            "year_short",
            f"{len(areas)} municipalities of the year before are missing ({names})",
            "Ask the supplier for them, or take it in with --accept.",
            where=str(year),
            missing=len(areas),
            names=names,
        )
    if comparison.lost > LOST * comparison.compared:
        message = f"{comparison.lost} figures that are in use are not shown any more"
        yield fault_at(file, "figures_lost", message, _ASK, lost=comparison.lost)


def _revisions(file: str, comparison: Comparison, catalogue: Catalogue) -> Iterator[Fault]:
    for change in comparison.large.first:
        before, value, what = number(change.before), number(change.value), _what(change, catalogue)
        yield fault_at(
            file,
            "revision",
            f"{what[1]} was {before} and becomes {value}",
            _ASK,
            where=what[0],
            value=value,
            expected=f"about {before}",
            what=what[1],
            before=before,
        )
    if comparison.large.count > NAMED:
        rest = comparison.large.count - NAMED
        yield more_of(file, "revision", rest, "figures in use change by more than a tenth", _ASK)


def _leaps(file: str, comparison: Comparison, catalogue: Catalogue) -> Iterator[Fault]:
    told = {_figure(change) for change in comparison.large.first}
    for change in comparison.leaps.first:
        if _figure(change) in told:
            continue
        where, what = _what(change, catalogue)
        usual = number(round(change.usual or 0.0, 1 if change.indicator else 0))
        value, before = number(change.value), number(change.before)
        yield fault_at(
            file,
            "leap",
            f"{what} goes from {before} in {change.period_before} to {value}, unlike its own"
            " history and the other municipalities",
            _ASK,
            where=where,
            value=value,
            expected=f"about {usual}",
            what=what,
            before=before,
            since=change.period_before,
            usual=usual,
        )
    if comparison.leaps.count > NAMED:
        rest = comparison.leaps.count - NAMED
        yield more_of(file, "leap", rest, "figures leap", _ASK)


def _figure(change: Change) -> tuple[object, ...]:
    """Which figure a change is of."""
    return change.population, change.indicator, change.area, change.period, change.categories


def _what(change: Change, catalogue: Catalogue) -> tuple[str, str]:
    """Where and what a change is."""
    return f"{place_of(change.area, catalogue)}, {change.period}", label_of(change, catalogue)
