"""The reading guide, the three notions of origin and the date of the municipalities, as HTML."""

import datetime
import html
import re
import tomllib
from dataclasses import replace

import pytest

from scan.catalogue.bounds import Bounds
from scan.catalogue.reading import Catalogue
from scan.errors import UsageError
from scan.house import CATALOGUE
from scan.report.gather import gather
from scan.report.in_force import in_force
from scan.report.one import report_path
from scan.report.pages.contents import InForce, MissingIndicator, ReportContents
from scan.report.pages.document import report_html
from scan.report.pages.furniture import furniture_of
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


def test_the_guide_explains_the_survey_in_few_sentences(page: str) -> None:
    (found,) = re.findall(r'<p class="survey">(.*?)</p>', page, re.DOTALL)
    sentences = re.split(r"(?<=\.) (?=[A-Z])", _text(found))
    assert len(sentences) == 5
    said = " ".join(sentences)
    for told in ("schatting", "steekproef", "99 procent", "minstens zo breed", "100"):
        assert told in said


CHANGED = {
    "level = 0.99": ("level = 0.98", "98 procent"),
    "old_years = 3": ("old_years = 2", "Meer dan 2 jaar"),
    "no_share_below = 20": ("no_share_below = 21", "minder dan 21 personen"),
    "no_verdict_below = 50": ("no_verdict_below = 61", "tot 60 personen"),
    "hidden_below = 100": ("hidden_below = 110", "minder dan 110 antwoorden"),
    "weak_below = 200": ("weak_below = 220", "tot 219 antwoorden"),
    "points = 0.5": ("points = 0.7", "minder dan 0,7 procentpunt"),
    "share = 0.1": ("share = 0.2", "20 procent van het cijfer"),
    "ratio = 0.02": ("ratio = 0.03", "3 procent bij een verhouding"),
}
"""A bound of the catalogue, another one, and what guide or method page then say."""


@pytest.mark.parametrize("bound", CHANGED)
def test_another_bound_makes_another_page(
    contents: ReportContents, catalogue: Catalogue, page: str, bound: str
) -> None:
    other, told = CHANGED[bound]
    text = (CATALOGUE / "bounds.toml").read_text(encoding="utf-8")
    bounds = Bounds.model_validate(tomllib.loads(text.replace(bound, other)))
    rules = _rules(contents, replace(catalogue, bounds=bounds))
    changed = _html(replace(contents, rules=rules), catalogue)
    assert told in _text(changed)
    assert told not in _text(page)


def test_what_is_hidden_is_said_of_the_sources_of_the_report(
    contents: ReportContents, catalogue: Catalogue
) -> None:
    """With another minimum the page says another thing; of what is public, that it is."""
    guarded = _with_sources(catalogue, public=False, minimum=7, absent="zero")
    said = " ".join(_rules(contents, guarded).privacy)
    assert said.startswith(
        "Een aantal van 1 tot 6 personen tonen we niet; nul wel. Een aandeel valt"
    )
    assert "openbaar" not in said
    public = _with_sources(catalogue, public=True, minimum=5, absent="zero")
    said = " ".join(_rules(contents, public).privacy)
    assert said.startswith("De bronnen van dit rapport zijn al met evenveel detail openbaar")
    assert "Daarom staan er ook aantallen van 1 tot 4." in said
    left_out = _with_sources(catalogue, public=True, minimum=10, absent="hidden")
    assert "bezorgt zelf geen aantallen onder 10" in " ".join(_rules(contents, left_out).privacy)


def _with_sources(catalogue: Catalogue, **update: object) -> Catalogue:
    sources = {name: s.model_copy(update=update) for name, s in catalogue.sources.items()}
    return replace(catalogue, sources=sources)


def _rules(contents: ReportContents, catalogue: Catalogue) -> InForce:
    views = [page.view for page in contents.indicator_pages]
    return in_force(catalogue, views, furniture_of(catalogue.wording))


def test_margins_are_lower_bounds_where_weighting_is_not_known(
    contents: ReportContents, catalogue: Catalogue, page: str
) -> None:
    assert contents.rules.least_margin
    assert "de echte marge is minstens zo breed" in _text(page)
    known = replace(contents, rules=replace(contents.rules, least_margin=False))
    text = _text(_html(known, catalogue))
    assert "met 99 procent zekerheid ligt het echte cijfer erbinnen" in text
    assert "de echte marge is minstens" not in text


def test_themes_without_figures_share_a_page(
    contents: ReportContents, catalogue: Catalogue
) -> None:
    first, *others = contents.chapters
    lacking = MissingIndicator("ON_39", "Leerlingen OKAN", "februari 2026")
    empty = [replace(chapter, pages=(), missing=(lacking,)) for chapter in others[:2]]
    fewer = replace(contents, chapters=(first, *empty, *others[2:]), core=(), profile=None)
    left = {page.view.indicator for page in fewer.indicator_pages}
    sources = tuple(row for row in fewer.sources if row.indicator in left)
    fewer = replace(fewer, sources=sources)
    text = _html(fewer, catalogue)
    (page,) = re.findall(r'<section class="page sheet lacking".*?</section>', text, re.DOTALL)
    for chapter in empty:
        assert chapter.title in page
        assert f'id="thema-{chapter.theme}"' not in text
    assert "Leerlingen OKAN (ON_39; verwacht: februari 2026)" in page


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
