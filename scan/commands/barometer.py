"""Command line, the Barometer: ``scan barometer``.

Input: options. Output: the PDF of the whole dashboard; its path on standard output.
"""

from __future__ import annotations

from dataclasses import asdict

import typer

from scan.catalogue import reading
from scan.commands import workspaces
from scan.commands.shared import OUTPUT, Extracts, Json, Output, print_json, tell
from scan.publish.barometer import make


def barometer(extracts: Extracts = None, output: Output = OUTPUT, as_json: Json = False) -> None:
    """Make the PDF of the Barometer Samenleven; prints its path last."""
    made = make.make_barometer(
        workspaces.workspace_at(output, extracts, reading.load_catalogue(), None)
    )
    if as_json:
        print_json(asdict(made))
        return
    tell(f"Barometer {made.period}: {made.pages} pages, {made.size / 1e6:.1f} MB")
    typer.echo(made.path)
