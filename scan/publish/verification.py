"""Publish, the verification: whether a release is whole, and just as it was made.

Input: the folder of a release. Output: :class:`Verified`, or every fault: files that are
missing, too many or altered, reports that the manifest promises, links that lead nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scan.errors import Fault, RefusedError
from scan.publish.links import link_faults
from scan.publish.manifest import (
    DISPLAYED,
    MANIFEST,
    SIGNATURE,
    SUMS,
    Manifest,
    Sums,
    read_manifest,
    read_sums,
    tree_hash,
)
from scan.publish.sharing import checksums, plain_files

SHOWN_IN_FULL = 100
_REMEDY = "go back to a release that verifies: scan rollback"


@dataclass(frozen=True, slots=True)
class Verified:
    """A release that is whole."""

    id: str
    files: int
    reports: int
    bytes: int


def verify_folder(folder: Path) -> Verified:
    """Check the release in ``folder``. Raises RefusedError that names every file at fault."""
    faults = verification_faults(folder)
    if faults:
        lines = [f"{folder.name} is damaged:", *(str(fault) for fault in faults[:SHOWN_IN_FULL])]
        if len(faults) > SHOWN_IN_FULL:
            lines.append(f"… and {len(faults) - SHOWN_IN_FULL} more faults")
        raise RefusedError("\n".join(lines))
    manifest = read_manifest(folder)
    reports = sum(len(reports) for reports in manifest.publications.values())
    return Verified(manifest.id, manifest.files, reports, manifest.bytes)


def verification_faults(folder: Path) -> tuple[Fault, ...]:
    """Everything that is wrong with the release in ``folder``; none when it is whole."""
    if not folder.is_dir():
        return (Fault(folder.name, "", "is not there", _REMEDY),)
    paths, faults = plain_files(folder)
    sums, torn = read_sums(folder)
    actual = checksums(folder, tuple(path for path in paths if path not in (SUMS, SIGNATURE)))
    found = [*faults, *torn, *_file_faults(sums, actual)]
    try:
        manifest = read_manifest(folder)
    except RefusedError as error:
        return (*found, Fault("", "", str(error)))
    found += _manifest_faults(folder, manifest, sums, actual)
    found += link_faults(folder, actual)
    return tuple(found)


def _file_faults(sums: Sums, actual: Sums) -> Iterator[Fault]:
    """Files that differ from the list of checksums."""
    if MANIFEST not in sums:
        yield Fault(SUMS, "", f"does not list {MANIFEST}", _REMEDY)
    for path in sorted(sums.keys() | actual.keys()):
        if path not in actual:
            yield Fault(path, "", "is missing", _REMEDY)
        elif path not in sums:
            yield Fault(path, "", f"is not listed in {SUMS}", _REMEDY)
        elif sums[path] != actual[path]:
            yield Fault(path, "", f"is not the file that {SUMS} lists", _REMEDY)
            if path == MANIFEST:
                yield Fault(
                    SUMS, "", f"lists another {MANIFEST}: one of the two is altered", _REMEDY
                )


def _manifest_faults(folder: Path, manifest: Manifest, sums: Sums, actual: Sums) -> Iterator[Fault]:
    """What the manifest promises and the files do not hold."""
    if tree_hash(sums) != manifest.tree:
        yield Fault(SUMS, "", f"is not the list that {MANIFEST} was made with", _REMEDY)
    if folder.name != manifest.id and not folder.name.startswith("."):
        yield Fault(MANIFEST, "id", f"says {manifest.id}, the folder {folder.name}", _REMEDY)
    if DISPLAYED not in actual:
        yield Fault(DISPLAYED, "", "is missing: the figures of the release", _REMEDY)
    for id_, reports in manifest.publications.items():
        for report in reports:
            if actual.get(report.path) != report.sha256:
                message = f"is not the report of {report.name} ({id_}) that {MANIFEST} promises"
                yield Fault(report.path, "", message, _REMEDY)
