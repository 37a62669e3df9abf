"""The reference engine on what the fast validator passed.

Needs Java and ``SCAN_VERAPDF``: a class path with the veraPDF library, its validation model and
the JAXB runtime (jaxb-api, jaxb-core, jaxb-runtime, istack-commons-runtime, txw2, activation).
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.report.pdf.samples import whole

CLASS_PATH = os.environ.get("SCAN_VERAPDF", "")
PROGRAM = Path(__file__).parent / "verapdf" / "Check.java"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CLASS_PATH or shutil.which("java") is None,
        reason="no veraPDF; set SCAN_VERAPDF to its class path",
    ),
]


def _verdicts(*files: Path) -> str:
    command = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-cp", CLASS_PATH, str(PROGRAM)]
    done = subprocess.run(
        [*command, "ua1,3a", *map(str, files)], capture_output=True, text=True, check=False
    )
    return done.stdout


def test_both_standards_are_met_and_a_bad_file_is_seen(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(whole().pdf)
    bad.write_bytes(whole().pdf.replace(b'pdfuaid:part="1"', b'pdfuaid:part="7"'))
    verdicts = _verdicts(good, bad)
    for expected in (f"PASS ua1 {good}", f"PASS 3a {good}", f"FAIL ua1 {bad}"):
        assert expected in verdicts, verdicts
