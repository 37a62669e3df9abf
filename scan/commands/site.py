"""Command line, site: ``scan site``, the site of chosen municipalities to look at.

Input: municipalities and options. Output: a folder with pages; its path on standard output, or an
address with ``--serve``.
"""

from __future__ import annotations

import threading
import time
from typing import Annotated

import typer

from scan.catalogue import reading
from scan.commands import completing
from scan.commands.batch import Workers, command_line, interruptible, setting_of, workers_of
from scan.commands.shared import OUTPUT, Extracts, Json, Output, Verbose, print_json, tell
from scan.nightly import preview as previews
from scan.nightly.runs import RUNS_KEPT
from scan.nightly.workers import LIMITS
from scan.publish import serving
from scan.steps import step, told

USUAL = {
    "set-up": 2.0,
    "extracts": 20.0,
    "series": 30.0,
    "reports": 20.0,
    "downloads": 60.0,
    "site": 15.0,
}
"""The steps, with the seconds that each takes for two municipalities on two quiet cores."""
_PORT = 8000
_PAUSE = 0.5
"""Seconds between two looks at the layouts: sooner than anyone reaches for the browser."""


def site(
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Only this municipality; may be repeated. Default: all.",
            autocompletion=completing.municipalities,
        ),
    ] = None,
    extracts: Extracts = None,
    output: Output = OUTPUT,
    workers: Workers = None,
    serve: Annotated[
        bool,
        typer.Option("--serve", help="Show it in a browser, anew when a layout changes."),
    ] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = _PORT,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Make the site of chosen municipalities to look at; prints its folder last.

    Nothing is published.
    """
    catalogue = reading.load_catalogue()
    areas = catalogue.areas
    towns = tuple(areas.find(name, areas.newest_division).nis for name in only or [])
    setting = setting_of(output, extracts, catalogue, RUNS_KEPT)
    executor_of = workers_of(None, workers, LIMITS)
    with interruptible(), told(USUAL, tell, verbose=verbose):
        step("set-up")
        made = previews.preview(setting, towns, executor_of, command_line())
    if serve:
        _serve(made, port, as_json=as_json)
    elif as_json:
        print_json({"site": made.folder})
    else:
        typer.echo(made.folder)


def _serve(made: previews.Preview, port: int, *, as_json: bool) -> None:
    """Until Ctrl-C; pages that are open load themselves anew after a layout has changed."""
    with serving.open_server(lambda: made.folder, port, reloading=True) as server:
        if as_json:
            print_json({"address": server.address, "site": made.folder})
        else:
            tell(f"{made.folder}; Ctrl-C ends it")
            typer.echo(server.address)
        threading.Thread(target=_follow, args=(made, server), daemon=True).start()
        server.serve_forever()


def _follow(made: previews.Preview, server: serving.Server) -> None:
    """Writes the site anew at each change of a layout. A layout with a fault is told; the pages
    of before stay."""
    seen = previews.layouts_at()
    while True:
        time.sleep(_PAUSE)
        now = previews.layouts_at()
        if now == seen:
            continue
        seen = now
        try:
            made.write()
        except Exception as error:  # a template may ask for anything, also for what is not there
            tell(f"{type(error).__name__}: {error}")
        else:
            server.state += 1
            tell("Pages written anew.")
