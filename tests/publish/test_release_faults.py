"""Whatever fails or is killed, at whichever step: readers keep a whole release, old or new."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from scan.errors import ScanError
from scan.publish.releases import KEPT, publish, rollback, stage
from scan.publish.shelf import live_id
from scan.publish.verification import verification_faults
from tests.publish.release_faults import CLEAN, FAILED, UNHARMED, Action, Mode, run_with_fault
from tests.publish.release_support import NOON, facts, fill, release, tree

PAGES = {"index.html": '<a href="404.html">x</a>', "404.html": "x"}


def publishes(shelf: Path) -> None:
    """Publishes a site with one page that is new; figures and reports stay."""
    staged = stage(shelf)
    fill(staged, {**PAGES, "new.html": "x"})
    publish(shelf, staged, facts(shelf, made=NOON.replace(day=30)), tell=lambda _: None)


def goes_back(shelf: Path) -> None:
    """Steps back to the release that was published second."""
    rollback(shelf, "20260303T120000Z")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf so full that publishing removes its oldest release."""
    folder = tmp_path_factory.mktemp("shelf")
    for n in range(KEPT):
        staged = stage(folder)
        fill(staged, {**PAGES, "n.html": str(n)})
        made = NOON.replace(day=2 + n)
        publish(folder, staged, facts(folder, made=made), tell=lambda _: None)
    return folder


def _copies(shelf: Path, tmp_path: Path) -> Iterator[Path]:
    for number in count(1):
        copy = tmp_path / str(number)
        shutil.copytree(shelf, copy, symlinks=True)
        yield copy
        shutil.rmtree(copy)


def _is_whole(shelf: Path) -> bool:
    live = live_id(shelf)
    return live is not None and not verification_faults(shelf / "releases" / live)


@pytest.mark.parametrize("mode", ["fail", "kill"])
@pytest.mark.parametrize(
    ("action", "stride"),
    [(publishes, 7), pytest.param(publishes, 1, marks=pytest.mark.slow), (goes_back, 1)],
)
def test_any_step_may_fail_or_be_the_last(
    shelf: Path, tmp_path: Path, action: Action, mode: Mode, stride: int
) -> None:
    """Each step where ``stride`` is 1, else each so-many-th."""
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(shelf, undisturbed, symlinks=True)
    action(undisturbed)
    expected = tree(undisturbed)
    old, new = live_id(shelf), live_id(undisturbed)
    seen = set()
    for at, copy in zip(count(1, stride), _copies(shelf, tmp_path), strict=False):
        code = run_with_fault(action, copy, at, mode)
        assert code in (CLEAN, FAILED, UNHARMED, -9)
        assert live_id(copy) in (old, new)
        assert _is_whole(copy), f"step {at}"
        seen.add((code, live_id(copy)))
        if code == CLEAN:
            break
        action(copy)
        assert tree(copy) == expected, f"step {at}"
    disturbed = FAILED if mode == "fail" else -9
    assert {(disturbed, old), (disturbed, new), (CLEAN, new)} <= seen


_FULL = """
import sys
from pathlib import Path
from tests.publish.test_release_faults import publishes
publishes(Path(sys.argv[1]))
"""


def test_a_full_disk_leaves_the_old_release_live(shelf: Path, tmp_path: Path) -> None:
    """On a real file system of little room, in a mount namespace of its own."""
    room = tmp_path / "room"
    room.mkdir()
    script = (
        'mount -t tmpfs -o size=2m none "$1" && cp -a "$2"/. "$1" && '
        'dd if=/dev/zero of="$1/ballast" bs=1k 2>/dev/null; '
        'truncate -s -6k "$1/ballast"; '
        '"$3" -c "$4" "$1" 2>"$1.err"; echo "publish $?"; '
        'rm "$1/ballast"; "$3" -c "$4" "$1"; echo "again $?"; cp -a "$1" "$1.copy"'
    )
    words = ("sh", "-c", script, "sh", str(room), str(shelf), sys.executable, _FULL)
    unshared = subprocess.run(("unshare", "--mount", "true"), capture_output=True, check=False)
    if unshared.returncode:
        pytest.skip("a file system of its own needs the right to mount")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        ("unshare", "--mount", *words), capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout.split("\n")[:2] == ["publish 1", "again 0"], done.stderr
    assert "No space left on device" in room.with_suffix(".err").read_text(encoding="utf-8")
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(shelf, undisturbed, symlinks=True)
    publishes(undisturbed)
    assert tree(room.with_suffix(".copy")) == tree(undisturbed)


def test_two_at_once_publish_one_after_the_other(shelf: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(shelf, copy, symlinks=True)
    words = (sys.executable, "-c", _FULL, str(copy))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    both = [
        subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate()[1] for process in both]
    assert 0 in [process.returncode for process in both], said
    for process, text in zip(both, said, strict=True):
        assert process.returncode == 0 or "Another process is publishing" in text
    assert _is_whole(copy)
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(shelf, undisturbed, symlinks=True)
    publishes(undisturbed)
    assert tree(copy) == tree(undisturbed)


def test_a_refused_release_changes_nothing_for_readers(shelf: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(shelf, copy, symlinks=True)
    before = tree(copy / "site")
    with pytest.raises(ScanError):
        release(copy, 99.0, days=40)
    assert tree(copy / "site") == before
