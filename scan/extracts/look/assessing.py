"""Extracts, look, assessing: a table beside the catalogue, and the draft of its source.

Input: a file, the look of one of its tables, and the catalogue. Output: a :class:`Finding`: which
sources take it and what they make of it, what it may feed, and the draft with what comes of it.
"""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import fault_lines
from scan.extracts.contract import Checked, examine_all
from scan.extracts.look.drafting import draft
from scan.extracts.look.feeding import Feeds, fed_by, feeds_of, is_whole
from scan.extracts.look.matching import Matched, matched
from scan.extracts.look.records import AREA, FIGURES, Look, TableLook
from scan.extracts.readers.tables import matches

_TRIAL = "look_trial"
"""Id under which a draft is tried: its own may be that of a source."""
_FAULTS = 3
"""Faults of a source that are shown."""


@dataclass(frozen=True)
class Outcome:
    """What a source makes of a file."""

    source: str
    by_name: bool
    """Whether the name of the file is one that the source takes."""
    figures: int
    first: int
    last: int
    """Its years; 0 where there are none."""
    faults: int
    worst: tuple[str, ...]
    """The first faults."""
    notices: tuple[str, ...]
    feeds: tuple[str, ...]
    """Indicators that the source feeds."""


@dataclass(frozen=True)
class Finding:
    """A table beside the catalogue."""

    table: TableLook
    matched: Matched
    outcomes: tuple[Outcome, ...]
    """Of the sources that take it, drafts in the catalogue among them."""
    feeds: Feeds
    draft: str
    """TOML; empty for a table without areas or without figures."""
    tried: Outcome | None
    """What the draft makes of the file; ``None`` while it refers to what does not exist."""


def is_drafted(table: TableLook) -> bool:
    """Whether a table has what a source needs: areas and figures."""
    return bool(table.of_role(AREA)) and bool(table.of_role(FIGURES))


def assessed(
    path: Path, look: Look, table: TableLook, catalogue: Catalogue, name: str = "", *, whole: bool
) -> Finding:
    """A table beside the catalogue; ``name``: the id of the draft.

    With ``whole`` the file is read under every source that takes it, and under the draft.
    """
    found = matched(table, path.stem, catalogue)
    if not is_drafted(table):
        return Finding(table, found, (), Feeds((), ()), "", None)
    text = draft(look, table, found, name)
    source = Source.model_validate(tomllib.loads(text)).model_copy(update={"id": _TRIAL})
    known = is_whole(source, catalogue)
    feeds = feeds_of(source, catalogue) if known else Feeds((), ())
    taking = _taking(path, table, found, catalogue) if whole else ()
    outcomes = _outcomes(path, (*taking, *[source] * (known and whole)), catalogue)
    tried = outcomes.pop() if known and whole else None
    return Finding(table, found, tuple(outcomes), feeds, text, tried)


def _taking(
    path: Path, table: TableLook, found: Matched, catalogue: Catalogue
) -> tuple[Source, ...]:
    """The sources that take a table: by the name of its file, or as it has all their columns."""
    known = {**catalogue.sources, **catalogue.drafts}
    sheets = ("", table.sheet.casefold())
    by_name = [
        source.id
        for source in known.values()
        if matches(path.name, source.files)
        and (source.id in catalogue.drafts or source.sheet.casefold() in sheets)
    ]
    return tuple(known[name] for name in dict.fromkeys((*by_name, *found.sources)))


def _outcomes(path: Path, sources: tuple[Source, ...], catalogue: Catalogue) -> list[Outcome]:
    """What each of the sources makes of a file, which is opened once; a file that cannot be
    opened is so for all of them."""
    if not sources:
        return []
    own = {source.id: source for source in sources}
    wider = replace(catalogue, sources={**catalogue.sources, **own})
    checked = examine_all(path, sources, wider)
    first = checked[sources[0].id]
    broken = not any(one.frame.height or one.notices for one in checked.values())
    return [
        _outcome(path, source, first if broken else checked[source.id], catalogue)
        for source in sources
    ]


def _outcome(path: Path, source: Source, checked: Checked, catalogue: Catalogue) -> Outcome:
    periods = checked.periods or (0,)
    return Outcome(
        source.id,
        matches(path.name, source.files),
        checked.frame.height,
        periods[0],
        periods[-1],
        sum(fault.count for fault in checked.faults),
        tuple(fault_lines(checked.faults, _FAULTS)),
        checked.notices,
        fed_by(source.id, catalogue),
    )
