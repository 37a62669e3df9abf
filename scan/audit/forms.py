"""Audit, forms: whether figures in other forms of a release say what its series say, and no more.

Input: the folder of a release and the figures of its series (``tables.FIGURES``). Output: what
differs, in words. The workbooks of municipalities, the one with everything and the answers for
machines hold figures of the series, arranged otherwise. What is worked out of the series need not
be worked out again of each: a number that a form prints stands in the series, at the same place
and as the same number, or it is a fault. So what the series hide is hidden in every form.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from fastexcel import read_excel

from scan.audit.tables import number
from scan.catalogue.entries import Catalogue
from scan.publish.api.tables import MAIN

_PLACE = ("indicator", "nis", "former", "period", "category_1", "category_2")
_SIDES = ("value", "numerator", "denominator")
PRINTED: dict[str, pl.DataType] = {
    "file": pl.String(),
    "indicator": pl.String(),
    "nis": pl.String(),
    "former": pl.Boolean(),
    "period": pl.Int32(),
    "category_1": pl.String(),
    "category_2": pl.String(),
    "side": pl.String(),  # value, numerator or denominator
    "number": pl.Float64(),
}
_EXACT = 4
"""Numbers of two forms are rounded alike; beyond so many decimals they differ by how they are
written only."""
_NAMED = 5
"""So many numbers of a file are named."""
_MANY = 500_000
"""So many rows are held against the series at once: a few hundred megabytes."""
_OF_A_YEAR = re.compile(r"(?:(.*) )?(\d{4})")


def faults_of_forms(
    folder: Path, figures: pl.DataFrame, labels: pl.DataFrame, catalogue: Catalogue
) -> Iterator[str]:
    """Numbers in the forms below ``folder`` that ``figures`` do not hold. ``labels``: those of
    :func:`labels_of`."""
    told = _told(figures)
    for printed in _together(_forms(folder / "data", labels, catalogue)):
        yield from _faults(printed, told)


def _together(parts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same rows in few large frames, since each is held against all that is told."""
    waiting = [pl.DataFrame(schema=PRINTED)]
    for part in parts:
        waiting.append(part)
        if sum(one.height for one in waiting) > _MANY:
            yield pl.concat(waiting)
            waiting = [pl.DataFrame(schema=PRINTED)]
    yield pl.concat(waiting)


def _told(figures: pl.DataFrame) -> pl.DataFrame:
    """The numbers of figures, a row each (:data:`PRINTED` without the file)."""
    kept = figures.with_columns(former=pl.col("into") != "")
    return _by_side(kept).select(*_PLACE, "side", "number").unique()


def _by_side(table: pl.DataFrame) -> pl.DataFrame:
    sides = [name for name in _SIDES if name in table.columns]
    long = table.unpivot(sides, index=[*_PLACE], variable_name="side", value_name="number")
    return long.drop_nulls("number").with_columns(pl.col("number").cast(pl.Float64).round(_EXACT))


def _faults(printed: pl.DataFrame, told: pl.DataFrame) -> Iterator[str]:
    other = printed.join(told, on=[*_PLACE, "side", "number"], how="anti")
    for (file,), rows in other.group_by("file", maintain_order=True):
        for row in rows.head(_NAMED).iter_rows(named=True):
            codes = "".join(f", {row[n]}" for n in ("category_1", "category_2") if row[n])
            where = f"{row['indicator']}, {row['nis']}, {row['period']}{codes}"
            yield f"{file}: {where}: says {row['number']:g}, which the series do not"
        if rows.height > _NAMED:
            yield f"{file}: … and {rows.height - _NAMED} more"


def _forms(data: Path, labels: pl.DataFrame, catalogue: Catalogue) -> Iterator[pl.DataFrame]:
    """What each file prints (:data:`PRINTED`) of the indicators in ``labels``."""
    words = catalogue.wording["downloads"]
    wanted = frozenset(labels.get_column("indicator"))
    books = _Books(catalogue, wanted, labels)
    for path in sorted((data / words["folder.all"]).glob("*.xlsx")):
        yield from books.everything(path)
    for path in sorted((data / words["folder.towns"]).glob("*.xlsx")):
        yield from books.of_town(path)
    answers = _Answers(catalogue, wanted)
    for path in sorted((data / "api").rglob("*.*")):
        yield from answers.of(path)


