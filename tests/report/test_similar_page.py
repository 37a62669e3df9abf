"""The page on similar municipalities says who they are, why, and how far they are."""

from scan.dutch import number
from scan.report.gather import gather
from scan.report.similar_page import similar_page
from scan.report.style import Style
from scan.series.similar import likeness_in
from scan.series.workspace import Workspace

PUBLICATION = "integratiescan"


def test_it_names_the_eight_with_their_distance_and_traits(made_up: Workspace) -> None:
    catalogue = made_up.catalogue
    area = catalogue.areas.find("Mechelen", made_up.as_of)
    page = similar_page(made_up, area, catalogue.wording, Style.from_tokens())
    towns = catalogue.areas.municipalities(area.region_nis, made_up.as_of)
    found = likeness_in(made_up.store_folder, tuple(town.nis for town in towns))
    assert page is not None
    own, *others = page.table.bands[0].rows
    assert own.head == "Mechelen"
    near = found.nearest[area.nis]
    names = [catalogue.areas.get(nis).name for nis, _ in near]
    assert [row.head for row in others] == [f"{n} {name}" for n, name in enumerate(names, start=1)]
    for row, (nis, distance) in zip(others, near, strict=True):
        assert row.cells[0].text == number(distance, 2)
        assert row.cells[1].text == number(found.values[nis]["inhabitants"], 0)
    assert f"de {len(names)} vergelijkbare gemeenten" in page.map.figure.alt
    assert "8 gemeenten" in page.lead


def test_who_has_no_equal_is_told_so(made_up: Workspace) -> None:
    catalogue = made_up.catalogue
    area = catalogue.areas.find("Herstappe", made_up.as_of)
    page = similar_page(made_up, area, catalogue.wording, Style.from_tokens())
    assert page is not None
    assert "heeft geen gelijke" in page.lead


def test_an_edition_that_does_not_compare_with_them_has_no_such_page(made_up: Workspace) -> None:
    catalogue = made_up.catalogue
    elsene = catalogue.areas.find("Elsene", made_up.as_of)
    brussels = catalogue.publications["integratiescan-brussel"]
    assert gather(made_up, brussels, elsene, None, None).contents.similar is None
    mechelen = catalogue.areas.find("Mechelen", made_up.as_of)
    contents = gather(made_up, catalogue.publications[PUBLICATION], mechelen, None, None).contents
    assert contents.similar is not None
    assert [place.nis for place in contents.beside] == ["02000", "similar"]
    assert "similar" in {chart.key for chart in (contents.similar.map,)}
