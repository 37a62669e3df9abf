"""Series, cubes: what sources deliver, as one cube per population counted.

Input: clean frames (``extracts.frames``), one per source. Output: :class:`Cube` values on the
municipalities of one date, with regions, and where asked for on the territories that were merged
before: area × period × traits → the least and the most that
the count can be, and a status. Counts that a supplier hid are ranges, so that whatever sums
over them stays honest.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import polars as pl

from scan.catalogue.areas import BRUSSELS, FLANDERS, Areas
from scan.catalogue.fields import Code
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Population, Quantity
from scan.catalogue.sources import Source
from scan.extracts.frames import MOST
from scan.status import RANK, SEVERITY, Status

REGIONS = (FLANDERS, BRUSSELS)
_PSEUDO = {"99991": FLANDERS, "99992": BRUSSELS}
_VINTAGES = {
    "2018": datetime.date(2018, 12, 31),
    "2019": datetime.date(2024, 12, 31),
    "2025": datetime.date(2025, 1, 1),
}
_OPEN_END = RANK[Status.NOT_APPLICABLE]
KEYS = ("area", "period")
Former = Mapping[datetime.date, Mapping[str, str]]
"""Last day of former territories → municipality then → name of its territory."""
_NO_PERIOD = pl.lit(None, dtype=pl.Int32).alias("period")
AnyFrame = TypeVar("AnyFrame", pl.DataFrame, pl.LazyFrame)


@dataclass(frozen=True, slots=True)
class Cube:
    """Counts of one population by some traits, from one source.

    ``frame`` has the columns ``area``, ``period``, one per dimension, ``low`` and ``high``
    (counts; equal unless hidden; ``high`` infinite where the supplier leaves all open; null when
    not available) and ``rank`` (severity of the status).
    """

    population: str
    source: str
    dimensions: tuple[str, ...]
    frame: pl.DataFrame


def status_of_rank() -> pl.Expr:
    """Expression that turns the column ``rank`` into the column ``status``."""
    return (
        pl.col("rank")
        .replace_strict(dict(enumerate(s.value for s in SEVERITY)), return_dtype=pl.String)
        .alias("status")
    )


def build_cubes(
    frames: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    as_of: datetime.date,
    former: Former | None = None,
) -> tuple[Cube, ...]:
    """All cubes of the delivered sources, on the municipalities of ``as_of`` and, under their
    names, on ``former`` territories: these until the year of their last day."""
    atlas = _Atlas(catalogue.areas, as_of, former or {})
    return tuple(
        cube
        for source_id, frame in frames.items()
        for cube in _cubes_of_source(frame, catalogue.sources[source_id], catalogue, atlas)
    )


def vintage_date(source: Source, period: int) -> datetime.date:
    """The date whose municipalities a row of this period speaks of."""
    return _VINTAGES.get(source.vintage, datetime.date(period, 1, 1))


def _cubes_of_source(
    frame: pl.DataFrame, source: Source, catalogue: Catalogue, atlas: "_Atlas"
) -> Iterable[Cube]:
    counts = frame.filter(pl.col("population") != "")
    dimensions = [name for name in frame.columns if name in catalogue.dimensions]
    for (population_id, *mask), part in _by_pattern(counts, dimensions):
        used = tuple(d for d, is_null in zip(dimensions, mask, strict=True) if not is_null)
        population = catalogue.populations[str(population_id)]
        known = ("value", "status", MOST) if source.absent == "hidden" else ("value", "status")
        bounded = _bounds(part.select(*KEYS, *used, *known), population, source)
        mapping = atlas.mapping(source, bounded.get_column("period").unique().to_list())
        some = any(t.most_frequent for t in source.traits if t.dimension in used)
        adds_up = population.additive and not some
        harmonised = _harmonise(bounded, used, mapping, additive=adds_up)
        whole = _with_regions(harmonised, used, source, atlas.areas, atlas.as_of)
        yield Cube(population.id, source.id, used, whole)


def _by_pattern(
    counts: pl.DataFrame, dimensions: list[str]
) -> Iterable[tuple[tuple[object, ...], pl.DataFrame]]:
    """Rows by population and by which traits they have: totals apart from their parts."""
    masks = [pl.col(name).is_null().alias(f"null:{name}") for name in dimensions]
    keys = ["population", *(f"null:{name}" for name in dimensions)]
    return counts.with_columns(masks).group_by(keys, maintain_order=True)


def _bounds(frame: pl.DataFrame, population: Population, source: Source) -> pl.DataFrame:
    """Adds ``low``, ``high`` and ``rank``; a count of persons that is marked as hidden is 1 to
    minimum − 1, one whose row was left out 0 to what may be left out."""
    hidden, value = pl.col("status") == Status.HIDDEN.value, pl.col("value")
    least, most = pl.lit(1.0), pl.lit(float(max(source.minimum - 1, 1)))
    if MOST in frame.columns:
        least = pl.when(pl.col(MOST).is_null()).then(least).otherwise(0.0)
        most = pl.coalesce(MOST, most)
    rank = pl.col("status").replace_strict(RANK, return_dtype=pl.Int8)
    if not population.persons:
        rank = pl.when(hidden).then(RANK[Status.NOT_AVAILABLE]).otherwise(rank).cast(pl.Int8)
    return frame.with_columns(
        pl.when(hidden).then(least).otherwise(value).alias("low"),
        pl.when(hidden).then(most).otherwise(value).alias("high"),
        rank.alias("rank"),
    ).drop("value", "status", MOST, strict=False)


def _harmonise(
    frame: pl.DataFrame, dimensions: tuple[str, ...], mapping: pl.DataFrame, *, additive: bool
) -> pl.DataFrame:
    """Counts of merged municipalities summed into today's; what cannot be summed is missing."""
    rows = frame.lazy()  # one query: each step by itself costs more than the rows of most cubes
    own = rows.filter(pl.col("area").is_in([*REGIONS, *_PSEUDO]))
    joined = rows.join(mapping.lazy(), on=["area", "period"], how="inner")
    # Most municipalities never merged: their counts are what they are.
    alone = joined.filter(pl.col("needed") == 1).with_columns(area="into")
    merging = joined.filter(pl.col("needed") > 1)
    present = merging.group_by("into", "period").agg(
        pl.col("area").n_unique().alias("present"), pl.col("needed").first()
    )
    sums = pl.col("needed") > (1 if not additive else pl.col("present"))
    incomplete = present.filter(sums).select("into", "period")
    summed = _sum(merging.drop("area").rename({"into": "area"}), (*KEYS, *dimensions))
    flagged = summed.join(
        incomplete.rename({"into": "area"}).with_columns(gap=pl.lit(value=True)),
        on=list(KEYS),
        how="left",
    )
    missing = RANK[Status.NOT_AVAILABLE]
    rank = pl.when(pl.col("gap")).then(missing).otherwise(pl.col("rank")).cast(pl.Int8)
    merged = flagged.with_columns(rank.alias("rank"))
    columns = (*KEYS, *dimensions, "low", "high", "rank")
    return _blank(pl.concat([part.select(columns) for part in (alone, merged, own)])).collect()


