"""The files an operator installs: units that systemd accepts, a container of what is there."""

import datetime
import itertools
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
MOST_EXPOSED_TO_THE_NET = 2.5
"""Of units that talk to servers."""
NIGHT = "scan-nightly.service"
UNITS = tuple(sorted(path.name for path in DEPLOY.glob("scan-*")))
SERVICES = tuple(name for name in UNITS if name.endswith(".service"))


def _systemd(*words: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd-analyze on this machine")
    return subprocess.run((program, *words), capture_output=True, text=True, check=False)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a program that is there on this machine."""
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        local = text.replace("/opt/scan/.venv/bin/scan", "/bin/true").replace(
            "User=scan\nGroup=scan\n", ""
        )
        (tmp_path / name).write_text(local, encoding="utf-8")
    return tmp_path


def test_systemd_accepts_the_units(units: Path) -> None:
    paths = [str(units / name) for name in UNITS]
    done = _systemd("verify", "--man=no", *paths)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", SERVICES)
def test_the_service_can_harm_little(units: Path, name: str) -> None:
    bound = MOST_EXPOSED if name == NIGHT else MOST_EXPOSED_TO_THE_NET
    threshold = str(round(bound * 10))
    done = _systemd("security", "--offline=true", f"--threshold={threshold}", str(units / name))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("day", ["2027-03-26", "2027-10-29"])
@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".timer")])
def test_each_day_has_its_night_also_when_clocks_change(
    name: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (moment,) = _settings(name)["OnCalendar"]
    monkeypatch.setenv("TZ", "Europe/Brussels")
    said = _systemd("calendar", f"--base-time={day}", "--iterations=5", moment).stdout
    nights = re.findall(r"(?:Next elapse|Iter(?:ation|\.) #\d+): \w+ (\S+) (\S+) \w+", said)
    days = [datetime.date.fromisoformat(date) for date, _ in nights]
    assert len(days) == 5, said
    assert [(after - before).days for before, after in itertools.pairwise(days)] == [1] * 4
    assert len({time for _, time in nights}) == 1, "neither of the hours that come twice or never"


def test_a_night_that_cannot_begin_fails_and_somebody_is_told() -> None:
    night = _settings(NIGHT)
    assert not [name for name in night if name.startswith("Condition")], "skipped in silence"
    assert "/var/lib/scan" in night["AssertPathIsDirectory"]
    assert night["OnFailure"] == night["OnSuccess"] == ["scan-notify.service"]


def test_the_night_itself_has_no_network() -> None:
    night = _settings(NIGHT)
    assert (night["PrivateNetwork"], night["RestrictAddressFamilies"]) == (["yes"], ["AF_UNIX"])


def _settings(name: str) -> dict[str, list[str]]:
    """Setting → its values, of a unit."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found


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
