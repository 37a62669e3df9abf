"""What a release needs before it is filled."""

from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.addresses import BASE_VARIABLE
from scan.errors import RefusedError
from scan.nightly.products import PRODUCERS, address
from scan.series.workspace import Workspace


def test_real_figures_need_the_address_of_the_site(
    made_up: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(BASE_VARIABLE, raising=False)
    real = _real(made_up)
    address(made_up, tmp_path)
    with pytest.raises(RefusedError, match=BASE_VARIABLE):
        address(real, tmp_path)
    monkeypatch.setenv(BASE_VARIABLE, "https://example.org/scan")
    address(real, tmp_path)
    assert PRODUCERS[0] is address, "before anything is made for nothing"


def _real(workspace: Workspace) -> Workspace:
    """As if its extracts were delivered."""
    real = replace(workspace, extracts=replace(workspace.extracts, made_up=False))
    assert not real.made_up
    return real
