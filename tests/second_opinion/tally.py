"""Second opinion, the tally: how much was compared, what was hidden, what differs.

Input: comparisons, one by one. Output: :class:`Tally`.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Difference:
    """A place where the report and the files do not say the same."""

    indicator: str
    place: str
    what: str
    report: str
    files: str


@dataclass
class Tally:
    """What a second opinion found."""

    compared: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def same(self, what: str, key: tuple[str, str], report: str, files: str) -> None:
        """Compares one text; ``key`` is the indicator and the place of the figure."""
        self.compared[what] += bool(report or files)
        if report != files:
            self.differences.append(Difference(*key, what, report, files))

    def wrong(self, what: str, key: tuple[str, str], report: str, files: str) -> None:
        """Notes something that should not be."""
        self.differences.append(Difference(*key, what, report, files))

    def add(self, other: "Tally") -> None:
        """Takes in another tally."""
        self.compared += other.compared
        self.hidden += other.hidden
        self.differences += other.differences

    @property
    def figures(self) -> int:
        """How many figures were compared."""
        return sum(self.compared.values())

    def summary(self) -> str:
        """For a failing test: the first differences, and the counts."""
        shown = "\n".join(str(d) for d in self.differences[:40])
        return (
            f"{len(self.differences)} differences among {self.figures} figures "
            f"({dict(self.compared)}), hidden: {dict(self.hidden)}\n{shown}"
        )
