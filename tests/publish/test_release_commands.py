"""The commands about releases, as an operator types them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from scan import files
from scan.cli import main
from scan.publish.shelf import live_id, release_ids
from tests.publish.release_support import release


@dataclass(frozen=True)
class _Done:
    code: int
    stdout: str
    stderr: str


Scan = Callable[..., _Done]


@pytest.fixture
def scan(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Scan:
    """Runs the command line in this process, as its entry point does."""

    def run(*words: str, output: Path) -> _Done:
        monkeypatch.setenv("SCAN_OUTPUT", str(output))
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setattr(sys, "argv", ["scan", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return _Done(int(str(ended.value.code)), said.out, said.err)

    return run


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Two releases; in the second figures were revised."""
    release(tmp_path, 28.1)
    release(tmp_path, 30.4, days=1, delivery="second")
    return tmp_path


def test_verify_says_what_is_live_and_names_what_is_altered(output: Path, scan: Scan) -> None:
    live = live_id(output)
    done = scan("verify", output=output)
    assert (done.code, done.stdout.startswith(f"{live} is whole: 10 files, 4 reports")) == (
        0,
        True,
    )
    (output / "site" / "404.html").unlink()
    files.write_text(output / "site" / "a.svg", "other")
    done = scan("verify", output=output)
    assert done.code == 6
    assert "404.html: is missing" in done.stderr
    assert "a.svg: is not the file" in done.stderr
    done = scan("verify", "--json", output=output)
    assert done.code == 6
    assert {fault["file"] for fault in json.loads(done.stdout)["faults"]} == {"404.html", "a.svg"}
    assert scan("verify", "before", output=output).code == 0
    assert scan("verify", "20200101T000000Z", output=output).code == 2


def test_verify_all_looks_at_every_release_that_is_kept(output: Path, scan: Scan) -> None:
    old, live = release_ids(output)
    done = scan("verify", "--all", output=output)
    assert (done.code, done.stdout) == (0, f"{old} is whole\n{live} is whole\n")
    (output / "releases" / old / "404.html").unlink()
    done = scan("verify", "--all", output=output)
    assert (done.code, f"{old} is damaged" in done.stdout, f"{live} is whole" in done.stdout) == (
        6,
        True,
        True,
    )
    assert set(json.loads(scan("verify", "--all", "--json", output=output).stdout)) == {old, live}


def test_rollback_says_what_is_live_now(output: Path, scan: Scan) -> None:
    first, second = release_ids(output)
    done = scan("rollback", output=output)
    assert (done.code, done.stdout) == (0, f"Live: {first} (was {second})\n")
    done = scan("rollback", output=output)
    assert done.code == 6
    assert "no way back" in done.stderr
    done = scan("rollback", "--to", second, "--json", output=output)
    assert json.loads(done.stdout) == {"live": second, "before": first}
    assert live_id(output) == second


def test_diff_lists_the_figures_that_changed(output: Path, scan: Scan) -> None:
    done = scan("diff", "--limit", "2", output=output)
    assert done.code == 0, done.stderr
    assert "24 figures changed; the largest 2:" in done.stdout
    assert "27,6 %  29,9 %" in done.stdout
    assert "+2.3" in done.stdout
    done = scan("diff", "before", "live", "--limit", "0", "--json", output=output)
    found = json.loads(done.stdout)
    assert len(found["changed"]) == found["figures"] == 24
    assert {row["indicator"]: row["revised"] for row in found["indicators"]} == {
        "DE_36": 12,
        "WE_02": 12,
    }
    same = scan("diff", "live", "live", output=output)
    assert "Readers see the same figures in both." in same.stdout
    assert scan("diff", "live", "refused", output=output).code == 2


def test_without_releases_the_commands_say_so(tmp_path: Path, scan: Scan) -> None:
    for words in (("verify",), ("diff", "live", "live"), ("serve",)):
        done = scan(*words, output=tmp_path)
        assert done.code == 2, words
        assert "run scan nightly first" in done.stderr
    for words in (("rollback",), ("diff",)):
        assert scan(*words, output=tmp_path).code == 6
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_releases_of_made_up_figures_are_found_by_themselves(tmp_path: Path, scan: Scan) -> None:
    release(tmp_path / "sample")
    assert scan("verify", output=tmp_path).code == 0
    release(tmp_path, days=1)
    for words, id_ in (((), "20260303"), (("--sample",), "20260302")):
        assert scan("verify", *words, output=tmp_path).stdout.startswith(id_)


def test_serve_prints_its_address_and_serves(output: Path) -> None:
    own = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    words = (sys.executable, "-m", "scan.cli", "serve", "--port", "0", "--output", str(output))
    with subprocess.Popen(words, env=own, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        with urlopen(address) as answer:
            assert b"gemeente/12025/" in answer.read()
        process.send_signal(2)
        assert process.wait(timeout=60) == 130
