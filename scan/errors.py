"""Ground: the error tree. One exit code per family; input and output: none.

Every message says what is wrong, where, and what to do. Errors that gather several faults
(``CatalogueError``, ``ExtractError``) carry them as a tuple of :class:`Fault`.
"""

from dataclasses import dataclass, fields

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


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: where it is, what it is, and the remedy.

    ``file`` and ``place`` (a field, or sheet, row and column) may be empty. Texts come from
    files that strangers made, and are made :func:`visible`.
    """

    file: str
    place: str
    message: str
    remedy: str = ""

    def __post_init__(self) -> None:
        for one in fields(self):
            text = getattr(self, one.name)
            if isinstance(text, str):
                object.__setattr__(self, one.name, visible(text))

    def __str__(self) -> str:
        where = " · ".join(part for part in (self.file, self.place) if part)
        text = f"{where}: {self.message}" if where else self.message
        return f"{text} → {self.remedy}" if self.remedy else text


class ScanError(Exception):
    """Base of everything the factory raises on purpose; ``exit_code`` ends the program."""

    exit_code = 1


class UsageError(ScanError):
    """The command was used wrongly: an unknown municipality, an impossible option."""

    exit_code = 2


class _FaultsError(ScanError):
    """Base of errors that gather faults; shows the first hundred in full, then counts."""

    shown_in_full = 100

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        lines = [str(fault) for fault in faults[: self.shown_in_full]]
        if len(faults) > self.shown_in_full:
            lines.append(f"… and {len(faults) - self.shown_in_full} more faults")
        super().__init__("\n".join(lines))


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
        self.subject = subject
        super().__init__(f"{subject}: {message}" if subject else message)


class RefusedError(ScanError):
    """Publication refused by a gate, the audit or the verification."""

    exit_code = 6


class LockedError(ScanError):
    """Another run holds the lock."""

    exit_code = 7
