"""Command line, audit: ``scan audit``, what an outsider could work out from all that is released.

Input: extracts and an output folder. Output: what was looked at, as text or as one JSON object;
exit code 6 with the cells that can be worked out.
"""

from __future__ import annotations

from dataclasses import asdict

from scan.catalogue import reading
from scan.commands import workspaces
from scan.commands.shared import OUTPUT, Extracts, Json, Output, Verbose, print_json, tell
from scan.errors import RefusedError
from scan.publish import audit as outsider
from scan.publish import inspection
from scan.steps import step, told

USUAL = {"set-up": 2.0, "extracts": 20.0, "series": 30.0, "audit": 120.0}
"""The steps of an audit, with the seconds that each takes on two quiet cores."""


def audit(
    extracts: Extracts = None,
    output: Output = OUTPUT,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Look for hidden counts that can be worked out from figures, reports and common knowledge."""
    with told(USUAL, tell, verbose=verbose):
        step("set-up")
        workspace = workspaces.workspace_at(output, extracts, reading.load_catalogue(), None)
        step("audit")
        verdict = inspection.inspect(workspace, tell)
    if as_json:
        print_json(asdict(verdict))
    if verdict.leaks:
        raise RefusedError(outsider.refusal(list(verdict.leaks)))
    if not as_json:
        tell(
            f"{verdict.figures} figures and {verdict.reports} reports; municipalities of "
            f"{', '.join(verdict.dates)}; none of the {verdict.hidden} hidden figures can be "
            "worked out"
        )
