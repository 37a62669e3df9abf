"""``make bench``: one run, one table; the same as JSON, appended to a history.

Input: options. Output: the table on standard output, ``build/bench/bench.json``, a line in
``build/bench/history.jsonl``. The ways take turns, municipality by municipality, so that whatever
else the machine does falls on all of them; figures are medians, promises are ratios. After them
come two workers, a cold start, series and planning, suppliers' workbooks, and the memory of
workers at night.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from scan import __version__
from scan.catalogue.reading import load_catalogue
from scan.house import ROOT
from scan.series.opening import open_workspace
from tests.bench import chain
from tests.bench.ways import Result, Way

BUILD = ROOT / "build" / "bench"
TOWNS = ("Mechelen", "Gent", "Leuven", "Brugge", "Aalst", "Genk", "Kortrijk", "Turnhout")
WARMING = "Hasselt"
RIVALS = ("plain", "typst", "chromium")
NAMES = {
    "ours": "this factory",
    "plain": "(a) pyplot + WeasyPrint as it comes",
    "typst": "(b) pyplot + Typst, A-3a and UA-1",
    "chromium": "(c) pyplot + Chromium",
}
CHECKING = "checking"
SHOWN = {
    "cpu": "CPU s",
    "cpu_checked": "with checks",
    "wall": "wall s",
    "peak_mb": "peak MB",
    "size_kb": "kB",
    "pages": "pages",
}
"""What the table shows of each way. The peak is that of resident memory, never less than PSS."""


def compare(towns: Iterable[str], rivals: Iterable[str], output: Path) -> dict[str, list[Result]]:
    """All ways, in turn, after one report each to warm up."""
    ours = ["tests.bench.ours", str(output), str(BUILD / "reports")]
    ways = [Way.start("ours", ours)]
    ways += [Way.start(name, ["tests.bench.rivals", name, str(output)]) for name in rivals]
    results: dict[str, list[Result]] = {way.name: [] for way in ways}
    for way in ways:
        way.make(WARMING)
    for town in towns:
        for way in ways:
            results[way.name].append(way.make(town))
            _tell(f"{way.name}: {town}")
    for way in ways:
        way.end()
    return results


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def summary(results: list[Result]) -> Result:
    """Medians over the reports of one way."""
    stages = {name for result in results for name in result["cpu"]}
    cpu = {name: statistics.median(r["cpu"].get(name, 0.0) for r in results) for name in stages}
    made = [sum(r["cpu"].values()) - r["cpu"].get(CHECKING, 0.0) for r in results]
    return {
        "stages": {name: round(value, 3) for name, value in sorted(cpu.items())},
        "cpu": round(statistics.median(made), 3),
        "cpu_checked": round(statistics.median(sum(r["cpu"].values()) for r in results), 3),
        "wall": round(statistics.median(sum(r["wall"].values()) for r in results), 3),
        "peak_mb": round(max(r["peak_kb"] for r in results) / 1024),
        "size_kb": round(statistics.median(r["size"] for r in results) / 1000),
        "pages": statistics.median(r["pages"] for r in results),
    }


def ratios(ways: dict[str, Result]) -> dict[str, float]:
    """What is promised: our CPU over that of the rivals."""
    ours = ways["ours"]
    found = {}
    for name in ways.keys() - {"ours"}:
        found[f"ours / {name}"] = round(ours["cpu"] / ways[name]["cpu"], 3)
        found[f"ours with checks / {name}"] = round(ours["cpu_checked"] / ways[name]["cpu"], 3)
    return found


def whole_chain(output: Path) -> Result:
    """Series, planning and an update, in a process of their own; CPU seconds."""
    _tell("series, planning, one indicator updated …")
    command = [sys.executable, "-m", "tests.bench.whole", str(output), str(BUILD / "chain")]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: Result = json.loads(done.stdout)
    return found


def workbooks(extracts: Path) -> dict[str, float]:
    """Suppliers' workbooks: figures beside cells, and the memory of extracts to series."""
    _tell("figures from workbooks beside their cells …")
    command = [sys.executable, "-m", "tests.bench.reading", str(extracts)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    return {
        "figures from workbooks / their cells": found["figures / cells"],
        "peak of extracts to series, MB of PSS": found["peak of extracts to series, MB"],
    }


def peak_of_workers(output: Path) -> int:
    """Megabytes (PSS) of a worker of a nightly run, chart files included, at its peak."""
    _tell("memory of two workers at night …")
    command = [sys.executable, "-m", "tests.bench.night", str(output), str(BUILD / "night")]
    return int(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def promised(behind: Result, warm: float) -> dict[str, float]:
    """The chain in ratios; ``warm`` is the CPU of a warm report with its checks."""
    nothing, series = behind["planning, nothing changed"], behind["series"]
    return {
        "planning, nothing changed / warm report": round(nothing / warm, 2),
        "series of all municipalities / warm report": round(series / warm, 2),
        "one indicator updated / full rebuild": behind["one indicator updated / full rebuild"],
    }


def show(ways: dict[str, Result], found: dict[str, float]) -> None:
    """The table."""
    console = Console()
    table = Table("", *SHOWN.values(), "stages")
    for name, way in ways.items():
        stages = ", ".join(f"{stage} {value:.2f}" for stage, value in way["stages"].items())
        table.add_row(NAMES[name], *[str(way[key]) for key in SHOWN], stages)
    console.print(table)
    for name, value in sorted(found.items()):
        console.print(f"{name}: {value}")


def keep(found: Result) -> None:
    """The run as JSON, and a line in the history."""
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "bench.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    with (BUILD / "history.jsonl").open("a", encoding="utf-8") as history:
        history.write(json.dumps(found) + "\n")


def _at_hand() -> list[str]:
    """The rivals that this machine has; a missing browser is said."""
    found = [name for name in RIVALS if name != "chromium" or shutil.which(name)]
    if "chromium" not in found:
        _tell("No chromium on this machine: it is left out.")
    return found


def machine() -> Result:
    """What the figures were measured on."""
    load = os.getloadavg()[0]
    return {"cores": os.cpu_count(), "python": platform.python_version(), "load": round(load, 1)}


def main() -> None:
    """Runs the benchmark."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--towns", type=int, default=5, help="reports of each way")
    parser.add_argument("--rivals", nargs="*", default=_at_hand(), choices=RIVALS)
    parser.add_argument("--skip-chain", action="store_true", help="only single reports")
    options = parser.parse_args()
    output = BUILD / "output"
    extracts = open_workspace(output, None, load_catalogue(), None, _tell).extracts.folder
    results = compare(TOWNS[: options.towns], options.rivals, output)
    ways = {name: summary(made) for name, made in results.items()}
    found = ratios(ways)
    behind: Result = {}
    if not options.skip_chain:
        found |= chain.measure(output, BUILD / "reports", ways["ours"]["cpu_checked"], _tell)
        behind = whole_chain(output)
        found |= promised(behind, ways["ours"]["cpu_checked"])
        found |= workbooks(extracts)
        found["peak of a nightly worker, MB of PSS"] = peak_of_workers(output)
    show(ways, found)
    now = datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds")
    run = {"time": now, "version": __version__, **machine()}
    keep({**run, "ways": ways, "chain": behind, "ratios": found})


if __name__ == "__main__":
    main()
