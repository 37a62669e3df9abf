"""Kinds of mistakes that no reader should meet again, in all that the catalogue says in Dutch."""

import re
import tomllib
from collections.abc import Iterator

import pytest

from scan.house import CATALOGUE, LAYOUTS

KINDS = {
    "a figure apart from its sign": re.compile(r"\d %"),
    "a typewriter's apostrophe": re.compile(r"[A-Za-z]'(?:s|n)\b"),
    "a sign apart from its figure": re.compile(r"(?<!\w)[+−] \d"),
    "another word for origin": re.compile(r"\borigine\b"),
    "a reader who is not *je*": re.compile(r"\b(?:[Uu]|[Uu]w)\b(?!-)"),
    "gemeenten met een cijfer as a group": re.compile(r"gemeenten met een cijfer (?!op een rij)"),
    "a difference that is not with something": re.compile(r"(?:hoger|lager|meer) dan het "),
}
QUESTION = ("survey", "text")
"""Questions are quoted as they were asked."""
OTHER_HANDS = ("barometer", "sources", "schema", "intake", "areas")
"""What readers of a report do not see, and what is quoted from files."""


def _texts(value: object, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*at, str(key)))
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, at)


def _all() -> Iterator[tuple[str, tuple[str, ...], str]]:
    for path in sorted(CATALOGUE.rglob("*.toml")):
        name = path.relative_to(CATALOGUE).as_posix()
        if not any(other in name for other in OTHER_HANDS):
            for at, text in _texts(tomllib.loads(path.read_text(encoding="utf-8"))):
                yield name, at, text
    for path in sorted((LAYOUTS / "report").glob("*.j2")):
        plain = re.sub(r"\{[{%].*?[}%]\}|<[^>]*>", "\n", path.read_text(encoding="utf-8"))
        yield path.name, (), plain


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_was_mended_stays_away(kind: str) -> None:
    found = [
        f"{name} {'.'.join(at)}: {text.strip()}"
        for name, at, text in _all()
        if at[-2:] != QUESTION and KINDS[kind].search(text)
    ]
    assert not found, "\n".join(found[:20])


def test_each_kind_is_found_where_it_is() -> None:
    wrong = (
        *("28,1 %", "thema's", "+ 2,1", "de origine", "als u dat wil"),
        *("van 18 gemeenten met een cijfer ", "hoger dan het gewest"),
    )
    assert [bool(kind.search(text)) for kind, text in zip(KINDS.values(), wrong, strict=True)] == [
        True
    ] * len(KINDS)
