"""``scan series`` and ``scan calendar`` as an operator uses them."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from scan.commands.series import Sort
from scan.house import ROOT
from scan.publish.calendar import SORTS
from scan.series.workspace import Workspace


def _scan(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "scan.cli", *words],
        cwd=cwd,
        env={**own, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def _on(workspace: Workspace) -> tuple[str, ...]:
    return ("--extracts", str(workspace.extracts.folder), "--output", str(workspace.output))


def test_series_of_some_indicators(made_up: Workspace, tmp_path: Path) -> None:
    done = _scan("series", "de_36", "ON_21", "--format", "parquet", *_on(made_up), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert [path.name for path in paths] == ["DE_36-voorbeeld.parquet", "ON_21-voorbeeld.parquet"]
    assert all(path.is_file() for path in paths)
    assert made_up.shelf / "data" in paths[0].parents


def test_json_and_nothing_else(made_up: Workspace, tmp_path: Path) -> None:
    done = _scan("series", "DE_36", "--json", *_on(made_up), cwd=tmp_path)
    series, groups = json.loads(done.stdout)["files"]
    assert series.endswith("DE_36-voorbeeld.csv")
    assert groups.endswith("DE_36-groepen-voorbeeld.csv")


def test_the_calendar_can_be_asked_for_in_every_order_there_is() -> None:
    assert get_args(Sort) == tuple(SORTS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("series", "DE_99"), "Unknown indicators: DE_99"),
        (("series", "DE_36", "--format", "ods"), "ods"),
        (("calendar", "--sort", "colour"), "'colour' is not one of 'theme', "),
        (("calendar", "--on", "morgen"), "morgen"),
    ],
)
def test_wrong_use(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = _scan(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_calendar_in_the_terminal(made_up: Workspace, tmp_path: Path) -> None:
    done = _scan("calendar", "--sort", "indicator", *_on(made_up), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    codes = [line.split()[0] for line in done.stdout.splitlines() if "_" in line.split(" ")[0]]
    assert codes == sorted(made_up.catalogue.indicators)
    found = _scan("calendar", "--json", "--on", "2026-08-01", *_on(made_up), cwd=tmp_path)
    entries = {entry["indicator"]: entry for entry in json.loads(found.stdout)}
    assert set(entries) == set(codes)
    assert entries["DE_36"]["expected_from"] == "2027-07"
    assert entries["DE_36"]["state"] == "unknown"
