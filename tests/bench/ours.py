"""This factory's own reports, in a process of their own, timed by stage.

Input: a workspace as argument, then one municipality a line on standard input. Output: one JSON
object a line, as ``rivals`` prints it. The stages are those functions of the factory that do the
work; they are wrapped, not copied, so what is measured is what ``scan report`` runs.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scan.catalogue.reading import load_catalogue
from scan.report.one import make_report
from scan.series.opening import open_workspace
from tests.bench.memory import peak_kb

PUBLICATION = "integratiescan"
STAGES = (
    ("scan.report.gather", "view_of", "views"),
    ("scan.report.gather", "_charts", "charts"),
    ("scan.report.gather", "_profile", "charts"),
    ("scan.report.gather", "_map", "charts"),
    ("scan.report.core_page", "draw_finding", "charts"),
    ("scan.report.one", "report_html", "HTML"),
    ("scan.report.pdf.write", "_lay_out", "layout"),
    ("scan.report.pdf.write", "_paint", "writing"),
    ("scan.report.one", "check", "checking"),
)
REST = "rest"
"""What no stage holds: reading the store, sentences, gates, the file on disk."""


class Spent:
    """CPU and wall seconds by stage, since the last report."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.wall: dict[str, float] = {}

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time counted towards a stage."""

        def run(*args: Any, **named: Any) -> Any:
            cpu, wall = time.process_time(), time.perf_counter()
            try:
                return function(*args, **named)
            finally:
                self.add(stage, time.process_time() - cpu, time.perf_counter() - wall)

        return run

    def add(self, stage: str, cpu: float, wall: float) -> None:
        """Counts time towards a stage."""
        self.cpu[stage] = self.cpu.get(stage, 0.0) + cpu
        self.wall[stage] = self.wall.get(stage, 0.0) + wall


def watch(spent: Spent) -> None:
    """Times the stages; fails when one of them is not there any more."""
    for module, name, stage in STAGES:
        home = importlib.import_module(module)
        setattr(home, name, spent.timed(stage, getattr(home, name)))


def main(output: Path, target: Path) -> None:
    """Makes a report for every line that comes in."""
    spent = Spent()
    watch(spent)
    workspace = open_workspace(output, None, load_catalogue(), None, lambda _: None)
    edition = workspace.catalogue.publications[PUBLICATION]
    aside = type(workspace)(
        target, workspace.extracts, workspace.catalogue, workspace.as_of, workspace.store_folder
    )
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        spent.cpu, spent.wall = {}, {}
        area = workspace.catalogue.areas.find(line.strip(), workspace.as_of)
        cpu, wall = time.process_time(), time.perf_counter()
        made = make_report(aside, edition, area)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        spent.add(REST, cpu - sum(spent.cpu.values()), wall - sum(spent.wall.values()))
        result = {"cpu": spent.cpu, "wall": spent.wall, "pages": made.pages, "size": made.size}
        print(json.dumps({**result, "peak_kb": peak_kb()}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
