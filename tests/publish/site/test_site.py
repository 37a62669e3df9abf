"""The site in a real browser: as a citizen, a policy officer and a screen reader meet it."""

import csv
import io
from pathlib import Path

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from scan.house import LAYOUTS
from scan.publish.links import link_faults
from scan.publish.receipts import read_receipts
from tests.publish.site.conftest import PUBLICATION, TOWNS, MadeSite
from tests.publish.site.kinds import KINDS, WIDTHS

pytestmark = pytest.mark.slow

HOME_AT_MOST = 100_000
"""Bytes of the home page with everything it loads."""
TOWN_AT_MOST = 250_000
"""The same of a municipality, without compression."""


def _found(page: Page, text: str) -> list[str]:
    page.get_by_label("Zoek een gemeente").fill(text)
    return page.get_by_role("option").all_inner_texts()


def test_find_a_municipality_with_the_keyboard_and_take_its_files(
    page: Page, address: str, made_site: MadeSite
) -> None:
    page.goto(address)
    page.get_by_label("Zoek een gemeente").press_sequentially("sint n")
    assert page.get_by_role("option").all_inner_texts() == ["Sint-Niklaas"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gemeente/sint-niklaas/index.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Sint-Niklaas"
    kinds = (("het rapport", ".pdf", b"%PDF"), ("de cijfers", ".xlsx", b"PK"))
    for label, ending, start in kinds:
        with page.expect_download() as begun:
            page.get_by_role("link", name=f"Download {label}").click()
        path = Path(begun.value.path())
        assert begun.value.suggested_filename.startswith("46021-sint-niklaas")
        assert begun.value.suggested_filename.endswith(ending)
        assert path.read_bytes().startswith(start)
    receipts = {r.nis: r for r in read_receipts(made_site.workspace.shelf, PUBLICATION)}
    receipt = receipts["46021"]
    assert (made_site.folder / "rapporten" / PUBLICATION / Path(receipt.file).name).is_file()


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_postcode_to_a_figure_beside_others_and_back_by_its_address(
    browser: Browser, address: str, width: int
) -> None:
    size = {"width": width, "height": 900}
    page = browser.new_page(viewport=size)
    page.goto(address)
    page.get_by_label("Zoek een gemeente").press_sequentially("9100")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gemeente/sint-niklaas/index.html")
    page.get_by_role("link", name="Werkzaamheidsgraad, niet-EU-herkomst").first.click()
    page.wait_for_url("**/gemeente/sint-niklaas/WE_02/index.html")
    page.get_by_label("Vlaams Gewest").press("Space")
    page.get_by_label("Of naast een gemeente").fill("De Haan")
    page.keyboard.press("Enter")
    page.get_by_text("De Haan staat erbij.").wait_for()
    assert page.url.endswith("WE_02/index.html?naast=similar,35029")
    heads = ["Jaar", "Sint-Niklaas", "Vergelijkbare gemeenten", "De Haan"]
    assert _seen(page) == heads
    link, drawn = page.url, page.locator(".lines").text_content()
    page.get_by_role("link", name="Alles over Sint-Niklaas").click()
    page.wait_for_url("**/sint-niklaas/index.html?naast=similar,35029")
    page.close()
    fresh = browser.new_context(viewport=size).new_page()
    fresh.goto(link)
    fresh.get_by_role("columnheader", name="De Haan").wait_for()
    assert _seen(fresh) == heads
    assert fresh.locator(".lines").text_content() == drawn
    fresh.context.close()


def _seen(page: Page) -> list[str]:
    """The heads of the table through the years."""
    return page.locator("[data-compare] th[scope=col]").all_inner_texts()


def test_a_figure_is_read_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}gemeente/sint-niklaas/DE_36/index.html")
    said = page.locator(".headline").inner_text()
    assert said.startswith("In Sint-Niklaas heeft ")
    own = page.locator("td.own").first.inner_text()
    assert own in said
    assert page.locator(".drawn svg").first.is_visible()
    assert page.get_by_role("row", name="Provincie Oost-Vlaanderen").is_visible()
    assert not page.get_by_text("Kies zelf waarmee je vergelijkt").is_visible()
    context.close()


TILES = (("Noord", 0, -1), ("West", -1, 0), ("Midden", 0, 0), ("Oost", 1, 0), ("Zuid", 0, 1))
"""Municipalities on a small map, by column and row."""


def test_the_map_is_walked_by_arrow_keys(browser: Browser) -> None:
    page = browser.new_page()
    rects = "".join(
        f'<rect data-nis="{name}" x="{20 * x}" y="{20 * y}" width="18" height="18"></rect>'
        for name, x, y in TILES
    )
    rows = "".join(
        f'<tr data-nis="{name}"><th><a href="#{name}">{name}</a></th><td>{x}</td></tr>'
        for name, x, _ in TILES
    )
    page.set_content(
        f'<section data-region><svg class="tile-map">{rects}</svg><p data-said></p>'
        f"<p data-hint hidden></p><p data-filter hidden><input></p>"
        f"<table><tbody>{rows}</tbody></table></section>"
    )
    page.add_script_tag(content=(LAYOUTS / "site" / "map.js").read_text(encoding="utf-8"))
    page.locator(".tile-map").focus()
    walk = (("ArrowDown", "Midden: 0"), ("ArrowRight", "Oost: 1"), ("ArrowLeft", "Midden: 0"))
    for key, said in (*walk, ("ArrowLeft", "West: -1"), ("ArrowLeft", "West: -1")):
        page.keyboard.press(key)
        assert page.locator("[data-said]").inner_text() == said
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#West"
    page.locator("input").fill("oo")
    assert page.locator("tbody tr:visible").all_inner_texts() == ["Noord\t0", "Oost\t1"]
    page.close()


