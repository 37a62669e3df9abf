"""Publish, chart sheets: a chart with all that it needs to stand alone, and all of a report.

Input: the charts of a report with their views. Output: drawings with the municipality, what is
shown and the source around the chart; and one archive per report that holds each of them as SVG
and PNG. A PNG is drawn again only when its SVG has changed.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scan.files import write_bytes
from scan.publish.chart_files import svg
from scan.publish.chart_pictures import pngs
from scan.report.figures.drawing import Drawing, Figure, PathMark, TextMark
from scan.report.figures.operators import painted
from scan.report.gather import Gathered
from scan.report.pages.contents import Chart
from scan.report.pages.typesetting import NAMED, Face, text_width
from scan.report.style import Style
from scan.views.records import IndicatorView

MARGIN = 12.0
GAP = 5.0
KINDS = ("svg", "png")
"""Endings of the files of a chart."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Words:
    """Text around a chart, in one face."""

    text: str
    face: Face
    size: float
    ink: tuple[float, float, float]


def write_charts(path: Path, gathered: Gathered, style: Style, made_up: str) -> None:
    """All charts of indicator pages as one archive; ``made_up`` is what to say of the figures."""
    figures = dict(sheets(gathered, style, made_up))
    texts = {key: svg(figure).encode() for key, figure in figures.items()}
    before = {key: image for key, (text, image) in _drawn(path).items() if texts.get(key) == text}
    fresh = [key for key in texts if key not in before]
    images = before | dict(zip(fresh, pngs([figures[key].drawing for key in fresh]), strict=True))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for key, text in texts.items():
            svg_entry, png_entry = (zipfile.ZipInfo(f"{key}.{kind}", _EPOCH) for kind in KINDS)
            archive.writestr(svg_entry, text, zipfile.ZIP_DEFLATED)
            archive.writestr(png_entry, images[key], zipfile.ZIP_STORED)
    write_bytes(path, target.getvalue())


def _drawn(path: Path) -> dict[str, tuple[bytes, bytes]]:
    """The charts of before; none when there is no archive that can be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            keys = [name[:-4] for name in archive.namelist() if name.endswith(".svg")]
            return {k: (archive.read(f"{k}.svg"), archive.read(f"{k}.png")) for k in keys}
    except (OSError, zipfile.BadZipFile, KeyError):
        return {}


def sheets(gathered: Gathered, style: Style, made_up: str) -> Iterator[tuple[str, Figure]]:
    """Key and stand-alone figure of every chart on an indicator page."""
    for page in gathered.contents.indicator_pages:
        for chart in page.charts:
            yield chart.key, sheet(chart, page.view, style, made_up)


def sheet(chart: Chart, view: IndicatorView, style: Style, made_up: str) -> Figure:
    """A chart with head and source."""
    drawing, figure = chart.figure.drawing, chart.figure
    head = [
        _Words(
            f"{view.short} ({view.indicator}): {view.place.name}", "serif_semibold", 12.0, style.ink
        ),
        _Words(f"{figure.title}, {figure.note}".rstrip(", "), "sans", 9.0, style.muted),
    ]
    foot = [_Words(view.origin.line, "sans", 7.5, style.muted)]
    if made_up:
        foot.append(_Words(made_up, "semibold", 7.5, style.ink))
    above = [line for words in head for line in _lines(words, drawing.width)]
    below = [line for words in foot for line in _lines(words, drawing.width)]
    top = sum(_step(line) for line in above) + GAP
    bottom = sum(_step(line) for line in below) + GAP
    width, height = drawing.width + 2 * MARGIN, drawing.height + top + bottom + 2 * MARGIN
    marks = (
        PathMark(painted(f"0 0 {width:g} {height:g} re", fill=style.paper)),
        *_set(above, height - MARGIN, style),
        *(_moved(mark, MARGIN, MARGIN + bottom) for mark in drawing.marks),
        *_set(below, MARGIN + bottom - GAP, style),
    )
    return replace(figure, drawing=Drawing(width, height, marks))


def _step(words: _Words) -> float:
    return words.size * 1.3


def _lines(words: _Words, width: float) -> Iterator[_Words]:
    """The text over as many lines as it needs."""
    line = ""
    for word in words.text.split(" "):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, words.face, words.size) > width:
            yield replace(words, text=line)
            longer = word
        line = longer
    yield replace(words, text=line)


def _set(lines: list[_Words], top: float, style: Style) -> Iterator[TextMark]:
    """Lines below one another, from ``top`` down."""
    y = top
    for words in lines:
        family, weight, _ = NAMED[words.face]
        y -= _step(words)
        base = y + words.size * 0.3
        yield TextMark(MARGIN, base, words.text, family, weight, False, words.size, words.ink)


def _moved(mark: PathMark | TextMark, x: float, y: float) -> PathMark | TextMark:
    if isinstance(mark, TextMark):
        return replace(mark, x=mark.x + x, y=mark.y + y)
    return PathMark(f"1 0 0 1 {x:g} {y:g} cm {mark.operators}")
