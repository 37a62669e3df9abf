"""Catalogue, the fields: the kinds of text and of lists in records.

Input and output: none.
"""

from typing import Annotated, Literal, TypeVar

from pydantic import Field, StringConstraints

_T = TypeVar("_T")
Many = Annotated[tuple[_T, ...], Field(strict=False)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_]*$")]
IndicatorId = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(_S)?_[0-9]{2}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Vintage = Literal["2018", "2019", "2025", "period"]
"""The municipalities a source speaks of; ``period`` means those of each figure's own date."""

Layout = Literal[
    "tidy",  # CSV, one column per trait or value
    "swing_csv",
    "swing_xlsx",
    "swing_upload",
    "gsm_csv",
    "gsm_workbook",
    "gsm_workbook_2017",
    "statbel_pipe",
    "sql",
]
