"""Catalogue, explaining: the records of what goes with figures: warnings, concepts, corrections.

Input: parsed TOML. Output: frozen records.
"""

import datetime

from pydantic import Field

from scan.catalogue.fields import Code, IndicatorId, Many, Record, Region, Text


class Caveat(Record):
    """A warning with one shared sentence."""

    id: Code
    text: Text
    regions: Many[Region] = Field(default=("02000", "04000"), min_length=1)
    """Regions whose readers it concerns; the others do not meet it in their reports."""
    mark: str = ""
    """What tables say of every figure that it holds for, in a few words: ``alleen
    Nederlandstalig aanbod``. Empty: tables say nothing."""


class Concept(Record):
    """An entry of the chapter on concepts, printed where an indicator of the report names it."""

    id: Code
    term: Text
    text: Text
    regions: Many[Region] = Field(default=("02000", "04000"), min_length=1)
    """Regions whose readers it concerns."""
    general: bool = False
    """Whether every report prints it, whatever its indicators."""


class Correction(Record):
    """Something wrong that stood in a release: a page of the site tells it for ever."""

    id: Code
    day: datetime.date
    """When it was put right."""
    since: datetime.date
    """Of the first release in which it stood."""
    text: Text
    """What was wrong and what is right, in plain words."""
    where: Text
    """Municipalities, pages or files in which it stood."""
    indicators: Many[IndicatorId] = ()
