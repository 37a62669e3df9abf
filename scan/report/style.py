"""Report, style: the visual language as one frozen value, and the bundled fonts for matplotlib.

Input: ``layouts/tokens.toml`` and ``fonts/``. Output: :class:`Style`, hashable, so that drawn
frames can be kept under it. Colours are red, green, blue from 0 to 1; sizes are points.
Importing this module registers the fonts and sets matplotlib's parameters, once per process.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Self

import matplotlib
from matplotlib import font_manager

from scan.errors import CatalogueError, Fault
from scan.house import FONTS, LAYOUTS, named
from scan.report.figures.drawing import Colour

TOKENS = LAYOUTS / "tokens.toml"
Face = tuple[str, int, bool]
"""Family, weight, italic."""
FACES: dict[Face, Path] = {
    ("Source Sans 3", 400, False): FONTS / "SourceSans3-Regular.ttf",
    ("Source Sans 3", 400, True): FONTS / "SourceSans3-Italic.ttf",
    ("Source Sans 3", 600, False): FONTS / "SourceSans3-SemiBold.ttf",
    ("Source Sans 3", 700, False): FONTS / "SourceSans3-Bold.ttf",
    ("Source Serif 4", 400, False): FONTS / "SourceSerif4-Regular.ttf",
    ("Source Serif 4", 600, False): FONTS / "SourceSerif4-SemiBold.ttf",
}
WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)


def _prepare_matplotlib() -> None:
    for path in FACES.values():
        font_manager.fontManager.addfont(path)
    matplotlib.rcParams.update(
        {
            "font.family": ["Source Sans 3"],
            "text.parse_math": False,
            "path.simplify": False,
            "lines.solid_capstyle": "butt",
            "lines.scale_dashes": False,
        }
    )


_prepare_matplotlib()


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a theme, strong to pale."""

    strong: Colour
    mid: Colour
    light: Colour
    pale: Colour


@dataclass(frozen=True, slots=True)
class Style:
    """Colours, palettes, sizes and widths of ``tokens.toml``."""

    ink: Colour
    muted: Colour
    region: Colour
    """Of text about the region."""
    beside: Colour
    """Of bars, dots and lines of what the municipality is compared with."""
    line: Colour
    band: Colour
    paper: Colour
    accent: Colour
    cover: Colour
    sans: str
    serif: str
    text: float
    """Size of text in charts."""
    small: float
    """Size of axis labels and asides in charts."""
    full: float
    half: float
    gutter: float
    themes: tuple[tuple[str, Palette], ...]
    covers: tuple[tuple[str, Colour], ...]
    """Colours of covers of editions, by name."""
    groups: tuple[tuple[str, Colour], ...]
    """Of the groups by origin that the Barometer compares."""

    def with_cover(self, name: str) -> Self:
        """The style of an edition; the same without a name. Raises CatalogueError for a cover
        without colour."""
        if not name:
            return self
        found = dict(self.covers)
        if name not in found:
            raise CatalogueError((_no_colours(f"covers.{name}", found),))
        return replace(self, cover=found[name])

    def theme(self, name: str) -> Palette:
        """The palette of a theme. Raises CatalogueError for a theme without colours."""
        for known, palette in self.themes:
            if known == name:
                return palette
        raise CatalogueError((_no_colours(f"themes.{name}", dict(self.themes)),))

    def group(self, origin: str) -> Colour:
        """The colour of a group by origin. Raises KeyError for one without."""
        return dict(self.groups)[origin]

    @classmethod
    def from_tokens(cls, path: Path = TOKENS) -> Self:
        """Read the tokens. Raises CatalogueError that names what is missing or no colour."""
        try:
            tokens = tomllib.loads(path.read_text(encoding="utf-8"))
            colours = {name: parse_colour(text) for name, text in tokens["colours"].items()}
            themes = tuple(
                (name, Palette(**{key: parse_colour(text) for key, text in table.items()}))
                for name, table in tokens["themes"].items()
            )
            groups = tuple((key, parse_colour(text)) for key, text in tokens["groups"].items())
            return cls(
                **colours,
                sans=tokens["fonts"]["sans"],
                serif=tokens["fonts"]["serif"],
                text=tokens["sizes"]["chart"],
                small=tokens["sizes"]["chart_small"],
                full=tokens["chart"]["full"],
                half=tokens["chart"]["half"],
                gutter=tokens["chart"]["gutter"],
                themes=themes,
                covers=tuple((n, parse_colour(text)) for n, text in tokens["covers"].items()),
                groups=groups,
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            message = f"tokens cannot be read: {error}"
            raise CatalogueError(
                (Fault(str(path), "", message, "restore the missing or wrong key"),)
            ) from error


def _no_colours(field: str, known: Iterable[str]) -> Fault:
    remedy = f"add it beside {', '.join(known)}"
    return Fault(named(TOKENS), field, "no colours", remedy)


def parse_colour(text: str) -> Colour:
    """``#0f5fa0`` as red, green, blue from 0 to 1. Raises ValueError."""
    if len(text) != 7 or not text.startswith("#"):
        raise ValueError(f"not a colour: {text}")
    red, green, blue = (int(text[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return (red, green, blue)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """``share`` (0–1) of the second colour in the first."""
    red, green, blue = (
        one + (other - one) * share for one, other in zip(first, second, strict=True)
    )
    return (red, green, blue)


def contrast(first: Colour, second: Colour) -> float:
    """Contrast of two colours, 1 to 21, by the formula of WCAG 2."""
    dark, bright = sorted((_luminance(first), _luminance(second)))
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@lru_cache(maxsize=4096)
def readable_on(colour: Colour, ink: Colour) -> Colour:
    """White or ``ink``, whichever reads best on a fill of this colour; black where neither
    reaches 4.5:1, for then black does."""
    best = WHITE if contrast(WHITE, colour) >= contrast(ink, colour) else ink
    return best if contrast(best, colour) >= 4.5 else BLACK


@lru_cache(maxsize=1024)
def shades(palette: Palette, count: int) -> tuple[Colour, ...]:
    """``count`` fills from strong to light; to pale from four on."""
    stops = (palette.strong, palette.mid, palette.light, palette.pale)
    if count <= 2:
        return (palette.strong, palette.light)[:count]
    if count <= 4:
        return stops[:count]
    places = [index * 3 / (count - 1) for index in range(count)]
    floors = [min(int(place), 2) for place in places]
    return tuple(
        mix(stops[floor], stops[floor + 1], place - floor)
        for place, floor in zip(places, floors, strict=True)
    )


def toned(palette: Palette, count: int, lead: int) -> tuple[Colour, ...]:
    """The same shades with the strongest at the place ``lead``, the others in their order."""
    strongest, *others = shades(palette, count)
    return (*others[:lead], strongest, *others[lead:])


def greys(style: Style) -> Palette:
    """The palette of the region, as dark and as light as that of a theme."""
    beside = style.beside
    return Palette(*(beside, *(mix(beside, WHITE, share) for share in (0.33, 0.66, 0.97))))


@lru_cache(maxsize=1024)
def line_colours(palette: Palette, ink: Colour, count: int) -> tuple[Colour, ...]:
    """``count`` colours for lines, each with at least 3:1 on white: strong, mid, dark, then
    between them."""
    dark = mix(palette.strong, ink, 0.75)
    cycle = (palette.strong, palette.mid, dark, mix(dark, palette.strong, 0.55), ink)
    return tuple(cycle[index % len(cycle)] for index in range(count))
