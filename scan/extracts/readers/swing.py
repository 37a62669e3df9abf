"""Extracts, what the exports of a Swing site have in common: from blocks to the raw frame.

Input: a wide table and what each of its columns of figures holds. Output: the raw frame.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault
from scan.extracts.readers.headers import needs
from scan.extracts.readers.tables import (
    Table,
    cell,
    finish,
    locate,
    unknown_columns,
)

_FOOTNOTES = re.compile(r"(\s*\(\d+\))+$")
_UNIT = re.compile(r"\s*\[[^\]]*\]$")


@dataclass(frozen=True, slots=True)
class Block:
    """One column of figures: where it stands, its subject as written, and its period."""

    position: int
    subject: str
    period: str


def without_marks(subject: str) -> str:
    """``WZW [aantal] (1)`` → ``WZW [aantal]``."""
    return _FOOTNOTES.sub("", subject)


def without_unit(subject: str) -> str:
    """``WZW [aantal] (1)`` → ``WZW``."""
    return _UNIT.sub("", without_marks(subject))


def from_blocks(
    source: Source, table: Table, area: int, blocks: tuple[Block, ...], path: Path
) -> pl.DataFrame:
    """Raw frame of the blocks that the source names; ExtractError for those that are missing."""
    subjects = tuple(dict.fromkeys(block.subject for block in blocks))
    known = Table(subjects, table.frame)
    wanted = needs(source).values
    at = locate(wanted, known, path, source.shape, (without_marks, without_unit))
    of_subject = {subjects[position]: name for name, position in at.items()}
    used = [block for block in blocks if block.subject in of_subject]
    _no_second_block(used, path)
    names = pl.DataFrame(
        {
            "block": [f"b{block.position}" for block in used],
            "column": [of_subject[block.subject] for block in used],
            "period": [block.period for block in used],
        }
    )
    long = (
        table.frame.select(
            "row",
            cell(area).alias("place"),
            *(cell(block.position).alias(f"b{block.position}") for block in used),
        )
        .unpivot(index=["row", "place"], variable_name="block", value_name="text")
        .join(names, on="block", how="left", maintain_order="left")
        .drop("block")
        .with_columns(sheet=pl.lit(""))
    )
    plain = tuple(without_unit(subject) for subject in subjects)
    extra = unknown_columns(source, plain, set(at.values()))
    return finish(long, (*table.remarks, *extra))


def _no_second_block(used: list[Block], path: Path) -> None:
    seen: set[tuple[str, str]] = set()
    faults = []
    for block in used:
        key = (without_marks(block.subject), block.period)
        if key in seen:
            place = f"column {block.subject}"
            message = f"{block.period} stands there twice"
            faults.append(Fault(path.name, place, message, "Export every year once."))
        seen.add(key)
    if faults:
        raise ExtractError(tuple(faults))
