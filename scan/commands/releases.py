"""Command line, releases: ``scan verify``, ``scan rollback``, ``scan diff`` and ``scan serve``.

Input: the releases under an output folder. Output: what is wrong, what is live, what differs;
a local server.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scan.commands.shared import OUTPUT, Json, Output, Why, out, print_json, tell
from scan.errors import Fault, RefusedError
from scan.extracts import journal
from scan.publish import difference as differences
from scan.publish import releases as publishing
from scan.publish import serving, signing, verification
from scan.publish import shelf as shelves

SAMPLE = "sample"
"""Where releases of made-up figures lie inside the output folder."""
LIVE, BEFORE = "live", "before"
_PORT = 8000

Sample = Annotated[
    bool, typer.Option("--sample", help="Releases of made-up figures, though there are others.")
]
Which = "A release, or one of: live, before, refused."


def shelf_of(output: Path, *, sample: bool) -> Path:
    """Where the releases lie: those of real figures, unless there are none or others are asked."""
    if sample or not shelves.release_ids(output):
        return output / SAMPLE
    return output


def verify(
    release: Annotated[str, typer.Argument(help=Which)] = LIVE,
    output: Output = OUTPUT,
    sample: Sample = False,
    every: Annotated[bool, typer.Option("--all", help="Every release that is kept.")] = False,
    signers: Annotated[
        Path | None,
        typer.Option(envvar="SCAN_SIGNERS", help="Only if signed by one of this allowed_signers."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a release: all files are there, unaltered, and nothing else; exits with 6 if not."""
    if every:
        _scrub(shelf_of(output, sample=sample), signers, as_json=as_json)
        return
    folder = _named(shelf_of(output, sample=sample), release)
    if as_json:
        faults = _faults(folder, signers)
        print_json({"release": folder.name, "faults": [asdict(fault) for fault in faults]})
        if faults:
            raise typer.Exit(RefusedError.exit_code)
        return
    found = verification.verify_folder(folder)
    if signers and (faults := signing.signature_faults(folder, signers)):
        raise RefusedError("\n".join(map(str, faults)))
    size = f"{found.bytes / 1e6:.1f} MB"
    said = f"{found.id} is whole: {found.files} files, {found.reports} reports, {size}"
    out.print(said, markup=False)


def _faults(folder: Path, signers: Path | None) -> tuple[Fault, ...]:
    """What is wrong with a release, and with its signature where that is asked."""
    return (
        *verification.verification_faults(folder),
        *(signing.signature_faults(folder, signers) if signers else ()),
    )


def _scrub(shelf: Path, signers: Path | None, *, as_json: bool) -> None:
    """Checks every release of a shelf: whoever steps back wants a whole one."""
    found = {
        id_: _faults(shelves.folder_of(shelf, id_), signers) for id_ in shelves.release_ids(shelf)
    }
    if as_json:
        print_json({id_: [asdict(fault) for fault in faults] for id_, faults in found.items()})
    else:
        for id_, faults in found.items():
            out.print(f"{id_} {'is whole' if not faults else 'is damaged'}", markup=False)
            for fault in faults:
                out.print(f"  {fault}", markup=False)
    if any(found.values()):
        raise typer.Exit(RefusedError.exit_code)


def rollback(
    to: Annotated[str | None, typer.Option("--to", help="This release. Default: before.")] = None,
    output: Output = OUTPUT,
    sample: Sample = False,
    why: Why = "",
    as_json: Json = False,
) -> None:
    """Let the site show the release before the live one, after checking it."""
    done = publishing.rollback(shelf_of(output, sample=sample), to)
    journal.enter(output, "rollback", done.id, why)
    if as_json:
        print_json({"live": done.id, "before": done.before})
    elif done.fresh:
        out.print(f"Live: {done.id} (was {done.before})", markup=False)
    else:
        out.print(f"Live: {done.id}, as before", markup=False)


