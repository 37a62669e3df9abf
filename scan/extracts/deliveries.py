"""Extracts, deliveries: which files are used. Input: a folder. Output: clean frames per source.

Files come from a folder that somebody names, or are the deliveries that were accepted. A folder
of made-up extracts carries a marker file, so that made-up and real figures never meet.
"""

import datetime
import fnmatch
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault, UsageError
from scan.extracts.absent import completed
from scan.extracts.cage import in_cage, warm
from scan.extracts.chain import HEAD, LEDGER
from scan.extracts.chosen import (
    BOUNDARIES,
    DELIVERIES,
    MARKER,
    Extracts,
    Files,
    is_marked,
    is_municipal,
    municipal_files,
)
from scan.extracts.contract import Checked, examine_all
from scan.extracts.faults import fault_at, more_of
from scan.extracts.figures import dimensions_of
from scan.extracts.findings import NAMED
from scan.extracts.ledger import Entry, InUse, in_use, read_ledger, taken_back
from scan.extracts.periods import in_time, today
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.layouts import READERS
from scan.extracts.readers.plain_files import unfit
from scan.extracts.readers.tables import matches
from scan.extracts.real_figures import refuse_made_up
from scan.extracts.recognising import named, of_its_sheets
from scan.extracts.rules import KEY
from scan.files import sha256

BOUNDARY_FILES = "boundaries*.geojson"
_YEAR = re.compile(r"\d{4}")


def choose_extracts(folder: Path | None, output: Path, catalogue: Catalogue) -> Extracts | None:
    """The extracts in ``folder``, else the accepted deliveries, else ``None``: made-up ones.

    Raises RefusedError where real figures were and none are left.
    """
    chosen = folder if folder is not None else accepted_folder(output)
    return None if chosen is None else find_extracts(chosen, catalogue)


def accepted_folder(output: Path) -> Path | None:
    """The folder of accepted deliveries under ``output``; ``None`` when there are none.

    Raises RefusedError when there were: a lost ledger, folder or disk is no fresh machine.
    """
    folder = output / DELIVERIES
    if in_use(read_ledger(folder)):
        return folder
    refuse_made_up(output)
    return None


@warm()
def find_extracts(folder: Path, catalogue: Catalogue) -> Extracts:
    """The extracts in ``folder`` and all folders below it; hidden files are left alone.

    A folder with a ledger gives what is in use according to it. Raises UsageError when there is
    no such folder, ExtractError when made-up and real files lie together, when a file fits
    several sources, or when an accepted file was changed.
    """
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}. Give the folder that holds the extracts.")
    if (folder / LEDGER).exists() or (folder / HEAD).exists():
        return _from_ledger(folder, catalogue)
    faults = tuple(_unfit(folder, catalogue))
    if faults:
        raise ExtractError(faults)
    paths = tuple(_visible(folder))
    made_up = _is_made_up(folder, paths)
    extracts = [path for path in paths if path.name != MARKER]
    shapes = [path for path in extracts if fnmatch.fnmatchcase(path.name, BOUNDARY_FILES)]
    claims = {path: recognise(path, catalogue) for path in extracts if path not in shapes}
    files = tuple((source.id, path) for path, sources in claims.items() for source in sources)
    boundaries = max(shapes, key=_newest_plainest, default=None)
    return Extracts(
        folder=folder,
        files=files,
        made_up=made_up,
        boundaries=boundaries,
        unclaimed=tuple(path for path, sources in claims.items() if not sources),
        fingerprint=_fingerprint(folder, municipal_files(files, catalogue), boundaries),
    )


