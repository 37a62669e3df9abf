"""Catalogue, the findings: what the checks between entries share.

Input: the entries that could be read, and the file of each. Output: faults, and which entries
are referred to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from scan.catalogue.entries import Entries
from scan.catalogue.records import Quantity, Term
from scan.errors import Fault

Files = Mapping[tuple[str, str], str]
"""Kind (``sources``) and identifier → file inside the catalogue."""
Place = tuple[str, str, str]
"""Where something stands: kind, identifier, field."""


@dataclass
class Findings:
    """The entries under check, and what was found so far."""

    entries: Entries
    files: Files
    faults: list[Fault] = field(default_factory=list)
    used: set[tuple[str, str]] = field(default_factory=set)
    """Kind and identifier of every entry that another one refers to."""

    def fault(self, kind: str, name: str, place: str, message: str, remedy: str) -> None:
        """Note what is wrong with an entry."""
        file = self.files.get((kind, name), "")
        at = f"{name}.{place}" if "/" not in file else place
        self.faults.append(Fault(file, at, message, remedy))

    def refer(self, kind: str, wanted: str, at: Place) -> bool:
        """Whether ``wanted`` is there to look into; a fault when it does not exist at all."""
        self.used.add((kind, wanted))
        known = [name for group, name in self.files if group == kind]
        if wanted not in known:
            self.fault(*at, f"{wanted!r} is not among the {kind}", closest(wanted, known))
        return wanted in getattr(self.entries, kind)

    def category(self, dimension: str, codes: Iterable[str], at: Place) -> None:
        """The dimension and each of the categories must exist."""
        if not self.refer("dimensions", dimension, at):
            return
        known = [c.code for c in self.entries.dimensions[dimension].categories]
        for code in codes:
            if code not in known:
                message = f"{code!r} is not a category of {dimension}"
                self.fault(*at, message, closest(code, known))

    def repeated(self, values: Iterable[str], at: Place, what: str) -> None:
        """Nothing may stand there twice."""
        for value, times in Counter(values).items():
            if times > 1:
                self.fault(*at, f"{what} {value!r} stands there {times} times", "keep one")

    def quantity(self, quantity: Quantity | Term, at: Place) -> None:
        """The population and the categories it is restricted to exist."""
        self.refer("populations", quantity.population, at)
        for dimension, codes in quantity.where.items():
            self.category(dimension, codes, at)

    def ancestors(self, dimension: str) -> tuple[str, ...]:
        """The chain above a dimension, as far as it exists."""
        try:
            return self.entries.ancestors(dimension)
        except KeyError:
            return (dimension,)


def closest(wanted: str, known: Iterable[str]) -> str:
    """A remedy: the nearest of what is known."""
    names = list(known)
    near = get_close_matches(wanted, names, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"choose from {', '.join(sorted(names)[:12]) or 'nothing yet'}"
