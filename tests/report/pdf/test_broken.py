"""Every broken document is refused, for the fault that was put into it."""

from pathlib import Path

import pytest

from scan.report.pdf.check import check
from tests.report.pdf.broken.faults import FAULTS, TORN, Fault
from tests.report.pdf.broken.good import EXPECTED, good
from tests.report.pdf.conftest import Judge


def test_the_good_document_has_no_fault() -> None:
    assert check(good(), EXPECTED) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_broken_document_is_refused(fault: Fault) -> None:
    rules = {finding.rule for finding in check(fault.made(), EXPECTED)}
    assert any(rule == fault.rule or rule.startswith(f"{fault.rule}-") for rule in rules), rules


@pytest.mark.parametrize("name", TORN)
def test_a_torn_file_is_refused(name: str) -> None:
    assert check(TORN[name](good()), EXPECTED)


@pytest.mark.slow
def test_the_reference_engine_sees_what_it_can_see(verapdf: Judge, tmp_path: Path) -> None:
    paths = {fault.name: tmp_path / f"{number}.pdf" for number, fault in enumerate(FAULTS)}
    for fault in FAULTS:
        paths[fault.name].write_bytes(fault.made())
    verdicts = verapdf(paths.values())
    for fault in FAULTS:
        rules = {failure.rule for failure in verdicts[paths[fault.name]]}
        if fault.verapdf:
            assert fault.verapdf in rules, fault.name
        else:
            assert not rules, fault.name
