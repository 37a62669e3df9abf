"""The memory of workers of a nightly run, each at its peak.

Input: a workspace's output folder and a folder to work in. Output: megabytes. What counts is the
proportional share (PSS): what two workers both use, libraries above all, counts half for each.
"""

import shutil
import sys
from functools import partial
from pathlib import Path

from scan.catalogue.reading import load_catalogue
from scan.nightly.plan import areas_of, plan
from scan.nightly.tasks import build, job_of, task_of
from scan.nightly.workers import LIMITS, Supervisor
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace
from tests.bench.memory import Watch

PUBLICATION = "integratiescan"
REPORTS = 24
WORKERS = 2


def main(output: Path, folder: Path) -> None:
    """Makes reports with all that a nightly run makes of them; prints the peak of a worker."""
    shutil.rmtree(folder, ignore_errors=True)
    found = open_workspace(output, None, load_catalogue(), None, lambda _: None)
    aside = Workspace(folder, found.extracts, found.catalogue, found.as_of, found.store_folder)
    publication = aside.catalogue.publications[PUBLICATION]
    stale = plan(aside, publication, areas_of(aside, publication)).stale[:REPORTS]
    job = job_of(aside, PUBLICATION, "2025-01-01T00-00-00", stale[0].common)
    pieces = {one.area.nis: task_of(one) for one in stale}
    logs = folder / "logs"
    with Watch() as watch, Supervisor(partial(build, job), WORKERS, LIMITS, logs) as supervisor:
        for outcome in supervisor.work(pieces):
            if outcome.reason:
                raise SystemExit(f"{outcome.name}: {outcome.reason}\n{outcome.trace}")
    print(watch.peak_kb // 1024)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
