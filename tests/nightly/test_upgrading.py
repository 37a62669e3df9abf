"""What an older version left is taken over by name; what a later one left is refused kindly."""

import json
from pathlib import Path

import pytest

from scan.extracts.ledger import append
from scan.nightly.runs import Run
from scan.nightly.upgrading import upgrade_findings
from tests.extracts.test_chain import DELIVERIES, _of_before
from tests.publish.release_support import release


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A ledger, a release with its receipts, and an account."""
    for delivery in DELIVERIES:
        append(tmp_path / "deliveries", delivery)
    release(tmp_path)
    Run(tmp_path, "scan nightly")
    return tmp_path


def _bad(output: Path) -> dict[str, tuple[int, str]]:
    found = upgrade_findings(output)
    return {one.check: (one.exit_code, one.message) for one in found if not one.good}


def test_what_this_version_left_is_well(output: Path) -> None:
    assert _bad(output) == {}
    said = {one.check: one.message for one in upgrade_findings(output)}
    assert said["ledger"] == "format 2, 6 lines"
    assert said["releases"].startswith("1 of format 2 or before")


def test_a_ledger_of_before_says_how_it_is_taken_over(output: Path) -> None:
    _of_before(output / "deliveries")
    code, message = _bad(output)["ledger"]
    assert (code, "scan ledger adopt 6" in message) == (4, True)


def test_a_release_of_a_later_version_is_refused_kindly(output: Path) -> None:
    path = next((output / "releases").glob("2*")) / "manifest.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | {"format": 99}), encoding="utf-8")
    code, message = _bad(output)["releases"]
    assert code == 6
    assert "99" in message


def test_a_release_of_the_format_before_is_read(output: Path) -> None:
    path = next((output / "releases").glob("2*")) / "manifest.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(facts | {"format": facts["format"] - 1}), encoding="utf-8")
    assert _bad(output) == {}


def test_receipts_of_a_later_version_are_refused_kindly(output: Path) -> None:
    receipt = output / "receipts" / "klein" / "11002.json"
    receipt.parent.mkdir(parents=True)
    receipt.write_text('{"format": 99, "later": true}', encoding="utf-8")
    code, message = _bad(output)["receipts"]
    assert code == 6
    assert "is of format 99; this program knows" in message
    assert f"remove {receipt.parent}" in message


def test_what_cannot_be_read_is_told_and_made_anew(output: Path) -> None:
    receipt = output / "receipts" / "klein" / "11002.json"
    receipt.parent.mkdir(parents=True)
    receipt.write_text('{"later": true}', encoding="utf-8")
    next((output / "runs").glob("*/run.json")).write_text("{", encoding="utf-8")
    assert _bad(output) == {}
    said = " ".join(one.message for one in upgrade_findings(output))
    assert "1 cannot be read: the next run makes their reports anew" in said
    assert "1 cannot be read" in said
