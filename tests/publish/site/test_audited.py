"""What an outsider could work out from the site of whole series: nothing, or no night publishes."""

import pytest

from scan.audit.inspection import inspect
from tests.publish.site.conftest import MadeSite

pytestmark = pytest.mark.slow


def test_nothing_can_be_worked_out_from_the_site_and_its_downloads(made_site: MadeSite) -> None:
    """All indicators of all municipalities: small catalogues in other tests have no two sources
    that tell the same count, and the first whole night was refused for those that have."""
    said: list[str] = []
    workspace = made_site.workspace
    inspect(workspace.shelf, workspace.catalogue, said.append, made_site.folder).refuse()
    assert (made_site.folder / "data" / "reeksen").is_dir()
