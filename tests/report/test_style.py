"""The visual language: tokens are read whole, contrasts hold, fonts are the bundled ones."""

from itertools import pairwise
from pathlib import Path

import pytest
from matplotlib import font_manager

from scan.errors import CatalogueError
from scan.report.style import (
    FACES,
    TOKENS,
    WHITE,
    Style,
    contrast,
    greys,
    line_colours,
    mix,
    parse_colour,
    readable_on,
    shades,
    toned,
)

STYLE = Style.from_tokens()
THEMES = [name for name, _ in STYLE.themes]


def test_same_tokens_make_equal_and_hashable_styles() -> None:
    assert hash(Style.from_tokens()) == hash(STYLE)
    assert Style.from_tokens() == STYLE


def test_missing_token_is_a_catalogue_error(tmp_path: Path) -> None:
    broken = tmp_path / "tokens.toml"
    broken.write_text(TOKENS.read_text(encoding="utf-8").replace("ink =", "inkt ="))
    with pytest.raises(CatalogueError, match="inkt"):
        Style.from_tokens(broken)


def test_unknown_theme_names_the_known_ones() -> None:
    with pytest.raises(CatalogueError, match="demografie"):
        STYLE.theme("sport")


@pytest.mark.parametrize("text", ["", "0f5fa0", "#0f5fa", "#zzzzzz"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"colour|literal"):
        parse_colour(text)


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_on_paper(theme: str) -> None:
    palette = STYLE.theme(theme)
    assert contrast(palette.strong, STYLE.paper) >= 4.5
    assert contrast(palette.mid, STYLE.paper) >= 3
    for colour in line_colours(palette, STYLE.ink, 5):
        assert contrast(colour, STYLE.paper) >= 3


@pytest.mark.parametrize("theme", THEMES)
def test_municipality_and_region_are_told_apart_in_grey(theme: str) -> None:
    assert contrast(STYLE.beside, STYLE.paper) >= 3
    assert contrast(STYLE.theme(theme).strong, STYLE.beside) >= 1.6


@pytest.mark.parametrize("lead", range(4))
def test_the_leading_part_has_the_strongest_tone(lead: int) -> None:
    palette = STYLE.theme(THEMES[0])
    fills = toned(palette, 4, lead)
    assert fills[lead] == palette.strong
    assert sorted(fills) == sorted(shades(palette, 4))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("count", range(1, 6))
def test_shades_grow_lighter_and_bear_text(theme: str, count: int) -> None:
    for palette in (STYLE.theme(theme), greys(STYLE)):
        fills = shades(palette, count)
        assert len(fills) == count
        assert fills[0] == palette.strong
        assert all(contrast(a, WHITE) > contrast(b, WHITE) for a, b in pairwise(fills))
        assert all(contrast(readable_on(f, STYLE.ink), f) >= 4.5 for f in fills)


def test_contrast_of_black_and_white() -> None:
    assert contrast((0.0, 0.0, 0.0), WHITE) == pytest.approx(21)
    assert mix((0.0, 0.0, 0.0), WHITE, 0.25) == (0.25, 0.25, 0.25)


def test_fonts_are_found_by_family_in_the_bundle() -> None:
    for (family, weight, italic), path in FACES.items():
        wanted = font_manager.FontProperties(
            family=[family], weight=weight, style="italic" if italic else "normal"
        )
        assert font_manager.findfont(wanted, fallback_to_default=False) == str(path)
