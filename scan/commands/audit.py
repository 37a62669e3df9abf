"""Command line, audit: ``scan audit``, what an outsider could work out from all that is released.

Input: an output folder. Output: what was looked at, as text or as one JSON object; exit code 6
with the cells that can be worked out.
"""

from __future__ import annotations

from dataclasses import asdict

from scan.audit import inspection
from scan.catalogue import reading
from scan.commands import workspaces
from scan.commands.shared import OUTPUT, Extracts, Json, Output, Verbose, print_json, tell
from scan.nightly import run
from scan.steps import step, told

USUAL = {"set-up": 1.0, "audit": 40.0}
"""The steps of an audit, with the seconds that each takes on two quiet cores."""


def audit(
    extracts: Extracts = None,
    output: Output = OUTPUT,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Look for hidden counts that can be worked out from all released files together.

    Nothing but files that are or will be public is read: the newest release, else the series and
    reports that lie ready for the first one. Extracts only say whether figures are made up.
    """
    with told(USUAL, tell, verbose=verbose):
        step("set-up")
        workspaces.refuse_folders(output, extracts)
        catalogue = reading.load_catalogue()
        step("audit")
        verdict = inspection.inspect(run.shelf_at(output, extracts), catalogue, tell)
    if as_json:
        print_json(asdict(verdict))
    verdict.refuse()
    if not as_json:
        tell(
            f"{verdict.figures} figures and {verdict.reports} reports, and what "
            f"{len(verdict.releases)} earlier releases told; none of the {verdict.hidden} hidden "
            "figures can be worked out"
        )
