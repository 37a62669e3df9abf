"""How files are spoilt: in their bytes, lines and cells, and inside archives part by part."""

import zipfile
from collections.abc import Callable

from hypothesis import strategies as st

from tests.hostile.good import entries_of, zipped

NASTY = (
    *("", " ", "-", "x", "?", "nvt", "0", "-0", "-1", "1e9", "1E999", "NaN", "inf", "-inf", "None"),
    *(
        "9" * 30,
        "9" * 5_000,
        "1,5",
        "1.5",
        "1.234",
        "1.234,5",
        "0x1F",
        "½",
        "٣",
        "²",
        "−5",
        "1 000",
    ),
    *("11001", "02000", "2000", "99991", "99999", "Aalst", "Hasselt", "2025", "0", "1899", "45658"),
    *("=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "\t1", "<script>x</script>", "{{ 7*7 }}"),
    *("{% include '/etc/passwd' %}", "../../etc/passwd", "C:\\x", "CON", "a" * 20_000, '"', '""'),
    *("'", ";", ",", "|", ";;;;", '";"', "\n", "\r", "\r\n\r\n", "\x00", "\x1b[2J", "\x7f", "\x85"),
    *(
        "\u202e",
        "\u2066",
        "\ufeff",
        "\u2028",
        "\ud7ff",
        "\U0001f600",
        "e\u0301" * 50,
        "Ã©",
        "\ufffd",
    ),
    *("2024-13-01", "2024-02-30", "01/01/2024", "2024-2025", "2024-2030", "0001-01-01", "9999"),
)
NASTY_BYTES = (
    *(text.encode("utf-8") for text in NASTY),
    *(b"\xff", b"\xfe\xff", b"\xc3", b"\xe2\x82", b"\x80", b"PK\x03\x04", b"PK\x05\x06", b"PAR1"),
)
NASTY_XML = (
    *(
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>",
        b"&a;",
        b"]]>",
    ),
    *(b"<c r='XFD1048576'><v>1</v></c>", b"<c r='A0'/>", b"<c r='ZZZ9999999'/>", b"<c r='1A'/>"),
    *(b"<c t='s'><v>99999999</v></c>", b"<c t='s'><v>-1</v></c>", b"<c t='b'><v>7</v></c>"),
    *(b"<c t='d'><v>never</v></c>", b"<c t='e'><v>#REF!</v></c>", b"<c><f>1+1</f><v>2</v></c>"),
    *(
        b"<c s='99999'><v>1</v></c>",
        b"<c><v>1e400</v></c>",
        b"<row r='4294967296'>",
        b"<row r='-1'/>",
    ),
    *(b"<mergeCell ref='A1:XFD1048576'/>", b"<!--", b"<![CDATA[", b"</worksheet>", b"<a" * 300),
    *(b"<?xml version='1.1'?>", b"<dimension ref='A1:XFD1048576'/>", b"&#x1;", b"&#x10FFFF;"),
)

Bytes = st.sampled_from(NASTY_BYTES) | st.binary(max_size=8)
_Where = st.floats(0, 1, exclude_max=True)
_SEPARATORS = b",;|\t\n"


@st.composite
def spoilt(draw: st.DrawFn, data: bytes, is_zip: bool) -> bytes:
    """``data`` with one to four changes."""
    ways: list[Callable[[st.DrawFn, bytes], bytes]] = [_bytes, _insert, _delete, _cut]
    ways += [_in_part, _in_part, _in_part, _parts] if is_zip else [_cell, _cell, _lines, _cell]
    for _ in range(draw(st.integers(1, 4))):
        way = draw(st.sampled_from(ways))
        data = way(draw, data)
    return data


def _at(draw: st.DrawFn, size: int) -> int:
    return int(draw(_Where) * max(size, 1))


def _bytes(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes changed."""
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 8)) if changed else 0):
        changed[_at(draw, len(changed))] ^= draw(st.integers(1, 255))
    return bytes(changed)


def _insert(draw: st.DrawFn, data: bytes) -> bytes:
    at = _at(draw, len(data))
    return data[:at] + draw(Bytes) * draw(st.sampled_from((1, 1, 1, 2, 500))) + data[at:]


def _delete(draw: st.DrawFn, data: bytes) -> bytes:
    at = _at(draw, len(data))
    return data[:at] + data[at + draw(st.integers(1, 200)) :]


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: _at(draw, len(data))]


def _cell(draw: st.DrawFn, data: bytes) -> bytes:
    """Another text in a cell: of the first lines, or anywhere."""
    at = _at(draw, draw(st.sampled_from((200, 600, len(data)))))
    start = max(data.rfind(bytes([sign]), 0, at) for sign in _SEPARATORS) + 1
    ends = [end for sign in _SEPARATORS if (end := data.find(bytes([sign]), at)) >= 0]
    return data[:start] + draw(Bytes) + data[min(ends, default=len(data)) :]


def _lines(draw: st.DrawFn, data: bytes) -> bytes:
    """Lines swapped, doubled, joined or left out."""
    lines = data.split(b"\n")
    one, other = _at(draw, len(lines)), _at(draw, len(lines))
    way = draw(st.sampled_from(("swap", "double", "join", "omit", "empty")))
    if way == "swap":
        lines[one], lines[other] = lines[other], lines[one]
    elif way == "double":
        lines.insert(other, lines[one])
    elif way == "join":
        lines[one : one + 2] = [b"".join(lines[one : one + 2])]
    elif way == "omit":
        del lines[one : one + 5]
    else:
        lines.insert(one, draw(Bytes))
    return b"\n".join(lines)


def _entries(data: bytes) -> dict[str, bytes]:
    """The entries of an archive that can still be read; none of one that cannot."""
    try:
        return entries_of(data)
    except Exception:  # of an archive spoilt before, whatever the library says of it
        return {}


def _in_part(draw: st.DrawFn, data: bytes) -> bytes:
    """A change inside one part of an archive, which is packed again."""
    entries = _entries(data)
    if not entries:
        return data
    name = draw(st.sampled_from(sorted(entries)))
    part = entries[name]
    if part.lstrip().startswith(b"<") and draw(st.booleans()):
        places = [at for at, byte in enumerate(part[:4_000]) if byte == ord("<")]
        at = draw(st.sampled_from(places)) if draw(st.booleans()) else part.rfind(b"</")
        entries[name] = part[:at] + draw(st.sampled_from(NASTY_XML)) + part[at:]
    else:
        way = draw(st.sampled_from((_bytes, _insert, _delete, _cut, _cell)))
        entries[name] = way(draw, part)
    return zipped(entries, draw(st.sampled_from((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))))


def _parts(draw: st.DrawFn, data: bytes) -> bytes:
    """A part left out, renamed, given the contents of another, or compressed in another way."""
    entries = _entries(data)
    if not entries:
        return data
    name, other = (draw(st.sampled_from(sorted(entries))) for _ in range(2))
    way = draw(st.sampled_from(("omit", "rename", "exchange", "bzip2", "lzma")))
    if way == "omit":
        del entries[name]
    elif way == "rename":
        entries[draw(st.sampled_from(("../x.txt", "XL/workbook.xml", "a.csv", "é")))] = entries[
            name
        ]
        del entries[name]
    elif way == "exchange":
        entries[name], entries[other] = entries[other], entries[name]
    methods = {"bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}
    return zipped(entries, methods.get(way, zipfile.ZIP_DEFLATED))
