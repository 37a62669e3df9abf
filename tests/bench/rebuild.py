"""Reports as the nightly job makes them, chart files and receipts included.

Input: an output folder with a store, a folder of extracts, the folder for reports and the name of
a run; then one municipality a line on standard input. Output: CPU seconds, as JSON, a line each.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

from scan.catalogue.reading import load_catalogue
from scan.nightly.plan import Seen, Stale
from scan.nightly.tasks import build, job_of, task_of
from scan.series.opening import open_workspace

PUBLICATION = "integratiescan"


def main(output: Path, extracts: Path, folder: Path, run: str) -> None:
    """Makes a report for every line that comes in."""
    opened = open_workspace(output, extracts, load_catalogue(), None, lambda _: None)
    workspace = replace(opened, output=folder)
    publication, areas = workspace.catalogue.publications[PUBLICATION], workspace.catalogue.areas
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        area = areas.find(line.strip(), workspace.as_of)
        seen = Seen(workspace, publication, (area,))
        job = job_of(workspace, PUBLICATION, run, seen.common)
        task = task_of(Stale(area, seen.common, seen.inputs(area), ()))
        begun = time.process_time()
        build(job, task)
        print(json.dumps({"cpu": time.process_time() - begun}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]), sys.argv[4])
