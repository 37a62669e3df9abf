"""What the site tells of a report: the report's own words and figures, and nothing else."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scan.publish.told.keep import read_told, write_told
from scan.publish.told.make import WIDTH, told_report
from scan.publish.told.records import ToldReport
from scan.report.figures import kinds
from scan.report.gather import Gathered, gather
from scan.report.style import Style
from scan.series.workspace import Workspace
from scan.views.records import TOLD

EDITION = "integratiescan"


@pytest.fixture(scope="module")
def gathered(made_up: Workspace) -> Gathered:
    catalogue = made_up.catalogue
    area = catalogue.areas.find("Genk", made_up.as_of)
    return gather(made_up, catalogue.publications[EDITION], area, None, None)


@pytest.fixture(scope="module")
def told(gathered: Gathered, made_up: Workspace) -> ToldReport:
    catalogue = made_up.catalogue
    area = catalogue.areas.find("Genk", made_up.as_of)
    publication = catalogue.publications[EDITION]
    return told_report(gathered, made_up, publication, area, Style.from_tokens())


def test_every_figure_is_told_in_the_words_of_the_report(
    gathered: Gathered, told: ToldReport
) -> None:
    pages = gathered.contents.indicator_pages
    assert len(told.figures) == len(pages) > 50
    for page, figure in zip(pages, told.figures, strict=True):
        assert (figure.code, figure.headline, figure.lead) == (
            page.view.indicator,
            page.words.headline,
            page.words.lead,
        )
        assert figure.text == page.view.main.shown.text
        trend = {f.period: f.shown.text for f in page.view.trend if f.shown.value is not None}
        assert dict(figure.years) == trend
    assert [c.finding for c in told.chapters] == [c.finding for c in gathered.contents.chapters]
    assert told.core[0].sentence.startswith("Genk telt ")


def test_what_the_report_compares_with_comes_first_and_the_choices_after(
    gathered: Gathered, told: ToldReport
) -> None:
    views = {view.indicator: view for view in gathered.views}
    for figure in told.figures:
        view = views[figure.code]
        assert [b.id for b in figure.beside[: len(view.comparators)]] == [
            place.nis for place in view.comparators
        ]
        for beside, one in zip(figure.beside, view.comparisons, strict=False):
            assert beside.text == view.beside(view.main, one.place).text
            assert bool(beside.difference) == (one.state in TOLD)
    names = {beside.name for figure in told.figures for beside in figure.beside}
    assert {"Provincie Limburg", "Aangrenzende gemeenten", "Centrumsteden"} <= names


def test_every_chart_that_suits_a_figure_is_drawn_with_real_text(
    gathered: Gathered, told: ToldReport
) -> None:
    for view, figure in zip(gathered.views, told.figures, strict=True):
        assert [chart.kind for chart in figure.charts] == list(kinds.choose(view))
        assert bool(figure.why) <= (not figure.charts)
        for chart in figure.charts:
            svg = ElementTree.fromstring(chart.svg)
            assert svg.attrib["aria-label"]
            assert float(svg.attrib["width"]) == WIDTH
            assert svg.findall(".//text"), "letters that can be read and found"
            assert not re.search(r"M (\S+ \S+) L \1(?= |\")", chart.svg), "dots are told shortly"


def test_tables_hold_all_years(gathered: Gathered, told: ToldReport) -> None:
    for view, figure in zip(gathered.views, told.figures, strict=True):
        for table in figure.tables:
            rows = [row for band in table.bands for row in band.rows]
            assert all(len(row.cells) == len(table.heads) for row in rows)
            assert rows
        if not view.cells and not view.former:
            (table,) = figure.tables
            assert [row.head for row in table.bands[0].rows] == [
                str(f.period) for f in reversed(view.trend)
            ]


def test_it_comes_back_as_it_was_kept_and_is_the_same_bytes(
    told: ToldReport, tmp_path: Path
) -> None:
    path = tmp_path / "told" / "71016.json.gz"
    assert read_told(path) is None
    write_told(path, told)
    first = path.read_bytes()
    write_told(path, told)
    assert (path.read_bytes(), read_told(path)) == (first, told)
