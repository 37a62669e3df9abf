"""Catalogue, the fields: the base of all records, and the kinds of text and of lists in them.

Input and output: none.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_T = TypeVar("_T")
Many = Annotated[tuple[_T, ...], Field(strict=False)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(_S)?_[0-9]{2}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Vintage = Literal["2018", "2019", "2025", "period"]
"""The municipalities a source speaks of; ``period`` means those of each figure's own date."""

Region = Literal["02000", "04000"]
"""The Flemish Region and the Brussels-Capital Region."""
Layout = Literal[
    "table",  # CSV, TSV, pipe file, XLSX, ODS or Parquet: a row per area and period
    "swing_csv",  # a column per subject and year
    "swing_xlsx",
    "sql",
]


class Record(BaseModel):
    """Base of all records: frozen, strict types, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )
