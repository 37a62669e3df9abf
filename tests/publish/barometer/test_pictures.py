"""The charts of the Barometer: arrows only where the records say so, intervals apart."""

import re
from dataclasses import replace
from typing import get_args

import pytest

from scan.catalogue.reading import Catalogue
from scan.dutch import number
from scan.publish.barometer.files import words_of
from scan.publish.barometer.pictures import cover_picture, overview_pictures
from scan.publish.group_pictures import arrow_of, direction_text, now_picture, trend_picture
from scan.publish.inline import inline_svg
from scan.report.figures.drawing import Drawing, PathMark, TextMark
from scan.report.figures.group_rows import Layers
from scan.report.figures.overflow import overflow
from scan.report.pages.furniture import Furniture
from scan.report.style import Style, contrast
from scan.views.alternatives import LONGEST
from scan.views.groups import ARROWS, IndicatorPanel
from scan.views.records import Change, Course, Direction
from tests.support.example_barometer import example_barometer

STYLE = Style.from_tokens()
SCREEN = replace(STYLE, text=15.0, small=13.0)
BAROMETER = example_barometer()
WAYS = tuple(
    way for way in (*get_args(Direction), *get_args(Course)) if way not in ("not_tested", "counted")
)
"""All that becomes of groups: of each there is a number of answers, and none is a mere count."""
WIDTHS = ((STYLE, 470.0), (STYLE, 225.0), (SCREEN, 760.0), (SCREEN, 330.0))


@pytest.fixture(scope="module")
def say(catalogue: Catalogue) -> Furniture:
    return words_of(catalogue)


def _arrows(drawing: Drawing) -> int:
    """Shapes that are filled with ink: nothing but arrows is."""
    ink = " ".join(f"{round(part, 3):g}" for part in STYLE.ink) + " rg "
    marks = (mark.operators for mark in drawing.marks if isinstance(mark, PathMark))
    return sum(operators.count(" h") for operators in marks if operators.startswith(ink))


def _with(panel: IndicatorPanel, directions: tuple[Direction | Course, ...]) -> IndicatorPanel:
    pairs = zip(panel.series, directions, strict=True)
    series = (replace(one, change=_moved(one.change, direction)) for one, direction in pairs)
    return replace(panel, series=tuple(series))


def _moved(change: Change, direction: Direction | Course) -> Change:
    return replace(change, direction=direction)


@pytest.mark.parametrize("direction", WAYS)
def test_an_arrow_is_drawn_where_the_movement_says_so_and_nowhere_else(
    direction: Direction | Course, say: Furniture
) -> None:
    still = ("unclear",) * 4
    panel = _with(BAROMETER.objectives[4].core, (direction, *still))
    drawn = now_picture(panel, STYLE, 470.0, say).layers.chart
    assert _arrows(drawn) == (direction in ARROWS)
    words = [mark.text for mark in drawn.marks if isinstance(mark, TextMark)]
    change = panel.series[0].change
    assert direction_text(change, say) in words, "what an arrow says stands beside it in words"
    assert bool(arrow_of(change)) == (direction in ARROWS)


def test_the_overview_has_as_many_arrows_as_groups_that_move(say: Furniture) -> None:
    pictures = overview_pictures(BAROMETER.objectives, SCREEN, 540.0, say)
    assert len(pictures) == 8
    for objective in BAROMETER.objectives:
        moving = [s for s in objective.core.series if arrow_of(s.change)]
        drawing = pictures[objective.entry.id].layers.chart
        assert _arrows(drawing) == len(moving)


def _every(say: Furniture, style: Style, width: float) -> list[Layers]:
    layers = [p.layers for p in overview_pictures(BAROMETER.objectives, style, width, say).values()]
    for objective in BAROMETER.objectives:
        layers += [now_picture(p, style, width, say, "small").layers for p in objective.indicators]
        for panel in objective.indicators:
            trend = trend_picture(panel, style, width, say)
            layers += [now_picture(panel, style, width, say).layers]
            layers += [trend.layers] if trend else []
    return layers


@pytest.mark.parametrize(("style", "width"), WIDTHS)
def test_nothing_sticks_out_and_both_layers_are_of_one_size(
    style: Style, width: float, say: Furniture
) -> None:
    for chart, intervals in _every(say, style, width):
        assert overflow(chart) == []
        assert overflow(intervals) == []
        assert (chart.width, chart.height) == (intervals.width, intervals.height)
        assert not [mark for mark in intervals.marks if isinstance(mark, TextMark)]


