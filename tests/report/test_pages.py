"""Pages: HTML that is safe, well formed, accessible, and as long as it was planned."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from lxml import html as parser

from scan.errors import CatalogueError, ReportError
from scan.report.pages import tables
from scan.report.pages.contents import Laid
from scan.report.pages.document import name_size, page_ranges, report_html
from scan.report.pages.furniture import Furniture, furniture_of
from scan.report.pages.keys import key_row
from scan.report.pages.layout import PAGE, indicator_boxes, lay_out
from scan.report.pages.plan import Plan, check_plan, plan_pages
from scan.report.pages.stylesheet import css_string, stylesheet
from scan.report.pages.tables import full_tables, half_table, selected_years
from scan.report.pages.typesetting import line_count, longest_piece, text_width
from scan.report.pdf.metadata import Metadata
from scan.report.pdf.write import write
from scan.views.records import Former, Place
from tests.support.example_report import (
    CAPTIONS,
    drawings,
    example_report,
    indicator_page,
    wording,
)
from tests.support.example_views import EXAMPLES, HIDDEN, MECHELEN, alone

SAY = furniture_of(wording())
LONG = Place(
    "46030", "Beveren-Kruibeke-Zwijndrecht", "Beveren-Kruibeke-Zwijndrecht", "municipality"
)
NASTY = Place("1", "<script>alert(1)</script>", "<script>", "municipality")


@cache
def laid(place: Place | None = None) -> Laid:
    contents = example_report(place) if place else example_report()
    return report_html(contents, wording())


@cache
def tree() -> parser.HtmlElement:
    return parser.document_fromstring(laid().html)


def test_a_name_is_text_and_never_markup() -> None:
    assert "<script" not in laid(NASTY).html
    assert "&lt;script&gt;" in laid(NASTY).html


def test_made_up_figures_say_so_on_the_cover_and_on_every_page() -> None:
    made_up = report_html(example_report(made_up=True), wording()).html
    words = wording()["furniture"]["report.made_up"]
    assert f'data-banner="{words}"' in made_up
    assert f'<p class="banner">{words}</p>' in made_up
    assert words not in laid().html
    assert "string(banner)" in laid().css


def test_headings_start_at_one_and_skip_no_level() -> None:
    levels = [int(h.tag[1]) for h in tree().iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_every_indicator_has_its_heading_and_its_page() -> None:
    articles = tree().findall(".//article")
    assert len(articles) == 54
    assert all(article.find("h3") is not None for article in articles)
    planned = [laid().planned[article.get("id")] for article in articles]
    assert planned == sorted(set(planned))


def test_table_heads_have_a_scope_and_rows_the_same_number_of_cells() -> None:
    assert all(th.get("scope") for th in tree().iter("th"))
    for table in tree().iter("table"):
        rows = [
            sum(int(cell.get("colspan", 1)) for cell in row.iter("th", "td"))
            for row in table.iter("tr")
        ]
        assert len(set(rows)) == 1
        assert len(table.findall("colgroup/col")) == rows[0]


def test_patterns_that_break_pdf_ua_do_not_occur() -> None:
    assert all(len(link) == 0 for link in tree().iter("a"))
    blocks = {"p", "div", "ul", "ol", "table", "h3"}
    assert not [child for li in tree().iter("li") for child in li if child.tag in blocks]
    assert all(image.get("alt") for image in tree().iter("img"))
    assert not tree().xpath("//*[@rowspan]")
    assert not re.search(r"\bopacity\b|target-counter|leader\(", laid().css)
    assert tree().get("lang") == "nl-BE"


def test_every_link_leads_somewhere() -> None:
    ids = {element.get("id") for element in tree().iter() if element.get("id")}
    links = {link.get("href") for link in tree().iter("a")}
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    series = {link.split("/")[-2] for link in links if not link.startswith("#")}
    assert series == {page.view.indicator for page in example_report().indicator_pages}
    assert set(laid().planned) == ids


def test_the_plan_counts_every_section_once_and_upwards() -> None:
    starts = list(laid().planned.values())
    assert starts == sorted(set(starts))
    assert starts[0] == 1
    assert laid().pages >= starts[-1]


def test_printed_page_numbers_are_those_of_the_plan() -> None:
    for item in tree().xpath("//nav//li"):
        assert int(item.find("span").text) == laid().planned[item.find("a").get("href")[1:]]


def test_a_measured_document_corrects_the_plan_once() -> None:
    contents = example_report()
    plan = plan_pages(contents, SAY)
    found = {id_: page + (page > 3) for id_, page in plan.starts.items()}
    corrected = plan_pages(contents, SAY, found)
    assert corrected.starts == found
    check_plan(corrected, found, corrected.pages)
    with pytest.raises(ReportError, match="inhoud"):
        check_plan(plan, found, corrected.pages)
    with pytest.raises(ReportError, match="planned"):
        check_plan(plan, plan.starts, plan.pages + 1)


def test_a_section_that_is_not_in_the_document_is_named() -> None:
    with pytest.raises(ReportError, match="methode"):
        plan_pages(example_report(), SAY, {k: 1 for k in laid().planned if k != "methode"})


@pytest.mark.parametrize("shape", EXAMPLES)
@pytest.mark.parametrize("charts", [0, 1, 2, 3])
@pytest.mark.parametrize("long", [False, True])
def test_a_page_of_every_shape_is_filled_and_never_runs_over(
    shape: str, charts: int, long: bool
) -> None:
    view = replace(EXAMPLES[shape], place=LONG) if long else EXAMPLES[shape]
    page = indicator_page(view, charts)
    layout = lay_out(page, tuple(chart.caption for chart in page.charts), SAY)
    assert layout.boxes == tuple(chart.box for chart in page.charts)
    assert layout.foot >= 0
    if charts:
        assert layout.foot <= 0.12 * PAGE
        assert sum(box.width * box.height for box in layout.boxes) > 0.15 * PAGE * 470


def test_a_headline_that_takes_the_whole_width_stays_within_the_page() -> None:
    contents = example_report()
    chapter = contents.chapters[0]
    page = indicator_page(chapter.pages[0].view, 0)
    full = replace(page, words=replace(page.words, headline=f"{'m' * 36} {'mm ' * 12}".strip()))
    one = replace(contents, chapters=(replace(chapter, pages=(full,)),), core=(), sources=())
    (head,) = parser.fromstring(report_html(one, wording()).html).find_class("headline")
    (width,) = re.findall(r"width:([\d.]+)pt", head.get("style"))
    assert float(width) == tables.FULL


def test_boxes_do_not_change_when_charts_are_drawn_for_them() -> None:
    page = indicator_page(EXAMPLES["ages"], 0)
    boxes = indicator_boxes(page, CAPTIONS, SAY)
    assert indicator_boxes(page, CAPTIONS[: len(boxes)], SAY) == boxes


def test_a_chart_of_another_size_is_refused_with_its_indicator() -> None:
    contents = example_report()
    chapter = contents.chapters[0]
    page = indicator_page(chapter.pages[0].view, 2)
    other = indicator_page(EXAMPLES["survey"], 1).charts[0]
    wrong = replace(chapter, pages=(replace(page, charts=(other, *page.charts[1:])),))
    if other.box == page.charts[0].box:
        pytest.skip("the two pages happen to have boxes of the same size")
    with pytest.raises(ReportError, match=page.view.indicator):
        report_html(replace(contents, chapters=(wrong,), core=()), wording())


def test_hidden_figures_stand_as_words() -> None:
    view = EXAMPLES["hidden"]
    keys = key_row(indicator_page(view), SAY)
    assert keys[0].value == HIDDEN.text
    assert "words" in keys[0].kind
    table = half_table(view, SAY)
    assert table.bands[0].rows[0].cells[0].text == HIDDEN.text


def test_without_a_region_there_is_no_regional_column() -> None:
    view = alone(EXAMPLES["parts"])
    heads = [head.text for head in half_table(view, SAY).heads]
    assert "Vlaams Gewest" not in heads
    assert len(heads) == len(half_table(view, SAY).bands[0].rows[0].cells)


def test_former_municipalities_stand_side_by_side() -> None:
    view = EXAMPLES["survey"]
    former = tuple(Former(name, view.cells) for name in ("Hasselt", "Kortessem"))
    (table,) = full_tables(replace(view, former=former), SAY)
    assert [head.text for head in table.heads] == ["Hasselt, 2023", "Kortessem, 2023"]
    assert [row.head for row in table.bands[0].rows] == ["positief", "neutraal", "negatief"]


@pytest.mark.parametrize("shape", EXAMPLES)
def test_tables_fill_their_width(shape: str) -> None:
    for table in (half_table(EXAMPLES[shape], SAY), *full_tables(EXAMPLES[shape], SAY)):
        assert table.width in (pytest.approx(225.0), pytest.approx(470.5))
        assert min(table.widths) > 20


def test_selected_years_keep_the_newest_and_every_fifth() -> None:
    points = EXAMPLES["total"].trend
    years = [point.period for point in selected_years(points, 8)]
    assert years == [2015, 2019, 2020, 2021, 2022, 2023, 2024, 2025]
    assert selected_years(points[-3:], 8) == points[-3:]


def test_words_that_are_missing_are_named() -> None:
    with pytest.raises(CatalogueError, match=r"table\.nothing"):
        SAY.say("table.nothing")
    with pytest.raises(CatalogueError, match="place"):
        Furniture({"a": "{place}"}).say("a")


@pytest.mark.parametrize("name", ["Mechelen", "Sint-Genesius-Rode", LONG.name, "Ham"])
def test_every_name_fits_on_the_cover(name: str) -> None:
    size = name_size(name)
    assert longest_piece(name, "serif_semibold", size) <= 470
    assert line_count(name, "serif_semibold", size, 470.5) <= 2


def test_lines_break_after_hyphens_between_letters_only() -> None:
    width = text_width("Beveren-Kruibeke-", "sans", 10) + 2
    assert line_count("Beveren-Kruibeke-Zwijndrecht", "sans", 10, width) == 2
    assert line_count("0-5", "sans", 10, text_width("0-5", "sans", 10) / 2) == 1
    assert line_count("", "sans", 10, 100) == 0


def test_page_ranges_draw_runs_together() -> None:
    assert page_ranges([3, 1, 2, 7]) == ["1–3", "7"]


def test_css_strings_cannot_be_left() -> None:
    assert set(css_string('a"}</style>')[1:-1]) <= set("abcdefstyl0123456789\\")


def test_the_style_sheet_is_the_same_for_every_municipality() -> None:
    assert laid(LONG).css == laid().css == stylesheet()


def test_without_findings_there_is_no_page_for_them() -> None:
    contents = example_report()
    one = replace(contents, chapters=contents.chapters[:1], core=(), sources=())
    report = report_html(one, wording())
    assert "kern" not in report.planned
    assert "finding-block" not in report.html
    levels = [int(level) for level in re.findall(r"<h(\d)", report.html)]
    assert all(b <= a + 1 for a, b in pairwise(levels))


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        MECHELEN,
        LONG,
        replace(MECHELEN, name="Geraardsbergen"),
        replace(MECHELEN, name="Scherpenheuvel-Zichem"),
    ],
    ids=lambda place: place.name,
)
def test_the_finished_document_is_as_planned_and_nothing_runs_out_of_its_box(place: Place) -> None:
    contents = example_report(place, made_up=True)
    report = report_html(contents, wording())
    metadata = Metadata("t", "a", "s", ("k",), contents.data_date, b"0123456789abcdef")
    written = write(report.html, report.css, drawings(contents), metadata)
    check_plan(Plan(report.planned, report.pages), written.anchors, written.pages)
    assert [f for f in written.findings if f.subject not in drawings(contents)] == []
