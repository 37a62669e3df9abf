"""Under which names municipalities are found."""

import json

from scan.catalogue.reading import Catalogue
from scan.publish.site.search import names_of, script


def test_every_name_leads_to_a_municipality_of_today(catalogue: Catalogue) -> None:
    areas = catalogue.areas
    towns = areas.municipalities(None, areas.newest_division)
    names = names_of(areas, towns)
    slugs = {town.slug: town.name for town in towns}
    assert all(slugs[name.slug] == name.today for name in names)
    assert {name.text for name in names} >= {town.name for town in towns}
    assert len({(name.text, name.slug) for name in names}) == len(names)


def test_old_names_are_listed_and_spellings_only_found(catalogue: Catalogue) -> None:
    areas = catalogue.areas
    names = names_of(areas, areas.municipalities(None, areas.newest_division))
    by_text = {name.text: name for name in names}
    assert (by_text["Puurs"].today, by_text["Puurs"].only_searched) == ("Puurs-Sint-Amands", False)
    assert (by_text["Anvers"].today, by_text["Anvers"].only_searched) == ("Antwerpen", True)


def test_names_cannot_end_the_script(catalogue: Catalogue) -> None:
    areas = catalogue.areas
    towns = areas.municipalities("04000", areas.newest_division)
    text = script(names_of(areas, towns))
    assert "<" not in text
    rows = json.loads(text.removeprefix("const NAMES = ").rstrip(";\n"))
    assert {row[1] for row in rows} == {town.name for town in towns}
