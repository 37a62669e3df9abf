"""Audit, leaks: hidden counts that can be placed more exactly than promised.

Input: what released figures say (``statements.Told``) and the identities of the catalogue. Output:
:class:`Leak` values, one for each count that is told to be hidden, today or in an earlier release,
and whose interval, by all that is told, is narrower than the minimum of its source; and one for
each that is shown though it, or the rest of its share, is smaller than that.

What is hidden while zeros are shown is at least 1. A count that public figures, those of regions
and shown zeros place that exactly, whatever else is hidden, is no leak of ours; nor is one that is
known to be large, where each figure of it keeps another secret: the count below the line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from scan.audit.attack import EPS, Bools, Floats, Ints, Placed, System
from scan.audit.counts import Count, Counts, Equation
from scan.audit.places import wholes
from scan.audit.statements import Told, told
from scan.catalogue.entries import Catalogue

_NAMED = 20
"""A refusal names this many leaks."""
_SURE = 0.5
"""An equation between known counts that is off by more does not hold there."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A count told to be hidden, and between which numbers an outsider can place it."""

    count: str
    area: str
    name: str
    """Of the area."""
    period: int
    indicators: tuple[str, ...]
    """Codes of the indicators that count it."""
    low: float
    high: float
    minimum: int

    def __str__(self) -> str:
        return (
            f"{self.name} ({self.area}), {', '.join(self.indicators) or 'no indicator'}, "
            f"{self.period}, {self.count}: between {self.low:.1f} and {self.high:.1f}, to be "
            f"{self.minimum} apart"
        )


def refusal(leaks: tuple[Leak, ...]) -> str:
    """What is wrong, where, and what to do."""
    lines = [
        f"{len(leaks)} hidden counts can be worked out from this release and those before it; what "
        "helps is to compute the series anew (scan nightly does where a release came in between), "
        "to take back the delivery that changed what hangs together with them, or to merge "
        "categories. It cannot be accepted; what is refused is not remembered as told:"
    ]
    lines += [str(leak) for leak in leaks[:_NAMED]]
    if len(leaks) > _NAMED:
        lines.append(f"… and {len(leaks) - _NAMED} more")
    return "\n".join(lines)


def leaks_in(figures: pl.DataFrame, before: pl.DataFrame, catalogue: Catalogue) -> tuple[Leak, ...]:
    """Every leak in ``figures`` (``tables.FIGURES``) together with what releases told ``before``
    (``statements.MEMORY``)."""
    return leaks_of(told(figures, before, catalogue), figures, catalogue)


def leaks_of(said: Told, figures: pl.DataFrame, catalogue: Catalogue) -> tuple[Leak, ...]:
    """Every leak in what is ``said``, by ``figures``."""
    if not said.small and not (said.hidden | said.veiled).any():
        return ()
    world = _World(said, Counts(catalogue), catalogue)
    return tuple(_leak(one, said, figures, catalogue) for one in world.given_away())


