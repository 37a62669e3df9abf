"""Extracts, plain files: only what is a file of a believable size is opened. Output: its bytes.

A delivery may hold a folder, a pipe or a device under the name of an extract, or a link that
would make the program read (and show in a message) a file that nobody delivered.
"""

import stat
from pathlib import Path

from scan.errors import ExtractError, Fault

MAX_FILE = 200_000_000
"""Bytes of a file; the largest that is known, of all Belgium, has 104 million."""
MAX_NAME = 200
AGAIN = "Deliver the whole file again."

_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def damaged(
    path: Path, message: str, remedy: str, place: str = "", kind: str = "unreadable"
) -> ExtractError:
    """The error of one thing wrong with the file at ``path``."""
    return ExtractError((Fault(path.name, place, message, remedy, kind),))


def first_line(error: BaseException) -> str:
    """What a library says is wrong, without its advice to programmers."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def refuse_unfit(path: Path) -> None:
    """ExtractError for what must not even be opened.

    That is a folder, a pipe or a device in place of a file, a link that leads out of its own
    folder, a file of more than 200 MB, and a name with characters that are not seen.
    """
    if len(path.name) > MAX_NAME or not path.name.isprintable() or "\\" in path.name:
        message = f"the name is longer than {MAX_NAME} signs, or holds signs that are not seen"
        raise damaged(path, message, "Give the file the plain name that its source declares.")
    try:
        leads_out = path.is_symlink() and not path.resolve(strict=True).is_relative_to(
            path.parent.resolve()
        )
        found = path.stat()
    except (OSError, RuntimeError) as error:  # RuntimeError: links that go round
        raise damaged(path, "there is no such file, or it cannot be read", AGAIN) from error
    if leads_out:
        raise damaged(path, "is a link that leads out of its folder", "Deliver the file itself.")
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for test, name in _KINDS if test(found.st_mode)), "a device")
        raise damaged(path, f"is {kind}, not a file", "Put the file itself in its place.")
    if found.st_size > MAX_FILE:
        raise damaged(
            path, f"the file has {found.st_size} bytes, more than {MAX_FILE}", "Split it."
        )


def unfit(path: Path) -> tuple[Fault, ...]:
    """What :func:`refuse_unfit` finds wrong, as faults; none for a file that may be opened."""
    try:
        refuse_unfit(path)
    except ExtractError as error:
        return error.faults
    return ()


def read_bytes(path: Path) -> bytes:
    """The bytes at ``path``, at most 200 MB; ExtractError for what must not be opened."""
    refuse_unfit(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    except OSError as error:
        raise damaged(path, f"the file cannot be read ({error.strerror})", AGAIN) from error
    if len(data) > MAX_FILE:
        raise damaged(path, f"the file has more than {MAX_FILE} bytes", "Split it.")
    return data