def diff(
    old: Annotated[str, typer.Argument(help=Which)] = BEFORE,
    new: Annotated[str, typer.Argument(help=Which)] = LIVE,
    output: Output = OUTPUT,
    sample: Sample = False,
    limit: Annotated[int, typer.Option(min=0, help="Figures to list; 0 for all.")] = 50,
    as_json: Json = False,
) -> None:
    """Which figures readers see differently in two releases, the largest changes first."""
    shelf = shelf_of(output, sample=sample)
    was, now = (differences.read_release(_named(shelf, release)).seen for release in (old, new))
    found = differences.difference(was, now)
    if as_json:
        print_json(_as_json(found, limit))
    else:
        _print_difference(found, limit)


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any free one.")] = _PORT,
    release: Annotated[str, typer.Option(help=Which)] = LIVE,
    output: Output = OUTPUT,
    sample: Sample = False,
    as_json: Json = False,
) -> None:
    """Show a release in a browser on this machine; ends with Ctrl-C."""
    shelf = shelf_of(output, sample=sample)
    folder = _named(shelf, release)
    follow: Callable[[], Path] = (
        (lambda: shelves.live_folder(shelf)) if release == LIVE else lambda: folder
    )
    with serving.open_server(follow, port) as server:
        if as_json:
            typer.echo(json.dumps({"address": server.address, "release": folder.name}))
        else:
            tell(f"{folder.name}; Ctrl-C ends it")
            typer.echo(server.address)
        server.serve_forever()


def _named(shelf: Path, release: str) -> Path:
    """The folder of a release by its identifier or its role."""
    if release == LIVE:
        return shelves.live_folder(shelf)
    if release == BEFORE:
        live = shelves.live_id(shelf)
        older = shelves.before(shelf, live) if live else None
        if older is None:
            raise RefusedError(f"There is no release before the live one under {shelf}")
        return shelves.folder_of(shelf, older)
    return shelves.folder_of(shelf, release)


# --- printing a difference ------------------------------------------------------------------


def _shown(found: differences.Difference, limit: int) -> list[dict[str, object]]:
    rows = found.changed.head(limit) if limit else found.changed
    return rows.to_dicts()


def _as_json(found: differences.Difference, limit: int) -> dict[str, object]:
    return {
        "old": found.old,
        "new": found.new,
        "figures": found.changed.height,
        "changed": _shown(found, limit),
        "indicators": [asdict(moved) | {"updated": moved.updated} for moved in found.moved],
        "indicators_added": found.indicators_added,
        "indicators_lost": found.indicators_lost,
        "municipalities_added": found.areas_added,
        "municipalities_lost": found.areas_lost,
    }


def _print_difference(found: differences.Difference, limit: int) -> None:
    out.print(f"{found.old} → {found.new}", markup=False)
    if found.empty:
        out.print("Readers see the same figures in both.", markup=False)
        return
    for what, names in (
        ("Indicators added", found.indicators_added),
        ("Indicators lost", found.indicators_lost),
        ("Municipalities added", found.areas_added),
        ("Municipalities lost", found.areas_lost),
    ):
        if names:
            out.print(f"{what}: {', '.join(names)}", markup=False)
    if found.moved:
        out.print(_moved_table(found))
    if not found.changed.is_empty():
        rows = _shown(found, limit)
        out.print(f"{found.changed.height} figures changed; the largest {len(rows)}:")
        out.print(_figures_table(rows))


def _moved_table(found: differences.Difference) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("indicator", "title", "period", "revised", "municipalities"):
        table.add_column(head, justify="right" if head in ("revised", "municipalities") else "left")
    for moved in found.moved:
        same = moved.period == moved.period_before
        period = f"{moved.period}" if same else f"{moved.period_before} → {moved.period}"
        counts = (str(moved.revised), str(moved.areas))
        table.add_row(moved.indicator, moved.title, period, *counts)
    return table


def _figures_table(rows: list[dict[str, object]]) -> Table:
    heads = ("indicator", "municipality", "figure", "period", "was", "is", "size", "%")
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, justify="right" if head in ("was", "is", "size", "%") else "left")
    for row in rows:
        size = row["size"]
        table.add_row(
            str(row["indicator"]),
            f"{row['nis']} {row['name']}",
            differences.figure_name(row),
            str(row["period"]),
            str(row["text_before"]),
            str(row["text_after"]),
            f"{size:+.10g}" if isinstance(size, float) else "",
            f"{row['share']:.0%}",
        )
    return table
