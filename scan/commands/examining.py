"""Command line, examining: ``scan doctor``, whether this machine has what the program needs.

Input: an output folder. Output: a line a finding, or one JSON object; exit code 2 where something
that is needed is missing.
"""

from dataclasses import asdict

import typer

from scan.commands.shared import OUTPUT, Json, Output, out, print_json
from scan.doctor import Found, examined
from scan.errors import UsageError


def doctor(output: Output = OUTPUT, as_json: Json = False) -> None:
    """Look at Python, libraries, fonts, folders, disk and memory; exits with 2 if one lacks."""
    found = examined(output)
    if as_json:
        print_json({"findings": [asdict(one) for one in found]})
    else:
        for one in found:
            out.print(f"{_mark(one):8}{one.what:11}{one.said}", markup=False)
    if any(one.needed and not one.fine for one in found):
        raise typer.Exit(UsageError.exit_code)


def _mark(found: Found) -> str:
    if found.fine:
        return "fine"
    return "MISSING" if found.needed else "note"
