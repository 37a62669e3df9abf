"""The bad deliveries: a named builder for each fault, from the sound files of ``good``.

A :class:`Bad` says what the refusal must say: words of the message, and where the fault is.
Nothing here is stored; every file is made anew in a folder of the test.
"""

import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile.good import (
    GROUPS,
    JOBSEEKERS,
    NEWCOMERS,
    ORIGIN,
    SHEET,
    STRUCTURE,
    YOUTH,
    entries_of,
    zipped,
)

Good = dict[str, bytes]
Build = Callable[[Path, Good], Path]

LINES = 5_000_001
"""Lines of the file that is too long: a header and five million rows."""


@dataclass(frozen=True)
class Bad:
    """A bad delivery: what it is called, what its refusal says and where, how it is made."""

    name: str
    says: str
    place: str
    build: Build


def _put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def edited(name: str, change: Callable[[bytes], bytes]) -> Build:
    """A sound file with a change in its bytes."""
    return lambda folder, good: _put(folder, name, change(good[name]))


def replaced(name: str, old: str, new: str, count: int = 1) -> Build:
    """A sound file with a text in the place of another, which must be there."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), new.encode(), count)

    return edited(name, change)


def in_sheet(old: str, new: str, part: str = SHEET) -> Build:
    """The sound workbook with a text in the XML of a part in the place of another."""

    def change(data: bytes) -> bytes:
        entries = entries_of(data)
        assert old.encode() in entries[part], old
        entries[part] = entries[part].replace(old.encode(), new.encode(), 1)
        return zipped(entries)

    return edited(JOBSEEKERS, change)


def with_entries(name: str, **more: bytes) -> Build:
    """A sound archive with more entries (``__`` stands for a slash)."""

    def change(data: bytes) -> bytes:
        added = {key.replace("__", "/").replace("_dot_", "."): text for key, text in more.items()}
        return zipped({**entries_of(data), **added})

    return edited(name, change)


def named_entry(entry: str) -> Build:
    """The sound archive whose text goes under another name."""

    def change(data: bytes) -> bytes:
        (text,) = entries_of(data).values()
        return zipped({entry: text})

    return edited(STRUCTURE, change)


def in_its_place(make: Callable[[Path], object]) -> Build:
    """Something that is no file, under the name of one."""

    def build(folder: Path, good: Good) -> Path:
        path = folder / ORIGIN
        make(path)
        return path

    return build


# --- builders that need more than a line ------------------------------------------------------


def _swapped_columns(data: bytes) -> bytes:
    """The figures of two columns under each other's header."""
    return data.replace(b"belgian_bg,neighbouring", b"total,neighbouring").replace(
        b"non_eu27,total", b"non_eu27,belgian_bg"
    )


def _utf16(data: bytes) -> bytes:
    return data.decode().encode("utf-16")


def _many_rows(data: bytes) -> bytes:
    header, first, _ = data.split(b"\n", 2)
    return header + b"\n" + (first + b"\n") * (LINES - 1)


def _many_columns(data: bytes) -> bytes:
    more = b"," + b",".join(b"x%d" % at for at in range(10_000))
    lines = data.splitlines()[:3]
    return lines[0] + more + b"\n" + lines[1] + b"," * 10_000 + b"\n"


def _link_entry(data: bytes) -> bytes:
    info = zipfile.ZipInfo("TF_SOC_POP_STRUCT_2024.txt")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    return _single(info, b"/etc/passwd")


def _single(info: zipfile.ZipInfo, data: bytes) -> bytes:
    entries = zipped({info.filename: data})
    at = entries.index(b"PK\x01\x02")
    attributes = struct.pack("<L", info.external_attr)
    made_by = bytes([20, info.create_system])
    return entries[: at + 4] + made_by + entries[at + 6 : at + 38] + attributes + entries[at + 42 :]


