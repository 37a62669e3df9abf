"""Extracts, questions: what is strange about a delivery, though nothing is wrong with it.

Input: a comparison, and what its witnesses say. Output: one question for each thing that somebody
should look at before the figures reach readers, worded as a fault is. A delivery that only adds a
year raises none. On a first delivery nobody is asked about leaps and gaps: there are many,
and all are old.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.comparing import Change, Comparison
from scan.extracts.faults import fault_at, more_of
from scan.extracts.findings import NAMED
from scan.extracts.ledger import edition_of
from scan.extracts.readers.tables import some
from scan.extracts.witnesses.records import AREAS, COPIED, GROUPS, RATES, SAME, WRONG, Witness
from scan.extracts.witnesses.words import figure, finding_text, range_of, what_of, where_of

FIRST, FIRST_OF_SEVERAL = "first_delivery", "first_deliveries"
"""The questions that are no doubt about the figures: on one source, on all new ones of a file."""
WITNESS_KINDS = {
    AREAS: "total_differs",
    GROUPS: "group_differs",
    RATES: "rate_differs",
    SAME: "same_figures",
    COPIED: "year_copied",
}
"""What is asked about what each kind of witness shows."""
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
    if not comparison.first:
        questions += _leaps(file, comparison, catalogue)
    return questions


def of_source(questions: Iterable[Fault], source: Source) -> Iterator[Fault]:
    """Questions on the table of a source that shares its file with others."""
    for one in questions:
        if source.sheet and not one.sheet and one.kind != FIRST:
            place = ", ".join(part for part in (f"sheet {source.sheet}", one.place) if part)
            one = replace(one, sheet=source.sheet, place=place)
        yield one


def together(questions: list[Fault]) -> tuple[Fault, ...]:
    """The questions, with one instead of many about the new sources of a file; it comes first."""
    told: list[Fault] = []
    files = dict.fromkeys(one.file for one in questions if one.kind == FIRST)
    for file in files:
        own = [one for one in questions if one.kind == FIRST and one.file == file]
        if len(own) > 1:
            message = f"the first delivery of {len(own)} sources: nothing to compare them with"
            remedy = "Look at their years, numbers and witnesses, and take it in with --accept."
            told.append(fault_at(file, FIRST_OF_SEVERAL, message, remedy, sources=len(own)))
        else:
            told += own
    return (*told, *(one for one in questions if one.kind != FIRST))


def witness_questions(
    file: str, witnesses: tuple[Witness, ...], catalogue: Catalogue
) -> Iterator[Fault]:
    """What to ask where a witness shows that figures are wrong."""
    for one in witnesses:
        if one.verdict != WRONG or not one.largest:
            continue
        found = one.largest[0]
        earlier = one.largest[1] if one.kind == SAME and len(one.largest) > 1 else None
        yield fault_at(
            file,
            WITNESS_KINDS[one.kind],
            finding_text(one, catalogue),
            _ASK,
            where=where_of(found, catalogue),
            value=figure(found.given),
            expected="" if one.kind in (SAME, COPIED) else range_of(found, one.kind),
            what=what_of(found, catalogue),
            years=edition_of(one.periods),
            differ=one.differ,
            compared=one.compared,
            since=earlier.period if earlier else "–",
            before=figure(earlier.given) if earlier else "–",
            other=figure(earlier.low) if earlier else "–",
        )


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
    # What a first delivery lacks in some years stands among its notices.
    for year, areas in () if comparison.first else comparison.short_years:
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
