"""Catalogue, promises: when a supplier says that new figures will come, in his own words.

Input: free Dutch text such as *juli 2024*, *voorjaar 2024*, *te bepalen*. Output: a
:class:`Promise`: the months meant, a month that returns every year, or neither; the text is
always kept as it was written, so that nothing is lost that is not understood.

A text is only understood as a whole. A word that means nothing here (*indien het budget
volstaat*) makes a promise that is shown as it is and counts as unknown.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from scan.catalogue.toml_files import TomlError, read_toml
from scan.errors import CatalogueError
from scan.house import CATALOGUE

Month = tuple[int, int]
"""Year and month."""
Bound = str
"""``from``, ``until`` or nothing: what stands before a date (*ten vroegste*, *tegen*)."""

_TYPO = 0.78
_SHORTEST_TYPO = 4
_NUMERIC = (
    (re.compile(r"^(\d{4})-(\d{2})-\d{2}$"), (1, 2)),
    (re.compile(r"^(\d{4})[-/](\d{1,2})$"), (1, 2)),
    (re.compile(r"^\d{1,2}[-/.](\d{1,2})[-/.](\d{4})$"), (2, 1)),
    (re.compile(r"^(\d{1,2})[-/.](\d{4})$"), (2, 1)),
)
_YEARS = re.compile(r"^(?:19|20)\d{2}$")
_SHORT_YEAR = re.compile(r"^'(\d{2})$")
_DAY = re.compile(r"^(?:[12]?\d|3[01])$")
_TOKEN = re.compile(r"[^\s,;()]+")


@dataclass(frozen=True, slots=True)
class Promise:
    """What a supplier promises."""

    text: str
    """As it was written."""
    first: Month | None = None
    """First month meant; ``None``: from now on (*tegen eind 2025*)."""
    last: Month | None = None
    """Last month meant; ``None`` with a first: no end is promised (*ten vroegste maart 2025*)."""
    yearly: int | None = None
    """The month that returns, where no year is given (*jaarlijks in juli*)."""
    understood: bool = True
    """Whether the text was understood, be it as *not known*."""

    @property
    def dated(self) -> bool:
        """Whether months of a given year are meant."""
        return self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words that are known, all in small letters without marks."""

    months: Mapping[str, int]
    spans: Mapping[str, tuple[int, int]]
    """Words for parts of a year: first and last month; 13 and more lie in the next year."""
    vague: Mapping[str, tuple[int, int]]
    """Words for parts of what follows: of a month, the month; of a year, these months."""
    fillers: frozenset[str]
    joins: frozenset[str]
    starts: frozenset[str]
    ends: frozenset[str]
    yearly: frozenset[str]
    put_off: frozenset[str]
    unknown: frozenset[str]

    @property
    def phrases(self) -> tuple[str, ...]:
        """Expressions of several words, the longest first."""
        kinds = (self.spans, self.fillers, self.joins, self.starts, self.ends, self.yearly)
        found = {word for kind in (*kinds, self.unknown) for word in kind if " " in word}
        return tuple(sorted(found, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    """The words of ``catalogue/promises.toml``. Raises CatalogueError when it cannot be read."""
    try:
        data = read_toml(CATALOGUE / "promises.toml", "promises.toml")
    except TomlError as error:
        raise CatalogueError((error.fault,)) from error
    return _Lexicon(
        months={_plain(w): int(n) for n, words in data["months"].items() for w in words},
        spans=_spans(data["span"]),
        vague=_spans(data["vague"]),
        **{name: frozenset(map(_plain, words)) for name, words in data["words"].items()},
    )


def _spans(entries: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    return {
        _plain(word): (entry["months"][0], entry["months"][1])
        for entry in entries
        for word in entry["words"]
    }


def understand(text: str) -> Promise:
    """The promise in ``text``; ``understood`` is false where something in it is not known."""
    kept = " ".join(text.split())
    words = _lexicon()
    plain = _phrases(_plain(kept), words)
    if not plain or plain.replace("_", " ") in words.unknown:
        return Promise(kept)
    tokens = _settled(list(_tokens(plain, words)))
    if any(token.kind == "?" for token in tokens):
        return Promise(kept, understood=False)
    if any(token.kind == "unknown" for token in tokens):
        return Promise(kept, understood=len(tokens) == 1)
    return _meaning(kept, tokens)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word with its meaning: kind, and a month, a span or a year."""

    kind: str
    first: int = 0
    last: int = 0
    year: int = 0


def _plain(text: str) -> str:
    """Small letters without accents; dashes and quotes of all kinds as one kind."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("\u00a0", " "))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    bare = re.sub(r"[\u2010-\u2015\u2212]", "-", bare)
    bare = re.sub(r"[\u2018\u2019`\u00b4]", "'", bare)
    return " ".join(bare.strip(" .!?:").split())


def _phrases(text: str, words: _Lexicon) -> str:
    """Expressions of several words as one, with underscores."""
    for phrase in words.phrases:
        text = re.sub(rf"\b{re.escape(phrase)}\b", phrase.replace(" ", "_"), text)
    return text


def _tokens(text: str, words: _Lexicon) -> Iterator[_Token]:
    for piece in _TOKEN.findall(text):
        whole = _token(piece, words)
        if whole.kind != "?" or not re.search(r"[-/+&]", piece):
            yield whole
            continue
        for place, part in enumerate(re.split(r"[-/+&]", piece)):
            if place:
                yield _Token("join")
            if part:
                yield _token(part, words)


def _token(piece: str, words: _Lexicon) -> _Token:
    for pattern, (year, month) in _NUMERIC:
        found = pattern.match(piece)
        if found and 1 <= int(found[month]) <= 12:
            number = int(found[month])
            return _Token("span", number, number, int(found[year]))
    if _YEARS.match(piece):
        return _Token("year", year=int(piece))
    short = _SHORT_YEAR.match(piece)
    if short:
        return _Token("year", year=2000 + int(short[1]))
    if _DAY.match(piece):
        return _Token("day")
    return _word(piece.strip(".:'").replace("_", " ") or "-", words)


def _word(word: str, words: _Lexicon) -> _Token:
    if word in words.months:
        return _Token("span", words.months[word], words.months[word])
    if word in words.spans:
        return _Token("span", *words.spans[word])
    if word in words.vague:
        return _Token("vague", *words.vague[word])
    kinds = {
        "join": words.joins,
        "from": words.starts,
        "until": words.ends,
        "yearly": words.yearly,
        "put_off": words.put_off,
        "filler": words.fillers,
        "unknown": words.unknown,
    }
    for kind, known in kinds.items():
        if word in known:
            return _Token(kind)
    return _mistyped(word, words)


def _mistyped(word: str, words: _Lexicon) -> _Token:
    """A month or a part of a year with a slip of the pen (*agustus*, *voorjar*)."""
    if len(word) >= _SHORTEST_TYPO:
        known = [w for w in (*words.months, *words.spans) if len(w) >= _SHORTEST_TYPO]
        near = get_close_matches(word, known, n=1, cutoff=_TYPO)
        if near:
            return _word(near[0], words)
    return _Token("?")


def _settled(tokens: Sequence[_Token]) -> list[_Token]:
    """Fillers left out; a day or a part of a month is the month, a part of a year a span."""
    kept = [token for token in tokens if token.kind != "filler"]
    settled = []
    for place, token in enumerate(kept):
        before_month = place + 1 < len(kept) and kept[place + 1].kind == "span"
        if token.kind not in ("vague", "day"):
            settled.append(token)
        elif not before_month:
            known = token.kind == "vague"
            settled.append(_Token("span" if known else "?", token.first, token.last))
    return settled


def _meaning(text: str, tokens: Sequence[_Token]) -> Promise:
    """Months from words in order: a year belongs to the spans before it that have none."""
    meant = [t for t in tokens if t.kind in ("span", "year")]
    bounds = {t.kind for t in tokens if t.kind in ("from", "until")}
    if not meant:
        return Promise(text, understood=any(t.kind == "yearly" for t in tokens))
    dated = _dated(meant)
    if dated is None:
        months = {t.first for t in meant if t.kind == "span" and t.first == t.last}
        single = len(meant) == 1 and len(months) == 1 and not bounds
        return Promise(text, yearly=meant[0].first) if single else Promise(text, understood=False)
    if any(token.kind == "put_off" for token in tokens):
        if tokens[-1].kind == "put_off":
            return Promise(text, understood=False)
        dated = dated[-1:]
    first, last = dated[0][0], dated[-1][1]
    if len(bounds) > 1 or dated != sorted(dated):
        return Promise(text, understood=False)
    if "from" in bounds:
        return Promise(text, first=first)
    return Promise(text, first=None if "until" in bounds else first, last=last)


def _dated(meant: Sequence[_Token]) -> list[tuple[Month, Month]] | None:
    """First and last month of each span; ``None`` where no year is given at all."""
    years = [t.year for t in meant if t.year]
    if not years:
        return None
    found: list[tuple[Month, Month]] = []
    waiting: list[_Token] = []
    for token in meant:
        if token.kind == "span" and not token.year:
            waiting.append(token)
            continue
        if token.kind == "span":
            waiting.append(token)
        elif not waiting:
            found.append(((token.year, 1), (token.year, 12)))
        found += [_months(span, token.year) for span in waiting]
        waiting = []
    return found + [_months(span, years[-1]) for span in waiting]


def _months(span: _Token, year: int) -> tuple[Month, Month]:
    """A span in a year; one that runs over its end goes on in the next."""
    return (year, span.first), (year + (span.last - 1) // 12, (span.last - 1) % 12 + 1)
