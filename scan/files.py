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
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import psutil

from scan.errors import LockedError, UsageError

ASIDE = ".tmp-"
"""How the name of a file that is still being written starts."""

_READABLE = 0o644
_PRIVATE = 0o640
_WAY_IN = 0o750
"""What owner and group need to look into a folder."""
_sync_file_system = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
"""``int syncfs(int)``: what of a file system is not on the disk yet; reports failed writes."""
_LEFTOVER = re.compile(rf"{re.escape(ASIDE)}(\d+)-")
_CLOCK = 2.0
"""Seconds by which the start of a process and the time of a file may disagree."""
_FULL = (errno.ENOSPC, errno.EDQUOT)
BESIDE = ".lock-"
"""How the name of a file starts that is locked in the place of the folder beside it."""
_TAKEN = (errno.EAGAIN, errno.EACCES)
"""What a kernel says of a lock that another holds; EACCES on some shares."""
_LOCKLESS = (errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF, errno.EINVAL)
"""What a file system says that keeps no locks; EBADF of NFS, where folders cannot be locked."""


def aside_name(rest: str = "") -> str:
    """How what this process is still writing is called: it goes when the process does not live."""
    return f"{ASIDE}{_number()}-{rest}"


def _number() -> int:
    return os.getpid()


def write_bytes(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, making its folder where needed; OSError leaves the old file."""
    _write(path, lambda out: out.write(data))


def write_text(path: Path, text: str) -> None:
    """Put ``text`` at ``path`` as UTF-8 with its line ends as they are."""
    write_bytes(path, text.encode("utf-8"))


def copy_file(src: Path, dst: Path, *, private: bool = False) -> None:
    """Put the bytes of ``src`` at ``dst``; OSError leaves the old file.

    ``private``: owner and group alone may read it, whatever the umask.
    """

    def pour(out: BinaryIO) -> None:
        with src.open("rb") as inward:
            shutil.copyfileobj(inward, out)

    _write(dst, pour, _PRIVATE if private else _READABLE)


def copy_plain(src: Path, dst: Path, same: Path | None = None) -> None:
    """Put a file with its rights and times at ``dst``, or let it be another name of ``same``.

    It is not flushed to the disk: for folders that nobody reads before :func:`flush_tree`.
    Where a file system keeps no names of the kind, it is copied.
    """
    dst.parent.mkdir(parents=True, exist_ok=True)
    if same is not None:
        try:
            dst.hardlink_to(same)
        except OSError:
            pass
        else:
            return
    shutil.copy2(src, dst, follow_symlinks=False)


def shut(folder: Path) -> None:
    """Let owner and group alone into a folder, which is made where needed, whatever the umask."""
    folder.mkdir(parents=True, exist_ok=True)
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & stat.S_IRWXO or mode & _WAY_IN != _WAY_IN:
        folder.chmod((mode | _WAY_IN) & ~stat.S_IRWXO)


def write_stream(path: Path, pieces: Iterable[bytes]) -> None:
    """Put pieces one after the other at ``path`` as they come; whatever they raise leaves the
    old file."""

    def pour(out: BinaryIO) -> None:
        for piece in pieces:
            out.write(piece)

    _write(path, pour)


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


def append_line(path: Path, line: str, *, private: bool = False) -> None:
    """Add a line to a journal in one piece and flush it to the disk; OSError when it cannot.

    ``private``: owner and group alone may read it. Half a line that a kill left stays by itself.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = _PRIVATE if private else _READABLE
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, mode)
    try:
        size = os.fstat(handle).st_size
        half = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, ("\n" * half + f"{line}\n").encode())
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


def _write(path: Path, pour: Callable[[BinaryIO], object], mode: int = _READABLE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=aside_name(), dir=path.parent)
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            pour(out)
            out.flush()
            os.fsync(out.fileno())
        aside.chmod(mode)
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

    Gives the handle to close. The lock ends with the process, however that ends. On a network
    share, where folders cannot be locked, a file beside it stands for the folder. Raises
    UsageError where the file system keeps no locks.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        taken = take_lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, path)
    except UsageError:
        if not path.is_dir():
            raise
        os.close(handle)
        beside = path.with_name(f"{BESIDE}{path.name}")
        handle = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _READABLE)
        taken = take_lock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, path)
    if not taken:
        os.close(handle)
        return None
    return handle


def take_lock(handle: int, kind: int, path: Path) -> bool:
    """Ask the kernel for the lock of an open file; whether it gave it.

    Raises UsageError where the file system keeps no locks.
    """
    try:
        fcntl.flock(handle, kind)
    except OSError as error:
        if error.errno in _TAKEN and kind & fcntl.LOCK_NB:
            return False
        if error.errno in _LOCKLESS:
            message = f"{path}: the file system keeps no locks ({error.strerror})"
            raise UsageError(
                f"{message}. Use a disk of this machine, or mount it with locks."
            ) from error
        raise
    return True


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
