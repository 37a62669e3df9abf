"""Charts can be read by everybody: contrast, colour blindness, and in grey.

Simulated vision: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based
Model for Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer
Graphics 15 (6), 2009: matrices of severity 1.0, on linear red, green and blue. Differences are
those of CIE 1976 L*a*b*. Grey keeps the luminance of WCAG 2.
"""

import re
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from scan.report.figures import profile
from scan.report.figures.drawing import Colour, Drawing, PathMark, TextMark
from scan.report.figures.kinds import KINDS, draw
from scan.report.figures.metrics import text_width
from scan.report.figures.rows import OWN_BAR, REGION_BAR
from scan.report.style import Style, contrast, greys, line_colours, mix, shades
from tests.support.example_views import EXAMPLES, kept, put

Floats = npt.NDArray[np.float64]
STYLE = Style.from_tokens()
THEMES = [name for name, _ in STYLE.themes]
FITTING = [
    (name, example)
    for name, kind in KINDS.items()
    for example, view in EXAMPLES.items()
    if kind.fits(view)
]
VISIONS: dict[str, Floats] = {
    "full": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "grey": np.array([[0.2126, 0.7152, 0.0722]] * 3),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
D65 = np.array([0.95047, 1.0, 1.08883])


def _lab(colour: Colour, vision: str) -> Floats:
    """L*, a* and b* of a colour as this eye sees it."""
    red = np.array(colour)
    linear = np.where(red <= 0.04045, red / 12.92, ((red + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISIONS[vision] @ linear, 0, 1)
    xyz = TO_XYZ @ seen / D65
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(first: Colour, second: Colour, vision: str) -> float:
    return float(np.linalg.norm(_lab(first, vision) - _lab(second, vision)))


def test_simulation_turns_red_and_green_into_kin() -> None:
    red, green = (0.75, 0.3, 0.2), (0.35, 0.5, 0.2)
    for vision in ("protanopia", "deuteranopia"):
        assert difference(red, green, vision) < 0.5 * difference(red, green, "full")
    assert difference((0.0, 0.0, 0.0), (1.0, 1.0, 1.0), "grey") == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", range(2, 6))
def test_neighbouring_parts_differ(theme: str, count: int, vision: str) -> None:
    own, region = shades(STYLE.theme(theme), count), shades(greys(STYLE), count)
    assert min(difference(a, b, vision) for a, b in pairwise(own)) >= 10
    assert min(difference(a, b, vision) for a, b in pairwise(region)) >= 7


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", THEMES)
def test_three_lines_differ_by_colour_alone(theme: str, vision: str) -> None:
    colours = line_colours(STYLE.theme(theme), STYLE.ink, 3)
    assert min(difference(a, b, vision) for a, b in combinations(colours, 2)) >= 13


def test_five_lines_end_in_five_shapes_each_with_its_name() -> None:
    view = EXAMPLES["groups"]
    rows = [
        replace(figure, codes=(f"groep {index}",), labels=(f"groep {index}",))
        for index in range(5)
        for figure in view.trends[0]
    ]
    drawing = draw("groups_over_time", put(kept(view, view.trend), *rows), STYLE, 470)
    colours = set(map(_rounded, line_colours(STYLE.theme("demografie"), STYLE.ink, 5)))
    ends = [p for p in painted(drawing) if p.fill in colours]
    rings = [p for p in painted(drawing) if p.fill == STYLE.paper and p.stroke]
    shapes = {re.sub(r"[-\d.]+ ?", "", p.path) for p in ends}
    assert len(ends) == 4
    assert len(rings) == 1
    assert len(shapes) == 4, "a disc, a square, a triangle, a diamond"
    written = " ".join(m.text for m in drawing.marks if isinstance(m, TextMark))
    assert all(f"groep {index}" in written for index in range(5))


@pytest.mark.parametrize("example", ["total", "ages"])
def test_region_is_told_from_municipality_without_colour(example: str) -> None:
    kind = "change_over_time" if example == "total" else "age_profile"
    drawing = draw(kind, EXAMPLES[example], STYLE, 470)
    region = [p for p in painted(drawing) if p.stroke == _rounded(STYLE.beside) and p.width > 1.2]
    own = _rounded(STYLE.theme("demografie").strong)
    assert any(p.dashed for p in region)
    assert not any(p.dashed for p in painted(drawing) if own in (p.stroke, p.fill))
    assert OWN_BAR >= 2 * REGION_BAR


# --- what is drawn --------------------------------------------------------------------------


@dataclass(frozen=True)
class Painted:
    """A mark taken apart; colours are rounded as they are written."""

    fill: Colour | None
    stroke: Colour | None
    width: float
    dashed: bool
    path: str


_FILL = re.compile(r"^([\d.]+) ([\d.]+) ([\d.]+) rg ")
_STROKE = re.compile(r"([\d.]+) ([\d.]+) ([\d.]+) RG ([\d.]+) w \d J \d j \[([^]]*)\] 0 d ")


def _rounded(colour: Colour) -> Colour:
    red, green, blue = (round(part, 3) for part in colour)
    return (red, green, blue)


def painted(drawing: Drawing) -> list[Painted]:
    found = []
    for mark in drawing.marks:
        if not isinstance(mark, PathMark):
            continue
        fill, stroke = _FILL.search(mark.operators), _STROKE.search(mark.operators)
        path = _STROKE.sub("", _FILL.sub("", mark.operators))
        found.append(
            Painted(
                _colour(fill) if fill else None,
                _colour(stroke) if stroke else None,
                float(stroke[4]) if stroke else 0.0,
                bool(stroke and stroke[5]),
                path,
            )
        )
    return found


def _colour(match: re.Match[str]) -> Colour:
    return (float(match[1]), float(match[2]), float(match[3]))


def _ground(drawing: Drawing, mark: TextMark) -> Colour:
    """The fill on which a text stands: the last rectangle around its middle, else the paper."""
    x = mark.x + text_width(mark.text, mark.size, mark.weight, mark.family) / 2
    y = mark.y + 0.3 * mark.size
    ground = STYLE.paper
    for part in painted(drawing):
        for left, bottom, width, height in re.findall(
            r"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re [fB]", part.path
        ):
            across = float(left) <= x <= float(left) + float(width)
            if part.fill and across and float(bottom) <= y <= float(bottom) + float(height):
                ground = part.fill
    return ground


def _quiet(theme: str) -> set[Colour]:
    """What only helps the eye: grid, bands, and what joins two marks that stand out."""
    light = STYLE.theme(theme).light
    half = mix(STYLE.band, STYLE.region, 0.32)
    return {_rounded(colour) for colour in (STYLE.line, STYLE.band, STYLE.paper, light, half)}


def _drawings(name: str, example: str) -> list[tuple[str, Drawing]]:
    return [
        (theme, draw(name, replace(EXAMPLES[example], theme=theme), STYLE, width))
        for theme in THEMES
        for width in (STYLE.full, STYLE.half)
    ]


@pytest.mark.parametrize(("name", "example"), FITTING)
def test_drawn_parts_stand_out_from_the_paper(name: str, example: str) -> None:
    for theme, drawing in _drawings(name, example):
        quiet = _quiet(theme)
        for part in painted(drawing):
            colours = {part.fill, part.stroke} - quiet - {None}
            known = [colour for colour in colours if colour]
            assert not known or max(contrast(c, STYLE.paper) for c in known) >= 3, part


@pytest.mark.parametrize(("name", "example"), FITTING)
def test_text_is_readable_on_what_it_stands(name: str, example: str) -> None:
    for _, drawing in _drawings(name, example):
        for mark in drawing.marks:
            if isinstance(mark, TextMark):
                ratio = contrast(mark.colour, _ground(drawing, mark))
                assert ratio >= 4.49, (mark.text, ratio)  # fills are written in three digits


def test_profile_reads_as_well() -> None:
    views = [replace(EXAMPLES["total"], theme=theme) for theme in THEMES]
    drawing = profile.draw(views, STYLE, STYLE.full, profile.height(views, STYLE, STYLE.full))
    for mark in drawing.marks:
        if isinstance(mark, TextMark):
            assert contrast(mark.colour, STYLE.paper) >= 4.5


@pytest.mark.parametrize(("name", "example"), FITTING)
def test_pale_parts_have_an_outline(name: str, example: str) -> None:
    if name not in ("part_to_whole", "parts_over_time", "parts_by_groups"):
        return
    for theme, drawing in _drawings(name, example):
        strong = _rounded(STYLE.theme(theme).strong)
        edges = {strong, _rounded(STYLE.beside)}
        filled = [part for part in painted(drawing) if part.fill]
        assert filled
        assert all(part.stroke in edges for part in filled)
