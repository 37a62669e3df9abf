"""A house that is built once, and copies of it for tests that change something."""

from pathlib import Path

import pytest

from tests.nightly.house import FEW, House, build_house, copy_of


@pytest.fixture(scope="session")
def made_house(made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Twelve reports of the small publication, made without disturbance. Not to be changed."""
    house = build_house(tmp_path_factory.mktemp("house"), made_up_extracts)
    house.batch("--workers", "2")
    return house


@pytest.fixture(scope="session")
def made_few(made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The like, with two reports."""
    house = build_house(tmp_path_factory.mktemp("few"), made_up_extracts)
    house.batch("--workers", "2", only=FEW)
    return house


@pytest.fixture
def few(made_few: House, tmp_path: Path) -> House:
    """A copy with the two reports in it."""
    return copy_of(made_few, tmp_path)


@pytest.fixture
def house(made_house: House, tmp_path: Path) -> House:
    """A copy with the twelve reports in it."""
    return copy_of(made_house, tmp_path)
