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

First = tuple[int, int, int]
"""The first day on which there can be a figure of a year: years after it, month and day."""
FIRST: dict[str, First] = {
    FINISHED: (0, 1, 1),  # may speak of the first of January; that year at least must have begun
    "1 januari": (0, 1, 1),
    "burgerbevraging": (0, 1, 1),  # asked in the first months of its year, and counted at once
    "schooljaar": (0, 2, 1),  # the day on which Flemish schools count their pupils
    "verkiezing": (0, 8, 1),  # the day on which the lists of voters for October are closed
    "31 december": (1, 1, 1),
    "jaar": (1, 1, 1),
    "jaargemiddelde": (1, 1, 1),
}
"""By moment, or FINISHED."""


def first_day(first: First, year: int) -> datetime.date:
    """The first day on which there can be a figure of ``year``."""
    later, month, day = first
    return datetime.date(year + later, month, day)