def zip64(data: bytes, shorter: int = 0) -> bytes:
    """The sound archive with its sizes in 64 bits, of which the list may lack some bytes."""
    ((name, text),) = entries_of(data).items()
    known = zlib.crc32(text), 0xFFFFFFFF, 0xFFFFFFFF
    wide = struct.pack("<HHQQ", 1, 16, len(text), len(text))
    cut = wide[: len(wide) - shorter]
    begin = struct.pack("<4s5H3L2H", b"PK\3\4", 45, 0, 0, 0, 33, *known, len(name), len(wide))
    sizes = len(name), len(cut)
    listed = struct.pack("<4s6H3L5H2L", b"PK\1\2", 45, 45, 0, 0, 0, 33, *known, *sizes, *[0] * 5)
    content = begin + name.encode() + wide + text
    contents = listed + name.encode() + cut
    places = len(contents), len(content)
    return content + contents + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, *places, 0)


def _says_less(data: bytes) -> bytes:
    """An archive whose list of contents says 100 bytes where there are 16 MB."""
    packed = bytearray(zipped({"a.txt": os.urandom(1 << 14) * 1_000}))
    packed[22:26] = struct.pack("<L", 100)
    at = packed.index(b"PK\x01\x02")
    packed[at + 24 : at + 28] = struct.pack("<L", 100)
    return bytes(packed)


def _twice(data: bytes) -> bytes:
    """An archive with two entries of one name, of which programs take the one or the other."""
    return zipped({"aa.txt": data[:99], "bb.txt": data[99:]}).replace(b"bb.txt", b"aa.txt")