class _World:
    """All counts and all that holds between them."""

    def __init__(self, said: Told, reader: Counts, catalogue: Catalogue) -> None:
        self.said, self._catalogue = said, catalogue
        self._layer = len(said.periods) * len(said.places)
        self._smallest_base = catalogue.bounds.base.no_share_below
        plain = [count for count in said.counts if count.less is None]
        rests = [
            ((Count(c.population, c.where), -1), (c.less, 1), (c, 1))
            for c in said.counts
            if c.less is not None
        ]
        self._equations: tuple[Equation, ...] = (*reader.equations(plain), *rests)
        self._equations = tuple(e for e in self._equations if all(c in said.index for c, _ in e))
        self._level = np.repeat(said.level, self._layer).astype(float)

    def given_away(self) -> list[Placed]:
        """Hidden counts that are placed too exactly, by their flat numbers."""
        said = self.said
        secret = (said.hidden | said.veiled) & (self._level > 0)
        seen = ~np.isnan(said.known) & ~said.before
        found = [_shown(said, int(cell)) for cell in np.flatnonzero(secret & seen)]
        if not secret.any():
            return [_shown(said, cell) for cell in said.small]
        levels = np.where(secret & ~seen, self._level, 0.0)
        hidden = np.flatnonzero(levels).tolist()
        rests = {int(p[1]): c for c in hidden for p in said.pairs.get(c, ())}
        for rest, cell in rests.items():
            levels[rest] = self._level[cell] if rest >= 0 and np.isnan(said.known[rest]) else 0.0
        system = self._system(said.known, said.before, levels > 0)
        for one in system.placed(levels[system.cells]):
            known_large = one.cell in rests and one.low >= self._level[rests[one.cell]] - EPS
            if not known_large:
                found.append(Placed(rests.get(one.cell, one.cell), one.low, one.high))
        found = list({one.cell: one for one in reversed(found)}.values())
        found = self._without_safe(found)
        shown = [_shown(said, cell) for cell in said.small]
        return sorted([*self._ours(found), *shown], key=lambda one: one.cell)

    def _without_safe(self, found: list[Placed]) -> list[Placed]:
        """Without counts known to be none or large, of which each figure has another secret."""
        said = self.said
        large = [p for p in found if p.low >= self._level[p.cell] - EPS or p.high < EPS]
        bases = {int(b) for p in large for b, _ in said.pairs.get(p.cell, ()) if b >= 0}
        open_ = np.array(sorted(b for b in bases if np.isnan(said.known[b])), dtype=np.int64)
        wanted = np.zeros(said.known.size)
        wanted[open_] = said.level.max()
        system = self._system(said.known, said.before, wanted > 0)
        kept = set(open_.tolist()) - {one.cell for one in system.placed(wanted[system.cells])}
        safe = {p.cell for p in large if all(int(b) in kept for b, _ in said.pairs.get(p.cell, ()))}
        return [p for p in found if p.cell not in safe]

    def _ours(self, found: list[Placed]) -> list[Placed]:
        """Counts that are placed more exactly than public facts place them: first those of the
        same area and year, then all."""
        said = self.said
        facts = np.where(said.public & ~said.before, said.known, np.nan)
        for alone in (True, False):
            levels = np.zeros(facts.size)
            for one in found:
                levels[one.cell] = self._level[one.cell]
            if found:
                system = self._system(facts, np.zeros_like(said.before), levels > 0, alone=alone)
                anyway = {one.cell: one for one in system.placed(levels[system.cells])}
                found = [one for one in found if _is_closer(one, anyway.get(one.cell))]
        return found

    def _system(
        self, known: Floats, before: Bools, targets: Bools, *, alone: bool = False
    ) -> System:
        """All equations in the years of the targets, on what is not ``known``; what is known from
        ``before`` is believed. ``alone``: only those inside the areas of the targets."""
        sure = ~np.isnan(known) & ~before
        data, columns, lengths = [np.zeros(0)], [np.zeros(0, dtype=np.int64)], [np.zeros(1, int)]
        totals, used = [np.zeros(0)], targets.copy()
        families = list(self._families(targets, alone=alone))
        told_ = self._told([cells for cells, _ in families])
        for cells, factors in families:
            some = np.flatnonzero(told_[cells].all(axis=0) & ~sure[cells].all(axis=0))
            at = cells[:, some]
            open_ = ~sure[at]
            totals.append(-np.where(open_, 0.0, known[at] * factors[:, None]).sum(axis=0))
            data.append(np.broadcast_to(factors[:, None], at.shape).T[open_.T])
            columns.append(at.T[open_.T])
            lengths.append(open_.sum(axis=0))
            used[columns[-1]] = True
        cells, place = np.flatnonzero(used), np.cumsum(used) - 1
        starts = np.cumsum(np.concatenate(lengths))
        held = (np.concatenate(data), place[np.concatenate(columns)], starts)
        matrix = csr_array(held, shape=(starts.size - 1, cells.size))
        low, high = self._bounds(cells)
        believed = np.where(before, known, np.nan)[cells]
        return System(matrix, np.concatenate(totals), low, high, believed, cells)

    def _families(self, targets: Bools, *, alone: bool) -> Iterator[tuple[Ints, Floats]]:
        """Flat numbers (terms × instances) and factors of every equation."""
        said = self.said
        periods, places = len(said.periods), len(said.places)
        at = np.flatnonzero(targets)
        years = np.unique(at // places % periods)
        where = np.unique(at % places) if alone else np.arange(places)
        spots = (years[:, None] * places + where[None, :]).ravel()
        for equation in self._equations:
            own = np.array([said.index[count] for count, _ in equation])
            factors = np.array([float(factor) for _, factor in equation])
            yield own[:, None] * self._layer + spots[None, :], factors
        adding = [self._catalogue.populations[c.population].additive for c in said.counts]
        counts = np.flatnonzero(adding)[:, None] * self._layer
        starts = (counts + years[None, :] * places).ravel()
        for whole in () if alone else wholes(self._catalogue.areas):
            names = [said.place_index[name] for name in (whole.name, *whole.parts)]
            factors = np.array([-1.0] + [1.0] * len(whole.parts))
            yield np.array(names)[:, None] + starts[None, :], factors

    def _told(self, families: list[Ints]) -> Bools:
        """Counts of which something is told, or follows from what is told of others. Where two
        terms of an equation are told nowhere it says next to nothing, and is left out."""
        said = self.said
        found: Bools = ~np.isnan(said.known) | said.hidden | said.veiled
        found[list(said.limits)] = True
        before = -1
        while found.sum() != before:
            before = int(found.sum())
            for cells in families:
                untold = ~found[cells]
                found[cells[:, untold.sum(axis=0) == 1]] = True
        return found

    def _bounds(self, cells: Ints) -> tuple[Floats, Floats]:
        """The least and the most that counts can be whatever holds between them; what is known of
        them without being a fact here is known not to be none."""
        said = self.said
        persons = self._catalogue.populations
        signed = np.array([not persons[count.population].persons for count in said.counts])
        least, most = np.zeros(said.known.size), np.full(said.known.size, np.inf)
        least[said.known > 0] = 1.0
        for cell in np.flatnonzero(said.hidden & ~said.veiled).tolist():
            least[cell] = float(self._is_some(cell))
        for cell, (low, high) in said.limits.items():
            least[cell], most[cell] = max(least[cell], low), high
        least[np.repeat(signed, self._layer)] = -np.inf
        return least[cells], most[cells]

    def _is_some(self, cell: int) -> bool:
        """Whether a hidden count would be shown if it were 0: no base of it is too small."""
        bases = [int(base) for base, _ in self.said.pairs.get(cell, ()) if base >= 0]
        return all(self.said.known[base] >= self._smallest_base for base in bases)


def _shown(said: Told, cell: int) -> Placed:
    """A count that is shown."""
    return Placed(cell, float(said.known[cell]), float(said.known[cell]))


def _is_closer(one: Placed, anyway: Placed | None) -> bool:
    """Whether a count is placed more exactly than it is ``anyway``."""
    return anyway is None or one.high - one.low < anyway.high - anyway.low - EPS


def _leak(one: Placed, said: Told, figures: pl.DataFrame, catalogue: Catalogue) -> Leak:
    count, area, period = said.at(one.cell)
    return Leak(
        count=str(count),
        area=area,
        name=catalogue.areas.get(area.partition("@")[0]).name,
        period=period,
        indicators=_counting(count, figures, catalogue),
        low=one.low,
        high=one.high,
        minimum=int(said.level[said.index[count]]),
    )


def _counting(count: Count, figures: pl.DataFrame, catalogue: Catalogue) -> tuple[str, ...]:
    """Indicators among the figures that show the population of a count."""
    reader, found = Counts(catalogue), []
    for code in figures.get_column("indicator").unique().sort():
        indicator = catalogue.indicators[code]
        for way in range(len(indicator.sources)):
            fed = indicator.fed_by(way)
            codes = (
                [c.code for c in catalogue.dimensions[fed.breakdown[0]].categories]
                if fed.breakdown
                else []
            )
            single = [
                reader.of_figure(indicator, way, (c,))[0] for c in codes if len(fed.breakdown) == 1
            ]
            if count in (reader.of_figure(indicator, way, ())[0], *single):
                found.append(code)
    return tuple(dict.fromkeys(found))
