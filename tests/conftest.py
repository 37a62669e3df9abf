"""What all tests share: the catalogue, the real extracts, Hypothesis without deadlines."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from scan.catalogue.reading import Catalogue, load_catalogue
from scan.extracts.cage import warm
from scan.extracts.made_up import write_made_up
from scan.house import ROOT
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace

# Machines are shared and noisy: a deadline per example would measure the neighbours.
settings.register_profile("scan", deadline=None)
settings.load_profile("scan")

REAL = Path(os.environ.get("SCAN_REAL_EXTRACTS", ROOT.parent / "shared" / "extracts"))


@pytest.fixture(scope="session", autouse=True)
def one_cage() -> Iterator[None]:
    """One process reads the files of all tests of a worker: to start it takes a second."""
    with warm():
        yield


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The project's own catalogue, read once."""
    return load_catalogue()


@pytest.fixture(scope="session")
def real_extracts() -> Path:
    """The folder with real extracts; tests that need it are skipped where there is none."""
    if not REAL.is_dir():
        pytest.skip(f"no real extracts at {REAL}; set SCAN_REAL_EXTRACTS")
    return REAL


@pytest.fixture(scope="session")
def made_up_extracts(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with made-up extracts, written once by one process for all. Not to be changed."""
    with _shared("made-up", tmp_path_factory) as common:
        folder = common / "extracts"
        if not folder.is_dir():
            write_made_up(common / "aside", catalogue)
            (common / "aside").rename(folder)
    return folder


@pytest.fixture(scope="session")
def made_up(
    catalogue: Catalogue, made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """The series of the made-up extracts, computed once."""
    return _opened("made-up", made_up_extracts, catalogue, tmp_path_factory)


@pytest.fixture(scope="session")
def real(
    catalogue: Catalogue, real_extracts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """The series of the real extracts, computed once."""
    return _opened("real", real_extracts, catalogue, tmp_path_factory)


def _opened(
    name: str, extracts: Path, catalogue: Catalogue, factory: pytest.TempPathFactory
) -> Workspace:
    """A workspace of this process alone, with the series that one process computed for all."""
    with _shared(f"{name}-series", factory) as common:
        open_workspace(common, extracts, catalogue, None, lambda _: None)
    output = factory.mktemp(f"{name}-output")
    shutil.copytree(common / "series", output / "series")
    return open_workspace(output, extracts, catalogue, None, lambda _: None)


@contextmanager
def _shared(name: str, factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of all processes that run tests: one at a time is in it."""
    here = factory.getbasetemp()
    common = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / name
    common.mkdir(exist_ok=True)
    with (common / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield common
