"""The reading guide, the three notions of origin and the date of the municipalities, as HTML."""

import datetime
import html
import re

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import UsageError
from scan.report.gather import gather
from scan.report.one import report_path
from scan.report.pages.contents import ReportContents
from scan.report.pages.document import report_html
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace

LAUNCH = "integratiescan"
NOTIONS = ("with_parents", "own_nationalities", "present_nationality")


def _contents(workspace: Workspace, name: str, theme: str | None = None) -> ReportContents:
    catalogue = workspace.catalogue
    area = catalogue.areas.find(name, workspace.as_of)
    return gather(workspace, catalogue.publications[LAUNCH], area, theme, None).contents


def _html(contents: ReportContents, catalogue: Catalogue) -> str:
    return report_html(contents, catalogue.wording).html


@pytest.fixture(scope="module")
def contents(made_up: Workspace) -> ReportContents:
    return _contents(made_up, "Mechelen")


@pytest.fixture(scope="module")
def page(contents: ReportContents, catalogue: Catalogue) -> str:
    return _html(contents, catalogue)


def _text(markup: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", markup))).strip()


def test_the_guide_explains_the_survey_in_five_sentences(page: str) -> None:
    (found,) = re.findall(r'<p class="survey">(.*?)</p>', page, re.DOTALL)
    sentences = re.split(r"(?<=\.) (?=[A-Z])", _text(found))
    assert len(sentences) == 5
    said = " ".join(sentences)
    for told in ("schattingen", "99 procent", "geen duidelijk verschil", "niet getoetst", "100"):
        assert told in said


def test_the_guide_has_no_survey_where_the_report_has_none(
    real: Workspace, catalogue: Catalogue
) -> None:
    without = _contents(real, "Mechelen", "demografie")
    assert not without.surveyed
    assert '<p class="survey">' not in _html(without, catalogue)


def test_every_page_says_which_notion_of_origin_it_uses(
    page: str, contents: ReportContents, catalogue: Catalogue
) -> None:
    say = catalogue.wording["furniture"]
    starts = [
        (p.view.indicator, page.index(f'id="{p.view.indicator}"')) for p in contents.indicator_pages
    ]
    ends = [at for _, at in starts[1:]] + [len(page)]
    seen = set()
    for (code, start), end in zip(starts, ends, strict=True):
        notion = catalogue.indicators[code].origin_notion
        text = _text(page[start:end])
        for other in NOTIONS:
            assert (say[f"notion.{other}.short"] in text) == (other == notion), code
        seen.add(notion)
    assert seen >= set(NOTIONS)


def test_the_concepts_set_the_notions_side_by_side(page: str, catalogue: Catalogue) -> None:
    (found,) = re.findall(r'<div class="notions notions-3">(.*?)</section>', page, re.DOTALL)
    say = catalogue.wording["furniture"]
    places = [found.index(say[f"notion.{notion}.title"]) for notion in NOTIONS]
    assert places == sorted(places)
    assert found.count('<div class="notion">') == 3
    assert found.count("Gebruikt op pagina ") == 3


def test_no_chart_compares_across_notions(contents: ReportContents, catalogue: Catalogue) -> None:
    """A chart shows one indicator, and an indicator has one notion, also where it subtracts."""
    for one in contents.indicator_pages:
        assert all(chart.key.startswith(f"{one.view.indicator}-") for chart in one.charts)
    for indicator in catalogue.indicators.values():
        if indicator.difference:
            other = catalogue.indicators[indicator.difference.of]
            assert indicator.origin_notion == other.origin_notion


def test_a_report_of_another_date_says_so(real: Workspace, catalogue: Catalogue) -> None:
    date = datetime.date(2024, 12, 31)
    then = open_workspace(real.output, real.extracts.folder, catalogue, date, lambda _: None)
    area = catalogue.areas.find("Melle", date)
    path = report_path(then, catalogue.publications[LAUNCH], area, None)
    assert path.name == f"{area.nis}-melle-2024-12-31.pdf"
    assert "Gemeenten zoals op 31 december 2024" in _text(
        _html(_contents(then, "Melle"), catalogue)
    )
    assert "Gemeenten zoals op" not in _text(_html(_contents(real, "Mechelen"), catalogue))


def test_a_date_without_figures_is_refused(real: Workspace, catalogue: Catalogue) -> None:
    date = datetime.date(1990, 6, 1)
    then = open_workspace(real.output, real.extracts.folder, catalogue, date, lambda _: None)
    with pytest.raises(UsageError, match="no figures for Gent at 1990-06-01; choose another date"):
        _contents(then, "Gent")
