"""Command line, looking: ``scan look``, what an unknown file is, and a draft of its source.

Input: a file. Output: what was seen in it as lines for a terminal of a hundred columns, or as one
JSON object; with ``--draft`` a source file for the catalogue. Nothing else is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scan.catalogue import entries, reading
from scan.commands.shared import Json, out, print_json, tell
from scan.errors import UsageError
from scan.extracts import cage
from scan.extracts.look import assessing, records
from scan.extracts.look import lines as told
from scan.extracts.look import looking as eyes
from scan.files import write_text

_ID = re.compile(r"[a-z0-9][a-z0-9_]*")


def look(
    file: Annotated[Path, typer.Argument(help="A file, whatever it is.")],
    sheet: Annotated[str, typer.Option(help="One sheet of a workbook.")] = "",
    draft: Annotated[
        Path | None,
        typer.Option(help="Write a draft of its source: catalogue/sources/ID.toml."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Look at an unknown file: areas, vintage, periods, markers, totals; a draft of its source."""
    _refuse_place(draft)
    if not file.exists():
        raise UsageError(f"No file {file}")
    catalogue = reading.load_catalogue()
    seen = cage.in_cage(eyes.look_at, eyes.Asked(file, catalogue.areas, sheet), file)
    whole = _is_one_table(file, seen, sheet, draft)
    name = draft.stem if draft is not None else ""
    findings = [
        assessing.assessed(file, seen, table, catalogue, name, whole=whole) for table in seen.tables
    ]
    if as_json:
        print_json(_record(seen, findings))
    else:
        for line in _lines(seen, findings, catalogue, shown=draft is None):
            out.print(line, markup=False)
    if draft is not None:
        _write(draft, findings)


def _is_one_table(file: Path, seen: records.Look, sheet: str, draft: Path | None) -> bool:
    """Whether one table only could feed a source; UsageError for a sheet that is not there, and
    for a draft of several."""
    if sheet and not seen.tables:
        has = f"it has {told.some(seen.sheets)}" if seen.sheets else "it is no workbook"
        raise UsageError(f"{file.name} has no sheet {sheet!r}: {has}")
    drafted = [table for table in seen.tables if assessing.is_drafted(table)]
    if draft is not None and len(drafted) > 1:
        names = told.some(table.sheet for table in drafted)
        raise UsageError(f"A draft is of one sheet: choose with --sheet among {names}")
    return len(drafted) <= 1


def _refuse_place(draft: Path | None) -> None:
    """UsageError for a draft that has no place."""
    if draft is None:
        return
    if draft.exists():
        raise UsageError(f"{draft} is there already: take it away, or give another name")
    if draft.suffix != ".toml" or not _ID.fullmatch(draft.stem):
        raise UsageError(f"{draft.name} is no name of a source: small letters, digits, _ and .toml")
    if not draft.parent.is_dir():
        raise UsageError(f"No folder {draft.parent}")


def _write(draft: Path, findings: list[assessing.Finding]) -> None:
    texts = [finding.draft for finding in findings if finding.draft]
    if not texts:
        raise UsageError("There is nothing to draft: no table has areas and figures")
    write_text(draft, texts[0])
    tell(f"The draft is in {draft}: see what says TODO, then run scan check.")


# --- as lines -----------------------------------------------------------------------------------


def _lines(
    seen: records.Look,
    findings: list[assessing.Finding],
    catalogue: entries.Catalogue,
    *,
    shown: bool,
) -> Iterator[str]:
    yield from told.wrapped(told.file_line(seen), "")
    whole = [finding for finding in findings if finding.draft]
    if len(whole) > 1:
        yield from _overview(findings)
        yield "one sheet in full, and its draft: --sheet NAME"
        return
    others = [finding.table for finding in findings if finding not in whole]
    for finding in whole or findings:
        yield from told.table_lines(finding.table)
        yield from _catalogue(finding, catalogue)
        if finding.draft and shown:
            yield from ("", finding.draft)
    if whole and others:
        yield from told.wrapped(f"other sheets: {told.some(table.sheet for table in others)}", "")


def _overview(findings: list[assessing.Finding]) -> Iterator[str]:
    """The sheets of a workbook, a line each."""
    width = max(len("sheet"), *(min(20, len(finding.table.sheet)) for finding in findings))
    heads = ("sheet", "rows", "vintage", "areas", "periods", "markers", "may be")
    yield _row(heads, width)
    for finding in findings:
        yield _row(_cells(finding), width)


