"""Views, marking: signs for what holds for some rows of a table and not for others.

Input: views that stand in one table or chart. Output: the names of their indicators, followed by
a sign where a mark holds for them, and the line that explains the signs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.dutch import NBSP
from scan.views.records import IndicatorView

SIGN = "°"
_BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Marking:
    """The marks of some views, in the order in which they first appear."""

    marks: tuple[str, ...]

    def short(self, view: IndicatorView) -> str:
        """The name of an indicator with its signs: ``Kleuters, thuistaal niet Nederlands °``."""
        signs = "".join(f"{NBSP}{self._sign(mark)}" for mark in view.marks)
        return f"{view.short}{signs}"

    @property
    def legend(self) -> str:
        """What the signs mean; empty where there are none."""
        return _BETWEEN.join(f"{self._sign(mark)}{NBSP}{mark}" for mark in self.marks)

    def _sign(self, mark: str) -> str:
        return SIGN * (1 + self.marks.index(mark))


def marking_of(views: Sequence[IndicatorView]) -> Marking:
    """The marking of the rows ``views``."""
    return Marking(tuple(dict.fromkeys(mark for view in views for mark in view.marks)))
