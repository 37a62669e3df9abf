"""Publish, site, search: everything that people type, and where it leads.

Input: the areas and the pages of the site. Output: names to be listed, and a script that holds
all that is searched: municipalities of today with their code, their postcodes and parts, the
municipalities that were merged into them and other spellings; indicators and concepts by their
words. The script takes away accents, hyphens, case and the short forms of *Sint* on both sides.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scan.catalogue.areas import Area, Areas
from scan.catalogue.names import words
from scan.publish.site.records import Site

CONCEPTS = "begrippen/index.html"
"""The page of all concepts, each with its code as anchor."""
_SHORT = 3
"""Letters of a word up to which it says nothing in a search: *van*, *de*, *of*."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name under which a municipality of today is listed: its own, or one that it had."""

    text: str
    today: str
    slug: str


def names_of(areas: Areas, towns: Iterable[Area]) -> tuple[Name, ...]:
    """The names of ``towns``, then those of the municipalities that were merged into them."""
    towns = tuple(towns)
    own = [Name(town.name, town.name, town.slug) for town in towns]
    former = [Name(text, town.name, town.slug) for town in towns for text in _former(areas, town)]
    return (*own, *former)


def _former(areas: Areas, town: Area) -> list[str]:
    names = (areas.get(nis).name for nis in areas.predecessors(town.nis))
    return [name for name in dict.fromkeys(names) if name != town.name]


def script(areas: Areas, towns: Iterable[Area], site: Site) -> str:
    """All that is searched as a script, so that the search works from disk too."""
    others = _other_spellings(areas)
    found = {
        "towns": [_town(areas, town, others.get(town.nis, [])) for town in towns],
        "indicators": [list(row) for row in _indicators(site)],
        "concepts": [[concept.term, concept.id] for concept in site.concepts],
    }
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    safe = text.replace("<", "\\u003c")
    return f"const FOUND_IN = {safe};\n"


def _other_spellings(areas: Areas) -> dict[str, list[str]]:
    """Code of today → aliases and names in a second language."""
    found: dict[str, list[str]] = {}
    for text, nis in sorted(areas.by_name(areas.newest_division).items()):
        if text != areas.get(nis).name:
            found.setdefault(nis, []).append(text)
    return found


def _town(areas: Areas, town: Area, spellings: list[str]) -> list[object]:
    """Name, slug, code, other names, and parts by postcode: ``2800:Mechelen,Walem;2812:Muizen``.

    A part that is called as the municipality is left out.
    """
    others = [*_former(areas, town), *spellings]
    parts: dict[str, list[str]] = {}
    for one in areas.localities(town.nis):
        own = parts.setdefault(one.postcode, [])
        if one.name not in (town.name, *others):
            own.append(one.name)
    told = ";".join(f"{code}:{','.join(names)}" for code, names in parts.items())
    return [town.name, town.slug, town.nis, others, told]


def _indicators(site: Site) -> Iterator[tuple[str, str, str]]:
    """Short name, code, and the words of title, question and concepts that the name lacks."""
    for measure in site.measures:
        more = (measure.title, measure.question, measure.numerator, *measure.terms)
        yield measure.short, measure.code, _more(measure.short, more)


def _more(name: str, texts: Iterable[str]) -> str:
    """The words of ``texts`` that say something and are not in ``name``, each once."""
    told = dict.fromkeys(word for text in texts for word in words(text) if len(word) > _SHORT)
    return " ".join(word for word in told if word not in words(name))
