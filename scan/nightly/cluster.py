"""Nightly, cluster: the same tasks on the workers of a Dask cluster.

Input: the address of a scheduler; its workers see the output folder under the same path. Output:
outcomes as they come. Only this module needs ``distributed``, and it is imported when a scheduler
is named. On each worker a task runs in a process of its own, with the same limits as here.

What a worker finished stands on the shelf with its receipt, so that nothing is lost when it dies
with its results: the task is sent to another, which finds the receipt.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from distributed import Client, Future, wait

from scan.errors import UsageError
from scan.nightly.runs import Run
from scan.nightly.tasks import Job, Task, build, unlike
from scan.nightly.workers import Limits, Outcome, Supervisor

CONNECT = 30
"""Seconds within which the scheduler and a first worker must answer."""
TICK = 2.0
MOST_NAMED = 5
_REFUSED = "refused: "

_kept: dict[int, tuple[str, Supervisor]] = {}
"""On a Dask worker: by thread, the run it works for and the process that does the work."""


@dataclass(frozen=True, slots=True)
class _Order:
    """What a Dask worker needs besides its task."""

    job: Job
    limits: Limits
    logs: Path


def on_cluster(
    address: str, limits: Limits, run: Run, tell: Callable[[str], None]
) -> Callable[[Job, Mapping[str, Task]], Iterator[Outcome]]:
    """An executor that sends tasks to the cluster of the scheduler at ``address``.

    It raises UsageError when no scheduler or no worker like this machine is there.
    """

    def execute(job: Job, tasks: Mapping[str, Task]) -> Iterator[Outcome]:
        order = _Order(job, limits, run.folder)
        with _connected(address) as client:
            _refuse_others(client, job, tell)
            try:
                yield from _collected(client, order, tasks)
            finally:
                with contextlib.suppress(OSError, TimeoutError):
                    client.run(_let_go, on_error="ignore")

    return execute


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=CONNECT)
    except (OSError, ValueError) as error:
        message = f"No Dask scheduler answers at {address} ({error}); give it as tcp://host:port"
        raise UsageError(message) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT)
        except TimeoutError as error:
            message = (
                f"The scheduler at {address} has no workers; start some: dask worker {address}"
            )
            raise UsageError(message) from error
        yield client


def _refuse_others(client: Client, job: Job, tell: Callable[[str], None]) -> None:
    """Says which workers are not like this machine. Raises UsageError when none is."""
    found: dict[str, tuple[str, ...]] = client.run(unlike, job)
    others = {address: names for address, names in found.items() if names}
    lines = [f"{address} differs in {_named(names)}" for address, names in sorted(others.items())]
    if len(others) == len(found):
        raise UsageError(
            "\n".join(["No worker of the cluster may make these reports:", *lines])
            + "\nGive the workers the same version of the project and of its libraries."
        )
    for line in lines:
        tell(f"Worker refused: {line}")


def _named(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more


def _collected(client: Client, order: _Order, tasks: Mapping[str, Task]) -> Iterator[Outcome]:
    """Outcomes as they come; a task that a worker refused goes to one that may do it."""
    waiting = {_sent(client, order, task): nis for nis, task in tasks.items()}
    seen = time.monotonic()
    try:
        while waiting:
            with contextlib.suppress(TimeoutError):
                wait(list(waiting), timeout=TICK, return_when="FIRST_COMPLETED")
            seen = time.monotonic() if client.scheduler_info()["workers"] else seen
            if time.monotonic() - seen > order.limits.seconds:
                yield from (Outcome(nis, None, "no worker is left") for nis in waiting.values())
                return
            for future in [future for future in waiting if future.done()]:
                nis = waiting.pop(future)
                outcome = _outcome(future, nis)
                if outcome.reason.startswith(_REFUSED):
                    alike = [w for w, other in client.run(unlike, order.job).items() if not other]
                    if alike:
                        waiting[_sent(client, order, tasks[nis], alike)] = nis
                        continue
                yield outcome
    finally:
        client.cancel(list(waiting))


def _sent(client: Client, order: _Order, task: Task, workers: list[str] | None = None) -> Future:
    return client.submit(_remote, order, task, workers=workers, pure=False)


def _outcome(future: Future, nis: str) -> Outcome:
    if future.status == "finished":
        outcome: Outcome = future.result()
        return outcome
    return Outcome(nis, None, f"the cluster gave it up: {future.exception()}")


# --- on a worker ----------------------------------------------------------------------------


def _remote(order: _Order, task: Task) -> Outcome:
    """Makes one report in a process of its own, which stays for the next."""
    others = unlike(order.job)
    if others:
        return Outcome(task.nis, None, f"{_REFUSED}{socket.gethostname()}: {_named(others)}")
    name = f"{order.job.run} {order.job.publication}"
    me = threading.get_ident()
    if me not in _kept or _kept[me][0] != name:
        _drop(me)
        logs = order.logs / f"{socket.gethostname()}-{os.getpid()}-{me}"
        _kept[me] = name, Supervisor(partial(build, order.job), 1, order.limits, logs)
    return next(iter(list(_kept[me][1].work({task.nis: task}))))


def _let_go() -> None:
    """Ends the processes that were kept."""
    for thread in list(_kept):
        _drop(thread)


def _drop(thread: int) -> None:
    if thread in _kept:
        _kept.pop(thread)[1].__exit__()
