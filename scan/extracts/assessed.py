"""Extracts, assessed deliveries: what the intake makes of files. Output: records.

Input: files that were recognised, checked and compared. The account, the digest and the page for
the supplier tell what stands here.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.comparing import Comparison
from scan.extracts.contract import Checked
from scan.extracts.ledger import Entry
from scan.extracts.questions import FIRST, FIRST_OF_SEVERAL

FRESH = "fresh"
"""A file that is to be taken in."""
KNOWN = "known"
"""A file with the bytes of one that is in use."""
NONE = "none"
"""A file that feeds no indicator; it is left alone."""
FAULTY = "faulty"

REFUSED = "refused"
ASKED = "asked"
CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Assessed:
    """A file of a delivery, and what one of its sources makes of it."""

    path: Path
    status: str
    """FRESH, KNOWN, NONE or FAULTY."""
    entry: Entry
    """Its line of the ledger, if it is accepted; without a hash where it may not be opened."""
    source: Source | None
    """``None`` for boundaries and for what feeds nothing."""
    checked: Checked
    indicators: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """The files of one delivery, what is wrong with them and what is strange about them."""

    files: tuple[Assessed, ...]
    faults: tuple[Fault, ...]
    questions: tuple[Fault, ...]
    comparisons: dict[str, Comparison]
    """By source."""

    @property
    def fresh(self) -> tuple[Assessed, ...]:
        """The files that are to be taken in."""
        return tuple(one for one in self.files if one.status == FRESH)

    @property
    def verdict(self) -> str:
        """REFUSED, KNOWN (nothing new), ASKED (somebody must decide) or CLEAR."""
        if self.faults:
            return REFUSED
        if not self.fresh:
            return KNOWN
        return ASKED if self.questions else CLEAR

    @property
    def is_doubtful(self) -> bool:
        """Whether anything is strange about it, besides being the first of its source."""
        return any(q.kind not in (FIRST, FIRST_OF_SEVERAL) for q in self.questions)

    @property
    def name(self) -> str:
        """Of the folder in which it is kept when it is refused: date and hash."""
        together = "".join(sorted(one.entry.sha256 for one in self.files))
        return f"{self.files[0].entry.date}-{hashlib.sha256(together.encode()).hexdigest()[:8]}"
