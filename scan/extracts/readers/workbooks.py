"""Extracts, workbooks: from an XLSX file to its sheets as text. Output: frames of String.

The zip inside is measured first, the sheets afterwards: what is larger than the limits is
refused before it is turned into a table.
"""

from dataclasses import dataclass
from pathlib import Path

import fastexcel
import polars as pl

from scan.extracts.readers.opening import check_archive, damaged
from scan.extracts.readers.tables import Table

MAX_SHEETS = 500
MAX_ROWS = 1_048_576
MAX_COLUMNS = 4_000
MAX_CELLS = 20_000_000


@dataclass(frozen=True, slots=True)
class Workbook:
    """An opened workbook: its path and the names of its sheets in order."""

    path: Path
    names: tuple[str, ...]
    reader: fastexcel.ExcelReader

    def sheet(self, name: str) -> pl.DataFrame:
        """Cells of a sheet: ``row`` (the first being 1), then ``c0``, ``c1`` … as String."""
        try:
            loaded = self.reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        except fastexcel.FastExcelError as error:
            raise damaged(
                self.path, f"the sheet cannot be read ({error})", "Save it anew.", f"sheet {name}"
            ) from error
        rows, columns = loaded.height, loaded.width
        if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
            raise damaged(
                self.path,
                f"the sheet has {rows} rows and {columns} columns, more than the limits",
                "Deliver only the cells that hold figures.",
                f"sheet {name}",
            )
        frame = loaded.to_polars()
        return frame.rename({old: f"c{at}" for at, old in enumerate(frame.columns)}).with_row_index(
            "row", offset=1
        )


def open_workbook(path: Path) -> Workbook:
    """The workbook at ``path``; ExtractError when it is damaged or larger than the limits."""
    check_archive(path)
    try:
        reader = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise damaged(
            path, f"the workbook cannot be read ({error})", "Save it anew as XLSX."
        ) from error
    names = tuple(reader.sheet_names)
    if len(names) > MAX_SHEETS:
        raise damaged(path, f"the workbook has {len(names)} sheets", "Deliver fewer sheets.")
    return Workbook(path, names, reader)


def headed(sheet: pl.DataFrame, name: str) -> Table:
    """A sheet whose first row is the header, as a table; rows without any cell are dropped."""
    columns = [column for column in sheet.columns if column != "row"]
    header = tuple(" ".join((text or "").split()) for text in sheet.select(columns).head(1).row(0))
    cells = sheet.slice(1).filter(~pl.all_horizontal(pl.col(columns).is_null()))
    return Table(header, cells, name)
