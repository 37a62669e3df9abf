"""Extracts, look: what an unknown file is.

Input: a path, and the areas of the catalogue. Output: a :class:`~scan.extracts.look.records.Look`
of plain values. What is in it that the catalogue knows, says :mod:`scan.extracts.look.matching`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from scan.catalogue.areas import BRUSSELS, Areas
from scan.errors import ExtractError
from scan.extracts.look import rates, sums
from scan.extracts.look.areas import Around, areas_look, best_fit, places_of, runs_of_years
from scan.extracts.look.atlas import Atlas
from scan.extracts.look.columns import columns_of
from scan.extracts.look.describing import column_look
from scan.extracts.look.facts import Facts, Years, facts_of, pairs_of, periods_look, years_of
from scan.extracts.look.grids import Grid, parquet_grid, sheet_grid, turned
from scan.extracts.look.notation import Notation, notation_of
from scan.extracts.look.records import (
    FIGURES,
    FOLLOWS,
    ColumnLook,
    Look,
    Relation,
    TableLook,
    Tally,
)
from scan.extracts.look.roles import Roles, roles_of
from scan.extracts.look.texts import Writing, text_grid
from scan.extracts.readers.archives import PACKED, entries_of
from scan.extracts.readers.delivered import DATABASE, PARQUET, TEXT, WORKBOOK, Delivered
from scan.extracts.readers.plain_files import read_bytes
from scan.extracts.readers.tables import some

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_KINDS = {TEXT: "text", WORKBOOK: "workbook", PARQUET: "Parquet table", DATABASE: "database"}


@dataclass(frozen=True)
class Asked:
    """What to look at: a file, one sheet of it or all, and the areas that are known."""

    path: Path
    areas: Areas
    sheet: str = ""


def look_at(asked: Asked) -> Look:
    """What the file is; without a table when it has not the sheet that is asked for.

    Raises ExtractError for one that is damaged.
    """
    file = Delivered(asked.path)
    kind = file.kind
    writing = Writing()
    tables: tuple[TableLook, ...] = ()
    sheets: tuple[str, ...] = ()
    atlas = Atlas(asked.areas)
    if kind == WORKBOOK:
        sheets = file.workbook.names
        tables = tuple(_sheets(file, asked.sheet, atlas))
    elif kind == TEXT:
        grid, writing = text_grid(file)
        tables = (table_look(grid, asked.path.stem, atlas),)
    elif kind == PARQUET:
        tables = (table_look(parquet_grid(file), asked.path.stem, atlas),)
    return Look(
        file=asked.path.name,
        size=asked.path.stat().st_size,
        kind=_KINDS[kind],
        packed=_packed(asked.path) if kind != WORKBOOK else "",
        encoding=_encoding(file, writing) if kind == TEXT else "",
        separator=writing.separator,
        quoted=writing.quoted,
        sheets=sheets,
        tables=() if asked.sheet and kind != WORKBOOK else tables,
    )


def _packed(path: Path) -> str:
    """The file in an archive of one."""
    data = read_bytes(path)
    if not data.startswith(PACKED):
        return ""
    return max(entries_of(data, path), key=lambda entry: entry.file_size).filename


def _encoding(file: Delivered, writing: Writing) -> str:
    if writing.encoding:
        return writing.encoding
    opened = file.text()
    if any("ISO-8859-1" in remark for remark in opened.remarks):
        return "ISO-8859-1"
    return "ASCII" if opened.data.isascii() else "UTF-8"


def _sheets(file: Delivered, wanted: str, atlas: Atlas) -> Iterator[TableLook]:
    """The sheets of a workbook, or the one that is wanted; one that cannot be read says why."""
    names = file.workbook.names
    if wanted:
        found = file.workbook.named(wanted)
        names = (found,) if found is not None else ()
    for name in names:
        try:
            yield table_look(sheet_grid(file, name), file.path.stem, atlas)
        except ExtractError as error:
            if len(names) == 1:
                raise
            faults = tuple(str(fault) for fault in error.faults)
            yield TableLook(name, "table", 0, 0, 0, (), (), (), faults=faults)


def table_look(grid: Grid, stem: str, atlas: Atlas) -> TableLook:
    """What a table is; ``stem``: name of its file, which may hold a year."""
    grid = turned(grid) if grid.layout == "table" else grid
    columns = columns_of(grid)
    roles = roles_of(columns, atlas, grid.layout != "table")
    notation = notation_of([column.texts for column in roles.figures])
    looks = tuple(column_look(column, roles, notation) for column in columns)
    table = TableLook(
        sheet=grid.sheet,
        layout=grid.layout,
        header_row=grid.header_row,
        rows=grid.frame.get_column("row").n_unique(),
        last_row=grid.last_row,
        above=grid.above,
        below=grid.below,
        columns=looks,
        decimal=notation.decimal,
        thousands=notation.thousands,
        markers=_together([look.markers for look in looks], looks),
        flags=_together([look.flags for look in looks], ()),
        remarks=(*grid.remarks, *_years_in_headers(looks)),
    )
    years = years_of(roles, stem)
    table = replace(table, periods=periods_look(roles, years))
    return _with_areas(table, roles, (grid, years, notation), atlas) if roles.area else table


def _years_in_headers(looks: tuple[ColumnLook, ...]) -> Iterator[str]:
    """A remark on columns of figures whose headers hold a year: no reader turns them."""
    names = [look.name for look in looks if look.role == FIGURES and _YEAR.search(look.name)]
    if names:
        remedy = "a source reads a row per year, or fixes the year"
        yield f"years stand in the headers of {len(names)} columns ({some(tuple(names))}): {remedy}"


def _together(groups: list[tuple[Tally, ...]], looks: tuple[ColumnLook, ...]) -> tuple[Tally, ...]:
    """Markers, or flags, of all columns together, the most frequent first; the empty text
    stands for empty cells of columns of figures."""
    counts: dict[str, int] = {}
    for tally in (tally for group in groups for tally in group):
        counts[tally.text] = counts.get(tally.text, 0) + tally.count
    if empty := sum(look.empty for look in looks if look.role == FIGURES):
        counts[""] = empty
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Tally(text, count) for text, count in ordered)


def _with_areas(
    table: TableLook, roles: Roles, how: tuple[Grid, Years, Notation], atlas: Atlas
) -> TableLook:
    """The look of a table with areas: their vintage, and what holds between figures."""
    grid, years, notation = how
    assert roles.area is not None
    places = places_of(pairs_of(roles, years), roles.by, atlas)
    chosen = best_fit(places, atlas)
    rows = grid.frame.get_column("row")
    facts = facts_of(roles, rows, (places, chosen[0]), years, notation, atlas)
    repeated = list(rates.repeated(facts))
    totals = {(relation.column, relation.trait) for relation in repeated}
    wholes = list(rates.wholes(facts, totals))
    double = rates.doubles(facts)
    return replace(
        table,
        areas=areas_look(roles.area.name, places, chosen, _around(facts, roles), atlas),
        relations=(*_sums(facts, totals), *repeated, *(relation for relation, _ in wholes)),
        doubles=double.count,
        double_example=double.example,
        add_up=any(parts for _, parts in wholes),
        absence=rates.absence(facts, chosen[0].vintage),
    )


def _sums(facts: Facts, totals: set[tuple[str, str]]) -> Iterator[Relation]:
    yield from sums.area_sums(facts)
    yield from sums.column_sums(facts)
    yield from sums.category_sums(facts, totals)
    yield from rates.rates(facts)
    yield from rates.shares(facts)
    yield from rates.twins(facts, totals)


def _around(facts: Facts, roles: Roles) -> Around:
    """What the rows say of the areas on them."""
    brussels = facts.frame.filter(pl.col("region") == BRUSSELS)
    return Around(
        rows=dict(facts.frame.group_by("area").len().drop_nulls("area").iter_rows()),
        called=_called(facts, roles) if roles.by == "code" else {},
        by_year=runs_of_years(facts.towns.select("year", "code", "region")),
        figures_in_brussels=any(
            brussels.get_column(name).null_count() < brussels.height for name in facts.figures
        ),
    )


def _called(facts: Facts, roles: Roles) -> dict[str, tuple[str, ...]]:
    """What a column of names calls the areas that are none by their code."""
    names = [c for c, role, _ in roles.others if role == FOLLOWS and not c.is_whole]
    if not names:
        return {}
    pairs = pl.DataFrame({"area": facts.frame.get_column("area"), "name": names[0].cells})
    odd = facts.frame.get_column("code").is_null()
    grouped = pairs.filter(odd).drop_nulls().unique(maintain_order=True)
    return {
        str(area): tuple(part.get_column("name"))
        for (area,), part in grouped.group_by("area", maintain_order=True)
    }
