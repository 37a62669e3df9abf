"""Audit, statements: what released figures say of the counts behind them.

Input: figures of a release (``tables.FIGURES``) and what earlier releases told. Output:
:class:`Told`: counts × years × territories as arrays, with what is known of each.

Of several releases the last that shows a count is believed, as long as nothing speaks against it:
what was shown before and is hidden today is taken for what it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scan.audit.counts import Count, Counts
from scan.audit.places import former, regions, wholes
from scan.catalogue.entries import Catalogue
from scan.catalogue.records import SCALE
from scan.status import Status

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
_KEY = ["indicator", "way", "main", "category_1", "category_2"]
_SIDES = ("above", "below", "rest")
_SAME = 0.5
"""Counts are whole: what differs by less is the same."""
_COUNTED = [status.value for status in Status if status.has_counts]
MEMORY: dict[str, pl.DataType] = {
    "count": pl.String(),
    "period": pl.Int32(),
    "place": pl.String(),
    "shown": pl.Float64(),
    "release": pl.Int32(),
}
"""Columns of what releases told of counts, the oldest first; null: hidden."""


@dataclass(frozen=True)
class Told:
    """What is told of counts × years × territories.

    ``known`` (NaN: not told), ``public`` (known whatever we hide: of a public source, of a region,
    or none), ``before`` (known from an earlier release only), ``hidden`` (told to be hidden today),
    ``veiled`` (hidden in an earlier release), ``level`` (smallest count that may be shown, by
    count), ``pairs`` (whole and rest of each hidden share, by flat numbers), ``limits`` (of a count
    by its share, flat number → bounds).
    """

    counts: tuple[Count, ...]
    periods: tuple[int, ...]
    places: tuple[str, ...]
    known: Floats
    public: Bools
    before: Bools
    hidden: Bools
    veiled: Bools
    level: Ints
    pairs: Mapping[int, Ints]
    limits: Mapping[int, tuple[float, float]]
    small: tuple[int, ...]
    """Flat numbers of counts that are shown though they, or their rest, are below the level, and
    no public source tells them."""
    differing: tuple[int, ...]
    """Flat numbers of counts that two files of the release show differently, from one source."""

    @cached_property
    def index(self) -> dict[Count, int]:
        """Number of each count."""
        return {count: number for number, count in enumerate(self.counts)}

    @cached_property
    def place_index(self) -> dict[str, int]:
        """Number of each territory."""
        return {name: number for number, name in enumerate(self.places)}

    def at(self, cell: int) -> tuple[Count, str, int]:
        """Count, territory and year of a flat number."""
        periods, places = len(self.periods), len(self.places)
        year = self.periods[cell // places % periods]
        return self.counts[cell // (periods * places)], self.places[cell % places], year


def told(figures: pl.DataFrame, before: pl.DataFrame, catalogue: Catalogue) -> Told:
    """What ``figures`` (``tables.FIGURES``) and ``before`` (:data:`MEMORY`) say."""
    reader = Counts(catalogue)
    rows, behind = _with_counts(_with_ways(figures, catalogue), reader, catalogue)
    named = {text: reader.named(text) for text in before.get_column("count").unique().sort()}
    counts = _all_counts([*(c for three in behind for c in three), *named.values()], reader)
    index = {count: number for number, count in enumerate(counts)}
    numbers = [[-1 if count is None else index[count] for count in three] for three in behind]
    table = np.array(numbers, dtype=np.int64).reshape(-1, len(_SIDES))
    at = rows.get_column("key").to_numpy()
    rows = rows.with_columns(pl.Series(s, table[at, n]) for n, s in enumerate(_SIDES))
    periods = sorted({*rows.get_column("period"), *before.get_column("period")})
    summed = [name for whole in wholes(catalogue.areas) for name in (whole.name, *whole.parts)]
    places = tuple(dict.fromkeys([*summed, *rows.get_column("place").unique().sort()]))
    making = _Making(
        (len(counts), len(periods), len(places)),
        {period: number for number, period in enumerate(periods)},
        {place: number for number, place in enumerate(places)},
    )
    making.show(rows, catalogue)
    making.hide(rows, catalogue)
    known = {text: index[count] for text, count in named.items() if count in index}
    making.remember(before, known)
    making.lift([counts[number].population for number in known.values()], known.values(), catalogue)
    return Told(counts=counts, periods=tuple(periods), places=places, **making.found)


def as_remembered(figures: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """What the figures of a release (``tables.FIGURES``) tell of counts that a source protects, for
    releases after it (:data:`MEMORY` without the release)."""
    reader = Counts(catalogue)
    rows, behind = _with_counts(_with_ways(figures, catalogue), reader, catalogue)
    names = [reader.name(three[0]) if three[0] else "" for three in behind]
    apart = [s.id for s in catalogue.sources.values() if not s.public and s.minimum]
    hidden = pl.col("status") == Status.HIDDEN.value
    shown = pl.col("status").is_in(_COUNTED) & pl.col("numerator").is_not_null()
    kept = rows.filter(
        pl.col("source").is_in(apart),
        ~pl.col("nis").is_in(regions(catalogue.areas)),
        hidden | shown,
    )
    return kept.select(
        count=pl.col("key").replace_strict(dict(enumerate(names)), return_dtype=pl.String),
        period="period",
        place="place",
        shown=pl.when(~hidden).then("numerator"),
    ).unique(maintain_order=True)


def _with_ways(figures: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Adds the way that feeds each indicator (``way``), by the source that the release names; files
    that name none are taken as those that do."""
    ways: dict[str, int] = {}
    sources: dict[str, str] = {}
    said = (
        figures.filter(pl.col("source") != "")
        .group_by("indicator")
        .agg(
            pl.col("source").unique().sort(),
            split=(pl.col("category_2") != "").any(),
            parted=(pl.col("category_1") != "").any(),
        )
    )
    for code, used, split, parted in said.iter_rows():
        indicator = catalogue.indicators[code]
        depth = 2 if split else int(parted)
        fits = [
            number
            for number, way in enumerate(indicator.sources)
            if set(used) <= set(way.use) and len(indicator.fed_by(number).breakdown) >= depth
        ]
        ways[code], sources[code] = (fits or [0])[0], used[0]
    code = pl.col("indicator")
    return figures.with_columns(
        code.replace_strict(ways, default=0, return_dtype=pl.Int64).alias("way"),
        pl.when(pl.col("source") == "")
        .then(code.replace_strict(sources, default=None, return_dtype=pl.String))
        .otherwise("source")
        .alias("source"),
    )


