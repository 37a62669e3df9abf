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

INDICATOR = "DE_54"
YEARS = ("2023", "2024")


@pytest.fixture(scope="module")
def newcomers(made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the made-up newcomers of two years and nothing else."""
    folder = tmp_path_factory.mktemp("newcomers")
    (folder / MARKER).write_bytes((made_up_extracts / MARKER).read_bytes())
    (path,) = made_up_extracts.glob("kbi_newcomers*")
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.startswith(YEARS)]
    (folder / path.name).write_text("\n".join([head, *kept, ""]), encoding="utf-8")
    return folder


@pytest.fixture
def workspace(catalogue: Catalogue, newcomers: Path, tmp_path: Path) -> Workspace:
    """Figures of newcomers, released in a folder of their own."""
    return open_workspace(tmp_path / "output", newcomers, catalogue, None, lambda _: None)


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
    """What a hidden count is: what the municipality's total leaves, shared by two."""
    cells = workspace.store().figures.filter(
        pl.col("indicator") == INDICATOR,
        ~pl.col("main"),
        pl.col("area") == figure["area"],
        pl.col("period") == figure["period"],
    )
    shown = cells.filter(pl.col("status") == "shown")
    return float(shown.get_column("denominator")[0] - shown.get_column("numerator").sum())


def _planted(workspace: Workspace) -> dict[str, object]:
    """Shows one of two hidden parts in the store, so that the other can be worked out."""
    figure = _hidden(workspace)
    store = workspace.store()
    here = pl.all_horizontal(
        pl.col(name) == figure[name] for name in ("indicator", "area", "period", "main", "b1")
    )
    whole = _truth(workspace, figure)
    figures = store.figures.with_columns(
        pl.when(here).then(pl.lit("shown")).otherwise("status").alias("status"),
        pl.when(here).then(whole - 2).otherwise("numerator").alias("numerator"),
        pl.when(here).then(whole).otherwise("denominator").alias("denominator"),
        pl.when(here).then(50.0).otherwise("value").alias("value"),
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
    catalogue: Catalogue, workspace: Workspace, newcomers: Path
) -> None:
    before = inspect(workspace, lambda _: None)
    date = datetime.date(2024, 12, 31)
    open_workspace(workspace.output, newcomers, catalogue, date, lambda _: None)
    both = inspect(workspace, lambda _: None)
    assert both.dates == (*before.dates, date.isoformat())
    assert both.figures > before.figures
    assert both.leaks == ()


def test_a_planted_leak_fails_the_command_and_is_named(
    workspace: Workspace, newcomers: Path
) -> None:
    figure = _planted(workspace)
    command = [sys.executable, "-m", "scan.cli", "audit", "--json"]
    where = ["--extracts", str(newcomers), "--output", str(workspace.output)]
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
    whole = _truth(workspace, figure)
    area = catalogue.areas.get(str(figure["area"]))
    make_report(workspace, catalogue.publications["integratiescan"], area)
    (path,) = reports_on(workspace.shelf)
    assert inspect(workspace, lambda _: None).leaks == ()
    told = printed(path, catalogue, {INDICATOR: 0}).figures
    keys = ("area", "b1", "period")
    mine = told.filter(*(pl.col(key) == figure[key] for key in keys))
    assert mine.get_column("status").to_list() == ["hidden"]
    _say(path, catalogue, figure, whole - 2, whole)
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
                cells[8], cells[10], cells[11] = "50,0", f"{numerator:.0f}", f"{base:.0f}"
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
