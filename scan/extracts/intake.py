"""Extracts, intake: from files that arrived to accepted deliveries. Output: the ledger.

The files of one command are one delivery: taken in together or not at all. :func:`assess` reads
and writes nothing: every file is recognised, checked and compared with what is in use. What is
wrong is a fault, and refuses the delivery; what is only strange is a question, which somebody
answers before :func:`accept` copies the files and enters them in the ledger.
"""

import datetime
import fnmatch
from dataclasses import replace
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault, UsageError
from scan.extracts.assessed import FAULTY, FRESH, KNOWN, NONE, Assessed, Delivery
from scan.extracts.boundaries import boundary_faults
from scan.extracts.cage import warm
from scan.extracts.chosen import BOUNDARIES, DELIVERIES, is_marked
from scan.extracts.comparing import Comparison, compare
from scan.extracts.contract import Checked, examine_all
from scan.extracts.deliveries import (
    BOUNDARY_FILES,
    contradictions,
    delivered_figures,
    find_extracts,
)
from scan.extracts.faults import fault_at
from scan.extracts.figures import empty_frame
from scan.extracts.ledger import (
    ACCEPTED,
    Entry,
    append,
    edition_of,
    in_use,
    next_name,
    read_ledger,
    withdraw,
)
from scan.extracts.periods import due_questions, in_time
from scan.extracts.questions import of_source, questions_about, together, witness_questions
from scan.extracts.readers.plain_files import unfit
from scan.extracts.real_figures import mark_real
from scan.extracts.recognising import Recognised, identify
from scan.extracts.replacing import replaced_questions, with_replaced, years_taken
from scan.extracts.witnesses.words import summary
from scan.files import copy_file, sha256, shut


@warm()
def assess(
    files: tuple[Path, ...],
    output: Path,
    catalogue: Catalogue,
    day: datetime.date,
    who: str = "",
    sources: dict[Path, str] | None = None,
    corrects: tuple[str, ...] = (),
    why: str = "",
) -> Delivery:
    """What a delivery of ``day`` is worth. Nothing is written.

    ``sources`` names the source of files that need not be recognised (those read from a
    database), ``corrects`` deliveries that this one corrects, whatever its files are called;
    ``who`` takes it in, and ``why``.
    Raises UsageError for a path that is no file and for a delivery that cannot be corrected,
    ExtractError for a damaged ledger.
    """
    missing = [str(path) for path in files if not (path.exists() or path.is_symlink())]
    if missing:
        raise UsageError(f"There is no file {', '.join(missing)}.")
    folder = output / DELIVERIES
    entries = read_ledger(folder)
    named = sources or {}
    read = tuple(
        one
        for path in dict.fromkeys(files)
        for one in _assessed(path, catalogue, _blank(path, day, who, why), named.get(path))
    )
    assessed = _replacing(_told_apart(read, entries), entries, catalogue, corrects)
    faults = [*_faults(assessed, catalogue)]
    if faults:
        return Delivery(assessed, tuple(faults), (), {})
    comparisons, questions = _compared(assessed, entries, folder, catalogue, day)
    return Delivery(assessed, (), questions, comparisons)


def accept(delivery: Delivery, output: Path) -> tuple[Entry, ...]:
    """Make the fresh files of a delivery part of what is in use; their lines in the ledger.

    The files are copied first and the ledger is written last: killed before that, nothing was
    accepted. Call it under the lock of the folder. Raises ExtractError for a refused delivery
    and for a file that changed since it was assessed.
    """
    if delivery.faults:
        raise ExtractError(delivery.faults)
    folder = output / DELIVERIES
    fresh = delivery.fresh
    if not fresh:
        return ()
    shut(folder)
    name = next_name(read_ledger(folder), fresh[0].entry.date)
    lines = tuple(
        replace(one.entry, delivery=name, files=len(fresh), flags=_flags(one, delivery))
        for one in fresh
    )
    for one, line in zip(fresh, lines, strict=True):
        copy_file(one.path, folder / line.kept, private=True)
        if sha256(folder / line.kept) != line.sha256:
            message = "the file changed while it was being looked at"
            fault = fault_at(line.file, "changed", message, "Take it in when it is complete.")
            raise ExtractError((fault,))
    append(folder, lines)
    mark_real(output, name)
    return lines


