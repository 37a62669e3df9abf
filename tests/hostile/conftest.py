"""The sound deliveries, made once."""

import pytest

from scan.catalogue.entries import Catalogue
from tests.hostile import good as sound


@pytest.fixture(scope="session")
def good(catalogue: Catalogue) -> dict[str, bytes]:
    return sound.deliveries(catalogue)
