"""A made-up country of more municipalities: what a report costs, and what the store takes.

Input: a factor and a folder. Output: one JSON object: CPU seconds of extracts, series, a plan and
warm reports, and the peak memory of each. Every municipality gets copies with codes and names of
their own, mergers and neighbours included, so that nothing in the chain is spared.
"""

import csv
import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatch
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from scan.catalogue.reading import Catalogue, load_catalogue
from scan.extracts.made_up import write_made_up
from scan.house import CATALOGUE
from scan.nightly.plan import areas_of, plan
from scan.report.one import make_report
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace
from tests.bench.memory import peak_kb

PUBLICATION = "integratiescan"
REPORTS = 4
TO_SPLIT = 1_500_000
"""Cells of a table that is delivered year by year."""
_FIRST_FREE = 500
"""Codes k0500 and up belong to nobody."""

Rows = list[dict[str, str]]


def enlarge(target: Path, factor: int) -> Catalogue:
    """A catalogue of ``factor`` times as many municipalities."""
    shutil.copytree(CATALOGUE, target)
    towns = _read(target, "municipalities")
    codes = {row["nis"]: place for place, row in enumerate(towns)}
    for table in ("municipalities", "mergers", "neighbours", "tiles"):
        rows = _read(target, table)
        copies = [_copy(row, number, codes) for number in range(1, factor) for row in rows]
        _write(target, table, rows + copies)
    return load_catalogue(target)


def _copy(row: dict[str, str], number: int, codes: dict[str, int]) -> dict[str, str]:
    new = dict(row)
    for key in ("nis", "old_nis", "new_nis", "neighbour_nis"):
        if key in row:
            new[key] = f"{number}{_FIRST_FREE + codes[row[key]]:04d}"
    if "name" in row:
        new["name"] = f"{row['name']} {number + 1}"
    if "column" in row:
        new["column"] = str(int(row["column"]) + 40 * number)
    return new


def _read(folder: Path, table: str) -> Rows:
    with (folder / "areas" / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _write(folder: Path, table: str, rows: Rows) -> None:
    with (folder / "areas" / f"{table}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _spent(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return round(time.process_time() - begun, 2)


def _alone(work: Callable[..., float], *arguments: object) -> tuple[float, int]:
    """What ``work`` finds in a process of its own, and the peak memory of that process in MB."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_with_peak, work, arguments).result()


def _with_peak(work: Callable[..., float], arguments: tuple[object, ...]) -> tuple[float, int]:
    found = work(*arguments)
    return found, peak_kb() // 1024


def _series(folder: Path) -> float:
    return _spent(lambda: _opened(folder))


def _planning(folder: Path) -> float:
    """What the supervisor does before its workers start, when every report is to be made."""
    workspace = _opened(folder)
    edition = workspace.catalogue.publications[PUBLICATION]
    return _spent(lambda: plan(workspace, edition, areas_of(workspace, edition)))


def _opened(folder: Path) -> Workspace:
    catalogue = load_catalogue(folder / "catalogue")
    return open_workspace(folder / "output", folder / "extracts", catalogue, None, _silent)


def _reports(folder: Path) -> float:
    """Median of a few warm reports, spread over the country."""
    workspace = _opened(folder)
    edition = workspace.catalogue.publications[PUBLICATION]
    chosen = areas_of(workspace, edition)
    towns = chosen[:: len(chosen) // (REPORTS + 1)][: REPORTS + 1]
    make_report(workspace, edition, towns[0])
    spent = [_spent(partial(make_report, workspace, edition, town)) for town in towns[1:]]
    return statistics.median(spent)


def _split(folder: Path, catalogue: Catalogue) -> None:
    """Splits large tables by year, as their suppliers would have to."""
    for path in sorted(folder.glob("*.csv")):
        source = next((s for s in catalogue.sources.values() if _feeds(path, s.files)), None)
        frame = pl.read_csv(path, separator=_separator(path), infer_schema=False)
        if source is None or frame.height * frame.width < TO_SPLIT:
            continue
        for (year,), part in frame.partition_by(source.period.column, as_dict=True).items():
            stem = path.stem.rstrip("0123456789_")
            part.write_csv(folder / f"{stem}_{year}.csv", separator=_separator(path))
        path.unlink()


def _feeds(path: Path, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in patterns)


def _separator(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return max(";,|", key=next(lines).count)


def _silent(_: str) -> None:
    """Steps are not told."""


def main(factor: int, folder: Path) -> None:
    """Measures one country."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    catalogue = enlarge(folder / "catalogue", factor)
    found: dict[str, float] = {"factor": factor, "municipalities": 0}
    found["extracts"] = _spent(lambda: write_made_up(folder / "extracts", catalogue))
    _split(folder / "extracts", catalogue)
    for name, work in (("series", _series), ("plan", _planning), ("report", _reports)):
        found[name], found[f"{name}_peak_mb"] = _alone(work, folder)
    found["municipalities"] = len(areas_of(_opened(folder), catalogue.publications[PUBLICATION]))
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
