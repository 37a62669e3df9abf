"""The n-th step on the disk fails, or the process dies there, for n from 1 until a clean run."""

import contextlib
import datetime
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Publication
from scan.errors import ReportError, ScanError
from scan.files import ASIDE
from scan.nightly import batch, tasks
from scan.nightly.lock import is_held
from scan.publish.manifest import MANIFEST, read_sums
from scan.publish.receipts import read_receipts
from scan.publish.releases import SWITCHING
from scan.publish.shelf import STAGED, live_folder, release_ids
from scan.publish.verification import verification_faults
from scan.report.one import Composed
from scan.series import opening
from scan.series.store import Store
from scan.series.workspace import Workspace
from tests.nightly.disk import Dead, Mode, fault
from tests.nightly.house import fingerprints
from tests.nightly.small import brussels, small_batch, small_catalogue, small_extracts, small_night
from tests.nightly.test_batch import correct_file

TOWN = "73028"
TOWNS = ("21004", "21009")
MOST = 600
"""More steps than any run takes."""


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


@pytest.fixture
def computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same figures are computed and laid out once: that takes no step on the disk."""
    build, compose = opening.build_store, tasks.compose_report
    stores, reports = dict[int, Store](), dict[tuple[Path, str], Composed]()

    def built(frames: Mapping[str, pl.DataFrame], known: Catalogue, day: datetime.date) -> Store:
        key = hash(tuple(int(frame.hash_rows().sum()) for frame in frames.values()))
        stores[key] = stores.get(key) or build(frames, known, day)
        return stores[key]

    def composed(place: Workspace, publication: Publication, area: Area) -> Composed:
        key = place.store_folder, area.nis
        reports[key] = reports.get(key) or compose(place, publication, area)
        return reports[key]

    monkeypatch.setattr(opening, "build_store", built)
    monkeypatch.setattr(tasks, "compose_report", composed)


@pytest.mark.slow
@pytest.mark.usefixtures("computed_once")
@pytest.mark.parametrize("what", ["full", "ill", "kill"])
def test_the_nth_step_of_a_batch_fails(
    what: Mode,
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

    def make(output: Path) -> bool:
        return not small_batch(monkeypatch, small, output, extracts, (TOWN,)).failed

    for n, output in _disturbed(make, before, tmp_path / "output", what, monkeypatch):
        _whole(output, old, good)
        assert make(output)
        assert fingerprints(output / "sample") == good, f"step {n}"
        assert _leftovers(output) == [], f"step {n}"


@pytest.mark.slow
@pytest.mark.usefixtures("computed_once")
@pytest.mark.parametrize("what", ["full", "ill", "kill"])
def test_the_nth_step_of_a_night_fails(
    what: Mode,
    small: Catalogue,
    made_up_extracts: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a release that is live; readers see it, or the next one, whole."""
    extracts = small_extracts(made_up_extracts, tmp_path / "extracts")
    small = brussels(small)
    two = tuple(small.areas.get(nis) for nis in TOWNS)
    monkeypatch.setattr(batch, "areas_of", lambda *_: two)

    def night(output: Path) -> bool:
        return small_night(monkeypatch, small, output, extracts).account.exit_code == 0

    before, undisturbed = tmp_path / "before", tmp_path / "undisturbed"
    assert night(before)
    correct_file(extracts, TOWNS[0], "2025", 3)
    shutil.copytree(before, undisturbed, symlinks=True)
    assert night(undisturbed)
    old, good = _live(before), _live(undisturbed)
    assert old != good
    seen = set()
    for n, output in _disturbed(night, before, tmp_path / "output", what, monkeypatch):
        assert _live(output) in (old, good), f"step {n}"
        seen.add(_live(output) == old)
        assert night(output)
        assert _live(output) == good, f"step {n}"
        assert fingerprints(output / "sample") == fingerprints(undisturbed / "sample")
        # Where a report failed for want of room, the rest is published without it, then with it.
        assert len(release_ids(output / "sample")) in ((2,) if what == "kill" else (2, 3)), n
        assert _leftovers(output) == [], f"step {n}"
    assert seen == {True, False}


def _disturbed(
    action: Callable[[Path], bool],
    before: Path,
    output: Path,
    what: Mode,
    patch: pytest.MonkeyPatch,
) -> Iterator[tuple[int, Path]]:
    """The state after a fault at step n, for n from 1 until a run in which nothing failed."""
    for n in range(1, MOST):
        shutil.copytree(before, output, symlinks=True)
        with fault(n, what, patch) as steps:
            try:
                good = action(output)
            except (ScanError, OSError, Dead):
                good = False
        assert not is_held(output)
        yield n, output
        shutil.rmtree(output)
        if good and steps() < n:
            assert n > 20
            return
    raise AssertionError(f"no clean run within {MOST} steps")


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


def _live(output: Path) -> dict[str, str]:
    """The files of the live release, which is whole, but those that say when it was made."""
    folder = live_folder(output / "sample")
    assert not verification_faults(folder)
    sums, _ = read_sums(folder)
    return {name: content for name, content in sums.items() if name != MANIFEST}


def _leftovers(output: Path) -> list[Path]:
    hidden = (*output.rglob(f"{ASIDE}*"), *output.rglob(f"{STAGED}*"), *output.rglob(SWITCHING))
    return list(hidden)


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
