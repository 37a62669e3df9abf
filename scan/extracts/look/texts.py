"""Extracts, look, texts: how a text is written, and its table.

Input: an opened text. Output: its encoding and separator as a source would name them, and the
:class:`~scan.extracts.look.grids.Grid` of its table.
"""

from dataclasses import asdict, dataclass, replace

from scan.errors import ExtractError
from scan.extracts.look.grids import Grid, asking, names_of, of_table, swing_grid, swing_subjects
from scan.extracts.readers import table
from scan.extracts.readers.delimited import SEPARATORS, Line, first_lines
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.headers import likely_header
from scan.extracts.readers.opening import Opened
from scan.extracts.readers.plain_files import damaged

ENCODINGS = ("", "windows-1252", "utf-16")
"""Those that a source may name, in the order in which they are tried."""
_OUTSIDE = 8
"""Lines above and below a table that are kept to be shown."""
_SHOWN = 200
"""Signs of such a line."""
_TAIL = 8_000
"""Bytes at the end of a text among which lines below its table are looked for."""
_EMPTY = ' ;,|\t"'


@dataclass(frozen=True, slots=True)
class Writing:
    """How a text is written, as the shape of a source says it."""

    encoding: str = ""
    separator: str = ""
    quoted: bool = True


def text_grid(file: Delivered) -> tuple[Grid, Writing]:
    """The table of a text; ExtractError where it is no text, or lines do not fit its header."""
    encoding = _encoding(file)
    opened = file.text(encoding)
    separator, header = _header(opened, file)
    writing = Writing(encoding, separator)
    if swing_subjects(header.fields):
        grid = swing_grid(file, header.fields, asdict(writing))
    else:
        grid, writing = _table(file, header, writing)
    above = _shown(opened.data[: header.start])
    below = _shown(_after(opened, grid.last_row))
    return replace(grid, header_row=header.row, above=above, below=below), writing


def _table(file: Delivered, header: Line, writing: Writing) -> tuple[Grid, Writing]:
    """The table under a header; one of which the quotes are signs like any other when they do
    not close."""
    names = names_of(header.fields)
    try:
        (read,) = table.tables_of(asking(names, shape=asdict(writing)), file)
    except ExtractError:
        if b'"' not in file.text(writing.encoding).data:
            raise
        writing = replace(writing, quoted=False)
        (read,) = table.tables_of(asking(names, shape=asdict(writing)), file)
    return of_table(read, names), writing


def _encoding(file: Delivered) -> str:
    """The encoding that a source must name for a text; raises the first error when none fits."""
    errors: list[ExtractError] = []
    for encoding in ENCODINGS:
        try:
            file.text(encoding)
        except ExtractError as error:
            errors.append(error)
            if error.faults[0].kind != "encoding":
                break
        else:
            return encoding
    raise errors[0]


def _header(opened: Opened, file: Delivered) -> tuple[str, Line]:
    """The separator with which most columns stand under a header, and the line of the header."""
    best: tuple[tuple[bool, float], str, Line] | None = None
    for separator in SEPARATORS:
        lines = list(first_lines(opened.data, separator, quoted=True))
        if not lines:
            continue
        at = likely_header([line.fields for line in lines])
        width, after = len(lines[at].fields), lines[at + 1 :]
        fitting = sum(len(line.fields) == width for line in after) / max(len(after), 1)
        score = (width > 1, width * (fitting if after else 1.0))
        if best is None or score > best[0]:
            best = (score, separator, lines[at])
    if best is None:
        raise damaged(file.path, "the header cannot be read", "Write one line of headers.")
    return best[1], best[2]


def _shown(data: bytes) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in data.decode("utf-8", "ignore").splitlines())
    return tuple(line[:_SHOWN] for line in lines if line.strip(_EMPTY))[:_OUTSIDE]


def _after(opened: Opened, last: int) -> bytes:
    """The lines after the last row of a table."""
    lines = opened.data.count(b"\n") + (not opened.data.endswith(b"\n"))
    end = opened.data[-_TAIL:].removesuffix(b"\n").split(b"\n")
    return b"\n".join(end[last - lines :]) if lines > last else b""
