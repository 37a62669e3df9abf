"""A backup holds what cannot be made again, and gives it back as it was."""

import datetime
import shutil
import stat
from pathlib import Path
from threading import Event, Thread

import pytest

from scan.errors import LockedError, RefusedError, UsageError
from scan.extracts.ledger import append, read_ledger
from scan.extracts.real_figures import mark_real
from scan.files import ASIDE, alone, write_bytes
from scan.nightly import backups as module
from scan.nightly.backups import back_up, backup_faults, backups, newest, read_backup, restore
from scan.publish.shelf import live_id
from scan.publish.verification import verify_folder
from tests.extracts.test_ledger import entry
from tests.publish.release_support import release, tree

NOW = datetime.datetime(2026, 11, 30, 5, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


def _quiet(_: str) -> None:
    pass


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder with deliveries, two releases that share files, and what can be made again."""
    folder = tmp_path / "output"
    append(folder / "deliveries", (entry("1"),))
    raw = folder / "deliveries" / "a" / "raw.csv"
    write_bytes(raw, b"raw")
    raw.chmod(0o640)
    mark_real(folder, "1", published=True)
    for days in (0, 1):
        release(folder, 28.1 + days, days=days, force=True)
    release(folder / "sample")
    write_bytes(folder / "series" / "x" / "figures.parquet", b"again")
    write_bytes(folder / f"{ASIDE}1-half", b"half")
    write_bytes(folder / "releases" / ".staged-1" / "x", b"half")
    return folder


def _lasting(folder: Path) -> dict[str, str]:
    passing = ("series", ".tmp-", "releases/.staged", "backup.json")
    found = {name: kind for name, kind in tree(folder).items() if not name.startswith(passing)}
    return {name: kind for name, kind in found.items() if name not in ("journal.jsonl",)}


def test_the_drill(output: Path, tmp_path: Path) -> None:
    """All is lost, and is there again, to the byte, the link and the shared file."""
    before, live = _lasting(output), live_id(output)
    names = _names(output)
    found, shared = back_up(output, tmp_path / "backups", NOW, _quiet)
    assert (found.id, shared) == ("20261130T050000Z", 0)
    shutil.rmtree(output)
    restore(tmp_path / "backups" / found.id, output, _quiet)
    assert _lasting(output) == before
    assert live_id(output) == live
    assert live is not None
    assert live_id(output / "sample") is not None
    verify_folder(output / "releases" / live)
    assert read_ledger(output / "deliveries") == (entry("1"),)
    assert stat.S_IMODE((output / "deliveries" / "a" / "raw.csv").stat().st_mode) == 0o640
    assert stat.S_IMODE((output / "deliveries").stat().st_mode) & 0o007 == 0
    assert _names(output) == names, "files of several names are one file again"
    assert not (output / "series").exists()


def test_published_rates_that_cannot_be_read_are_named(output: Path, tmp_path: Path) -> None:
    """They are kept as they are, but nobody finds out at the next release only."""
    said: list[str] = []
    write_bytes(
        output / "published" / "good.json",
        b'{"source": "x", "indicator": "DE_49", "file": '
        b'"x", "sha256": "", "date": "2026-11-30", "rates": [["11002", 2021, 17.2]]}',
    )
    write_bytes(output / "sample" / "published" / "bad.json", b"half")
    back_up(output, tmp_path / "backups", NOW, said.append)
    (told,) = (line for line in said if line.startswith("Kept as it is:"))
    assert "bad.json" in told
    assert "scan intake --as-check" in told


def _names(folder: Path) -> int:
    return len({path.stat().st_ino for path in (folder / "releases" / "..").rglob("*.pdf")})


def test_what_did_not_change_is_stored_once(output: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    first, _ = back_up(output, target, NOW, _quiet)
    write_bytes(output / "reports" / "new.pdf", b"new")
    second, shared = back_up(output, target, NOW + HOUR, _quiet)
    assert backups(target) == (first.id, second.id)
    own = {name for name, kept in first.files.items() if not kept.same}
    assert shared == len(own)
    assert set(second.files) - set(first.files) == {"reports/new.pdf"}
    shutil.rmtree(target / first.id)
    assert backup_faults(target / second.id) == (), "each stands alone"


def test_every_damage_of_a_backup_is_found_before_anything_is_restored(
    output: Path, tmp_path: Path
) -> None:
    found, _ = back_up(output, tmp_path / "backups", NOW, _quiet)
    folder = tmp_path / "backups" / found.id
    assert backup_faults(folder) == ()
    shutil.rmtree(output)
    ledger = folder / "deliveries" / "ledger.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-1] + b" ")
    (folder / "deliveries" / "a" / "raw.csv").unlink()
    (folder / "more").touch()
    (folder / "site").unlink()
    words = sorted(f"{fault.file} {fault.message}" for fault in backup_faults(folder))
    assert words == [
        "deliveries/a/raw.csv is gone",
        "deliveries/ledger.jsonl was altered",
        "more does not belong to it",
        "site is no link as it was",
    ]
    with pytest.raises(RefusedError, match="is damaged"):
        restore(folder, output, _quiet)
    assert not output.exists()


def test_a_backup_is_made_while_a_run_writes(output: Path, tmp_path: Path) -> None:
    over = Event()

    def write() -> None:
        number = 0
        while not over.is_set():
            number += 1
            write_bytes(output / "reports" / f"{number % 7}.pdf", b"x" * (number % 50_000))
            (output / "reports" / f"{(number + 3) % 7}.pdf").unlink(missing_ok=True)

    writer = Thread(target=write)
    writer.start()
    try:
        for hour in range(5):
            found, _ = back_up(output, tmp_path / "backups", NOW + hour * HOUR, _quiet)
            assert backup_faults(tmp_path / "backups" / found.id) == ()
    finally:
        over.set()
        writer.join()


def test_a_backup_that_breaks_off_leaves_nothing(
    output: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "flush_tree", full)
    with pytest.raises(OSError, match="No space"):
        back_up(output, tmp_path / "backups", NOW, _quiet)
    assert list((tmp_path / "backups").iterdir()) == []


def test_who_takes_in_a_delivery_goes_first(output: Path, tmp_path: Path) -> None:
    with (
        alone(output / "deliveries", "takes in a delivery"),
        pytest.raises(LockedError, match="takes in a delivery"),
    ):
        back_up(output, tmp_path / "backups", NOW, _quiet)


def test_where_a_backup_does_not_belong(output: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lies inside"):
        back_up(output, output / "backups", NOW, _quiet)
    with pytest.raises(UsageError, match="no folder"):
        back_up(tmp_path / "none", tmp_path / "backups", NOW, _quiet)
    found, _ = back_up(output, tmp_path / "backups", NOW, _quiet)
    with pytest.raises(UsageError, match="is not empty"):
        restore(tmp_path / "backups" / found.id, output, _quiet)
    with pytest.raises(UsageError, match="already"):
        back_up(output, tmp_path / "backups", NOW, _quiet)


def test_a_later_format_and_a_half_backup_are_refused_kindly(output: Path, tmp_path: Path) -> None:
    found, _ = back_up(output, tmp_path / "backups", NOW, _quiet)
    index = tmp_path / "backups" / found.id / "backup.json"
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(RefusedError, match="format 2; this program knows 1"):
        read_backup(index.parent)
    index.write_text(text[:-9], encoding="utf-8")
    with pytest.raises(RefusedError, match="no whole backup"):
        read_backup(index.parent)
    assert newest(tmp_path / "backups") is None
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [found.id]


def test_what_a_disk_lost_of_the_backup_before_is_not_shared(output: Path, tmp_path: Path) -> None:
    target = tmp_path / "backups"
    first, _ = back_up(output, target, NOW, _quiet)
    (target / first.id / "deliveries" / "a" / "raw.csv").write_bytes(b"\0\0\0")
    (target / first.id / "deliveries" / "ledger.jsonl").unlink()
    second, shared = back_up(output, target, NOW + HOUR, _quiet)
    assert backup_faults(target / second.id) == ()
    assert shared == len([kept for kept in first.files.values() if not kept.same]) - 2


@pytest.mark.parametrize("path", ["../x", "/etc/x", "deliveries/../../x"])
def test_no_path_leads_out_of_a_backup(output: Path, tmp_path: Path, path: str) -> None:
    found, _ = back_up(output, tmp_path / "backups", NOW, _quiet)
    index = tmp_path / "backups" / found.id / "backup.json"
    text = index.read_text(encoding="utf-8")
    index.write_text(text.replace('"deliveries/a/raw.csv"', f'"{path}"'), encoding="utf-8")
    with pytest.raises(RefusedError, match="leads out of it"):
        restore(index.parent, tmp_path / "restored", _quiet)
    assert not (tmp_path / "restored").exists()
