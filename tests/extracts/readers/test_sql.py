import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scan.errors import ExtractError
from scan.extracts.readers import sql
from tests.extracts.support import put, raw_of, source

TABLE = "nieuwkomers 2025"
TEXT = "nis,jaar,man,vrouw\n11001,2025,x,2.5\n11002,2025,,3.5\n"


def _database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f'CREATE TABLE "{TABLE}" (nis, jaar INTEGER, man, vrouw REAL, geheim)')
        rows = (("11001", 2025, "x", 2.5, "s"), ("11002", 2025, None, 3.5, "s"))
        database.executemany(f'INSERT INTO "{TABLE}" VALUES (?, ?, ?, ?, ?)', rows)
        database.commit()
    return path


def _connected(**changes: object) -> object:
    return source(sql=TABLE, connection="SCAN_DB_TEST", **changes)


def test_a_table_gives_the_frame_of_the_same_tidy_table(tmp_path: Path) -> None:
    record = source(layout="sql", sql=TABLE, ignore=["geheim"])
    from_text = raw_of(source(), put(tmp_path, "a.csv", TEXT))
    assert raw_of(record, _database(tmp_path / "a.sqlite")).equals(from_text)
    assert raw_of(record, put(tmp_path, "kept.csv", TEXT)).equals(from_text)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("nope", "there is no such table or view"),
        ('x"; DROP TABLE "nieuwkomers 2025', "the source names no table"),
        ("a.b.c", "the source names no table"),
        ("sqlite_master", "column is missing"),
        ("other.nope", "there is no such table or view"),
    ],
)
def test_a_table_that_is_not_there_is_refused(tmp_path: Path, table: str, says: str) -> None:
    path = _database(tmp_path / "a.sqlite")
    before = path.read_bytes()
    with pytest.raises(ExtractError, match=says):
        raw_of(source(layout="sql", sql=table), path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("contents", [b"", b"no database at all", b"SQLite format 3\x00" * 9])
def test_what_is_no_database_is_refused(tmp_path: Path, contents: bytes) -> None:
    path = put(tmp_path, "b.sqlite", contents)
    with pytest.raises(ExtractError, match=r"no database|no such table|is empty"):
        raw_of(source(layout="sql", sql=TABLE), path)
    assert path.read_bytes() == contents


def test_a_database_at_an_address_is_read_without_what_nobody_asked_for(tmp_path: Path) -> None:
    path = _database(tmp_path / "met spatie.sqlite")
    frame = sql.read_address(_connected(), f"sqlite:///{path}")
    assert frame.columns == ["nis", "jaar", "man", "vrouw"]
    assert frame.rows() == [("11001", "2025", "x", "2.5"), ("11002", "2025", None, "3.5")]
    commas = sql.read_address(_connected(decimal=","), f"sqlite:///{path}")
    assert commas.get_column("vrouw").to_list() == ["2,5", "3,5"]
    assert commas.get_column("nis").to_list() == ["11001", "11002"]


@pytest.mark.parametrize(
    "address",
    [
        "mysql://user:S3cret@localhost/x",
        "S3cret",
        "sqlite://S3cret",
        "sqlite:////nowhere/S3cret.sqlite",
        "postgresql://user:S3cret@127.0.0.1:1/x",
        "postgresql://user:S3cret@[::bad/x",
        "postgresql://user:S3cret@nowhere.invalid/x?sslmode=S3cret",
    ],
)
def test_an_address_that_leads_nowhere_stays_secret(address: str) -> None:
    with pytest.raises(ExtractError) as caught:
        sql.read_address(_connected(), address)
    assert "S3cret" not in str(caught.value)
    assert "SCAN_DB_TEST" in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = _database(tmp_path / "a.sqlite")
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"UPDATE \"{TABLE}\" SET man = CAST(x'ff41' AS TEXT)")
        database.commit()
    with pytest.raises(ExtractError, match="cannot be read"):
        raw_of(source(layout="sql", sql=TABLE), path)
