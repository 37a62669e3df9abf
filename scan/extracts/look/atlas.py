"""Extracts, look, atlas: what a text is that may name an area, in each of the vintages.

Input: the areas of the catalogue. Output: an :class:`Atlas`, which knows the municipalities of
2018, 2019 and 2025 by code and by name, and what comes along in files beside them.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property

from scan.catalogue.areas import BRUSSELS, FLANDERS, Areas
from scan.catalogue.names import by_closeness, fold, keys
from scan.extracts.places import CODE, ELSEWHERE, MARK, VINTAGE_DAYS, folded

MUNICIPALITY, ELSEWHERE_TOO, NO_PLACE, UNKNOWN = (
    "municipality",
    "elsewhere in Belgium",
    "no place",
    "unknown",
)
"""What a text is, beside ``region``, ``province`` and ``arrondissement``."""
VINTAGES = tuple(VINTAGE_DAYS)

_BEFORE = re.compile(r"^(provincie|province|prov\.?|arrondissement|arr\.?)\s+(de\s+|van\s+)?", re.I)
_NATIONAL = frozenset(
    fold(name)
    for name in (
        *("België", "Belgique", "Belgium", "Het Rijk", "Le Royaume", "Royaume", "Rijk"),
        *("Waals Gewest", "Région wallonne", "Wallonië", "Wallonie", "Waalse Gewest"),
    )
)
_REGIONS = {
    fold(name): code
    for name, code in (
        *((name, FLANDERS) for name in ("Vlaams Gewest", "Vlaanderen", "Région flamande")),
        *((name, FLANDERS) for name in ("Flandre", "Het Vlaamse Gewest", "Vlaamse Gewest")),
        ("Brussels Hoofdstedelijk Gewest", BRUSSELS),
        ("Brussels Gewest", BRUSSELS),
        ("Région de Bruxelles-Capitale", BRUSSELS),
    )
}
"""How files name the two regions, beside their names in the catalogue."""


@dataclass(frozen=True)
class Found:
    """What a text is: a kind, and its code where it has one."""

    what: str
    code: str = ""


@dataclass(frozen=True)
class Atlas:
    """The areas, in the ways in which files name them."""

    areas: Areas
    _seen: dict[tuple[str, str], Found] = field(default_factory=dict)
    _towns: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    @cached_property
    def codes(self) -> dict[str, dict[str, str]]:
        """Vintage → code of each municipality → its region."""
        return {
            vintage: {area.nis: area.region_nis for area in self.areas.municipalities(None, day)}
            for vintage, day in VINTAGE_DAYS.items()
        }

    @cached_property
    def _exact(self) -> dict[str, dict[str, str]]:
        return {vintage: self.areas.by_name(day) for vintage, day in VINTAGE_DAYS.items()}

    @cached_property
    def _folded(self) -> dict[str, dict[str, str]]:
        return {vintage: folded(names) for vintage, names in self._exact.items()}

    @cached_property
    def _above(self) -> dict[str, Found]:
        """Code of every division and of every group outside municipalities → what it is."""
        above = {area.nis: Found(area.kind, area.nis) for area in self.areas.divisions()}
        return above | {nis: Found(NO_PLACE, nis) for nis in self.areas.unplaced.values()}

    @cached_property
    def named(self) -> dict[str, str]:
        """Code of every division and of every group outside municipalities → its name."""
        above = {area.nis: area.name for area in self.areas.divisions()}
        return above | {nis: name for name, nis in self.areas.unplaced.items()}

    @cached_property
    def _named(self) -> dict[str, Found]:
        """The same by folded name, with the kind of a division before it."""
        named = {code: Found("region", code) for code in (FLANDERS, BRUSSELS)}
        found = {key: named[code] for key, code in _REGIONS.items()}
        for area in self.areas.divisions():
            start = {"region": "", "province": "provincie ", "arrondissement": "arrondissement "}
            found[fold(start[area.kind] + area.name)] = Found(area.kind, area.nis)
        for name, nis in self.areas.unplaced.items():
            found[fold(name)] = Found(NO_PLACE, nis)
        return found

    def vintage_of(self, year: int) -> str:
        """The vintage whose municipalities existed on 1 January of a year."""
        began = [v for v in VINTAGES[1:] if VINTAGE_DAYS[v].year <= year]
        return began[-1] if began else VINTAGES[0]

    def municipality(self, text: str, by: str, vintage: str) -> str:
        """The code of the municipality of a vintage that a text stands for; empty: none."""
        return self.towns(text, by)[vintage]

    def towns(self, text: str, by: str) -> dict[str, str]:
        """The code that a text stands for in each vintage; empty where it is none."""
        if (text, by) not in self._towns:
            self._towns[text, by] = {v: self._town(text, by, v) for v in VINTAGES}
        return self._towns[text, by]

    def _town(self, text: str, by: str, vintage: str) -> str:
        if by == "code":
            found = CODE.fullmatch(text)
            code = found[1].zfill(5) if found else ""
            return code if code in self.codes[vintage] else ""
        name = " ".join(text.split())
        if code := self._exact[vintage].get(name, ""):
            return code
        table, bare = self._folded[vintage], MARK.sub("", name)
        return next((table[key] for key in keys(bare) if key in table), "")

    def is_spelled(self, text: str, vintage: str) -> bool:
        """Whether a name stands in the catalogue as it is written."""
        return " ".join(text.split()) in self._exact[vintage]

    def what(self, text: str, by: str) -> Found:
        """What a text is; a municipality of any vintage is one."""
        if (text, by) not in self._seen:
            if any(self.towns(text, by).values()):
                self._seen[text, by] = Found(MUNICIPALITY)
            else:
                self._seen[text, by] = self._coded(text) if by == "code" else self._called(text)
        return self._seen[text, by]

    def _coded(self, text: str) -> Found:
        found = CODE.fullmatch(text)
        code = found[1].zfill(5) if found else ""
        if code in self._above:
            return self._above[code]
        if fold(text) in self._named:  # a region without a code, under its name
            return self._named[fold(text)]
        return Found(ELSEWHERE_TOO, code) if ELSEWHERE.fullmatch(code) else Found(UNKNOWN)

    def _called(self, text: str) -> Found:
        if fold(text) in _NATIONAL:
            return Found(ELSEWHERE_TOO)
        plain = _BEFORE.sub(
            lambda m: "provincie " if m[1].lower().startswith("p") else "arrondissement ", text
        )
        return self._named.get(fold(plain), Found(UNKNOWN))

    def closest(self, text: str, by: str, vintage: str) -> str:
        """The municipality whose name or code is most like a text that is unknown."""
        if by == "name":
            return by_closeness(text[:80], self._exact[vintage])[0]
        near = sorted(self.codes[vintage], key=lambda nis: (_apart(nis, text), nis))
        return f"{near[0]} {self.areas.get(near[0]).name}"


def _apart(one: str, other: str) -> int:
    """In how many places two codes differ."""
    padded = other.zfill(5)
    return sum(a != b for a, b in zip(one, padded, strict=False)) + abs(len(one) - len(padded))