def _with_counts(
    figures: pl.DataFrame, reader: Counts, catalogue: Catalogue
) -> tuple[pl.DataFrame, list[tuple[Count | None, ...]]]:
    """Adds the territory (``place``) and a number (``key``) of the counts above and below the line
    and the rest, which come beside; figures that count nothing are left out."""
    ways = figures.select(_KEY).unique(maintain_order=True)
    behind = [_behind(way, reader, catalogue) for way in ways.iter_rows(named=True)]
    counted = ways.with_row_index("key").filter(
        pl.Series([b[0] is not None for b in behind], dtype=pl.Boolean)
    )
    olds = figures.filter(pl.col("into") != "").get_column("nis").unique()
    names = {nis: former(catalogue.areas, nis) for nis in olds}
    old = pl.col("nis").replace(names)
    place = pl.when(pl.col("into") == "").then("nis").otherwise(old).alias("place")
    return figures.join(counted, on=_KEY).with_columns(place), behind


def _behind(
    way: Mapping[str, Any], reader: Counts, catalogue: Catalogue
) -> tuple[Count | None, ...]:
    """The counts above and below the line of a figure and, of a share, the rest."""
    indicator = catalogue.indicators[way["indicator"]]
    codes = tuple(way[n] for n in ("category_1", "category_2") if way[n])
    # A main figure is of the categories that its indicator names; of one that names none, as the
    # most frequent nationality, of those that it names itself.
    if way["main"] and indicator.fed_by(way["way"]).main:
        codes = ()
    above, below = reader.of_figure(indicator, way["way"], codes)
    if above is None or reader.is_open(above):
        return None, None, None
    share = indicator.unit == "percent" and below is not None and below != above
    return above, below, Count(below.population, below.where, above) if share and below else None


