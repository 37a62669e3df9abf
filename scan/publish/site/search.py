"""Publish, site, search: every name under which people look for a municipality.

Input: the areas. Output: a script that holds names and where they lead, and the same as records.
The names are today's, those in other languages, those of municipalities that were merged, and
the short forms of *Sint*; the script takes away accents, hyphens and case on both sides.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scan.catalogue.areas import Area, Areas


@dataclass(frozen=True, slots=True)
class Name:
    """A name and the municipality of today that it means."""

    text: str
    today: str
    slug: str
    only_searched: bool = False
    """Whether it is found, but not listed: another spelling or another language."""


def names_of(areas: Areas, towns: Iterable[Area]) -> tuple[Name, ...]:
    """All names of the municipalities ``towns``, those of today first."""
    towns = tuple(towns)
    today = {town.nis: town for town in towns}
    own = [Name(town.name, town.name, town.slug) for town in towns]
    taken = {(name.text, name.slug) for name in own}
    others = []
    for text, nis, only_searched in _others(areas, towns):
        town = today.get(areas.current(nis, areas.newest_division))
        if town is not None and (text, town.slug) not in taken:
            taken.add((text, town.slug))
            others.append(Name(text, town.name, town.slug, only_searched))
    return (*own, *others)


def _others(areas: Areas, towns: tuple[Area, ...]) -> Iterator[tuple[str, str, bool]]:
    """Names of municipalities that were merged, then other spellings; code, and whether the
    name is only searched for."""
    for town in towns:
        for nis in areas.predecessors(town.nis):
            yield areas.get(nis).name, nis, False
    for alias, nis in sorted(areas.by_name(areas.newest_division).items()):
        yield alias, nis, True


def script(names: Iterable[Name]) -> str:
    """The names as a script, so that the search works from disk too."""
    rows = [[name.text, name.today, name.slug] for name in names]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c")
    return f"const NAMES = {safe};\n"
