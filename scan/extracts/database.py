"""Extracts, databases: tables that the environment gives access to. Output: files like any other.

A source may name a table or view (``sql``) and the environment variable with the address of its
database (``connection``). What is read is put in a file first; from there on it is an extract as
if somebody had delivered it: checked, compared, kept, with a hash of its contents.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault
from scan.extracts.chosen import Extracts
from scan.extracts.readers.sql import read_address
from scan.files import write_bytes

FOLDER = "database"
"""Folder of the tables that were read, inside the output folder."""


def connected(catalogue: Catalogue, environment: Mapping[str, str]) -> tuple[Source, ...]:
    """The sources for which ``environment`` holds the address of a database."""
    return tuple(
        source
        for source in catalogue.sources.values()
        if source.connection and environment.get(source.connection)
    )


def fetch(
    sources: tuple[Source, ...], environment: Mapping[str, str], folder: Path
) -> dict[Path, str]:
    """Read the tables of ``sources`` into files in ``folder``; path → source.

    A file is named after its source and its contents. Raises ExtractError with what is wrong
    with all of them.
    """
    faults: list[Fault] = []
    files: dict[Path, str] = {}
    for source in sources:
        try:
            frame = read_address(source, environment[source.connection])
        except ExtractError as error:
            faults.extend(error.faults)
            continue
        data = frame.write_csv().encode("utf-8")
        path = folder / f"{source.id}-{hashlib.sha256(data).hexdigest()[:16]}.csv"
        write_bytes(path, data)
        files[path] = source.id
    if faults:
        raise ExtractError(tuple(faults))
    return files


def with_databases(
    extracts: Extracts, catalogue: Catalogue, environment: Mapping[str, str], folder: Path
) -> Extracts:
    """The extracts with those of the databases, for sources of which there is no file.

    A file that was handed over wins. Made-up extracts stay alone, and accepted deliveries are
    complete: a table becomes one of them through an intake.
    """
    delivered = {source for source, _ in extracts.files}
    sources = tuple(s for s in connected(catalogue, environment) if s.id not in delivered)
    if extracts.made_up or extracts.accepted or not sources:
        return extracts
    fetched = fetch(sources, environment, folder)
    names = "".join(sorted(path.name for path in fetched))
    fingerprint = hashlib.sha256(f"{extracts.fingerprint}\0{names}".encode()).hexdigest()
    files = (*extracts.files, *((source, path) for path, source in fetched.items()))
    return replace(extracts, files=files, fingerprint=fingerprint)
