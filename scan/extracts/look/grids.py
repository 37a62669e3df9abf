"""Extracts, look, grids: the tables of a file of which no source says anything.

Input: an opened file. Output: a :class:`Grid` for each table, read by the readers of deliveries
under a provisional source that asks for every column: what a look sees is what they will see.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from scan.catalogue.sources import Source
from scan.extracts.frames import REMARK_ROW
from scan.extracts.readers import swing_csv, swing_xlsx, table
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.headers import ANONYMOUS, LOOKED_AT, likely_header, plain
from scan.extracts.readers.headers import PERIOD as PERIOD_SIGN
from scan.extracts.readers.plain_files import AGAIN, damaged
from scan.extracts.readers.tables import Table, cell

SWING_AREA = "gemeenten"
"""What an export of a Swing site heads its first column with; in a workbook nothing does."""
PERIOD = "(header)"
"""Name of the column into which the years of a wide table go."""
_PERIOD_TEXT = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:\s?[-–/]\s?\d{2,4})?(?!\d)")
"""A year or a school year in a header."""
_TIME = re.compile(r"(cd_)?(jaar|schooljaar|year|periode?|datum|date|maand|month|kwartaal)", re.I)
"""Headers of columns of periods."""
_OUTSIDE = 8
"""Lines above and below a table that are kept to be shown."""
_SHOWN = 200
"""Signs of such a line."""


@dataclass(frozen=True)
class Grid:
    """A table: its columns as a source names them, and its cells.

    ``frame`` has ``row`` and a String column for each of ``names`` (``c0``, ``c1`` …), without
    stray spaces; null where nothing stands. A wide table is turned: a row per area and year.
    """

    names: tuple[str, ...]
    frame: pl.DataFrame
    layout: str = "table"
    sheet: str = ""
    header_row: int = 1
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def last_row(self) -> int:
        """The last row of the table in the file."""
        rows = self.frame.get_column("row")
        return int(rows[-1]) if len(rows) else self.header_row


def asking(
    names: Sequence[str],
    layout: str = "table",
    sheet: str = "",
    shape: Mapping[str, object] | None = None,
) -> Source:
    """A source that asks for every column of a table; of a wide one for every subject."""
    wide = layout != "table"
    return Source.model_validate(
        {
            "id": "look",
            "title": "look",
            "supplier": "look",
            "layout": layout,
            "files": ["*"],
            "sheet": sheet,
            "vintage": "period",
            "shape": shape or {},
            "area": {"column": names[0]},
            "period": {"kind": "header"} if wide else {"kind": "fixed", "fixed": 2000},
            "values": [{"column": name, "population": "look"} for name in names[1:] or names],
        }
    )


def turned(grid: Grid) -> Grid:
    """A table with years in its headers as one with a row per year.

    Columns whose headers differ only in the year become one, with ``*`` in its place, as a source
    names them; a table without two of them, or with a column of years, stays as it is.
    """
    years: dict[str, dict[str, int]] = {}
    for at, name in enumerate(grid.names):
        for found in _PERIOD_TEXT.finditer(name):
            pattern = f"{name[: found.start()]}{PERIOD_SIGN}{name[found.end() :]}"
            years.setdefault(pattern, {}).setdefault(found[0], at)
    wide = {pattern: own for pattern, own in years.items() if len(own) > 1}
    if not wide or any(_TIME.fullmatch(name) for name in grid.names):
        return grid
    gone = {at for own in wide.values() for at in own.values()}
    kept = [at for at in range(len(grid.names)) if at not in gone]
    periods = dict.fromkeys(period for own in wide.values() for period in own)
    parts = [
        grid.frame.select(
            "row",
            *(pl.col(f"c{at}").alias(f"c{to}") for to, at in enumerate(kept)),
            pl.lit(period).alias(f"c{len(kept)}"),
            *(
                _column(own.get(period)).alias(f"c{len(kept) + 1 + number}")
                for number, own in enumerate(wide.values())
            ),
        )
        for period in periods
    ]
    names = (*(grid.names[at] for at in kept), PERIOD, *wide)
    return replace(grid, names=names, frame=pl.concat(parts).sort("row", maintain_order=True))


def _column(at: int | None) -> pl.Expr:
    return pl.lit(None, pl.String) if at is None else pl.col(f"c{at}")


def names_of(header: Sequence[str]) -> tuple[str, ...]:
    """The columns of a header as a source names them: by their place where no text tells them
    apart."""
    texts = [" ".join(text.split()) for text in header]
    known = [plain(text) for text in texts]
    return tuple(
        text if text and known.count(plain(text)) == 1 else f"{ANONYMOUS}{at}"
        for at, text in enumerate(texts, 1)
    )


def of_table(read: Table, names: tuple[str, ...]) -> Grid:
    """The grid of a table that a reader read."""
    there = [at for at in range(len(names)) if f"c{at}" in read.frame.columns]
    return Grid(
        names=tuple(names[at] for at in there),
        frame=read.frame.select("row", *(cell(at).alias(f"c{n}") for n, at in enumerate(there))),
        header_row=read.row,
        sheet=read.sheet,
        remarks=read.remarks,
    )


def of_wide(raw: pl.DataFrame, area: str, subjects: Sequence[str]) -> Grid:
    """The grid of a wide table, from the raw frame in which a row is one figure."""
    remarks = tuple(raw.filter(pl.col("row") == REMARK_ROW).get_column("text"))
    cells = raw.filter(pl.col("row") != REMARK_ROW)
    wide = cells.pivot(
        "column", index=["row", "place", "period"], values="text", aggregate_function="first"
    )
    columns = ["place", "period", *(name for name in subjects if name in wide.columns)]
    frame = wide.select("row", *(pl.col(name).alias(f"c{at}") for at, name in enumerate(columns)))
    return Grid((area, PERIOD, *columns[2:]), frame, remarks=remarks)


# --- sheets and Parquet -----------------------------------------------------------------------


def sheet_grid(file: Delivered, name: str) -> Grid:
    """The table of a sheet of a workbook; ExtractError when there is none or it is damaged."""
    sheet = file.workbook.sheet(name)
    rows = [
        tuple(" ".join((text or "").split()) for text in row)
        for row in sheet.head(LOOKED_AT).drop("row").iter_rows()
    ]
    if not any(any(row) for row in rows):
        raise damaged(file.path, "the sheet is empty", AGAIN, f"sheet {name}")
    blocks = swing_xlsx.find_blocks(sheet)
    if name == file.workbook.names[0] and blocks is not None and len(blocks[2]) > 1:
        grid = _swing_sheet(file, blocks[1])
        at, layout = blocks[0], "swing_xlsx"
    else:
        at, layout = likely_header(rows), "table"
        names = names_of(rows[at])
        (read,) = table.tables_of(asking(names, sheet=name), file)
        grid = of_table(read, names)
    after = sheet.filter(pl.col("row") > grid.last_row)
    return Grid(
        grid.names,
        grid.frame,
        layout,
        name,
        at + 1,
        above=_outside(rows[: at - (layout != "table")]),
        below=_outside(list(after.drop("row").iter_rows())),
        remarks=grid.remarks,
    )


def _swing_sheet(file: Delivered, subjects: Sequence[str]) -> Grid:
    named = tuple(dict.fromkeys(text for text in subjects if text))
    raw = swing_xlsx.read(asking((SWING_AREA, *named), "swing_xlsx"), file)
    return of_wide(raw, SWING_AREA, named)


def _outside(rows: Sequence[Sequence[str | None]]) -> tuple[str, ...]:
    lines = (" ".join(" ".join((text or "").split()) for text in row).strip() for row in rows)
    return tuple(line[:_SHOWN] for line in lines if line)[:_OUTSIDE]


def parquet_grid(file: Delivered) -> Grid:
    """The table of a Parquet file."""
    names = names_of(file.parquet().columns)
    (read,) = table.tables_of(asking(names), file)
    return of_table(read, names)


def swing_subjects(header: Sequence[str]) -> tuple[str, ...]:
    """The subjects of the CSV export of a Swing site; none for any other header."""
    parts = [text.rpartition("|") for text in header[1:]]
    years = [bar and period.strip()[:4].isdigit() for _, bar, period in parts]
    if not parts or not all(years):
        return ()
    return tuple(dict.fromkeys(subject.strip() for subject, _, _ in parts if subject.strip()))


def swing_grid(file: Delivered, header: Sequence[str], shape: Mapping[str, object]) -> Grid:
    """The table of the CSV export of a Swing site."""
    area, subjects = header[0].strip() or SWING_AREA, swing_subjects(header)
    raw = swing_csv.read(asking((area, *subjects), "swing_csv", shape=shape), file)
    grid = of_wide(raw, area, subjects)
    return Grid(grid.names, grid.frame, "swing_csv", remarks=grid.remarks)
