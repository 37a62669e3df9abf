"""The catalogue, read once; real extracts where they are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.reading import load_catalogue
from tests.extracts.support import REAL


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session")
def real() -> Callable[[str], Path]:
    def find(name: str) -> Path:
        path = REAL / name
        if not path.is_file():
            pytest.skip(f"no real extract {name}; set SCAN_REAL_EXTRACTS")
        return path

    return find
