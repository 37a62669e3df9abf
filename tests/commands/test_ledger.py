"""``scan ledger``: the chain is shown, a damage is named, and somebody goes on after it."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scan import cli
from scan.extracts.chain import HEAD, LEDGER
from scan.extracts.ledger import append
from scan.extracts.real_figures import REAL, mark_real
from tests.extracts.test_ledger import entry

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def scan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """The command: its exit code, and all that it says."""
    for name in os.environ:
        if name.startswith("SCAN_"):
            monkeypatch.delenv(name)

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["scan", *words, "--output", str(tmp_path)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    return run


def test_a_whole_chain_is_shown(scan: Run, tmp_path: Path) -> None:
    assert scan("ledger", "verify") == (0, "Whole: 0 lines, 0 bytes, last hash 0000000000000000\n")
    append(tmp_path / "deliveries", (entry("1"),))
    append(tmp_path / "deliveries", (entry("2", count=2), entry("2", "b", count=2)))
    code, said = scan("ledger", "verify")
    assert code == 0
    assert "2026-07-01 2 accepted: 2 files of a, b" in said
    assert "Whole: 3 lines" in said
    known = json.loads(scan("ledger", "verify", "--json")[1])
    assert (known["whole"], known["head"]["lines"], len(known["lines"])) == (True, 3, 3)


def test_a_damage_is_named_and_somebody_goes_on(scan: Run, tmp_path: Path) -> None:
    folder = tmp_path / "deliveries"
    for name in "12":
        append(folder, (entry(name),))
    whole = (folder / LEDGER).read_bytes()
    (folder / LEDGER).write_bytes(whole[:-1])
    code, said = scan("ledger", "verify")
    assert code == 4
    assert "line 2: is cut off" in said
    assert "scan ledger adopt 1" in said
    code, said = scan("ledger", "verify", "--json")
    assert (code, json.loads(said)["whole"]) == (4, False)
    assert scan("ledger", "adopt", "2")[0] == 2
    code, said = scan("ledger", "adopt", "1")
    assert (code, "The ledger has 1 lines" in said) == (0, True)
    assert scan("ledger", "verify")[0] == 0
    assert (tmp_path / REAL).is_file()


def test_a_lost_ledger_is_refused_where_real_figures_were(scan: Run, tmp_path: Path) -> None:
    mark_real(tmp_path, "1")
    code, said = scan("ledger", "verify")
    assert code == 6
    assert "deliveries is gone" in said
    (tmp_path / "deliveries").mkdir()
    (tmp_path / "deliveries" / HEAD).write_bytes(b"")
    assert scan("ledger", "verify")[0] == 4
