"""Extracts, wide tables: columns of figures with their period in the header.

Input: a header and the columns of figures that a source names. Output: the columns to read, each
with its period where its header holds it. In a name, ``*`` stands for the period: ``aantal *``
is ``Aantal 2024`` and ``aantal 2025``, a bare ``*`` the columns headed ``2024`` and ``2025``.
"""

from dataclasses import dataclass

from scan.catalogue.sources import Shape
from scan.extracts.readers.headers import positions, starred


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures: what the source calls it, where it stands, and its period if told."""

    name: str
    position: int
    period: str | None = None


def figure_columns(
    names: tuple[str, ...], header: tuple[str, ...], shape: Shape
) -> tuple[FigureColumn, ...]:
    """The columns whose headers hold a period, of those that a source names with a ``*``."""
    return tuple(
        FigureColumn(name, at, period)
        for name in names
        for at in positions(name, header, shape)
        if (period := _period(name, header[at], shape))
    )


def told_twice(columns: tuple[FigureColumn, ...]) -> FigureColumn | None:
    """A column of which another has the same name and period; ``None``: there is none."""
    seen: set[tuple[str, str | None]] = set()
    for column in columns:
        if (column.name, column.period) in seen:
            return column
        seen.add((column.name, column.period))
    return None


def _period(name: str, text: str, shape: Shape) -> str | None:
    spellings = (name, *shape.spellings.get(name, ()))
    return next((found for one in spellings if (found := starred(one, text))), None)
