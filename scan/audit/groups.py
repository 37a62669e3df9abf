"""Audit, groups: whether figures of groups of municipalities say no more than their members do.

Input: the folder of a release. Output: what differs, in words. A group may show the middle, the
lowest and the highest of what its members show, and nothing that a hidden figure took part in: all
of it is worked out again from the series and the list of members beside them.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from scan.audit.tables import number, texts_of
from scan.catalogue.entries import Catalogue
from scan.status import Status

_LEAST = 3
"""Of fewer members with a figure nothing may be said: the middle of two tells both."""
_EPS = 1e-6
_NAMED = 5
"""So many rows of a file are named."""
_ROW = ("group", "of_nis", "period", "part", "category_1", "category_2")
_ENDS = ("middle", "lowest", "highest")


def faults_of_groups(folder: Path, catalogue: Catalogue) -> tuple[str, ...]:
    """What figures of groups say beside what their members show."""
    words = catalogue.wording["downloads"]
    listed = folder / "data" / "codes" / f"{words['list.members']}.csv"
    if not listed.is_file():
        return ()
    members = _named(texts_of(listed.read_bytes()), ("group", "of_nis", "nis"), words)
    series = folder / "data" / words["folder.series"]
    suffix = f"{words['file.groups']}{words['file.suffix']}.csv", f"{words['file.groups']}.csv"
    faults: list[str] = []
    for path in sorted(series.glob("*.csv")):
        ending = next((end for end in suffix if path.name.endswith(end)), None)
        if ending is not None:
            own = path.with_name(path.name.replace(words["file.groups"], ""))
            faults += _faults(path, own, members, catalogue)
    return tuple(faults)


def _faults(path: Path, own: Path, members: pl.DataFrame, catalogue: Catalogue) -> Iterator[str]:
    """Rows of one file that no members account for."""
    words = catalogue.wording["downloads"]
    names = (*_ROW, *_ENDS)
    groups = _named(texts_of(path.read_bytes()), names, words).with_columns(
        number(name).alias(name) for name in _ENDS
    )
    code = own.name.removesuffix(".csv").removesuffix(words["file.suffix"])
    half = 0.5 * 10.0 ** -catalogue.indicators[code].decimals
    expected = _expected(texts_of(own.read_bytes()), members, words)
    both = groups.join(expected, on=list(_ROW), how="left", suffix="_members")
    enough = pl.col("count").fill_null(0) >= _LEAST
    room = {"middle": half + _EPS, "lowest": _EPS, "highest": _EPS}
    wrong = pl.any_horizontal(
        pl.when(enough)
        .then((pl.col(name) - pl.col(f"{name}_members")).abs().fill_null(1.0) > room[name])
        .otherwise(pl.col(name).is_not_null())
        for name in _ENDS
    )
    found = both.filter(wrong)
    for row in found.head(_NAMED).iter_rows(named=True):
        where = ", ".join(str(row[name]) for name in _ROW if row[name])
        yield f"{path.name}: {where}: says something that its members do not show"
    if found.height > _NAMED:
        yield f"{path.name}: … and {found.height - _NAMED} more"


def _expected(
    series: pl.DataFrame, members: pl.DataFrame, words: Mapping[str, str]
) -> pl.DataFrame:
    """What the members show: columns of ``_ROW`` and ``_ENDS``, and how many do."""
    known = _named(series, (*_ROW[2:], "nis", "kind", "status", "value"), words)
    shown = [words[f"code.{status.value}"] for status in Status if status.has_value]
    towns = known.filter(
        pl.col("kind") == words["kind.municipality"], pl.col("status").is_in(shown)
    ).with_columns(number("value").alias("value"))
    joined = towns.filter(pl.col("value").is_not_null()).join(members, on="nis")
    value = pl.col("value")
    ends = {"middle": value.median(), "lowest": value.min(), "highest": value.max()}
    return joined.group_by(*_ROW).agg(count=pl.len(), **ends)


def _named(table: pl.DataFrame, names: tuple[str, ...], words: Mapping[str, str]) -> pl.DataFrame:
    return table.select(pl.col(words[f"series.{name}"]).alias(name) for name in names)
