"""Publish, the thresholds of the gate: how far a release may differ from the one before it.

Input: ``catalogue/gate.toml``, where each bound stands with its reason. Output: a strictly
checked :class:`Thresholds`.
"""

from pathlib import Path

from pydantic import Field, ValidationError

from scan.catalogue.fields import Record
from scan.catalogue.toml_files import TomlError, read_toml
from scan.errors import CatalogueError, Fault
from scan.house import CATALOGUE

GATE = "gate.toml"


class Missing(Record):
    """Reports that were never made."""

    areas: float = Field(ge=0, le=1)
    """Share of the municipalities of a publication."""


class Thinner(Record):
    """Reports that lost pages or bytes, though not their indicators."""

    pages: int = Field(ge=0)
    size: float = Field(ge=0, le=1)


class Unexplained(Record):
    """Figures that moved without a new delivery."""

    digits: int = Field(ge=0)
    """Units of the last displayed digit."""


class Vanished(Record):
    """Main figures that are no longer shown, after a new delivery."""

    areas: float = Field(ge=0, le=1)
    """Share of the municipalities that showed it."""


class History(Record):
    """How an indicator is judged by its own steps of before."""

    steps: int = Field(ge=1)
    """How many of them it takes."""
    times: float = Field(gt=0)
    floor: float = Field(ge=0)


class Jump(Record):
    """Main figures that moved further than plausible."""

    points: float = Field(gt=0)
    factor: float = Field(gt=1)
    """For counts."""
    small: float = Field(ge=0)
    """Figures below it are left out of the factor."""
    areas: float = Field(ge=0, le=1)
    least: int = Field(ge=1)
    history: History | None = None


class Thresholds(Record):
    """All bounds of the gate."""

    missing: Missing
    thinner: Thinner
    unexplained: Unexplained
    vanished: Vanished
    implausible: Jump
    """From one newest period to the next."""
    revised: Jump
    """Of a period that was published before."""


def read_thresholds(folder: Path = CATALOGUE) -> Thresholds:
    """The bounds in ``folder``. Raises CatalogueError with every fault of the file."""
    path = folder / GATE
    try:
        return Thresholds.model_validate(read_toml(path, GATE))
    except TomlError as error:
        raise CatalogueError((error.fault,)) from error
    except OSError as error:
        raise CatalogueError((Fault(GATE, "", f"cannot be read: {error}", "mend it"),)) from error
    except ValidationError as error:
        faults = (
            Fault(GATE, ".".join(map(str, found["loc"])), found["msg"], "mend that line")
            for found in error.errors()
        )
        raise CatalogueError(tuple(faults)) from error
