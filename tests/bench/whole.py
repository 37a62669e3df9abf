"""The chain behind the reports: series, a plan when nothing changed, one indicator updated.

Input: a workspace's output folder and a folder to work in. Output: one JSON object, CPU seconds
and what they are in warm reports as the nightly job makes them, chart files and receipts included.
Planning looks at a whole shelf; its reports are copies of one that was really made.
"""

import csv
import io
import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import polars as pl

from scan.catalogue.reading import load_catalogue
from scan.extracts.deliveries import load_extracts
from scan.nightly.plan import Plan, Seen, areas_of, plan
from scan.publish.receipts import (
    charts_path,
    displayed_path,
    read_receipts,
    told_path,
    write_receipt,
)
from scan.report.one import report_path
from scan.series.building import build_store
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace
from tests.bench.ways import Way

Value = TypeVar("Value")
PUBLICATION = "integratiescan"
TOWNS = ("Mechelen", "Gent", "Leuven", "Brugge", "Aalst")
WARMING = "Hasselt"
RUNS = ("2025-01-01T00-00-00", "2025-01-02T00-00-00")
UPDATED = "kbi_newcomers_2011_2024.csv"
"""The file of one indicator: newcomers from abroad."""
MORE = 20
"""So many newcomers more change the rate of every municipality."""


def main(output: Path, folder: Path) -> None:
    """Measures, and prints what was found."""
    shutil.rmtree(folder, ignore_errors=True)
    found = _opened(output, None)
    extracts = _update(found, folder / "extracts")
    before = replace(found, output=folder / "first")
    after = replace(_opened(output, extracts), output=before.output)
    series, _ = _spent(lambda: _series(found))
    first, again = _builds(output, (found.extracts.folder, extracts), folder)
    _fill(before)
    nothing, kept = _spent(lambda: _plan(before))
    assert not kept.stale, "something is stale though nothing changed"
    planning, changed = _spent(lambda: _plan(after))
    towns = len(kept.kept)
    updating = (planning + again * len(changed.stale)) / (first * towns)
    result = {
        "series": series,
        "report": first,
        "report again, one indicator updated": again,
        "planning, nothing changed": nothing,
        "planning, one indicator updated": planning,
        "municipalities": towns,
        "stale after the update": len(changed.stale),
        "one indicator updated / full rebuild": updating,
    }
    print(json.dumps({name: round(value, 3) for name, value in result.items()}))  # noqa: T201


def _spent(work: Callable[[], Value]) -> tuple[float, Value]:
    begun = time.process_time()
    value = work()
    return time.process_time() - begun, value


def _opened(output: Path, extracts: Path | None) -> Workspace:
    return open_workspace(output, extracts, load_catalogue(), None, lambda _: None)


def _series(workspace: Workspace) -> None:
    """All indicators, all municipalities, from the files on."""
    frames = load_extracts(workspace.extracts, workspace.catalogue)
    build_store(frames, workspace.catalogue, workspace.as_of)


def _plan(workspace: Workspace) -> Plan:
    publication = workspace.catalogue.publications[PUBLICATION]
    return plan(workspace, publication, areas_of(workspace, publication))


def _builds(output: Path, extracts: tuple[Path, Path], folder: Path) -> tuple[float, float]:
    """Median CPU seconds of a report, and of the same report when one indicator was updated.

    Two processes take turns, so that neither knows a municipality when it gets it.
    """
    shelves = (folder / "first", folder / "again")
    ways = [
        Way.start(path.name, ["tests.bench.rebuild", *map(str, (output, files, path)), run])
        for path, files, run in zip(shelves, extracts, RUNS, strict=True)
    ]
    spent = []
    for town in (WARMING, *TOWNS):
        whole = ways[0].make(town)["cpu"]
        shutil.copytree(*shelves, dirs_exist_ok=True)
        spent.append((whole, ways[1].make(town)["cpu"]))
    for way in ways:
        way.end()
    first, again = zip(*spent[1:], strict=True)
    return statistics.median(first), statistics.median(again)


def _fill(workspace: Workspace) -> None:
    """Gives every other municipality a copy of a report that was made."""
    there = {receipt.nis: receipt for receipt in read_receipts(workspace.shelf, PUBLICATION)}
    publication = workspace.catalogue.publications[PUBLICATION]
    areas = areas_of(workspace, publication)
    seen, shelf = Seen(workspace, publication, areas), workspace.shelf
    model = next(iter(there.values()))
    beside = {of: of(shelf, PUBLICATION, model.nis).read_bytes() for of in (charts_path, told_path)}
    figures = pl.read_parquet(displayed_path(shelf, PUBLICATION, model.nis))
    for area in areas:
        if area.nis in there:
            continue
        path = report_path(workspace, publication, area, None)
        path.write_bytes((shelf / model.file).read_bytes())
        for path_of, content in beside.items():
            path_of(shelf, PUBLICATION, area.nis).write_bytes(content)
        file, inputs = path.relative_to(shelf).as_posix(), seen.inputs(area)
        write_receipt(shelf, replace(model, nis=area.nis, file=file, inputs=inputs), figures)


def _update(workspace: Workspace, folder: Path) -> Path:
    """The same extracts, but for one file in which every municipality has MORE newcomers."""
    shutil.copytree(workspace.extracts.folder, folder)
    header, *rows = csv.reader(io.StringIO((folder / UPDATED).read_text("utf-8")))
    at = header.index("totaal")
    for row in rows:
        if row[at].isdigit():
            row[at] = str(int(row[at]) + MORE)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    (folder / UPDATED).write_text(out.getvalue(), "utf-8")
    return folder


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
