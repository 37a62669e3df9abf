"""Publish, the difference: which figures readers see differently in two releases.

Input: the manifests and the displayed figures of two releases. Output: :class:`Difference`:
indicators and municipalities that came and went, indicators with a new period, and every figure
that was revised, the largest first.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from dataframely import DataFrame

from scan.errors import RefusedError
from scan.files import sha256
from scan.publish.manifest import DISPLAYED, Manifest, read_manifest, read_sums
from scan.views.displayed import AMOUNTS, NEWEST, Displayed
from scan.views.displayed import KEY as FIGURE

FLOOR = 5.0
"""Figures below this (points, persons, per thousand) are measured against it, so that 0,1 % that
becomes 0,3 % does not stand before 20 % that becomes 30 %."""

KEY = ["nis", *FIGURE, "amount"]
"""What is compared: ``amount`` says which number of a figure."""


@dataclass(frozen=True)
class Seen:
    """What readers see of figures in a release."""

    id: str
    indicators: Mapping[str, str]
    """Code → title."""
    areas: Mapping[tuple[str, str], str]
    """Publication and NIS code → name."""
    displayed: DataFrame[Displayed]


@dataclass(frozen=True)
class Past:
    """A release as it was read from disk."""

    folder: Path
    manifest: Manifest
    displayed: DataFrame[Displayed]

    @property
    def seen(self) -> Seen:
        """What readers see in it."""
        titles = {code: entry.title for code, entry in self.manifest.indicators.items()}
        editions = self.manifest.publications.items()
        areas = {(id_, report.nis): report.name for id_, reports in editions for report in reports}
        return Seen(self.manifest.id, titles, areas, self.displayed)


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened to the figures of an indicator that stands in both releases."""

    indicator: str
    title: str
    period_before: int | None
    """The newest period of the main figure, as most municipalities show it."""
    period: int | None
    revised: int
    """Figures of the same period that differ."""
    areas: int
    """Municipalities in which there are any."""
    largest: float
    """The largest ``share`` among them."""

    @property
    def updated(self) -> bool:
        """Whether it has figures of a later period."""
        return (self.period or 0) > (self.period_before or 0)


@dataclass(frozen=True)
class Difference:
    """What differs between two releases.

    ``changed`` has one row per number of one figure that differs, the largest first: the columns
    of ``KEY``, ``name``, ``before``, ``after`` (numbers or null), ``text_before``, ``text_after``,
    ``size`` (after − before), ``share`` (0–1: the size relative to the larger of the two and
    :data:`FLOOR`; 1 when a figure came or went), ``publications``.
    """

    old: str
    new: str
    changed: pl.DataFrame
    moved: tuple[Moved, ...]
    """Indicators with a new period or with revised figures, in the order of their codes."""
    indicators_added: tuple[str, ...]
    """Codes."""
    indicators_lost: tuple[str, ...]
    areas_added: tuple[str, ...]
    """``12025 Mechelen (integratiescan)``."""
    areas_lost: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether readers see the same figures in both."""
        parts = (self.moved, self.indicators_added, self.indicators_lost, self.areas_added)
        return not any((*parts, self.areas_lost)) and self.changed.is_empty()


def parquet(displayed: DataFrame[Displayed]) -> bytes:
    """Displayed figures as they stand in a release: in a fixed order, the same bytes each time."""
    target = io.BytesIO()
    ordered = displayed.select(Displayed.column_names()).sort("publication", "nis", *FIGURE)
    ordered.write_parquet(target, compression="zstd", statistics=False)
    return target.getvalue()


def read_release(folder: Path) -> Past:
    """The release in ``folder``. Raises RefusedError when its figures are missing, altered,
    or written by a program that had other columns."""
    manifest = read_manifest(folder)
    sums, _ = read_sums(folder)
    path = folder / DISPLAYED
    if not path.is_file() or sha256(path) != sums.get(DISPLAYED):
        raise RefusedError(f"{path} is missing or altered: scan verify {manifest.id}")
    displayed = pl.read_parquet(path)
    if not Displayed.is_valid(displayed):
        raise RefusedError(f"{path} has the columns of another program: nothing to compare with")
    return Past(folder, manifest, Displayed.cast(displayed))


def difference(old: Seen, new: Seen) -> Difference:
    """What differs between ``old`` and ``new``."""
    changed = changed_figures(old.displayed, new.displayed)
    names = {nis: name for seen in (old, new) for (_, nis), name in seen.areas.items()}
    named = changed.with_columns(
        name=pl.col("nis").replace_strict(names, default="", return_dtype=pl.String)
    )
    return Difference(
        old=old.id,
        new=new.id,
        changed=named,
        moved=_moved(changed, old, new),
        indicators_added=_codes(new, old),
        indicators_lost=_codes(old, new),
        areas_added=_areas(new, old),
        areas_lost=_areas(old, new),
    )


def _codes(here: Seen, there: Seen) -> tuple[str, ...]:
    return tuple(sorted(here.indicators.keys() - there.indicators.keys()))


def _areas(here: Seen, there: Seen) -> tuple[str, ...]:
    """Municipalities with a report here and none there."""
    missing = sorted(here.areas.keys() - there.areas.keys())
    return tuple(f"{nis} {here.areas[id_, nis]} ({id_})" for id_, nis in missing)


def amounts(displayed: pl.DataFrame) -> pl.DataFrame:
    """The numbers of displayed figures, one a row: the columns of ``KEY`` with ``publication``,
    ``value`` and ``text``."""
    value = pl.col("amount") == AMOUNTS[0]
    plain = pl.col("number").cast(pl.String).str.strip_suffix(".0")
    told = pl.concat_str("text", "state", separator=" ").str.strip_chars_end(" ")
    long = displayed.unpivot(
        AMOUNTS,
        index=["publication", "nis", *FIGURE, "text", "state"],
        variable_name="amount",
        value_name="number",
    )
    return long.filter(value | pl.col("number").is_not_null()).select(
        "publication", *KEY, value="number", text=pl.when(value).then(told).otherwise(plain)
    )


def figure_name(row: Mapping[str, object]) -> str:
    """Which number of which figure a row of ``KEY`` is, to print: ``cell be.nl, count``."""
    whose = f"of {row['area']}" if row["area"] != row["nis"] else ""
    names = (row["part"], row["category_1"], row["category_2"], whose)
    amount = f", {row['amount']}" if row["amount"] != AMOUNTS[0] else ""
    return " ".join(str(name) for name in names if name) + amount


def changed_figures(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Figures of the same area and period that differ; columns as in :class:`Difference`."""
    keyed = ["publication", *KEY]
    one, other = _unlike(amounts(old), amounts(new))
    both = one.join(other, on=keyed, how="inner", nulls_equal=True, suffix="_after")
    differ = both.filter(
        pl.col("value").ne_missing(pl.col("value_after"))
        | pl.col("text").ne_missing(pl.col("text_after"))
    ).rename({"value": "before", "value_after": "after", "text": "text_before"})
    told = [*KEY, "before", "after", "text_before", "text_after"]
    return (
        differ.group_by(told, maintain_order=True)
        .agg(publications=pl.col("publication").unique().sort().str.join(", "))
        .with_columns(size=pl.col("after") - pl.col("before"), share=_share())
        .sort(["share", *KEY], descending=[True, *[False] * len(KEY)])
    )


