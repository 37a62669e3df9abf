"""The same extracts give the same bytes: in any process, place, language and font collection."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scan.house import FONTS, ROOT
from scan.series.workspace import Workspace
from tests.report.conftest import FREE, Reports

PROGRAM = """
import sys
from pathlib import Path
from scan.catalogue.reading import load_catalogue
from scan.report.one import make_report
from scan.series.opening import open_workspace
output, extracts, publication, name = sys.argv[1:]
catalogue = load_catalogue()
workspace = open_workspace(Path(output), Path(extracts), catalogue, None, lambda _: None)
area = catalogue.areas.find(name, workspace.as_of)
print(make_report(workspace, catalogue.publications[publication], area).sha256)
"""
HIDDEN = "<fontconfig/>"
SYSTEM = """<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts</dir><dir>{fonts}</dir>
<match target="font"><edit name="hintstyle" mode="assign"><const>hintfull</const></edit></match>
<alias binding="strong"><family>Source Sans 3</family><prefer><family>Source Serif 4</family>
</prefer></alias></fontconfig>"""
ELSEWHERE = (
    {"PYTHONHASHSEED": "0", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONUTF8": "0"},
    {"PYTHONHASHSEED": "4242", "TZ": "America/Lima", "LANG": "tr_TR.UTF-8", "fonts": SYSTEM},
    {"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "fonts": HIDDEN, "SOURCE_DATE_EPOCH": "1"},
)

pytestmark = pytest.mark.slow


def _made_elsewhere(output: Path, extracts: Path, settings: dict[str, str]) -> str:
    """The hash of Hasselt's report, made in another process that knows only ``settings``."""
    home = output.with_name(f"{output.name}-home")
    home.mkdir(parents=True, exist_ok=True)
    given = {"PATH": os.environ["PATH"], "HOME": str(home), **settings}
    if text := given.pop("fonts", ""):
        file = home / "fonts.conf"
        file.write_text(text.format(fonts=FONTS), encoding="utf-8")
        given["FONTCONFIG_FILE"] = str(file)
    command = [sys.executable, "-W", "error", "-c", PROGRAM]
    arguments = [str(output), str(extracts), FREE, "Hasselt"]
    done = subprocess.run(
        [*command, *arguments], env=given, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def _beside(workspace: Workspace, folder: Path) -> Path:
    """A new output folder that shares the computed series."""
    folder.mkdir()
    (folder / "series").symlink_to(workspace.output / "series")
    return folder


def test_two_at_a_time_and_anywhere(
    made_up: Workspace, made_up_extracts: Path, reports: Reports, tmp_path: Path
) -> None:
    here = reports("made_up", FREE, "Hasselt").sha256
    outputs = [_beside(made_up, tmp_path / str(number)) for number in range(len(ELSEWHERE))]
    with ThreadPoolExecutor(max_workers=2) as pool:
        made = pool.map(_made_elsewhere, outputs, [made_up_extracts] * len(ELSEWHERE), ELSEWHERE)
        assert set(made) == {here}


def test_series_computed_anew_change_no_byte(
    made_up_extracts: Path, reports: Reports, tmp_path: Path
) -> None:
    settings = {"PYTHONHASHSEED": "99", "TZ": "Pacific/Honolulu", "POLARS_MAX_THREADS": "1"}
    fresh = _made_elsewhere(tmp_path / "fresh", made_up_extracts, settings)
    assert fresh == reports("made_up", FREE, "Hasselt").sha256