def labels_of(folder: Path, catalogue: Catalogue, wanted: frozenset[str]) -> pl.DataFrame:
    """The names of categories in the series of the indicators ``wanted``.

    Columns: indicator, label_1, label_2, category_1, category_2.
    """
    words = catalogue.wording["downloads"]
    names = ("indicator", "label_1", "label_2", "category_1", "category_2")
    heads = [pl.col(words[f"series.{name}"]).cast(pl.String).alias(name) for name in names]
    parts = [pl.DataFrame(schema=dict.fromkeys(names, pl.String()))]
    for path in sorted((folder / "data" / words["folder.series"]).glob("*.parquet")):
        if path.name.split(".")[0].removesuffix(words["file.suffix"]) in wanted:
            parts.append(pl.scan_parquet(path).select(heads).unique().collect())
    return pl.concat(parts).unique(names[:3])


def _shaped(table: pl.DataFrame, file: Path) -> pl.DataFrame:
    """Columns of ``_PLACE`` and numbers as :data:`PRINTED`."""
    long = _by_side(table).with_columns(file=pl.lit(file.name))
    return long.select(pl.col(name).cast(kind) for name, kind in PRINTED.items())


class _Books:
    """Workbooks with a sheet per theme and the years beside one another."""

    def __init__(self, catalogue: Catalogue, wanted: frozenset[str], labels: pl.DataFrame) -> None:
        self._catalogue, self._wanted, self._labels = catalogue, wanted, labels
        self._words = catalogue.wording["downloads"]
        self._areas = {area.nis: area.name for area in catalogue.areas.divisions()}

    def everything(self, path: Path) -> Iterator[pl.DataFrame]:
        """The workbook with all areas."""
        for table in self._sheets(path, self._words["theme_column.kind"]):
            known = table.with_columns(
                former=pl.col(self._words["theme_column.kind"]) == self._words["kind.former"]
            )
            yield _shaped(self._through_years(known, {"": None}), path)

    def of_town(self, path: Path) -> Iterator[pl.DataFrame]:
        """The workbook of a municipality: its own figures, those of its region, and those of
        former municipalities."""
        town = self._catalogue.areas.get(path.name.split("-")[0])
        region = self._catalogue.areas.get(town.region_nis)
        own = {town.name: town.nis, region.name: region.nis}
        for table in self._sheets(path, self._words["theme_column.period"]):
            known = table.with_columns(former=pl.lit(value=False))
            yield _shaped(self._through_years(known, own), path)
            yield _shaped(self._newest(known, own), path)
        for table in self._sheets(path, self._words["theme_column.nis"]):
            known = table.with_columns(former=pl.lit(value=True))
            yield _shaped(self._through_years(known, {"": None}), path)

    def _sheets(self, path: Path, head: str) -> Iterator[pl.DataFrame]:
        """Sheets with a column of this head, with the columns of ``_PLACE`` that all rows have:
        of gaps, which say no more than their two figures, none."""
        words = self._words
        book = read_excel(path)
        for name in book.sheet_names:
            table = book.load_sheet(name, dtypes="string").to_polars()
            if head not in table.columns:
                continue
            main = pl.col(words["theme_column.part"]) == words["part.main"]
            named = table.with_columns(
                indicator=words["theme_column.code"],
                label_1=pl.when(~main).then(words["theme_column.part"]).fill_null(""),
                label_2=pl.col(f"{words['theme_column.part']} 2").fill_null(""),
            ).filter(pl.col("indicator").is_in(self._wanted))
            if named.height:
                yield named.join(self._labels, on=["indicator", "label_1", "label_2"])

    def _through_years(self, table: pl.DataFrame, areas: Mapping[str, str | None]) -> pl.DataFrame:
        """The columns of years of these areas (name → code; ``None``: that of the row)."""
        parts = []
        for head in table.columns:
            found = _OF_A_YEAR.fullmatch(head)
            if found is None or (found[1] or "") not in areas:
                continue
            nis = areas[found[1] or ""]
            code = pl.col(self._words["theme_column.nis"]) if nis is None else pl.lit(nis)
            parts.append(
                table.select(
                    *("indicator", "former", "category_1", "category_2"),
                    nis=code,
                    period=int(found[2]),
                    value=number(head),
                )
            )
        return pl.concat(parts)

    def _newest(self, table: pl.DataFrame, areas: Mapping[str, str]) -> pl.DataFrame:
        """The newest figures of these areas; the first is whose counts stand beside them."""
        words = self._words
        sides = {n: number(words[f"theme_column.{n}"]) for n in ("numerator", "denominator")}
        none = dict.fromkeys(sides, pl.lit(None, pl.Float64))
        parts = [
            table.select(
                *("indicator", "former", "category_1", "category_2"),
                nis=pl.lit(nis),
                period=pl.col(words["theme_column.period"]).cast(pl.Float64).cast(pl.Int32),
                value=number(name),
                **(none if place else sides),
            )
            for place, (name, nis) in enumerate(areas.items())
        ]
        return pl.concat(parts)


