"""Extracts, archives: a zip is measured before it is unpacked, and never unpacked to the disk.

Input: the bytes of an archive or workbook. Output: its entries within the limits, and the bytes
of one. What the list of contents says of an entry is held against what is really in it.
"""

import copy
import io
import re
import stat
import zipfile
import zlib
from collections import Counter
from pathlib import Path

from scan.extracts.readers.plain_files import AGAIN, MAX_FILE, damaged

MAX_ENTRIES = 2_000
MAX_UNPACKED = 3 * MAX_FILE
"""Bytes of all entries together: the register workbook of a theme has 170 million, and grows."""
MAX_RATIO = 100
RATIO_FROM = 100 * 1024
"""Below this many bytes an entry may be compressed as well as it likes."""

_DAMAGES = (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, OverflowError)
"""What zipfile raises on a damaged list of contents; the last for places beyond 2^63."""
PACKED = (b"PK\x03\x04", b"PK\x05\x06")
"""How an archive begins."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UPWARD = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
_BLOCK = 1 << 20


def entries_of(data: bytes, path: Path) -> tuple[zipfile.ZipInfo, ...]:
    """Entries of the archive ``data``, of the file at ``path``, when within the limits.

    Limits: 2,000 entries, 600 MB unpacked, and for entries past 100 KiB 100 bytes for one
    compressed. Raises ExtractError otherwise, and for encrypted entries, links, names that lead
    out of the archive, and two entries of one name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = tuple(archive.infolist())
    except _DAMAGES as error:
        raise damaged(path, f"the archive is damaged or cut off ({error})", AGAIN) from error
    _refuse_too_much(entries, path)
    for entry in entries:
        if wrong := _odd(entry):
            raise damaged(path, wrong, "Pack it anew, plainly.", f"entry {entry.filename}")
    for name, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            raise damaged(
                path, f"{count} entries have this name", "Keep one of them.", f"entry {name}"
            )
    return entries


def unpacked(data: bytes, entry: zipfile.ZipInfo, path: Path) -> bytes:
    """The bytes of one entry; ExtractError when it cannot be unpacked or holds more than it says.

    An entry that says less than it holds would pass the limits and swell in another program.
    """
    wider = copy.copy(entry)
    wider.file_size += _BLOCK
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(wider) as stream:
            content = stream.read(entry.file_size)
            more = stream.read(1)
    except (*_DAMAGES, zlib.error, EOFError) as error:
        message = f"cannot be unpacked: the archive is damaged or cut off ({error})"
        raise damaged(path, message, AGAIN, f"entry {entry.filename}") from error
    if more or len(content) != entry.file_size:
        message = f"says {entry.file_size} bytes, and holds another number"
        raise damaged(path, message, "Pack it anew.", f"entry {entry.filename}")
    return content


def _refuse_too_much(entries: tuple[zipfile.ZipInfo, ...], path: Path) -> None:
    reason = ""
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        reason = f"the archive has {len(entries)} entries, more than {MAX_ENTRIES}"
    elif total > MAX_UNPACKED:
        reason = f"the archive unpacks to {total} bytes, more than {MAX_UNPACKED}"
    for entry in entries:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if not reason and entry.file_size > RATIO_FROM and ratio > MAX_RATIO:
            reason = f"{entry.filename} is compressed {ratio:.0f}:1, more than {MAX_RATIO}:1"
    if reason:
        raise damaged(path, reason, "Deliver a file that is not swollen, or the text itself.")


def _odd(entry: zipfile.ZipInfo) -> str:
    """What is wrong with an entry; empty when nothing is."""
    if _UPWARD.search(entry.filename) or not entry.filename.isprintable():
        return "the name leads out of the archive, or holds signs that are not seen"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "is a link, not a file"
    if entry.flag_bits & _ENCRYPTED:
        return "is protected with a password"
    if entry.compress_type not in _METHODS:
        return f"is compressed in an unusual way (method {entry.compress_type})"
    return ""
