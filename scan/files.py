"""Ground: the only place that writes. Input: a path and its contents. Output: that file, whole.

Every file is written aside in the same folder, flushed to the disk, and renamed over its place;
then the folder is flushed. Whoever reads sees the old file or the new one, never a part. A
leftover of a killed write is called ``.tmp-<process>-…``; no reader looks at hidden files, and
:func:`sweep` removes what a dead process left.
"""

import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

ASIDE = ".tmp-"
"""How the name of a file that is still being written starts."""

_READABLE = 0o644
_LEFTOVER = re.compile(rf"{re.escape(ASIDE)}(\d+)-")
_FULL = (errno.ENOSPC, errno.EDQUOT)


def write_bytes(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, making its folder where needed; OSError leaves the old file."""
    _write(path, lambda out: out.write(data))


def write_text(path: Path, text: str) -> None:
    """Put ``text`` at ``path`` as UTF-8 with its line ends as they are."""
    write_bytes(path, text.encode("utf-8"))


def copy_file(src: Path, dst: Path) -> None:
    """Put the bytes of ``src`` at ``dst``; OSError leaves the old file."""

    def pour(out: BinaryIO) -> None:
        with src.open("rb") as inward:
            shutil.copyfileobj(inward, out)

    _write(dst, pour)


def write_if_changed(path: Path, data: bytes) -> bool:
    """Put ``data`` at ``path`` unless just that stands there already; whether it was written.

    What is left untouched keeps its time, and with it what web servers and mirrors know of it.
    """
    if path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data:
        return False
    write_bytes(path, data)
    return True


def append_line(path: Path, line: str) -> None:
    """Add a line to a journal in one piece and flush it to the disk; OSError when it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _READABLE)
    try:
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def disk_full(error: OSError) -> bool:
    """Whether ``error`` says that there is no room left."""
    return error.errno in _FULL


def sweep(folder: Path) -> tuple[Path, ...]:
    """Removes what killed processes left half written below ``folder``; returns what it was.

    What a living process is writing stays. The caller holds the lock of ``folder``.
    """
    left = [path for path in sorted(folder.rglob(f"{ASIDE}*")) if not _in_use(path)]
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return tuple(left)


def _in_use(path: Path) -> bool:
    found = _LEFTOVER.match(path.name)
    if found is None:
        return False
    try:
        os.kill(int(found[1]), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def sha256(path: Path) -> str:
    """SHA-256 of the contents of ``path``, as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, pour: Callable[[BinaryIO], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{ASIDE}{os.getpid()}-", dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            pour(out)
            out.flush()
            os.fsync(out.fileno())
        aside.chmod(_READABLE)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
