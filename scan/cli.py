"""Command line, the face: puts the commands together and turns errors into exit codes.

Input: arguments and the environment (``SCAN_…``). Output: text, or with ``--json`` one object
and nothing else on standard output. Steps that take time are told on standard error.
"""

import sys
from typing import Annotated

import typer

from scan import __version__
from scan.commands import audit, barometer, batch, deliveries, listing, releases, reports, series
from scan.commands.shared import err
from scan.errors import ScanError

app = typer.Typer(
    name="scan",
    help="Makes Jouw Lokale Integratiescan: an accessible PDF for every municipality.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
COMMANDS = (
    reports.report,
    deliveries.check,
    deliveries.sample,
    deliveries.intake,
    releases.verify,
    releases.rollback,
    releases.diff,
    releases.serve,
    audit.audit,
    series.series,
    series.calendar,
    barometer.barometer,
    batch.batch,
    batch.nightly,
    batch.status,
)
for command in COMMANDS:
    app.command()(command)
app.add_typer(listing.list_app, name="list")


def main() -> None:
    """Entry point: turns errors of the project into their message and exit code."""
    try:
        code = app(standalone_mode=False)
    except ScanError as error:
        _fail(str(error), error.exit_code)
    except typer.Abort:
        _fail("Interrupted.", 130)
    except KeyboardInterrupt:
        _fail("Interrupted.", 130)
    except typer.TyperException as error:
        _fail(error.format_message(), 2)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int) -> None:
    err.print(message, markup=False)
    sys.exit(code)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Makes Jouw Lokale Integratiescan."""
    if show:
        typer.echo(__version__)
        raise typer.Exit


if __name__ == "__main__":
    main()
