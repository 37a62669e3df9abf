"""Report, pdf: what is wrong with a laid-out or finished report.

Input: findings of the layout and of the gates. Output: one error that names them all.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from scan.errors import ReportError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that keeps a report from the public."""

    subject: str
    """The indicator, anchor or page to look at; empty for the whole file."""
    rule: str
    """What was asked: ``overflow``, ``PDFUA1-…``, ``alternative text`` …"""
    message: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.message}" if self.subject else self.message


def refuse(findings: Iterable[Finding], shown: int = 20) -> None:
    """Do nothing when there are no findings; else raise, with the subject of the first.

    Raises:
        ReportError: with at most ``shown`` messages in full, then their number.
    """
    found = tuple(findings)
    if not found:
        return
    lines = [found[0].message, *(str(finding) for finding in found[1:shown])]
    if len(found) > shown:
        lines.append(f"… and {len(found) - shown} more")
    raise ReportError(found[0].subject, "\n".join(lines))
