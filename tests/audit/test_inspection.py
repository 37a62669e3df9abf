"""``scan audit`` on files: series, tables inside reports, groups, earlier releases."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import polars as pl
import pytest

from scan.audit.inspection import Verdict, indicators_at_stake, inspect
from scan.audit.tables import reports_in, texts_of
from scan.catalogue.entries import Catalogue
from scan.errors import RefusedError
from scan.nightly import products
from scan.publish.code_lists import code_lists
from scan.publish.downloads import write_series
from scan.publish.groups import members_of
from scan.publish.offer import FOLDER
from scan.publish.series_tables import Stock
from scan.publish.texts import code_list
from scan.report.one import make_report
from scan.series.memory import remembered
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace

INDICATOR = "DE_71"
"""Inhabitants of foreign origin by group."""
KINDS = ("csv", "xlsx", "parquet")


@pytest.fixture
def workspace(catalogue: Catalogue, origin: Path, tmp_path: Path) -> Workspace:
    """Figures of groups of origin whose series lie ready for a first release."""
    made = open_workspace(tmp_path / "output", origin, catalogue, None, lambda _: None)
    write_series(made, made.shelf / FOLDER, (INDICATOR,), KINDS)
    return made


def _inspect(workspace: Workspace) -> Verdict:
    return inspect(workspace.shelf, workspace.catalogue, lambda _: None)


def _file(workspace: Workspace, kind: str, more: str = "") -> Path:
    return workspace.shelf / FOLDER / "reeksen" / f"{INDICATOR}{more}-voorbeeld.{kind}"


def _hidden(workspace: Workspace) -> tuple[str, int, dict[str, tuple[int, int]]]:
    """A municipality and year with hidden groups, and what all of them but the smallest count."""
    cells = workspace.store().figures.filter(
        pl.col("indicator") == INDICATOR, pl.col("part") == "cell", pl.col("status") == "hidden"
    )
    nis, year, _ = cells.sort("area", "period").select("area", "period", "b1").row(-1)
    groups = cells.filter(area=nis, period=year).get_column("b1").to_list()
    (path,) = (path for _, path in workspace.extracts.files)
    rows = pl.read_csv(path, schema_overrides={"nis": pl.String}).filter(nis=nis, jaar=year)
    up = workspace.catalogue.rollup("origin_detail_dutch", "origin_detail")
    counts = dict.fromkeys(groups, 0)
    for fine, count in rows.select("groep", "aantal").iter_rows():
        if up[fine] in counts:
            counts[up[fine]] += count
    kept = min((count, group) for group, count in counts.items() if count)[1]
    base = int(rows.get_column("aantal").sum())
    return nis, year, {g: (n, base) for g, n in counts.items() if g != kept}


def _tell(path: Path, nis: str, year: int, told: dict[str, tuple[int, int]]) -> None:
    """Writes hidden counts into a CSV file of a series."""
    table = texts_of(path.read_bytes())
    here = (pl.col("nis") == nis) & (pl.col("periode") == str(year))
    for group, (count, base) in told.items():
        share = f"{100 * count / base:.1f}".replace(".", ",")
        news = {"waarde": share, "teller": str(count), "noemer": str(base), "status": "ok"}
        row = here & (pl.col("categorie_1") == group)
        table = table.with_columns(
            pl.when(row).then(pl.lit(text)).otherwise(name).alias(name)
            for name, text in news.items()
        )
    path.write_bytes(table.write_csv(separator=";").encode())


def test_what_is_released_passes_and_the_verdict_is_kept(workspace: Workspace) -> None:
    steps: list[str] = []
    verdict = inspect(workspace.shelf, workspace.catalogue, steps.append)
    assert (verdict.leaks, verdict.faults) == ((), ())
    assert verdict.hidden > 0
    assert steps
    again: list[str] = []
    assert inspect(workspace.shelf, workspace.catalogue, again.append) == verdict
    assert again == []


def test_what_hangs_together_with_nobody_is_left_aside(catalogue: Catalogue) -> None:
    at_stake = set(indicators_at_stake(catalogue))
    assert {INDICATOR, "DE_49", "DE_36"} <= at_stake
    assert not {"AR_14", "WE_10", "SA_S_07"} & at_stake


def test_one_file_among_others_fails_the_command_and_is_named(
    workspace: Workspace, origin: Path
) -> None:
    nis, year, told = _hidden(workspace)
    _tell(_file(workspace, "csv"), nis, year, told)
    command = [sys.executable, "-m", "scan.cli", "audit", "--json"]
    where = ["--extracts", str(origin), "--output", str(workspace.output)]
    ran = subprocess.run([*command, *where], capture_output=True, text=True, check=False)
    assert ran.returncode == 6, ran.stderr
    leaks = [leak for leak in json.loads(ran.stdout)["leaks"] if leak["area"] == nis]
    assert {leak["period"] for leak in leaks} == {year}
    assert any(INDICATOR in leak["indicators"] for leak in leaks)
    assert leaks[0]["count"] in ran.stderr
    assert leaks[0]["name"] in ran.stderr


def test_what_an_earlier_release_shows_counts_too(workspace: Workspace) -> None:
    """Of the earlier release only the Parquet file and the file of counts are asked."""
    nis, year, told = _hidden(workspace)
    for name in ("20250101T000000Z", "20250201T000000Z"):
        folder = workspace.shelf / "releases" / name
        write_series(workspace, folder / FOLDER, (INDICATOR,), KINDS)
    assert _inspect(workspace).releases == ("20250101T000000Z",)
    assert _inspect(workspace).leaks == ()
    older = workspace.shelf / "releases" / "20250101T000000Z" / FOLDER / "reeksen"
    path = older / f"{INDICATOR}-voorbeeld.parquet"
    table = pl.read_parquet(path)
    here = (pl.col("nis") == nis) & (pl.col("periode") == year)
    for group, (count, base) in told.items():
        row = here & (pl.col("categorie_1") == group)
        news = {"teller": count, "noemer": base, "status": "ok"}
        table = table.with_columns(
            pl.when(row).then(pl.lit(value)).otherwise(name).alias(name)
            for name, value in news.items()
        )
    table.write_parquet(path)
    # What is known of these groups here gives away those beside which they were hidden elsewhere.
    assert {leak.period for leak in _inspect(workspace).leaks} == {year}


def test_the_counts_of_a_release_outlive_it(workspace: Workspace) -> None:
    """What the files of counts tell of releases that are gone is known as well."""
    nis, year, told = _hidden(workspace)
    folder = workspace.shelf / "releases" / "20250101T000000Z"
    write_series(workspace, folder / FOLDER, (INDICATOR,), KINDS)
    remembered(workspace.shelf).write(folder, workspace.store_folder)
    assert _inspect(workspace).leaks == ()
    (path,) = (folder / "data" / "counts").iterdir()
    counts = pl.read_parquet(path)
    for group, (count, _) in told.items():
        name = pl.col("count") == f"inhabitants[origin_detail={group}]"
        here = name & (pl.col("place") == nis) & (pl.col("period") == year)
        counts = counts.with_columns(
            pl.when(here).then(float(count)).otherwise("shown").alias("shown")
        )
    counts.write_parquet(path.with_name("0123.parquet"))
    assert nis in {leak.area for leak in _inspect(workspace).leaks}


def test_a_group_may_say_what_its_members_show_and_no_more(workspace: Workspace) -> None:
    write_lists(workspace)
    assert _inspect(workspace).faults == ()
    path = _file(workspace, "csv", "-groepen")
    table = texts_of(path.read_bytes())
    row = (
        pl.int_range(pl.len()) == table.select(pl.col("midden").str.contains(",").arg_max()).item()
    )
    spoilt = table.with_columns(
        pl.when(row).then(pl.lit("99,9")).otherwise("laagste").alias("laagste")
    )
    path.write_bytes(spoilt.write_csv(separator=";").encode())
    (fault,) = _inspect(workspace).faults
    assert fault.startswith(f"{INDICATOR}-groepen-voorbeeld.csv: ")
    with pytest.raises(RefusedError, match="members do not show"):
        _inspect(workspace).refuse()


def write_lists(workspace: Workspace) -> None:
    """The list of members beside the series."""
    stock = Stock(workspace)
    rows = code_lists(stock, members_of(stock))["members"]
    path = workspace.shelf / FOLDER / "codes" / "groepen.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(code_list(rows))


def test_two_numbers_for_one_figure_are_a_fault(workspace: Workspace) -> None:
    path = _file(workspace, "csv")
    table = texts_of(path.read_bytes())
    row = pl.int_range(pl.len()) == 0
    path.write_bytes(
        table.with_columns(pl.when(row).then(pl.lit("7")).otherwise("teller").alias("teller"))
        .write_csv(separator=";")
        .encode()
    )
    assert any("two numbers" in fault for fault in _inspect(workspace).faults)


def test_a_report_that_cannot_be_read_is_named(workspace: Workspace) -> None:
    path = workspace.shelf / "reports" / "integratiescan" / "71016-genk.pdf"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"%PDF-1.7 torn")
    with pytest.raises(RefusedError, match="71016-genk"):
        _inspect(workspace)


@pytest.mark.slow
def test_a_leak_inside_a_report_is_found(catalogue: Catalogue, workspace: Workspace) -> None:
    nis, year, told = _hidden(workspace)
    area = catalogue.areas.get(nis)
    make_report(workspace, catalogue.publications["integratiescan-2024"], area)
    (path,) = reports_in(workspace.shelf)
    assert _inspect(workspace).leaks == ()
    _say(path, catalogue, nis, year, told)
    with pytest.raises(RefusedError, match=area.name):
        _inspect(workspace).refuse()


def _say(
    path: Path, catalogue: Catalogue, nis: str, year: int, told: dict[str, tuple[int, int]]
) -> None:
    """Writes hidden counts into the table inside a report."""
    (name,) = catalogue.indicators[INDICATOR].breakdown
    codes = {c.label: c.code for c in catalogue.dimensions[name].categories}
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        ((key, attached),) = pdf.attachments.items()
        lines = []
        for line in attached.get_file().read_bytes().decode("utf-8-sig").splitlines():
            cells = line.split(";")
            group = codes.get(cells[4], "")
            if (cells[0], cells[2], cells[7]) == (INDICATOR, str(year), nis) and group in told:
                count, base = told[group]
                share = f"{100 * count / base:.1f}".replace(".", ",")
                cells[8], cells[10], cells[11] = share, str(count), str(base)
                cells[15] = catalogue.wording["downloads"]["status.shown"]
            lines.append(";".join(cells))
        stream = io.BytesIO("\n".join(lines).encode("utf-8-sig"))
        pdf.attachments[key] = pikepdf.AttachedFileSpec(pdf, stream.read(), filename=key)
        pdf.save(path)


def test_a_night_refuses_what_it_is_about_to_publish(workspace: Workspace) -> None:
    nis, year, told = _hidden(workspace)
    staged = workspace.shelf / "releases" / ".staged-1"
    write_series(workspace, staged / FOLDER, (INDICATOR,), KINDS)
    products.audit(workspace, staged)
    _tell(staged / FOLDER / "reeksen" / f"{INDICATOR}-voorbeeld.csv", nis, year, told)
    with pytest.raises(RefusedError, match="cannot be accepted") as refused:
        products.audit(workspace, staged)
    assert refused.value.exit_code == 6
    assert f"({nis}), {INDICATOR}, {year}" in str(refused.value)
