"""Publish, receipts: what is known of every report that stands on the shelf.

Input: a report that was made and passed its checks. Output: ``receipts/<publication>/<nis>.json``
and, beside it, its displayed figures as Parquet. The receipt is written last: a report without
one, or with another content than its receipt says, counts as not made. It vouches for the
displayed figures, the charts and what the site tells too. One of a later format is refused: a
program that was put back would make all reports anew over those of the newer one.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import polars as pl
from dataframely import DataFrame
from pydantic import ConfigDict, TypeAdapter, ValidationError

from scan.errors import Fault, RefusedError
from scan.files import sha256, write_bytes, write_text
from scan.views.displayed import Displayed

RECEIPTS, CHARTS, TOLD = "receipts", "charts", "told"
FORMAT = 2
"""Raised when older code would misread what is written; 1 were receipts without a number."""
PUBLIC = "rapporten"
"""Where reports stand in a release."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One report that stands on the shelf."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)
    publication: str
    nis: str
    name: str
    key: str
    """Hash of ``parts``: everything that the bytes of the report depend on."""
    file: str
    """The PDF, from the shelf."""
    sha256: str
    size: int
    """In bytes."""
    pages: int
    indicators: tuple[str, ...]
    """Codes of the indicators that have a page, in order."""
    made: str
    """Start of the run that made these bytes, ISO 8601."""
    data_date: str
    """ISO date of the newest figures in it."""
    seconds: float
    """How long it took to make."""
    verdict: str
    """What the checks of the file said."""
    run: str
    """Name of the run that made it."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """What the reader sees, part by part, each as a hash or a version."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Indicator → hash of the stored rows that its view was made from."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """What belongs to the report, from the shelf → its SHA-256: displayed figures, charts and what
    the site tells."""
    format: int = FORMAT


_RECEIPT = TypeAdapter(Receipt)


def address(receipt: Receipt) -> str:
    """Where a report stands in a release; this never changes."""
    return f"{PUBLIC}/{receipt.publication}/{Path(receipt.file).name}"


def receipt_path(shelf: Path, publication: str, nis: str) -> Path:
    """Where the receipt of a report stands."""
    return shelf / RECEIPTS / publication / f"{nis}.json"


def displayed_path(shelf: Path, publication: str, nis: str) -> Path:
    """Where the displayed figures of a report stand."""
    return receipt_path(shelf, publication, nis).with_suffix(".parquet")


def charts_path(shelf: Path, publication: str, nis: str) -> Path:
    """Where the charts of a report stand."""
    return shelf / CHARTS / publication / f"{nis}.zip"


def told_path(shelf: Path, publication: str, nis: str) -> Path:
    """Where stands what the site tells of a report."""
    return shelf / TOLD / publication / f"{nis}.json.gz"


def write_receipt(shelf: Path, receipt: Receipt, figures: pl.DataFrame) -> Receipt:
    """Writes the displayed figures, then the receipt that vouches for all there is; gives it."""
    target = io.BytesIO()
    figures.write_parquet(target)
    place = shelf, receipt.publication, receipt.nis
    write_bytes(displayed_path(*place), target.getvalue())
    belongs = (path_of(*place) for path_of in (displayed_path, charts_path, told_path))
    there = (path for path in belongs if path.is_file())
    beside = {path.relative_to(shelf).as_posix(): sha256(path) for path in there}
    written = replace(receipt, beside=beside)
    text = json.dumps(asdict(written), ensure_ascii=False, indent=1) + "\n"
    write_text(receipt_path(*place), text)
    return written


def stands(shelf: Path, receipt: Receipt) -> bool:
    """Whether a report and what belongs to it are the files that its receipt says."""
    vouched = {receipt.file: receipt.sha256, **receipt.beside}
    return all(_is(shelf / file, content) for file, content in vouched.items())


def _is(path: Path, content: str) -> bool:
    return path.is_file() and sha256(path) == content


def withdraw(shelf: Path, receipt: Receipt) -> None:
    """Takes a report from the shelf: first the receipt that vouches for it, then the rest."""
    path = receipt_path(shelf, receipt.publication, receipt.nis)
    path.unlink(missing_ok=True)
    displayed_path(shelf, receipt.publication, receipt.nis).unlink(missing_ok=True)
    charts_path(shelf, receipt.publication, receipt.nis).unlink(missing_ok=True)
    told_path(shelf, receipt.publication, receipt.nis).unlink(missing_ok=True)
    (shelf / receipt.file).unlink(missing_ok=True)


def read_receipt(path: Path) -> Receipt | None:
    """One receipt; ``None`` where there is none that can be read: the report counts as not made.

    Raises RefusedError for one of a later format.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return None
    if (number := _format_of(data)) > FORMAT:
        message = f"is of format {number}; this program knows {FORMAT}"
        remedy = f"use the newer program, or remove {path.parent} to have its reports made anew"
        raise RefusedError(str(Fault(str(path), "", message, remedy)))
    try:
        return _RECEIPT.validate_json(data)
    except ValidationError:
        return None


def _format_of(data: bytes) -> int:
    """The number that a file gives as its format; 0 where it gives none."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return 0
    number = raw.get("format") if isinstance(raw, dict) else None
    return number if type(number) is int else 0


def read_receipts(shelf: Path, publication: str) -> tuple[Receipt, ...]:
    """The receipts of a publication, by NIS code."""
    folder = shelf / RECEIPTS / publication
    found = (read_receipt(path) for path in sorted(folder.glob("[0-9]*.json")))
    return tuple(receipt for receipt in found if receipt is not None)


def read_displayed(shelf: Path, publication: str) -> DataFrame[Displayed]:
    """What all reports of a publication display; no rows where none was made."""
    paths = [
        displayed_path(shelf, publication, receipt.nis)
        for receipt in read_receipts(shelf, publication)
    ]
    frames = [pl.read_parquet(path) for path in paths if path.is_file()]
    return Displayed.validate(pl.concat([Displayed.create_empty(), *frames]))
