"""``scan similar``: who is like a municipality, as a table and as JSON."""

import json
import os
import subprocess
import sys

from scan.house import ROOT
from scan.series.workspace import Workspace


def _asked(workspace: Workspace, name: str, *more: str) -> tuple[str, str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    places = ["--output", str(workspace.output), "--extracts", str(workspace.extracts.folder)]
    done = subprocess.run(
        [sys.executable, "-m", "scan.cli", "similar", name, *places, *more],
        env={**own, "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_it_lists_eight_with_their_distance_and_traits(made_up: Workspace) -> None:
    told = json.loads(_asked(made_up, "Mechelen", "--json")[0])
    assert (told["name"], told["has_equal"]) == ("Mechelen", True)
    distances = [one["distance"] for one in told["similar"]]
    assert len(distances) == 8
    assert distances == sorted(distances)
    assert all(set(told["traits"]) <= set(one) for one in told["similar"])
    table, _ = _asked(made_up, "Mechelen")
    for one in told["similar"]:
        (line,) = (line for line in table.splitlines() if line.startswith(one["nis"]))
        assert one["name"] in line
        assert f"{one['inhabitants']:,.0f}".replace(",", ".") in line


def test_who_has_no_equal_is_told_so(made_up: Workspace) -> None:
    assert not json.loads(_asked(made_up, "Herstappe", "--json")[0])["has_equal"]
    assert "has no equal" in _asked(made_up, "Herstappe")[1]
