"""Every mark comes from a matplotlib artist: only the recorder writes marks, and it writes what
any artist of matplotlib asks for. Artists are kept, and equal shapes are drawn as one."""

import ast
import re
from pathlib import Path as File

import matplotlib.path
import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

import scan.report.figures
from scan.errors import ReportError
from scan.report.figures import artists
from scan.report.figures.artists import Lettering, Look, draw_areas, draw_label, draw_specks
from scan.report.figures.canvas import Canvas
from scan.report.figures.drawing import PathMark, TextMark
from scan.report.figures.kinds import draw
from scan.report.figures.paths import Shapes
from scan.report.figures.recording import Recorder
from scan.report.style import Style
from tests.support.example_views import EXAMPLES

STYLE = Style.from_tokens()
FIGURES = File(scan.report.figures.__file__).parent
MODULES = sorted(FIGURES.glob("*.py"))
RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
SANS = "Source Sans 3"


def _operators(recorder: Recorder) -> list[str]:
    return [mark.operators for mark in recorder.marks if isinstance(mark, PathMark)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_only_the_recorder_makes_marks(module: File) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    called = {
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    if module.stem not in ("recording", "drawing"):
        assert not called & {"PathMark", "TextMark"}
        assert "scan.report.figures.operators" not in imported
    assert not any("pyplot" in (name or "") for name in imported)


def test_drawing_again_makes_no_new_artists() -> None:
    made = (artists._patch, artists._label)
    draw("change_over_time", EXAMPLES["total"], STYLE, 470)
    before = [kept.cache_info().misses for kept in made]
    draw("change_over_time", EXAMPLES["total"], STYLE, 470)
    assert [kept.cache_info().misses for kept in made] == before


def test_shapes_of_one_look_are_one_mark_and_texts_lie_over_all() -> None:
    canvas = Canvas(STYLE, 100, 100)
    canvas.bar(0, 0, 10, 10, RED)
    canvas.text(1, 1, "een", STYLE.ink)
    canvas.rule((0, 0), (9, 9), BLUE)
    canvas.bar(20, 0, 10, 10, RED)
    bars, rule, text = canvas.drawing().marks
    assert isinstance(bars, PathMark)
    assert bars.operators == "1 0 0 rg 0 0 10 10 re f 20 0 10 10 re f"
    assert isinstance(rule, PathMark)
    assert isinstance(text, TextMark)


def test_upright_rectangles_are_told_from_other_quadrangles() -> None:
    recorder = Recorder(100, 100)
    Rectangle((5, 6), 7, 8, facecolor=RED).draw(recorder)
    shapes = Shapes()
    shapes.polyline(((0, -3), (3, 0), (0, 3), (-3, 0)), closed=True)
    PathPatch(shapes.path(), facecolor=RED, linewidth=0).draw(recorder)
    upright, slanting = _operators(recorder)
    assert upright.endswith("5 6 7 8 re f")
    assert slanting.endswith("0 -3 m 3 0 l 0 3 l -3 0 l h f")


def test_line_of_matplotlib_breaks_at_missing_figures() -> None:
    recorder = Recorder(100, 100)
    line = Line2D([0, 1, 2, 3, 4], [0, 1, np.nan, 3, 4], color=BLUE, linewidth=2, dashes=(3, 2))
    line.draw(recorder)
    (operators,) = _operators(recorder)
    assert operators == "0 0 1 RG 2 w 0 J 1 j [3 2] 0 d 0 0 m 1 1 l 3 3 m 4 4 l S"


def test_markers_of_a_line_are_one_mark() -> None:
    recorder = Recorder(100, 100)
    draw_specks(recorder, [(1, 2), (3, 4)], RED, 5.0)
    Line2D([1, 5], [2, 2], linestyle="none", marker="s", color=BLUE).draw(recorder)
    Line2D([1, 5], [2, 2], linestyle="none", marker="x", color=BLUE).draw(recorder)
    discs, squares, crosses = _operators(recorder)
    assert discs == "1 0 0 RG 5 w 1 J 0 j [] 0 d 1 2 m 1 2 l 3 4 m 3 4 l S"
    assert squares.count(" re ") == 2
    assert crosses.count(" m ") == 4


def test_collections_merge_neighbours_that_look_alike() -> None:
    recorder = Recorder(100, 100)
    paths = []
    for x in range(5):
        shapes = Shapes()
        shapes.box(10 * x, 0, 8, 8)
        paths.append(shapes.path())
    draw_areas(recorder, paths, [Look(RED)] * 3 + [Look(BLUE, RED, 0.5)] * 2)
    red, blue = _operators(recorder)
    assert re.findall("re|f|B", red) == ["re", "re", "re", "f"]
    assert re.findall("re|f|B", blue) == ["re", "re", "B"]
    recorder.marks.clear()
    LineCollection([[(0, 0), (1, 1)], [(2, 2), (3, 3)]], colors=[RED]).draw(recorder)
    assert len(recorder.marks) == 1


def test_quadratic_curves_become_cubic() -> None:
    recorder = Recorder(100, 100)
    curve = matplotlib.path.Path([(0, 0), (3, 6), (6, 0)], [1, 3, 3])
    PathPatch(curve, facecolor="none", edgecolor=RED, linewidth=1).draw(recorder)
    assert _operators(recorder)[0].endswith("0 0 m 2 4 4 4 6 0 c S")


def test_label_stands_where_text_of_matplotlib_would() -> None:
    recorder = Recorder(100, 100)
    draw_label(recorder, 5.0, 7.0, "Mechelen 28,1", Lettering(RED, 8.5, 600, SANS))
    text = Text(5, 7, "Mechelen 28,1", color=RED, fontsize=8.5, fontweight=600, fontfamily=[SANS])
    text.set_figure(artists.SHEET)
    text.draw(recorder)
    ours, theirs = recorder.marks
    assert ours == theirs


def test_clip_is_written_only_where_it_cuts() -> None:
    recorder = Recorder(100, 100)
    for high in (5, 50):
        line = Line2D([0, 5], [0, high], color=RED, linewidth=1)
        line.set_clip_box(matplotlib.transforms.Bbox([[0, 0], [10, 10]]))
        line.draw(recorder)
    inside, cut = _operators(recorder)
    assert "W n" not in inside
    assert cut.startswith("q 0 0 10 10 re W n ")


def test_transparent_marks_are_refused_and_invisible_ones_left_out() -> None:
    recorder = Recorder(100, 100)
    shapes = Shapes()
    shapes.box(0, 0, 1, 1)
    PathPatch(shapes.path(), facecolor="none", edgecolor="none").draw(recorder)
    assert recorder.marks == []
    with pytest.raises(ReportError, match="transparent"):
        PathPatch(shapes.path(), facecolor=(1, 0, 0, 0.5)).draw(recorder)
