"""The reference engine on whole reports and on small documents, good and bad."""

from pathlib import Path

import pytest

from tests.report.conftest import BRUSSELS, FREE, LAUNCH, Reports
from tests.report.pdf.conftest import Judge
from tests.report.pdf.samples import whole

LARGE, SMALL, GROWN, MERGED = "Antwerpen", "Herstappe", "Hasselt", "Beveren-Kruibeke-Zwijndrecht"
"""A large city, the smallest of all, one that grew by a merger, one that is new."""
REPORTS = (
    *((LAUNCH, name) for name in (LARGE, SMALL, GROWN, MERGED)),
    *((FREE, name) for name in (LARGE, SMALL, MERGED)),
    (BRUSSELS, "Schaarbeek"),
)

pytestmark = pytest.mark.slow


def test_both_standards_are_met_and_a_bad_file_is_seen(verapdf: Judge, tmp_path: Path) -> None:
    good, bad, torn = tmp_path / "good.pdf", tmp_path / "bad.pdf", tmp_path / "torn.pdf"
    good.write_bytes(whole().pdf)
    bad.write_bytes(whole().pdf.replace(b'pdfuaid:part="1"', b'pdfuaid:part="7"'))
    torn.write_bytes(b"no PDF at all")
    verdicts = verapdf((good, bad, torn))
    assert verdicts[good] == ()
    assert {failure.profile for failure in verdicts[bad]} == {"ua1"}
    assert {failure.profile for failure in verdicts[torn]} == {"ua1", "3a"}


@pytest.mark.parametrize("extracts", ["made_up", "real"])
def test_whole_reports_have_no_failure(extracts: str, reports: Reports, verapdf: Judge) -> None:
    paths = [reports(extracts, publication, name).path for publication, name in REPORTS]
    assert len(set(paths)) == len(REPORTS)
    assert verapdf(paths) == dict.fromkeys(paths, ())
