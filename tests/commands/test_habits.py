"""Habits of a command line: quick help, completion, errors for programs, slips that are named."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from scan.cli import COMMANDS
from scan.commands.completing import codes, municipalities, publications
from scan.commands.settings import FAMILIES, KNOWN, OF_TESTS, strangers
from scan.house import ROOT
from tests.support.command_reference import PLACE, reference

HEAVY = {"polars", "scipy", "matplotlib", "weasyprint", "pydantic_settings", "adbc_driver_manager"}


def _scan(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "scan.cli", *words],
        cwd=cwd,
        env={**own, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_of_a_command_loads_nothing_heavy() -> None:
    """Half a second is a matter of what is loaded: the libraries of figures take seconds."""
    code = """
import json, sys, scan.cli
heavy = set(json.loads(sys.argv[1]))
for name in scan.cli.COMMANDS:
    assert scan.cli.face()([name, "-h"], standalone_mode=False) == 0
    assert not heavy & set(sys.modules), (name, heavy & set(sys.modules))
"""
    command = [sys.executable, "-c", code, json.dumps(sorted(HEAVY))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("--help") == len(COMMANDS)


def test_the_reference_of_the_commands_is_what_they_say() -> None:
    assert PLACE.read_text("utf-8") == reference(), "run make docs"


def test_no_colour_is_printed_to_who_wants_none(tmp_path: Path) -> None:
    plain = _scan("report", "-h", cwd=tmp_path, NO_COLOR="1", FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[3" not in plain.stdout
    coloured = _scan("report", "-h", cwd=tmp_path, FORCE_COLOR="1", TERM="xterm")
    assert "\x1b[3" in coloured.stdout or "\x1b[1;3" in coloured.stdout


def test_an_error_is_an_object_for_who_asked_for_json(tmp_path: Path) -> None:
    done = _scan("report", "Mechlen", "--json", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    error = json.loads(done.stderr.splitlines()[-1])["error"]
    assert (error["exit_code"], error["kind"]) == (2, "UsageError")
    assert "Closest: Mechelen" in error["message"]
    slip = _scan("report", "Mechelen", "--json", "--bogus", cwd=tmp_path)
    assert json.loads(slip.stderr.splitlines()[-1])["error"]["exit_code"] == 2


def test_only_names_that_are_close_are_named(tmp_path: Path) -> None:
    done = _scan("report", "qqqq", cwd=tmp_path)
    last = done.stderr.splitlines()[-1]
    assert last == "Unknown municipality 'qqqq'; see scan list municipalities"


def test_a_setting_that_nobody_knows_is_named_with_the_closest(tmp_path: Path) -> None:
    done = _scan("list", "themes", cwd=tmp_path, SCAN_OUTPTU="x")
    assert done.returncode == 0
    assert done.stderr == "SCAN_OUTPTU is no setting of scan; did you mean SCAN_OUTPUT?\n"
    assert strangers({"SCAN_DB_KBI": "x", "SCAN_OUTPUT": "y", "OTHER": "z"}) == []
    assert "There are: SCAN_EXTRACTS" in strangers({"SCAN_XYZZY": "1"})[0]


def test_every_setting_that_is_read_is_known() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "scan").rglob("*.py")]
    read = {name for text in texts for name in re.findall(r"\"(SCAN_[A-Z_]+)\"", text)}
    read -= {name for name in read if name.startswith(FAMILIES)} | {"SCAN_"}
    assert read == {*KNOWN, *OF_TESTS}


def test_what_a_shell_offers() -> None:
    assert ("Mechelen", "12025") in municipalities("meche")
    assert ("12025", "Mechelen") in municipalities("1202")
    assert not [name for name, _ in municipalities("") if name.isdigit()]
    assert codes("de_3") == ["DE_36", "DE_37", "DE_38", "DE_39"]
    assert "integratiescan-brussel" in publications("integ")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("scan rep", "report"),
        ("scan report Mechel", "Mechelen"),
        ("scan series DE_36", "DE_36"),
        ("scan batch --only Mechel", "Mechelen"),
        ("scan report Mechelen --publication integratiescan-b", "integratiescan-brussel"),
    ],
)
def test_completion_of_commands_and_names(typed: str, offered: str, tmp_path: Path) -> None:
    asked = {
        "_SCAN_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
    }
    assert offered in _scan(cwd=tmp_path, **asked).stdout.split("\n")
