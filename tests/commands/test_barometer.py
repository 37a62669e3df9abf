"""``scan barometer``: the PDF of the dashboard, or a plain word where nothing was delivered."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scan.house import ROOT
from scan.series.workspace import Workspace

pytestmark = pytest.mark.slow


def _run(workspace: Workspace, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scan.cli", "barometer", "--output", str(workspace.output)]
    command += ["--extracts", str(workspace.extracts.folder), *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_the_path_of_the_pdf_comes_last_and_json_stands_alone(made_up: Workspace) -> None:
    done = _run(made_up)
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.splitlines()[-1])
    assert path.name == "barometer-samenleven-voorbeeld.pdf"
    first = path.read_bytes()
    assert first.startswith(b"%PDF")
    told = json.loads(_run(made_up, "--json").stdout)
    assert Path(told["path"]) == path
    assert (told["made_up"], told["size"]) == (True, len(first))
    assert path.read_bytes() == first, "the same figures give the same bytes"


def test_what_was_not_delivered_is_said_plainly(real: Workspace) -> None:
    done = _run(real)
    assert done.returncode == 2
    assert "nog niet geleverd" in done.stderr
    assert not (real.shelf / "barometer").exists()
