"""A made-up country of more municipalities: what a report costs, and what the store takes.

Input: a factor and a folder. Output: one JSON object: CPU seconds of extracts, series and warm
reports, and the peak memory. Every municipality gets copies with codes and names of their own,
mergers and neighbours included, so that nothing in the chain is spared.
"""

import csv
import json
import resource
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from scan.catalogue.areas import Area
from scan.catalogue.reading import CATALOGUE, Catalogue, load_catalogue
from scan.extracts.made_up import write_made_up
from scan.report.one import make_report
from scan.series.workspace import Workspace, open_workspace

PUBLICATION = "integratiescan"
REPORTS = 4
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


def _reports(workspace: Workspace, towns: list[Area]) -> float:
    edition = workspace.catalogue.publications[PUBLICATION]
    make_report(workspace, edition, towns[0])
    spent = [_spent(lambda t=town: make_report(workspace, edition, t)) for town in towns[1:]]
    return statistics.median(spent)


def main(factor: int, folder: Path) -> None:
    """Measures one country."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    catalogue = enlarge(folder / "catalogue", factor)
    areas = catalogue.areas
    towns = areas.municipalities(areas.get("02000").nis, areas.newest_division)
    found: dict[str, float] = {"municipalities": len(towns)}
    extracts, output = folder / "extracts", folder / "output"
    found["extracts"] = _spent(lambda: write_made_up(extracts, catalogue))
    found["series"] = _spent(lambda: open_workspace(output, extracts, catalogue, None, str))
    found["series_peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    workspace = open_workspace(output, extracts, catalogue, None, str)
    found["report"] = _reports(
        workspace, list(towns[:: len(towns) // (REPORTS + 1)][: REPORTS + 1])
    )
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
