"""Command line, published: ``scan intake --as-check``.

Input: files of rates that suppliers publish. Output: what came of comparing them with ours, kept
for the releases to come.
"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from scan.catalogue.reading import Catalogue, load_catalogue
from scan.commands.shared import out, print_json
from scan.commands.workspaces import workspace_at
from scan.extracts.periods import today
from scan.extracts.published import keep, read_published
from scan.series.published import Compared, compared


def as_check(files: list[Path], output: Path, extracts: Path | None, *, as_json: bool) -> None:
    """Compare published rates with our figures; none of them feeds an indicator."""
    catalogue = load_catalogue()
    read = [one for file in files for one in read_published(file, catalogue, today())]
    workspace = workspace_at(output, extracts, catalogue, None)
    results = [compared(one, workspace.store_folder, workspace.catalogue) for one in read]
    for one in read:
        keep(one, workspace.shelf)
    if as_json:
        print_json({"published": [asdict(r) | {"differ": r.differ} for r in results]})
        return
    for result in results:
        for line in lines_of(result, catalogue):
            out.print(line, markup=False)


def lines_of(one: Compared, catalogue: Catalogue) -> Iterator[str]:
    """What came of it, for the operator."""
    yield (
        f"{one.file}: {one.compared:,} published rates of {one.indicator} compared with ours, "
        f"made from {', '.join(one.fed_by)}: {one.agree:,} agree, {one.differ:,} differ"
        + (f"; of {one.alone:,} more we have none" if one.alone else "")
    )
    if one.off is not None:
        way = "below" if one.off < 0 else "above"
        yield (
            f"  Where they differ, ours lie {abs(one.off):.1f} % {way} them on average "
            f"(from {one.least:+.1f} % to {one.most:+.1f} %)."
        )
    for gap in one.largest:
        name = catalogue.areas.get(gap.area).name
        yield f"  {name} {gap.period}: published {gap.published:.2f}, ours {gap.ours:.2f}"
    if one.differ:
        yield f"  Reason: {' '.join(one.reasons) or 'the catalogue names none.'}"
    yield "  Kept as a witness: it feeds no indicator; releases tell what came of it."
