"""Command line, health: ``scan health`` and ``scan notify``.

Input: an output folder. Output: what is good and what is not, as text, as JSON, as metrics and as
messages; an exit code for whoever watches.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from scan.catalogue import reading
from scan.commands.shared import OUTPUT, Json, Metrics, Output, Real, out, print_json, tell
from scan.errors import CatalogueError, ReportError, ScanError, UsageError
from scan.nightly import health as healths
from scan.nightly import messages, upgrading
from scan.nightly import metrics as measures


def health(
    output: Output = OUTPUT,
    real: Real = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Also the bytes of each file of the live release.")
    ] = False,
    metrics: Metrics = None,
    as_json: Json = False,
) -> None:
    """Say whether all is as it should be; exits with 0 only then.

    Looks at the last night (not older than 26 hours), the ledger, the live release, the disk, the
    clock, refused deliveries and late sources. Otherwise it exits with the highest code that
    something asks for: 4 for the ledger and deliveries, 6 for the release, else 5.
    """
    found = looked(output, real=real, thorough=thorough)
    if metrics is not None:
        measures.write_metrics(found, metrics)
    if as_json:
        findings = [asdict(finding) for finding in found.findings]
        print_json({"good": not found.bad, "exit_code": found.exit_code, "findings": findings})
    else:
        for line in healths.lines_of(found):
            out.print(line, markup=False)
    raise typer.Exit(found.exit_code)


def looked(output: Path, *, real: bool, thorough: bool = False) -> healths.Health:
    """The health of now."""
    now = datetime.datetime.now(datetime.UTC)
    return healths.health(output, _catalogue(), now, real=real, thorough=thorough)


def leave_metrics(output: Path, metrics: Path | None, *, real: bool) -> None:
    """Writes the metrics after a night; what cannot be written is told and ends nothing."""
    try:
        found = looked(output, real=real)
        measures.write_metrics(found, metrics or found.output / measures.METRICS)
    except (OSError, ScanError) as error:
        tell(f"No metrics: {error}")


def _catalogue() -> reading.Catalogue | None:
    """The catalogue; ``None`` when it is at fault, which the night itself says."""
    try:
        return reading.load_catalogue()
    except CatalogueError:
        return None


def notify(
    output: Output = OUTPUT,
    real: Real = False,
    again: Annotated[bool, typer.Option("--again", help="Also what was told already.")] = False,
    as_json: Json = False,
) -> None:
    """Tell who has to act when something is wrong; call the heartbeat address when nothing is.

    To SCAN_WEBHOOK, to SCAN_MAIL_TO over SCAN_SMTP; SCAN_HEARTBEAT is called when all is well.
    Each thing is told once. Exits with 5 when a message could not be sent.
    """
    to = messages.channels(os.environ)
    if to == messages.Channels():
        raise UsageError("Say where messages go: SCAN_WEBHOOK, SCAN_MAIL_TO or SCAN_HEARTBEAT")
    found = looked(output, real=real)
    sent = messages.tell(found, to, again=again)
    if as_json:
        print_json({"bad": [one.check for one in found.bad], "sent": [asdict(s) for s in sent]})
    else:
        for one in sent:
            said = f"not sent ({one.error})" if one.error else "sent"
            out.print(f"{one.channel}: {said}", markup=False)
        if not sent:
            out.print("Nothing new to tell.", markup=False)
    if any(one.error for one in sent):
        raise typer.Exit(ReportError.exit_code)


def upgrade(
    output: Output = OUTPUT,
    check: Annotated[
        bool, typer.Option("--check", help="Say whether this version can go on; change nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Say whether this version of the program can go on with what another one left.

    Run it before the first night of a new version. Exits with 4 for the ledger and 6 for the
    releases; what has to be taken over says with which command.
    """
    if not check:
        raise UsageError("Give --check: nothing else has to be done to upgrade")
    findings = upgrading.upgrade_findings(output)
    if as_json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            mark = "ok " if finding.good else "BAD"
            out.print(f"{mark} {finding.check}: {finding.message}", markup=False)
    raise typer.Exit(max((f.exit_code for f in findings if not f.good), default=0))
