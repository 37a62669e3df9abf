"""Whole reports that several modules look into: each is made once in a session."""

from collections.abc import Callable
from functools import cache

import pytest

from scan.report.one import Made, make_report
from scan.series.workspace import Workspace

LAUNCH = "integratiescan"
FREE = "integratiescan-beschikbaar"
BRUSSELS = "integratiescan-brussel"

Reports = Callable[[str, str, str], Made]
"""Takes ``made_up`` or ``real``, a publication and a municipality."""


@pytest.fixture(scope="session")
def reports(request: pytest.FixtureRequest) -> Reports:
    """Makes a report when it is first asked for."""

    @cache
    def made(extracts: str, publication: str, name: str) -> Made:
        workspace: Workspace = request.getfixturevalue(extracts)
        area = workspace.catalogue.areas.find(name, workspace.as_of)
        return make_report(workspace, workspace.catalogue.publications[publication], area)

    return made
