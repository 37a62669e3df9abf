"""Series, published: what a supplier publishes himself beside what we make of his counts.

Input: rates that were given as witnesses, and the series. Output: :class:`Compared`, with how many
agree, how many differ, by how much, and why as far as the catalogue knows. Nothing here changes a
figure.
"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.extracts.published import Published, kept
from scan.series.certainty import has_number
from scan.series.store import scan_figures
from scan.series.workspace import Workspace

LARGEST = 3
"""So many of the largest differences are told."""
_EXACT = 1e-9
"""What the arithmetic of computers is off."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One rate that differs from ours."""

    area: str
    period: int
    published: float
    ours: float


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one table of published rates."""

    indicator: str
    source: str
    file: str
    date: str
    """Day on which it was given."""
    fed_by: tuple[str, ...]
    """The sources of our figures."""
    compared: int
    """Rates of areas and years of which we show a main figure."""
    agree: int
    """Of those, how many are ours within the rounding of the indicator."""
    alone: int
    """Published rates beside which we have none."""
    off: float | None
    """How far ours lie from the others on average, in per cent of those: −19 is below."""
    least: float | None
    most: float | None
    """The lowest and the highest of these."""
    largest: tuple[Gap, ...]
    reasons: tuple[str, ...]
    """Warnings of the catalogue that explain it and hold for how our figures are made."""

    @property
    def differ(self) -> int:
        """How many differ."""
        return self.compared - self.agree


def published_of(workspace: Workspace) -> tuple[Compared, ...]:
    """What became of all rates that are kept on the shelf of a workspace."""
    return tuple(
        compared(one, workspace.store_folder, workspace.catalogue)
        for one in kept(workspace.shelf)
        if one.indicator in workspace.catalogue.indicators
    )


def compared(one: Published, folder: Path, catalogue: Catalogue) -> Compared:
    """Published rates beside the main figures of the store in ``folder``; ``catalogue`` says by
    which way they are fed."""
    indicator = catalogue.indicators[one.indicator]
    way = catalogue.way_of(indicator)
    pairs = _pairs(one, folder, 0.5 * 10.0**-indicator.decimals + _EXACT)
    others = pairs.filter(~pl.col("agrees"))
    off = others.filter(pl.col("published") != 0).get_column("off")
    told = catalogue.caveats_of(indicator, way, "")
    source = catalogue.published.get(one.source)
    known = () if source is None else source.published or ()
    return Compared(
        indicator=one.indicator,
        source=one.source,
        file=one.file,
        date=one.date,
        fed_by=way.use,
        compared=pairs.height,
        agree=pairs.height - others.height,
        alone=len(one.rates) - pairs.height,
        off=_rounded(off.mean()),
        least=_rounded(off.min()),
        most=_rounded(off.max()),
        largest=tuple(
            Gap(*row)
            for row in others.sort("apart", "area", descending=[True, False])
            .head(LARGEST)
            .select("area", "period", "published", "value")
            .iter_rows()
        ),
        reasons=tuple(c.text for c in told if c.id in known) if others.height else (),
    )


def _pairs(one: Published, folder: Path, slack: float) -> pl.DataFrame:
    """Each rate with our main figure of the same area and year, and whether they are the same
    within ``slack``."""
    schema = {"area": pl.String(), "period": pl.Int32(), "published": pl.Float64()}
    rates = pl.DataFrame(list(one.rates), schema=schema, orient="row")
    ours = scan_figures(folder).filter(
        pl.col("indicator") == one.indicator,
        pl.col("part") == "main",
        pl.col("into") == "",
        has_number(),
    )
    found = ours.select("area", "period", "value").collect()
    apart = (pl.col("value") - pl.col("published")).abs()
    return rates.join(found, on=["area", "period"]).with_columns(
        apart=apart,
        agrees=apart <= slack,
        off=100 * (pl.col("value") / pl.col("published") - 1),
    )


def _rounded(value: object) -> float | None:
    return round(value, 1) if isinstance(value, float) else None
