"""Extracts, opening: from bytes to safe text. Input: a delivered text. Output: UTF-8 text.

Text may be UTF-8 with or without a byte order mark, ISO-8859-1 (noticed), or what the source
says; line ends become LF.
"""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from scan.errors import ExtractError
from scan.extracts.readers.plain_files import AGAIN, damaged

_BLOCK = 1 << 20
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_ENCODED_TWICE = (b"\xc3\x83\xc2", b"\xc3\xa2\xe2\x82\xac")
"""How Ã and Â stand together, and how â and € do, in UTF-8: letters of an older encoding."""
_LOST = b"\xef\xbf\xbd"
_CONTROL = bytes([*range(9), 11, *range(14, 32), 127])
_WINDOWS = re.compile(rb"[\x80-\x9f]")
_UNSEEN = re.compile(rb"\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c")
_ASCII = bytes(range(128))


@dataclass(frozen=True, slots=True)
class Opened:
    """Text of a file: UTF-8 bytes without mark, lines ending in LF, and what was noticed."""

    data: bytes
    remarks: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        """The first line."""
        end = self.data.find(b"\n")
        return self.data[: end if end >= 0 else None].decode("utf-8")


def text_of(data: bytes, path: Path, encoding: str = "") -> Opened:
    """Text of the bytes of the file at ``path``, in UTF-8 or in the ``encoding`` that is given.

    Raises ExtractError when it is empty, is no text, or is encoded in another way.
    """
    if encoding:
        try:
            return _decoded(data.decode(encoding).encode("utf-8"), path)
        except UnicodeDecodeError as error:
            raise _wrong_encoding(
                path, f"the text is not {encoding}", _row(data, error.start)
            ) from None
    return _decoded(data, path)


def _decoded(raw: bytes, path: Path) -> Opened:
    _refuse_wide(raw, path)
    data = raw.removeprefix(_BYTE_ORDER_MARK)
    remarks: tuple[str, ...] = ()
    if not data.isascii():
        if not _is_utf8(data):
            data = _from_latin(data, path)
            remarks = ("the text is ISO-8859-1, not UTF-8; read as such",)
        _refuse_garbled(data, path)
    if len(data.translate(None, _CONTROL)) != len(data):
        at = next(place for place, byte in enumerate(data) if byte in _CONTROL)
        raise _unseen(data, at, path)
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not data or data.isspace():
        raise damaged(path, "the file is empty", AGAIN, kind="empty_file")
    return Opened(data, remarks)


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _BLOCK):
            decoder.decode(view[start : start + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_wide(raw: bytes, path: Path) -> None:
    if raw.startswith(_WIDE) or raw[:2_000].count(b"\x00") > len(raw[:2_000]) // 4 > 0:
        raise _wrong_encoding(path, "the text is UTF-16, or no text in UTF-8 or ISO-8859-1 at all")
    if b"\x00" in raw:
        raise _wrong_encoding(
            path,
            "the file is no text in UTF-8 or ISO-8859-1: it holds NUL bytes",
            _row(raw, raw.index(b"\x00")),
        )


def _refuse_garbled(data: bytes, path: Path) -> None:
    for letters in _ENCODED_TWICE:
        if (twice := data.find(letters)) >= 0:
            message = "the text was turned into UTF-8 twice (Ã or â stands for a letter)"
            raise _wrong_encoding(path, message, _row(data, twice))
    if (lost := data.find(_LOST)) >= 0:
        raise _wrong_encoding(
            path, "letters were lost in another encoding (� stands for them)", _row(data, lost)
        )
    if _UNSEEN.search(data.translate(None, _ASCII)) and (unseen := _UNSEEN.search(data)):
        raise _unseen(data, unseen.start(), path)


def _from_latin(data: bytes, path: Path) -> bytes:
    if strange := _WINDOWS.search(data):
        raise _wrong_encoding(
            path,
            "the file is no text in UTF-8 or ISO-8859-1; is it Windows-1252?",
            _row(data, strange.start()),
        )
    return data.decode("iso-8859-1").encode("utf-8")


def _row(data: bytes, at: int) -> str:
    ends = data.count(b"\n", 0, at)
    return f"row {ends + 1}"


def _unseen(data: bytes, at: int, path: Path) -> ExtractError:
    code = f"U+{ord(data[at : at + 3].decode('utf-8', 'ignore')[0]):04X}"
    return damaged(
        path,
        f"the text holds a sign that steers the screen or the direction of letters ({code})",
        "Take it out and deliver the file again.",
        _row(data, at),
    )


def _wrong_encoding(path: Path, message: str, place: str = "") -> ExtractError:
    return damaged(path, message, "Save it as UTF-8 and deliver it again.", place, "encoding")
