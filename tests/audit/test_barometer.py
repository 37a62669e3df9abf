"""The audit of the Barometer: silent on what is released, and it sees what is planted."""

from pathlib import Path

import pikepdf
import polars as pl
import pytest

from scan.audit.barometer import faults_of_barometer
from scan.audit.tables import texts_of
from scan.catalogue.entries import Catalogue
from scan.publish.barometer.files import Offer, words_of
from scan.views.barometer.figures import barometer_of
from tests.support.barometer import GROUPS, LEEFLOON, clean, everybody

SMALL = {
    2022: everybody((900, 50_000)),
    2023: everybody((900, 50_000), eu_2=(3, 50_000)),
}


def _written(
    catalogue: Catalogue, folder: Path, years: dict[int, dict[str, tuple[int, int]]]
) -> Path:
    """The file with the figures of the leefloon."""
    made = barometer_of(clean(catalogue, LEEFLOON, years), catalogue, {}, made_up=True)
    path = folder / "data" / "barometer" / "barometer.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(Offer(made, words_of(catalogue)).csv(None))
    return path


def _planted(path: Path, group: str, **cells: str) -> None:
    """Other cells in the row of a group in the newest year."""
    table = texts_of(path.read_bytes())
    here = (
        (pl.col("groep") == group) & (pl.col("jaar") == "2023") & (pl.col("indicator") == LEEFLOON)
    )
    news = [pl.when(here).then(pl.lit(v)).otherwise(n).alias(n) for n, v in cells.items()]
    path.write_bytes(table.with_columns(news).write_csv(separator=";").encode())


def test_what_is_released_tells_nothing(catalogue: Catalogue, tmp_path: Path) -> None:
    path = _written(catalogue, tmp_path, SMALL)
    told = texts_of(path.read_bytes()).filter(pl.col("indicator") == LEEFLOON)
    assert told.get_column("status").to_list().count("niet getoond") == 2
    assert faults_of_barometer(tmp_path, catalogue) == ()


def test_the_other_generation_would_tell(catalogue: Catalogue, tmp_path: Path) -> None:
    path = _written(catalogue, tmp_path, SMALL)
    _planted(path, "eu_1", status="getoond", waarde="1,8")
    faults = faults_of_barometer(tmp_path, catalogue)
    assert f"barometer.csv: {LEEFLOON}, eu_2, 2023: hidden, and follows from eu_1" in faults


@pytest.mark.parametrize(
    "column", ["verandering in procentpunt", "verschil in procentpunt", "teller", "noemer"]
)
def test_a_change_a_gap_or_a_count_would_tell(
    catalogue: Catalogue, tmp_path: Path, column: str
) -> None:
    path = _written(catalogue, tmp_path, SMALL)
    _planted(path, "eu_2", **{column: "-1,7"})
    (fault,) = faults_of_barometer(tmp_path, catalogue)
    assert "eu_2, 2023: hidden, with a number beside it" in fault


def test_belgian_origin_alone_would_tell(catalogue: Catalogue, tmp_path: Path) -> None:
    path = _written(catalogue, tmp_path, {2023: everybody((900, 50_000), belgian=(2, 50_000))})
    assert faults_of_barometer(tmp_path, catalogue) == ()
    for group in GROUPS[1:]:
        _planted(path, group, status="getoond", waarde="1,8")
    faults = faults_of_barometer(tmp_path, catalogue)
    assert any("belgian, 2023: hidden, and follows from eu_1" in fault for fault in faults)


def test_a_workbook_alone_would_tell(catalogue: Catalogue, tmp_path: Path) -> None:
    path = _written(catalogue, tmp_path, SMALL)
    sheet = catalogue.wording["barometer_pages"]["barometer.files.figures_sheet"]
    table = texts_of(path.read_bytes())
    table.write_excel(path.with_suffix(".xlsx"), sheet)
    assert faults_of_barometer(tmp_path, catalogue) == ()
    here = (pl.col("groep") == "eu_2") & (pl.col("jaar") == "2023")
    leak = pl.when(here).then(pl.lit("3")).otherwise("teller").alias("teller")
    table.with_columns(leak).write_excel(path.with_suffix(".xlsx"), sheet)
    (fault,) = faults_of_barometer(tmp_path, catalogue)
    assert fault == f"barometer.xlsx: {LEEFLOON}, eu_2, 2023: hidden, with a number beside it"


def test_a_table_inside_the_pdf_alone_would_tell(catalogue: Catalogue, tmp_path: Path) -> None:
    path = _written(catalogue, tmp_path, SMALL)
    inside = tmp_path / "barometer" / "barometer.pdf"
    inside.parent.mkdir()
    for fault, cells in ((0, {}), (1, {"teller": "3"})):
        _planted(path, "eu_2", **cells)
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            data = path.read_bytes()
            pdf.attachments["cijfers.csv"] = pikepdf.AttachedFileSpec(pdf, data)
            pdf.save(inside)
        faults = [one for one in faults_of_barometer(tmp_path, catalogue) if ".pdf" in one]
        assert len(faults) == fault
