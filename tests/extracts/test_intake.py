import datetime
import json
from dataclasses import replace
from pathlib import Path

import pytest

from scan import files
from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError, UsageError
from scan.extracts.chain import LEDGER, START
from scan.extracts.chosen import MARKER, Extracts
from scan.extracts.deliveries import choose_extracts, load_extracts
from scan.extracts.intake import Delivery, accept, assess, undo
from scan.extracts.ledger import read_ledger
from scan.extracts.refusing import keep_aside
from tests.extracts.support import HEADER, ORIGIN, ROWS, put

DAY = datetime.date(2026, 7, 1)
LATER = datetime.date(2026, 8, 1)
REVISED = ORIGIN.replace(ROWS[0], "2025,11001,11,20,30,40,101")
NAME = "statbel_origin_2000_2025.csv"
NATIONALITY = "year,nis,BEL,ETR,total\n2025,11001,9,1,10\n"


def _assess(path: Path, output: Path, catalogue: Catalogue, day: datetime.date = DAY) -> Delivery:
    return assess((path,), output, catalogue, day, "an operator")


def _take(path: Path, output: Path, catalogue: Catalogue, day: datetime.date = DAY) -> Delivery:
    delivery = _assess(path, output, catalogue, day)
    accept(delivery, output)
    return delivery


def _kinds(delivery: Delivery) -> list[str]:
    return [fault.kind for fault in (*delivery.faults, *delivery.questions)]


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
    delivery = _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    (one,) = delivery.files
    digest = one.entry.sha256
    kept = output / "deliveries" / "statbel_origin" / f"{digest[:8]}-{NAME}"
    assert kept.read_text() == ORIGIN
    (line,) = (output / "deliveries" / LEDGER).read_text().splitlines()
    assert json.loads(line) == {
        "format": 2,
        "number": 1,
        "before": START,
        "date": "2026-07-01",
        "source": "statbel_origin",
        "file": NAME,
        "sha256": digest,
        "first": 2025,
        "last": 2025,
        "rows": 15,
        "supplier": catalogue.sources["statbel_origin"].supplier,
        "status": "accepted",
        "delivery": "2026-07-01-001",
        "files": 1,
        "edition": "2025",
        "periods": [2025],
        "flags": ["first_delivery"],
        "witnesses": "groups 3/3",
        "who": "an operator",
        "folder": "",
    }
    assert "DE_36" in one.indicators
    chosen = _chosen(output, catalogue)
    assert chosen.files == (("statbel_origin", kept),)
    assert chosen.dates == {"statbel_origin": DAY}
    assert not chosen.made_up


def test_looking_at_a_delivery_writes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    delivery = _assess(put(tmp_path, NAME, ORIGIN), tmp_path / "output", catalogue)
    assert (delivery.verdict, _kinds(delivery)) == ("asked", ["first_delivery"])
    assert not delivery.is_doubtful
    assert not (tmp_path / "output").exists()


