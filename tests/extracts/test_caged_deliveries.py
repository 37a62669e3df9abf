"""A file that breaks its reader costs that file only, and the command says which it was."""

import datetime
import io
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import ROOT
from scan.errors import ExtractError
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.extracts.intake import FAULTY, FRESH, assess
from scan.extracts.recognising import identify
from tests.extracts.support import ORIGIN, put

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