def _entries(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if not any(part.startswith(".") for part in path.relative_to(folder).parts):
            yield path


def _visible(folder: Path) -> Iterator[Path]:
    return (path for path in _entries(folder) if path.is_file())


def _unfit(folder: Path, catalogue: Catalogue) -> Iterator[Fault]:
    """Faults of what has the name of an extract and must not be opened."""
    patterns = [name for source in catalogue.sources.values() for name in source.files]
    for path in _entries(folder):
        if matches(path.name, (*patterns, BOUNDARY_FILES)):
            yield from unfit(path)


def _is_made_up(folder: Path, paths: tuple[Path, ...]) -> bool:
    if is_marked(folder):
        return True
    marked = {path.parent for path in paths if path.name == MARKER}
    outside = [path for path in paths if not marked.intersection(path.parents)]
    if marked and outside:
        inside = min(marked).relative_to(folder)
        fault = Fault(
            outside[0].relative_to(folder).as_posix(),
            "",
            f"lies together with the made-up extracts in {inside}",
            "Keep made-up and real extracts in folders of their own.",
        )
        raise ExtractError((fault,))
    return bool(marked)


def _newest_plainest(path: Path) -> tuple[str, int, str]:
    years = _YEAR.findall(path.stem)
    return max(years, default=""), -len(path.name), path.as_posix()


def recognise(path: Path, catalogue: Catalogue) -> tuple[Source, ...]:
    """The sources that a file feeds, by its name; by its columns where several fit the name.

    A workbook feeds every source of which it has the sheet. Empty when no source knows the
    name; ExtractError when several sources can read one table.
    """
    known = named(path, catalogue)
    if len(known) > 1 or any(source.sheet for source in known):
        known = _opened(path, known)
    single = [source for source in known if not source.sheet]
    if len(single) > 1:
        names = " and ".join(source.id for source in single)
        message = f"the name and the columns fit {names}"
        raise ExtractError((Fault(path.name, "", message, "Make the patterns narrower."),))
    return known


def _opened(path: Path, known: tuple[Source, ...]) -> tuple[Source, ...]:
    """Those of the sources whose table a file has, which is opened in a cage; the first one for a
    file that breaks it: what is wrong, is said when it is read."""
    try:
        names = in_cage(_of_its_tables, (path, known), path)
    except ExtractError:
        return known[:1]
    by_name = {source.id: source for source in known}
    return tuple(by_name[name] for name in names if name in by_name)


def _of_its_tables(asked: tuple[Path, tuple[Source, ...]]) -> list[str]:
    path, known = asked
    sheets = of_its_sheets(known, path)
    single = tuple(source for source in known if not source.sheet)
    if len(single) > 1:
        single = tuple(source for source in single if _readable(source, path)) or single[:1]
    return [source.id for source in (*single, *sheets)]


def _readable(source: Source, path: Path) -> bool:
    try:
        READERS[source.layout](source, Delivered(path))
    except ExtractError:
        return False
    return True


def _fingerprint(folder: Path, files: Files, boundaries: Path | None) -> str:
    paths = sorted({path for _, path in files} | ({boundaries} if boundaries else set()))
    lines = [f"{path.relative_to(folder).as_posix()}\0{sha256(path)}\n" for path in paths]
    return hashlib.sha256("".join(lines).encode("utf-8")).hexdigest()


def _from_ledger(folder: Path, catalogue: Catalogue) -> Extracts:
    ledger = read_ledger(folder)
    current = in_use(ledger)
    entries = [use.entry for use in current]
    faults = tuple(_unharmed(folder, entries))
    if faults:
        raise ExtractError(faults)
    files = tuple((e.source, folder / e.kept) for e in entries if e.source != BOUNDARIES)
    shapes = [folder / e.kept for e in entries if e.source == BOUNDARIES]
    boundaries = shapes[-1] if shapes else None
    return Extracts(
        folder=folder,
        files=files,
        made_up=False,
        boundaries=boundaries,
        unclaimed=(),
        fingerprint=_accepted_fingerprint(
            use for use in current if is_municipal(use.entry.source, catalogue)
        ),
        dates={entry.source: datetime.date.fromisoformat(entry.date) for entry in entries},
        accepted=True,
        taken_back=taken_back(ledger),
        years={(use.entry.source, folder / use.entry.kept): use.years for use in current},
    )


def _accepted_fingerprint(current: Iterable[InUse]) -> str:
    """Of accepted deliveries: a hash of their contents and the years for which they count."""
    lines = [f"{use.entry.kept}\0{use.entry.sha256}\0{sorted(use.years)}\n" for use in current]
    return hashlib.sha256("".join(sorted(lines)).encode("utf-8")).hexdigest()


def _unharmed(folder: Path, entries: Iterable[Entry]) -> Iterator[Fault]:
    for entry in entries:
        path = folder / entry.kept
        if not path.is_file() or sha256(path) != entry.sha256:
            yield Fault(
                entry.kept.as_posix(),
                "",
                f"is not the file that was accepted on {entry.date}",
                "Take the delivery in again.",
            )


# --- from files to frames -------------------------------------------------------------------


def load_extracts(extracts: Extracts, catalogue: Catalogue) -> dict[str, pl.DataFrame]:
    """Clean frame of each source, of all its files together, for the series: what a supplier
    hides by leaving its row out is there as hidden.

    Raises ExtractError as :func:`delivered_figures` does.
    """
    return {
        source: completed(figures, catalogue.sources[source], catalogue)
        for source, figures in delivered_figures(extracts, catalogue).items()
    }


@warm()
def delivered_figures(extracts: Extracts, catalogue: Catalogue) -> dict[str, pl.DataFrame]:
    """The figures of each source as they came, of all its files together.

    Files that nobody has taken in are held against today's date. Raises ExtractError with the
    faults of all files, and for figures that two files of one source give in different ways.
    """
    checked = examine_extracts(extracts, catalogue, telling=False)
    return {
        source: _together(parts, catalogue.sources[source]) for source, parts in checked.items()
    }


def examine_extracts(
    extracts: Extracts, catalogue: Catalogue, *, telling: bool = True
) -> dict[str, list[tuple[Path, Checked]]]:
    """What the contract makes of each file of each source; raises as :func:`load_extracts` does.

    Without ``telling`` figures only, without notices and witnesses.
    """
    checked: dict[str, list[tuple[Path, Checked]]] = {}
    for path, sources in _by_path(extracts, catalogue).items():
        for source, found in examine_all(path, sources, catalogue, telling=telling).items():
            years = extracts.years.get((source, path))
            if years is not None:
                counts = pl.col("period").is_in(sorted(years))
                found = replace(found, frame=found.frame.filter(counts))
            elif not extracts.made_up:
                found = in_time(found, catalogue.sources[source], catalogue, today(), path.name)
            checked.setdefault(source, []).append((path, found))
    faults = [fault for parts in checked.values() for _, part in parts for fault in part.faults]
    if not faults:
        faults = list(contradictions(checked, catalogue))
    if faults:
        raise ExtractError(tuple(faults))
    return checked


def _by_path(extracts: Extracts, catalogue: Catalogue) -> dict[Path, tuple[Source, ...]]:
    """The sources of each file, so that it is opened once."""
    found: dict[Path, list[Source]] = {}
    for source, path in extracts.files:
        found.setdefault(path, []).append(catalogue.sources[source])
    return {path: tuple(sources) for path, sources in found.items()}


def key_of(source: Source) -> list[str]:
    """Columns that identify a figure of ``source``."""
    return [*KEY, *dimensions_of(source)]


def _together(parts: Iterable[tuple[Path, Checked]], source: Source) -> pl.DataFrame:
    frames = [part.frame for _, part in parts]
    if len(frames) == 1:
        return frames[0]
    return pl.concat(frames).unique(key_of(source), keep="last", maintain_order=True)


def contradictions(
    checked: dict[str, list[tuple[Path, Checked]]], catalogue: Catalogue
) -> Iterator[Fault]:
    """A fault for each figure that two files of one source give in different ways."""
    for name, parts in checked.items():
        if len(parts) < 2:
            continue
        key = key_of(catalogue.sources[name])
        seen = [part.frame.with_columns(file=pl.lit(path.name)) for path, part in parts]
        differ = (
            pl.concat(seen)
            .group_by(key, maintain_order=True)
            .agg(
                pl.col("file").first().alias("first"),
                pl.col("file").last().alias("last"),
                ways=pl.max_horizontal(pl.col("value", "status").n_unique()),
            )
            .filter(pl.col("ways") > 1)
        )
        for found in differ.head(NAMED).iter_rows(named=True):
            what = ", ".join(str(found[column]) for column in key if found[column])
            yield fault_at(
                found["last"],
                "contradiction",
                f"{what} is another figure than in {found['first']}",
                "Keep the file that is right.",
                what=what,
                other=found["first"],
            )
        if differ.height > NAMED:
            rest, remedy = differ.height - NAMED, "Keep the files that are right."
            yield more_of(name, "contradiction", rest, "figures differ between files", remedy)
