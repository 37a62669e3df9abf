"""Views, comparators: with what one municipality is compared.

Input: a workspace, a municipality and identifiers of comparators or names of municipalities.
Output: :class:`~scan.views.desk.Other` s, the region first.
"""

from collections.abc import Iterable
from dataclasses import replace

from scan.catalogue.areas import Area
from scan.catalogue.comparators import Comparator
from scan.errors import UsageError
from scan.series.similar import likeness_of
from scan.series.workspace import Workspace
from scan.views.desk import Other, place_of
from scan.views.records import Place


def others_of(workspace: Workspace, area: Area, wanted: Iterable[str]) -> tuple[Other, ...]:
    """What ``area`` is compared with. Raises UsageError for what is neither a comparator nor a
    municipality."""
    catalogue = workspace.catalogue
    found: dict[str, Other] = {}
    for name in ("region", *wanted):
        comparator = catalogue.comparators.get(name)
        other = (
            _municipality(workspace, name)
            if comparator is None
            else _other(workspace, area, comparator)
        )
        if other is not None and other.areas and other.place.nis != area.nis:
            found.setdefault(other.place.nis, other)
    return tuple(found.values())


def _municipality(workspace: Workspace, name: str) -> Other:
    try:
        area = workspace.catalogue.areas.find(name, workspace.as_of)
    except UsageError as error:
        known = ", ".join(workspace.catalogue.comparators)
        raise UsageError(f"{error} (comparators: {known})") from error
    return Other(place_of(area), (area.nis,))


def _other(workspace: Workspace, area: Area, comparator: Comparator) -> Other | None:
    """``None`` where the municipality has no such area: Brussels has no provinces."""
    kind, areas = comparator.kind, workspace.catalogue.areas
    if not comparator.is_group:
        codes = {
            "region": area.region_nis,
            "province": area.province_nis,
            "arrondissement": area.arrondissement_nis,
        }
        nis = codes[kind]
        if not nis:
            return None
        place = place_of(areas.get(nis))
        name, in_text = comparator.title, comparator.in_text or "{in_text}"
        told = name.format(name=place.name), in_text.format(name=place.name, in_text=place.in_text)
        return Other(replace(place, name=told[0], in_text=told[1]), (nis,))
    if kind == "similar":
        alike = likeness_of(workspace, area.region_nis)
        members = tuple(nis for nis, _ in alike.nearest.get(area.nis, ()))
    elif kind == "adjoining":
        near = map(areas.get, areas.neighbours(areas.current(area.nis, areas.newest_division)))
        members = tuple(town.nis for town in near if town.region_nis == area.region_nis)
    else:
        members = comparator.members
    place = Place(comparator.id, comparator.title, comparator.in_text, "group")
    return Other(place, tuple(nis for nis in members if nis != area.nis))
