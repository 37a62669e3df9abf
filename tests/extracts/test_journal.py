"""Who did what stands in the journal; what people delivered is no one else's to read."""

import datetime
import json
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scan import cli
from scan.catalogue.reading import Catalogue
from scan.extracts import refusing
from scan.extracts.intake import accept, assess, undo
from scan.extracts.journal import JOURNAL, Act, enter, operator, read_journal
from scan.extracts.ledger import read_ledger
from scan.extracts.refusing import keep_aside, prune_refused
from scan.files import shut
from tests.extracts.test_inbox import DAY, _text


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Whatever mask somebody has."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def _put(folder: Path, text: str, name: str = "statbel_nationality_2024.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_raw_deliveries_are_for_owner_and_group_only(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    good = assess((_put(tmp_path, _text(2024)),), output, catalogue, DAY)
    (line,) = accept(good, output)
    bad = _put(tmp_path, "x", "statbel_origin_2024.csv")
    kept = keep_aside(assess((bad,), output, catalogue, DAY), output, catalogue)
    folder = output / "deliveries"
    for place in (folder, folder / "refused"):
        assert (_mode(place) & 0o757, oct(_mode(place))[-1]) == (0o750, "0")
    assert _mode(folder / line.kept) == 0o640
    assert [_mode(path) for path in (kept / "files").iterdir()] == [0o640]


def test_a_folder_that_others_could_enter_is_shut(tmp_path: Path) -> None:
    folder = tmp_path / "a"
    folder.mkdir()
    folder.chmod(0o2775)
    shut(folder)
    assert _mode(folder) == 0o2770, "what the group may do stays"


def test_the_journal_is_only_added_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "scan")
    monkeypatch.setenv("SUDO_USER", "an")
    assert read_journal(tmp_path) == ()
    enter(tmp_path, "rollback", "20260302T120000Z", "verkeerde kaart")
    before = (tmp_path / JOURNAL).read_bytes()
    enter(tmp_path, "undo", "2026-07-01-001")
    assert (tmp_path / JOURNAL).read_bytes().startswith(before)
    first, second = read_journal(tmp_path)
    assert (first.what, first.of, first.who) == ("rollback", "20260302T120000Z", "an as scan")
    assert str(first).endswith("an as scan: rollback 20260302T120000Z (verkeerde kaart)")
    with (tmp_path / JOURNAL).open("ab") as journal:
        journal.write(b'{"at": "20')
    assert read_journal(tmp_path) == (first, second)
    enter(tmp_path, "restore", "20260302T120000Z")
    assert [act.what for act in read_journal(tmp_path)] == ["rollback", "undo", "restore"]
    assert _mode(tmp_path / JOURNAL) & 0o037 == 0, "it holds names"
    monkeypatch.delenv("SUDO_USER")
    assert operator() == "scan"


def test_intake_accept_and_undo_are_entered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "output"
    file = str(_put(tmp_path, _text(2024)))
    for words in (
        ["intake", file, "--accept", "--why", "eerste levering"],
        ["intake", "--undo", "--why", "verkeerd bestand"],
    ):
        monkeypatch.setattr(sys, "argv", ["scan", *words, "--output", str(output)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code
    acts = read_journal(output)
    assert [(act.what, act.why) for act in acts] == [
        ("accept", "eerste levering"),
        ("undo", "verkeerd bestand"),
    ]
    lines = read_ledger(output / "deliveries")
    assert [line.why for line in lines] == ["eerste levering", "verkeerd bestand"]
    assert {act.of for act in acts} == {line.delivery for line in lines}


def test_reasons_stand_in_the_ledger(tmp_path: Path, catalogue: Catalogue) -> None:
    given = assess((_put(tmp_path, _text(2024)),), tmp_path, catalogue, DAY, "an", why="nieuw")
    accept(given, tmp_path)
    undo(tmp_path, DAY, "bob", why="oud")
    assert [(line.who, line.why) for line in read_ledger(tmp_path / "deliveries")] == [
        ("an", "nieuw"),
        ("bob", "oud"),
    ]
    assert Act(**json.loads('{"at": "", "what": "x", "of": "y", "who": "z"}')).why == ""


def test_refused_deliveries_are_pruned_by_age_and_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "deliveries" / "refused"
    now = datetime.datetime.now(datetime.UTC)
    assert prune_refused(tmp_path, now) == ()
    for number, days in enumerate((400, 200, 30, 1)):
        place = folder / f"{number}"
        place.mkdir(parents=True)
        (place / "a").write_bytes(b"x" * 1_000)
        old = now.timestamp() - days * 86_400
        os.utime(place, (old, old))
    assert prune_refused(tmp_path, now) == ("1", "0")
    monkeypatch.setattr(refusing, "MOST_KEPT", 1_500)
    assert prune_refused(tmp_path, now) == ("2",)
    monkeypatch.setattr(refusing, "MOST_KEPT", 10)
    assert prune_refused(tmp_path, now) == (), "the newest always stays"
