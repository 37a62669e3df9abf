"""Catalogue, similarity: by which traits municipalities are similar.

Input: ``catalogue/similar.toml``, where each choice stands with its reason, and
``catalogue/surfaces.csv``. Output: a strictly checked :class:`Similarity`.
"""

import csv
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from scan.catalogue.fields import Code, IndicatorId, Many, Record, Text
from scan.errors import CatalogueError, Fault
from scan.house import CATALOGUE

FILE, SURFACES = "similar.toml", "surfaces.csv"
DISTANCE_DECIMALS = 2
"""Of a distance that is shown: most have eight within 0.7, which one decimal would make alike."""


class Trait(Record):
    """One trait of a municipality."""

    id: Code
    title: Text
    """In Dutch, with its unit."""
    counts: Many[IndicatorId] = Field(min_length=1)
    """Indicators whose denominators are counted; the first that is delivered."""
    categories: Many[Code] = ()
    """Of the breakdown of the indicator; everybody without."""
    per: Literal["one", "km2", "all", "before"] = "one"
    """Per square kilometre; in per cent of all categories; growth in per cent since before."""
    logarithm: bool = False
    weight: float = Field(gt=0)
    decimals: int = Field(default=0, ge=0, le=2)
    """With which its values are shown."""


class Similarity(Record):
    """How similar municipalities are found."""

    nearest: int = Field(ge=3)
    least_known: float = Field(gt=0, le=1)
    """Part of all weights that must be known of a municipality."""
    no_equal_beyond: float = Field(gt=0)
    """Distance from which on another is no equal; with fewer than three there is none."""
    traits: Many[Trait] = Field(min_length=2)
    surfaces: Mapping[str, float] = Field(default_factory=dict)
    """NIS code → square kilometres, from the boundaries that Statbel publishes."""


@lru_cache(maxsize=1)
def similarity() -> Similarity:
    """The traits of the catalogue, read once: a plan asks for them for every municipality."""
    return read_similarity()


def read_similarity(folder: Path = CATALOGUE) -> Similarity:
    """The traits in ``folder``. Raises CatalogueError with every fault of the files."""
    try:
        data = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        with (folder / SURFACES).open(encoding="utf-8", newline="") as file:
            surfaces = {row["nis"]: float(row["km2"]) for row in csv.DictReader(file)}
        return Similarity.model_validate({**data, "surfaces": surfaces})
    except ValidationError as error:
        faults = (
            Fault(FILE, ".".join(map(str, found["loc"])), found["msg"], "mend that line")
            for found in error.errors()
        )
        raise CatalogueError(tuple(faults)) from error
    except (OSError, ValueError, KeyError) as error:
        fault = Fault(FILE, "", f"it or {SURFACES} cannot be read: {error}", "mend it")
        raise CatalogueError((fault,)) from error
