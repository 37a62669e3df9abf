"""Publish, barometer, pages: the Barometer as pages of the site.

Input: the records of the Barometer, the frame of the site, and the folder in which the files of
``downloads`` and the PDF stand already. Output: an overview, a page per objective, a page on the
survey, their style and script. Links are relative; everything works from disk, and without
JavaScript: the intervals then stand in the tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from scan.files import write_text
from scan.house import LAYOUTS
from scan.publish.barometer.files import FOLDER, Offer, method_of, words_of
from scan.publish.barometer.pictures import overview_pictures
from scan.publish.group_pictures import Picture, now_picture, trend_picture
from scan.publish.group_tables import figures_of, movement, now_table, series_table
from scan.publish.inline import inline_svg
from scan.publish.site.assets import put_asset
from scan.publish.site.desk import offered
from scan.publish.site.pages import Frame, rendered
from scan.report.pages.furniture import Furniture
from scan.report.pages.stylesheet import load_tokens
from scan.report.style import Style
from scan.series.workspace import Workspace
from scan.views.barometer.figures import barometer as barometer_of
from scan.views.barometer.records import Barometer
from scan.views.groups import IndicatorPanel

COLUMNS = ("figure", "interval", "change", "gap")
"""Of the table of the overview, which is the same for all objectives."""
OVERVIEW, SURVEY = f"{FOLDER}/index.html", f"{FOLDER}/bevraging/index.html"
WIDTHS = {"wide": 960.0, "narrow": 330.0}
TILES = {"wide": 540.0, "narrow": 290.0}
"""Widths of charts in CSS pixels, on a large screen and on a telephone."""
TEXT, SMALL = 15.0, 13.0
TILE_TEXT, TILE_SMALL = 14.0, 12.5
"""Sizes of text in them."""


class Drawn(NamedTuple):
    """A chart as a page holds it, for wide screens and for narrow ones."""

    picture: Picture
    wide: Markup
    narrow: Markup


def write_barometer_pages(workspace: Workspace, folder: Path, frame: Frame) -> None:
    """Writes the pages of the Barometer of a workspace below ``folder``."""
    patterns = words_of(workspace.catalogue).patterns
    whole = replace(frame, say=Furniture({**frame.say.patterns, **patterns}))
    write_pages_of(barometer_of(workspace), folder, whole)


def write_pages_of(
    barometer: Barometer, folder: Path, frame: Frame, layouts: Path = LAYOUTS
) -> None:
    """Writes the pages; ``frame`` knows the words of the site and of the Barometer."""
    say, style = frame.say, Style.from_tokens(layouts / "tokens.toml")
    shared = {
        "barometer": barometer,
        "method": method_of(say),
        "places": places(barometer),
        "own": _assets(folder, layouts),
        "moved_of": lambda panel: movement(panel.change, panel.entry, say),
    }
    for path, template, own in _pages(barometer, folder, style, say):
        whole = {**shared, **own}
        write_text(folder / path, rendered(path, template, whole, frame, layouts / "barometer"))


def places(barometer: Barometer) -> dict[str, str]:
    """Pages by name, from the root of the site: ``overview``, ``survey``, names of objectives."""
    names = (objective.entry.id for objective in barometer.objectives)
    return {
        "overview": OVERVIEW,
        "survey": SURVEY,
        **{name: f"{FOLDER}/{name}/index.html" for name in names},
    }


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
    offer, objectives = Offer(barometer, say), barometer.objectives
    small = replace(style, text=TILE_TEXT, small=TILE_SMALL)
    wide, narrow = (overview_pictures(objectives, small, TILES[at], say) for at in TILES)
    overview = {
        "tiles": {name: _drawn("", wide[name], narrow[name]) for name in wide},
        "tables": {one.entry.id: figures_of(one.core, COLUMNS, "", say, {}) for one in objectives},
        "pdf": tuple(offered(folder, offer.pdf(), say.say("barometer.files.pdf"), say)),
        "files": tuple(offer.files(None, folder)),
    }
    yield OVERVIEW, "overview.html.j2", overview
    yield SURVEY, "survey.html.j2", {}
    large = replace(style, text=TEXT, small=SMALL)
    for at, objective in enumerate(objectives):
        panels = [panel for panel in objective.indicators if panel.series]
        own = {
            "objective": objective,
            "pictures": {p.entry.id: tuple(_pictures(p, large, say)) for p in panels},
            "tables": {p.entry.id: (now_table(p, say), series_table(p, say)) for p in panels},
            "files": tuple(offer.files(objective, folder)),
            "before": objectives[at - 1] if at else None,
            "after": objectives[at + 1] if at + 1 < len(objectives) else None,
        }
        yield places(barometer)[objective.entry.id], "objective.html.j2", own


def _pictures(panel: IndicatorPanel, style: Style, say: Furniture) -> Iterator[Drawn]:
    for name, draw in (("now", now_picture), ("trend", trend_picture)):
        wide, narrow = (draw(panel, style, WIDTHS[at], say) for at in WIDTHS)
        if wide is not None and narrow is not None:
            yield _drawn(f"{name} ", wide, narrow)


def _drawn(name: str, wide: Picture, narrow: Picture) -> Drawn:
    return Drawn(
        wide,
        inline_svg(wide.layers, wide.alt, f"{name}wide-only"),
        inline_svg(narrow.layers, narrow.alt, f"{name}narrow-only"),
    )
