"""Publish, the manifest: what a release says about itself, and the checksums of its files.

Input: ``manifest.json`` and ``SHA256SUMS`` of a release, or the values that go into them.
Output: a frozen :class:`Manifest`, or those two files. The checksums are in the form that
``sha256sum --check`` reads; the manifest holds a hash over them, so that each vouches for the
other.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from scan.catalogue.moments import FINISHED, FIRST, First
from scan.errors import Fault, RefusedError
from scan.files import sha256, write_text

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
"""Stands there where releases are signed (``publish.signing``)."""
FRAME = (MANIFEST, SUMS, SIGNATURE)
"""What says of a release what it is, and is no part of it."""
DISPLAYED = "data/displayed.parquet"
"""Where in a release its displayed figures stand."""
FORMAT = 2
"""Raised when older code can no longer read what is written; 1 knew no signatures."""

_LINE = re.compile(r"(?P<sum>[0-9a-f]{64})  (?P<path>[^\n]+)")
_REMEDY = "go back to a release that verifies: scan rollback"

Sums = Mapping[str, str]
"""Path inside the release → SHA-256 of the file."""


class Part(BaseModel):
    """Base of what stands in a manifest; keys of later versions are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Delivery(Part):
    """What was used of a source."""

    date: str = ""
    """Day of its newest accepted delivery, as 2025-01-31; empty outside the ledger."""
    fingerprint: str
    """Of the contents of its files."""


class Described(Part):
    """An indicator that is shown in the release."""

    title: str
    unit: str
    sources: tuple[str, ...]
    """Every source that was delivered and may feed it."""
    first: First = FIRST[FINISHED]
    """From when on there can be a figure of a year."""


class Edition(Part):
    """What the catalogue asks of a publication."""

    title: str
    areas: tuple[str, ...]
    """NIS codes of the municipalities that should have a report."""
    indicators: tuple[str, ...]


class Report(Part):
    """One report of a release."""

    nis: str
    name: str
    path: str
    """Inside the release."""
    sha256: str
    size: int
    pages: int
    made: str
    data_date: str
    indicators: tuple[str, ...]
    """Codes that have a page in it."""


class Done(Part):
    """What was done by hand since the release before; who did it stands in the journal alone,
    since readers get this."""

    at: str
    """In UTC."""
    what: str
    of: str
    why: str = ""


class Witness(Part):
    """Rates that a supplier publishes himself, beside ours; they feed nothing."""

    indicator: str
    source: str
    file: str
    date: str
    """Day on which it was given."""
    compared: int
    agree: int
    differ: int
    off: float | None = None
    """How far ours lie from those that differ, on average, in per cent."""
    reasons: tuple[str, ...] = ()
    """Why, as far as the catalogue knows."""


class Manifest(Part):
    """What a release says about itself."""

    format: int = FORMAT
    id: str
    made: str
    """When, in UTC."""
    made_up: bool
    """Whether the figures are made up."""
    versions: dict[str, str]
    """Of the code and the libraries that decide about bytes."""
    extracts: str
    """Fingerprint of all extracts together."""
    deliveries: dict[str, Delivery]
    published: tuple[Witness, ...] = ()
    """What came of the rates that suppliers publish themselves."""
    taken_back: dict[str, tuple[int, ...]] = {}
    """Source → years that once were accepted and are not in use any more."""
    editions: dict[str, Edition]
    """Every publication that the nightly job makes, whether it has reports or not."""
    indicators: dict[str, Described]
    publications: dict[str, tuple[Report, ...]]
    """Those that have reports."""
    findings: tuple[str, ...] = ()
    """What the gate had to say; a release with findings was accepted in spite of them."""
    accepted: bool = False
    acts: tuple[Done, ...] = ()
    """What people did since the release before."""
    files: int
    """How many there are beside the manifest and the checksums."""
    bytes: int
    tree: str
    """Hash over the paths and checksums of those files."""


def tree_hash(sums: Sums) -> str:
    """One hash for a whole tree of files, the manifest and the checksums left out."""
    return hashlib.sha256(_lines(_without_frame(sums)).encode("utf-8")).hexdigest()


def _without_frame(sums: Sums) -> Sums:
    return {path: digest for path, digest in sums.items() if path not in FRAME}


def _lines(sums: Sums) -> str:
    return "".join(f"{sums[path]}  {path}\n" for path in sorted(sums))


def write_frame(folder: Path, manifest: Manifest, sums: Sums) -> None:
    """Write the manifest and the checksums of all files, the manifest among them."""
    write_text(folder / MANIFEST, manifest.model_dump_json(indent=1) + "\n")
    whole = {**_without_frame(sums), MANIFEST: sha256(folder / MANIFEST)}
    write_text(folder / SUMS, _lines(whole))


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the release in ``folder``.

    Raises RefusedError when it is missing, damaged, or of a later format.
    """
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
        manifest = Manifest.model_validate_json(text, strict=True)
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise RefusedError(str(_fault(MANIFEST, f"cannot be read ({_first(error)})"))) from error
    if manifest.format > FORMAT:
        message = f"is of format {manifest.format}, this program knows {FORMAT}"
        raise RefusedError(str(Fault(MANIFEST, "", message, "use the newer program")))
    return manifest


def read_sums(folder: Path) -> tuple[dict[str, str], tuple[Fault, ...]]:
    """The checksums of the release in ``folder``, and what is wrong with the list itself."""
    try:
        text = (folder / SUMS).read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return {}, (_fault(SUMS, f"cannot be read ({_first(error)})"),)
    sums: dict[str, str] = {}
    faults = []
    for number, line in enumerate(text.split("\n")[:-1], 1):
        match = _LINE.fullmatch(line)
        if match is None or match["path"] in sums:
            faults.append(_fault(SUMS, "is damaged", f"line {number}"))
        else:
            sums[match["path"]] = match["sum"]
    if text and not text.endswith("\n"):
        faults.append(_fault(SUMS, "is cut off at its end"))
    return sums, tuple(faults)


def _fault(file: str, message: str, place: str = "") -> Fault:
    return Fault(file, place, message, _REMEDY)


def _first(error: Exception) -> str:
    return str(error).partition("\n")[0]