def _flags(one: Assessed, delivery: Delivery) -> tuple[str, ...]:
    """Kinds of the questions about the source of a file."""
    names = {other.path.name for other in delivery.fresh if other.source is one.source}
    sheets = ("", one.source.sheet if one.source else "")
    own = (q.kind for q in delivery.questions if q.file in names and q.sheet in sheets)
    return tuple(dict.fromkeys(own))


def undo(
    output: Path, day: datetime.date, who: str = "", name: str | None = None, why: str = ""
) -> tuple[Entry, ...]:
    """Withdraw the delivery ``name``, or the one that was accepted last; what it replaced is in
    use again, and those after it stay.

    Returns the lines that were withdrawn. Call it under the lock of the folder. Raises
    UsageError when there is none.
    """
    return withdraw(output / DELIVERIES, day.isoformat(), who, name, why)


# --- one file -------------------------------------------------------------------------------


def _blank(path: Path, day: datetime.date, who: str, why: str) -> Entry:
    """The line of a file of which nothing is known yet."""
    return Entry(
        date=day.isoformat(),
        source="",
        file=path.name,
        sha256="" if unfit(path) else sha256(path),
        first=None,
        last=None,
        rows=0,
        supplier="",
        status=ACCEPTED,
        who=who,
        why=why,
    )


def _assessed(
    path: Path, catalogue: Catalogue, blank: Entry, source: str | None
) -> tuple[Assessed, ...]:
    """What is made of a file: once for each source that it feeds."""
    nothing = Checked(pl.DataFrame())
    if odd := unfit(path):
        return (Assessed(path, FAULTY, blank, None, replace(nothing, faults=odd)),)
    if is_marked(path):
        fault = fault_at(path.name, "made_up", "is a made-up extract", "Deliver real figures only.")
        return (Assessed(path, FAULTY, blank, None, replace(nothing, faults=(fault,))),)
    if fnmatch.fnmatchcase(path.name, BOUNDARY_FILES):
        checked = replace(nothing, faults=boundary_faults(path, catalogue))
        status = FAULTY if checked.faults else FRESH
        return (Assessed(path, status, replace(blank, source=BOUNDARIES), None, checked),)
    found = Recognised((catalogue.sources[source],)) if source else identify(path, catalogue)
    if found.faults:
        return (Assessed(path, FAULTY, blank, None, replace(nothing, faults=found.faults)),)
    if not found.sources:
        near = f"it has the columns of {', '.join(found.near)} among others"
        notices = (near,) if found.near else ()
        return (Assessed(path, NONE, blank, None, nothing, notices=notices),)
    if len(found.sources) > 1:
        blank = replace(blank, folder=found.sources[0].id)
    checks = examine_all(path, found.sources, catalogue)
    return tuple(
        _of_source(path, one, checks[one.id], found.by_columns, blank, catalogue)
        for one in found.sources
    )


def _of_source(
    path: Path,
    source: Source,
    checked: Checked,
    by_columns: bool,
    blank: Entry,
    catalogue: Catalogue,
) -> Assessed:
    day = datetime.date.fromisoformat(blank.date)
    checked = in_time(checked, source, catalogue, day, path.name)
    years = checked.periods
    entry = replace(
        blank,
        source=source.id,
        first=min(years, default=None),
        last=max(years, default=None),
        rows=checked.frame.height,
        supplier=source.supplier,
        edition=edition_of(years),
        periods=years,
        witnesses=summary(checked.witnesses),
    )
    if by_columns:
        checked = replace(checked, notices=(*checked.notices, BY_COLUMNS))
    indicators = tuple(
        indicator.id
        for indicator in catalogue.every_indicator
        if any(source.id in alternative.use for alternative in indicator.sources)
    )
    status = FAULTY if checked.faults else FRESH
    return Assessed(path, status, entry, source, checked, indicators, checked.notices)


BY_COLUMNS = "recognised by its columns: the name is none that the source asks for"


# --- all files together ---------------------------------------------------------------------


def _told_apart(read: tuple[Assessed, ...], entries: tuple[Entry, ...]) -> tuple[Assessed, ...]:
    """The files with those that are in use, or stand there twice, marked as known."""
    current = {(use.entry.source, use.entry.sha256): use for use in in_use(entries)}
    before = {(entry.source, entry.sha256): entry.date for entry in entries}
    seen: set[tuple[str, str]] = set()
    told = []
    for one in read:
        key = (one.entry.source, one.entry.sha256)
        use = current.get(key)
        if one.status != FRESH:
            told.append(one)
        elif key in seen:
            told.append(_known(one, "the same bytes stand there twice"))
        elif use is not None and use.years == one.entry.years:
            told.append(_known(one, f"the same bytes are in use since {use.entry.date}"))
        elif key in before:
            notice = f"the same bytes were delivered on {before[key]} and are not in use any more"
            told.append(replace(one, notices=(*one.notices, notice)))
        else:
            told.append(one)
        seen.add(key)
    return tuple(told)


