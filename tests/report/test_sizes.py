"""What is planned and what is styled have their sizes from one file."""

import pytest

from scan.report.pages.sizes import LINES, SIZES, room
from scan.report.pages.stylesheet import stylesheet

_CHARTS = ("chart", "chart_small")
"""Sizes that only drawings have."""


@pytest.mark.parametrize("name", [name for name in SIZES if name not in _CHARTS])
def test_a_planned_text_has_its_size_from_the_tokens(name: str) -> None:
    assert f"var(--size-{name})" in stylesheet()
    assert f"var(--line-{name})" in stylesheet()
    assert LINES[name] > SIZES[name]


def test_a_margin_takes_room_from_the_page() -> None:
    edges = {"width": 210, "height": 297, "top": 26, "bottom": 22, "left": 22, "right": 22}
    assert room(edges) == (470.5, 705.5)
    assert room({**edges, "top": 36}) == (470.5, 677.0)
