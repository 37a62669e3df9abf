"""Every kind with every example view that it fits: nothing sticks out, bytes repeat, the names
and figures of the view stand in it, and frames come from the cache."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace

import pytest

from scan.dutch import NBSP
from scan.house import ROOT
from scan.report.figures import boundary_map, profile, tile_map
from scan.report.figures.drawing import Colour, Drawing, PathMark, TextMark
from scan.report.figures.frames import frame
from scan.report.figures.kinds import KINDS, MOST, choose, draw
from scan.report.figures.metrics import text_width
from scan.report.figures.operators import num
from scan.report.figures.overflow import overflow
from scan.report.style import Style
from scan.views.records import Figure, IndicatorView, Place
from tests.support.example_views import (
    EXAMPLES,
    HIDDEN,
    TOWNS,
    beside,
    beside_place,
    example_view,
    kept,
    moved,
    own,
    put,
    series,
    shown,
    with_group,
)

STYLE = Style.from_tokens()
LABELS = {
    "labels.median": "helft van de gemeenten|onder {value}",
    "labels.lowest": "laagste gemeente",
    "labels.middle": "middelste helft van de gemeenten",
    "labels.highest": "hoogste gemeente",
    "labels.former": "vroegere gemeente",
    "labels.members": "{group} (ringen), midden {middle}:",
    "labels.cut": "as begint bij {value}",
}
LONG = Place("12035", "Sint-Katelijne-Waver", "Sint-Katelijne-Waver", "municipality")
WIDTHS = (STYLE.full, STYLE.half)
FITTING = [
    (name, example)
    for name, kind in KINDS.items()
    for example, view in EXAMPLES.items()
    if kind.fits(view)
]


def texts(drawing: Drawing) -> list[str]:
    return [mark.text for mark in drawing.marks if isinstance(mark, TextMark)]


def colour_state(colour: Colour) -> str:
    return " ".join(f"{round(part, 3):g}" for part in colour) + " rg "


def bars(drawing: Drawing, colour: Colour) -> list[tuple[float, ...]]:
    """Rectangles filled with a colour and nothing else: x, y, width, height."""
    return [
        tuple(map(float, match.groups()))
        for mark in drawing.marks
        if isinstance(mark, PathMark) and mark.operators.startswith(colour_state(colour))
        for match in re.finditer(r"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f\b", mark.operators)
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("name", "example"), FITTING)
def test_nothing_sticks_out_and_bytes_repeat(name: str, example: str, width: float) -> None:
    for place in (EXAMPLES[example].place, LONG):
        view = replace(EXAMPLES[example], place=place)
        drawing = draw(name, view, STYLE, width, labels=LABELS)
        assert overflow(drawing) == []
        assert drawing.marks
        assert drawing == draw(name, view, STYLE, width, labels=LABELS)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("name", "example"), FITTING)
def test_text_is_large_enough_and_places_are_named(name: str, example: str, width: float) -> None:
    view = EXAMPLES[example]
    drawing = draw(name, view, STYLE, width, labels=LABELS)
    marks = [mark for mark in drawing.marks if isinstance(mark, TextMark)]
    assert all(mark.size >= 7 for mark in marks)
    if name not in ("parts_over_time", "groups_over_time"):
        assert view.place.name in " ".join(mark.text for mark in marks)


@pytest.mark.parametrize(("name", "example"), FITTING)
def test_own_colour_is_that_of_the_theme(name: str, example: str) -> None:
    """What is hidden has no mark in it."""
    view = replace(EXAMPLES[example], theme="wonen")
    state = " ".join(f"{round(part, 3):g}" for part in STYLE.theme("wonen").strong)
    drawing = draw(name, view, STYLE, STYLE.full, labels=LABELS)
    coloured = any(isinstance(m, PathMark) and state in m.operators for m in drawing.marks)
    assert coloured == (example != "hidden")


@pytest.mark.parametrize("width", WIDTHS)
def test_members_of_a_group_stand_at_their_values_and_are_named(width: float) -> None:
    values = (20.1, 44.0, 3.5, 31.2, 30.9, 12.8, 55.0, 38.9)
    view = with_group(EXAMPLES["total"], values, "lower")
    drawing = draw("position", view, STYLE, width, labels=LABELS)
    assert overflow(drawing) == []
    said = " ".join(texts(drawing)).replace(NBSP, " ")
    assert "Vergelijkbare gemeenten (ringen), midden 20,1 %:" in said
    assert all(f"{m.place.name} {m.shown.bare}" in said for m in view.named.members)
    alone = draw("position", EXAMPLES["total"], STYLE, width, labels=LABELS)
    assert not set(TOWNS) & set(" ".join(texts(alone)).split())
    few = with_group(EXAMPLES["total"], values[:3], "lower")
    rings = [_rings(draw("position", v, STYLE, width, labels=LABELS)) for v in (view, few)]
    assert [len(found) for found in rings] == [8, 3]
    (a, b, c), scale = rings[1], sorted(values[:3])
    assert (b - a) / (c - a) == pytest.approx(
        (scale[1] - scale[0]) / (scale[2] - scale[0]), abs=0.01
    )


def _rings(drawing: Drawing) -> list[float]:
    """Where the middles of the rings of members lie, from the left."""
    stroke = f"{' '.join(f'{round(part, 3):g}' for part in STYLE.ink)} RG 0.9 w"
    (mark,) = (m for m in drawing.marks if isinstance(m, PathMark) and stroke in m.operators)
    starts = re.findall(r"([-\d.]+) [-\d.]+ m", mark.operators)
    return sorted(float(start) for start in starts)


def test_the_profile_marks_a_second_place_and_gives_its_figure() -> None:
    view = with_group(EXAMPLES["total"], (20.1, 44.0, 3.5), "lower")
    height = profile.height([view], STYLE, STYLE.full)
    said = texts(profile.draw([view], STYLE, STYLE.full, height, LABELS))
    assert f"20,1{NBSP}%" in said
    assert view.comparators[1].name in said


@pytest.mark.parametrize("example", EXAMPLES)
def test_choice_fits_and_draws(example: str) -> None:
    chosen = choose(EXAMPLES[example])
    assert 1 <= len(chosen) <= MOST
    assert len(set(chosen)) == len(chosen)
    assert all(KINDS[name].fits(EXAMPLES[example]) for name in chosen)


def test_choice_follows_shape_and_survey() -> None:
    assert choose(EXAMPLES["total"])[0] == "change_over_time"
    assert choose(EXAMPLES["survey"])[0] == "interval"
    assert choose(EXAMPLES["parts_by_groups"])[0] == "parts_by_groups"
    single = example_view("total")
    single = kept(single, [single.main])
    assert choose(single) == ("compare_groups", "position")


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_are_proportional_and_start_on_one_line(width: float) -> None:
    view = EXAMPLES["groups"]
    drawing = draw("compare_groups", view, STYLE, width)
    own = bars(drawing, STYLE.theme(view.theme).strong)
    region = bars(drawing, STYLE.beside)
    lengths = [bar[2] for bar in own + region]
    values = [s.value for s in (*(c.shown for c in view.cells), *map(view.beside, view.cells))]
    assert len({bar[0] for bar in own + region}) == 1
    for length, value in zip(lengths, values, strict=True):
        assert length / lengths[0] == pytest.approx(value / values[0], rel=0.002)


def test_negative_bars_end_where_positive_ones_start() -> None:
    view = example_view("total")
    view = own(view, shown=shown(-6.3, "per_1000"))
    view = put(view, beside(view.main, shown(4.1, "per_1000")))
    drawing = draw("compare_groups", replace(view, unit="per_1000"), STYLE, 470)
    (mine,) = bars(drawing, STYLE.theme(view.theme).strong)
    (region,) = bars(drawing, STYLE.beside)
    assert mine[0] + mine[2] == pytest.approx(region[0], abs=0.02)
    assert mine[2] / region[2] == pytest.approx(6.3 / 4.1, rel=0.01)


def test_parts_share_one_scale_with_the_region_even_beside_hidden_ones() -> None:
    view = EXAMPLES["parts"]
    first, second = view.cells
    rows = (
        *(replace(first, shown=HIDDEN), beside(first, shown(40))),
        *(replace(second, shown=shown(30)), beside(second, shown(60))),
    )
    drawing = draw("part_to_whole", put(view, *rows), STYLE, 470)
    widths = [
        float(match.group(1))
        for mark in drawing.marks
        if isinstance(mark, PathMark)
        for match in re.finditer(r"([-\d.]+) [-\d.]+ re B\b", mark.operators)
    ]
    own, region = widths[0], widths[-1]
    assert own / region == pytest.approx(0.5, rel=0.01)
    assert any("niet getoond" in text for text in texts(drawing))


def test_hidden_figure_has_its_words_and_nothing_that_looks_like_a_value() -> None:
    view = EXAMPLES["hidden"]
    drawing = draw("compare_groups", kept(view, [view.main]), STYLE, 470)
    assert "niet getoond" in texts(drawing)
    assert bars(drawing, STYLE.theme(view.theme).strong) == []


def _strokes(drawing: Drawing, width: float) -> list[str]:
    """The pieces of the lines of a width."""
    return [
        piece
        for mark in drawing.marks
        if isinstance(mark, PathMark) and f" {num(width)} w " in mark.operators
        for piece in re.findall(r"[-\d.]+ [-\d.]+ m (?:[-\d.]+ [-\d.]+ l ?)+", mark.operators)
    ]


def test_line_breaks_at_gaps_and_other_sources() -> None:
    view = example_view("total")
    whole = draw("change_over_time", view, STYLE, 470)
    hidden = replace(view.trend[4], shown=HIDDEN)
    other = replace(view.trend[9], break_before=True)
    broken = draw("change_over_time", put(view, hidden, other), STYLE, 470)
    assert len(_strokes(whole, 2.4)) == 1
    assert len(_strokes(broken, 2.4)) == 3
    assert "niet getoond" in texts(broken)


def test_survey_editions_three_years_apart_are_joined() -> None:
    view = EXAMPLES["survey"]
    editions = ((2017, 30.0), (2020, 34.0))
    earlier = series(view.main, ((year, shown(value), shown(30)) for year, value in editions))
    view = put(kept(view, [view.main, *view.cells]), *earlier)
    drawing = draw("change_over_time", view, STYLE, 470)
    assert len(_strokes(drawing, 2.4)) == 1
    assert {"2017", "2020", "2023"} <= set(texts(drawing))


def test_position_has_a_dot_per_municipality() -> None:
    drawing = draw("position", EXAMPLES["total"], STYLE, 225, labels=LABELS)
    dots = max(
        (m for m in drawing.marks if isinstance(m, PathMark)), key=lambda m: len(m.operators)
    )
    assert dots.operators.count(" m ") == sum(EXAMPLES["total"].position.counts)
    assert "onder 17,5\u00a0%" in texts(drawing)


def _of_cells(view: IndicatorView, cells: Iterable[Figure]) -> IndicatorView:
    """The view with these parts, each beside 20 % in the region."""
    rows = [row for cell in cells for row in (cell, beside(cell, shown(20)))]
    return put(kept(view, view.trend), *rows)


def _hard_views() -> dict[str, IndicatorView]:
    """Long names, tiny and hidden parts, lines that nearly meet, large numbers, many years."""
    brussels = Place("04000", "Brussels Hoofdstedelijk Gewest", "het Brusselse", "region")
    parts = example_view("parts")
    shares = (1.1, 2.0, 3.0, 50.0, 43.9)
    names = ("huidige nationaliteit vreemd", "Belg geworden", "studie", "arbeid", "andere redenen")
    tiny = tuple(
        replace(parts.cells[0], codes=(name,), labels=(name,), shown=shown(share))
        for name, share in zip(names, shares, strict=True)
    )
    hidden = (replace(tiny[0], shown=HIDDEN), replace(tiny[1], shown=HIDDEN), tiny[3])
    groups = example_view("groups")
    lines = [
        row
        for index, name in enumerate(names)
        for row in series(
            replace(groups.cells[0], codes=(name,), labels=(name,)),
            ((year, shown(60 + index * 0.3), shown(60)) for year in range(2000, 2026)),
        )
    ]
    counts = example_view("total")
    big = series(
        counts.main,
        (
            (year, shown(year * 47, "count", 0), shown(year * 61, "count", 0))
            for year in range(2000, 2026)
        ),
    )
    return {
        "tiny": _of_cells(parts, tiny),
        "hidden parts": _of_cells(parts, hidden),
        "many lines": put(kept(groups, groups.trend), *lines),
        "large numbers": replace(put(counts, *big), unit="count", decimals=0),
        **{f"Brussels {shape}": beside_place(view, brussels) for shape, view in EXAMPLES.items()},
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("case", "view"), (EXAMPLES | _hard_views()).items())
def test_text_never_lies_on_text(case: str, view: IndicatorView, width: float) -> None:
    named = moved(view, LONG)
    for name, kind in KINDS.items():
        if kind.fits(named):
            drawing = draw(name, named, STYLE, width, labels=LABELS)
            assert _collisions(drawing) == [], (name, case)
            assert overflow(drawing) == [], (name, case)


def _collisions(drawing: Drawing) -> list[tuple[str, str]]:
    from_marks = [
        (m.text, m.x, m.y, m.x + measure(m), m.y + 0.6 * m.size)
        for m in drawing.marks
        if isinstance(m, TextMark)
    ]
    return [
        (a[0], b[0])
        for index, a in enumerate(from_marks)
        for b in from_marks[index + 1 :]
        if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
    ]


def measure(mark: TextMark) -> float:
    return text_width(mark.text, mark.size, mark.weight, mark.family)


def test_frames_are_shared_between_municipalities() -> None:
    view = example_view("total")
    draw("change_over_time", view, STYLE, 470)
    before = frame.cache_info()
    for step in range(20):
        lower = [shown((figure.shown.value or 0) - step * 0.1) for figure in view.trend]
        rows = (replace(f, shown=s) for f, s in zip(view.trend, lower, strict=True))
        draw("change_over_time", put(view, *rows), STYLE, 470)
    after = frame.cache_info()
    assert after.misses == before.misses
    assert after.hits >= before.hits + 20


def test_overflow_names_what_sticks_out() -> None:
    inside = TextMark(5, 5, "binnen", "Source Sans 3", 400, False, 8, (0, 0, 0))
    outside = TextMark(90, 5, "buiten", "Source Sans 3", 400, False, 8, (0, 0, 0))
    line = PathMark("0 0 0 RG 2 w 0 J 0 j [] 0 d 5 5 m 5 60 l S")
    faults = overflow(Drawing(100, 50, (inside, outside, line)))
    assert len(faults) == 2
    assert "buiten" in faults[0]


def test_profile_has_a_row_per_view_in_its_own_colour() -> None:
    views = [replace(EXAMPLES["total"], theme=name, short=name) for name, _ in STYLE.themes]
    height = profile.height(views, STYLE, 470)
    drawing = profile.draw(views, STYLE, 470, height, LABELS)
    assert profile.fits(views)
    assert overflow(drawing) == []
    assert {view.short for view in views} <= set(texts(drawing))
    colours = {mark.colour for mark in drawing.marks if isinstance(mark, TextMark)}
    assert {palette.strong for _, palette in STYLE.themes} <= colours


def test_a_name_is_never_cut_short_at_the_head_of_the_profile() -> None:
    example = EXAMPLES["total"]
    long = Place("1", "Scherpenheuvel-Zichem", "Scherpenheuvel-Zichem", "municipality")
    region = Place("2", *("Brussels Hoofdstedelijk Gewest",) * 2, "region")
    views = [beside_place(moved(example, long), region)]
    height = profile.height(views, STYLE, STYLE.full)
    found = texts(profile.draw(views, STYLE, STYLE.full, height, LABELS))
    assert {long.name, region.name} <= set(found)
    assert overflow(profile.draw(views, STYLE, STYLE.full, height, LABELS)) == []
    assert not [text for text in found if "…" in text]


@pytest.mark.parametrize(
    ("value", "share"),
    [(1.0, 0.0), (2.1, 0.0), (6.0, 0.1), (17.5, 0.5), (19.0, 0.55), (38.0, 0.9), (70.0, 1.0)],
)
def test_the_profile_places_a_figure_by_the_part_that_lies_below(
    value: float, share: float
) -> None:
    position = EXAMPLES["total"].position
    assert position is not None
    assert profile.share_below(position, value) == pytest.approx(share)
    many = replace(position, deciles=(2.1,) * 6 + position.deciles[6:])
    assert profile.share_below(many, 2.1) == pytest.approx(0.3)


TILES = tuple(
    tile_map.Tile(str(10 * row + column), column, row) for row in range(6) for column in range(9)
)


def test_tile_map_keeps_the_base_and_moves_the_own_tile() -> None:
    tone = tile_map.on_cover(STYLE)
    height = tile_map.height(TILES, 225)
    first = tile_map.draw(TILES, "23", STYLE, tone, 225, height)
    second = tile_map.draw(TILES, "41", STYLE, tone, 225, height)
    assert overflow(first) == []
    assert first.marks[:-1] == second.marks[:-1]
    assert first.marks[-1] != second.marks[-1]
    assert isinstance(first.marks[0], PathMark)
    assert first.marks[0].operators.count(" re") == len(TILES)


def test_tile_map_with_classes_has_a_shade_per_class() -> None:
    tone = tile_map.on_paper(STYLE, "werk")
    classes = {tile.nis: tile.column % 4 for tile in TILES if tile.row}
    drawing = tile_map.draw(TILES, "23", STYLE, tone, 225, 150, classes, "werk")
    assert len(drawing.marks) == 4 + 1 + 1
    assert overflow(drawing) == []


def test_boundary_map_fits_its_box_and_marks_the_own_area() -> None:
    def square(nis: str, x: float, y: float) -> dict[str, object]:
        ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
        return {
            "properties": {"nis": nis},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }

    areas = boundary_map.outlines({"features": [square("1", 3, 50), square("2", 4, 50)]})
    tone = tile_map.on_paper(STYLE, "werk")
    height = boundary_map.height(areas, 100)
    drawing = boundary_map.draw(areas, "2", tone, 100, height, frozenset({"2"}))
    assert overflow(drawing) == []
    assert 76 < height < 80, "a degree eastwards is shorter than one northwards"
    assert len(drawing.marks) == 3


def test_wording_has_the_words_that_figures_need() -> None:
    table = tomllib.loads((ROOT / "catalogue/wording/figures.toml").read_text(encoding="utf-8"))
    assert {key.removeprefix("labels.") for key in LABELS} == set(table["labels"])
    for name in (*KINDS, "profile", "tile_map"):
        assert table[name]["title"]
