"""Publish, audit: what an outsider could work out from everything that is released.

Input: stores (one per date for which reports are made), the delivered figures, and any other
statements. Output: :class:`Leak` values, one per count that is shown as hidden and can be placed
more exactly than the minimum of its source allows. Everybody is taken to know all counts of public
sources, all equations between counts, and that no count is below zero.

A count that public facts and regional figures alone place that exactly is no leak of ours.
"""

import datetime
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import polars as pl

from scan import files
from scan.catalogue.entries import Catalogue
from scan.errors import RefusedError
from scan.extracts.deliveries import load_extracts
from scan.publish.released import Statement, released
from scan.series.cubes import build_cubes
from scan.series.demands import delivered_plans, demand_of
from scan.series.identities import Book, Equation
from scan.series.protection import sheet_of
from scan.series.sheet import Bools, Sheet
from scan.series.store import Store
from scan.series.suppression import Suppression
from scan.series.ties import blocks_of, spread_public
from scan.series.verification import Placed, Told, Verifier
from scan.series.workspace import Tell, Workspace

_NAMED = 20
"""A refusal names this many leaks."""
_EXACT = 1.0
_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class Leak:
    """A count shown as hidden, and between which numbers an outsider can place it."""

    population: str
    categories: str
    area: str
    period: int
    low: float
    high: float
    minimum: int

    def __str__(self) -> str:
        return (
            f"{self.population} {self.categories or '(all)'}, area {self.area}, {self.period}: "
            f"between {self.low:.1f} and {self.high:.1f}, to be {self.minimum} apart"
        )


def audit(
    stores: Mapping[datetime.date, Store],
    frames: Mapping[str, pl.DataFrame],
    catalogue: Catalogue,
    statements: tuple[Statement, ...] = (),
) -> tuple[Leak, ...]:
    """Every leak in what ``stores`` and ``statements`` tell.

    ``stores`` are keyed by the date whose municipalities they speak of; ``frames`` are the clean
    figures by source that they were made from.
    """
    sheet, rules = _sheet(frames, catalogue)
    blocks = blocks_of(sheet, rules)
    spread_public(sheet, blocks)
    used = tuple(rule for rule, block in zip(rules, blocks, strict=False) if block.columns.size)
    known, hidden, told = _outside(stores, statements, sheet, Book(catalogue))
    counted = np.isfinite(sheet.low).ravel()
    outsider = Verifier(sheet, used, Suppression(sheet, blocks, counted & ~known), told)
    targets = outsider.targets(hidden & counted & ~sheet.public.ravel())
    size = outsider.suppression.size
    found = [
        Placed(int(c), float(size[c]), float(size[c])) for c in np.flatnonzero(targets & known)
    ]
    found += outsider.placed(targets & ~known, targets & ~known)
    if not found:
        return ()
    regional = np.zeros(sheet.low.shape, dtype=bool)
    regional[:, :, list(sheet.places.regions)] = True
    facts = sheet.public.ravel() | (known & regional.ravel())
    layman = Verifier(sheet, used, Suppression(sheet, blocks, counted & ~facts))
    return tuple(_leak(item, sheet) for item in _ours(found, layman))


def audit_workspace(workspace: Workspace, memory: Path, tell: Tell) -> None:
    """Audits the store of a workspace; verdicts are kept in ``memory`` by what they are about.

    Raises ``RefusedError`` that names the leaks.
    """
    verdict = memory / f"{workspace.store_folder.name}.json"
    if verdict.exists():
        leaks = [Leak(**entry) for entry in json.loads(verdict.read_text(encoding="utf-8"))]
    else:
        tell("Working out what an outsider could work out …")
        frames = load_extracts(workspace.extracts, workspace.catalogue)
        stores = {workspace.as_of: workspace.store()}
        leaks = list(audit(stores, frames, workspace.catalogue))
        files.write_text(verdict, json.dumps([asdict(leak) for leak in leaks]))
    if leaks:
        raise RefusedError(refusal(leaks))


def refusal(leaks: list[Leak]) -> str:
    """What is wrong, where, and what to do."""
    lines = [f"{len(leaks)} hidden counts can be worked out; hide more, or merge categories:"]
    lines += [str(leak) for leak in leaks[:_NAMED]]
    if len(leaks) > _NAMED:
        lines.append(f"… and {len(leaks) - _NAMED} more")
    return "\n".join(lines)


def _sheet(
    frames: Mapping[str, pl.DataFrame], catalogue: Catalogue
) -> tuple[Sheet, tuple[Equation, ...]]:
    """The delivered counts, and how they hang together."""
    book = Book(catalogue)
    demand = demand_of(delivered_plans(catalogue, frames.keys()), book)
    newest = build_cubes(frames, catalogue, catalogue.areas.newest_division)
    return sheet_of(frames, newest, demand, book)


def _outside(
    stores: Mapping[datetime.date, Store],
    statements: tuple[Statement, ...],
    sheet: Sheet,
    book: Book,
) -> tuple[Bools, Bools, tuple[Told, ...]]:
    """What an outsider knows, what is shown as hidden, and what else is told."""
    known, hidden = sheet.public.ravel().copy(), np.zeros(sheet.low.size, dtype=bool)
    every = list(statements)
    for date, store in stores.items():
        tells = released(store, date, sheet, book)
        known |= tells.known
        hidden |= tells.hidden
        every += tells.statements
    told = []
    for item in (_told(statement, sheet) for statement in every):
        if item is not None and item.cells.size == 1 and item.high - item.low < _EXACT:
            known[item.cells] = True
        elif item is not None:
            told.append(item)
    return known, hidden, tuple(told)


def _told(statement: Statement, sheet: Sheet) -> Told | None:
    """A statement by flat numbers; ``None`` when it is about counts that hang on nothing here."""
    _, periods, places = sheet.low.shape
    cells = []
    for count, _ in statement.terms:
        query, period = sheet.index.get(count.query), sheet.numbers.get(count.period)
        place = sheet.places.index.get(count.place)
        if query is None or period is None or place is None:
            return None
        cells.append((query * periods + period) * places + place)
    factors = np.array([factor for _, factor in statement.terms], dtype=float)
    return Told(np.array(cells, dtype=np.int64), factors, statement.low, statement.high)


def _ours(found: list[Placed], layman: Verifier) -> list[Placed]:
    """Counts that are placed more exactly than public facts and regional figures place them."""
    targets = np.zeros(layman.sheet.low.size, dtype=bool)
    targets[[item.cell for item in found]] = True
    anyway = {item.cell: item for item in layman.placed(targets, targets)}
    return [
        item
        for item in found
        if item.cell not in anyway
        or item.high - item.low < anyway[item.cell].high - anyway[item.cell].low - _EPS
    ]


def _leak(item: Placed, sheet: Sheet) -> Leak:
    _, periods, places = sheet.low.shape
    query = sheet.queries[item.cell // (periods * places)]
    traits = ", ".join(f"{name}={'/'.join(codes)}" for name, codes in query.where)
    return Leak(
        population=query.population,
        categories=traits,
        area=sheet.places.names[item.cell % places],
        period=sheet.periods[item.cell // places % periods],
        low=item.low,
        high=item.high,
        minimum=int(sheet.minimum[item.cell // (periods * places)]),
    )
