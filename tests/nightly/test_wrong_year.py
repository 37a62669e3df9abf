"""A night with a wrong year in use, and the night after it was taken back."""

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import RefusedError
from scan.extracts.intake import accept, assess, undo
from scan.nightly import run, tasks
from scan.nightly.run import Setting
from scan.publish.releases import SITE
from tests.extracts.support import put
from tests.nightly.small import brussels, here, page, small_catalogue, small_setting

DAY = datetime.date(2026, 11, 30)
LATER = datetime.date(2053, 1, 1)
"""A day on which 2052 is no fault: a ledger may hold it that is older than the rule."""
NAME = "statbel_nationality_2026.csv"


@pytest.fixture
def setting(catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Nineteen short reports from accepted deliveries."""
    small = brussels(small_catalogue(catalogue))
    monkeypatch.setattr(tasks, "_catalogue", lambda: small)
    return replace(small_setting(small, tmp_path / "output", tmp_path), extracts=None)


def _text(catalogue: Catalogue, year: int) -> str:
    """Inhabitants of all municipalities of today."""
    rows = ["year,nis,BEL,ETR,total"]
    for number, town in enumerate(catalogue.areas.municipalities(None, DAY), 1):
        rows.append(f"{year},{town.nis},{900 * number},{100 * number},{1000 * number}")
    return "\n".join(rows) + "\n"


def _take(setting: Setting, path: Path, day: datetime.date = DAY) -> str:
    lines = accept(assess((path,), setting.output, setting.catalogue, day), setting.output)
    return lines[0].delivery


def _night(setting: Setting, *, force: bool = False) -> str:
    done = run.nightly(setting, here, (page,), accept=force, command="scan nightly")
    assert done.account.exit_code == 0
    return str(done.account.release)


@pytest.mark.slow
@pytest.mark.parametrize("way", ["taken back", "corrected"])
def test_a_wrong_year_is_refused_and_the_mended_release_is_not(
    setting: Setting, tmp_path: Path, way: str
) -> None:
    first = put(tmp_path, "statbel_nationality_2025.csv", _text(setting.catalogue, 2025))
    _take(setting, first)
    good = _night(setting)
    wrong = put(tmp_path, f"wrong/{NAME}", _text(setting.catalogue, 2052))
    delivery = _take(setting, wrong, LATER)
    with pytest.raises(RefusedError, match=f"2052 lies in the future; .* {LATER}"):
        _night(setting)
    assert (setting.shelf / SITE).resolve().name == good, "what was live stays live"
    bad = _night(setting, force=True)
    assert bad != good
    if way == "taken back":
        undo(setting.output, DAY, name=delivery)
    else:
        _take(setting, put(tmp_path, f"right/{NAME}", _text(setting.catalogue, 2026)))
    mended = _night(setting)
    assert mended not in (good, bad)
    assert (setting.shelf / SITE).resolve().name == mended
