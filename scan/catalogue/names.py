"""Catalogue, names: how a typed name is compared with the names of municipalities.

Input: names as people and files write them. Output: keys that are equal for spellings that
mean the same, an ASCII slug for file names and addresses, and the order of closeness.

Folding drops what writers are careless about: capitals, diacritics, hyphens, spaces,
apostrophes, full stops, and the choice between ``Sint``, ``Sint.``, ``St``, ``Saint`` and the
like. What is left is a run of ASCII letters and digits.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l"})
_SAINTS = frozenset({"sint", "sinte", "st", "ste", "saint", "sainte"})
_SAINT = "sint"
_WORD = re.compile(r"[a-z0-9]+")
_DISAMBIGUATOR = re.compile(r"\s*\([^)]*\)\s*$")
_CONTAINED = 0.9
"""Closeness of a name that holds the whole of what was typed, or the other way round."""
_CLOSE = 0.65
"""Likeness from which a name is worth naming: a slip or two in a word, not another word."""
_SHORTEST_PART = 4
"""Fewer letters than this say too little to count as part of a name."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower-case ASCII, without any sign: ``("sint", "truiden")``."""
    return tuple(_WORD.findall(_ascii(text.casefold())))


def slug(text: str) -> str:
    """A text for file names and addresses: ASCII, lower case, words joined by hyphens."""
    return "-".join(words(text))


def fold(text: str) -> str:
    """The key of a text: equal for spellings of one name; empty for a text without letters."""
    return "".join(_SAINT if word in _SAINTS else word for word in words(text))


def keys(name: str) -> tuple[str, str]:
    """The two keys under which a known name is looked up, often equal.

    The second is for writers who glue the words together: no word *saint* stands out in
    ``saintnicolas``.
    """
    return fold(name), "".join(words(name))


def without_disambiguator(name: str) -> str:
    """The name without a last part in parentheses: ``Halle (Halle-Vilvoorde)`` → ``Halle``."""
    return _DISAMBIGUATOR.sub("", name)


def by_closeness(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names, the one most like ``text`` first; equally close names in alphabetical order."""
    typed = fold(text)
    return tuple(sorted(names, key=lambda name: (-_likeness(typed, fold(name)), name)))


def is_close(text: str, name: str) -> bool:
    """Whether ``name`` may well be what somebody meant who wrote ``text``."""
    return _likeness(fold(text), fold(name)) >= _CLOSE


def _ascii(text: str) -> str:
    """The text with diacritics and ligatures taken apart; signs without a letter stay."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _likeness(typed: str, known: str) -> float:
    """From 0 (nothing in common) to 1 (equal): share of letters in matching runs (difflib)."""
    shared = SequenceMatcher(None, known, typed, autojunk=False).ratio()
    shorter, longer = sorted((typed, known), key=len)
    if len(shorter) >= _SHORTEST_PART and shorter in longer:
        return max(shared, _CONTAINED)
    return shared