def test_a_bad_file_among_good_ones_changes_nothing(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    before = _tree(output)
    good = put(tmp_path, "new/statbel_nationality_2025.csv", NATIONALITY)
    bad = put(tmp_path, f"new/{NAME}", ORIGIN.replace(",100", ",99"))
    delivery = assess((good, bad), output, catalogue, LATER)
    assert delivery.verdict == "refused"
    assert [one.status for one in delivery.files] == ["fresh", "faulty"]
    with pytest.raises(ExtractError, match=r"99 is not the sum of .* \(100\)"):
        accept(delivery, output)
    assert _tree(output) == before


def test_files_that_come_together_are_one_delivery(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    paths = (
        put(tmp_path, NAME, ORIGIN),
        put(tmp_path, "statbel_nationality_2025.csv", NATIONALITY),
    )
    lines = accept(assess(paths, output, catalogue, DAY), output)
    assert {line.delivery for line in lines} == {"2026-07-01-001"}
    assert undo(output, LATER) == lines
    assert choose_extracts(None, output, catalogue) is None


def test_two_files_of_one_delivery_may_not_differ(tmp_path: Path, catalogue: Catalogue) -> None:
    paths = (put(tmp_path, NAME, ORIGIN), put(tmp_path, "statbel_origin_2025_b.csv", REVISED))
    delivery = assess(paths, tmp_path / "output", catalogue, DAY)
    assert set(_kinds(delivery)) == {"contradiction"}


@pytest.mark.parametrize("name", [NAME, "statbel_origin_2025_again.csv"])
def test_the_same_bytes_are_not_entered_twice(
    tmp_path: Path, catalogue: Catalogue, name: str
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    before = _tree(output)
    delivery = _take(put(tmp_path, f"again/{name}", ORIGIN), output, catalogue, LATER)
    assert delivery.verdict == "known"
    assert delivery.files[0].notices[-1] == "the same bytes are in use since 2026-07-01"
    assert _tree(output) == before


def test_an_edition_of_before_that_comes_again_is_said_to_be(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    _take(put(tmp_path, f"new/{NAME}", REVISED), output, catalogue, LATER)
    delivery = _take(tmp_path / NAME, output, catalogue, LATER)
    notice = "the same bytes were delivered on 2026-07-01 and are not in use any more"
    assert delivery.files[0].notices[-1] == notice
    assert _aartselaar(output, catalogue) == 10


@pytest.mark.parametrize("name", [NAME, "statbel_origin_2025_revised.csv"])
def test_the_newest_delivery_is_used_and_compared(
    tmp_path: Path, catalogue: Catalogue, name: str
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    delivery = _take(put(tmp_path, f"new/{name}", REVISED), output, catalogue, LATER)
    comparison = delivery.comparisons["statbel_origin"]
    assert (comparison.added, comparison.changed, comparison.lost) == (0, 2, 0)
    assert _kinds(delivery) == []
    assert _chosen(output, catalogue).dates == {"statbel_origin": LATER}
    frame = load_extracts(_chosen(output, catalogue), catalogue)["statbel_origin"]
    assert frame.height == 15
    assert frame.get_column("value").sum() == 222


def test_a_figure_that_the_supplier_takes_back_is_gone(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    shorter = put(tmp_path, "new/statbel_origin_2025_b.csv", ORIGIN.replace(ROWS[1] + "\n", ""))
    delivery = _take(shorter, output, catalogue, LATER)
    assert delivery.comparisons["statbel_origin"].lost == 5
    assert _kinds(delivery) == ["place_lost", "figures_lost"]
    assert delivery.questions[0].place == "Antwerpen (11002), 2025"
    frame = load_extracts(_chosen(output, catalogue), catalogue)["statbel_origin"]
    assert "11002" not in frame.get_column("area")


def test_years_that_come_one_by_one_add_up(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    rows = [row.replace("2025,", "2026,", 1) for row in ROWS]
    only = put(tmp_path, "statbel_origin_2026.csv", "\n".join((HEADER, *rows)) + "\n")
    delivery = _take(only, output, catalogue, LATER)
    comparison = delivery.comparisons["statbel_origin"]
    assert (comparison.new_years, comparison.kept_years) == ((2026,), (2025,))
    assert delivery.verdict == "clear"
    frame = load_extracts(_chosen(output, catalogue), catalogue)["statbel_origin"]
    assert frame.height == 30


def test_deliveries_are_withdrawn_one_after_the_other(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    first = _chosen(output, catalogue).fingerprint
    _take(put(tmp_path, f"new/{NAME}", REVISED), output, catalogue, LATER)
    assert _aartselaar(output, catalogue) == 11
    assert undo(output, LATER)[0].date == "2026-08-01"
    assert _aartselaar(output, catalogue) == 10
    assert _chosen(output, catalogue).fingerprint == first
    assert _take(tmp_path / "new" / NAME, output, catalogue, LATER).fresh
    assert _aartselaar(output, catalogue) == 11
    undo(output, LATER)
    undo(output, LATER)
    assert choose_extracts(None, output, catalogue) is None
    assert len(read_ledger(output / "deliveries")) == 6
    with pytest.raises(UsageError, match="no accepted delivery"):
        undo(output, LATER)


def test_killed_before_the_last_write_nothing_was_accepted(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The n-th flush to the disk fails, for every n until an intake succeeds."""
    paths = (
        put(tmp_path, NAME, ORIGIN),
        put(tmp_path, "statbel_nationality_2025.csv", NATIONALITY),
    )
    flush = files.os.fsync
    for fatal in range(1, 40):
        output = tmp_path / f"output-{fatal}"
        left = iter(range(fatal - 1, -1, -1))

        def failing(handle: int, left: "object" = left) -> None:
            if next(left, 1) == 0:  # type: ignore[call-overload]
                raise OSError(5, "the disk is gone")
            flush(handle)

        delivery = assess(paths, output, catalogue, DAY)
        monkeypatch.setattr(files.os, "fsync", failing)
        try:
            accept(delivery, output)
        except OSError:
            monkeypatch.setattr(files.os, "fsync", flush)
            in_ledger = len(read_ledger(output / "deliveries"))
            assert in_ledger in (0, 2)
            accept(assess(paths, output, catalogue, DAY), output)
            assert len(read_ledger(output / "deliveries")) == 2
        else:
            assert fatal > 5
            return
    pytest.fail("an intake never succeeds")


def test_a_file_that_changes_meanwhile_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    delivery = _assess(put(tmp_path, NAME, ORIGIN), output, catalogue)
    put(tmp_path, NAME, REVISED)
    with pytest.raises(ExtractError, match="changed while it was being looked at"):
        accept(delivery, output)
    assert read_ledger(output / "deliveries") == ()


def test_a_kept_file_that_was_changed_is_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    kept = next((output / "deliveries" / "statbel_origin").iterdir())
    kept.write_text(REVISED)
    with pytest.raises(ExtractError, match="is not the file that was accepted on 2026-07-01"):
        choose_extracts(None, output, catalogue)
    again = _assess(put(tmp_path, f"new/{NAME}", REVISED), output, catalogue, LATER)
    assert "not_comparable" in _kinds(again)


def test_a_refused_delivery_is_kept_with_its_report_and_never_used(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    before = _chosen(output, catalogue)
    bad = put(tmp_path, f"new/{NAME}", ORIGIN.replace(",10,20", ",tien,20"))
    folder = keep_aside(_assess(bad, output, catalogue, LATER), output, catalogue)
    assert folder.parent == output / "deliveries" / "refused"
    (copy,) = (folder / "files").iterdir()
    assert copy.read_bytes() == bad.read_bytes()
    report = json.loads((folder / "report.json").read_text())
    (fault,) = report["faults"]
    assert (fault["kind"], fault["row"], fault["column"]) == ("not_a_number", 2, "belgian_bg")
    assert (fault["value"], fault["expected"]) == ("tien", "a number such as 1234.5")
    assert "row 2, column belgian_bg" in (folder / "report.txt").read_text()
    assert "rij 2, kolom belgian_bg" in (folder / "page.html").read_text()
    after = _chosen(output, catalogue)
    assert (after.files, after.fingerprint) == (before.files, before.fingerprint)
    tree = _tree(folder)
    keep_aside(_assess(bad, output, catalogue, LATER), output, catalogue)
    assert _tree(folder) == tree


def test_what_feeds_no_indicator_is_named_and_hinders_nothing(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    other = put(tmp_path, "lijst.csv", "a,b\n1,2\n")
    alone = _assess(other, output, catalogue)
    assert (alone.verdict, _kinds(alone)) == ("refused", ["feeds_none"])
    paths = (put(tmp_path, NAME, ORIGIN), other)
    delivery = assess(paths, output, catalogue, DAY)
    assert [one.status for one in delivery.files] == ["fresh", "none"]
    assert [line.file for line in accept(delivery, output)] == [NAME]


def test_made_up_extracts_are_refused(tmp_path: Path, catalogue: Catalogue) -> None:
    put(tmp_path, f"sample/{MARKER}", "{}")
    path = put(tmp_path, f"sample/{NAME}", ORIGIN)
    assert _kinds(_assess(path, tmp_path / "output", catalogue)) == ["made_up"]


def test_a_renamed_file_is_recognised_and_asked_about(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    delivery = _assess(put(tmp_path, "export (3).csv", REVISED), output, catalogue, LATER)
    assert delivery.files[0].entry.source == "statbel_origin"
    assert _kinds(delivery) == ["renamed"]


def test_a_path_that_is_no_file_is_wrong_use(tmp_path: Path, catalogue: Catalogue) -> None:
    with pytest.raises(UsageError, match="no file"):
        _assess(tmp_path / NAME, tmp_path / "output", catalogue)


def test_boundaries_are_taken_in_like_any_other_extract(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    shape = {"type": "Polygon", "coordinates": [[[4.0, 51.0], [4.2, 51.0], [4.2, 51.2]]]}
    feature = {"type": "Feature", "properties": {"nis": "11001"}, "geometry": shape}
    shapes = {"type": "FeatureCollection", "features": [feature]}
    for day in (DAY, LATER):
        text = json.dumps({**shapes, "name": str(day)})
        delivery = _take(put(tmp_path, "boundaries_2025.geojson", text), output, catalogue, day)
        assert _kinds(delivery) == ["new_boundaries"]
    chosen = _chosen(output, catalogue)
    assert chosen.boundaries is not None
    assert str(LATER) in chosen.boundaries.read_text()
    assert chosen.files == ()
    wrong = json.dumps(shapes).replace("11", "99")
    for broken, kind in (("{", "boundaries"), ("[" * 99_999, "boundaries"), (wrong, "place")):
        path = put(tmp_path, "boundaries_2026.geojson", broken)
        assert _kinds(_assess(path, output, catalogue)) == [kind]


def test_a_question_is_recorded_with_the_source_it_is_about(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, NAME, ORIGIN), output, catalogue)
    paths = (
        put(tmp_path, f"new/{NAME}", REVISED),
        put(tmp_path, "new/statbel_nationality_2025.csv", NATIONALITY),
    )
    lines = accept(assess(paths, output, catalogue, LATER), output)
    assert [line.flags for line in lines] == [(), ("first_delivery",)]
    assert all(replace(line, flags=()).files == 2 for line in lines)
