"""What a machine says is put in the same words, with the same exit code, wherever it shows."""

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import ReportError, ScanError, UsageError
from scan.nightly import run
from scan.nightly.runs import BROKEN, last_run
from scan.series.workspace import Workspace
from scan.troubles import translated
from tests.nightly.small import here, small_setting

KNOWN = {
    errno.ENOSPC: (5, "the disk of /out is full; make room"),
    errno.EDQUOT: (5, "the disk of /out is full; make room"),
    errno.EIO: (5, "the disk does not read and write as it should"),
    errno.ENODEV: (5, "the disk does not read and write as it should"),
    errno.ESTALE: (5, "the share is not there any more"),
    errno.ENOMEM: (5, "has no memory, files or processes left"),
    errno.EMFILE: (5, "has no memory, files or processes left"),
    errno.EROFS: (2, "Read-only file system"),
    errno.EACCES: (2, "whether this user may read and write there"),
}


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize("number", KNOWN)
def test_each_trouble_has_its_words_and_its_code(number: int) -> None:
    code, words = KNOWN[number]
    found = translated(_error(number), Path("/out"))
    assert found is not None
    assert (found.exit_code, words in str(found)) == (code, True)


def test_what_nobody_foresaw_is_a_bug() -> None:
    assert translated(_error(errno.EPIPE)) is None


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_the_account_of_a_run_agrees_with_its_exit_code(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    setting = replace(small_setting(catalogue, tmp_path, tmp_path), extracts=None)

    def broken(*_: object) -> Workspace:
        raise _error(number)

    monkeypatch.setattr(run, "open_workspace", broken)
    with pytest.raises(ScanError) as found:
        run.nightly(setting, here, (), accept=False, command="scan nightly")
    assert isinstance(found.value, ReportError | UsageError)
    account = last_run(tmp_path / "sample")
    assert account is not None
    said = (BROKEN, found.value.exit_code, str(found.value))
    assert (account.state, account.exit_code, account.message) == said
