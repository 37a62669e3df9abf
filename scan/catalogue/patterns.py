"""Catalogue, patterns: texts with places that the program fills, ``{place}`` in braces.

Input: the wording, the editions, and the places that the program fills in each pattern
(``schema/places.json``). Output: faults: words in braces that nothing fills, braces that do not
match. A place is a plain word: nothing of a value but the value itself is ever printed.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter

from scan.catalogue.entries import FURNITURE
from scan.catalogue.findings import Files, closest
from scan.catalogue.records import Publication
from scan.errors import CatalogueError, Fault

PLACES = "schema/places.json"
"""File with the places of each pattern: wording file → key → words."""
SUBTITLE = ("count", "all")
"""What the program fills in the subtitle of an edition: indicators with figures, and all."""

Wording = Mapping[str, Mapping[str, str]]
Places = Mapping[str, Mapping[str, tuple[str, ...]]]


def places_in(text: str) -> tuple[str, ...]:
    """What stands in the braces of a pattern, as it is written: ``place``, ``count.real``, ``n!r``.

    Raises ValueError where braces do not match.
    """
    return tuple(
        f"{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}"
        for _, name, spec, conversion in Formatter().parse(text)
        if name is not None
    )


def read_places(folder: Path) -> Places:
    """The places that the program fills, from the catalogue in ``folder``.

    Raises CatalogueError when their file is missing or damaged.
    """
    try:
        stored = json.loads((folder / PLACES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        fault = Fault(PLACES, "", "the file is missing or damaged", "put it back as it came")
        raise CatalogueError((fault,)) from error
    return {stem: {key: tuple(names) for key, names in own.items()} for stem, own in stored.items()}


def places_text(wording: Wording, known: Places) -> str:
    """The file of places: those of patterns that are there, and those that were known of them."""
    found: dict[str, dict[str, list[str]]] = {}
    for stem, patterns in wording.items():
        for key, text in patterns.items():
            if names := sorted({*places_in(text), *known.get(stem, {}).get(key, ())}):
                found.setdefault(stem, {})[key] = names
    return json.dumps(found, indent=2, sort_keys=True) + "\n"


def check_patterns(
    publications: Mapping[str, Publication], wording: Wording, places: Places, files: Files
) -> list[Fault]:
    """Faults of the wording, and of the words and subtitles of editions."""
    faults = [
        fault
        for stem, patterns in wording.items()
        for key, text in patterns.items()
        for fault in _faults(f"wording/{stem}.toml", key, text, places.get(stem, {}).get(key, ()))
    ]
    furniture, known = wording.get(FURNITURE, {}), places.get(FURNITURE, {})
    for publication in publications.values():
        file = files["publications", publication.id]
        faults += _faults(file, "subtitle", publication.subtitle, SUBTITLE)
        for key, text in publication.words.items():
            if key in furniture:
                faults += _faults(file, f"words.{key}", text, known.get(key, ()))
            else:
                message = f"{key!r} is no key of wording/{FURNITURE}.toml"
                faults.append(Fault(file, f"words.{key}", message, closest(key, furniture)))
    return faults


def _faults(file: str, key: str, text: str, allowed: tuple[str, ...]) -> Iterable[Fault]:
    try:
        unknown = [name for name in dict.fromkeys(places_in(text)) if name not in allowed]
    except ValueError as error:
        yield Fault(file, key, f"braces do not match: {error}", "close every brace")
        return
    if unknown:
        remedy = f"there are {_braced(allowed)}" if allowed else "write it without braces"
        yield Fault(file, key, f"nothing fills {_braced(unknown)}", remedy)


def _braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))
