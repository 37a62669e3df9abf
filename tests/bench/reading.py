"""Workbooks of suppliers: what figures cost beside the cells that they stand in.

Input: a folder of workbooks, and optionally one of extracts (else the same). Output: one JSON
object: CPU seconds that fastexcel takes to read all their cells as text, and that the program
takes to make clean figures of them, cage included, in medians; the ratio of the two; and the
megabytes that extracts to series take at their peak, program and cage together. Both ways take
turns, each in a fresh process, so that whatever else the machine does falls on both.
"""

import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import fastexcel

from scan.catalogue.reading import load_catalogue
from scan.extracts.deliveries import delivered_figures, find_extracts
from scan.house import ROOT
from scan.series.opening import open_workspace
from tests.bench.memory import Watch

ROUNDS = 3
WORKBOOKS = ("*.xlsx", "*.ods")
CATALOGUE = load_catalogue()


def main(workbooks: Path, extracts: Path) -> None:
    """Measures, and prints what was found."""
    with tempfile.TemporaryDirectory() as aside:
        alone = Path(aside) / "workbooks"
        alone.mkdir()
        for pattern in WORKBOOKS:
            for path in sorted(workbooks.glob(pattern)):
                shutil.copy(path, alone)
        rounds = [(_spent("cells", alone), _spent("figures", alone)) for _ in range(ROUNDS)]
        peak = _peak(extracts, Path(aside) / "output")
    cells, figures = (statistics.median(spent) for spent in zip(*rounds, strict=True))
    result = {
        "cells": round(cells, 2),
        "figures": round(figures, 2),
        "figures / cells": round(statistics.median(b / a for a, b in rounds), 2),
        "peak of extracts to series, MB": peak,
    }
    print(json.dumps(result))  # noqa: T201


def _spent(way: str, folder: Path) -> float:
    command = [sys.executable, "-m", "tests.bench.reading", way, str(folder)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _peak(extracts: Path, output: Path) -> int:
    """Megabytes of a process and of those that it starts, all at the same time."""
    command = [sys.executable, "-m", "tests.bench.reading", "series", str(extracts), str(output)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    with Watch(together=True) as watch:
        if process.wait():
            raise SystemExit(f"series of {extracts}: ended with {process.returncode}")
    return watch.peak_kb // 1024


def _used() -> float:
    """CPU seconds of this process and of those that it started and that are gone."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _cells(folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        book = fastexcel.read_excel(path)
        for name in book.sheet_names:
            book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()


def _figures(folder: Path) -> None:
    delivered_figures(find_extracts(folder, CATALOGUE), CATALOGUE)


def _measured(work: Callable[[Path], None], folder: Path) -> None:
    begun = _used()
    work(folder)
    print(_used() - begun)  # noqa: T201


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["cells", folder]:
            _measured(_cells, Path(folder))
        case ["figures", folder]:
            _measured(_figures, Path(folder))
        case ["series", folder, output]:
            open_workspace(Path(output), Path(folder), CATALOGUE, None, lambda _: None)
        case [folder, *others]:
            main(Path(folder), Path(others[0] if others else folder))
        case _:
            raise SystemExit("usage: python -m tests.bench.reading WORKBOOKS [EXTRACTS]")
