"""Command line, the face: puts the commands together and turns errors into exit codes.

Input: arguments and the environment (``SCAN_…``). Output: text, or with ``--json`` one object
and nothing else on standard output. Steps that take time are told on standard error.
"""

import importlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from scan.caches import keep_caches_apart
from scan.commands.late import loaded_at_first_use
from scan.commands.settings import strangers
from scan.commands.shared import err, tell
from scan.errors import ScanError, shown_and_counted
from scan.troubles import translated
from scan.versions import version_lines

if TYPE_CHECKING:  # Typer's own click has no public name
    from typer._click.core import Command, Context

COMMANDS = {
    "report": (
        "reports.report",
        "Make the report of one municipality; prints the path of the PDF last.",
    ),
    "check": (
        "deliveries.check",
        "Check catalogue, layouts and extracts; every fault at once; writes nothing.",
    ),
    "look": (
        "looking.look",
        "Look at an unknown file: areas, vintage, periods, markers, totals; a draft of its source.",
    ),
    "sample": (
        "deliveries.sample",
        "Write a complete set of made-up extracts.",
    ),
    "intake": (
        "deliveries.intake",
        "Take in a delivery: check, compare, keep and enter it in the ledger.",
    ),
    "fetch": (
        "fetching.fetch",
        "Fetch new public files into the inbox, from which the nightly job takes them in.",
    ),
    "ledger": (
        "ledger.ledger_app",
        "The ledger of deliveries: whether it is whole; go on after a damage.",
    ),
    "verify": (
        "releases.verify",
        "Check a release: all files are there, unaltered, and nothing else; exits with 6 if not.",
    ),
    "rollback": (
        "releases.rollback",
        "Let the site show the release before the live one, after checking it.",
    ),
    "diff": (
        "releases.diff",
        "Which figures readers see differently in two releases, the largest changes first.",
    ),
    "site": (
        "site.site",
        "Make the site of chosen municipalities to look at; prints its folder last.",
    ),
    "serve": (
        "releases.serve",
        "Show a release in a browser on this machine; ends with Ctrl-C.",
    ),
    "audit": (
        "audit.audit",
        "Look for hidden counts that can be worked out from all released files together.",
    ),
    "series": (
        "series.series",
        "Data series of indicators, all municipalities, under data/ in the output folder.",
    ),
    "similar": (
        "similar.similar",
        "The municipalities that are most like one, with their distance and traits.",
    ),
    "calendar": (
        "series.calendar",
        "Per indicator the last delivery, when new figures are due, and whether they are late.",
    ),
    "barometer": (
        "barometer.barometer",
        "Make the PDF of the Barometer Samenleven; prints its path last.",
    ),
    "batch": (
        "batch.batch",
        "Make all reports of a publication that are stale.",
    ),
    "nightly": (
        "batch.nightly",
        "Check, build, verify and publish everything, under a lock.",
    ),
    "status": (
        "batch.status",
        "Say what the last run did; exits as that run did, with 130 when it was killed.",
    ),
    "health": (
        "health.health",
        "Say whether all is as it should be; exits with 0 only then.",
    ),
    "notify": (
        "health.notify",
        "Tell who has to act when something is wrong; call the heartbeat address when nothing is.",
    ),
    "backup": (
        "backup.backup",
        "Keep all that cannot be made again in a folder of its own; safe while a run writes.",
    ),
    "restore": (
        "backup.restore",
        "Put a backup back into an empty output folder, after checking every file of it.",
    ),
    "upgrade": (
        "health.upgrade",
        "Say whether this version of the program can go on with what another one left.",
    ),
    "doctor": (
        "examining.doctor",
        "Look at Python, libraries, fonts, folders, disk and memory; exits with 2 if one lacks.",
    ),
    "list": (
        "listing.list_app",
        "List what there is.",
    ),
}
"""Name → where it stands in ``scan.commands``, and the first line of its help."""

HELP = ["-h", "--help"]
"""How every command is asked what it does."""
_WRITING = 0o022
"""What a mask may take away: others may always read."""


class Later(TyperCommand):
    """A command that is loaded when it is called: to read the help, or an error, takes no time."""

    def __init__(self, name: str, place: str, summary: str) -> None:
        super().__init__(name=name, help=summary)
        self.place = place

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: "Context | None" = None,
        **extra: object,
    ) -> "Context":
        """The context of the command itself, which parses its arguments."""
        module, name = self.place.split(".")
        with loaded_at_first_use():
            found = getattr(importlib.import_module(f"scan.commands.{module}"), name)
        return _ready(found).make_context(info_name, args, parent, **extra)


def _ready(found: typer.Typer | Callable[..., object]) -> "Command":
    """A function, or a group of them, as something that parses."""
    if isinstance(found, typer.Typer):
        return typer.main.get_command(found)
    alone = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    alone.command(context_settings={"help_option_names": HELP})(found)
    return typer.main.get_command(alone)


def face() -> TyperGroup:
    """All commands, none of them loaded."""
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup), "a Typer with a callback is a group"
    for name, (place, summary) in COMMANDS.items():
        group.add_command(Later(name, place, summary))
    return group


def main() -> None:
    """Entry point: turns errors of the project into their message and exit code."""
    os.umask(os.umask(0) & _WRITING)  # whoever serves a release is another user
    keep_caches_apart(os.environ)
    for line in strangers(os.environ):
        tell(line)
    try:
        code = face()(prog_name="scan", standalone_mode=False)
    except ScanError as error:
        _fail(str(error), error.exit_code, error)
    except (typer.Abort, KeyboardInterrupt):
        _fail("Interrupted.", 130)
    except typer.TyperException as error:
        _fail(error.format_message(), 2)
    except OSError as error:
        if (known := translated(error)) is None:
            raise
        _fail(str(known), known.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int, error: ScanError | None = None) -> None:
    """Say what went wrong and leave: in words, or to who asked for JSON as the last line, one
    object. Standard output is left to what the command itself has to say."""
    if "--json" in sys.argv:
        print(json.dumps({"error": _error(message, code, error)}), file=sys.stderr)  # noqa: T201
    else:
        err.print(message, markup=False)
    sys.exit(code)


def _error(message: str, code: int, error: ScanError | None) -> dict[str, object]:
    faults, more = shown_and_counted(getattr(error, "faults", ()))
    return {
        "exit_code": code,
        "kind": type(error).__name__ if error else "UsageError",
        "message": message,
        "faults": [asdict(fault) for fault in faults],
        "more_faults": more,
    }


app = typer.Typer(
    name="scan",
    help="Makes Jouw Lokale Integratiescan: an accessible PDF for every municipality.",
    no_args_is_help=True,
    context_settings={"help_option_names": HELP},
)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Version, commit and libraries.")] = False,
) -> None:
    """Makes Jouw Lokale Integratiescan."""
    if show:
        typer.echo("\n".join(version_lines()))
        raise typer.Exit


if __name__ == "__main__":
    main()
