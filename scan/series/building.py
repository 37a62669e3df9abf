"""Series, building: every indicator of the catalogue, from clean frames to figures safe to show.

Input: clean frames and the catalogue. Output: a :class:`~scan.series.store.Store`.
"""

import datetime
from collections.abc import Mapping
from dataclasses import replace

import polars as pl
from dataframely import DataFrame

from scan.catalogue.reading import Catalogue
from scan.extracts.frames import told
from scan.series.cubes import Cube, build_cubes
from scan.series.demands import delivered_plans, demand_of
from scan.series.divisions import Divisions
from scan.series.frames import Cells, Figures, Turns
from scan.series.gaps import difference_of
from scan.series.identities import Book
from scan.series.indicators import figures_of
from scan.series.places import FORMER, ended
from scan.series.positions import positions_of
from scan.series.protection import protect
from scan.series.recall import to_remember
from scan.series.small import primary
from scan.series.store import Store
from scan.series.supply import Supply
from scan.series.turning import turned


def build_store(
    frames: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    as_of: datetime.date,
    before: DataFrame[Cells] | None = None,
) -> Store:
    """Computes every indicator of the catalogue that the frames can feed.

    Only what was counted is protected: nobody stands behind a figure that is expected. ``before``
    is what releases showed and hid until now.
    """
    figures, counts, turns = _computed(frames, catalogue, as_of, before)
    ordered = Figures.validate(figures.sort("area", maintain_order=True))
    return Store(ordered, positions_of(ordered, catalogue, as_of), counts, turns)


def _computed(
    frames: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    as_of: datetime.date,
    before: DataFrame[Cells] | None,
) -> tuple[DataFrame[Figures], DataFrame[Cells], DataFrame[Turns]]:
    """Figures, sorted within the indicators; what is told of counts; and what of it is told
    otherwise than before. All that it takes is free again before the figures are put in the order
    of areas."""
    known = {source: _known_at(frame, catalogue, as_of) for source, frame in frames.items()}
    newest = catalogue.areas.newest_division
    counted = {source: told(frame) for source, frame in frames.items()}
    everywhere = build_cubes(counted, catalogue, newest, ended(catalogue.areas))
    alike = as_of >= newest and all(counted[s].height == frames[s].height for s in frames)
    cubes = tuple(map(_today, everywhere)) if alike else build_cubes(known, catalogue, as_of)
    book = Book(catalogue)
    demand = demand_of(delivered_plans(catalogue, frames.keys()), book)
    protection = protect(everywhere, demand, book, as_of, before)
    divisions = Divisions(catalogue.areas, as_of)
    supply = Supply(known, cubes, catalogue, as_of, protection, divisions)
    done: dict[str, DataFrame[Figures]] = {}
    for indicator in catalogue.indicators.values():
        rows = None if indicator.difference else figures_of(indicator, supply)
        if rows is not None:
            done[indicator.id] = rows
    for indicator in catalogue.indicators.values():
        if indicator.difference and indicator.difference.of in done:
            done[indicator.id] = difference_of(
                indicator, done[indicator.difference.of], catalogue.bounds
            )
    ordered = (done[i].sort("area", "period", "part", "b1", "b2") for i in sorted(done))
    figures = pl.concat([Figures.create_empty(), *ordered])
    sheet, hidden = protection.sheet, protection.hidden
    turns = turned(sheet, hidden, primary(sheet, demand.shares).hidden, before)
    return Figures.cast(figures), to_remember(sheet, hidden), turns


def _today(cube: Cube) -> Cube:
    """A cube without former territories."""
    return replace(
        cube, frame=cube.frame.filter(~pl.col("area").str.contains(FORMER, literal=True))
    )


def _known_at(frame: pl.DataFrame, catalogue: Catalogue, as_of: datetime.date) -> pl.DataFrame:
    """Figures of later periods are left out when municipalities merged after ``as_of``."""
    if any(merger.date > as_of for merger in catalogue.areas.mergers):
        return frame.filter(pl.col("period") <= as_of.year)
    return frame