def test_a_municipality_is_light_to_read(page: Page, address: str) -> None:
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(f"{address}gemeente/sint-niklaas/", wait_until="networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) < TOWN_AT_MOST


def test_what_is_not_found_is_said(page: Page, address: str) -> None:
    page.goto(address)
    assert _found(page, "Xyz") == []
    assert page.get_by_text("Niets gevonden.").is_visible()


def test_a_table_is_sorted_by_its_figures(page: Page, address: str) -> None:
    page.goto(f"{address}indicator/DE_36/index.html")
    column = page.get_by_role("columnheader", name="%")
    values = page.locator("table td.own")
    for state in ("ascending", "descending"):
        column.get_by_role("button").press("Enter")
        assert column.get_attribute("aria-sort") == state
        known = [v for v in values.evaluate_all("c => c.map(x => x.dataset.value)") if v]
        ordered = sorted(map(float, known), reverse=state == "descending")
        assert [float(v) for v in known] == ordered


def test_everything_is_there_without_javascript(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(address)
    assert not page.get_by_label("Zoek een gemeente").is_visible()
    page.get_by_role("link", name="Puurs → Puurs-Sint-Amands").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Puurs-Sint-Amands"
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download het rapport").click()
    assert Path(begun.value.path()).read_bytes().startswith(b"%PDF")
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", KINDS)
def test_no_page_has_an_accessibility_fault(
    browser: Browser, address: str, path: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(address + path)
    found = Axe().run(page).response["violations"]
    wider = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    assert wider <= width, "the page must not scroll sideways"


@pytest.mark.parametrize(
    "path", ["index.html", "gemeente/sint-niklaas/index.html", "gemeente/sint-niklaas/WE_02/"]
)
def test_what_is_dark_can_be_read(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(color_scheme="dark", bypass_csp=True)
    page = context.new_page()
    page.goto(address + path)
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    found = Axe().run(page).response["violations"]
    context.close()
    assert paper == "rgb(18, 26, 34)"
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []


def test_the_home_page_is_light(page: Page, address: str) -> None:
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(address, wait_until="networkidle")
    assert len(sizes) >= 5
    assert sum(sizes) < HOME_AT_MOST


def test_the_site_works_from_disk(browser: Browser, made_site: MadeSite) -> None:
    page = browser.new_page()
    page.goto((made_site.folder / "index.html").as_uri())
    assert _found(page, "herst") == ["Herstappe"]
    page.keyboard.press("Enter")
    page.wait_for_url("**/gemeente/herstappe/index.html")
    page.close()


def test_no_link_of_the_site_is_dead(made_site: MadeSite) -> None:
    paths = [
        p.relative_to(made_site.folder).as_posix()
        for p in made_site.folder.rglob("*")
        if p.is_file()
    ]
    assert [str(fault) for fault in link_faults(made_site.folder, paths)] == []


@pytest.mark.parametrize("town", TOWNS)
def test_site_and_report_show_the_same(
    page: Page, address: str, town: str, made_site: MadeSite
) -> None:
    receipts = {r.name: r for r in read_receipts(made_site.workspace.shelf, PUBLICATION)}
    receipt = receipts[town]
    slug = Path(receipt.file).stem.removeprefix(f"{receipt.nis}-").removesuffix("-voorbeeld")
    attached = _attached(made_site.workspace.shelf / receipt.file)
    page.goto(f"{address}gemeente/{slug}/index.html")
    rows = page.locator("table.figures tbody tr")
    shown = rows.evaluate_all(
        "rows => rows.map(row => ["
        "row.querySelector('a').getAttribute('href'), row.querySelector('.own').textContent])"
    )
    assert len(shown) == len(receipt.indicators)
    for href, text in shown:
        code, bare = href.split("/")[-2], text.partition("\u00a0%")[0].replace(" van de ", " ")
        assert f" {bare} " in attached[code] or bare in attached[code].split("\n")[0], (code, text)


def _attached(path: Path) -> dict[str, str]:
    """All that the figures attached to a report say of each indicator, in one text."""
    with pikepdf.open(path) as pdf:
        (name,) = pdf.attachments
        text = pdf.attachments[name].get_file().read_bytes().decode("utf-8-sig")
    found: dict[str, str] = {}
    for row in csv.reader(io.StringIO(text), delimiter=";"):
        for code in row[:3]:
            found[code] = found.get(code, "") + " ".join(row) + "\n"
    return found
