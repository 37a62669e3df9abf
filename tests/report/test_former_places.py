"""Beside a figure of a former municipality stands what others have in the same category, or
nothing: never their main figure beside another category."""

from dataclasses import replace

from scan.report.figures.former_places import _rows
from scan.views.records import Former, IndicatorView
from tests.support.example_views import EXAMPLES


def _view(*codes: str) -> IndicatorView:
    """Without a figure of its own, with two former municipalities of categories ``codes``."""
    view = EXAMPLES["total"]
    figures = tuple(
        replace(view.main, part="former", codes=(code,) if code else (), labels=(code,))
        for code in codes
    )
    return replace(view, former=(Former("Duffel", figures), Former("Walem", figures)))


def test_a_category_of_which_others_have_nothing_stands_alone() -> None:
    rows = _rows(_view("eens", "oneens"))
    assert len(rows) == 4
    assert [row.beside.value for row in rows] == [None] * 4


def test_the_figure_of_everybody_stands_beside_theirs() -> None:
    view = _view("")
    assert {row.beside for row in _rows(view)} == {view.beside(view.main)}
    assert view.beside(view.main).value is not None
