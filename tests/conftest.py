"""What all tests share: the catalogue, the real extracts, Hypothesis without deadlines."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from scan.catalogue.reading import ROOT, Catalogue, load_catalogue

# Machines are shared and noisy: a deadline per example would measure the neighbours.
settings.register_profile("scan", deadline=None)
settings.load_profile("scan")

REAL = Path(os.environ.get("SCAN_REAL_EXTRACTS", ROOT.parent / "shared" / "extracts"))


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
