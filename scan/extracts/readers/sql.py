"""Extracts, reader of a table or view in an SQLite database. Output: raw frame.

The database is a file like any other extract, opened for reading only; the source names the
table. It has one column per trait or value, as a tidy table has.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl

from scan.catalogue.records import Source
from scan.extracts.readers.delimited import MAX_ROWS
from scan.extracts.readers.opening import damaged
from scan.extracts.readers.tables import Table, to_raw


def read(source: Source, path: Path) -> pl.DataFrame:
    """Raw frame of the table ``source.sql`` in the database at ``path``.

    Raises ExtractError when the database is damaged, or has no such table.
    """
    name = source.sql.replace('"', '""')
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            cursor = database.execute(f'SELECT * FROM "{name}"')  # the name is quoted
            header = tuple(column[0] for column in cursor.description)
            rows = cursor.fetchmany(MAX_ROWS + 1)
    except sqlite3.Error as error:
        raise damaged(
            path, f"{source.sql} cannot be read ({error})", "Check the database and the source."
        ) from error
    if len(rows) > MAX_ROWS:
        raise damaged(path, f"{source.sql} has more than {MAX_ROWS} rows", "Deliver fewer.")
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    schema = {f"c{at}": pl.String for at in range(len(header))}
    frame = pl.DataFrame(texts, schema=schema, orient="row").with_row_index("row", offset=2)
    return to_raw(source, Table(tuple(" ".join(text.split()) for text in header), frame), path)
