"""Publish, barometer, pages: the Barometer as pages of the site.

Input: the records of the Barometer, the frame of the site, and the folder in which the files of
``downloads`` and the PDF stand already. Output: an overview, a page per objective, a page on the
survey, their style and script. Links are relative; everything works from disk, and without
JavaScript: the intervals then stand in the tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from markupsafe import Markup

from scan.files import write_text
from scan.house import LAYOUTS
from scan.publish.barometer.inline import inline_svg
from scan.publish.barometer.offer import Offer, offered_files, offered_pdf, words_of
from scan.publish.barometer.pictures import (
    Picture,
    arrow_of,
    now_picture,
    overview_pictures,
    trend_picture,
)
from scan.publish.barometer.tables import (
    Figures,
    has_weak,
    movement_text,
    now_table,
    overview_heads,
    overview_table,
    series_table,
)
from scan.publish.site.assets import put_asset
from scan.publish.site.pages import Frame, rendered
from scan.report.figures.group_rows import Arrow
from scan.report.pages.furniture import Furniture
from scan.report.pages.stylesheet import load_tokens
from scan.report.style import Style
from scan.series.workspace import Workspace
from scan.views.barometer.figures import barometer as barometer_of
from scan.views.barometer.records import Barometer, IndicatorPanel, ObjectivePanel

FOLDER = "barometer"
OVERVIEW, SURVEY = f"{FOLDER}/index.html", f"{FOLDER}/bevraging/index.html"
WIDE, NARROW = 960.0, 330.0
TILE, NARROW_TILE = 540.0, 290.0
"""Widths of charts in CSS pixels, on a large screen and on a telephone."""
NO_PICTURES: Mapping[str, Picture] = MappingProxyType({})
TEXT, SMALL = 15.0, 13.0
TILE_TEXT, TILE_SMALL = 14.0, 12.5
"""Sizes of text in them."""


@dataclass(frozen=True, slots=True)
class Tile:
    """An objective on the overview."""

    objective: ObjectivePanel
    path: str
    picture: Markup
    narrow: Markup
    """Both empty where nothing was delivered."""
    moved: str
    arrow: Arrow


@dataclass(frozen=True, slots=True)
class Shown:
    """A chart as a page holds it, for wide screens and for narrow ones."""

    title: str
    note: str
    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator with everything that its section prints."""

    panel: IndicatorPanel
    pictures: tuple[Shown, ...]
    now: Figures | None
    series: Figures | None
    weak: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The objective before or after."""

    title: str
    path: str


def write_barometer_pages(workspace: Workspace, folder: Path, frame: Frame) -> None:
    """Writes the pages of the Barometer of a workspace below ``folder``."""
    patterns = words_of(workspace.catalogue).patterns
    whole = replace(frame, say=Furniture({**frame.say.patterns, **patterns}))
    write_pages_of(barometer_of(workspace), folder, whole)


def write_pages_of(
    barometer: Barometer, folder: Path, frame: Frame, layouts: Path = LAYOUTS
) -> None:
    """Writes the pages; ``frame`` knows the words of the site and of the Barometer."""
    style = Style.from_tokens(layouts / "tokens.toml")
    shared = {
        "barometer": barometer,
        "places": places(barometer),
        "own": _assets(folder, layouts),
    }
    for path, template, own in _pages(barometer, folder, style, frame.say):
        whole = {**shared, **own}
        write_text(folder / path, rendered(path, template, whole, frame, layouts / "barometer"))


def places(barometer: Barometer) -> dict[str, str]:
    """Pages by name, from the root of the site: ``overview``, ``survey``, slugs of objectives."""
    slugs = {o.slug: f"{FOLDER}/{o.slug}/index.html" for o in barometer.objectives}
    return {"overview": OVERVIEW, "survey": SURVEY, **slugs}


def _assets(folder: Path, layouts: Path) -> dict[str, str]:
    colours = load_tokens(layouts / "tokens.toml")["groups"]
    tokens = "".join(f" --{name}: {value};" for name, value in colours.items())
    own = layouts / "barometer"
    style = f":root {{{tokens} }}\n{(own / 'barometer.css').read_text(encoding='utf-8')}"
    script = (own / "barometer.js").read_bytes()
    return {
        "style": put_asset(folder, "barometer.css", style.encode()),
        "script": put_asset(folder, "barometer.js", script),
    }


def _pages(
    barometer: Barometer, folder: Path, style: Style, say: Furniture
) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Path, template and contents of every page."""
    offer = Offer(barometer, say)
    yield OVERVIEW, "overview.html.j2", _overview(barometer, offer, folder, style)
    yield SURVEY, "survey.html.j2", {}
    steps = [Step(o.title, places(barometer)[o.slug]) for o in barometer.objectives]
    for at, objective in enumerate(barometer.objectives):
        own = {
            "objective": objective,
            "headline": _tile(objective, steps[at].path, say),
            "panels": [_item(panel, style, say) for panel in objective.indicators],
            "files": tuple(offered_files(offer, objective, folder)),
            "before": steps[at - 1] if at else None,
            "after": steps[at + 1] if at + 1 < len(steps) else None,
        }
        yield steps[at].path, "objective.html.j2", own


def _overview(
    barometer: Barometer, offer: Offer, folder: Path, style: Style
) -> Mapping[str, object]:
    small = replace(style, text=TILE_TEXT, small=TILE_SMALL)
    pages = places(barometer)
    wide, narrow = (
        overview_pictures(barometer.objectives, small, width, offer.say)
        for width in (TILE, NARROW_TILE)
    )
    cores = tuple(o.core for o in barometer.objectives)
    return {
        "tiles": [_tile(o, pages[o.slug], offer.say, wide, narrow) for o in barometer.objectives],
        "blocks": overview_table(barometer.objectives, offer.say),
        "heads": overview_heads(offer.say),
        "weak": has_weak(cores),
        "pdf": tuple(offered_pdf(offer, folder)),
        "files": tuple(offered_files(offer, None, folder)),
    }


def _tile(
    objective: ObjectivePanel,
    path: str,
    say: Furniture,
    wide: Mapping[str, Picture] = NO_PICTURES,
    narrow: Mapping[str, Picture] = NO_PICTURES,
) -> Tile:
    """An objective with its pictures, where it has any."""
    movement, slug = objective.movement, objective.slug
    return Tile(
        objective=objective,
        path=path,
        picture=_svg(wide[slug], "wide-only") if slug in wide else Markup(),
        narrow=_svg(narrow[slug], "narrow-only") if slug in narrow else Markup(),
        moved=movement_text(movement, say),
        arrow=arrow_of(movement),
    )


def _item(panel: IndicatorPanel, style: Style, say: Furniture) -> Item:
    if not panel.periods:
        return Item(panel, (), None, None, weak=False)
    return Item(
        panel,
        tuple(_shown(panel, replace(style, text=TEXT, small=SMALL), say)),
        now_table(panel, say),
        series_table(panel, say),
        has_weak((panel,)),
    )


def _shown(panel: IndicatorPanel, style: Style, say: Furniture) -> Iterator[Shown]:
    for name, draw in (("now", now_picture), ("trend", trend_picture)):
        wide, narrow = (draw(panel, style, width, say) for width in (WIDE, NARROW))
        if wide is not None and narrow is not None:
            yield Shown(
                wide.title,
                wide.note,
                _svg(wide, f"{name} wide-only"),
                _svg(narrow, f"{name} narrow-only"),
            )


def _svg(picture: Picture, name: str) -> Markup:
    return inline_svg(picture.layers, picture.alt, name)