def test_only_estimates_have_an_interval(say: Furniture) -> None:
    for panel in BAROMETER.indicators:
        picture = now_picture(panel, STYLE, 470.0, say)
        assert bool(picture.layers.intervals.marks) == (panel.entry.kind == "survey")


def test_groups_stand_in_one_order_and_are_named(say: Furniture) -> None:
    for panel in BAROMETER.indicators:
        drawn = now_picture(panel, STYLE, 470.0, say)
        texts = [m for m in drawn.layers.chart.marks if isinstance(m, TextMark)]
        names = [g.name[0].upper() + g.name[1:] for g in BAROMETER.groups]
        found = sorted((m for m in texts if m.text in names), key=lambda mark: -mark.y)
        assert [mark.text for mark in found] == names


def test_no_two_pictures_of_the_pdf_have_the_same_words(say: Furniture) -> None:
    alts = [p.alt for p in overview_pictures(BAROMETER.objectives, STYLE, 470.0, say).values()]
    for objective in BAROMETER.objectives:
        alts += [now_picture(p, STYLE, 225.0, say, "small").alt for p in objective.indicators]
        for panel in objective.indicators:
            trend = trend_picture(panel, STYLE, 470.0, say)
            alts += [
                now_picture(panel, STYLE, 470.0, say).alt,
                trend.alt if trend else panel.entry.id,
            ]
    assert len(set(alts)) == len(alts)
    assert max(map(len, alts)) <= LONGEST


def test_alternative_texts_go_from_the_lowest_group_to_the_highest(say: Furniture) -> None:
    for panel in BAROMETER.indicators:
        told = [one for one in panel.series if one.newest.shown.value is not None]
        ends = sorted(one.newest.shown.value or 0.0 for one in told)
        text = now_picture(panel, STYLE, 470.0, say).alt
        low, high = (number(end, panel.entry.decimals) for end in (ends[0], ends[-1]))
        assert re.search(rf": van {low}\b.* tot {high}\b", text), text


def test_a_reworded_question_is_not_compared(say: Furniture) -> None:
    panel = next(p for p in BAROMETER.indicators if len(p.periods) > 1)
    series = []
    for one in panel.series:
        *before, newest = one.figures
        series.append(replace(one, figures=(*before, replace(newest, break_before=True))))
    trend = trend_picture(replace(panel, series=tuple(series)), STYLE, 470.0, say)
    assert trend is not None
    assert "anders gevraagd, dus niet te vergelijken" in trend.alt
    assert "naar" not in trend.alt.removeprefix(panel.entry.title)


def test_the_overview_shares_one_axis(say: Furniture) -> None:
    pictures = overview_pictures(BAROMETER.objectives, SCREEN, 540.0, say)
    fifties = {
        mark.x
        for picture in pictures.values()
        for mark in picture.layers.chart.marks
        if isinstance(mark, TextMark) and mark.text == "50"
    }
    assert len(fifties) == 1


def test_the_cover_has_a_dot_for_every_figure_and_no_number() -> None:
    drawing = cover_picture(BAROMETER, STYLE, (471.0, 292.0))
    assert overflow(drawing) == []
    texts = " ".join(mark.text for mark in drawing.marks if isinstance(mark, TextMark))
    assert not re.search(r"\d", texts)
    assert all(o.entry.title.split()[0] in texts for o in BAROMETER.objectives)


def test_colours_of_groups_can_be_read_and_told_apart() -> None:
    colours = [colour for _, colour in STYLE.groups]
    assert len(set(colours)) == 3
    assert all(contrast(colour, STYLE.paper) >= 4.5 for colour in colours)


def test_an_inline_chart_keeps_its_intervals_apart_and_escapes_words(say: Furniture) -> None:
    panel = BAROMETER.objectives[4].core
    panel = replace(panel, entry=panel.entry.model_copy(update={"title": '<b>"&'}))
    picture = now_picture(panel, SCREEN, 330.0, say)
    text = str(inline_svg(picture.layers, picture.alt, "now"))
    assert text.count('<g class="interval">') == 1
    assert "<b>" not in text
    assert "&lt;b&gt;&quot;&amp;" in text
