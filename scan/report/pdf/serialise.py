"""Report, pdf: a painted document as the bytes of a file.

Input: a WeasyPrint document and the files to attach. Output: the bytes of the PDF. Every object
is turned into bytes once, and every stream compressed once, where pydyf does both twice: once
for the file and once for its identifier. No date and no random number gets in.
"""

import zlib
from functools import partial
from hashlib import md5
from typing import BinaryIO

import pydyf
from weasyprint import Attachment, Document

from scan.report.pdf.shortcuts import to_bytes

_HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_FREE = b"\x00\x00\x00\x00\x00\xff\xff"
_WIDTHS = (1, 4, 2)
_LEVEL = 6


def serialise(
    document: Document, files: list[Attachment], identifier: bytes, variant: str
) -> bytes:
    """Paint ``document`` and return the file, with ``files`` attached.

    ``identifier`` becomes the first half of the file identifier; the second is a hash of the
    content.
    """
    pdf: bytes = document.write_pdf(
        pdf_variant=variant, attachments=files, pdf_identifier=identifier, finisher=_finish
    )
    return pdf


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    """Name each attachment once (WeasyPrint does so twice), and write the file our way."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    pdf.write = partial(_write, pdf)


def _write(
    pdf: pydyf.PDF, output: BinaryIO, version: str, identifier: bytes, compress: bool
) -> None:
    """What ``pydyf.PDF.write`` does, for PDF 1.7 with compressed object streams."""
    pdf.add_object(pdf.info)
    chunks, position = [_HEADER], len(_HEADER)
    entries: dict[int, bytes] = {0: _FREE}
    packed: list[tuple[int, bytes]] = []
    digest = md5(usedforsecurity=False)
    for item in pdf.objects[1:]:
        data = _data(item)
        digest.update(data)
        if item.compressible:
            packed.append((item.number, data))
        else:
            position = _append(chunks, entries, position, item.number, data)
    number = len(pdf.objects)
    position = _append(chunks, entries, position, number, _object_stream(packed))
    for index, (packed_number, _) in enumerate(packed):
        entries[packed_number] = _entry(2, number, index)
    entries[number + 1] = _entry(1, position, 0)
    halves = (pydyf.String(identifier), pydyf.String(digest.hexdigest()))
    table = _cross_references(pdf, entries, pydyf.Array(half.data for half in halves))
    _append(chunks, entries, position, number + 1, table)
    output.write(b"".join((*chunks, b"startxref\n%d\n%%%%EOF\n" % position)))


def _data(item: pydyf.Object) -> bytes:
    """The bytes of an object; a stream compressed as zlib does by itself, in half the time."""
    if not isinstance(item, pydyf.Stream) or not item.compress:
        return bytes(item.data)
    packed = zlib.compress(b"\n".join(map(to_bytes, item.stream)), _LEVEL)
    extra = pydyf.Dictionary({**item.extra, "Filter": "/FlateDecode", "Length": len(packed)})
    return b"\n".join((extra.data, b"stream", packed, b"endstream"))


def _append(
    chunks: list[bytes], entries: dict[int, bytes], position: int, number: int, data: bytes
) -> int:
    """Append an object; returns the position after it.

    A stream that ends in a carriage return would melt with the line feed after it into one end
    of line, and be read as a byte too short; such a one is closed with both.
    """
    entries[number] = _entry(1, position, 0)
    if data.endswith(b"\r\nendstream"):
        data = data.removesuffix(b"\nendstream") + b"\r\nendstream"
    chunk = b"%d 0 obj\n%s\nendobj\n" % (number, data)
    chunks.append(chunk)
    return position + len(chunk)


def _entry(kind: int, place: int, index: int) -> bytes:
    fields = zip((kind, place, index), _WIDTHS, strict=True)
    return b"".join(value.to_bytes(width, "big") for value, width in fields)


def _object_stream(packed: list[tuple[int, bytes]]) -> bytes:
    """The objects that are no streams, compressed together."""
    heads, offset = [], 0
    for number, data in packed:
        heads.append(b"%d %d" % (number, offset))
        offset += len(data) + 1
    head = b" ".join(heads) + b"\n"
    extra = {"Type": "/ObjStm", "N": len(packed), "First": len(head)}
    content = head + b"\n".join(data for _, data in packed)
    return _data(pydyf.Stream([content], extra, compress=True))


def _cross_references(pdf: pydyf.PDF, entries: dict[int, bytes], identifier: pydyf.Array) -> bytes:
    extra = {
        "Type": "/XRef",
        "Size": len(entries),
        "W": pydyf.Array(_WIDTHS),
        "Root": pdf.catalog.reference,
        "Info": pdf.info.reference,
        "ID": identifier,
    }
    rows = b"".join(entries[number] for number in range(len(entries)))
    return _data(pydyf.Stream([rows], extra, compress=True))
