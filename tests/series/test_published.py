"""Rates that a supplier publishes himself: compared with ours, told, and never a figure."""

import datetime
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from scan.catalogue.reading import Catalogue
from scan.cli import face
from scan.errors import ExtractError, UsageError
from scan.extracts.contract import examine_all
from scan.extracts.periods import today
from scan.extracts.published import FOLDER, Published, keep, kept, read_published
from scan.publish.facts import facts_of
from scan.publish.manifest import Witness
from scan.series.published import Compared, compared, published_of
from scan.series.workspace import Workspace
from tests.extracts.support import workbook

HEADS = (
    *("Gemeente", "Nis-code", "Centrumstad?", "Indicator", "Jaar"),
    *("Aantal meerderjarige nieuwkomers", "Aantal inwoners van 18 jaar en ouder"),
    "Verhouding per 1000 inwoners",
)
"""As in the other tabs of the supplier."""
YEAR = 2021


def _file(folder: Path, rows: list[tuple[str, int, float, float]]) -> Path:
    """A workbook of the supplier: area, year, newcomers, and of how many."""
    told = (("-", nis, "/", "DE_49", year, n, of, 1000 * n / of) for nis, year, n, of in rows)
    return workbook(folder / "GSM_register_DE_49.xlsx", {"DE49": [HEADS, *told]})


def _ours(workspace: Workspace) -> pl.DataFrame:
    """The newcomers and inhabitants behind our figures of one year, of the municipalities that
    were there when the supplier's table was made and still are."""
    areas = workspace.catalogue.areas
    days = (workspace.as_of, datetime.date(2019, 1, 1))
    now, then = ({area.nis for area in areas.municipalities("02000", day)} for day in days)
    towns = sorted(now & then)
    return workspace.store().figures.filter(
        pl.col("indicator") == "DE_49",
        pl.col("part") == "main",
        pl.col("period") == YEAR,
        pl.col("into") == "",
        pl.col("area").is_in(towns),
        pl.col("numerator") > 0,
    )


def _adults(workspace: Workspace, catalogue: Catalogue) -> dict[str, float]:
    """Inhabitants of 18 and over, from the supplier's register workbook."""
    source = catalogue.sources["gsm_de_45"]
    path = workspace.extracts.folder / "gsm_register" / "GSM_register_Integratie.xlsx"
    if not path.is_file():
        pytest.skip(f"no {path}")
    frame = examine_all(path, (source,), catalogue)[source.id].frame
    grown = frame.filter(
        pl.col("period") == YEAR,
        pl.col("nationality").is_null(),
        pl.col("age_group") != "0_17",
    )
    return dict(grown.group_by("area").agg(pl.col("value").sum()).iter_rows())


@pytest.fixture(scope="module")
def own_rates(
    real: Workspace, catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """What the supplier would publish: his newcomers by all adults."""
    adults = _adults(real, catalogue)
    counts = _ours(real).select("area", "numerator").iter_rows()
    rows = [(nis, YEAR, n, adults[nis]) for nis, n in counts if nis in adults]
    assert len(rows) > 250
    return _file(tmp_path_factory.mktemp("published"), rows)


def _compared(path: Path, workspace: Workspace) -> Compared:
    (one,) = read_published(path, workspace.catalogue, today())
    return compared(one, workspace.store_folder, workspace.catalogue)


def test_adults_by_all_inhabitants_lie_below_and_the_reason_is_told(
    own_rates: Path, real: Workspace
) -> None:
    found = _compared(own_rates, real)
    assert found.compared > 250
    assert found.differ > 0.95 * found.compared
    assert found.off is not None
    assert -21 < found.off < -17
    assert any("gedeeld door alle inwoners" in reason for reason in found.reasons)


def test_the_same_rates_agree(tmp_path: Path, real: Workspace) -> None:
    rows = list(_ours(real).select("area", "period", "numerator", "denominator").iter_rows())
    found = _compared(_file(tmp_path, rows), real)
    assert (found.agree, found.differ, found.alone) == (len(rows), 0, 0)
    assert found.reasons == ()
    nobody = [(nis, 1990, n, of) for nis, _, n, of in rows[:3]]
    assert _compared(_file(tmp_path, [*rows, *nobody]), real).alone == 3


def test_what_came_of_it_stands_in_the_account_of_releases(
    own_rates: Path, real: Workspace, tmp_path: Path
) -> None:
    here = replace(real, output=tmp_path)
    assert published_of(here) == ()
    (one,) = read_published(own_rates, real.catalogue, today())
    keep(one, here.shelf)
    assert kept(here.shelf) == (one,)
    (told,) = facts_of(here, datetime.datetime.now(datetime.UTC)).published
    assert told == _compared(own_rates, real)
    assert set(Witness.model_fields) - {"differ"} <= set(Compared.__dataclass_fields__)


def test_a_damaged_witness_is_named(tmp_path: Path) -> None:
    keep(Published("published_de_49", "DE_49", "x.xlsx", "0", "2026-01-01", ()), tmp_path)
    (path,) = (tmp_path / FOLDER).iterdir()
    path.write_text("{", encoding="utf-8")
    with pytest.raises(ExtractError, match="cannot be read"):
        kept(tmp_path)


def test_published_rates_feed_nothing(catalogue: Catalogue, own_rates: Path) -> None:
    assert not set(catalogue.published) & set(catalogue.sources)
    ways = [way.use for one in catalogue.indicators.values() for way in one.sources]
    assert not {name for use in ways for name in use} & set(catalogue.published)
    assert own_rates.is_file()


def test_the_command_compares_and_takes_nothing_in(own_rates: Path, real: Workspace) -> None:
    folder = real.extracts.folder
    asked = ["intake", str(own_rates), "--as-check", "--extracts", str(folder)]
    done = CliRunner().invoke(face(), [*asked, "--output", str(real.output), "--json"])
    assert done.exit_code == 0, done.output
    (told,) = json.loads(done.stdout)["published"]
    assert told["indicator"] == "DE_49"
    assert told["differ"] > 250
    assert not (real.output / "deliveries" / "ledger.jsonl").exists()
    done = CliRunner().invoke(face(), [*asked, "--output", str(real.output)])
    assert "Reason: De volwassen nieuwkomers zijn gedeeld door alle inwoners" in done.stdout


def test_a_file_without_published_rates_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    path = tmp_path / "cijfers.csv"
    path.write_text("gemeente,jaar\n11001,2020\n", encoding="utf-8")
    with pytest.raises(ExtractError, match="no published rates"):
        read_published(path, catalogue, today())


def test_options_that_do_not_go_together() -> None:
    for options in (
        ["--as-check"],
        ["x.csv", "--as-check", "--accept"],
        ["x.csv", "--as-check", "--undo"],
    ):
        assert isinstance(CliRunner().invoke(face(), ["intake", *options]).exception, UsageError)
