"""The files an operator installs: units that systemd accepts, a container of what is there."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from scan.house import ROOT

DEPLOY = ROOT / ".deploy"
MOST_EXPOSED = 1.5
"""systemd's own measure of what a unit could harm, from 0 to 10; 9.6 is a unit without bounds."""


def _systemd(*words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on this machine")
    return subprocess.run((program, *words), capture_output=True, text=True, check=False)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a program that is there on this machine."""
    for name in ("scan-nightly.service", "scan-nightly.timer"):
        text = (DEPLOY / name).read_text(encoding="utf-8")
        local = text.replace("/opt/scan/.venv/bin/scan", "/bin/true").replace(
            "User=scan\nGroup=scan\n", ""
        )
        (tmp_path / name).write_text(local, encoding="utf-8")
    return tmp_path


def test_systemd_accepts_the_units(units: Path) -> None:
    paths = [str(units / name) for name in ("scan-nightly.service", "scan-nightly.timer")]
    done = _systemd("verify", "--man=no", *paths)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_service_can_harm_little(units: Path) -> None:
    service = str(units / "scan-nightly.service")
    threshold = str(round(MOST_EXPOSED * 10))
    done = _systemd("security", "--offline=true", f"--threshold={threshold}", service)
    assert done.returncode == 0, done.stdout


def test_the_timer_fires_at_night_in_brussels(units: Path) -> None:
    text = (units / "scan-nightly.timer").read_text(encoding="utf-8")
    moment = re.search(r"^OnCalendar=(.+)$", text, re.MULTILINE)
    assert moment is not None
    done = _systemd("calendar", moment[1])
    assert done.returncode == 0, done.stderr
    assert "02:30:00 Europe/Brussels" in done.stdout


def test_the_service_runs_a_command_that_exists() -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / "scan-nightly.service", encoding="utf-8")
    service = unit["Service"]
    assert service["ExecStart"].split("/")[-1] == "scan nightly"
    assert "SCAN_OUTPUT=/var/lib/scan" in service["Environment"].split()
    assert (
        (ROOT / "scan" / "commands" / "batch.py").read_text(encoding="utf-8").count("def nightly(")
    )


def test_the_container_copies_what_there_is() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    names = [name for line in copied for name in line.split()]
    assert {"scan", "catalogue", "layouts", "fonts", "locks"} <= set(names)
    assert all((ROOT / name).exists() for name in names)
    libraries = re.search(
        r"^APT_PACKAGES := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    assert libraries is not None
    assert all(library in text for library in libraries[1].split())
