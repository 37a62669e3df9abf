"""``scan look`` as an analyst uses it: lines, JSON, drafts, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scan.catalogue.areas import load_areas
from scan.house import CATALOGUE, ROOT
from tests.extracts.support import workbook

AREAS = load_areas(CATALOGUE / "areas")
TOWNS = AREAS.municipalities("02000", AREAS.newest_division)


def _scan(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "scan.cli", "look", *words],
        cwd=cwd,
        env={**own, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A text, a workbook of two tables, and something damaged."""
    lines = ["year,nis,BEL,ETR,total"]
    lines += [f"2025,{town.nis},{n + 40},{n},{2 * n + 40}" for n, town in enumerate(TOWNS)]
    (tmp_path / "inwoners.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = [["nis", "jaar", "n"], *([town.nis, 2025, n] for n, town in enumerate(TOWNS))]
    workbook(tmp_path / "book.xlsx", {"Een": rows, "Twee": rows})
    (tmp_path / "bad.csv").write_bytes(b"nis;n\n11001;1\n\x00\x01\n")
    return tmp_path


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_text_with_its_draft_in_a_hundred_columns(folder: Path) -> None:
    done = _scan("inwoners.csv", cwd=folder)
    assert done.returncode == 0, done.stderr
    said, _, draft = done.stdout.partition("\n\n")
    assert said.startswith("inwoners.csv: text, ASCII, separated by a comma")
    assert all(len(line) <= 100 for line in said.splitlines())
    for words in ("vintage 2025", "285 of 285 Flemish", "years: 2025", "total = BEL + ETR"):
        assert words in said
    assert "source statbel_nationality has its columns under another name" in said
    assert 'population = "inhabitants"' in draft
    assert _files(folder) == ["bad.csv", "book.xlsx", "inwoners.csv"], "nothing is written"


def test_json_stands_alone(folder: Path) -> None:
    done = _scan("inwoners.csv", "--json", cwd=folder)
    (table,) = json.loads(done.stdout)["tables"]
    assert table["areas"]["vintage"] == "2025"
    assert table["catalogue"]["sources"][0]["source"] == "statbel_nationality"
    assert table["draft"].startswith("# Drafted by")


def test_a_workbook_of_several_tables(folder: Path) -> None:
    done = _scan("book.xlsx", cwd=folder)
    rows = [line.split() for line in done.stdout.splitlines()]
    assert ["Een", "285", "2025", "285", "Flemish", "2025", "none"] in rows
    assert done.stdout.rstrip().endswith("--sheet NAME")
    one = _scan("book.xlsx", "--sheet", "twee", cwd=folder)
    assert 'sheet = "Twee"' in one.stdout


def test_a_draft_is_written_once(folder: Path) -> None:
    done = _scan("inwoners.csv", "--draft", "mine.toml", cwd=folder)
    assert done.returncode == 0, done.stderr
    text = (folder / "mine.toml").read_text(encoding="utf-8")
    assert 'id = "mine"' in text
    assert text not in done.stdout
    again = _scan("inwoners.csv", "--draft", "mine.toml", cwd=folder)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert (folder / "mine.toml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("nothing.csv",), 2, "No file nothing.csv"),
        (("book.xlsx", "--sheet", "Drie"), 2, "has no sheet 'Drie': it has Een, Twee"),
        (("inwoners.csv", "--sheet", "Een"), 2, "it is no workbook"),
        (("book.xlsx", "--draft", "mine.toml"), 2, "choose with --sheet among Een, Twee"),
        (("inwoners.csv", "--draft", "Mijn bron.toml"), 2, "is no name of a source"),
        (("inwoners.csv", "--draft", "nowhere/mine.toml"), 2, "No folder nowhere"),
        (("bad.csv",), 4, "NUL bytes"),
        ((".",), 4, "is a folder, not a file"),
    ],
)
def test_errors_are_those_of_other_commands(
    words: tuple[str, ...], code: int, said: str, folder: Path
) -> None:
    before = _files(folder)
    done = _scan(*words, cwd=folder)
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr
    assert _files(folder) == before
