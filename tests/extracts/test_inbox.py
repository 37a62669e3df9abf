"""What lies still in the inbox is accepted, waits, or is refused, without a person."""

import contextlib
import datetime
import json
import os
import shutil
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import ExtractError, LockedError
from scan.extracts.arrived import WAITING, Arrived, waiting
from scan.extracts.chain import LEDGER
from scan.extracts.inbox import STILL, origin_of, take_in_inbox
from scan.extracts.intake import accept, assess
from scan.extracts.ledger import append, read_ledger
from scan.files import alone
from tests.extracts.test_ledger import entry
from tests.nightly.disk import Dead, Mode, fault

DAY = datetime.date(2026, 7, 1)
AREAS = (11001, 11002, 12025, 44021, 24062, 31005, 34022, 24107, 73028, 23088)


def _text(last: int, **changes: int) -> str:
    rows = ["year,nis,BEL,ETR,total"]
    for year in range(2015, last + 1):
        for number, nis in enumerate(AREAS, 1):
            total = changes.get(f"at_{nis}_{year}", 1_000 * number + 10 * (year - 2015))
            rows.append(f"{year},{nis},{total - 100},100,{total}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def output(tmp_path: Path, catalogue: Catalogue) -> Path:
    """A folder with a delivery to 2024 in use."""
    folder = tmp_path / "output"
    path = tmp_path / "statbel_nationality_2024.csv"
    path.write_text(_text(2024), encoding="utf-8")
    accept(assess((path,), folder, catalogue, DAY), folder)
    (folder / "deliveries" / "inbox").mkdir()
    return folder


def _put(output: Path, text: str, name: str = "statbel_nationality_2025.csv") -> Path:
    path = output / "deliveries" / "inbox" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _take(output: Path, catalogue: Catalogue) -> tuple[Arrived, ...]:
    return take_in_inbox(output, catalogue, DAY, _later())


def _later() -> datetime.datetime:
    """When what was put there just now has lain still for long enough."""
    return datetime.datetime.now(datetime.UTC) + 2 * STILL


def _left(output: Path) -> list[str]:
    folder = output / "deliveries" / "inbox"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_what_only_adds_is_accepted_with_its_origin(output: Path, catalogue: Catalogue) -> None:
    path = _put(output, _text(2025))
    facts = {"address": "https://statbel.example/x.csv", "licence": "CC BY 4.0"}
    origin_of(path).write_text(json.dumps(facts), encoding="utf-8")
    (found,) = _take(output, catalogue)
    assert (found.verdict, found.files) == ("accepted", ("statbel_nationality_2025.csv",))
    line = read_ledger(output / "deliveries")[-1]
    assert (line.delivery, line.who) == (found.delivery, "inbox")
    assert line.origin == "https://statbel.example/x.csv"
    kept = output / "deliveries" / line.kept
    assert json.loads(origin_of(kept).read_text(encoding="utf-8")) == facts
    assert _left(output) == []
    _put(output, _text(2025))
    (again,) = _take(output, catalogue)
    assert (again.verdict, _left(output)) == ("known", [])


def test_what_is_strange_waits_until_somebody_decides(output: Path, catalogue: Catalogue) -> None:
    path = _put(output, _text(2025, at_12025_2025=1_530))
    (found,) = _take(output, catalogue)
    assert found.verdict == "asked"
    assert found.said
    assert len(read_ledger(output / "deliveries")) == 1
    assert path.is_file()
    (one,) = waiting(output)
    assert (one.files, one.since, one.sources) == (found.files, "2026-07-01", found.sources)
    later = take_in_inbox(output, catalogue, DAY + datetime.timedelta(days=1), _later())
    assert [one.verdict for one in later] == ["asked"]
    assert waiting(output)[0].since == "2026-07-01", "since the first day"
    accept(assess((path,), output, catalogue, DAY), output)
    assert [one.verdict for one in _take(output, catalogue)] == ["known"]
    assert (waiting(output), _left(output)) == ((), [])


def test_what_is_removed_waits_no_more(output: Path, catalogue: Catalogue) -> None:
    path = _put(output, _text(2025, at_12025_2025=1_530))
    _take(output, catalogue)
    path.unlink()
    assert waiting(output) == ()


def test_what_is_wrong_gets_its_page_for_the_supplier(output: Path, catalogue: Catalogue) -> None:
    _put(output, _text(2025).replace("2020,11001,", "2020,11001,x"))
    _put(output, "nothing,of,the,kind\n1,2,3,4\n", "other.csv")
    found = {one.files[0]: one for one in _take(output, catalogue)}
    assert {one.verdict for one in found.values()} == {"refused"}
    kept = output / "deliveries" / "refused" / found["statbel_nationality_2025.csv"].delivery
    assert (kept / "page.html").is_file()
    assert "x950" in found["statbel_nationality_2025.csv"].said[0]
    assert "feeds no indicator" in found["other.csv"].said[0]
    assert _left(output) == []


def test_one_bad_delivery_does_not_hold_up_another(output: Path, catalogue: Catalogue) -> None:
    _put(output, "x\n", "a-wrong.csv")
    _put(output, _text(2025))
    assert [one.verdict for one in _take(output, catalogue)] == ["refused", "accepted"]


def test_a_folder_is_one_delivery(output: Path, catalogue: Catalogue) -> None:
    _put(output, _text(2025), "van-statbel/statbel_nationality_2025.csv")
    _put(output, "x\n", "van-statbel/statbel_origin_2025.csv")
    (found,) = _take(output, catalogue)
    assert (found.verdict, len(found.files)) == ("refused", 2)
    assert len(read_ledger(output / "deliveries")) == 1
    assert _left(output) == []


@pytest.mark.parametrize("name", ["a.csv.part", ".a.csv", "~a.csv", "a.csv.filepart"])
def test_what_is_still_being_written_is_left_alone(
    output: Path, catalogue: Catalogue, name: str
) -> None:
    _put(output, _text(2025), name)
    assert _take(output, catalogue) == ()
    fresh = _put(output, _text(2025))
    just = datetime.datetime.now(datetime.UTC)
    assert take_in_inbox(output, catalogue, DAY, just) == ()
    folder = _put(output, _text(2025), "together/statbel_nationality_2025.csv")
    os.utime(folder, (0, 0))
    fresh.unlink()
    _put(output, "x", "together/half.csv")
    assert take_in_inbox(output, catalogue, DAY, just) == (), "all of a folder must lie still"


def test_a_link_or_a_pipe_is_refused_and_removed(output: Path, catalogue: Catalogue) -> None:
    inbox = output / "deliveries" / "inbox"
    (inbox / "statbel_nationality_2025.csv").symlink_to("/etc/passwd")
    os.mkfifo(inbox / "statbel_origin_2025.csv")
    assert {one.verdict for one in _take(output, catalogue)} == {"refused"}
    assert _left(output) == []
    assert Path("/etc/passwd").is_file()


def test_a_damaged_ledger_takes_in_nothing(output: Path, catalogue: Catalogue) -> None:
    path = _put(output, _text(2025))
    ledger = output / "deliveries" / LEDGER
    os.truncate(ledger, ledger.stat().st_size - 1)
    with pytest.raises(ExtractError, match="is cut off"):
        _take(output, catalogue)
    assert path.is_file()


def test_who_takes_in_a_delivery_goes_first(output: Path, catalogue: Catalogue) -> None:
    with (
        alone(output / "deliveries", "takes in a delivery"),
        pytest.raises(LockedError),
    ):
        _take(output, catalogue)


def test_no_inbox_no_deliveries(tmp_path: Path, catalogue: Catalogue) -> None:
    assert _take(tmp_path, catalogue) == ()
    append(tmp_path / "deliveries", (entry("1"),))
    assert _take(tmp_path, catalogue) == ()
    (tmp_path / "deliveries" / WAITING).write_text("[{", encoding="utf-8")
    assert waiting(tmp_path) == ()


@pytest.mark.slow
@pytest.mark.parametrize("what", ["kill", "ill"])
def test_an_inbox_that_breaks_off_anywhere_is_taken_in_by_the_next_night(
    what: Mode,
    output: Path,
    catalogue: Catalogue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At each step on the disk: the delivery is in the ledger once, and nothing is left."""
    path = _put(output, _text(2025))
    origin_of(path).write_text('{"address": "https://x.example/a"}', encoding="utf-8")
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(output, undisturbed)
    _take(undisturbed, catalogue)
    good = read_ledger(undisturbed / "deliveries")
    for n in range(1, 100):
        copy = tmp_path / f"{n}"
        shutil.copytree(output, copy)
        with fault(n, what, monkeypatch) as steps, contextlib.suppress(Dead, OSError):
            _take(copy, catalogue)
        assert read_ledger(copy / "deliveries") in (good[:1], good), f"step {n}"
        _take(copy, catalogue)
        assert read_ledger(copy / "deliveries") == good, f"step {n}"
        assert _left(copy) == [], f"step {n}"
        if steps() < n:
            assert n > 10
            return
    raise AssertionError("no clean run")
