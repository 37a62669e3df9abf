"""The lists of codes say who is in which group, as reports and ``scan similar`` have it."""

from scan.publish.code_lists import code_lists
from scan.publish.groups import members_of
from scan.publish.series_tables import Stock
from scan.series.similar import likeness_in
from scan.series.workspace import Workspace


def test_members_of_groups_are_listed_in_their_order(made_up: Workspace) -> None:
    stock = Stock(made_up)
    rows = code_lists(stock, members_of(stock))["members"]
    catalogue = made_up.catalogue
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        own = found.setdefault((row["groep"], row["groep_van_nis"]), [])
        own.append(row["nis"])
        assert row["volgorde"] == str(len(own))
        assert row["gebied"] == catalogue.areas.get(row["nis"]).name
    for group in ("centrumsteden", "vlaamse_rand"):
        assert found[group, ""] == list(catalogue.comparators[group].members)
    towns = catalogue.areas.municipalities("02000", made_up.as_of)
    alike = likeness_in(made_up.store_folder, tuple(town.nis for town in towns))
    for town in towns:
        assert found["similar", town.nis] == [nis for nis, _ in alike.nearest[town.nis]]
    assert "12040" in found["adjoining", "12025"]
