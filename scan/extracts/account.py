"""Extracts, account: what became of a delivery, for the operator. Output: lines, and plain values.

Input: an assessed delivery. The values are what ``scan intake --json`` prints and what is kept
beside a refused delivery.
"""

import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.errors import Fault, fault_lines, shown_and_counted, visible
from scan.extracts.assessed import NONE, Assessed, Delivery
from scan.extracts.comparing import Change, Comparison
from scan.extracts.digest import (
    WORST,
    digest_lines,
    hidden_of,
    leap_lines,
    municipalities_of,
    verdicts_told,
)
from scan.extracts.ledger import Entry, edition_of, years_in_use
from scan.extracts.questions import label_of, number, place_of
from scan.extracts.readers.tables import some
from scan.extracts.witnesses.records import Witness
from scan.extracts.witnesses.words import difference_text, finding_texts, summary


def fault_record(fault: Fault) -> dict[str, object]:
    """A fault as plain values."""
    return {**asdict(fault), "facts": dict(fault.facts)}


def fault_records(faults: tuple[Fault, ...]) -> dict[str, object]:
    """The faults that are shown in full, how many others there are of each kind, and of all."""
    shown, more = shown_and_counted(faults)
    return {
        "faults": [fault_record(fault) for fault in shown],
        "more": more,
        "count": sum(fault.count for fault in faults),
    }


def account_of(delivery: Delivery, catalogue: Catalogue) -> dict[str, object]:
    """A delivery as plain values: verdict, files, comparisons, questions and faults."""
    questions = fault_records(delivery.questions)
    return {
        "verdict": delivery.verdict,
        "files": [_file(one, catalogue) for one in delivery.files],
        "comparisons": {
            source: _comparison(comparison, catalogue)
            for source, comparison in delivery.comparisons.items()
        },
        "questions": questions["faults"],
        "more_questions": questions["more"],
        **fault_records(delivery.faults),
    }


def _file(one: Assessed, catalogue: Catalogue) -> dict[str, object]:
    entry = one.entry
    return {
        "file": entry.file,
        "status": one.status,
        "source": entry.source,
        "title": one.source.title if one.source else "",
        "supplier": entry.supplier,
        "sha256": entry.sha256,
        "edition": entry.edition,
        "periods": entry.periods,
        "figures": entry.rows,
        "municipalities": municipalities_of(one, catalogue),
        "hidden": hidden_of(one, catalogue),
        "indicators": one.indicators,
        "witnesses": [witness_record(heard, catalogue) for heard in one.checked.witnesses],
        "notices": one.notices,
    }


def witness_record(one: Witness, catalogue: Catalogue) -> dict[str, object]:
    """A witness as plain values; a bound that is not there is null."""
    return {
        **asdict(one),
        "largest": [
            {
                **asdict(found),
                "high": None if math.isinf(found.high) else found.high,
                "label": difference_text(found, one.kind, catalogue),
            }
            for found in one.largest
        ],
    }


def _comparison(comparison: Comparison, catalogue: Catalogue) -> dict[str, object]:
    return {
        "first": comparison.first,
        "new_years": comparison.new_years,
        "kept_years": comparison.kept_years,
        "new_municipalities": comparison.new_areas,
        "added": comparison.added,
        "lost": comparison.lost,
        "changed": comparison.changed,
        "years": [asdict(year) for year in comparison.years],
        "lost_places": comparison.lost_places,
        "largest_revisions": [_change(c, catalogue) for c in comparison.revisions],
        "large_revisions": comparison.large.count,
        "leaps": comparison.leaps.count,
        "worst_leaps": [_change(c, catalogue) for c in comparison.leaps.first[:WORST]],
    }


def _change(change: Change, catalogue: Catalogue) -> dict[str, object]:
    return {**asdict(change), "label": label_of(change, catalogue)}


# --- lines ----------------------------------------------------------------------------------


