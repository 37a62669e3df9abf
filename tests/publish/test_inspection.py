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

INDICATOR, FOREIGN = "DE_71", "DE_36"
"""Inhabitants of foreign origin by group, and all of them together."""
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


def _hidden(workspace: Workspace) -> dict[str, object]:
    """A hidden figure of which the municipality shows all but one other part."""
    cells = workspace.store().figures.filter(
        pl.col("indicator") == INDICATOR,
        ~pl.col("main"),
        pl.col("area").str.ends_with("000").not_(),
    )
    group = ["area", "period"]
    pairs = cells.filter((pl.col("status") == "hidden").sum().over(group) == 2)
    return (
        pairs.filter(pl.col("status") == "hidden").sort("period", "area", "b1").row(-1, named=True)
    )


def _truth(workspace: Workspace, figure: dict[str, object]) -> float:
    """What the municipality's total leaves for the two groups that are hidden."""
    here = workspace.store().figures.filter(
        pl.col("area") == figure["area"], pl.col("period") == figure["period"]
    )
    cells = here.filter(pl.col("indicator") == INDICATOR, ~pl.col("main"))
    (whole,) = here.filter(pl.col("indicator") == FOREIGN, "main").get_column("numerator")
    return float(whole - cells.get_column("numerator").sum())


def _inhabitants(workspace: Workspace, figure: dict[str, object]) -> float:
    """What the shares of a municipality are of."""
    here = workspace.store().figures.filter(
        pl.col("area") == figure["area"], pl.col("period") == figure["period"], "main"
    )
    (base,) = here.filter(pl.col("indicator") == FOREIGN).get_column("denominator")
    return float(base)


def _planted(workspace: Workspace) -> dict[str, object]:
    """Shows one of two hidden parts in the store, so that the other can be worked out."""
    figure = _hidden(workspace)
    store = workspace.store()
    here = pl.all_horizontal(
        pl.col(name) == figure[name] for name in ("indicator", "area", "period", "main", "b1")
    )
    told, base = _truth(workspace, figure) - 2, _inhabitants(workspace, figure)
    figures = store.figures.with_columns(
        pl.when(here).then(pl.lit("shown")).otherwise("status").alias("status"),
        pl.when(here).then(told).otherwise("numerator").alias("numerator"),
        pl.when(here).then(base).otherwise("denominator").alias("denominator"),
        pl.when(here).then(100 * told / base).otherwise("value").alias("value"),
    )
    save_store(Store(figures, store.positions), workspace.store_folder)
    return figure


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
    figure = _planted(workspace)
    command = [sys.executable, "-m", "scan.cli", "audit", "--json"]
    where = ["--extracts", str(origin), "--output", str(workspace.output)]
    ran = subprocess.run([*command, *where], capture_output=True, text=True, check=False)
    assert ran.returncode == 6, ran.stderr
    leaks = json.loads(ran.stdout)["leaks"]
    named = [leak for leak in leaks if leak["area"] == figure["area"]]
    assert named
    assert {leak["period"] for leak in named} == {figure["period"]}
    assert all(INDICATOR in leak["indicators"] for leak in named)
    assert named[0]["categories"] in ran.stderr
    assert named[0]["name"] in ran.stderr


@pytest.mark.slow
def test_a_leak_inside_a_report_is_found(catalogue: Catalogue, workspace: Workspace) -> None:
    figure = _hidden(workspace)
    told_count, base = _truth(workspace, figure) - 2, _inhabitants(workspace, figure)
    area = catalogue.areas.get(str(figure["area"]))
    make_report(workspace, catalogue.publications["integratiescan-2024"], area)
    (path,) = reports_on(workspace.shelf)
    assert inspect(workspace, lambda _: None).leaks == ()
    told = printed(path, catalogue, {INDICATOR: 0}).figures
    keys = ("area", "b1", "period")
    mine = told.filter(*(pl.col(key) == figure[key] for key in keys))
    assert mine.get_column("status").to_list() == ["hidden"]
    _say(path, catalogue, figure, told_count, base)
    with pytest.raises(RefusedError, match=area.name):
        audit_workspace(workspace, lambda _: None)


def _say(
    path: Path, catalogue: Catalogue, figure: dict[str, object], numerator: float, base: float
) -> None:
    """Writes a hidden count into the table inside a report."""
    (name,) = catalogue.indicators[INDICATOR].breakdown
    labels = {c.code: c.label for c in catalogue.dimensions[name].categories}
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        ((key, attached),) = pdf.attachments.items()
        text = attached.get_file().read_bytes().decode("utf-8-sig")
        lines = []
        for line in text.splitlines():
            cells = line.split(";")
            same = (cells[0], cells[2], cells[4], cells[7])
            if same == (
                INDICATOR,
                str(figure["period"]),
                labels[str(figure["b1"])],
                figure["area"],
            ):
                share = f"{100 * numerator / base:.1f}".replace(".", ",")
                cells[8], cells[10], cells[11] = share, f"{numerator:.0f}", f"{base:.0f}"
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
