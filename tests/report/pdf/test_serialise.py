"""Streams are read back at their full length, whatever byte they end in."""

import pytest

from scan.report.pdf.serialise import _append


@pytest.mark.parametrize("last", [b"\r", b"\n", b"x", b"\r\n"])
def test_a_stream_may_end_in_any_byte(last: bytes) -> None:
    body = b"BT ET % comment" + last
    data = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body)
    chunks: list[bytes] = []
    _append(chunks, {}, 0, 4, data)
    (chunk,) = chunks
    raw = chunk.split(b"stream\n", 1)[1].rsplit(b"endstream", 1)[0]
    end = 2 if raw.endswith(b"\r\n") else 1
    assert raw[: len(raw) - end] == body
