"""Killed with -9 at any moment and started again: the same files, nobody left, nothing held."""

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from scan.files import ASIDE
from scan.nightly.lock import is_held
from tests.nightly.house import TWELVE, House, fingerprints

ROUNDS = int(os.environ.get("SCAN_TEST_ROUNDS", "20"))
SEED = 20250101


def _start(house: House, output: Path, *words: str) -> subprocess.Popen[str]:
    named = (word for nis in TWELVE for word in ("--only", nis))
    command = ("batch", "--publication", "klein", "--workers", "2", *named, *words)
    return subprocess.Popen(
        house.command(*command, output=output),
        cwd=house.root,
        env=house.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.slow
def test_killed_at_random_and_started_again(house: House, tmp_path: Path) -> None:
    """Each round kills the supervisor or a worker, until every report is there again."""
    chance = random.Random(SEED)
    good = fingerprints(house.shelf)
    output = tmp_path / "killed"
    rounds = 0
    while rounds < ROUNDS:
        subprocess.run(["rm", "-rf", str(output)], check=True)
        finished = False
        while not finished:
            process = _start(house, output)
            finished = _disturb(process, chance)
            rounds += not finished
            _none_left(process, output)
            _no_torn(output, good)
            if rounds >= ROUNDS:
                break
    _finish(house, output)
    assert fingerprints(output / "sample") == good
    assert not list((output / "sample").rglob(f"{ASIDE}*"))


def _disturb(process: subprocess.Popen[str], chance: random.Random) -> bool:
    """Kills something after a while; whether the run was done before."""
    try:
        process.wait(timeout=chance.uniform(0.5, 45.0))
        assert process.returncode in (0, 5), process.stderr and process.stderr.read()
        return True
    except subprocess.TimeoutExpired:
        family = psutil.Process(process.pid).children(recursive=True)
        if family and chance.random() < 0.3:
            chance.choice(family).kill()
            time.sleep(chance.uniform(0.0, 5.0))
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(family, timeout=30)
        assert not alive, "no process outlives the supervisor"
        return False
    finally:
        if process.stderr and process.poll() is not None:
            process.stderr.close()


def _none_left(process: subprocess.Popen[str], output: Path) -> None:
    assert process.poll() is not None
    assert not is_held(output)


def _no_torn(output: Path, good: dict[str, str]) -> None:
    found = fingerprints(output / "sample")
    whole = {n: h for n, h in found.items() if not Path(n).name.startswith(ASIDE)}
    assert whole == {name: good[name] for name in whole}


def _finish(house: House, output: Path) -> None:
    process = _start(house, output)
    _, said = process.communicate(timeout=1800)
    assert process.returncode == 0, said


@pytest.mark.slow
def test_an_interrupted_run_says_so_and_goes_on_later(house: House) -> None:
    files = fingerprints(house.shelf)
    for path in house.shelf.glob("receipts/klein/*"):
        path.unlink()
    process = _start(house, house.output)
    _wait_for(process, house)
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "Interrupted." in said
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive
    assert "interrupted, exit code 130" in house.scan("status").stdout
    made = len(list(house.shelf.glob("receipts/klein/*.json")))
    assert 0 < made < len(TWELVE)
    answer = house.batch("--workers", "2")
    assert len(answer["kept"]) == made
    assert fingerprints(house.shelf) == files


@pytest.mark.slow
def test_a_second_run_leaves_at_once(house: House) -> None:
    for path in house.shelf.glob("receipts/klein/*"):
        path.unlink()
    process = _start(house, house.output)
    try:
        _wait_for(process, house)
        done = house.scan("batch", "--publication", "klein", code=7)
        assert f"held by process {process.pid} on " in done.stderr
    finally:
        process.kill()
        process.communicate()


def _wait_for(process: subprocess.Popen[str], house: House) -> None:
    """Until the first report of a run is there."""
    deadline = time.monotonic() + 600
    while not list(house.shelf.glob("receipts/klein/*.json")):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
