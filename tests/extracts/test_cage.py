"""Whatever a reader does, it costs the file that it was at, and nothing else."""

import logging
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from scan.errors import ExtractError, Fault
from scan.extracts import cage, inmates
from scan.extracts.cage import Cage, in_cage, warm
from scan.extracts.confined import MEGABYTE, Limits
from scan.house import ROOT
from tests.extracts import prisoners
from tests.extracts.prisoners import FORBIDDEN, Reading, read
from tests.extracts.support import put

LIMITS = Limits(memory=300 * MEGABYTE, processor=2.0, seconds=120.0)
IMPATIENT = Limits(memory=300 * MEGABYTE, processor=2.0, seconds=3.0)
"""For what would wait for ever; the others have time on a busy machine."""


@pytest.fixture(autouse=True)
def no_cage() -> Iterator[None]:
    """Each test has cages of its own, and ends all that it starts."""
    token, before = cage._open.set(None), _children()
    yield
    cage._open.reset(token)
    assert _children() == before


def _files(folder: Path, *tricks: str) -> list[Path]:
    return [
        put(folder, f"{n}-{trick.replace(' ', '-')}.txt", trick) for n, trick in enumerate(tricks)
    ]


def _read(paths: list[Path], limits: Limits = LIMITS) -> tuple[dict[str, Reading], list[Fault]]:
    """All files by one cage: what was read, and what is wrong with the others."""
    found, faults = {}, []
    with Cage(limits) as own:
        for path in paths:
            try:
                found[path.name] = own.read(read, path, path)
            except ExtractError as error:
                faults += error.faults
    return found, faults


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "caged" in str(child.cmdline())]


def _fault(folder: Path, trick: str) -> Fault:
    """What is said of a file with a trick, between two sound ones that must be read."""
    good, bad, other = _files(folder, "good", trick, "good")
    before = sorted(path.name for path in folder.iterdir())
    waits = "3 seconds" in DEATHS.get(trick, "")
    found, (fault,) = _read([good, bad, other], IMPATIENT if waits else LIMITS)
    assert list(found) == [good.name, other.name]
    assert found[good.name].process != found[other.name].process, "a fresh process after a death"
    assert fault.file == bad.name
    assert fault.remedy
    assert "\n" not in str(fault)
    assert bad.read_text(encoding="utf-8") == trick
    assert sorted(path.name for path in folder.iterdir()) == before
    return fault


DEATHS = {
    "abort": "its process was ended by signal 6 (SIGABRT)",
    "crash": "its process was ended by signal 11 (SIGSEGV)",
    "kill itself": "signal 9 (SIGKILL): the machine may be short of memory",
    "exit": "its process ended with code 0",
    "exit 3": "its process ended with code 3",
    "leave": "SystemExit in prisoners.py",
    "bug": "KeyError: 'no such key' in prisoners.py",
    "deep": "RecursionError",
    "endless": "takes more than 2 seconds of work",
    "sleep": "was not read within 3 seconds",
    "deaf": "was not read within 3 seconds",
    "frozen": "was not read within 3 seconds",
    "greedy": "takes too much memory to read; 300 MB are allowed",
    "greedy at once": "makes its reader ask for",
    "greedy and shared": "Cannot allocate memory",
    "flood and abort": "(SIGABRT): the last word",
    "garbage": "gave an answer that is none",
    "much garbage": "gave an answer that is none",
    "promise": "gave an answer that is none",
    "other kind": "gave an answer that is none",
    "half": "its process was ended by signal 6 (SIGABRT)",
    "spoilt frame": "gave an answer that is none",
}