@dataclass(frozen=True)
class _Atlas:
    """Which municipality of one date, and which former territory, each municipality of other dates
    lies in."""

    areas: Areas
    as_of: datetime.date
    former: Former
    _known: dict[tuple[datetime.date, datetime.date], pl.DataFrame] = field(default_factory=dict)
    _mappings: dict[tuple[str, frozenset[int]], pl.DataFrame] = field(default_factory=dict)

    def mapping(self, source: Source, periods: Iterable[int]) -> pl.DataFrame:
        """Columns area, into (the municipality at ``as_of``, or the former territory), needed (how
        many areas), period."""
        key = source.vintage, frozenset(periods)
        if key not in self._mappings:
            parts = [
                self._at(vintage_date(source, period), day).with_columns(
                    pl.lit(period, dtype=pl.Int32).alias("period")
                )
                for period in sorted(key[1])
                for day in (self.as_of, *(day for day in self.former if period <= day.year))
            ]
            none = self._at(self.as_of, self.as_of).clear().with_columns(_NO_PERIOD)
            self._mappings[key] = pl.concat([none, *parts])
        return self._mappings[key]

    def _at(self, date: datetime.date, day: datetime.date) -> pl.DataFrame:
        """What the municipalities of ``date`` are on ``day``."""
        if (date, day) not in self._known:
            if date > day:
                rows = [(nis, nis) for nis in territory_unchanged(self.areas, day, date)]
            else:
                towns = self.areas.municipalities(None, date)
                rows = [(a.nis, self.areas.current(a.nis, day)) for a in towns]
            if day in self.former:
                names = self.former[day]
                rows = [(nis, names[into]) for nis, into in rows if into in names]
            schema = {"area": pl.String, "into": pl.String}
            table = pl.DataFrame(rows, schema=schema, orient="row")
            self._known[date, day] = table.with_columns(pl.len().over("into").alias("needed"))
        return self._known[date, day]


def territory_unchanged(
    areas: Areas, earlier: datetime.date, later: datetime.date
) -> frozenset[str]:
    """Codes that stand for the same territory at both dates."""
    touched = {
        nis
        for merger in areas.mergers
        if earlier < merger.date <= later
        for nis in (merger.old_nis, merger.new_nis)
    }
    return frozenset(a.nis for a in areas.municipalities(None, later) if a.nis not in touched)


def _sum(frame: AnyFrame, keys: Iterable[str]) -> AnyFrame:
    """Sums bounds over ``keys``; the most severe status wins."""
    return frame.group_by(*keys, maintain_order=True).agg(
        pl.col("low").sum(), pl.col("high").sum(), pl.col("rank").max()
    )


def _blank(frame: AnyFrame) -> AnyFrame:
    """Takes the bounds away where the status allows no count at all."""
    gone = pl.col("rank") >= _OPEN_END
    return frame.with_columns(
        pl.when(gone).then(None).otherwise(pl.col(name)).alias(name) for name in ("low", "high")
    )


