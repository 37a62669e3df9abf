"""The Barometer in a real browser: read in a glance, by keyboard, on paper and without script."""

import csv
import io
from pathlib import Path

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scan.publish.barometer.files import words_of
from scan.publish.barometer.make import make_barometer
from scan.publish.group_pictures import arrow_of, direction_text
from scan.views.alternatives import LONGEST
from scan.views.barometer.figures import barometer
from scan.views.barometer.records import Barometer
from tests.publish.site.conftest import MadeSite
from tests.report.pdf.conftest import Judge, verapdf  # noqa: F401 — a fixture

pytestmark = pytest.mark.slow

OVERVIEW, SURVEY = "barometer/index.html", "barometer/bevraging/index.html"
PHONE = 360


@pytest.fixture(scope="module")
def records(made_site: MadeSite) -> Barometer:
    """What the pages are made from."""
    return barometer(made_site.workspace)


@pytest.fixture(scope="module")
def paths(records: Barometer) -> list[str]:
    """Every page of the Barometer."""
    return [OVERVIEW, SURVEY, *(f"barometer/{o.entry.id}/index.html" for o in records.objectives)]


def test_the_menu_leads_to_eight_objectives_of_five_groups(
    page: Page, address: str, records: Barometer
) -> None:
    page.goto(address)
    page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Barometer").click()
    page.wait_for_url(f"**/{OVERVIEW}")
    tiles = page.locator(".tile")
    assert tiles.count() == 8
    names = [group.name for group in records.groups]
    assert len(names) == 5
    for at, objective in enumerate(records.objectives):
        assert objective.entry.title in tiles.nth(at).locator("h3").inner_text()
        said = tiles.nth(at).locator("svg.chart").first.get_attribute("aria-label") or ""
        assert objective.entry.title in said
        assert len(said) <= LONGEST


def test_arrows_stand_where_the_figures_move_and_nowhere_else(
    page: Page, address: str, records: Barometer, made_site: MadeSite
) -> None:
    say = words_of(made_site.workspace.catalogue)
    page.goto(address + OVERVIEW)
    for at, objective in enumerate(records.objectives):
        line = page.locator(".tile").nth(at).locator(".moved")
        assert line.locator("svg.arrow").count() == bool(arrow_of(objective.core.change))
        assert direction_text(objective.core.change, say) in line.inner_text()
    rows = page.locator("table.groups tbody tr:not(.block)")
    drawn = rows.evaluate_all("rows => rows.map(row => row.querySelectorAll('svg.arrow').length)")
    series = [one for objective in records.objectives for one in objective.core.series]
    assert drawn == [int(bool(arrow_of(one.change))) for one in series]
    assert {one.change.direction for one in series} >= {"rising", "unclear"}


@pytest.mark.parametrize("path", [OVERVIEW, "barometer/verbondenheid/index.html"])
def test_the_switch_works_by_keyboard_without_a_request_and_is_remembered(
    page: Page, address: str, path: str
) -> None:
    page.goto(address + path, wait_until="networkidle")
    switch = page.get_by_role("checkbox", name="Toon de onzekerheid")
    drawn = page.locator("svg.wide-only g.interval").first
    column = page.locator("th.interval").first
    assert not switch.is_checked()
    assert not drawn.is_visible()
    assert not column.is_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(60):
        page.keyboard.press("Tab")
        if switch.evaluate("box => box === document.activeElement"):
            break
    outline = switch.evaluate("box => getComputedStyle(box).outlineStyle")
    assert outline != "none", "the focus is seen"
    page.keyboard.press("Space")
    assert switch.is_checked()
    assert drawn.is_visible()
    assert column.is_visible()
    assert asked == []
    page.reload()
    assert page.get_by_role("checkbox", name="Toon de onzekerheid").is_checked()
    assert page.locator("th.interval").first.is_visible()


def test_on_paper_the_interval_is_a_column(page: Page, address: str, records: Barometer) -> None:
    page.goto(address + OVERVIEW)
    for objective in records.objectives:
        page.goto(f"{address}barometer/{objective.entry.id}/index.html")
        page.emulate_media(media="print")
        estimates = [panel for panel in objective.indicators if panel.entry.kind == "survey"]
        columns = page.locator("th.interval").count()
        assert columns >= len(estimates) > 0
        assert all(page.locator("th.interval").nth(at).is_visible() for at in range(columns))
        assert not page.locator("[data-switch]").first.is_visible()
        assert not page.locator("svg g.interval").first.is_visible()
        page.emulate_media(media="screen")


