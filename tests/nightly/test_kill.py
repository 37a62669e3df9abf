"""Killed with -9 at any moment and started again: the same files, nobody left, nothing held."""

import os
import random
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from scan.files import ASIDE
from scan.nightly.lock import is_held
from tests.nightly.house import TWELVE, House, fingerprints

ROUNDS = int(os.environ.get("SCAN_TEST_ROUNDS", "20"))
SEED = 20250101
FROM_NOTHING = 4
"""Every so-many-th round begins without a store of figures."""


@pytest.mark.slow
def test_killed_at_random_and_started_again(house: House, tmp_path: Path) -> None:
    """Each round kills the run, often a worker before it; the next run ends as if undisturbed."""
    _rounds(Killed(house, tmp_path, "klein", TWELVE), ROUNDS)


@pytest.mark.slow
def test_killed_with_the_full_publication(
    made_house: House, made_up_extracts: Path, tmp_path: Path
) -> None:
    house = replace(made_house, extracts=made_up_extracts)
    _rounds(Killed(house, tmp_path, "integratiescan", TWELVE[-3:]), 2)


@dataclass(frozen=True)
class Killed:
    """Runs of a publication for some municipalities, each with a folder for its temporary files."""

    house: House
    folder: Path
    publication: str
    towns: tuple[str, ...]

    @property
    def output(self) -> Path:
        """Where the disturbed runs work."""
        return self.folder / "killed"

    def start(self, output: Path) -> subprocess.Popen[str]:
        """A run under way, the first of a session of processes."""
        named = (word for nis in self.towns for word in ("--only", nis))
        command = ("batch", "--publication", self.publication, "--workers", "2", *named)
        self.temporary.mkdir(exist_ok=True)
        return subprocess.Popen(
            self.house.command(*command, output=output),
            cwd=self.house.root,
            env=self.house.environment(TMPDIR=str(self.temporary)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @property
    def temporary(self) -> Path:
        """Where temporary files go."""
        return self.folder / "temporary"

    def finish(self, output: Path) -> None:
        """A run that nobody disturbs."""
        process = self.start(output)
        _, said = process.communicate(timeout=1800)
        assert process.returncode == 0, said


def _rounds(killed: Killed, rounds: int) -> None:
    undisturbed, output = killed.folder / "undisturbed", killed.output
    killed.finish(undisturbed)
    good = fingerprints(undisturbed / "sample")
    assert len(good) == len(killed.towns)
    shutil.copytree(undisturbed / "series", killed.folder / "series")
    began = time.monotonic()
    shutil.rmtree(undisturbed / "sample")
    killed.finish(undisturbed)
    usual = time.monotonic() - began
    assert fingerprints(undisturbed / "sample") == good
    chance = random.Random(SEED)
    for number in range(1, rounds + 1):
        if number % FROM_NOTHING:
            shutil.copytree(killed.folder / "series", output / "series")
        _disturb(killed.start(output), chance, usual)
        assert not is_held(output)
        _no_torn(output, good)
        killed.finish(output)
        assert fingerprints(output / "sample") == good, f"round {number}"
        assert not list(output.rglob(f"{ASIDE}*")), f"round {number}"
        assert not list(killed.temporary.iterdir()), f"round {number}"
        shutil.rmtree(output)


def _disturb(process: subprocess.Popen[str], chance: random.Random, usual: float) -> None:
    """Kills the run after a while, and every other time a worker some moments before."""
    time.sleep(chance.uniform(0.02, 0.95) * usual)
    family = _children(process)
    if family and chance.random() < 0.5:
        chance.choice(family).kill()
        time.sleep(chance.uniform(0.0, 0.2) * usual)
        family += _children(process)
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive, "no process outlives the supervisor"


def _children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Those that live now; none of a run that was done already."""
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _no_torn(output: Path, good: dict[str, str]) -> None:
    found = fingerprints(output / "sample")
    whole = {n: h for n, h in found.items() if not Path(n).name.startswith(ASIDE)}
    assert whole == {name: good[name] for name in whole}


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_says_so_and_goes_on_later(
    house: House, tmp_path: Path, how: signal.Signals
) -> None:
    files = fingerprints(house.shelf)
    for path in house.shelf.glob("receipts/klein/*"):
        path.unlink()
    process = Killed(house, tmp_path, "klein", TWELVE).start(house.output)
    _wait_for(process, house)
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(how)
    _, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert "Interrupted." in said
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive
    assert "interrupted, exit code 130" in house.scan("status", code=130).stdout
    made = len(list(house.shelf.glob("receipts/klein/*.json")))
    assert 0 < made < len(TWELVE)
    answer = house.batch("--workers", "2")
    assert len(answer["kept"]) == made
    assert fingerprints(house.shelf) == files


@pytest.mark.slow
def test_a_second_run_leaves_at_once(house: House, tmp_path: Path) -> None:
    for path in house.shelf.glob("receipts/klein/*"):
        path.unlink()
    process = Killed(house, tmp_path, "klein", TWELVE).start(house.output)
    try:
        _wait_for(process, house)
        process.send_signal(signal.SIGSTOP)  # or it could be done before the second one looks
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
