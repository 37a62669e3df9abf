"""Extracts, opening: from a path to safe bytes. Input: a delivered file. Output: UTF-8 text.

Zip archives and workbooks are measured before anything is unpacked. Text may be UTF-8 with or
without a byte order mark, or ISO-8859-1 (noticed); line ends become LF.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from scan.errors import ExtractError, Fault

MAX_ENTRIES = 2_000
MAX_UNPACKED = 1_000_000_000
MAX_RATIO = 100
RATIO_FROM = 100 * 1024
"""Below this many bytes an entry may be compressed as well as it likes."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_ENCODED_TWICE = re.compile(rb"\xc3\x83\xc2[\x80-\xbf]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x80-\x9f]")
_TEXT_ENDINGS = (".txt", ".csv")


@dataclass(frozen=True, slots=True)
class Opened:
    """Text of a file: UTF-8 bytes without mark, lines ending in LF, and what was noticed."""

    data: bytes
    remarks: tuple[str, ...] = ()


def damaged(path: Path, message: str, remedy: str, place: str = "") -> ExtractError:
    """The error of one thing wrong with the file at ``path``."""
    return ExtractError((Fault(path.name, place, message, remedy),))


def open_text(path: Path) -> Opened:
    """Text of the file at ``path``, or of the only text inside it when it is a zip archive.

    Raises ExtractError when the file is empty, is no text, is encoded in another way, or is an
    archive that is damaged or larger than the limits.
    """
    raw = _unpacked(path) if zipfile.is_zipfile(path) else _plain(path)
    return _decoded(raw, path)


def check_archive(path: Path) -> tuple[zipfile.ZipInfo, ...]:
    """Entries of the zip archive or workbook at ``path``, when within the limits.

    Limits: 2,000 entries, 1 GB unpacked, and for entries past 100 KiB 100 bytes for one
    compressed. Raises ExtractError otherwise.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = tuple(archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise damaged(
            path, f"the archive is damaged ({error})", "Deliver the whole file again."
        ) from error
    reason = _too_much(entries)
    if reason:
        raise damaged(path, reason, "Deliver a file that is not swollen, or the text itself.")
    return entries


def _too_much(entries: tuple[zipfile.ZipInfo, ...]) -> str:
    if len(entries) > MAX_ENTRIES:
        return f"the archive has {len(entries)} entries, more than {MAX_ENTRIES}"
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED:
        return f"the archive unpacks to {total} bytes, more than {MAX_UNPACKED}"
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > RATIO_FROM and ratio > MAX_RATIO:
            return f"{entry.filename} is compressed {ratio:.0f}:1, more than {MAX_RATIO}:1"
    return ""


def _unpacked(path: Path) -> bytes:
    texts = [
        entry for entry in check_archive(path) if entry.filename.lower().endswith(_TEXT_ENDINGS)
    ]
    if len(texts) != 1:
        raise damaged(
            path,
            f"the archive holds {len(texts)} text files, where one is expected",
            "Deliver each text in an archive of its own.",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.read(texts[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged(
            path, f"{texts[0].filename} cannot be unpacked ({error})", "Deliver it again."
        ) from error


def _plain(path: Path) -> bytes:
    if path.suffix.lower() in (".zip", ".xlsx"):
        raise damaged(path, "the archive is damaged or cut off", "Deliver the whole file again.")
    size = path.stat().st_size
    if size > MAX_UNPACKED:
        raise damaged(path, f"the file has {size} bytes, more than {MAX_UNPACKED}", "Split it.")
    return path.read_bytes()


def _decoded(raw: bytes, path: Path) -> Opened:
    data = raw.removeprefix(_BYTE_ORDER_MARK)
    remarks: tuple[str, ...] = ()
    try:
        if not data.isascii():
            data.decode("utf-8")
    except UnicodeDecodeError:
        data = _from_latin(data, path)
        remarks = ("the text is ISO-8859-1, not UTF-8; read as such",)
    if b"\x00" in data:
        raise _wrong_encoding(path, "the file is no text in UTF-8 or ISO-8859-1")
    if _ENCODED_TWICE.search(data):
        raise _wrong_encoding(path, "the text was turned into UTF-8 twice (Ã stands for a letter)")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data.strip():
        raise damaged(path, "the file is empty", "Deliver the whole file again.")
    return Opened(data, remarks)


def _from_latin(data: bytes, path: Path) -> bytes:
    text = data.decode("iso-8859-1")
    if _CONTROL.search(text):
        raise _wrong_encoding(path, "the file is no text in UTF-8 or ISO-8859-1")
    return text.encode("utf-8")


def _wrong_encoding(path: Path, message: str) -> ExtractError:
    return damaged(path, message, "Save it as UTF-8 and deliver it again.")
