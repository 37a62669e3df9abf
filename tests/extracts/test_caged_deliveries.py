"""A file that breaks its reader costs that file only, and the command says which it was."""

import datetime
import io
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError
from scan.extracts.cage import Cage
from scan.extracts.confined import Limits
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.extracts.intake import FAULTY, FRESH, assess
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.layouts import READERS
from scan.extracts.recognising import identify
from scan.house import ROOT
from tests.extracts.support import ORIGIN, put, source

DAY = datetime.date(2026, 7, 1)
GOOD, BAD, WRONG = (f"statbel_origin_{year}.csv" for year in (2024, 2025, 2023))
"""What a file is, its first bytes say: the bad one is a Parquet table under this name."""
PANICS = 62
"""Where a byte of the table below says how long what follows is: Polars panics over another."""


def _table(spoilt: bool) -> bytes:
    """A sound delivery as Parquet, or one of which a byte is another."""
    out = io.BytesIO()
    pl.read_csv(io.StringIO(ORIGIN), infer_schema=False).write_parquet(
        out, compression="uncompressed"
    )
    data = bytearray(out.getvalue())
    if spoilt:
        data[PANICS] = 0xFF
    return bytes(data)


def _of(year: int, text: str = ORIGIN) -> str:
    return text.replace("2025", str(year))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good file, one that breaks its reader, and one with a wrong figure."""
    put(tmp_path, GOOD, _of(2024))
    put(tmp_path, BAD, _table(spoilt=True))
    put(tmp_path, WRONG, _of(2023).replace(",10,", ",ten,"))
    return tmp_path


def test_a_sound_table_is_read(tmp_path: Path, catalogue: Catalogue) -> None:
    as_text, as_parquet = tmp_path / "a", tmp_path / "b"
    put(as_text, BAD, ORIGIN)
    put(as_parquet, BAD, _table(spoilt=False))
    frames = [
        load_extracts(find_extracts(path, catalogue), catalogue)["statbel_origin"]
        for path in (as_text, as_parquet)
    ]
    assert frames[0].equals(frames[1])


def test_a_folder_is_read_to_its_end(folder: Path, catalogue: Catalogue) -> None:
    extracts = find_extracts(folder, catalogue)
    with pytest.raises(ExtractError) as raised:
        load_extracts(extracts, catalogue)
    said = {fault.file: fault.message for fault in raised.value.faults}
    assert said.keys() == {BAD, WRONG}
    assert said[BAD].startswith("broke its reader (PanicException in delivered.py")


def test_an_intake_reads_the_others(folder: Path, catalogue: Catalogue) -> None:
    delivery = assess(tuple(sorted(folder.iterdir())), folder / "out", catalogue, DAY)
    found = {one.path.name: one for one in delivery.files}
    assert {name: one.status for name, one in found.items()} == {
        GOOD: FRESH,
        BAD: FAULTY,
        WRONG: FAULTY,
    }
    assert found[GOOD].checked.frame.height
    (fault,) = found[BAD].checked.faults
    assert fault.file == BAD
    assert fault.remedy


def test_a_file_of_many_sources_says_it_once(tmp_path: Path, catalogue: Catalogue) -> None:
    path = put(tmp_path, "export.parquet", _table(spoilt=True))
    assert len(identify(path, catalogue).faults) == 1


@pytest.mark.parametrize("words", [("check",), ("report", "Mechelen", "--output", "out")])
def test_a_command_names_the_file_in_a_line(folder: Path, words: tuple[str, ...]) -> None:
    done = _scan(folder, *words, "--extracts", str(folder))
    lines = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 4
    assert len([line for line in lines if f"{BAD}: broke its reader" in line]) == 1
    assert not [line for line in lines if "panicked" in line or "Traceback" in line]
    assert not (folder / "out").exists()


def _scan(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    own = {name: text for name, text in os.environ.items() if not name.startswith("SCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "scan.cli", *words],
        env={**own, "PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_what_is_loaded_late_leaves_room_for_a_file(tmp_path: Path, catalogue: Catalogue) -> None:
    """A process that began with boundaries loads the readers of tables when it is confined."""
    square = "[[[4,51],[4.1,51],[4.1,51.1],[4,51]]]"
    shape = (
        '{"features":[{"properties":{"nis":"%s"},"geometry":{"type":"Polygon","coordinates":%s}}]}'
    )
    shapes = put(tmp_path, "boundaries.geojson", shape % ("11001", square))
    path = put(tmp_path, GOOD, _of(2024))
    delivery = assess((shapes, path), tmp_path / "out", catalogue, DAY)
    assert not delivery.faults
    assert [one.status for one in delivery.files] == [FRESH, FRESH]


# --- databases ------------------------------------------------------------------------------


def _database(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()
    return path


def _read(path: Path) -> list[tuple[object, ...]]:
    record = source(layout="sql", sql="figures")
    with Cage() as own:
        return own.read(examined, (record, path), path).rows()


def examined(asked: tuple[Source, Path]) -> pl.DataFrame:
    """The raw table of a database."""
    record, path = asked
    return READERS[record.layout](record, Delivered(path))


TABLE = "CREATE TABLE {} (nis TEXT, jaar INTEGER, man INTEGER, vrouw INTEGER)"
ROW = "INSERT INTO {} VALUES ('11001', 2025, 3, 4)"


def test_a_database_is_read_and_nothing_is_written_beside_it(tmp_path: Path) -> None:
    plain = _database(tmp_path / "a.sqlite", TABLE.format("figures"), ROW.format("figures"))
    ahead = _database(
        *(tmp_path / "b.sqlite", "PRAGMA journal_mode = WAL"),
        *(TABLE.format("figures"), ROW.format("figures")),
    )
    before = sorted(path.name for path in tmp_path.iterdir())
    assert _read(plain) == _read(ahead)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_view_may_sort_more_than_a_page_holds(tmp_path: Path) -> None:
    view = "CREATE VIEW figures AS SELECT * FROM t ORDER BY vrouw, nis DESC"
    count = "WITH RECURSIVE n(i) AS (SELECT 11001 UNION ALL SELECT i + 1 FROM n WHERE i < 211000)"
    many = f"INSERT INTO t {count} SELECT i, 2025, 1, 1 FROM n"
    path = _database(tmp_path / "a.sqlite", TABLE.format("t"), many, view)
    assert len(_read(path)) == 400_000


def test_a_view_without_end_is_refused(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    view = (
        f"CREATE VIEW figures AS {endless} SELECT i nis, 1 jaar, 1 man, 1 vrouw FROM n WHERE i < 0"
    )
    path = _database(tmp_path / "a.sqlite", view)
    record = source(layout="sql", sql="figures")
    with Cage(Limits(processor=1.0)) as own, pytest.raises(ExtractError, match="seconds of work"):
        own.read(examined, (record, path), path)