def _password(data: bytes) -> bytes:
    """The start of a workbook with a password: an old container that says so."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")


def _far_corner(data: bytes) -> bytes:
    entries = entries_of(data)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    entries[SHEET] = entries[SHEET].replace(b"</sheetData>", far)
    return zipped(entries)


def _repeated_text(data: bytes) -> bytes:
    """Two hundred thousand cells that show one text of 9,000 signs: a kilobyte made of 2 GB."""
    entries = entries_of(data)
    strings = entries["xl/sharedStrings.xml"]
    long = b"<si><t>" + b"x" * 9_000 + b"</t></si></sst>"
    entries["xl/sharedStrings.xml"] = strings.replace(b"</sst>", long)
    number = strings.count(b"<si>")
    cells = b"".join(
        b'<row r="%d">%s</row>' % (row, b'<c t="s"><v>%d</v></c>' % number * 1_000)
        for row in range(400, 600)
    )
    entries[SHEET] = entries[SHEET].replace(b"</sheetData>", cells + b"</sheetData>")
    return zipped(entries, zipfile.ZIP_STORED)


def _laughs(part: str) -> Callable[[bytes], bytes]:
    """Entities that stand for ten of each other, ten levels deep."""
    rows = "".join(
        f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 10)
    )
    declared = f'<!DOCTYPE x [<!ENTITY l0 "lol">{rows}]>'.encode()

    def change(data: bytes) -> bytes:
        entries = entries_of(data)
        head, _, rest = entries[part].partition(b"?>")
        entries[part] = head + b"?>" + declared + rest.replace(b"<t>", b"<t>&l9;", 1)
        return zipped(entries)

    return change


def _outside(data: bytes) -> bytes:
    entries = entries_of(data)
    head, _, rest = entries[SHEET].partition(b"?>")
    declared = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    entries[SHEET] = head + b"?>" + declared + rest
    return zipped(entries)


def _zeros(name: str, size: int) -> Build:
    return lambda folder, _: _put(folder, STRUCTURE, zipped({name: bytes(size)}))


def _nested(folder: Path, good: Good) -> Path:
    inner = zipped({"a.txt": bytes(40_000_000)})
    for depth in range(4):
        inner = zipped({f"{depth}.zip": inner})
    return _put(folder, STRUCTURE, inner)


def _overlapping(data: bytes) -> bytes:
    """An archive of 160 entries of 4 MB, each small for itself (in the way of zbsm.zip)."""
    return zipped({f"{at}.txt": b"%d" % at + bytes(4_000_000) for at in range(160)})


def _sparse(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(50 << 30)


def _outer_link(path: Path) -> None:
    outside = path.parent.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.csv").write_text("year,nis\n2025,wachtwoord\n")
    path.symlink_to(outside / "secret.csv")


def _hidden_name(folder: Path, good: Good) -> Path:
    return _put(folder, "statbel_origin_2025\u202evsc.csv", good[ORIGIN])


def _line_end_in_name(folder: Path, good: Good) -> Path:
    return _put(folder, "statbel_origin_2025\n\x1b[2J.csv", good[ORIGIN])


FIRST = "2024,41002,5000,100,200,300,5600"
"""The first row of the sound CSV file, of Aalst."""


def _one_more_column(data: bytes) -> bytes:
    header, *rows = data.splitlines()
    return b"\n".join([header + b';"=cmd|2025"', *(row + b";=cmd" for row in rows)]) + b"\n"


BROKEN = (
    Bad(
        "truncated mid-row",
        "cut off",
        "row 6",
        edited(ORIGIN, lambda d: d[: d.find(b"\n", 210) - 9]),
    ),
    Bad(
        "truncated after a row",
        "cut off: 2025 has",
        "row",
        edited(ORIGIN, lambda d: b"\n".join(d.split(b"\n")[:-200]) + b"\n"),
    ),
    Bad("zip cut", "damaged or cut off", "", edited(STRUCTURE, lambda d: d[: len(d) // 2])),
    Bad("ZIP64 cut", "damaged or cut off", "", edited(STRUCTURE, lambda d: zip64(d, shorter=8))),
    Bad("workbook cut", "damaged or cut off", "", edited(JOBSEEKERS, lambda d: d[:-40])),
    Bad(
        "workbook changed inside",
        "cannot be unpacked",
        "entry",
        edited(JOBSEEKERS, lambda d: d[:3000] + bytes(20) + d[3020:]),
    ),
    Bad("empty", "empty", "", edited(ORIGIN, lambda d: b"")),
    Bad("only spaces", "empty", "", edited(ORIGIN, lambda d: b" \n\n \n")),
    Bad(
        "only header", "no rows of figures", "", edited(ORIGIN, lambda d: d.split(b"\n")[0] + b"\n")
    ),
    Bad(
        "no workbook",
        "is no workbook",
        "",
        edited(JOBSEEKERS, lambda d: zipped({"a.xml": b"<a/>"})),
    ),
    Bad(
        "text in place of a workbook",
        "damaged or cut off",
        "",
        lambda f, g: _put(f, JOBSEEKERS, g[ORIGIN]),
    ),
    Bad("UTF-16", "UTF-16", "", edited(ORIGIN, _utf16)),
    Bad("UTF-16 without mark", "UTF-16", "", edited(ORIGIN, lambda d: _utf16(d)[2:])),
    Bad(
        "NUL bytes",
        "NUL bytes",
        "row 2",
        edited(ORIGIN, lambda d: d.replace(b"41002", b"41\x00002", 1)),
    ),
    Bad(
        "Windows-1252",
        "Windows-1252",
        "row 1",
        edited(NEWCOMERS, lambda d: d.replace(b"gemeenten", b"\x93gemeenten\x94", 1)),
    ),
    Bad(
        "UTF-8 twice",
        "UTF-8 twice",
        "row 2",
        edited(
            NEWCOMERS, lambda d: d.replace(b"Aalst", "Liège".encode().decode("latin-1").encode(), 1)
        ),
    ),
    Bad(
        "mojibake of quotes",
        "UTF-8 twice",
        "row 2",
        edited(
            NEWCOMERS, lambda d: d.replace(b"Aalst", "Aalst’".encode().decode("cp1252").encode(), 1)
        ),
    ),
    Bad("letters lost", "letters were lost", "row 2", replaced(NEWCOMERS, "Aalst", "Aal\ufffdt")),
    Bad(
        "control characters",
        "steers the screen",
        "row 2",
        replaced(NEWCOMERS, "Aalst", "\x1b[31mAalst"),
    ),
    Bad("bidi characters", "U+202E", "row 2", replaced(NEWCOMERS, "Aalst", "\u202eAalst")),
    Bad(
        "bidi characters in a workbook",
        "steers the screen",
        "column 1",
        in_sheet("Aalst", "\u202eAalst", "xl/sharedStrings.xml"),
    ),
)
"""Files that are damaged or no text."""

WRONG = (
    Bad(
        "mixed decimal signs",
        "“20.5” has a wrong decimal sign",
        "row 2, column leerlingen",
        replaced(YOUTH, ";20,5;", ";20.5;"),
    ),
    Bad(
        "thousands separators",
        "thousands sign",
        "row 2, column nieuwkomers",
        replaced(NEWCOMERS, ";50;", ";1.050,0;"),
    ),
    Bad(
        "a round thousand",
        "“1.000” has a thousands sign",
        "row 2, column aantal",
        replaced(GROUPS, ";900\n", ";1.000\n"),
    ),
    Bad(
        "thousands spaces",
        "thousands sign",
        "row 2, column nieuwkomers",
        replaced(NEWCOMERS, ";50;", ";1 050;"),
    ),
    Bad(
        "duplicated key",
        "occurs 2 times, in rows 2 and 3",
        "row 3",
        replaced(ORIGIN, FIRST, f"{FIRST}\n{FIRST}"),
    ),
    Bad(
        "duplicated lines of a summed file",
        "occur more than once",
        "rows",
        edited(
            STRUCTURE,
            lambda d: zipped({n: t + t.split(b"\n")[1] + b"\n" for n, t in entries_of(d).items()}),
        ),
    ),
    Bad(
        "codes of a later vintage",
        "“46030” is Beveren-Kruibeke-Zwijndrecht from 2025-01-01",
        "row 2, column nis",
        replaced(ORIGIN, FIRST, FIRST.replace("41002", "46030")),
    ),
    Bad(
        "codes of an earlier vintage",
        "until 2024-12-31, not a municipality of 2025",
        "column nis",
        replaced(GROUPS, ";41002;", ";11007;", 99),
    ),
    Bad(
        "names of an earlier vintage",
        "“Borsbeek” is the name of no municipality of 2025",
        "row 2",
        replaced(NEWCOMERS, "Aalst", "Borsbeek"),
    ),
    Bad(
        "unknown code",
        "“99123” is no NIS code",
        "row 2, column nis",
        replaced(ORIGIN, FIRST, FIRST.replace("41002", "99123")),
    ),
    Bad(
        "swapped columns",
        "is not the sum of",
        "row 2, column total",
        edited(ORIGIN, _swapped_columns),
    ),
    Bad(
        "missing column",
        "the column is missing",
        "column eu27",
        replaced(ORIGIN, "eu27,non_eu27", "x,non_eu27"),
    ),
    Bad("renamed column", "Rename it", "column non_eu27", replaced(ORIGIN, "non_eu27", "non-eu27")),
    Bad(
        "a column twice",
        "2 columns have this name",
        "column eu27",
        replaced(ORIGIN, "neighbouring,eu27", "eu27,eu27"),
    ),
    Bad(
        "renamed column of a workbook",
        "the column is missing",
        "column WZW",
        in_sheet("WZW [aantal]", "Werkz [aantal]", "xl/sharedStrings.xml"),
    ),
    Bad(
        "share above 100",
        "“104,2” is a share above 100",
        "row 2, column leerlingen",
        replaced(YOUTH, ";20,5;", ";104,2;"),
    ),
    Bad(
        "negative count",
        "“-5” is negative",
        "row 2, column nieuwkomers",
        replaced(NEWCOMERS, ";50;", ";-5;"),
    ),
    Bad(
        "total below part",
        "is not the sum of",
        "row 2, column total",
        replaced(ORIGIN, "300,5600", "300,5599"),
    ),
    Bad(
        "broken count",
        "“50,5” is no whole number",
        "row 2, column nieuwkomers",
        replaced(NEWCOMERS, ";50;", ";50,5;"),
    ),
    Bad(
        "text for a number",
        "“veel” is text where a number belongs",
        "row 2",
        replaced(NEWCOMERS, ";50;", ";veel;"),
    ),
    Bad(
        "a number past all numbers",
        "is text where a number belongs",
        "row 2",
        replaced(NEWCOMERS, ";50;", f";{'9' * 400};"),
    ),
    Bad(
        "digits of another script",
        "is text where a number belongs",
        "row 2",
        replaced(NEWCOMERS, ";50;", ";٥٠;"),
    ),
    Bad(
        "dates as Excel numbers",
        "it is how a workbook keeps 2025-01-01",
        "row 2, column year",
        replaced(ORIGIN, FIRST, FIRST.replace("2024", "45658")),
    ),
    Bad(
        "an unknown category",
        "is no category of origin_detail_dutch",
        "column groep",
        replaced(GROUPS, ";belgian;", ";Vlaams;"),
    ),
    Bad(
        "another separator halfway",
        "the row has 1 fields, the header 7",
        "row 2",
        replaced(ORIGIN, FIRST, FIRST.replace(",", ";")),
    ),
    Bad(
        "an open quote",
        "a quote is opened and not closed",
        "row 2",
        replaced(NEWCOMERS, '"Aalst"', '"Aalst'),
    ),
    Bad(
        "a row within a quote",
        "a quote is opened and not closed",
        "row 2",
        replaced(NEWCOMERS, ";50;60", ';50;"60', 1),
    ),
    Bad(
        "merged cells",
        "the cells are merged over several rows",
        "A5:A7",
        in_sheet(
            "</sheetData>",
            '</sheetData><mergeCells count="1"><mergeCell ref="A5:A7"/></mergeCells>',
        ),
    ),
)
"""Files that can be read and say what cannot be."""

HUGE = (
    Bad("five million rows", "5000001 rows, more than 1500000", "", edited(ORIGIN, _many_rows)),
    Bad("10,000 columns", "10007 columns, more than 4000", "row 1", edited(ORIGIN, _many_columns)),
    Bad(
        "a very long line",
        "more than 1000000 signs",
        "row 1",
        edited(ORIGIN, lambda d: b"x" * 30_000_000 + d),
    ),
    Bad(
        "a very long cell",
        "more than 10000 signs",
        "row 2, column 1",
        replaced(NEWCOMERS, "Aalst", "A" * 200_000),
    ),
    Bad(
        "a very long header",
        "signs, more than 1000",
        "row 1",
        edited(ORIGIN, lambda d: b"x" * 100_000 + d),
    ),
    Bad("50 GB of nothing", "53687091200 bytes, more than 200000000", "", in_its_place(_sparse)),
    Bad("zip bomb by ratio", "compressed", "", _zeros("a.txt", 150_000_000)),
    Bad("zip bomb by size", "unpacks to", "", edited(STRUCTURE, _overlapping)),
    Bad("nested zip bomb", "an archive within the archive", "", _nested),
    Bad(
        "a zip that says less than it holds",
        "holds another number",
        "entry a.txt",
        edited(STRUCTURE, _says_less),
    ),
    Bad(
        "two entries of one name",
        "2 entries have this name",
        "entry aa.txt",
        edited(STRUCTURE, _twice),
    ),
    Bad(
        "too many entries",
        "2001 entries",
        "",
        lambda f, g: _put(f, STRUCTURE, zipped({f"{n}.txt": b"" for n in range(2001)})),
    ),
    Bad(
        "a cell in the last corner",
        "more than the limits",
        "XFD1048576",
        edited(JOBSEEKERS, _far_corner),
    ),
    Bad(
        "one text in a million cells",
        "more than 100000000 signs together",
        "sheet Werkloosheid",
        edited(JOBSEEKERS, _repeated_text),
    ),
)
"""Files that would fill the memory or take for ever."""

SLY = (
    Bad(
        "billion laughs in the texts",
        "entities",
        "xl/sharedStrings.xml",
        edited(JOBSEEKERS, _laughs("xl/sharedStrings.xml")),
    ),
    Bad(
        "billion laughs in the book",
        "entities",
        "xl/workbook.xml",
        edited(JOBSEEKERS, _laughs("xl/workbook.xml")),
    ),
    Bad("external entity", "entities", SHEET, edited(JOBSEEKERS, _outside)),
    Bad(
        "macros",
        "holds macros",
        "entry xl/vbaProject.bin",
        with_entries(JOBSEEKERS, xl__vbaProject_dot_bin=b"macro"),
    ),
    Bad("password", "has a password", "", edited(JOBSEEKERS, _password)),
    Bad("old workbook", "of an old kind", "", edited(JOBSEEKERS, lambda d: _password(d)[:512])),
    Bad(
        "an error in a workbook",
        "1 cells hold an error",
        "B4",
        in_sheet('<c r="B4"><v>100</v>', '<c r="B4" t="e"><v>#REF!</v>'),
    ),
    Bad(
        "formula in a workbook",
        "1 cells hold a formula",
        "B4",
        in_sheet('<c r="B4"><v>', '<c r="B4"><f>HYPERLINK("http://127.0.0.1/")</f><v>'),
    ),
    Bad(
        "command in a workbook",
        "1 cells hold a formula",
        "B4",
        in_sheet('<c r="B4"><v>', "<c r=\"B4\"><f>cmd|'/c calc'!A0</f><v>"),
    ),
    Bad(
        "formula as a name",
        "“=HYPERLINK(",
        "row 2",
        replaced(NEWCOMERS, '"Aalst"', "\"=HYPERLINK('http://127.0.0.1/')\""),
    ),
    Bad(
        "command as a figure",
        "“=cmd|' /C calc'!A0” is text",
        "row 2",
        replaced(NEWCOMERS, ";50;", ";=cmd|' /C calc'!A0;"),
    ),
    Bad(
        "HTML as a name",
        "“<script>alert(1)</script>” is the name of no municipality",
        "row 2",
        replaced(NEWCOMERS, "Aalst", "<script>alert(1)</script>"),
    ),
    Bad(
        "template code as a name",
        "“{{ 7*7 }}” is the name of no municipality",
        "row 2",
        replaced(NEWCOMERS, "Aalst", "{{ 7*7 }}"),
    ),
    Bad(
        "template code as a code",
        "“{% raise %}” is no NIS code",
        "row 2",
        replaced(ORIGIN, FIRST, FIRST.replace("41002", "{% raise %}")),
    ),
    Bad(
        "HTML as a category",
        "“<img src=x>” is no category",
        "column groep",
        replaced(GROUPS, ";belgian;", ";<img src=x>;"),
    ),
    Bad(
        "an entry above",
        "leads out of the archive",
        "entry ../../etc/cron.d/x.txt",
        named_entry("../../etc/cron.d/x.txt"),
    ),
    Bad(
        "an absolute entry",
        "leads out of the archive",
        "entry /tmp/x.txt",
        named_entry("/tmp/x.txt"),
    ),
    Bad(
        "an entry on a drive",
        "leads out of the archive",
        "entry C:\\x.txt",
        named_entry("C:\\x.txt"),
    ),
    Bad("a link in a zip", "is a link", "entry", edited(STRUCTURE, _link_entry)),
    Bad("a folder for a file", "is a folder, not a file", "", in_its_place(Path.mkdir)),
    Bad("a pipe for a file", "is a pipe, not a file", "", in_its_place(os.mkfifo)),
    Bad(
        "a device for a file",
        "is a link that leads out of its folder",
        "",
        in_its_place(lambda p: p.symlink_to("/dev/zero")),
    ),
    Bad(
        "a link out of the folder",
        "is a link that leads out of its folder",
        "",
        in_its_place(_outer_link),
    ),
    Bad("a link to itself", "cannot be read", "", in_its_place(lambda p: p.symlink_to(p))),
    Bad("a name that turns round", "holds signs that are not seen", "", _hidden_name),
    Bad("a name with a line end", "holds signs that are not seen", "", _line_end_in_name),
)
"""Files that would have the program do what it should not."""

CORPUS = (*BROKEN, *WRONG, *HUGE, *SLY)

HARMLESS = {
    "an unknown column": edited(NEWCOMERS, _one_more_column),
    "spaces around cells": replaced(GROUPS, ";belgian;", "; belgian ;"),
    "ISO-8859-1": edited(GROUPS, lambda d: d.replace(b";Aalst;", ";Aalst é;".encode("latin-1"))),
    "CRLF and a mark": edited(ORIGIN, lambda d: b"\xef\xbb\xbf" + d.replace(b"\n", b"\r\n")),
    "a device name in a zip": named_entry("CON.txt"),
    "ZIP64": edited(STRUCTURE, zip64),
    "more entries in a zip": with_entries(STRUCTURE, leesmij_dot_html=b"<script>"),
}
"""What looks odd and is let in on purpose, with a notice where there is something to notice."""
