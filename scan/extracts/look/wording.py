"""Extracts, look, wording: how texts of files are compared with texts of the catalogue.

Input: texts of categories and headers. Output: keys that are equal for spellings that mean the
same, from the strictest to the loosest, and how alike two headers are.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from scan.catalogue.names import words

Key = tuple[str, ...]

_PLUS = re.compile(r"(?<=\d)\s*\+|(?<=\d)[ _]plus\b")
_PARENTHESES = re.compile(r"\s*\([^()]*\)")
_NUMBERED = re.compile(r"(?<=[a-z])\d+$")
_SILENT = frozenset(
    (
        *("jaar", "tot", "t", "m", "met", "en", "of", "landen", "land", "de", "het", "een", "van"),
        *("naar", "per", "in", "op", "aan", "die", "dat", "zijn", "is", "year", "years", "to"),
    )
)
"""Words that one writer has and another has not, between the words that tell."""
_COUNTED = frozenset(("aantal", "totaal", "alle", "number", "count", "total"))
"""Words of a header that say that it counts, and not what."""
_STEM = 5
"""Letters by which the beginnings of words are compared: ``België``, ``Belgische``."""
_LONG_STEM = 6
"""The same for what is counted, of which words are longer."""


def strict(text: str) -> Key:
    """The words of a text without those that say nothing: ``65 jaar en ouder``, ``65+`` alike."""
    plain = _PLUS.sub(" ouder", text.casefold().replace("_", " "))
    found = words(plain)
    telling = tuple(word for word in found if word not in _SILENT)
    return telling or found


@lru_cache(maxsize=20_000)
def _keys(text: str) -> tuple[str, ...]:
    """The keys of a text, from the strictest to the loosest; then those of beginnings of words."""
    keys = [strict(text)]
    short = _PARENTHESES.sub("", text)
    if short.strip() and short != text:
        keys.append(strict(short))
    bare = tuple(_NUMBERED.sub("", word) for word in strict(short or text))
    if len(bare) > 1:
        keys.append(bare)
    stems = (tuple(word[:_STEM] for word in key) for key in keys)
    joined = (*(" ".join(key) for key in keys), *("~" + " ".join(stem) for stem in stems))
    return tuple(dict.fromkeys(joined))


def matcher(known: Mapping[str, str]) -> dict[str, str]:
    """A table of keys → what texts stand for, from ``known`` texts; see :func:`look_up`.

    Loose keys that would stand for two things stand for none.
    """
    table: dict[str, str] = {}
    loose: dict[str, set[str]] = {}
    for text, meaning in known.items():
        own, *others = _keys(text)
        table.setdefault(own, meaning)
        for key in others:
            loose.setdefault(key, set()).add(meaning)
    told = {key: next(iter(meanings)) for key, meanings in loose.items() if len(meanings) == 1}
    return told | table


def look_up(text: str, table: Mapping[str, str]) -> str:
    """What a text stands for; empty: nothing that is known."""
    return next((table[key] for key in _keys(text) if key in table), "")


def likeness(header: str, texts: Iterable[str]) -> float:
    """How much of what a header says one of the texts says too: from 0 to 1, the best of them."""
    own = _stems(header)
    return max((_shared(own, _stems(text)) for text in texts), default=0.0)


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_LONG_STEM] for word in strict(text) if word not in _COUNTED)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    both = len(one & other)
    return both / len(one | other) if both else 0.0
