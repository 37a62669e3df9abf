"""Catalogue, comparators: with what a municipality is compared.

Input: a file of ``catalogue/comparators/``. Output: :class:`Comparator`. A group of municipalities
that stay the same is such a file and nothing else.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from scan.catalogue.fields import Code, Many, Record, Text

SIMILAR = "similar"
"""The comparator that is worked out for each delivery and has a page of its own."""
Nis = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]


class Comparator(Record):
    """One area, or a group of municipalities of which the middle one is shown."""

    id: Code
    title: Text
    """How it is named beside figures; of an area with ``{name}`` for its own name."""
    in_text: str = ""
    """The same inside a sentence; where an area has none, as it is always written."""
    kind: Literal["region", "province", "arrondissement", "adjoining", "similar", "fixed"]
    """The area that the municipality lies in, those that border on it, those that are most like
    it, or ``members``."""
    members: Many[Nis] = Field(default=())
    """Municipalities of today."""

    @model_validator(mode="after")
    def _has_members_or_a_rule(self) -> "Comparator":
        if (self.kind == "fixed") != bool(self.members):
            raise ValueError("a fixed group has members, and no other kind has")
        if len(set(self.members)) != len(self.members):
            raise ValueError("a municipality is named twice")
        if self.is_group and not self.in_text:
            raise ValueError("a group needs in_text")
        return self

    @property
    def is_group(self) -> bool:
        """Whether it stands for several municipalities."""
        return self.kind in ("adjoining", "similar", "fixed")