def _row(cells: tuple[str, ...], width: int) -> str:
    sheet, rows, vintage, areas, periods, markers, may_be = cells
    line = f"{sheet:<{width}} {rows:>7}  {vintage:<7} {areas:<21} {periods:<15} "
    return f"{line}{markers:<14} {may_be}".rstrip()


def _cells(finding: assessing.Finding) -> tuple[str, ...]:
    table = finding.table
    areas, periods = table.areas, table.periods
    indicator = finding.matched.indicator
    kinds = list(dict.fromkeys(other.what for other in areas.others)) if areas else []
    there = f"{areas.flemish} Flemish" if areas else "none"
    there += f" + {areas.brussels}" if areas and areas.brussels else ""
    there += f", {kinds[0]}" if kinds else ""
    return (
        told.short(table.sheet, 20),
        "?" if table.faults else f"{table.rows:,}",
        (areas.vintage or "none") if areas else "",
        told.short(there, 21),
        told.short(told.span(periods).lstrip(": "), 15) if periods and areas else "",
        told.short(_markers(table), 14),
        indicator.id if indicator else "",
    )


def _markers(table: records.TableLook) -> str:
    if table.faults:
        return "unreadable"
    return " ".join(tally.text or "empty" for tally in table.markers) if table.markers else "none"


def _catalogue(finding: assessing.Finding, catalogue: entries.Catalogue) -> Iterator[str]:
    """What the catalogue knows of a table."""
    yield "catalogue"
    for outcome in finding.outcomes:
        draft = " (a draft)" if outcome.source in catalogue.drafts else ""
        how = "takes it by its name" if outcome.by_name else "has its columns under another name"
        yield from told.wrapped(f"source {outcome.source}{draft} {how}: {_said(outcome)}")
    if not finding.outcomes:
        yield "  no source takes it"
    near = [f"{name} ({have} of {of} columns)" for name, have, of in finding.matched.near[:3]]
    if near and not finding.outcomes:
        yield from told.wrapped(f"it has columns of {', '.join(near)}")
    if (indicator := finding.matched.indicator) is not None:
        yield from told.wrapped(f"it bears the code or title of {indicator.id}: {indicator.title}")
    for trait in finding.matched.traits:
        known = len(trait.codes) or len(trait.bands)
        unknown = f", not {told.some(trait.unknown, 6)}" if trait.unknown else ""
        yield from told.wrapped(
            f"{told.short(trait.column)} may be {trait.dimension}: {known} known{unknown}"
        )
    yield from _fed(finding)


def _fed(finding: assessing.Finding) -> Iterator[str]:
    feeds = finding.feeds
    if feeds.alone:
        yield from told.wrapped(f"as drafted it may feed {told.some(feeds.alone, 10)}")
    for code, missing in feeds.beside[:5]:
        yield from told.wrapped(f"with another source for {missing} it may feed {code}")
    if finding.tried is not None:
        yield from told.wrapped(f"read as drafted: {_said(finding.tried)}")
    elif finding.draft:
        yield "  the draft names no population yet: nothing was read with it"


def _said(outcome: assessing.Outcome) -> str:
    last = f"–{outcome.last}" if outcome.last != outcome.first else ""
    years = f", {outcome.first}{last}" if outcome.first else ""
    faults = f"{outcome.faults:,} faults" if outcome.faults else "no faults"
    feeds = f"; feeds {told.some(outcome.feeds, 10)}" if outcome.feeds else ""
    worst = f": {told.short(outcome.worst[0], 300)}" if outcome.worst else ""
    return f"{outcome.figures:,} figures{years}{feeds}; {faults}{worst}"


# --- as JSON ------------------------------------------------------------------------------------


def _record(seen: records.Look, findings: list[assessing.Finding]) -> dict[str, object]:
    tables = [_table_record(finding) for finding in findings]
    return {**asdict(seen), "tables": tables}


def _table_record(finding: assessing.Finding) -> dict[str, object]:
    indicator = finding.matched.indicator
    return {
        **asdict(finding.table),
        "catalogue": {
            "indicator": indicator.id if indicator else None,
            "sources": [asdict(outcome) for outcome in finding.outcomes],
            "near": [name for name, _, _ in finding.matched.near],
            "traits": [asdict(match) for match in finding.matched.traits],
            "values": [asdict(match) for match in finding.matched.values],
            "feeds": asdict(finding.feeds),
            "as_drafted": asdict(finding.tried) if finding.tried else None,
        },
        "draft": finding.draft,
    }
