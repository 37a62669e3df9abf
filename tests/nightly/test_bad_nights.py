"""Bad nights as they come about, each with what whoever watches gets to see of it."""

import contextlib
import datetime
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import ScanError
from scan.extracts.arrived import INBOX
from scan.extracts.inbox import STILL
from scan.nightly import batch, run
from scan.nightly import health as health_module
from scan.nightly.health import health
from scan.nightly.lock import is_held
from scan.nightly.run import Setting
from scan.nightly.runs import Account, Run, last_run
from scan.nightly.tasks import Job, Task
from scan.nightly.workers import MEGABYTE, Limits, Outcome, Supervisor
from scan.publish.releases import SITE
from scan.publish.shelf import live_id
from tests.nightly.disk import Dead, Mode, fault
from tests.nightly.house import fingerprints
from tests.nightly.small import (
    NEWEST,
    TWO,
    here,
    nationalities,
    page,
    small_setting,
    take_in,
    two_of_brussels,
)
from tests.nightly.test_health import _shown
from tests.nightly.tricks import trick

HOUR = datetime.timedelta(hours=1)
Patch = pytest.MonkeyPatch


@pytest.fixture(scope="module")
def published(
    catalogue: Catalogue, made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder after a good night of real figures."""
    folder = tmp_path_factory.mktemp("bad-nights")
    with pytest.MonkeyPatch.context() as patch:
        small = two_of_brussels(patch, catalogue)
        take_in(made_up_extracts, folder / "brought", folder / "output", small)
        assert _night(_setting(small, folder / "output")).exit_code == 0
    return folder / "output"


@pytest.fixture
def setting(published: Path, catalogue: Catalogue, tmp_path: Path, monkeypatch: Patch) -> Setting:
    """The like, of which anything may be changed; the machine may be fuller than it should be."""
    shutil.copytree(published, tmp_path / "output", symlinks=True)
    monkeypatch.setattr(health_module, "LEAST_DISK", 1)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return _setting(two_of_brussels(monkeypatch, catalogue), tmp_path / "output")


def _setting(small: Catalogue, output: Path) -> Setting:
    return replace(small_setting(small, output, output), extracts=None, real=True)


def _night(
    setting: Setting,
    executor: Callable[[Run], batch.Executor] = here,
    around: AbstractContextManager[object] = contextlib.nullcontext(),  # noqa: B008
) -> Account:
    """How a night ends that nobody helps."""
    with around, contextlib.suppress(ScanError, Dead):
        run.nightly(setting, executor, (page,), accept=False, command="scan nightly")
    assert not is_held(setting.output)
    account = last_run(setting.output)
    assert account is not None
    return account


def _seen(setting: Setting, check: str, code: int, words: str, after: int = 0) -> None:
    """Health, metrics and messages tell it, as many hours after."""
    moment = datetime.datetime.now(datetime.UTC) + after * HOUR
    _shown(health(setting.output, None, moment, real=True), check, code, words)


def test_a_good_night(setting: Setting) -> None:
    before = live_id(setting.output)
    assert _night(setting).exit_code == 0
    assert live_id(setting.output) == before
    found = health(setting.output, None, datetime.datetime.now(datetime.UTC), real=True)
    assert [str(one) for one in found.bad] == []


@pytest.mark.parametrize(
    ("what", "code", "words"),
    [
        ("full", 5, "is full; make room and run again"),
        ("ill", 5, "does not read and write as it should"),
        ("kill", None, "killed, or the machine went down"),
    ],
)
def test_a_disk_or_a_kill(
    setting: Setting, monkeypatch: Patch, what: Mode, code: int | None, words: str
) -> None:
    assert _night(setting, around=fault(12, what, monkeypatch)).exit_code == code
    _seen(setting, "run", 5, words)


def test_the_gate(setting: Setting, monkeypatch: Patch) -> None:
    """A report is gone that the edition asks for."""
    one = setting.catalogue.areas.get(TWO[0])
    monkeypatch.setattr(batch, "areas_of", lambda *_: (one,))
    before = live_id(setting.output)
    assert _night(setting).exit_code == 6
    assert live_id(setting.output) == before
    _seen(setting, "run", 6, "refused")


def test_a_lost_link(setting: Setting) -> None:
    (setting.output / SITE).unlink()
    assert _night(setting).exit_code == 6
    _seen(setting, "release", 6, "site is gone, the releases are not")
    assert not (setting.output / SITE).exists()


def test_a_lost_ledger(setting: Setting) -> None:
    shutil.rmtree(setting.output / "deliveries")
    assert _night(setting).exit_code == 6
    _seen(setting, "ledger", 6, "deliveries is gone: mount the disk")
    assert not (setting.output / "sample-extracts").exists(), "nothing is made up in its place"


def _arrives(setting: Setting, monkeypatch: Patch, text: str) -> None:
    """A delivery lies still in the inbox."""
    inbox = setting.output / "deliveries" / INBOX
    inbox.mkdir()
    (inbox / NEWEST).write_text(text, encoding="utf-8")
    monkeypatch.setattr("scan.extracts.inbox.STILL", 0 * STILL)


def test_a_worker_that_freezes(
    setting: Setting, made_up_extracts: Path, tmp_path: Path, monkeypatch: Patch
) -> None:
    """In the middle of its answer, each time; the reports of before stand."""
    _arrives(setting, monkeypatch, nationalities(made_up_extracts, "2025"))
    before = fingerprints(setting.output)

    def frozen(told: Run) -> batch.Executor:
        def execute(_: Job, given: Mapping[str, Task]) -> Iterator[Outcome]:
            limits = Limits(seconds=1.0, memory=500 * MEGABYTE)
            with Supervisor(trick, 2, limits, told.folder / "logs") as supervisor:
                yield from supervisor.work(dict.fromkeys(given, ("freeze", str(tmp_path))))

        return execute

    assert _night(setting, frozen).exit_code == 5
    assert fingerprints(setting.output) == before
    _seen(setting, "reports", 5, "not done within 1 s")


def test_a_refused_delivery(setting: Setting, monkeypatch: Patch) -> None:
    _arrives(setting, monkeypatch, "year,nis,BEL,ETR,total\n2025,21004,1,1,3\n")
    ended = _night(setting)
    assert ended.exit_code == 0, "the figures of before are published"
    assert [one.verdict for one in ended.arrived] == ["refused"]
    _seen(setting, "deliveries", 4, "1 deliveries were refused")


def test_a_skipped_night(setting: Setting) -> None:
    _seen(setting, "night", 5, "One was skipped or broken", after=27)


def test_a_clock_that_was_put_back(setting: Setting) -> None:
    _seen(setting, "clock", 5, "set the clock", after=-2)


def test_a_late_source(setting: Setting) -> None:
    """A year and more after the newest delivery."""
    moment = datetime.datetime.now(datetime.UTC) + 900 * 24 * HOUR
    found = health(setting.output, setting.catalogue, moment, real=True)
    _shown(found, "sources", 5, "statbel_nationality")
