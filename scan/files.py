"""Ground: the only place that writes. Input: a path and its contents. Output: that file, whole.

Every file is written aside in the same folder, flushed to the disk, and renamed over its place;
then the folder is flushed. Whoever reads sees the old file or the new one, never a part. A
leftover of a killed write is called ``.tmp-…``, and no reader looks at hidden files.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

ASIDE = ".tmp-"
"""How the name of a file that is still being written starts."""

_READABLE = 0o644


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


def sha256(path: Path) -> str:
    """SHA-256 of the contents of ``path``, as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(path: Path, pour: Callable[[BinaryIO], object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=ASIDE, dir=path.parent)
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
