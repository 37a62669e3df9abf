"""Whatever a worker does, it costs the piece of work it was at, and nothing else."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path

import psutil
import pytest

from scan.house import ROOT
from scan.nightly import workers
from scan.nightly.hearing import Ear
from scan.nightly.workers import ATTEMPTS, FALSE_STARTS, MEGABYTE, Limits, Outcome, Supervisor
from tests.nightly.tricks import trick

LIMITS = Limits(seconds=8.0, memory=500 * MEGABYTE)


def _work(folder: Path, *what: str, count: int = 2, limits: Limits = LIMITS) -> dict[str, Outcome]:
    pieces = {f"{name}-{n}": (name, str(folder)) for n, name in enumerate(what)}
    with Supervisor(trick, count, limits, folder / "logs") as supervisor:
        found = {outcome.name: outcome for outcome in supervisor.work(pieces)}
    assert found.keys() == pieces.keys()
    assert not [child for child in psutil.Process().children() if "scan.nightly" in str(child)]
    return found


def test_every_piece_has_its_outcome(tmp_path: Path) -> None:
    found = _work(tmp_path, *("fine" for _ in range(12)), count=3)
    assert {outcome.value for outcome in found.values()} == {"fine done"}
    assert not list((tmp_path / "logs").iterdir()), "workers that say nothing leave no file"


def test_what_lies_in_the_folder_is_no_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dataclasses.py").write_text("raise SystemExit(1)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert _work(tmp_path, "fine", count=1)["fine-0"].value == "fine done"


def test_a_worker_makes_place_after_its_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "MOST_PIECES", 2)
    found = _work(tmp_path, *("fine" for _ in range(5)), count=1)
    assert {outcome.value for outcome in found.values()} == {"fine done"}
    assert len({path.name.split("-")[1] for path in tmp_path.glob("fine-*")}) == 3


def test_a_worker_that_dies_costs_only_its_piece(tmp_path: Path) -> None:
    found = _work(tmp_path, "fine", "crash", "fine", "abort", "fine", "raise", "crash-once", "fine")
    reasons = {name: outcome.reason for name, outcome in found.items() if outcome.reason}
    assert reasons == {
        "crash-1": "its process was ended by signal 9 (SIGKILL)",
        "abort-3": "its process was ended by signal 6 (SIGABRT)",
        "raise-5": "ValueError: no such figure",
    }
    assert found["crash-1"].attempts == ATTEMPTS
    assert found["raise-5"].attempts == 1, "what would fail again is not tried again"
    assert found["crash-once-6"].attempts == 2
    assert "Fatal Python error: Aborted" in found["abort-3"].trace
    assert "tricks.py" in found["raise-5"].trace


@pytest.mark.parametrize("killed", [FALSE_STARTS, FALSE_STARTS + 1])
def test_a_worker_that_dies_while_it_starts(
    killed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another starts in its place; when none can, that is said."""
    real, started = workers._start, list[object]()

    def start(function: Callable[..., object], log: Path) -> workers._Worker:
        worker = real(function, log)
        started.append(worker)
        if len(started) <= killed:
            worker.process.kill()
        return worker

    monkeypatch.setattr(workers, "_start", start)
    if killed > FALSE_STARTS:
        with pytest.raises(RuntimeError, match=r"no worker can start .*SIGKILL"):
            _work(tmp_path, "fine", count=1)
    else:
        assert _work(tmp_path, "fine", count=1)["fine-0"].attempts == 1


def test_too_long_and_too_much(tmp_path: Path) -> None:
    limits = Limits(seconds=4.0, memory=500 * MEGABYTE)
    found = _work(tmp_path, "hang", "eat", "fine", limits=limits)
    assert found["hang-0"].reason == "not done within 4 s"
    assert found["eat-1"].reason == "took more than 500 MB of memory"
    assert found["eat-1"].memory > 500 * MEGABYTE
    assert found["fine-2"].value == "fine done"


def test_a_worker_that_freezes_in_the_middle_of_its_answer(tmp_path: Path) -> None:
    limits = Limits(seconds=4.0, memory=500 * MEGABYTE)
    found = _work(tmp_path, "freeze", "fine", "large", "babble", "fine", limits=limits)
    assert found["freeze-0"].reason == "not done within 4 s"
    assert found["freeze-0"].attempts == ATTEMPTS
    assert found["babble-3"].reason == "said what is no message (a message of 2139062143 bytes)"
    assert len(str(found["large-2"].value)) == 3_000_000
    assert {found["fine-1"].value, found["fine-4"].value} == {"fine done"}


def test_messages_are_heard_in_pieces_and_two_at_once() -> None:
    ours, theirs = socket.socketpair()
    ear, far = Ear(Connection(ours.detach())), Connection(theirs.detach())
    assert ear.hear() is None
    far.send("one")
    far.send("two")
    assert ear.hear() == "one"
    assert ear.waiting
    assert ear.hear() == "two"
    data = ForkingPickler.dumps("three")
    whole = len(data).to_bytes(4, "big") + bytes(data)
    for number in range(len(whole)):
        assert ear.hear() is None
        os.write(far.fileno(), whole[number : number + 1])
    assert ear.hear() == "three"
    far.close()
    with pytest.raises(EOFError):
        ear.hear()


@pytest.mark.parametrize("signal_", [signal.SIGKILL, signal.SIGTERM])
def test_workers_die_with_their_supervisor(tmp_path: Path, signal_: signal.Signals) -> None:
    program = (
        "from pathlib import Path; from scan.nightly.workers import Supervisor, Limits;"
        "from tests.nightly.tricks import trick; import sys;"
        "list(Supervisor(trick, 2, Limits(), Path(sys.argv[1])).work("
        "{str(n): ('hang', sys.argv[1]) for n in range(2)}))"
    )
    supervisor = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    _wait(lambda: len(list(tmp_path.glob("hang-*"))) == 2)
    workers = psutil.Process(supervisor.pid).children()
    assert len(workers) == 2
    supervisor.send_signal(signal_)
    supervisor.wait()
    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive


def _wait(until: object) -> None:
    deadline = time.monotonic() + 120
    while not until():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)
