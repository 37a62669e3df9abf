"""The whole chain: reports of the publications that say so, producers, a release."""

import datetime
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import RefusedError
from scan.nightly import run, tasks
from scan.nightly.plan import FILE
from scan.nightly.run import Setting
from scan.nightly.runs import FINISHED, TURNED_DOWN, last_run
from scan.publish.releases import RELEASES, SITE
from scan.series.workspace import Workspace
from tests.nightly.small import (
    brussels,
    here,
    page,
    small_catalogue,
    small_extracts,
    small_setting,
)
from tests.nightly.test_batch import correct_file

BRUSSELS = 19


@pytest.fixture
def setting(
    catalogue: Catalogue, made_up_extracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Setting:
    """Only the Brussels municipalities, and a few indicators: nineteen short reports."""
    small = brussels(small_catalogue(catalogue))
    monkeypatch.setattr(tasks, "_catalogue", lambda: small)
    extracts = small_extracts(made_up_extracts, tmp_path / "extracts")
    return small_setting(small, tmp_path / "output", extracts)


def unsafe(workspace: Workspace, folder: Path) -> None:
    """Stands for an audit that has found something."""
    raise RefusedError("DE_42 of Elsene can be worked out")


@pytest.mark.slow
def test_a_night_a_quiet_night_and_a_refused_one(setting: Setting) -> None:
    first = run.nightly(setting, here, (page,), accept=False, command="scan nightly")
    assert (first.account.state, first.account.exit_code) == (FINISHED, 0)
    (done,) = first.account.publications
    assert (done.publication, len(done.built), len(done.kept)) == ("klein", BRUSSELS, 0)
    site = setting.shelf / SITE
    assert site.resolve().name == first.account.release
    assert (site / "index.html").is_file()
    reports = list((site / "rapporten" / "klein").glob("*.pdf"))
    assert len(reports) == BRUSSELS

    quiet = run.nightly(setting, here, (page,), accept=False, command="scan nightly")
    assert (quiet.account.exit_code, len(quiet.account.publications[0].kept)) == (0, BRUSSELS)
    assert quiet.account.release == first.account.release, "nothing changed: nothing is published"

    charts = setting.shelf / "charts" / "klein" / "21004.zip"
    whole = charts.read_bytes()
    charts.write_bytes(whole[:-1])
    mended = run.nightly(setting, here, (page,), accept=False, command="scan nightly")
    assert mended.account.publications[0].stale == {"21004": (FILE,)}
    assert charts.read_bytes() == whole

    assert setting.extracts is not None
    correct_file(setting.extracts, "21009", "2025", 40)
    with pytest.raises(RefusedError, match="can be worked out"):
        run.nightly(setting, here, (page, unsafe), accept=False, command="scan nightly")
    account = last_run(setting.shelf)
    assert account is not None
    assert (account.state, account.exit_code) == (TURNED_DOWN, 6)
    assert "21009" in account.publications[0].built
    assert site.resolve().name == first.account.release, "what was live stays live"

    good = run.nightly(setting, here, (page,), accept=False, command="scan nightly")
    assert good.account.publications[0].built == ()
    assert site.resolve().name == good.account.release != first.account.release
    assert len(list((setting.shelf / RELEASES).glob("2*"))) == 2


@pytest.mark.slow
def test_a_failed_report_keeps_its_place_in_the_release(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run.nightly(setting, here, (page,), accept=False, command="scan nightly")
    report = next((setting.shelf / SITE / "rapporten" / "klein").glob("21009-*.pdf"))
    before = report.read_bytes()
    assert setting.extracts is not None
    correct_file(setting.extracts, "21009", "2025", 40)
    correct_file(setting.extracts, "21004", "2025", 400)

    real = tasks.compose_report

    def poisoned(workspace: Workspace, publication: object, area: object) -> object:
        if getattr(area, "nis", "") == "21009":
            raise ValueError("no chart could be drawn")
        return real(workspace, publication, area)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "compose_report", poisoned)
    second = run.nightly(setting, here, (page,), accept=True, command="scan nightly")
    assert second.account.exit_code == 5
    (failed,) = second.account.publications[0].failed
    assert failed.nis == "21009"
    assert datetime.datetime.fromisoformat(failed.stands) == datetime.datetime.fromisoformat(
        first.account.started
    )
    assert "no chart could be drawn" in failed.reason
    assert second.account.release != first.account.release
    report = next((setting.shelf / SITE / "rapporten" / "klein").glob("21009-*.pdf"))
    assert report.read_bytes() == before
