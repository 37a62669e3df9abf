"""Ground: the only place that writes. Input: a path and its contents. Output: that file, whole.

Every file is written aside in the same folder, flushed to the disk, and renamed over its place;
then the folder is flushed. Whoever reads sees the old file or the new one, never a part. A
leftover of a killed write is called ``.tmp-…``; no reader looks at hidden files, and sweeping
removes what a dead process left. Whole folders come and go likewise: by a rename, complete.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import psutil

from scan.errors import LockedError

ASIDE = ".tmp-"
"""How the name of a file that is still being written starts."""

_READABLE = 0o644
_sync_file_system = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
"""``int syncfs(int)``: what of a file system is not on the disk yet; reports failed writes."""
_LEFTOVER = re.compile(rf"{re.escape(ASIDE)}(\d+)-")
_CLOCK = 2.0
"""Seconds by which the start of a process and the time of a file may disagree."""
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


def unpack(archive: Path, folder: Path) -> None:
    """Put the files of a zip archive of ours straight into ``folder``, whatever folder they name.

    They are not flushed to the disk: for folders that nobody reads before :func:`flush_tree`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            (folder / Path(name).name).write_bytes(packed.read(name))


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


def sweep_tree(folder: Path) -> tuple[Path, ...]:
    """Removes what killed writes left anywhere below ``folder``; returns what it was.

    What a living process is writing stays.
    """
    left = [path for path in sorted(folder.rglob(f"{ASIDE}*")) if not _in_use(path)]
    for path in left:
        _remove(path)
    return tuple(left)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _in_use(path: Path) -> bool:
    """Whether the process that began to write it lives: not just another one with its number."""
    found = _LEFTOVER.match(path.name)
    if found is None:
        return False
    try:
        started: float = psutil.Process(int(found[1])).create_time()
        return started <= path.stat().st_mtime + _CLOCK
    except (psutil.NoSuchProcess, OverflowError, FileNotFoundError):
        return False
    except psutil.AccessDenied:
        return True


def append_bytes(path: Path, data: bytes, after: int) -> None:
    """Put ``data`` behind the first ``after`` bytes of ``path``, flushed to the disk.

    What lies behind those bytes is the leftover of a killed write, and goes. OSError leaves the
    first ``after`` bytes alone in the file. Call it under a lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_RDWR | os.O_CREAT, _READABLE), "r+b") as out:  # noqa: PTH123
        out.truncate(after)
        out.seek(after)
        try:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            os.truncate(path, after)
            raise
    _flush(path.parent)


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
    _flush(path.parent)


# --- links and folders ----------------------------------------------------------------------


def link_file(src: Path, dst: Path) -> None:
    """Let ``dst`` be another name of the file ``src``; OSError leaves what was at ``dst``.

    Fails across file systems, and on those without hard links.
    """
    dst.parent.mkdir(parents=True, exist_ok=True)
    _replace_with(dst, lambda aside: aside.hardlink_to(src))


def point(link: Path, target: Path) -> None:
    """Let the symbolic link ``link`` point at ``target``, in one step: old or new, never none."""
    link.parent.mkdir(parents=True, exist_ok=True)
    _replace_with(link, lambda aside: aside.symlink_to(target))
    _flush(link.parent)


def _replace_with(path: Path, make: Callable[[Path], None]) -> None:
    aside = path.with_name(f"{ASIDE}{secrets.token_hex(8)}")
    try:
        make(aside)
        aside.replace(path)
    finally:
        # Renaming one name of a file over another name of the same file does nothing at all.
        aside.unlink(missing_ok=True)


def move_folder(src: Path, dst: Path) -> None:
    """Rename a folder to a place where nothing is, and flush both parents."""
    if dst.is_symlink() or dst.exists():
        raise FileExistsError(dst)
    src.rename(dst)
    for parent in {src.parent, dst.parent}:
        _flush(parent)


def remove_folder(folder: Path) -> None:
    """Remove a folder and all in it; under its own name it is whole or gone."""
    aside = folder.with_name(f"{ASIDE}{secrets.token_hex(8)}")
    move_folder(folder, aside)
    shutil.rmtree(aside)


def flush_tree(folder: Path) -> None:
    """Put every file and folder below ``folder`` on the disk.

    With the whole file system at once where the machine can (Linux): one by one, the files of a
    release take minutes.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        if _sync_file_system is not None:
            if _sync_file_system(handle):
                raise OSError(ctypes.get_errno(), "could not be put on the disk", str(folder))
            return
    finally:
        os.close(handle)
    for path, _, names in os.walk(folder, topdown=False):
        for name in names:
            _flush(Path(path, name))
        _flush(Path(path))


def sweep(folder: Path) -> None:
    """Remove what killed writes left directly in ``folder``. Call it under a lock."""
    for path in folder.glob(f"{ASIDE}*"):
        _remove(path)


def sweep_links(folder: Path) -> None:
    """Remove what killed switches left directly in ``folder``; what others write there stays."""
    for path in folder.glob(f"{ASIDE}*"):
        if path.is_symlink():
            path.unlink()


def hold(path: Path) -> int | None:
    """Lock the file or folder ``path``; ``None`` when another process holds it.

    Gives the handle to close. The lock ends with the process, however that ends.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """Hold the lock of ``folder``, which is made where needed.

    Raises LockedError, which says ``what`` another process is doing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = hold(folder)
    if handle is None:
        raise LockedError(f"Another process {what} ({folder}): wait until it is done")
    try:
        yield
    finally:
        os.close(handle)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
