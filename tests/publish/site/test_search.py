"""What is searched, and where it leads."""

import json
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.publish.site.records import Concept, Site
from scan.publish.site.search import names_of, script
from tests.publish.site.conftest import MadeSite
from tests.support.sites import EMPTY

MOST = 60_000
"""Bytes of all that is searched; compressed it is a third."""


def _towns(catalogue: Catalogue) -> tuple[Area, ...]:
    return catalogue.areas.municipalities(None, catalogue.areas.newest_division)


def _found_in(catalogue: Catalogue, site: Site = EMPTY) -> dict[str, list[list[Any]]]:
    text = script(catalogue.areas, _towns(catalogue), site)
    assert "<" not in text
    found: dict[str, list[list[Any]]] = json.loads(
        text.removeprefix("const FOUND_IN = ").rstrip(";\n")
    )
    return found


def test_every_name_that_is_listed_leads_to_a_municipality_of_today(catalogue: Catalogue) -> None:
    towns = _towns(catalogue)
    names = names_of(catalogue.areas, towns)
    slugs = {town.slug: town.name for town in towns}
    assert all(slugs[name.slug] == name.today for name in names)
    assert {name.text for name in names} >= {town.name for town in towns}
    assert len({(name.text, name.slug) for name in names}) == len(names)
    by_text = {name.text: name.today for name in names}
    assert by_text["Puurs"] == "Puurs-Sint-Amands"
    assert "Anvers" not in by_text, "other spellings are searched, not listed"


def test_every_municipality_is_searched_by_all_that_it_is_called(catalogue: Catalogue) -> None:
    rows = {row[0]: row for row in _found_in(catalogue)["towns"]}
    assert len(rows) == len(_towns(catalogue))
    assert all(row[4] for row in rows.values()), "each has a postcode"
    assert rows["Mechelen"][1:3] == ["mechelen", "12025"]
    assert "Malines" in rows["Mechelen"][3]
    assert "2800:" in rows["Mechelen"][4]
    assert "2812:Muizen" in rows["Mechelen"][4]
    assert {"Puurs", "Sint-Amands"} <= set(rows["Puurs-Sint-Amands"][3])
    for name, *_, others, _ in rows.values():
        assert name not in others


def test_all_that_is_searched_is_light_and_cannot_end_the_script(catalogue: Catalogue) -> None:
    site = replace(EMPTY, concepts=(Concept("</script>", "<b>", "", "", ()),))
    assert _found_in(catalogue, site)["concepts"] == [["<b>", "</script>"]]
    assert len(script(catalogue.areas, _towns(catalogue), site).encode()) < MOST


@pytest.mark.slow
@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("9100", "Sint-Niklaas (9100)"),
        ("9112", "Sint-Niklaas (9112)"),
        ("sinaai", "Sint-Niklaas (9112 Sinaai-Waas)"),
        ("46021", "Sint-Niklaas (NIS 46021)"),
        ("st niklaas", "Sint-Niklaas"),
        ("Saint-Nicolas", "Sint-Niklaas (Saint-Nicolas)"),
        ("Puurs", "Puurs-Sint-Amands (Puurs)"),
        ("2870 bree", "Puurs-Sint-Amands (2870 Breendonk)"),
        ("sint niklass", "Sint-Niklaas"),
        ("hersappe", "Herstappe"),
        ("vreemdelingen", "Vreemdelingen indicator"),
        ("leefloon", "Leefloon of equivalent leefloon, niet-EU-herkomst indicator"),
        ("niet-eu leefloon", "Leefloon of equivalent leefloon, niet-EU-herkomst indicator"),
        ("de 36", "Personen van buitenlandse herkomst indicator"),
        ("thuistaal niet", "Thuistaal niet-Nederlands begrip"),
    ],
)
def test_what_people_type_leads_there(page: Page, address: str, asked: str, first: str) -> None:
    page.goto(address)
    page.get_by_label("Zoek een gemeente").fill(asked)
    assert page.get_by_role("option").first.inner_text() == first
    assert page.get_by_role("option").count() <= 10


@pytest.mark.slow
def test_a_concept_is_found_and_read(browser: Browser, made_site: MadeSite) -> None:
    page = browser.new_page()
    page.goto((made_site.folder / "index.html").as_uri())
    page.get_by_label("Zoek een gemeente").fill("herkomstgroep")
    page.keyboard.press("Enter")
    page.wait_for_url("**/begrippen/index.html#herkomstgroep")
    assert page.get_by_role("heading", name="Herkomstgroep").is_visible()
    page.close()