def _with_regions(
    frame: pl.DataFrame,
    dimensions: tuple[str, ...],
    source: Source,
    areas: Areas,
    as_of: datetime.date,
) -> pl.DataFrame:
    """Adds regional rows: the sum of all municipalities, or the supplier's own."""
    municipal = frame.filter(~pl.col("area").is_in([*REGIONS, *_PSEUDO]))
    if source.regions == "own":
        own = frame.filter(pl.col("area").is_in(source.coverage))
        return pl.concat([municipal, own.select(municipal.columns)])
    if source.regions == "none":
        return municipal
    regions = {a.nis: a.region_nis for a in areas.municipalities(None, as_of)} | _PSEUDO
    # A pseudo-municipality without a figure holds nobody; a real one leaves the sum open.
    nobody = pl.col("area").is_in(list(_PSEUDO)) & (pl.col("rank") >= _OPEN_END)
    located = frame.filter(pl.col("area").is_in(list(regions)), ~nobody).with_columns(
        pl.col("area").replace_strict(regions, return_dtype=pl.String).alias("region")
    )
    summed = _sum(located.drop("area").rename({"region": "area"}), (*KEYS, *dimensions)).filter(
        pl.col("area").is_in(source.coverage)
    )
    whole = summed.join(_complete_regions(located, areas, as_of), on=list(KEYS), how="inner")
    return pl.concat([municipal, _blank(whole).select(municipal.columns)])


def _complete_regions(located: pl.DataFrame, areas: Areas, as_of: datetime.date) -> pl.DataFrame:
    """Regions and periods for which every municipality has rows."""
    expected = {r: len(areas.municipalities(r, as_of)) for r in REGIONS}
    real = located.filter(~pl.col("area").is_in(list(_PSEUDO)))
    present = real.group_by(pl.col("region").alias("area"), "period").agg(
        pl.col("area").n_unique().alias("present")
    )
    needed = pl.col("area").replace_strict(expected, return_dtype=pl.UInt32)
    return present.filter(pl.col("present") >= needed).select(*KEYS)


# --- taking a quantity out of the cubes -----------------------------------------------------


def select(
    cubes: Iterable[Cube],
    quantity: Quantity,
    dimensions: tuple[str, ...],
    catalogue: Catalogue,
) -> tuple[pl.DataFrame, str] | None:
    """A quantity by ``dimensions``, and the id of the source that it came from.

    Columns: area, period, the dimensions, low, high, rank. Taken from the first source that has
    the population with the needed traits; of its cubes, the one that needs least summing.
    ``None`` when no source can.
    """
    needed = tuple(dict.fromkeys((*dimensions, *quantity.where)))
    own = [cube for cube in cubes if cube.population == quantity.population]
    for source in dict.fromkeys(cube.source for cube in own):
        fits = [c for c in own if c.source == source and _covers(c, needed, catalogue)]
        if fits:
            best = min(fits, key=lambda cube: _summing(cube, needed, catalogue))
            return _take(best, quantity.where, dimensions, catalogue), source
    return None


def _summing(cube: Cube, needed: Iterable[str], catalogue: Catalogue) -> tuple[int, int]:
    """How much a cube must be summed: over dimensions, and up to coarser ones.

    A group that a supplier gives is better than the sum of its parts, of which he hides some.
    """
    steps = (catalogue.ancestors(_finer(cube, name, catalogue) or name) for name in needed)
    rolled = sum(chain.index(name) for chain, name in zip(steps, needed, strict=True))
    return len(cube.dimensions), rolled


def _covers(cube: Cube, needed: Iterable[str], catalogue: Catalogue) -> bool:
    return all(_finer(cube, name, catalogue) is not None for name in needed)


def _finer(cube: Cube, dimension: str, catalogue: Catalogue) -> str | None:
    """The cube's own dimension that is, or rolls up to, ``dimension``."""
    for own in cube.dimensions:
        step: str | None = own
        while step is not None:
            if step == dimension:
                return own
            step = catalogue.dimensions[step].coarser
    return None


def _take(
    cube: Cube,
    where: Mapping[Code, tuple[Code, ...]],
    dimensions: tuple[str, ...],
    catalogue: Catalogue,
) -> pl.DataFrame:
    """Rolls up, filters and sums one cube."""
    frame = cube.frame
    needed = tuple(dict.fromkeys((*dimensions, *where)))
    columns = []
    for name in needed:
        own = _finer(cube, name, catalogue)
        if own is None:
            raise KeyError(name)
        rolled = pl.col(own)
        if own != name:
            rolled = rolled.replace_strict(catalogue.rollup(own, name), return_dtype=pl.String)
        columns.append(rolled.alias(f"need:{name}"))
    wide = frame.select(*KEYS, "low", "high", "rank", *columns)
    for name, codes in where.items():
        wide = wide.filter(pl.col(f"need:{name}").is_in(list(codes)))
    renamed = wide.rename({f"need:{name}": name for name in needed})
    if needed == dimensions and {*dimensions} == {*cube.dimensions}:
        return renamed.select(*KEYS, *dimensions, "low", "high", "rank")
    return _blank(_sum(renamed, (*KEYS, *dimensions)))
