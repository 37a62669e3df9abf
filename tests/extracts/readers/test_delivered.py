"""What a file is, its first bytes say; an archive of one file is that file."""

import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from scan.errors import ExtractError
from scan.extracts.readers import archives
from scan.extracts.readers.delivered import DATABASE, PARQUET, TEXT, WORKBOOK, Delivered
from tests.extracts.support import put, workbook

ROWS = [["nis", "jaar"], ["11001", 2025], ["11002", 2025]]


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def _text(path: Path) -> bytes:
    return Delivered(path).text().data


def _parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame({"nis": ["11001", "11002"], "jaar": [2025, 2025]}).write_parquet(out)
    return out.getvalue()


def _database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE a (nis)")
        return database.serialize()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.zip", "a.parquet", "noname"])
def test_the_first_bytes_and_not_the_name_say_what_a_file_is(tmp_path: Path, name: str) -> None:
    book = workbook(tmp_path / "made.xlsx", {"S": ROWS}).read_bytes()
    for kind, data in ((WORKBOOK, book), (PARQUET, _parquet()), (DATABASE, _database())):
        assert Delivered(put(tmp_path, name, data)).kind == kind
    if not name.endswith((".xlsx", ".zip")):
        assert Delivered(put(tmp_path, name, b"nis,jaar\n")).kind == TEXT


def test_what_says_that_it_is_an_archive_and_is_none_is_damaged(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.zip", "a.ODS"):
        with pytest.raises(ExtractError, match="damaged or cut off"):
            assert Delivered(put(tmp_path, name, b"nis,jaar\n")).kind


def test_each_way_of_opening_asks_for_its_own_kind(tmp_path: Path) -> None:
    text, table = put(tmp_path, "a.csv", b"a\n"), put(tmp_path, "a.parquet", _parquet())
    with pytest.raises(ExtractError, match="the file is a Parquet table, not a text"):
        Delivered(table).text()
    with pytest.raises(ExtractError, match="the file is a text, not a workbook"):
        assert Delivered(text).workbook
    with pytest.raises(ExtractError, match="the file is a text, not a Parquet table"):
        Delivered(text).parquet()
    assert Delivered(text).sheet_names() == ()


@pytest.mark.parametrize("data", [b"PAR1 and then more PAR1", b"PAR1"])
def test_what_only_begins_as_parquet_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ExtractError, match="the table cannot be read"):
        Delivered(put(tmp_path, "a.parquet", data)).parquet()


def test_only_the_first_rows_are_there_when_no_more_are_asked(tmp_path: Path) -> None:
    text = Delivered(put(tmp_path, "a.csv", b"a\n1\n2\n3\n"))
    assert text.first(2).text().data == b"a\n1\n"
    assert text.text().data == b"a\n1\n2\n3\n"
    assert Delivered(put(tmp_path, "a.parquet", _parquet())).first(1).parquet().height == 1


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"S": ROWS})
    file = Delivered(path)
    assert file.sheet_names() == ("S",)
    path.unlink()
    assert file.workbook is file.first(1).workbook


def test_the_file_inside_a_zip_is_read_whatever_its_name(tmp_path: Path) -> None:
    assert _text(_zip(tmp_path / "a.zip", {"b.txt": b"a|b\n", "readme.md": b"?"})) == b"a|b\n"
    book = workbook(tmp_path / "made.xlsx", {"S": ROWS}).read_bytes()
    packed = Delivered(_zip(tmp_path / "b.zip", {"b.xlsx": book}))
    assert packed.workbook.names == ("S",)
    assert Delivered(_zip(tmp_path / "c.zip", {"c.parquet": _parquet()})).parquet().height == 2


def test_a_zip_cut_off_is_refused(tmp_path: Path) -> None:
    whole = _zip(tmp_path / "a.zip", {"b.txt": bytes(range(97, 123)) * 999}).read_bytes()
    for size in (len(whole) // 2, len(whole) - 30, 10):
        with pytest.raises(ExtractError, match="damaged"):
            _text(put(tmp_path, "cut.zip", whole[:size]))


def test_a_zip_with_a_changed_byte_is_refused(tmp_path: Path) -> None:
    data = bytearray(_zip(tmp_path / "a.zip", {"b.txt": b"abcdefgh" * 20}).read_bytes())
    data[40] ^= 0xFF
    with pytest.raises(ExtractError, match="cannot be unpacked"):
        _text(put(tmp_path, "b.zip", bytes(data)))


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"a.txt": b"0" * 3_000_000}, "compressed .*:1"),
        ({f"{n}.txt": b"" for n in range(2_001)}, "2001 entries"),
        ({"a.txt": b"1", "b.csv": b"2"}, "2 tables"),
        ({"a.pdf": b"1"}, "0 tables"),
    ],
)
def test_archives_past_the_limits_are_refused_unopened(
    tmp_path: Path, entries: dict[str, bytes], message: str
) -> None:
    with pytest.raises(ExtractError, match=message):
        _text(_zip(tmp_path / "a.zip", entries))


def test_the_size_unpacked_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _zip(tmp_path / "a.zip", {"a.txt": b"12345678901"})
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10)
    with pytest.raises(ExtractError, match="unpacks to 11 bytes"):
        _text(path)


def test_small_entries_may_be_compressed_well(tmp_path: Path) -> None:
    assert _text(_zip(tmp_path / "a.zip", {"a.txt": b"0" * 100_000}))
