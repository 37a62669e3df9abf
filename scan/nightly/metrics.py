"""Nightly, metrics: the health of the factory as numbers that Prometheus reads.

Input: a :class:`~scan.nightly.health.Health`. Output: a text file in its format, for the textfile
collector of node_exporter or any web server. It is written whole, so that no scrape sees a part.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from scan.errors import RefusedError
from scan.files import write_text
from scan.nightly.health import Health
from scan.publish.shelf import live_id, moment_of

METRICS = "metrics.prom"
"""The file inside the output folder, unless the operator says otherwise."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """One metric with its values by label."""

    name: str
    help: str
    values: tuple[tuple[dict[str, str], float], ...]

    def lines(self) -> Iterable[str]:
        """As Prometheus reads it."""
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} gauge"
        for labels, value in self.values:
            inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
            yield f"{self.name}{f'{{{inside}}}' if inside else ''} {value:g}".replace("e+", "e")


def write_metrics(found: Health, path: Path) -> None:
    """Puts the metrics at ``path``."""
    write_text(path, metrics_text(found))


def metrics_text(found: Health) -> str:
    """All metrics."""
    gauges = (*_of_health(found), *_of_run(found))
    return "".join(f"{line}\n" for gauge in gauges for line in gauge.lines())


def _of_health(found: Health) -> Iterable[Gauge]:
    checks = tuple(({"check": one.check}, float(one.good)) for one in found.findings)
    yield Gauge("scan_check_good", "Whether a check of scan health is good.", checks)
    yield _one("scan_health_exit_code", "Exit code of scan health.", found.exit_code)
    yield _one("scan_written_timestamp_seconds", "When this was written.", _unix(found.moment))
    yield _one("scan_ledger_lines", "Lines of the ledger.", found.lines)
    place = found.output if found.output.exists() else Path()
    free = psutil.disk_usage(str(place)).free
    yield _one("scan_disk_free_bytes", "Room on the disk of the output folder.", free)
    if (made := _live(found)) is not None:
        yield _one("scan_release_timestamp_seconds", "When the live release was made.", made)
    if found.good is not None:
        ended = _unix(datetime.datetime.fromisoformat(found.good.ended))
        yield _one("scan_good_night_timestamp_seconds", "When the last good night ended.", ended)


def _of_run(found: Health) -> Iterable[Gauge]:
    run = found.last
    if run is None:
        return
    yield _one("scan_run_number", "Number of the last run.", run.number)
    yield _one("scan_run_seconds", "How long the last run took.", run.seconds)
    if run.exit_code is not None:
        yield _one("scan_run_exit_code", "How the last run ended.", run.exit_code)
    reports = tuple(
        ({"publication": done.publication, "state": state}, float(count))
        for done in run.publications
        for state, count in (
            ("built", len(done.built)),
            ("kept", len(done.kept)),
            ("failed", len(done.failed)),
        )
    )
    yield Gauge("scan_run_reports", "Reports of the last run.", reports)
    for name, help_, field in (
        ("scan_step_seconds", "How long a step of the last run took.", "seconds"),
        ("scan_step_cpu_seconds", "Work of the processor in a step.", "cpu"),
        ("scan_step_memory_bytes", "Highest resident memory of a step.", "memory"),
        ("scan_step_files", "Files that a step made.", "files"),
        ("scan_step_size_bytes", "Bytes that a step made.", "bytes"),
    ):
        values = tuple(({"step": step.name}, float(getattr(step, field))) for step in run.steps)
        yield Gauge(name, help_, values)


def _one(name: str, help_: str, value: float) -> Gauge:
    return Gauge(name, help_, (({}, float(value)),))


def _live(found: Health) -> float | None:
    try:
        live = live_id(found.shelf)
    except RefusedError:  # a link that leads elsewhere: the check says so
        return None
    if live is None:
        return None
    return _unix(moment_of(live))


def _unix(moment: datetime.datetime) -> float:
    return round(moment.timestamp())


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
