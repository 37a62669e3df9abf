"""The n-th step on the disk fails, or the process dies there, for n from 1 until a clean run."""

import contextlib
import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import ReportError, ScanError
from scan.files import ASIDE
from scan.nightly.lock import is_held
from scan.publish.receipts import read_receipts
from tests.nightly.house import fingerprints
from tests.nightly.small import small_batch, small_catalogue, small_extracts
from tests.nightly.test_batch import correct_file

STEPS = ("fsync", "replace", "mkdir", "unlink")
TOWN = "73028"
MOST = 400


class Dead(BaseException):
    """Stands for SIGKILL: from then on no step on the disk is done, not even tidying up."""


@contextmanager
def fault(at: int, what: str, patch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """The ``at``-th step fails for want of room, or everything ends there."""
    done = 0

    def meddled(real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            nonlocal done
            done += 1
            if what == "kill" and done >= at:
                raise Dead
            if what == "full" and done == at and real is not unlink:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **options)

        return step

    unlink = os.unlink
    with patch.context() as only_here:
        for name in STEPS:
            only_here.setattr(os, name, meddled(getattr(os, name)))
        yield lambda: done


@pytest.fixture(scope="module")
def small(catalogue: Catalogue) -> Catalogue:
    return small_catalogue(catalogue)


@pytest.fixture(scope="module")
def start(
    small: Catalogue, made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Path]]:
    """A shelf with a report, and extracts in which its figures are corrected."""
    folder = tmp_path_factory.mktemp("faults")
    extracts = small_extracts(made_up_extracts, folder / "extracts")
    with pytest.MonkeyPatch.context() as patch:
        small_batch(patch, small, folder / "output", extracts, (TOWN,))
    correct_file(extracts, TOWN, "2025", 3)
    yield folder / "output", extracts
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["full", "kill"])
def test_the_nth_step_fails(
    what: str,
    small: Catalogue,
    start: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before, extracts = start
    good = _undisturbed(small, start, tmp_path, monkeypatch)
    old = fingerprints(before / "sample")
    assert old.keys() == good.keys()
    assert old != good
    for n in range(1, MOST):
        output = tmp_path / "output"
        shutil.copytree(before, output)
        with fault(n, what, monkeypatch) as steps:
            try:
                done = small_batch(monkeypatch, small, output, extracts, (TOWN,))
                failed = bool(done.failed)
            except (ScanError, OSError, Dead):
                failed = True
        _whole(output, old, good)
        again = small_batch(monkeypatch, small, output, extracts, (TOWN,))
        assert not again.failed
        assert fingerprints(output / "sample") == good
        assert not [path for path in output.rglob(f"{ASIDE}*") if "series" not in path.parts]
        shutil.rmtree(output)
        if not failed and steps() < n:
            break
    assert 20 < n < MOST - 1, "the loop ends with a run in which nothing failed"


def test_a_full_disk_leaves_the_old_state(
    small: Catalogue, start: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real one, of as many bytes as the old state takes."""
    before, extracts = start
    good = _undisturbed(small, start, tmp_path, monkeypatch)
    with _disk(tmp_path / "disk", before) as output:
        old = fingerprints(output / "sample")
        filler = output / "filler"
        _fill(filler)
        with pytest.raises(ReportError, match=r"the disk of .* is full; make room"):
            small_batch(monkeypatch, small, output, extracts, (TOWN,))
        assert fingerprints(output / "sample") == old
        filler.unlink()
        assert small_batch(monkeypatch, small, output, extracts, (TOWN,)).built == (TOWN,)
        assert fingerprints(output / "sample") == good


def _undisturbed(
    small: Catalogue, start: tuple[Path, Path], folder: Path, patch: pytest.MonkeyPatch
) -> dict[str, str]:
    before, extracts = start
    output = folder / "undisturbed"
    shutil.copytree(before, output)
    assert small_batch(patch, small, output, extracts, (TOWN,)).built == (TOWN,)
    return fingerprints(output / "sample")


def _whole(output: Path, old: dict[str, str], good: dict[str, str]) -> None:
    """Readers have the old report or the new one; a receipt vouches for nothing else."""
    found = fingerprints(output / "sample")
    for name, content in found.items():
        if not Path(name).name.startswith(ASIDE):
            assert content in (old[name], good[name])
    for receipt in read_receipts(output / "sample", "klein"):
        assert receipt.sha256 in (old[receipt.file], good[receipt.file])
    assert not is_held(output)


@contextmanager
def _disk(place: Path, content: Path) -> Iterator[Path]:
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted: {mounted.stderr.decode().strip()}")
    try:
        shutil.copytree(content, place / "output")
        yield place / "output"
    finally:
        subprocess.run(["umount", str(place)], check=True)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as stream:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while stream.write(bytes(size)):
                    pass
    assert shutil.disk_usage(path.parent).free == 0
