"""Ground: the error tree. One exit code per family; input and output: none.

Every message says what is wrong, where, and what to do. Errors that gather several faults
(``CatalogueError``, ``ExtractError``) carry them as a tuple of :class:`Fault`.
"""

from collections import Counter
from dataclasses import dataclass, fields
from typing import Self

LONGEST = 1_000
"""Signs of a text in a message, of which the middle is left out when it has more."""


def visible(text: str, longest: int = LONGEST) -> str:
    """``text`` as it may be printed, whoever wrote it: on one line, not too long, nothing unseen.

    What steers a screen, turns the direction of letters or looks like a space and is none is
    written out (``\\u202e``), so that a cell or a file name can neither hide nor rewrite what
    stands around it.
    """
    if len(text) > longest:
        text = f"{text[: longest - longest // 4]} … {text[-(longest // 4) :]}"
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


SHOWN_IN_FULL = 100
"""So many faults are shown in full, the others are counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it is, what it is, and the remedy.

    ``file`` and ``place`` (a field, or sheet, row and column) may be empty. The fields after
    ``remedy`` say the same to a machine, and to whoever words it in another language. Texts come
    from files that strangers made, and are made :func:`visible`.
    """

    file: str
    place: str
    message: str
    remedy: str = ""
    kind: str = ""
    """The rule that was broken, as ``not_a_number``."""
    sheet: str = ""
    row: int | None = None
    """As the supplier counts: the first row of the file or the sheet is 1."""
    column: str = ""
    value: str | None = None
    """Text of the cell."""
    expected: str = ""
    count: int = 1
    """More than 1 for a line that stands for faults that are not named."""
    facts: tuple[tuple[str, str], ...] = ()
    """What else the wording of its kind needs."""

    def __post_init__(self) -> None:
        for one in fields(self):
            text = getattr(self, one.name)
            if isinstance(text, str):
                object.__setattr__(self, one.name, visible(text))
        facts = tuple((name, visible(text)) for name, text in self.facts)
        object.__setattr__(self, "facts", facts)

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.file, self.place) if part)
        text = f"{where}: {self.message}" if where else self.message
        text = f"{text}; expected {self.expected}" if self.expected else text
        return f"{text} → {self.remedy}" if self.remedy else text


def shown_and_counted(
    faults: tuple[Fault, ...], limit: int = SHOWN_IN_FULL
) -> tuple[tuple[Fault, ...], dict[str, int]]:
    """The faults to show in full, and how many others there are of each kind.

    No kind of fault in a column of a file crowds out another: the first of each comes before
    the second of any. What is shown keeps its order.
    """
    seen: Counter[tuple[str, str, str]] = Counter()
    ranked = []
    for number, fault in enumerate(faults):
        group = (fault.file, fault.kind, fault.column)
        if fault.count == 1:
            ranked.append((seen[group], number))
            seen[group] += 1
    chosen = sorted(number for _, number in sorted(ranked)[:limit])
    counted: Counter[str] = Counter()
    for number in set(range(len(faults))).difference(chosen):
        counted[faults[number].kind or "other"] += faults[number].count
    return tuple(faults[number] for number in chosen), dict(counted.most_common())


def fault_lines(faults: tuple[Fault, ...], limit: int = SHOWN_IN_FULL) -> list[str]:
    """A line for each fault that is shown in full, and one that counts the others."""
    shown, counted = shown_and_counted(faults, limit)
    lines = [str(fault) for fault in shown]
    if counted:
        kinds = ", ".join(f"{kind.replace('_', ' ')}: {n:,}" for kind, n in counted.items())
        lines.append(f"… and {sum(counted.values()):,} more ({kinds})")
    return lines


class ScanError(Exception):
    """Base of everything the factory raises on purpose; ``exit_code`` ends the program."""

    exit_code = 1


class UsageError(ScanError):
    """The command was used wrongly: an unknown municipality, an impossible option."""

    exit_code = 2


class _FaultsError(ScanError):
    """Base of errors that gather faults; shows the first hundred in full, then counts."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(fault_lines(faults)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Fault, ...]]]:
        """So that it arrives whole from another process."""
        return type(self), (self.faults,)


class CatalogueError(_FaultsError):
    """The catalogue or the layouts are at fault."""

    exit_code = 3


class ExtractError(_FaultsError):
    """An extract is at fault; nothing of it is used."""

    exit_code = 4


class ReportError(ScanError):
    """One report could not be made; ``subject`` is the indicator, page or stage to look at."""

    exit_code = 5

    def __init__(self, subject: str, message: str) -> None:
        self.subject, self.message = subject, message
        super().__init__(f"{subject}: {message}" if subject else message)

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """So that it arrives whole from another process."""
        return type(self), (self.subject, self.message)


class RefusedError(ScanError):
    """Publication refused by a gate, the audit or the verification."""

    exit_code = 6


class LockedError(ScanError):
    """Another run holds the lock."""

    exit_code = 7