class _Answers:
    """What programs read."""

    def __init__(self, catalogue: Catalogue, wanted: frozenset[str]) -> None:
        self._catalogue, self._wanted = catalogue, wanted
        self._words = catalogue.wording["downloads"]
        self._keys = catalogue.wording["api"]

    def of(self, path: Path) -> Iterator[pl.DataFrame]:
        """What a file prints; nothing of files without figures."""
        code = path.name.split(".")[0].removesuffix(self._words["file.suffix"])
        of_town = path.parent.name == self._keys["folder.towns"]
        if not of_town and code not in self._wanted:
            return
        if path.suffix == ".csv":
            table = pl.read_csv(path, infer_schema=False)
            told = pl.col(self._word("part")) != self._words["part.gap"]  # gaps say no more
            yield _shaped(self._placed(table.filter(told)), path)
            return
        answer = json.loads(path.read_bytes())
        own = {self._word("nis"): code} if of_town else {self._word("indicator"): code}
        rows = self._cube(answer, own) if "size" in answer else self._listed(answer, own)
        yield _shaped(self._placed(rows).filter(pl.col("indicator").is_in(self._wanted)), path)

    def _word(self, name: str) -> str:
        return self._words[f"series.{name}"]

    def _listed(self, answer: Mapping[str, Any], own: Mapping[str, str]) -> pl.DataFrame:
        """A list of figures; those of the region stand beside those of a municipality."""
        rows = [{**own, **row} for row in answer[self._keys["key.figures"]]]
        region, beside = answer.get(self._keys["key.region_nis"]), self._keys["key.region"]
        if region is not None:
            there = {self._word("nis"): region, self._word("numerator"): None}
            there[self._word("denominator")] = None
            rows += [{**row, **there, self._word("value"): row[beside]} for row in rows]
        return pl.DataFrame(rows, infer_schema_length=None)

    def _cube(self, answer: Mapping[str, Any], own: Mapping[str, str]) -> pl.DataFrame:
        """The cells of a cube that hold a number, a row each."""
        values = np.array(answer["value"], dtype=np.float64)
        full = np.flatnonzero(~np.isnan(values))
        (metric,) = answer["role"]["metric"]
        traits = (self._word("indicator"), self._word("nis"), self._word("period"))
        split = [name for name in answer["id"] if name not in (*traits, metric)]
        heads = {name: self._word(f"category_{n}") for n, name in enumerate(split, 1)}
        columns: dict[str, Any] = {}
        for name, at in zip(answer["id"], np.unravel_index(full, answer["size"]), strict=True):
            codes = np.array(answer["dimension"][name]["category"]["index"], dtype=object)
            columns[heads.get(name, name)] = codes[at].tolist()
        cells = pl.DataFrame({**columns, "number": values[full]}).with_columns(
            pl.lit(code).alias(name) for name, code in own.items()
        )
        there = {self._word(name) for name in _SIDES}.intersection(columns.get(metric, ()))
        sides = [
            pl.when(pl.col(metric) == name).then("number").alias(name) for name in sorted(there)
        ]
        old = pl.col(self._word("nis")).str.contains("-")
        kind = pl.when(old).then(pl.lit(self._words["kind.former"])).otherwise(pl.lit(""))
        return cells.with_columns(
            *sides,
            kind.alias(self._word("kind")),
            pl.col(self._word("nis")).str.split("-").list.first(),
        )

    def _placed(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows under their heads, with the columns of ``_PLACE`` and numbers."""
        heads = self._word
        nothing = pl.lit("")
        kind = pl.col(heads("kind")) if heads("kind") in rows.columns else nothing
        split = {
            f"category_{n}": pl.col(heads(f"category_{n}")).fill_null("").replace(MAIN, "")
            if heads(f"category_{n}") in rows.columns
            else nothing
            for n in (1, 2)
        }
        return rows.select(
            indicator=heads("indicator"),
            nis=heads("nis"),
            former=kind.fill_null("") == self._words["kind.former"],
            period=pl.col(heads("period")).cast(pl.Int32),
            **split,
            **{n: number(heads(n)) for n in _SIDES if heads(n) in rows.columns},
        )
