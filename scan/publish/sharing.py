"""Publish, sharing: files that did not change are stored once for all releases.

Input: a folder that is being made into a release, and releases before it. Output: the same
folder, in which unchanged files are hard links to those of before: same bytes, same inode, same
date of change, so that nothing is sent or stored twice.
"""

import errno
import filecmp
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scan.errors import Fault
from scan.files import copy_file, link_file, sha256
from scan.publish.manifest import FRAME, Sums
from scan.publish.receipts import Receipt, address

_NO_LINKS = (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.ENOSYS)
"""What a file system says that cannot link, or not once more."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of a tree: as read, and as it takes room beside the trees named before it."""

    whole: int
    own: int


def plain_files(folder: Path) -> tuple[tuple[str, ...], tuple[Fault, ...]]:
    """Paths of all files below ``folder``, sorted; a fault for everything unfit to be published.

    Unfit are symbolic links, devices, hidden files, and names that are no text on one line.
    """
    found, faults = [], []
    for path in sorted(_walk(folder)):
        name = path.relative_to(folder).as_posix()
        why = _unfit(path, name)
        if why:
            faults.append(Fault(ascii(name)[1:-1], "", why, "remove it from the release"))
        else:
            found.append(name)
    return tuple(found), tuple(faults)


def _walk(folder: Path) -> Iterator[Path]:
    """Everything below ``folder`` that is no plain folder; links are not followed."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name.startswith("."):
                yield Path(entry.path)
            else:
                yield from _walk(Path(entry.path))
        else:
            yield Path(entry.path)


def _unfit(path: Path, name: str) -> str:
    if path.is_symlink():
        return "is a symbolic link"
    if path.name.startswith("."):
        return "is hidden"
    if not path.is_file():
        return "is neither a file nor a folder"
    if not name.isprintable() or "\\" in name:
        return "has a name with characters that do not print, or a backslash"
    return ""


def share(folder: Path, sums: Sums, before: Path, sums_before: Sums) -> int:
    """Link the files of ``folder`` that also stand in ``before``; the number of them.

    Content is compared byte by byte, so that damage in ``before`` is never taken over. On a
    file system without hard links everything stays a file of its own.
    """
    place = {digest: path for path, digest in sums_before.items() if path not in FRAME}
    linked = 0
    for path, digest in sums.items():
        known = before / place[digest] if digest in place else None
        if known is None or not known.is_file() or known.is_symlink():
            continue
        if not _same(folder / path, known):
            continue
        if not link_or_leave(known, folder / path):
            return linked
        linked += 1
    return linked


def _same(one: Path, other: Path) -> bool:
    return one.samefile(other) or filecmp.cmp(one, other, shallow=False)


def link_or_leave(src: Path, dst: Path) -> bool:
    """Link ``dst`` to ``src``; ``False`` where the file system cannot."""
    try:
        link_file(src, dst)
    except OSError as error:
        if error.errno in _NO_LINKS:
            return False
        raise
    return True


def link_or_copy(src: Path, dst: Path) -> None:
    """``dst`` with the content of ``src``: its second name where that can be, else a copy."""
    if not link_or_leave(src, dst):
        copy_file(src, dst)


def put_report(shelf: Path, folder: Path, receipt: Receipt) -> None:
    """The report of a receipt at its place in a release, where it is not there yet."""
    path = folder / address(receipt)
    if not path.exists() and (shelf / receipt.file).is_file():
        link_or_copy(shelf / receipt.file, path)


def checksums(folder: Path, paths: tuple[str, ...]) -> dict[str, str]:
    """SHA-256 of each file."""
    return {path: sha256(folder / path) for path in paths}


def sizes(folders: tuple[Path, ...]) -> dict[Path, Sizes]:
    """What each folder holds, and how much of that no earlier one in the list holds already."""
    seen: set[tuple[int, int]] = set()
    taken = {}
    for folder in folders:
        whole = own = 0
        for path in _walk(folder):
            stat = path.lstat()
            whole += stat.st_size
            if (stat.st_dev, stat.st_ino) not in seen:
                seen.add((stat.st_dev, stat.st_ino))
                own += stat.st_size
        taken[folder] = Sizes(whole, own)
    return taken
