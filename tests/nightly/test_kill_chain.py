"""Whoever of the chain is killed with -9, and when: the next fetch and night end as if undisturbed.

The fetcher, the supervisor of a night, one of its workers, or all its processes at once.
"""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from scan.extracts.arrived import INBOX
from scan.extracts.ledger import read_ledger
from scan.files import ASIDE
from scan.nightly.lock import is_held
from scan.publish.manifest import MANIFEST, read_sums
from scan.publish.shelf import live_folder, release_ids
from scan.publish.verification import verification_faults
from tests.extracts.fetching.server import Site, serving
from tests.nightly.house import House, build_house, fingerprints
from tests.nightly.small import NEWEST, TWO, bring, nationalities

ROUNDS = int(os.environ.get("SCAN_TEST_ROUNDS", "8"))
SEED = 20261130
WHO = ("fetcher", "supervisor", "worker", "group")


@dataclass(frozen=True)
class Chain:
    """A house with a folder for its temporary files, and where its supplier is."""

    house: House
    temporary: Path
    address: str

    def start(self, output: Path, *words: str) -> subprocess.Popen[str]:
        """A command under way, the first of a session of processes."""
        around = {"SCAN_TEST_ADDRESS": f"{self.address}/{NEWEST}", "TMPDIR": str(self.temporary)}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.nightly.chain", *words, "--output", str(output)],
            cwd=self.house.root,
            env=self.house.environment(**around, NO_PROXY="127.0.0.1"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, output: Path, *words: str) -> float:
        """A command that nobody disturbs; the seconds that it took."""
        began = time.monotonic()
        process = self.start(output, *words)
        _finish(process)
        return time.monotonic() - began


FETCH = ("fetch",)
NIGHT = ("nightly", "--workers", "2")


@pytest.fixture
def chain(made_up_extracts: Path, tmp_path: Path) -> Iterator[Chain]:
    """A house that publishes two reports of Brussels, and the server of a supplier."""
    house = build_house(tmp_path, made_up_extracts)
    publications = house.root / "catalogue" / "publications"
    for path in publications.glob("*.toml"):
        text = path.read_text(encoding="utf-8").replace("nightly = true", "nightly = false")
        if path.name == "klein.toml":
            text = text.replace('region = "02000"', 'region = "04000"\nnightly = true')
            text = text.replace('"DE_42", "DE_40", "DE_36"', '"DE_42"').replace('"DE_36", ', "")
        path.write_text(text, encoding="utf-8")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with serving(site := Site({f"/{NEWEST}": nationalities(made_up_extracts, "2025").encode()})):
        yield Chain(house, temporary, site.address)


@pytest.mark.slow
def test_whoever_is_killed_the_next_night_ends_as_if_undisturbed(
    chain: Chain, made_up_extracts: Path, tmp_path: Path
) -> None:
    before, output = tmp_path / "before", tmp_path / "killed"
    _begin(chain, made_up_extracts, before, tmp_path / "brought")
    shutil.copytree(before, tmp_path / "undisturbed", symlinks=True)
    usual = {words: chain.run(tmp_path / "undisturbed", *words) for words in (FETCH, NIGHT)}
    old, good = _live(before), _state(tmp_path / "undisturbed")
    assert old != good["live"]
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        who = WHO[number % len(WHO)]
        shutil.copytree(before, output, symlinks=True)
        words = FETCH if who == "fetcher" else NIGHT
        if words == NIGHT:
            chain.run(output, *FETCH)
        _kill(chain.start(output, *words), who, chance, usual[words])
        assert not is_held(output)
        assert _live(output) in (old, good["live"]), f"round {number}, {who}"
        chain.run(output, *FETCH)
        chain.run(output, *NIGHT)
        assert _state(output) == good, f"round {number}, {who}"
        assert not list(chain.temporary.iterdir()), f"round {number}, {who}"
        shutil.rmtree(output)


def _begin(chain: Chain, made_up: Path, output: Path, brought: Path) -> None:
    """Deliveries without the year 2025 are in use and published."""
    chain.run(output, "intake", *map(str, bring(made_up, brought)), "--accept")
    chain.run(output, *NIGHT)


def _kill(process: subprocess.Popen[str], who: str, chance: random.Random, usual: float) -> None:
    """Kills somebody after a while; a night without one of its workers goes on to its end."""
    time.sleep(chance.uniform(0.02, 0.95) * usual)
    family = _family(process)
    if who == "worker":
        with contextlib.suppress(IndexError, psutil.NoSuchProcess):
            chance.choice(_workers(process)).kill()
        _finish(process)
    elif who == "group":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive, "no process outlives the supervisor"


def _workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """Those that make reports, as soon as there are any; none when the night ends before."""
    while process.poll() is None:
        found = [one for one in _family(process) if "scan.nightly.worker" in " ".join(_words(one))]
        if found:
            return found
        time.sleep(0.05)
    return []


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _family(process: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _finish(process: subprocess.Popen[str]) -> None:
    _, said = process.communicate(timeout=600)
    assert process.returncode == 0, said


def _live(output: Path) -> dict[str, str]:
    """The files of the live release, which is whole, but those that say when it was made."""
    folder = live_folder(output)
    assert not verification_faults(folder)
    sums, _ = read_sums(folder)
    return {name: content for name, content in sums.items() if name != MANIFEST}


def _state(output: Path) -> dict[str, Any]:
    """All that readers and the next night get, and that nothing is left."""
    assert [path.name for path in (output / "deliveries" / INBOX).iterdir()] == []
    assert list(output.rglob(f"{ASIDE}*")) == []
    assert len(release_ids(output)) == 2
    assert len(fingerprints(output)) == len(TWO)
    lines = read_ledger(output / "deliveries")
    return {
        "live": _live(output),
        "reports": fingerprints(output),
        "ledger": [(line.source, line.file, line.sha256, line.delivery) for line in lines],
    }
