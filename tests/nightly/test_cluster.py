"""A Dask cluster of worker processes on this machine, one of which is killed midway."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.nightly.house import TWELVE, House, fingerprints

pytest.importorskip("distributed", reason="the extra lokale-integratiescan[dask] is not installed")
SIX = TWELVE[:6]


@contextmanager
def cluster(house: House, folder: Path, roots: list[Path]) -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler, and the process of a worker of each copy of the project."""
    quiet = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "2"}
    environment = house.environment(**quiet)
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    log = folder / "scheduler.log"
    running = []
    try:
        with log.open("wb") as told:
            words = [*dask, "--port", "0", "--no-dashboard", "--host", "127.0.0.1"]
            running.append(subprocess.Popen(words, env=environment, stdout=told, stderr=told))
        address = _address(log)
        for number, root in enumerate(roots):
            words = [sys.executable, "-m", "distributed.cli.dask_worker", address]
            words += ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
            own = {**environment, "PYTHONPATH": str(root)}
            with (folder / f"worker-{number}.log").open("wb") as told:
                worker = subprocess.Popen(words, env=own, stdout=told, stderr=told, cwd=folder)
            running.append(worker)
        yield address, [worker.pid for worker in running[1:]]
    finally:
        for process in reversed(running):
            process.kill()
            process.wait()


def _address(log: Path) -> str:
    deadline = time.monotonic() + 180
    while True:
        found = re.search(r"Scheduler at:\s+(tcp://\S+)", log.read_text(encoding="utf-8"))
        if found:
            return found[1]
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.2)


def _words(address: str) -> list[str]:
    named = (word for nis in SIX for word in ("--only", nis))
    return ["batch", "--publication", "klein", "--json", *named, "--scheduler", address]


@pytest.mark.slow
def test_a_killed_worker_costs_nothing_but_time(house: House, tmp_path: Path) -> None:
    good = fingerprints(house.shelf)
    _forget(house)
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(house, folder, [house.root, house.root]) as (address, workers):
        client = subprocess.Popen(
            house.command(*_words(address)),
            cwd=house.root,
            env=house.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        receipts = house.shelf / "receipts" / "klein"
        deadline = time.monotonic() + 600
        while len(list(receipts.glob("*.json"))) < 2:
            assert time.monotonic() < deadline
            assert client.poll() is None, client.communicate()
            time.sleep(0.05)
        children = psutil.Process(workers[0]).children(recursive=True)
        os.kill(workers[0], signal.SIGKILL)
        answer, said = client.communicate(timeout=900)
        assert client.returncode == 0, said
        _, alive = psutil.wait_procs(children, timeout=20)
        assert not alive, "what a dead worker had started ends with it"
    done = json.loads(answer)
    assert sorted(done["built"]) == sorted(SIX)
    assert {n: h for n, h in good.items() if n.split("/")[-1][:5] in SIX} == fingerprints(
        house.shelf
    )


@pytest.mark.slow
def test_a_worker_with_another_version_is_refused(house: House, tmp_path: Path) -> None:
    good = fingerprints(house.shelf)
    _forget(house)
    other = tmp_path / "other"
    subprocess.run(["cp", "-r", str(house.root), str(other)], check=True)
    style = other / "layouts" / "report" / "base.css"
    style.write_text(style.read_text(encoding="utf-8") + "\np { color: red }\n", encoding="utf-8")
    folder = tmp_path / "cluster"
    folder.mkdir()
    with cluster(house, folder, [other]) as (address, _):
        done = house.scan(*_words(address), code=2)
        assert "differs in layout report/base.css" in done.stderr
        assert not list((house.shelf / "reports" / "klein").glob("*.pdf"))
    with cluster(house, folder, [other, house.root]) as (address, _):
        time.sleep(1)
        done = house.scan(*_words(address))
        assert sorted(json.loads(done.stdout)["built"]) == sorted(SIX)
    found = fingerprints(house.shelf)
    assert found == {name: good[name] for name in found}


@pytest.mark.slow
def test_no_scheduler_is_wrong_use(made_house: House, tmp_path: Path) -> None:
    done = made_house.scan(*_words("tcp://127.0.0.1:9"), code=2, output=tmp_path)
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in done.stderr


def _forget(house: House) -> None:
    """An empty shelf, with the spreads of before."""
    for path in [*house.shelf.glob("reports/klein/*"), *house.shelf.glob("receipts/klein/*")]:
        path.unlink()
