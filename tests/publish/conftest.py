"""A small package of downloads, made once from the made-up figures."""

from pathlib import Path

import pytest

from scan.publish.downloads import write_package
from scan.publish.series_tables import Stock
from scan.series.workspace import Workspace

CODES = ("DE_46", "DE_40", "WE_12", "WE_19", "SA_S_07")
"""Many categories, parts, a difference, much that is hidden, a survey with mergers."""


@pytest.fixture(scope="session")
def stock(made_up: Workspace) -> Stock:
    """What downloads of the made-up figures share."""
    return Stock(made_up)


@pytest.fixture(scope="session")
def package(stock: Stock, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the downloads of a few indicators."""
    folder = tmp_path_factory.mktemp("downloads")
    write_package(stock, folder, CODES)
    return folder