def _unlike(one: pl.DataFrame, other: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of each that the other lacks. Of millions, few; compared by their hash."""
    mine, theirs = one.hash_rows(), other.hash_rows()
    keyed = ["publication", *KEY]
    return (
        one.filter(~mine.is_in(theirs.implode())).unique(keyed, keep="first", maintain_order=True),
        other.filter(~theirs.is_in(mine.implode())).unique(
            keyed, keep="first", maintain_order=True
        ),
    )


def _share() -> pl.Expr:
    """How large a change is, from 0 to 1."""
    before, after = pl.col("before"), pl.col("after")
    size = (after - before).abs()
    largest = pl.max_horizontal(before.abs(), after.abs(), pl.lit(FLOOR))
    one_only = before.is_null() ^ after.is_null()
    relative = (size / largest).clip(upper_bound=1.0).fill_null(0.0)
    return pl.when(one_only).then(1.0).otherwise(relative)


def _moved(changed: pl.DataFrame, old: Seen, new: Seen) -> tuple[Moved, ...]:
    counted = {
        row["indicator"]: row
        for row in changed.group_by("indicator")
        .agg(revised=pl.len(), areas=pl.col("nis").n_unique(), largest=pl.col("share").max())
        .iter_rows(named=True)
    }
    before, after = newest_periods(old.displayed), newest_periods(new.displayed)
    both = old.indicators.keys() & new.indicators.keys()
    every = (
        Moved(
            indicator=code,
            title=new.indicators[code],
            period_before=before.get(code),
            period=after.get(code),
            revised=counted.get(code, {}).get("revised", 0),
            areas=counted.get(code, {}).get("areas", 0),
            largest=counted.get(code, {}).get("largest", 0.0),
        )
        for code in sorted(both)
    )
    return tuple(moved for moved in every if moved.revised or moved.period != moved.period_before)


def newest_periods(displayed: pl.DataFrame) -> dict[str, int]:
    """Indicator → newest period of its main figure, as most municipalities show it."""
    main = displayed.filter(NEWEST)
    counted = main.group_by("indicator", "period").len()
    ordered = counted.sort("indicator", "len", "period", descending=[False, True, True])
    return dict(ordered.unique("indicator", keep="first").select("indicator", "period").rows())
