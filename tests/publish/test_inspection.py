"""``scan audit`` on what was released: figures of the store and tables inside reports."""

import datetime
import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import polars as pl
import pytest

from scan.catalogue.entries import Catalogue
from scan.errors import RefusedError
from scan.extracts.chosen import MARKER
from scan.publish.inspection import audit_workspace, inspect
from scan.publish.printed import printed, reports_on
from scan.report.one import make_report
from scan.series.opening import open_workspace
from scan.series.store import Store, save_store
from scan.series.workspace import Workspace

INDICATOR = "DE_71"
"""Inhabitants of foreign origin by group."""
YEARS = ("2024", "2025")


@pytest.fixture(scope="module")
def origin(made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the made-up groups of origin of two years and nothing else."""
    folder = tmp_path_factory.mktemp("origin")
    (folder / MARKER).write_bytes((made_up_extracts / MARKER).read_bytes())
    (path,) = made_up_extracts.glob("statbel_origin_detail*")
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.startswith(YEARS)]
    (folder / path.name).write_text("\n".join([head, *kept, ""]), encoding="utf-8")
    return folder


@pytest.fixture
def workspace(catalogue: Catalogue, origin: Path, tmp_path: Path) -> Workspace:
    """Figures of groups of origin, released in a folder of their own."""
    return open_workspace(tmp_path / "output", origin, catalogue, None, lambda _: None)


Told = dict[str, tuple[float, float]]
"""Group → count and base."""


def _hidden(workspace: Workspace) -> tuple[str, int, str, Told]:
    """A municipality and period with hidden groups: the smallest, and what the others count.

    The counts are those of the file: an outsider who is told all but one has the last as well.
    """
    cells = workspace.store().figures.filter(
        pl.col("indicator") == INDICATOR, ~pl.col("main"), pl.col("status") == "hidden"
    )
    area, period, _ = cells.sort("area", "period").select("area", "period", "b1").row(-1)
    groups = cells.filter(area=area, period=period).get_column("b1").to_list()
    (path,) = (path for _, path in workspace.extracts.files)
    rows = pl.read_csv(path, schema_overrides={"nis": pl.String}).filter(nis=area, jaar=period)
    up = workspace.catalogue.rollup("origin_detail_dutch", "origin_detail")
    counts = dict.fromkeys(groups, 0.0)
    for fine, count in rows.select("groep", "aantal").iter_rows():
        if up[fine] in counts:
            counts[up[fine]] += count
    base = float(rows.get_column("aantal").sum())
    kept = min((count, group) for group, count in counts.items() if count)[1]
    told = {group: (count, base) for group, count in counts.items() if group != kept}
    return area, period, kept, told


def _planted(workspace: Workspace) -> tuple[str, int]:
    """Shows all hidden groups but one in the store, so that the last can be worked out."""
    area, period, _, told = _hidden(workspace)
    store = workspace.store()
    figures = store.figures
    for group, (count, base) in told.items():
        here = (
            (pl.col("indicator") == INDICATOR)
            & (pl.col("area") == area)
            & (pl.col("period") == period)
            & (pl.col("b1") == group)
        )
        news = {"status": "shown", "numerator": count, "denominator": base}
        news["value"] = 100 * count / base
        figures = figures.with_columns(
            pl.when(here).then(pl.lit(value)).otherwise(name).alias(name)
            for name, value in news.items()
        )
    save_store(Store(figures, store.positions), workspace.store_folder)
    return area, period


def test_what_is_released_passes_and_is_remembered(workspace: Workspace) -> None:
    steps: list[str] = []
    verdict = inspect(workspace, steps.append)
    assert verdict.leaks == ()
    assert verdict.hidden > 0
    assert steps
    again: list[str] = []
    assert inspect(workspace, again.append) == verdict
    assert again == []


def test_a_store_of_another_date_is_looked_at_too(
    catalogue: Catalogue, workspace: Workspace, origin: Path
) -> None:
    before = inspect(workspace, lambda _: None)
    date = datetime.date(2024, 12, 31)
    open_workspace(workspace.output, origin, catalogue, date, lambda _: None)
    both = inspect(workspace, lambda _: None)
    assert both.dates == (*before.dates, date.isoformat())
    assert both.figures > before.figures
    assert both.leaks == ()


def test_a_planted_leak_fails_the_command_and_is_named(workspace: Workspace, origin: Path) -> None:
    area, period = _planted(workspace)
    command = [sys.executable, "-m", "scan.cli", "audit", "--json"]
    where = ["--extracts", str(origin), "--output", str(workspace.output)]
    ran = subprocess.run([*command, *where], capture_output=True, text=True, check=False)
    assert ran.returncode == 6, ran.stderr
    leaks = json.loads(ran.stdout)["leaks"]
    named = [leak for leak in leaks if leak["area"] == area]
    assert named
    assert {leak["period"] for leak in named} == {period}
    assert any(INDICATOR in leak["indicators"] for leak in named)
    assert named[0]["categories"] in ran.stderr
    assert named[0]["name"] in ran.stderr


@pytest.mark.slow
def test_a_leak_inside_a_report_is_found(catalogue: Catalogue, workspace: Workspace) -> None:
    nis, period, kept, told = _hidden(workspace)
    area = catalogue.areas.get(nis)
    make_report(workspace, catalogue.publications["integratiescan-2024"], area)
    (path,) = reports_on(workspace.shelf)
    assert inspect(workspace, lambda _: None).leaks == ()
    shown = printed(path, catalogue, {INDICATOR: 0}).figures
    mine = shown.filter(area=nis, b1=kept, period=period)
    assert mine.get_column("status").to_list() == ["hidden"]
    _say(path, catalogue, nis, period, told)
    with pytest.raises(RefusedError, match=area.name):
        audit_workspace(workspace, lambda _: None)


def _say(path: Path, catalogue: Catalogue, nis: str, period: int, told: Told) -> None:
    """Writes hidden counts into the table inside a report."""
    (name,) = catalogue.indicators[INDICATOR].breakdown
    codes = {c.label: c.code for c in catalogue.dimensions[name].categories}
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        ((key, attached),) = pdf.attachments.items()
        lines = []
        for line in attached.get_file().read_bytes().decode("utf-8-sig").splitlines():
            cells = line.split(";")
            group = codes.get(cells[4], "")
            if (cells[0], cells[2], cells[7]) == (INDICATOR, str(period), nis) and group in told:
                count, base = told[group]
                share = f"{100 * count / base:.1f}".replace(".", ",")
                cells[8], cells[10], cells[11] = share, f"{count:.0f}", f"{base:.0f}"
                cells[14] = catalogue.wording["downloads"]["status.shown"]
            lines.append(";".join(cells))
        stream = io.BytesIO("\n".join(lines).encode("utf-8-sig"))
        pdf.attachments[key] = pikepdf.AttachedFileSpec(pdf, stream.read(), filename=key)
        pdf.save(path)


def test_a_report_that_cannot_be_read_is_named(workspace: Workspace) -> None:
    path = workspace.shelf / "reports" / "integratiescan" / "71016-genk.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7 torn")
    with pytest.raises(RefusedError, match="71016-genk"):
        inspect(workspace, lambda _: None)
