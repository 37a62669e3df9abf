"""What a caged reader may be up to: each trick stands in the file that it is asked to read."""

import contextlib
import ctypes
import mmap
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.errors import ExtractError, Fault
from scan.extracts.answers import Answer, pack

FLOOD = 10_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What comes of a file that is sound."""

    process: int
    text: str
    frame: pl.DataFrame
    parts: dict[str, tuple[Fault, ...]]


def read(path: Path) -> Reading:
    """Does the trick whose name is the text of the file; reads the text where it is none."""
    text = path.read_text(encoding="utf-8")
    if text in FORBIDDEN:
        text = _tried(FORBIDDEN[text], path)
    TRICKS.get(text, lambda _: None)(path)
    frame = pl.DataFrame({"text": [text, None], "length": [len(text), None]})
    faults = (Fault(path.name, "row 1", "is a test", facts=(("a", "b"),)),)
    return Reading(os.getpid(), text, frame, {text: faults})


def surroundings(_: None) -> list[str]:
    """Names of the variables of the process."""
    return list(os.environ)


def pipes() -> list[int]:
    """The pipes that the process holds."""
    held = []
    for handle in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            if int(handle.name) > 2 and str(handle.readlink()).startswith("pipe:"):
                held.append(int(handle.name))
    return held


def say(data: bytes) -> None:
    """Writes to every pipe that takes it."""
    for pipe in pipes():
        with contextlib.suppress(OSError):
            os.write(pipe, data)


def _message(answer: bytes) -> bytes:
    return len(answer).to_bytes(8, "big") + answer


def _fault(path: Path) -> None:
    raise ExtractError((Fault(path.name, "row 3", "is wrong", "Mend it.", "some_kind", row=3),))


def _deaf(_: Path) -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGPROF, signal.SIGXCPU):
        signal.signal(number, signal.SIG_IGN)
    time.sleep(600)


def _endless(_: Path) -> None:
    while True:
        pass


def _greedy(_: Path) -> None:
    held = []
    while True:
        held.append(bytearray(b"x") * (1 << 24))


def _in_threads(_: Path) -> None:
    frame = pl.DataFrame({"a": range(200_000)}).with_columns(b=pl.col("a") % 7)
    assert frame.group_by("b").agg(pl.col("a").sum()).sort("b").height == 7
    thread = threading.Thread(target=time.sleep, args=(0,))
    thread.start()
    thread.join()


def _flood(_: Path) -> None:
    sys.stdout.write("x" * FLOOD + "\n")
    sys.stdout.flush()
    sys.stderr.write("x" * FLOOD + "\nthe last word\n")


def _flood_and_abort(path: Path) -> None:
    _flood(path)
    sys.stderr.write("note: nothing of interest\n")
    sys.stderr.flush()
    os.abort()


def _other_kind(_: Path) -> None:
    say(_message(pack(Answer([1, 2]), list[int])))
    os._exit(0)


def _half(_: Path) -> None:
    whole = _message(pack(Answer(pl.DataFrame({"a": range(9)})), pl.DataFrame))
    say(whole[: len(whole) // 2])
    os.abort()


def _spoilt_frame(_: Path) -> None:
    """A good answer, but for the middle of its frame."""
    reading = Reading(1, "x", pl.DataFrame({"a": ["some text"] * 99}), {})
    data = bytearray(pack(Answer(reading), Reading))
    data[-700:-100] = b"\xff" * 600
    say(_message(bytes(data)))
    os._exit(0)


def _late(_: Path) -> None:
    def speak() -> None:
        time.sleep(0.3)
        say(b"garbage")

    threading.Thread(target=speak, daemon=True).start()


def _raise_limits(_: Path) -> None:
    for what in (resource.RLIMIT_DATA, resource.RLIMIT_NOFILE):
        resource.setrlimit(what, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _many_files(path: Path) -> None:
    held = [path.open("rb") for _ in range(1_000)]
    assert held


def _fork(_: Path) -> None:
    if os.fork() == 0:
        os._exit(0)


def _tried(action: Callable[[Path], object], path: Path) -> str:
    """What comes of doing what is forbidden."""
    try:
        action(path)
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    return "it can"


KEPT: list[bytes] = []
"""What a leaking reader keeps."""

FORBIDDEN: dict[str, Callable[[Path], object]] = {
    "write": lambda path: path.with_name("new").write_text("x"),
    "make": lambda path: path.with_name("new").touch(),
    "overwrite": lambda path: path.write_text("other"),
    "folder": lambda path: path.with_name("new").mkdir(),
    "remove": lambda path: path.unlink(),
    "rename": lambda path: path.rename(path.with_name("new")),
    "link": lambda path: path.with_name("new").symlink_to(path),
    "mode": lambda path: path.chmod(0o777),
    "times": lambda path: os.utime(path, (0, 0)),
    "socket": lambda _: socket.socket(),
    "udp": lambda _: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "resolve": lambda _: socket.create_connection(("127.0.0.1", 9), timeout=1),
    "spawn": lambda _: subprocess.run(["/bin/true"], check=False),
    "shell": lambda _: os.posix_spawn("/bin/true", ["true"], {}),
    "fork": _fork,
    "kill": lambda _: os.kill(os.getppid(), 0),
    "limits": _raise_limits,
    "files": _many_files,
}
"""What must fail by itself."""

TRICKS: dict[str, Callable[[Path], object]] = {
    "fault": _fault,
    "abort": lambda _: os.abort(),
    "crash": lambda _: ctypes.string_at(0),
    "kill itself": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "exit": lambda _: os._exit(0),
    "exit 3": lambda _: os._exit(3),
    "leave": lambda _: sys.exit(0),
    "bug": lambda _: {}["no such key"],
    "deep": lambda path: TRICKS["deep"](path),
    "endless": _endless,
    "sleep": lambda _: time.sleep(600),
    "deaf": _deaf,
    "frozen": lambda _: os.kill(os.getpid(), signal.SIGSTOP),
    "greedy": _greedy,
    "greedy at once": lambda _: pl.repeat(1, 10**12, eager=True),
    "greedy and shared": lambda _: mmap.mmap(-1, 1 << 40),
    "keep": lambda _: KEPT.append(b"x" * 100_000_000),
    "threads": _in_threads,
    "flood": _flood,
    "flood and abort": _flood_and_abort,
    "garbage": lambda _: (say(os.urandom(2_000)), os._exit(0)),
    "much garbage": lambda _: [say(b"\0" * 4_096) for _ in range(100)],
    "promise": lambda _: (say(b"\xff" * 8), time.sleep(600)),
    "other kind": _other_kind,
    "half": _half,
    "spoilt frame": _spoilt_frame,
    "late": _late,
}