def test_without_javascript_the_interval_stands_in_the_table(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}barometer/verbondenheid/index.html")
    assert not page.get_by_role("checkbox").first.is_visible()
    assert page.locator("td.interval").first.is_visible()
    assert page.locator("td.interval").first.inner_text().strip().endswith("%")
    context.close()


def test_it_works_from_disk(browser: Browser, made_site: MadeSite) -> None:
    page = browser.new_page()
    page.goto((made_site.folder / OVERVIEW).as_uri())
    page.get_by_role("checkbox", name="Toon de onzekerheid").check()
    assert page.locator("th.interval").first.is_visible()
    page.locator(".tile h3 a").first.click()
    page.wait_for_url("**/barometer/arbeidsparticipatie/index.html")
    page.close()


def test_no_page_has_a_fault_with_the_intervals_shown_on_a_telephone(
    browser: Browser, address: str, paths: list[str]
) -> None:
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, bypass_csp=True)
    page = context.new_page()
    page.goto(address + OVERVIEW)
    page.get_by_role("checkbox", name="Toon de onzekerheid").check()
    for path in paths:
        page.goto(address + path)
        found = Axe().run(page).response["violations"]
        assert [(path, fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, path
    context.close()


def test_every_page_says_that_the_figures_are_made_up(
    page: Page, address: str, paths: list[str]
) -> None:
    for path in paths:
        page.goto(address + path)
        assert page.get_by_text("Voorbeeldcijfers: geen echte gegevens").first.is_visible()


def test_a_reconstruction_is_never_shown_as_official(
    page: Page, address: str, records: Barometer
) -> None:
    page.goto(address + SURVEY)
    words = {"attested": "openbare bron", "reconstructed": "reconstructie"}
    kinds = {panel.entry.evidence for panel in records.indicators}
    assert kinds == {"attested", "reconstructed"}
    for panel in records.indicators:
        row = page.locator(
            "section:last-of-type tr", has=page.get_by_text(panel.entry.title, exact=True)
        )
        assert words[panel.entry.evidence] in row.locator("td").nth(1).inner_text()
    for objective in records.objectives:
        page.goto(f"{address}barometer/{objective.entry.id}/index.html")
        for panel in objective.indicators:
            badges = page.locator(f"#{panel.entry.id} .badges").inner_text()
            assert words[panel.entry.evidence] in badges


def test_files_hold_the_figures_of_the_page(page: Page, address: str, records: Barometer) -> None:
    objective = records.objectives[3]
    page.goto(f"{address}barometer/{objective.entry.id}/index.html")
    for name, start in (("CSV", b"\xef\xbb\xbf"), ("Excel", b"PK")):
        with page.expect_download() as begun:
            page.get_by_role("link", name=name, exact=True).click()
        data = Path(begun.value.path()).read_bytes()
        assert data.startswith(start)
        assert "voorbeeld" in begun.value.suggested_filename
        if name == "CSV":
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
            shown = [one.newest.shown.bare for one in objective.core.series]
            newest = [
                row["waarde"]
                for row in rows
                if row["indicator"] == objective.core.entry.id
                and row["jaar"] == str(objective.core.periods[-1])
            ]
            assert newest == shown


def test_the_pdf_of_the_site_is_valid_whole_and_the_same_again(
    made_site: MadeSite,
    records: Barometer,
    verapdf: Judge,  # noqa: F811
) -> None:
    path = made_site.folder / "barometer" / "barometer-samenleven-voorbeeld.pdf"
    assert verapdf([path]) == {path: ()}
    again = make_barometer(made_site.workspace)
    assert again.path.read_bytes() == path.read_bytes()
    with pikepdf.open(path) as pdf:
        (name,) = pdf.attachments
        text = pdf.attachments[name].get_file().read_bytes().decode("utf-8-sig")
        with pdf.open_outline() as outline:
            titles = [item.title for root in outline.root for item in (root, *root.children)]
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert {row["indicator"] for row in rows} == {panel.entry.id for panel in records.indicators}
    assert [o.entry.title for o in records.objectives if o.entry.title not in titles] == []
