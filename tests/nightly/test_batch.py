"""``scan batch`` on a small house: what is rebuilt, what stays, and what is said about it."""

import json
from pathlib import Path

import pytest

from scan.errors import UsageError
from scan.nightly.batch import shard_of
from scan.publish.receipts import read_receipts
from tests.nightly.house import FEW, TWELVE, House, attached_figures, fingerprints

NATIONALITY = "statbel_nationality_2009_2025.csv"


def correct(house: House, nis: str, year: str, more: int) -> None:
    """One figure of one municipality is corrected."""
    correct_file(house.extracts, nis, year, more)


def correct_file(extracts: Path, nis: str, year: str, more: int) -> None:
    """Some inhabitants turn out to be foreigners."""
    path = extracts / NATIONALITY
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "year,nis,BEL,ETR,total"
    (number,) = (n for n, line in enumerate(lines) if line.startswith(f"{year},{nis},"))
    _, _, belgians, foreigners, total = lines[number].split(",")
    lines[number] = f"{year},{nis},{int(belgians) - more},{int(foreigners) + more},{total}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_the_second_run_builds_nothing(few: House) -> None:
    house = few
    times = {path: path.stat().st_mtime_ns for path in house.shelf.glob("reports/klein/*")}
    answer = house.batch(only=FEW)
    assert answer["built"] == []
    assert answer["failed"] == []
    assert answer["kept"] == list(FEW)
    assert {path: path.stat().st_mtime_ns for path in times} == times
    status = json.loads(house.scan("status", "--json").stdout)
    assert (status["run"], status["state"], status["exit_code"]) == (answer["run"], "finished", 0)


def test_a_corrected_value_rebuilds_the_reports_that_show_it(few: House) -> None:
    house = few
    before = {nis: attached_figures(house.pdf(nis)) for nis in FEW}
    correct(house, "12025", "2025", 150)
    (stale,) = json.loads(
        house.scan("batch", "--publication", "klein", "--dry-run", "--json", *_named(FEW)).stdout
    )["stale"]
    assert stale["nis"] == "12025"
    shown = {one["what"]: (one["before"], one["after"]) for one in stale["reasons"]}
    old, new = shown["DE_42 main, count 2025"]
    assert int(new.replace(".", "")) - int(old.replace(".", "")) == 150

    assert house.batch(only=FEW)["built"] == ["12025"]
    after = {nis: attached_figures(house.pdf(nis)) for nis in FEW}
    assert [nis for nis in FEW if before[nis] != after[nis]] == ["12025"]
    assert f";{old.replace('.', '')};" in before["12025"]
    assert f";{new.replace('.', '')};" in after["12025"]


@pytest.mark.slow
def test_what_is_kept_is_what_would_be_built(house: House) -> None:
    correct(house, "44021", "2025", -40)
    built = house.batch()["built"]
    files, times = fingerprints(house.shelf), _times(house)
    assert built == ["44021"]
    assert house.batch("--force", "--workers", "2")["built"] == list(TWELVE)
    assert fingerprints(house.shelf) == files, "a report that was kept has other bytes"
    assert _times(house) == times, "identical bytes leave the published file untouched"


@pytest.mark.slow
def test_a_layout_rebuilds_all(house: House) -> None:
    path = house.root / "layouts" / "report" / "base.css"
    path.write_text(path.read_text(encoding="utf-8") + "\n/* - */\n", encoding="utf-8")
    words = ("batch", "--publication", "klein", "--dry-run")
    said = house.scan(*words, *_named(TWELVE)).stdout.splitlines()
    assert said[-1] == "12 stale, 0 as they should be"
    assert said[0].endswith("layout report/base.css changed")


@pytest.mark.slow
def test_a_report_that_was_changed_or_lost_is_made_again(house: House) -> None:
    files = fingerprints(house.shelf)
    one, other = house.pdf(TWELVE[0]), house.pdf(TWELVE[1])
    one.write_bytes(one.read_bytes()[:-1])
    other.unlink()
    assert house.batch()["built"] == list(TWELVE[:2])
    assert fingerprints(house.shelf) == files


@pytest.mark.slow
def test_bad_reports_cost_only_themselves(house: House) -> None:
    """One that always crashes, one that never ends, one with a fault: by changed code."""
    crash, hang, fault, fine = TWELVE[:4]
    path = house.root / "scan" / "report" / "one.py"
    text = path.read_text(encoding="utf-8")
    poison = (
        f"    if area.nis == '{crash}':\n        __import__('os').abort()\n"
        f"    if area.nis == '{hang}':\n        __import__('time').sleep(10_000)\n"
        f"    if area.nis == '{fault}':\n        raise ReportError('DE_42', 'too wide')\n"
    )
    at = "    gathered = gather(workspace, publication, area, theme, boundaries)\n"
    assert text.count(at) == 1
    text = text.replace(at, poison + at)
    imported = "from scan.files import write_if_changed\n"
    assert text.count(imported) == 1
    text = text.replace(imported, "from scan.errors import ReportError\n" + imported)
    path.write_text(text, encoding="utf-8")

    before = fingerprints(house.shelf)
    made = {r.nis: r.made for r in read_receipts(house.shelf, "klein")}
    words = ("--deadline", "90", "--workers", "2")
    answer = house.batch(*words, only=(crash, hang, fault, fine), code=5)
    assert answer["built"] == [fine]
    reasons = {failed["nis"]: failed["reason"] for failed in answer["failed"]}
    assert reasons == {
        crash: "its process was ended by signal 6 (SIGABRT)",
        hang: "not done within 90 s",
        fault: "DE_42: too wide",
    }
    assert all(failed["stands"] == made[failed["nis"]] for failed in answer["failed"])
    assert fingerprints(house.shelf) == before, "the last good reports stay"
    said = house.scan("status", code=5).stdout
    assert "exit code 5" in said
    assert f"{hang} Antwerpen: not done within 90 s; that of {made[hang]} stays" in said


@pytest.mark.slow
def test_shards_make_all_between_them(house: House) -> None:
    built = []
    for number in (1, 2, 3):
        answer = house.batch("--force", "--shard", f"{number}/3", only=TWELVE[:3])
        assert len(answer["built"]) == 1
        built += answer["built"]
    assert sorted(built) == list(TWELVE[:3])
    status = json.loads(house.scan("status", "--json").stdout)
    assert status["publications"][0]["built"] == list(TWELVE[:3])
    assert status["shard"] == "1/3, 2/3, 3/3"


@pytest.mark.parametrize("shard", ["0/2", "3/2", "1", "a/b"])
def test_a_shard_that_is_none(shard: str) -> None:
    with pytest.raises(UsageError, match=f"--shard {shard}: give which part of how many"):
        shard_of(shard)


def _named(towns: tuple[str, ...]) -> list[str]:
    return [word for nis in towns for word in ("--only", nis)]


def _times(house: House) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in house.shelf.glob("reports/klein/*")}


@pytest.mark.slow
def test_a_night_that_cannot_begin_is_accounted_for(few: House) -> None:
    path = few.root / "catalogue" / "publications" / "klein.toml"
    path.write_text(path.read_text(encoding="utf-8") + "colour = 'red'\n", encoding="utf-8")
    said = few.scan("nightly", code=3).stderr
    assert "klein.toml" in said
    status = few.scan("status", code=3).stdout
    assert "broken, exit code 3" in status
    assert "klein.toml" in status
