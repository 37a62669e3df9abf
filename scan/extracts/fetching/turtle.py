"""Extracts, fetching, Turtle: the addresses of the distributions of one dataset in a catalogue.

Input: the text of a DCAT catalogue in Turtle. Output: download addresses, in its order. Only what
such catalogues use is understood; whoever writes anything else gets no address, and a message.
"""

import re
from collections.abc import Iterator

DCAT = "http://www.w3.org/ns/dcat#"
_TOKEN = re.compile(
    r"""<(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>"""
    r"""|(?P<text>"{3}.*?"{3}|\'{3}.*?\'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"|(?P<skip>\s+|\#[^\n]*)"
    r"|(?P<mark>\^\^|[.;,\[\]()](?=[\s\]\[;,.)#]|$)|[;,\[\]()])"
    r"|(?P<word>@?[^\s;,\[\]()<>\"']*[^\s;,\[\]()<>\"'.]|@?\.)",
    re.DOTALL,
)
Triple = tuple[str, str, str]
_DOWNLOAD = (f"{DCAT}downloadURL", f"{DCAT}accessURL")


def distributions(text: str, dataset: str) -> tuple[str, ...]:
    """Addresses of the files of ``dataset``. Raises ValueError for what is no Turtle."""
    facts = list(triples(text))
    parts = [o for s, p, o in facts if s == dataset and p == f"{DCAT}distribution"]
    found = []
    for part in parts:
        for wanted in _DOWNLOAD:
            if here := [o for s, p, o in facts if s == part and p == wanted]:
                found.append(here[0])
                break
    return tuple(found)


def triples(text: str) -> Iterator[Triple]:
    """What a text in Turtle states; literals with their quotes."""
    return iter(_Reader(text).statements())


class _Reader:
    """Walks through the tokens of a text."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._prefixes: dict[str, str] = {}
        self._found: list[Triple] = []
        self._blank = 0

    def statements(self) -> list[Triple]:
        """All triples. Raises ValueError where the text breaks off."""
        while self._at < len(self._tokens):
            if self._peek() in ("@prefix", "PREFIX", "@base", "BASE"):
                self._directive()
                continue
            subject = self._term()
            if self._peek() != ".":
                self._properties(subject)
            self._expect(".")
        return self._found

    def _directive(self) -> None:
        kind = self._next()
        if kind.lstrip("@").lower() == "prefix":
            name = self._next()
            self._prefixes[name.removesuffix(":")] = self._next()[1:]
        else:
            self._next()
        if kind.startswith("@"):
            self._expect(".")

    def _properties(self, subject: str) -> None:
        while True:
            verb = self._term()
            while True:
                self._found.append((subject, verb, self._term()))
                if self._peek() != ",":
                    break
                self._next()
            while self._peek() == ";":
                self._next()
            if self._peek() in (".", "]", ""):
                return

    def _term(self) -> str:
        """The next name, literal or nameless thing."""
        token = self._next()
        if token == "[":
            self._blank += 1
            name = f"_:blank{self._blank}"
            if self._peek() != "]":
                self._properties(name)
            self._expect("]")
            return name
        if token == "(":
            while self._peek() not in (")", ""):
                self._term()
            self._expect(")")
            return "()"
        if token[:1] in "\"'":
            if self._peek() == "^^":
                self._next()
                self._term()
            elif self._peek().startswith("@"):
                self._next()
            return token
        if token.startswith("<"):
            return token[1:]
        if token == "a":
            return "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        prefix, colon, local = token.partition(":")
        return f"{self._prefixes[prefix]}{local}" if colon and prefix in self._prefixes else token

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        if self._at >= len(self._tokens):
            raise ValueError("it breaks off")
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, mark: str) -> None:
        found = self._next()
        if found != mark:
            raise ValueError(f"{found[:40]!r} stands where {mark!r} belongs")


def _tokens(text: str) -> Iterator[str]:
    """Marks and words; names of things with ``<`` before them."""
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"{text[at : at + 20]!r} is no Turtle")
        at = found.end()
        if found["iri"] is not None:
            yield f"<{found['iri']}"
        elif found["skip"] is None:
            yield found[0]
