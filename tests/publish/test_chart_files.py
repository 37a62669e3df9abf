"""Charts as files: well-formed, with words, alone readable, drawn once."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from scan.publish.chart_files import svg
from scan.publish.chart_pictures import ZOOM, pngs
from scan.publish.chart_sheets import write_charts
from scan.report.figures.drawing import Drawing, Figure, PathMark, TextMark
from scan.report.gather import Gathered, gather
from scan.report.style import Style
from scan.series.workspace import Workspace

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def gathered(made_up: Workspace) -> Gathered:
    catalogue = made_up.catalogue
    area = catalogue.areas.find("De Haan", made_up.as_of)
    return gather(made_up, catalogue.publications["integratiescan"], area, None, None)


def test_every_chart_of_a_report_is_there_twice_with_its_words(
    gathered: Gathered, tmp_path: Path
) -> None:
    path = tmp_path / "charts.zip"
    write_charts(path, gathered, Style.from_tokens(), "Voorbeeldcijfers")
    charts = [chart for page in gathered.contents.indicator_pages for chart in page.charts]
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {
            f"{c.key}.{kind}" for c in charts for kind in ("svg", "png")
        }
        for chart in charts:
            drawn = ElementTree.fromstring(archive.read(f"{chart.key}.svg"))
            assert drawn.findtext(f"{_SVG}desc") == chart.figure.alt
            assert not drawn.findall(f".//{_SVG}text"), "letters are outlines"
            width = float(drawn.attrib["width"].removesuffix("pt"))
            picture = Image.open(io.BytesIO(archive.read(f"{chart.key}.png")))
            assert abs(picture.width - width * ZOOM) <= 1
    first = path.read_bytes()
    write_charts(path, gathered, Style.from_tokens(), "Voorbeeldcijfers")
    assert path.read_bytes() == first


def test_marks_stand_where_the_drawing_has_them() -> None:
    box = PathMark("1 0 0 rg 10 10 20 30 re f")
    name = TextMark(50.0, 20.0, "Ieper", "Source Sans 3", 700, False, 20.0, (0.0, 0.0, 1.0))
    (drawn,) = pngs([Drawing(120.0, 60.0, (box, name))])
    picture = Image.open(io.BytesIO(drawn)).convert("RGB")

    def at(x: float, y: float) -> tuple[int, ...]:
        pixel = picture.getpixel((round(x * ZOOM), round((60 - y) * ZOOM)))
        assert isinstance(pixel, tuple)
        return pixel

    assert at(20, 25) == (255, 0, 0)
    assert at(20, 45) == (255, 255, 255)
    blue = [p for _, p in picture.crop((100, 60, 230, 90)).getcolors() or [] if p == (0, 0, 255)]
    assert blue, "the name stands right of the box"


def test_an_operator_without_counterpart_is_an_error() -> None:
    drawing = Drawing(10.0, 10.0, (PathMark("0 0 m 1 1 5 5 v S"),))
    with pytest.raises(ValueError, match="operator v"):
        svg(Figure(drawing, "", "", ""))