def _all_counts(given: Iterable[Count | None], reader: Counts) -> tuple[Count, ...]:
    found = [count for count in given if count is not None and not reader.is_open(count)]
    plain = [count for count in found if count.less is None]
    derived = [count for equation in reader.equations(plain) for count, _ in equation]
    return tuple(dict.fromkeys([*found, *derived]))


def _differing(said: pl.DataFrame) -> list[int]:
    """Cells of which one source says different values (columns source, value, cell). Two sources
    may: registers that are drawn on different days seldom agree to the person."""
    ends = said.group_by("cell", "source").agg(pl.max("value") - pl.min("value"))
    return ends.filter(pl.col("value") > _SAME).get_column("cell").to_list()


class _Making:
    """Gathers what is told, by flat numbers of counts × years × territories."""

    def __init__(
        self, shape: tuple[int, int, int], periods: Mapping[int, int], places: Mapping[str, int]
    ) -> None:
        self._shape, self._periods, self._places = shape, periods, places
        size = shape[0] * shape[1] * shape[2]
        self._known = np.full(size, np.nan)
        self._public, self._before, self._hidden, self._veiled = np.zeros((4, size), dtype=bool)
        self._level = np.zeros(shape[0], dtype=np.int64)
        self._pairs: dict[int, Ints] = {}
        self._limits: dict[int, tuple[float, float]] = {}
        self._small: set[int] = set()
        self._differing: set[int] = set()

    @property
    def found(self) -> dict[str, Any]:
        """The fields of :class:`Told`."""
        return {
            "known": self._known,
            "public": self._public,
            "before": self._before,
            "hidden": self._hidden,
            "veiled": self._veiled,
            "level": self._level,
            "pairs": self._pairs,
            "limits": self._limits,
            "small": tuple(sorted(self._small)),
            "differing": tuple(sorted(self._differing)),
        }

    def _flat(self, rows: pl.DataFrame, column: str) -> Ints:
        """Flat numbers of the counts in a column; negative where there is none."""
        count = rows.get_column(column).cast(pl.Int64).fill_null(-1)
        period = rows.get_column("period").replace_strict(self._periods, return_dtype=pl.Int64)
        place = rows.get_column("place").replace_strict(
            self._places, default=None, return_dtype=pl.Int64
        )
        flat = (count * self._shape[1] + period) * self._shape[2] + place
        numbers: Ints = flat.fill_null(-1).to_numpy()
        return np.where(count.to_numpy() < 0, -1, numbers)

    def show(self, rows: pl.DataFrame, catalogue: Catalogue) -> None:
        """Counts that are displayed, and what a displayed share says where they are not."""
        shown = rows.filter(pl.col("status").is_in(_COUNTED))
        free = [source.id for source in catalogue.sources.values() if source.public]
        everybody = pl.col("source").is_in(free) | pl.col("nis").is_in(regions(catalogue.areas))
        common = pl.Series(shown.select(everybody.fill_null(value=False)).to_series())
        marked = shown.with_columns(common=common)
        said: list[pl.DataFrame] = []
        for side, name in (("above", "numerator"), ("below", "denominator")):
            there = marked.filter(pl.col(name).is_not_null(), pl.col(side) >= 0)
            at, value = self._flat(there, side), there.get_column(name).to_numpy()
            self._known[at] = value
            said.append(there.select("source", value=name).with_columns(cell=pl.Series(at)))
            self._public[at[there.get_column("common").to_numpy() | (value == 0)]] = True
        self._differing |= set(_differing(pl.concat(said)))
        bare = shown.filter(
            pl.col("numerator").is_null(), pl.col("value").is_not_null(), pl.col("below") >= 0
        )
        above, below = self._flat(bare, "above"), self._flat(bare, "below")
        for row, one, base in zip(bare.iter_rows(named=True), above, below, strict=True):
            if not np.isnan(self._known[base]):
                indicator = catalogue.indicators[row["indicator"]]
                half, per = (
                    0.5 * 10.0**-indicator.decimals,
                    self._known[base] / SCALE[indicator.unit],
                )
                self._limits[int(one)] = (row["value"] - half) * per, (row["value"] + half) * per

    def hide(self, rows: pl.DataFrame, catalogue: Catalogue) -> None:
        """Figures that are hidden, of counts of persons that are nobody else's to give away."""
        apart = {s.id: s.minimum for s in catalogue.sources.values() if not s.public and s.minimum}
        ours = rows.filter(
            pl.col("source").is_in(list(apart)), ~pl.col("nis").is_in(regions(catalogue.areas))
        )
        if ours.is_empty():
            return
        level = ours.get_column("source").replace_strict(apart, return_dtype=pl.Int64).to_numpy()
        np.maximum.at(self._level, ours.get_column("above").to_numpy(), level)
        divided = [area.nis for area in catalogue.areas.divisions()]
        shown = ours.with_columns(level=level).filter(
            pl.col("status").is_in(_COUNTED), ~pl.col("nis").is_in(divided)
        )
        left = pl.when(pl.col("rest") >= 0).then(pl.col("denominator") - pl.col("numerator"))
        for side, sides in ((pl.col("numerator"), _SIDES[:1]), (left, _SIDES[:2])):
            small = shown.filter(side.is_between(1, pl.col("level") - 1))
            public = [self._public[self._flat(small, name)] for name in sides]
            ours_to_hide = self._flat(small, "above")[~np.all(public, axis=0)]
            self._small |= set(ours_to_hide.tolist())
        secret = ours.filter(pl.col("status") == Status.HIDDEN.value)
        above, below, rest = (self._flat(secret, side) for side in _SIDES)
        self._hidden[above] = True
        for cell, *pair in zip(above.tolist(), below.tolist(), rest.tolist(), strict=True):
            pairs = np.array([pair], dtype=np.int64)
            self._pairs[cell] = np.vstack([self._pairs.get(cell, pairs[:0]), pairs])

    def remember(self, before: pl.DataFrame, named: Mapping[str, int]) -> None:
        """What earlier releases showed and hid. Where nothing of it differs from the release, it is
        its own: what is hidden in it is so for what it counts today."""
        for _, rows in before.group_by("release", maintain_order=True):
            count = pl.col("count").replace_strict(named, default=None, return_dtype=pl.Int64)
            at = self._flat(rows.with_columns(count), "count")
            value = rows.get_column("shown").cast(pl.Float64).fill_null(np.nan).to_numpy()[at >= 0]
            at = at[at >= 0]
            unseen, now = np.isnan(value), np.where(self._before[at], np.nan, self._known[at])
            other = np.where(
                unseen, ~np.isnan(now), self._hidden[at] | (np.abs(now - value) > _SAME)
            )
            later = ~unseen & np.isnan(now)
            self._known[at[later]], self._before[at[later]] = value[later], other.any()
            self._veiled[at[unseen if other.any() else unseen & ~self._hidden[at]]] = True

    def lift(
        self, populations: Iterable[str], numbers: Iterable[int], catalogue: Catalogue
    ) -> None:
        """The level of counts that only earlier releases told of: that of their population."""
        most: dict[str, int] = {}
        for source in catalogue.sources.values():
            for value in source.values:
                if value.population and not source.public:
                    most[value.population] = max(source.minimum, most.get(value.population, 0))
        for population, number in zip(populations, numbers, strict=True):
            self._level[number] = self._level[number] or most.get(population, 0)
