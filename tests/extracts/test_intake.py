import datetime
import json
from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError, UsageError
from scan.extracts.deliveries import MARKER, Extracts, choose_extracts, load_extracts
from scan.extracts.intake import Receipt, intake, undo
from scan.extracts.ledger import LEDGER, read_ledger
from tests.extracts.support import ORIGIN, ROWS, put

DAY = datetime.date(2026, 7, 1)
LATER = datetime.date(2026, 8, 1)
REVISED = ORIGIN.replace(ROWS[0], "2025,11001,11,20,30,40,101")
NAME = "statbel_origin_2000_2025.csv"


def _take(
    path: Path, output: Path, catalogue: Catalogue, day: datetime.date = DAY, accept: bool = True
) -> Receipt:
    (receipt,) = intake((path,), output, catalogue, accept, day)
    return receipt


def _chosen(output: Path, catalogue: Catalogue) -> Extracts:
    chosen = choose_extracts(None, output, catalogue)
    assert chosen is not None
    return chosen


def _aartselaar(output: Path, catalogue: Catalogue) -> float:
    frame = load_extracts(_chosen(output, catalogue), catalogue)["statbel_origin"]
    return float(frame.row(0, named=True)["value"])


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_delivery_is_kept_and_entered(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    receipt = _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    assert (receipt.status, receipt.first, receipt.last, receipt.rows) == (
        "accepted",
        2025,
        2025,
        15,
    )
    kept = output / "deliveries" / "statbel_origin" / f"{receipt.sha256[:8]}-{NAME}"
    assert kept.read_text() == ORIGIN
    (line,) = (output / "deliveries" / LEDGER).read_text().splitlines()
    assert json.loads(line) == {
        "date": "2026-07-01",
        "source": "statbel_origin",
        "file": NAME,
        "sha256": receipt.sha256,
        "first": 2025,
        "last": 2025,
        "rows": 15,
        "supplier": catalogue.sources["statbel_origin"].supplier,
        "status": "accepted",
    }
    chosen = _chosen(output, catalogue)
    assert chosen.files == (("statbel_origin", kept),)
    assert chosen.dates == {"statbel_origin": DAY}
    assert not chosen.made_up


def test_without_accept_nothing_is_written(tmp_path: Path, catalogue: Catalogue) -> None:
    receipt = _take(put(tmp_path, NAME, ORIGIN), tmp_path / "output", catalogue, accept=False)
    assert receipt.status == "checked"
    assert not (tmp_path / "output").exists()


def test_a_bad_file_among_good_ones_changes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    before = _tree(output)
    good = put(
        tmp_path, "new/statbel_nationality_2025.csv", "year,nis,BEL,ETR,total\n2025,11001,9,1,10\n"
    )
    bad = put(tmp_path, f"new/{NAME}", ORIGIN.replace(",100", ",99"))
    with pytest.raises(ExtractError, match=r"99 is not the sum of .* \(100\)"):
        intake((good, bad), output, catalogue, True, LATER)
    assert _tree(output) == before


@pytest.mark.parametrize("name", [NAME, "statbel_origin_2025_again.csv"])
def test_the_same_bytes_are_not_entered_twice(
    tmp_path: Path, catalogue: Catalogue, name: str
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    before = _tree(output)
    receipt = _take(put(tmp_path, f"again/{name}", ORIGIN), output, catalogue, LATER)
    assert receipt.status == "known"
    assert receipt.notices[-1] == "the same bytes are in use already"
    assert _tree(output) == before


@pytest.mark.parametrize("name", [NAME, "statbel_origin_2025_revised.csv"])
def test_the_newest_delivery_is_used_and_compared(
    tmp_path: Path, catalogue: Catalogue, name: str
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    receipt = _take(put(tmp_path, f"new/{name}", REVISED), output, catalogue, LATER)
    summary = "against the delivery of 2026-07-01: 0 figures are new, 2 changed, 0 are gone"
    assert receipt.notices[-1] == summary
    assert _chosen(output, catalogue).dates == {"statbel_origin": LATER}
    frame = load_extracts(_chosen(output, catalogue), catalogue)["statbel_origin"]
    assert frame.height == 15
    assert frame.get_column("value").sum() == 222


def test_what_a_delivery_lost_is_said(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    shorter = put(tmp_path, f"new/{NAME}", ORIGIN.replace(ROWS[1] + "\n", ""))
    notices = _take(shorter, output, catalogue, LATER, accept=False).notices
    assert notices[-2].endswith("0 figures are new, 0 changed, 5 are gone")
    assert notices[-1] == "areas that are gone: 11002"


def test_a_delivery_can_be_withdrawn(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    _take(put(tmp_path, f"new/{NAME}", REVISED), output, catalogue, LATER)
    assert _aartselaar(output, catalogue) == 11
    assert undo(output, LATER).date == "2026-08-01"
    assert _aartselaar(output, catalogue) == 10
    assert _take(tmp_path / "new" / NAME, output, catalogue, LATER).status == "accepted"
    assert _aartselaar(output, catalogue) == 11
    undo(output, LATER)
    undo(output, LATER)
    assert choose_extracts(None, output, catalogue) is None
    assert len(read_ledger(output / "deliveries")) == 6
    with pytest.raises(UsageError, match="no accepted delivery"):
        undo(output, LATER)


def test_a_kept_file_that_was_changed_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    kept = next((output / "deliveries" / "statbel_origin").iterdir())
    kept.write_text(REVISED)
    with pytest.raises(ExtractError, match="is not the file that was accepted on 2026-07-01"):
        choose_extracts(None, output, catalogue)


def test_a_damaged_ledger_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, f"deliveries/{LEDGER}", '{"date": "2026-')
    with pytest.raises(ExtractError, match="line 1: the line is damaged"):
        choose_extracts(None, tmp_path, catalogue)


@pytest.mark.parametrize(
    ("name", "message"),
    [("cijfers.csv", "no source of the catalogue knows"), ("sample/" + NAME, "made-up extract")],
)
def test_what_cannot_be_a_delivery_is_refused(
    tmp_path: Path, catalogue: Catalogue, name: str, message: str
) -> None:
    put(tmp_path, f"sample/{MARKER}", "{}")
    with pytest.raises(ExtractError, match=message):
        _take(put(tmp_path, name, ORIGIN), tmp_path / "output", catalogue)
    assert not (tmp_path / "output").exists()


def test_a_path_that_is_no_file_is_wrong_use(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="no file"):
        _take(tmp_path / NAME, tmp_path / "output", catalogue)


def test_boundaries_are_taken_in_like_any_other_extract(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    shape = {"type": "Polygon", "coordinates": [[[4.0, 51.0], [4.2, 51.0], [4.2, 51.2]]]}
    feature = {"type": "Feature", "properties": {"nis": "11001"}, "geometry": shape}
    shapes = {"type": "FeatureCollection", "features": [feature]}
    _take(put(tmp_path, "boundaries_2025.geojson", json.dumps(shapes)), output, catalogue)
    chosen = _chosen(output, catalogue)
    assert chosen.boundaries is not None
    assert chosen.boundaries.name.endswith("-boundaries_2025.geojson")
    assert chosen.files == ()
    for broken, message in (("{", "no GeoJSON"), (json.dumps(shapes).replace("11", "99"), "NIS")):
        with pytest.raises(ExtractError, match=message):
            _take(put(tmp_path, "boundaries_2026.geojson", broken), output, catalogue)
