"""Extracts, reader of a table or view in a database. Output: raw frame, or the texts of the table.

The database is SQLite, as a file or at an address, or PostgreSQL at an address. Polars reads it
through ADBC: for reading only, no columns but those that the source names, every cell turned into
text by the database itself, so that a table gives what a text with the same figures gives.
Addresses hold secrets: neither they nor what a driver says ever reach a message.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import adbc_driver_postgresql.dbapi as postgresql
import adbc_driver_sqlite.dbapi as sqlite
import polars as pl
from adbc_driver_manager.dbapi import Connection, Cursor, Error

from scan.catalogue.sources import Source
from scan.errors import ExtractError
from scan.extracts.faults import fault_at
from scan.extracts.readers import table
from scan.extracts.readers.delimited import MAX_ROWS
from scan.extracts.readers.delivered import DATABASE, Delivered
from scan.extracts.readers.headers import needs, plain
from scan.extracts.readers.tables import Table, refuse_long_cells, refuse_steering_cells, to_raw

ADDRESSES = "postgresql://user:password@host/database or sqlite:///path"
"""How an address is written."""
CONNECT_SECONDS = 10
STATEMENT_SECONDS = 300

_NAME = r"[^\W\d][\w $-]{0,62}"
_TABLE = re.compile(rf"{_NAME}(\.{_NAME})?")
_SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
    f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'",
)
"""Of the transaction in which PostgreSQL is read."""
_IN_MEMORY = ("PRAGMA temp_store = MEMORY",)
"""Of a database that was delivered: nothing is written, beside it or elsewhere."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A table in a database: how to get there, and what it is called in messages."""

    label: str
    connect: Callable[[], Connection]
    settings: tuple[str, ...] = ()


def read(source: Source, file: Delivered) -> pl.DataFrame:
    """Raw frame of the table ``source.sql`` in a SQLite database.

    Also of a table that was read from a database before, and kept as a text. Raises
    ExtractError when the database is damaged, or has no such table.
    """
    if file.kind != DATABASE:
        return table.read(source, file)
    path = file.path
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    place = _Place(path.name, lambda: sqlite.connect(address), _IN_MEMORY)
    return to_raw(source, _table(source, place), path)


def read_address(source: Source, address: str) -> pl.DataFrame:
    """The table ``source.sql`` of the database at ``address``: one column of texts per header.

    Rows are in order of their texts, so that the same figures give the same frame. Raises
    ExtractError with the columns that are missing, or when the table cannot be read; without a
    word of the address.
    """
    label = f"{source.sql} ({source.connection})"
    place = _at(address, label)
    if place is None:
        message = f"{source.connection} holds no address of a database"
        raise _fault(label, message, f"Write it as {ADDRESSES}.")
    table = _table(source, place)
    to_raw(source, table, Path(label))
    names = {column: table.header[int(column[1:])] for column in table.frame.columns[1:]}
    texts = table.frame.drop("row").rename(names).sort(pl.all())
    if source.decimal == ".":
        return texts
    figures = {plain(name) for name in needs(source).values}
    decimals = pl.col([name for name in texts.columns if plain(name) in figures])
    written = f"${{1}}{source.decimal}$2"
    return texts.with_columns(decimals.str.replace(r"^(-?\d+)\.(\d+)$", written))


def _at(address: str, label: str) -> _Place | None:
    """Where an address leads; ``None`` where it is none."""
    scheme, mark, rest = address.strip().partition("://")
    if mark and scheme in ("postgresql", "postgres"):
        sign = "&" if "?" in rest else "?"
        timed = f"{scheme}://{rest}{sign}connect_timeout={CONNECT_SECONDS}"
        return _Place(label, lambda: postgresql.connect(timed), _SETTINGS)
    if mark and scheme == "sqlite" and rest.startswith("/"):
        file = f"{Path(unquote(rest[1:])).resolve().as_uri()}?mode=ro"
        return _Place(label, lambda: sqlite.connect(file))
    return None


def _table(source: Source, place: _Place) -> Table:
    if not _TABLE.fullmatch(source.sql):
        message = "the source names no table: letters, digits, spaces and one point are allowed"
        raise _fault(place.label, message, "Correct sql in the source.")
    quoted = ".".join(map(_quoted, source.sql.split(".")))
    try:
        with place.connect() as connection, connection.cursor() as cursor:
            for setting in place.settings:
                cursor.execute(setting)
            header = _header(cursor, quoted)
            wanted = {plain(name) for name in needs(source).headers}
            kept = [at for at, name in enumerate(header) if plain(name) in wanted]
            query = _query(quoted, header, kept)
            frame = _frame(cursor, query) if kept else pl.DataFrame()
        # A damaged database gives bytes that are no text; read anew, they are an error here.
        texts = frame.select(pl.all().cast(pl.String).cast(pl.Binary).cast(pl.String))
    except (Error, pl.exceptions.PolarsError) as error:  # Polars meets it while rows arrive
        raise _fault(place.label, *_explained(error)) from None
    if frame.height > MAX_ROWS:
        raise _fault(place.label, f"the table has more than {MAX_ROWS} rows", "Name a view.")
    cells = texts.with_row_index("row", offset=2)
    refuse_long_cells(cells, Path(place.label))
    refuse_steering_cells(cells, Path(place.label))
    return Table(tuple(" ".join(name.split()) for name in header), cells)


def _header(cursor: Cursor, table: str) -> tuple[str, ...]:
    return tuple(_frame(cursor, f"SELECT * FROM {table} LIMIT 0").columns)


def _frame(cursor: Cursor, query: str) -> pl.DataFrame:
    cursor.execute(query)
    return cursor.fetch_polars()


def _query(table: str, header: tuple[str, ...], kept: list[int]) -> str:
    columns = ", ".join(f'CAST({_quoted(header[at])} AS text) AS "c{at}"' for at in kept)
    return f"SELECT {columns} FROM {table} LIMIT {MAX_ROWS + 1}"


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _fault(label: str, message: str, remedy: str) -> ExtractError:
    return ExtractError((fault_at(label, "database", message, remedy),))


def _explained(error: Exception) -> tuple[str, str]:
    """What went wrong and what to do, from the state or the text of a driver's error.

    None of that text is passed on: it names hosts, users and files.
    """
    text, reported = str(error).lower(), getattr(error, "sqlstate", None)
    for state, words, message, remedy in _EXPLANATIONS:
        if (reported and reported == state) or any(word in text for word in words):
            return message, remedy
    return "the table cannot be read", "Check the database, the table and the address."


_GRANT = "Ask who keeps the database for the right to read it."
_EXPLANATIONS = (
    ("42P01", ("no such table",), "there is no such table or view", "Check sql in the source."),
    ("42501", ("permission denied",), "the user may not read it", _GRANT),
    (
        "57014",
        ("statement timeout",),
        f"it did not answer within {STATEMENT_SECONDS} seconds",
        "Try again, or have a table made of the view.",
    ),
    (
        "28P01",
        ("password", "authentication", "no pg_hba.conf entry"),
        "the server refuses the user or the password",
        "Check the address in the environment.",
    ),
    (
        None,
        ("not a database", "malformed", "disk image"),
        "this is no database, or a damaged one",
        "Deliver it again.",
    ),
    (
        "3D000",
        ("does not exist",),
        "the server has no such database or user",
        "Check the address in the environment.",
    ),
    (
        "08006",
        ("failed to connect", "failed to open", "unable to open"),
        "the database cannot be reached",
        "Check that it runs, and the address in the environment.",
    ),
)