def _replacing(
    assessed: tuple[Assessed, ...],
    entries: tuple[Entry, ...],
    catalogue: Catalogue,
    corrects: tuple[str, ...],
) -> tuple[Assessed, ...]:
    """The files with what the fresh ones take away from earlier deliveries."""
    fresh = [one for one in assessed if one.status == FRESH]
    lines = iter(with_replaced(tuple(one.entry for one in fresh), entries, catalogue, corrects))
    return tuple(
        replace(one, entry=next(lines)) if one.status == FRESH else one for one in assessed
    )


def _known(one: Assessed, notice: str) -> Assessed:
    return replace(one, status=KNOWN, notices=(*one.notices, notice))


def _faults(assessed: tuple[Assessed, ...], catalogue: Catalogue) -> list[Fault]:
    """What is wrong with the delivery: with each file, or between them."""
    faults = [fault for one in assessed for fault in one.checked.faults]
    if all(one.status == NONE for one in assessed):
        faults += [_feeds_none(one, catalogue) for one in assessed]
    if faults:
        return faults
    by_source: dict[str, list[tuple[Path, Checked]]] = {}
    for one in assessed:
        if one.source is not None and one.status == FRESH:
            by_source.setdefault(one.source.id, []).append((one.path, one.checked))
    return list(contradictions(by_source, catalogue))


def _feeds_none(one: Assessed, catalogue: Catalogue) -> Fault:
    hint = f" ({one.notices[0]})" if one.notices else ""
    return fault_at(
        one.path.name,
        "feeds_none",
        f"feeds no indicator: neither its name nor its columns are those of a source{hint}",
        "See the names and columns with: scan list sources.",
        sources=len(catalogue.sources),
    )


def _compared(
    assessed: tuple[Assessed, ...],
    entries: tuple[Entry, ...],
    folder: Path,
    catalogue: Catalogue,
    day: datetime.date,
) -> tuple[dict[str, Comparison], tuple[Fault, ...]]:
    """How each source changes, and what to ask before that."""
    comparisons: dict[str, Comparison] = {}
    questions: list[Fault] = []
    fresh = [one for one in assessed if one.status == FRESH]
    for identifier in dict.fromkeys(one.entry.source for one in fresh):
        parts = [one for one in fresh if one.entry.source == identifier]
        name, source = parts[0].path.name, parts[0].source
        if source is None:
            message = "boundaries are compared with nothing: look at the map of one report"
            questions.append(fault_at(name, "new_boundaries", message, "Take them in if so."))
            continue
        new = pl.concat([one.checked.frame for one in parts]).unique(maintain_order=True)
        asked: list[Fault] = []
        try:
            old = _figures_in_use(source, entries, folder, catalogue)
        except ExtractError as error:
            old = empty_frame(source)
            asked.append(_not_comparable(name, error))
        lines = tuple(one.entry for one in parts)
        old = old.filter(~pl.col("period").is_in(list(years_taken(lines, entries))))
        comparisons[source.id] = compare(new, old, source, catalogue)
        renamed = any(BY_COLUMNS in one.notices for one in parts)
        asked += questions_about(name, comparisons[source.id], source, catalogue, renamed)
        asked += replaced_questions(name, lines, entries)
        asked += due_questions(name, new, old, source, catalogue, entries, day)
        for one in parts:
            asked += witness_questions(one.path.name, one.checked.witnesses, catalogue)
        questions += of_source(asked, source)
    return comparisons, together(questions)


def _figures_in_use(
    source: Source, entries: tuple[Entry, ...], folder: Path, catalogue: Catalogue
) -> pl.DataFrame:
    if not any(use.entry.source == source.id for use in in_use(entries)):
        return empty_frame(source)
    extracts = find_extracts(folder, catalogue)
    own = tuple((name, path) for name, path in extracts.files if name == source.id)
    return delivered_figures(replace(extracts, files=own), catalogue)[source.id]


def _not_comparable(name: str, error: ExtractError) -> Fault:
    return fault_at(
        name,
        "not_comparable",
        f"the delivery in use cannot be read any more: {error.faults[0]}",
        "Look at the figures yourself.",
    )
