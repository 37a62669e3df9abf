import hashlib
import os
import subprocess
import sys
from pathlib import Path

from scan.house import FONTS, ROOT
from tests.report.pdf.samples import whole

SYSTEM = """<?xml version="1.0"?><fontconfig><dir>/usr/share/fonts</dir>
<match target="font"><edit name="hinting" mode="assign"><bool>false</bool></edit></match>
<alias binding="strong"><family>Source Sans 3</family><prefer><family>DejaVu Sans</family></prefer>
</alias></fontconfig>"""
PROGRAM = """
import hashlib, os
from tests.report.pdf.samples import whole
print(hashlib.sha256(whole().pdf).hexdigest(), os.environ["FONTCONFIG_FILE"])
"""


def _elsewhere(**environment: str) -> tuple[str, Path]:
    """The hash of the same report in a new process, and the fontconfig file it used."""
    given = {**os.environ, **environment}
    command = [sys.executable, "-W", "error", "-c", PROGRAM]
    done = subprocess.run(command, env=given, cwd=ROOT, capture_output=True, text=True, check=True)
    digest, file = done.stdout.split()
    return digest, Path(file)


def test_bytes_do_not_depend_on_the_machine(tmp_path: Path) -> None:
    here = hashlib.sha256(whole().pdf).hexdigest()
    (tmp_path / "fonts.conf").write_text(SYSTEM)
    (tmp_path / "empty.conf").write_text("<fontconfig/>")
    seen, used = _elsewhere(
        FONTCONFIG_FILE=str(tmp_path / "fonts.conf"),
        TZ="Pacific/Auckland",
        PYTHONHASHSEED="1",
        LC_ALL="C.UTF-8",
        SOURCE_DATE_EPOCH="1",
    )
    hidden, _ = _elsewhere(
        FONTCONFIG_FILE=str(tmp_path / "empty.conf"),
        TZ="America/Lima",
        PYTHONHASHSEED="2",
        LANG="ja_JP.UTF-8",
    )
    assert (seen, hidden) == (here, here)
    assert used.name == "fonts.conf"
    assert not used.exists(), "the folder goes with the process that made it"


def test_a_child_shares_the_fonts_of_its_parent() -> None:
    _, used = _elsewhere()
    assert used == Path(os.environ["FONTCONFIG_FILE"])
    assert used.exists()


def test_what_a_killed_process_left_goes_when_the_next_begins(tmp_path: Path) -> None:
    program = "import os, scan.report.pdf as _; print(os.environ['FONTCONFIG_FILE'], flush=True)"
    own = {k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"} | {
        "TMPDIR": str(tmp_path)
    }

    def begin(more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", program + more]
        return subprocess.Popen(command, env=own, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    with begin("; import time; time.sleep(600)") as living:
        assert living.stdout is not None
        here = Path(living.stdout.readline().strip())
        with begin("; os.kill(os.getpid(), 9)") as killed:  # later: who begins clears what is left
            left = Path(killed.communicate()[0].strip())
        assert left.is_file()
        with begin("") as following:
            following.wait()
        assert here.is_file(), "that of a living process stays"
        assert list(tmp_path.iterdir()) == [here.parent]
        living.kill()


def test_only_the_bundled_folder_is_known() -> None:
    text = Path(os.environ["FONTCONFIG_FILE"]).read_text()
    assert text.count("<dir>") == 1
    assert f"<dir>{FONTS}</dir>" in text
    assert "<include" not in text
