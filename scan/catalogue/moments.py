"""Catalogue, moments: of which part of a year a figure speaks, and from which day there can be one.

Input: the moment of a population and a year. Output: a day. Nothing that was counted is known
before it was there: a stock on its day, what happens in a year when the year is over.
"""

import datetime
from typing import Literal

Moment = Literal[
    "1 januari",
    "31 december",
    "jaar",
    "jaargemiddelde",
    "schooljaar",
    "verkiezing",
    "burgerbevraging",
]
"""Of what a figure of a year is: a stock, a flow or an average, pupils, voters, answers."""
FINISHED = ""
"""In place of a moment: a figure that a supplier computed, of which nobody says when it was."""

_FIRST: dict[str, tuple[int, int, int]] = {
    FINISHED: (0, 1, 1),  # may speak of the first of January; that year at least must have begun
    "1 januari": (0, 1, 1),
    "burgerbevraging": (0, 1, 1),  # asked in the first months of its year, and counted at once
    "schooljaar": (0, 2, 1),  # the day on which Flemish schools count their pupils
    "verkiezing": (0, 8, 1),  # the day on which the lists of voters for October are closed
    "31 december": (1, 1, 1),
    "jaar": (1, 1, 1),
    "jaargemiddelde": (1, 1, 1),
}
"""Moment → years after the year of the figure, month and day."""


def first_day(moment: str, year: int) -> datetime.date:
    """The first day on which there can be a figure of ``year``. ``moment``: or FINISHED."""
    later, month, day = _FIRST[moment]
    return datetime.date(year + later, month, day)
