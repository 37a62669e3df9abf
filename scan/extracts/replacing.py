"""Extracts, replacing: what a delivery takes away from the ones that it corrects.

Input: the lines of a new delivery and the ledger. Output: the lines with the years that go, and a
question that names them. A file takes the place of an earlier one of its source when both have
the same pattern of the source as their name and the years in its name span those of the other, or
when somebody says so. Then the years of the earlier file that the new one has not got go out of
use. Where names hold no years, what lies before the new file stays: suppliers drop their oldest
years, or send one year at a time.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import Fault, UsageError, visible
from scan.extracts.faults import fault_at
from scan.extracts.ledger import Entry, accepted, delivery_named, edition_of, years_in_use
from scan.extracts.readers.tables import matches, some

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def with_replaced(
    new: tuple[Entry, ...], entries: tuple[Entry, ...], catalogue: Catalogue, named: Iterable[str]
) -> tuple[Entry, ...]:
    """The lines ``new`` with what each takes away from deliveries in ``entries``.

    ``named`` are deliveries that somebody says are corrected. Raises UsageError for one that is
    not in use, or has nothing of the sources of ``new``.
    """
    chosen = tuple(named)
    _refuse_unrelated(new, entries, chosen)
    lines = []
    for line in new:
        source = catalogue.sources.get(line.source)
        found = _replaced(line, _years_of(line.source, new), entries, source, chosen)
        lines.append(replace(line, replaces=tuple(sorted(found.items()))) if found else line)
    return tuple(lines)


def _refuse_unrelated(
    new: tuple[Entry, ...], entries: tuple[Entry, ...], named: tuple[str, ...]
) -> None:
    sources = {line.source for line in new}
    for name in named:
        theirs = {entry.source for entry in delivery_named(entries, name)}
        if sources and not theirs & sources:
            message = f"{visible(name)} holds {some(tuple(sorted(theirs)))}, these files"
            raise UsageError(f"{message} {some(tuple(sorted(sources)))}: nothing to correct")


def _years_of(source: str, lines: Iterable[Entry]) -> frozenset[int]:
    return frozenset(year for line in lines if line.source == source for year in line.years)


def _replaced(
    line: Entry,
    own: frozenset[int],
    entries: tuple[Entry, ...],
    source: Source | None,
    named: tuple[str, ...],
) -> dict[str, tuple[int, ...]]:
    """Name of a delivery → its years that go, for one new file; ``own`` years stay."""
    there = [entry for entry in accepted(entries) if entry.source == line.source]
    if source is None or not own:
        return {}
    fresh = own - years_in_use(entries).get(line.source, {}).keys()
    gone: dict[str, set[int]] = {}
    for old in there:
        lost = old.years - own
        if old.name not in named:
            lost &= _superseded(line, old, own, fresh, source)
        if lost:
            gone.setdefault(old.name, set()).update(lost)
    return {name: tuple(sorted(years)) for name, years in gone.items()}


def _superseded(
    line: Entry, old: Entry, own: frozenset[int], fresh: frozenset[int], source: Source
) -> frozenset[int]:
    """The years of ``old`` for which the new file stands, as far as the names tell."""
    alike = any(matches(line.file, (name,)) and matches(old.file, (name,)) for name in source.files)
    ours, theirs = _span(line.file), _span(old.file)
    if not alike or bool(ours) != bool(theirs):
        return frozenset()
    if ours:
        covers = min(ours) <= min(theirs) and max(theirs) <= max(ours)
        return old.years if covers else frozenset()
    again = bool(own & old.years) or bool(fresh)
    return frozenset(year for year in old.years if again and year > min(own))


def _span(name: str) -> tuple[int, ...]:
    """The years in the name of a file."""
    return tuple(map(int, _YEAR.findall(name)))


# --- what to ask ----------------------------------------------------------------------------


def years_taken(new: tuple[Entry, ...], entries: tuple[Entry, ...]) -> dict[int, tuple[str, str]]:
    """Years of the source of ``new`` that are in use and will not be those of before, though the
    new files have not got them: → the delivery that has them now, and the one that will."""
    source = new[0].source
    before = years_in_use(entries).get(source, {})
    after = years_in_use((*entries, *new)).get(source, {})
    own = _years_of(source, new)
    return {
        year: (name, after.get(year, ""))
        for year, name in before.items()
        if year not in own and after.get(year) != name
    }


def replaced_questions(
    file: str, new: tuple[Entry, ...], entries: tuple[Entry, ...]
) -> list[Fault]:
    """A question for each delivery that loses years to the files ``new`` of one source."""
    taken = years_taken(new, entries)
    files = {entry.name: entry.file for entry in entries if entry.source == new[0].source}
    questions = []
    for pair in sorted(set(taken.values())):
        name, other = pair
        years = edition_of(tuple(year for year in taken if taken[year] == pair))
        becomes = f"becomes that of delivery {other} again" if other else "goes out of use"
        questions.append(
            fault_at(
                file,
                "replaced",
                f"{years} of {files[name]} (delivery {name}) {becomes}: this file takes the place"
                " of that one and has nothing of it",
                "Take it in with --accept if that was wrong; else ask the supplier for all years.",
                where=years,
                years=years,
                other=files[name],
            )
        )
    return questions