def content_lines(delivery: Delivery, catalogue: Catalogue) -> Iterator[str]:
    """Lines on the files of a delivery, and on what they change."""
    for parts in _by_path(delivery):
        if len(parts) > 1:
            yield from digest_lines(parts, delivery, catalogue)
        else:
            yield from _file_lines(parts[0], verdicts_told(delivery), catalogue)
            yield from leap_lines(parts, delivery, catalogue)
    for source, comparison in delivery.comparisons.items():
        yield from _comparison_lines(source, comparison, catalogue)


def finding_lines(delivery: Delivery) -> Iterator[str]:
    """Lines on what is wrong with a delivery, or else to be decided about it."""
    if delivery.faults:
        yield "At fault:"
    elif delivery.questions:
        yield "To decide:"
    for line in fault_lines(delivery.faults or delivery.questions):
        yield f"  {line}"


def _by_path(delivery: Delivery) -> tuple[tuple[Assessed, ...], ...]:
    """The files of a delivery, each with what all its sources make of it."""
    found: dict[Path, list[Assessed]] = {}
    for one in delivery.files:
        found.setdefault(one.path, []).append(one)
    return tuple(tuple(parts) for parts in found.values())


def _file_lines(one: Assessed, verdicts: tuple[str, ...], catalogue: Catalogue) -> Iterator[str]:
    entry = one.entry
    if one.status == NONE:
        yield f"{visible(entry.file)}: feeds no indicator; left alone"
    else:
        years = f", {entry.edition}" if entry.edition else ""
        source = f"{entry.source} ({entry.supplier})" if entry.supplier else entry.source
        yield f"{visible(entry.file)}: {source or 'not recognised'}{years}"
    if entry.rows:
        feeds = f"; feeds {some(one.indicators)}" if one.indicators else ""
        regional = one.source is not None and one.source.scope == "region"
        places = "the region" if regional else f"{municipalities_of(one, catalogue)} municipalities"
        yield f"  {entry.rows:,} figures of {places}{feeds}"
    if heard := summary(one.checked.witnesses):
        yield f"  witnesses: {heard}"
    for text in finding_texts(one.checked.witnesses, catalogue, verdicts):
        yield f"  witness: {visible(text)}"
    for notice in one.notices:
        yield f"  notice: {visible(notice)}"


def _comparison_lines(source: str, comparison: Comparison, catalogue: Catalogue) -> Iterator[str]:
    if comparison.first:
        return
    new = f", new years: {edition_of(comparison.new_years)}" if comparison.new_years else ""
    yield (
        f"{source}, against what is in use: {comparison.added:,} figures are new,"
        f" {comparison.changed:,} changed, {comparison.lost:,} are gone{new}"
    )
    if comparison.kept_years:
        yield f"  years that stay as they are in use: {edition_of(comparison.kept_years)}"
    if comparison.new_areas:
        names = some(tuple(place_of(nis, catalogue) for nis in comparison.new_areas))
        yield f"  new municipalities: {names}"
    for change in comparison.revisions:
        where = f"{place_of(change.area, catalogue)}, {change.period}"
        before, value = number(change.before), number(change.value)
        yield f"  revised: {where}, {label_of(change, catalogue)}: {before} → {value}"


def change_lines(before: tuple[Entry, ...], after: tuple[Entry, ...]) -> Iterator[str]:
    """Lines on the years that are those of another delivery, or of none, in a later ledger."""
    old, new = years_in_use(before), years_in_use(after)
    for source, years in old.items():
        now = new.get(source, {})
        moved = {year: now.get(year, "") for year in years if now.get(year) != years[year]}
        for name in sorted(set(moved.values())):
            which = edition_of(tuple(year for year in moved if moved[year] == name))
            state = f"that of delivery {name} again" if name else "not in use any more"
            yield f"  {source}: {which} is {state}"
    for source, years in new.items():
        back = tuple(year for year in years if year not in old.get(source, {}))
        if back:
            yield f"  {source}: {edition_of(back)} is in use again"
