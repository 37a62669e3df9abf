"""Extracts, published: rates that a supplier publishes himself, which are only compared.

Input: a file of which the catalogue has a source with ``published``. Output: :class:`Published`,
kept under ``published/`` of a shelf, so that every release compares them anew. They never feed an
indicator: such sources are not among those of deliveries.
"""

import datetime
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError, Fault
from scan.extracts.contract import examine_all
from scan.extracts.faults import fault_at
from scan.extracts.recognising import identify
from scan.files import sha256, write_text
from scan.status import Status

FOLDER = "published"
"""Of a shelf: one file for each source, the newest that was given."""


@dataclass(frozen=True, slots=True)
class Published:
    """The rates of one source, as the supplier published them."""

    source: str
    indicator: str
    file: str
    sha256: str
    date: str
    """Day on which it was given, as 2025-01-31."""
    rates: tuple[tuple[str, int, float], ...]
    """NIS code, year and rate, in the unit of the indicator."""


def read_published(path: Path, catalogue: Catalogue, day: datetime.date) -> tuple[Published, ...]:
    """The rates in a file, one record for each indicator that it has rates of. Raises ExtractError
    for a file that is damaged, or that no source with ``published`` takes."""
    known = replace(catalogue, sources=catalogue.published)
    recognised = identify(path, known)
    if not recognised.sources:
        message = "holds no published rates: neither its name nor its columns are those of a source"
        remedy = f"Sources of published rates: {', '.join(catalogue.published) or 'none'}."
        unknown = fault_at(path.name, "feeds_none", message, remedy)
        raise ExtractError(recognised.faults or (unknown,))
    read = examine_all(path, recognised.sources, known)
    faults = tuple(fault for checked in read.values() for fault in checked.faults)
    if faults:
        raise ExtractError(faults)
    digest = sha256(path)
    return tuple(
        Published(source, str(code), path.name, digest, day.isoformat(), _rates(rows))
        for source, checked in read.items()
        for (code,), rows in checked.frame.group_by("indicator", maintain_order=True)
    )


def _rates(rows: pl.DataFrame) -> tuple[tuple[str, int, float], ...]:
    shown = rows.filter(pl.col("status") == Status.SHOWN.value, pl.col("value").is_not_null())
    ordered = shown.select("area", "period", "value").sort("area", "period")
    return tuple((str(a), int(p), float(v)) for a, p, v in ordered.iter_rows())


def keep(one: Published, shelf: Path) -> Path:
    """Keep rates for the releases to come, in place of earlier ones of the same source."""
    path = shelf / FOLDER / f"{one.source}-{one.indicator}.json"
    write_text(path, json.dumps(asdict(one), ensure_ascii=False) + "\n")
    return path


def kept(shelf: Path) -> tuple[Published, ...]:
    """The rates that were kept. Raises ExtractError for a file that cannot be read."""
    return tuple(_read(path) for path in sorted((shelf / FOLDER).glob("*.json")))


def unreadable(shelf: Path) -> tuple[Fault, ...]:
    """The files of kept rates that cannot be read: nothing else is broken by them until the next
    release compares."""
    faults: list[Fault] = []
    for path in sorted((shelf / FOLDER).glob("*.json")):
        try:
            _read(path)
        except ExtractError as error:
            faults += error.faults
    return tuple(faults)


def _read(path: Path) -> Published:
    try:
        told = json.loads(path.read_bytes())
        rates = tuple((str(a), int(p), float(v)) for a, p, v in told.pop("rates"))
        return Published(**told, rates=rates)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        remedy = "Remove it, and give the file again with: scan intake --as-check FILE"
        fault = fault_at(str(path), "unreadable", f"cannot be read ({error})", remedy)
        raise ExtractError((fault,)) from error