@pytest.mark.parametrize("trick", DEATHS)
def test_what_ends_the_process_costs_the_file_it_was_at(
    trick: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert DEATHS[trick] in str(_fault(tmp_path, trick))
    assert capfd.readouterr() == ("", "")


def test_what_is_forbidden_fails(tmp_path: Path) -> None:
    paths = _files(tmp_path, *FORBIDDEN)
    found, faults = _read(paths)
    assert not faults
    said = dict(zip(FORBIDDEN, (reading.text for reading in found.values()), strict=True))
    others = {"limits": "not allowed to raise maximum limit", "files": "Too many open files"}
    assert [t for t in said if others.get(t, "PermissionError") not in said[t]] == []
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert [path.read_text(encoding="utf-8") for path in paths] == list(FORBIDDEN)


def test_what_a_sound_file_gives_arrives_whole(tmp_path: Path) -> None:
    (path,) = _files(tmp_path, "good")
    found, faults = _read([path])
    assert not faults
    here = read(path)
    there = found[path.name]
    assert there.frame.equals(here.frame)
    assert there.frame.schema == here.frame.schema
    assert (there.text, there.parts) == (here.text, here.parts)
    assert there.process not in (here.process, os.getpid())


def test_a_fault_arrives_as_it_was_raised(tmp_path: Path) -> None:
    paths = _files(tmp_path, "good", "fault", "good")
    found, faults = _read(paths)
    with pytest.raises(ExtractError) as raised:
        read(paths[1])
    assert tuple(faults) == raised.value.faults
    assert len({reading.process for reading in found.values()}) == 1, "nothing is wrong with it"


@pytest.mark.parametrize("trick", ["threads", "flood"])
def test_what_is_allowed_goes_on(
    trick: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found, faults = _read(_files(tmp_path, "good", trick, "good"))
    assert not faults
    assert len({reading.process for reading in found.values()}) == 1
    assert capfd.readouterr() == ("", "")


def test_what_speaks_unasked_is_not_heard(tmp_path: Path) -> None:
    late, good = _files(tmp_path, "late", "good")
    with Cage(LIMITS) as own:
        first = own.read(read, late, late)
        time.sleep(0.6)
        assert own.read(read, good, good).process != first.process


# --- one process for many files -------------------------------------------------------------


def test_one_process_reads_all_files_of_a_command(tmp_path: Path) -> None:
    paths = _files(tmp_path, "a", "b", "c")

    @warm()
    def command() -> list[int]:
        with warm():
            return [in_cage(read, path, path).process for path in paths]

    before = _children()
    assert len(set(command())) == 1
    assert _children() == before
    assert len({in_cage(read, path, path).process for path in paths}) == 3


def test_nothing_is_left_open(tmp_path: Path) -> None:
    good, bad = _files(tmp_path, "good", "abort")
    in_cage(read, good, good)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        in_cage(read, good, good)
        with pytest.raises(ExtractError):
            in_cage(read, bad, bad)
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_what_is_caged_already_goes_on_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = _files(tmp_path, "good")
    monkeypatch.setattr(cage, "is_confined", lambda: True)
    assert in_cage(read, path, path).process == os.getpid()


def test_a_process_that_has_grown_makes_place(tmp_path: Path) -> None:
    small, grown, next_one = _files(tmp_path, "good", "keep", "good")
    found, faults = _read([small, grown, next_one])
    assert not faults
    before, after = found[grown.name].process, found[next_one.name].process
    assert found[small.name].process == before != after


def test_a_path_is_that_of_the_folder_somebody_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _files(tmp_path / "a", "one")
    _files(tmp_path / "b", "two")
    with Cage() as own:
        for folder, name in (("a", "0-one.txt"), ("b", "0-two.txt")):
            monkeypatch.chdir(tmp_path / folder)
            assert own.read(read, Path(name), Path(name)).text == name[2:5]


def test_it_sees_no_address_of_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCAN_DATABASE", "postgresql://user:password@host/database")
    names = in_cage(prisoners.surroundings, None, Path("none"))
    assert "PATH" in names
    assert not [name for name in names if name.startswith("SCAN_")]


def test_threads_have_cages_of_their_own(tmp_path: Path) -> None:
    (path,) = _files(tmp_path, "good")
    seen: list[int] = []
    with warm():
        seen.append(in_cage(read, path, path).process)
        threads = [
            threading.Thread(target=lambda: seen.append(in_cage(read, path, path).process))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(set(seen)) == 3


# --- the process that asks ------------------------------------------------------------------


def _asking(folder: Path, trick: str, before: str = "", after: str = "") -> subprocess.Popen[str]:
    """A process of its own that reads a file in a cage; it says when that begins."""
    (path,) = _files(folder, trick)
    program = f"""
        import os, sys, threading, time
        from pathlib import Path
        from scan.extracts.cage import in_cage, warm
        from tests.extracts.prisoners import read
        path = Path({str(path)!r})
        {before}
        print("begins", flush=True)
        with warm():
            print(in_cage(read, path, path).process, flush=True)
            {after}
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _caged(asking: subprocess.Popen[str]) -> psutil.Process:
    """The process that reads for another one, once it is at it."""
    assert asking.stdout is not None
    assert asking.stdout.readline() == "begins\n"
    for _ in range(600):
        for child in psutil.Process(asking.pid).children():
            if "caged" in str(child.cmdline()) and child.num_threads() and _seccomp(child):
                return child
        time.sleep(0.05)
    raise AssertionError("no process was started")


def _seccomp(process: psutil.Process) -> bool:
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
    return "Seccomp:\t2" in status


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_dies_with_whoever_asks(number: signal.Signals, tmp_path: Path) -> None:
    with _asking(tmp_path, "deaf") as asking:
        caged = _caged(asking)
        os.killpg(asking.pid, number)
        assert asking.wait(10) != 0
        _, alive = psutil.wait_procs([caged], timeout=10)
        assert not alive
        assert asking.stderr is not None
        if number == signal.SIGINT:
            assert "KeyboardInterrupt" in asking.stderr.read()


def test_a_copy_of_the_process_that_asks_starts_its_own(tmp_path: Path) -> None:
    copied = (
        "os.environ['POLARS_ALLOW_FORKING_THREAD'] = '1'\n"
        "            if os.fork() == 0:\n"
        "                print(in_cage(read, path, path).process, flush=True)\n"
        "                os._exit(0)\n"
        "            os.wait()\n"
        "            print(in_cage(read, path, path).process, flush=True)"
    )
    with _asking(tmp_path, "good", after=copied) as asking:
        said, _ = asking.communicate(timeout=60)
    _, first, copy, again = said.split()
    assert first == again != copy


def test_without_a_filter_it_reads_and_says_so_once(tmp_path: Path) -> None:
    """A process that is filtered itself, so that it cannot filter others."""
    forbid = "from tests.extracts import unfiltered; unfiltered.forbid()"
    twice = "print(in_cage(read, path, path).text)"
    with _asking(tmp_path, "good", before=forbid, after=twice) as asking:
        said, told = asking.communicate(timeout=60)
    assert asking.returncode == 0, told
    assert said.split()[-1] == "good"
    (line,) = told.splitlines()
    assert line.startswith("Files are read with less protection: network, processes and files")


def test_a_process_that_cannot_start_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = _files(tmp_path, "good")
    monkeypatch.setattr(inmates, "_PROGRAM", "raise SystemExit('no such module')")
    with pytest.raises(RuntimeError, match=r"no process can be started that reads.*no such module"):
        in_cage(read, path, path)


def test_it_logs_nothing_where_all_is_well(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (path,) = _files(tmp_path, "good")
    with caplog.at_level(logging.DEBUG):
        in_cage(read, path, path)
    assert not caplog.records
