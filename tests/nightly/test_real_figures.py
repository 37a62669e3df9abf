"""A folder that publishes real figures never falls back to made-up ones, whatever it lost."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import ExtractError, RefusedError, ScanError
from scan.extracts.chain import HEAD, LEDGER
from scan.extracts.deliveries import choose_extracts
from scan.extracts.ledger import append
from scan.extracts.real_figures import REAL, is_real, mark_real
from scan.nightly import run
from scan.nightly.run import Setting
from scan.nightly.runs import BROKEN, TURNED_DOWN, last_run
from tests.extracts.test_ledger import entry, withdrawn
from tests.nightly.small import here, small_setting


@pytest.fixture
def setting(catalogue: Catalogue, tmp_path: Path) -> Setting:
    """An output folder in which a delivery is in use."""
    output = tmp_path / "output"
    append(output / "deliveries", (entry("1"),))
    mark_real(output, "1")
    return replace(small_setting(catalogue, output, tmp_path), extracts=None)


def _night(setting: Setting) -> ScanError:
    with pytest.raises(ScanError) as found:
        run.nightly(setting, here, (), accept=False, command="scan nightly")
    assert not (setting.output / "sample").exists(), "nothing was made up"
    assert not (setting.output / "sample-extracts").exists()
    return found.value


def test_a_lost_folder_is_refused_and_the_account_says_so(setting: Setting) -> None:
    shutil.rmtree(setting.output / "deliveries")
    error = _night(setting)
    assert (error.exit_code, type(error)) == (6, RefusedError)
    assert "deliveries is gone: mount the disk" in str(error)
    account = last_run(setting.output)
    assert account is not None
    assert (account.state, account.exit_code, account.message) == (TURNED_DOWN, 6, str(error))


def test_an_empty_disk_in_its_place_is_refused(setting: Setting) -> None:
    for path in (setting.output / "deliveries").iterdir():
        path.unlink()
    assert "the ledger in" in str(_night(setting))


@pytest.mark.parametrize("name", [LEDGER, HEAD])
def test_one_file_of_the_ledger_lost_is_a_damage(setting: Setting, name: str) -> None:
    (setting.output / "deliveries" / name).unlink()
    (setting.output / REAL).unlink()
    error = _night(setting)
    assert (error.exit_code, type(error)) == (4, ExtractError)
    account = last_run(setting.output)
    assert account is not None
    assert (account.state, account.exit_code) == (BROKEN, 4)


def test_when_all_is_withdrawn_it_says_what_to_do(setting: Setting) -> None:
    append(setting.output / "deliveries", (withdrawn(entry("1")),))
    assert choose_extracts(None, setting.output, setting.catalogue) is None, "never published"
    mark_real(setting.output, "2", published=True)
    assert "no delivery in" in str(_night(setting))
    (setting.output / REAL).write_bytes(b"")
    assert "no delivery in" in str(_night(setting)), "a damaged marker is one"


def test_a_whole_disk_that_is_not_there_is_known_from_the_setting(
    setting: Setting, tmp_path: Path
) -> None:
    """The marker lay on that disk too."""
    empty = replace(setting, output=tmp_path / "empty", real=True)
    error = _night(empty)
    assert "SCAN_REAL" in str(error)
    assert last_run(empty.output) is not None


def test_made_up_extracts_are_refused_where_only_real_ones_belong(
    setting: Setting, made_up_extracts: Path
) -> None:
    error = _night(replace(setting, extracts=made_up_extracts, real=True))
    assert (error.exit_code, "holds made-up figures" in str(error)) == (6, True)


def test_a_fresh_folder_may_have_made_up_figures(catalogue: Catalogue, tmp_path: Path) -> None:
    assert not is_real(tmp_path)
    assert choose_extracts(None, tmp_path, catalogue) is None
    mark_real(tmp_path, "1")
    before = (tmp_path / REAL).read_bytes()
    mark_real(tmp_path, "2")
    assert (tmp_path / REAL).read_bytes() == before
    with pytest.raises(RefusedError):
        choose_extracts(None, tmp_path, catalogue)
