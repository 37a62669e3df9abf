"""Nightly, plan: which reports are stale, and why.

Input: a workspace, a publication and the receipts on the shelf. Output: :class:`Plan`. A report is
stale when what its reader sees is no longer what its receipt says, part by part; not when an
extract changed without anybody seeing it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Publication
from scan.nightly import ingredients
from scan.nightly.ingredients import Parts, digest
from scan.publish.receipts import (
    Receipt,
    charts_path,
    displayed_path,
    read_receipts,
    stands,
    told_path,
)
from scan.report.one import report_path
from scan.series.store import scan_figures
from scan.series.workspace import Workspace, made_with
from scan.views.comparators import others_of
from scan.views.desk import Desk, Other, Positions, Rows, positions_in, rows_of
from scan.views.labels import expected_text
from scan.views.records import IndicatorView
from scan.views.values import view_of

FIGURES = "figures"
"""How the name of a part starts that holds what is displayed of one indicator."""
AT_ONCE = 400
"""Municipalities whose figures are held in memory together: all of Flanders, not all of Europe."""
NEW, FORCED, FILE = "new", "forced", "file"
"""Reasons that are no part: never made, asked for, gone from the shelf or changed on it."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A report to make."""

    area: Area
    common: Parts
    """Parts that are no figures; those of figures are found when it is made."""
    inputs: Parts
    reasons: tuple[str, ...]
    """Names of parts that differ, or one of the reasons that are no part."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for a publication."""

    publication: Publication
    stale: tuple[Stale, ...]
    kept: tuple[str, ...]
    """NIS codes of the reports that stay as they are."""


def plan(
    workspace: Workspace,
    publication: Publication,
    areas: Iterable[Area],
    *,
    force: bool = False,
) -> Plan:
    """Compares every report with its receipt.

    Views are only made where the answer depends on them: where nothing else differs and stored
    rows behind an indicator changed.
    """
    receipts = {r.nis: r for r in read_receipts(workspace.shelf, publication.id)}
    stale: list[Stale] = []
    kept: list[str] = []
    for seen in _slices(workspace, publication, tuple(areas)):
        for area in seen.areas:
            reasons = (FORCED,) if force else _reasons(seen, area, receipts.get(area.nis))
            if reasons:
                stale.append(Stale(area, seen.common, seen.inputs(area), reasons))
            else:
                kept.append(area.nis)
    return Plan(publication, tuple(stale), tuple(kept))


def _slices(
    workspace: Workspace, publication: Publication, areas: tuple[Area, ...]
) -> Iterator["Seen"]:
    """The municipalities, so many at a time as memory should hold."""
    for first in range(0, len(areas), AT_ONCE):
        yield Seen(workspace, publication, areas[first : first + AT_ONCE])


def areas_of(workspace: Workspace, publication: Publication) -> tuple[Area, ...]:
    """The municipalities that a publication has a report for, by NIS code."""
    towns = workspace.catalogue.areas.municipalities(None, workspace.as_of)
    chosen = [town for town in towns if town.region_nis == publication.region]
    return tuple(sorted(chosen, key=lambda town: town.nis))


def _reasons(seen: "Seen", area: Area, receipt: Receipt | None) -> tuple[str, ...]:
    if receipt is None:
        return (NEW,)
    own = (f"{FIGURES} ", ingredients.SIMILAR_PART)
    before = {n: v for n, v in receipt.parts.items() if not n.startswith(own)}
    changed = ingredients.differences(before, seen.common)
    changed = changed or ingredients.differences(receipt.parts, seen.parts(area, receipt))
    return changed or _gone(seen, area, receipt)


def _gone(seen: "Seen", area: Area, receipt: Receipt) -> tuple[str, ...]:
    """Whether the report or what belongs to it is no longer there as it was."""
    shelf = seen.workspace.shelf
    path = report_path(seen.workspace, seen.publication, area, None)
    needed = {displayed_path(shelf, seen.publication.id, area.nis)}
    if seen.publication.nightly:
        needed.add(charts_path(shelf, seen.publication.id, area.nis))
        needed.add(told_path(shelf, seen.publication.id, area.nis))
    vouched = {shelf / file for file in receipt.beside}
    same = shelf / receipt.file == path and needed <= vouched and stands(shelf, receipt)
    return () if same else (FILE,)


def figure_parts(
    catalogue: Catalogue, views: Mapping[str, IndicatorView | None]
) -> Iterator[tuple[str, str]]:
    """The parts that are figures: hash of what is displayed of each indicator.

    Of one that is not delivered, the report says when it is expected.
    """
    for code, view in views.items():
        if view is not None:
            yield f"{FIGURES} {code}", ingredients.of_view(view)
            continue
        source = catalogue.sources[catalogue.indicators[code].sources[0].use[0]]
        expected = expected_text(source, catalogue.wording)
        yield f"{FIGURES} {code}", f"not delivered {digest(expected)}"


@dataclass(frozen=True)
class Seen:
    """What the readers of a publication's reports see, found out as far as it is asked for."""

    workspace: Workspace
    publication: Publication
    areas: tuple[Area, ...]

    def parts(self, area: Area, receipt: Receipt) -> Parts:
        """All parts of one report; those whose stored rows did not change, as they were."""
        now = self.inputs(area)
        changed = [c for c in self.codes if receipt.inputs.get(c) != now[c]]
        known = {n: v for n, v in receipt.parts.items() if n.removeprefix(f"{FIGURES} ") in now}
        found = figure_parts(self.workspace.catalogue, self.views(area, changed))
        similar = ingredients.of_similar(self.workspace, self.publication, area)
        return {**self.common, **known, **dict(found), **similar}

    def inputs(self, area: Area) -> Parts:
        """Indicator → hash of all that its view for ``area`` is made from."""
        return {
            code: digest(
                self._base,
                self._shared[code],
                *(self._rows_hash.get((nis, code), "") for nis in self._told_of(area)),
            )
            for code in self.codes
        }

    def views(self, area: Area, codes: Iterable[str]) -> dict[str, IndicatorView | None]:
        """Views of some indicators; ``None`` for those that are not delivered."""
        wanted = list(codes)
        if not wanted:
            return {}
        desk = self.desk(area)
        return {code: view_of(desk, code, self._themes[code]) for code in wanted}

    def desk(self, area: Area) -> Desk:
        """The desk of one municipality; the rows of other areas are shared by all."""
        catalogue = self.workspace.catalogue
        own, *others = self._told_of(area)
        found = [self._rows_of(nis) for nis in others]
        found.append(self._rows_of(own, former=True))
        codes = {code for rows in found for code in rows}
        rows = {code: tuple(row for one in found for row in one.get(code, ())) for code in codes}
        region = catalogue.areas.get(area.region_nis)
        dates = self.workspace.extracts.dates
        return Desk(catalogue, area, region, self._others[area.nis], rows, self._positions, dates)

    def _told_of(self, area: Area) -> tuple[str, ...]:
        """The municipality and all areas whose figures its report tells."""
        others = (nis for other in self._others[area.nis] for nis in other.areas)
        return tuple(dict.fromkeys((area.nis, *others)))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Indicators of the publication, in order."""
        return tuple(self._themes)

    @cached_property
    def _themes(self) -> dict[str, str]:
        chapters = self.publication.chapters
        return {code: chapter.theme for chapter in chapters for code in chapter.indicators}

    @cached_property
    def common(self) -> Parts:
        """Parts that all reports of the publication share."""
        catalogue = self.workspace.catalogue
        return {
            **ingredients.of_machine(),
            **ingredients.of_publication(catalogue, self.publication),
            **ingredients.of_map(catalogue, self.workspace.extracts),
            "made up": "yes" if self.workspace.made_up else "no",
        }

    # --- the store, whole ---------------------------------------------------------------

    @cached_property
    def _wanted(self) -> tuple[str, ...]:
        """The municipalities and what they are compared with."""
        return tuple(dict.fromkeys(nis for area in self.areas for nis in self._told_of(area)))

    @cached_property
    def _others(self) -> dict[str, tuple[Other, ...]]:
        wanted = self.publication.comparators
        return {area.nis: others_of(self.workspace, area, wanted) for area in self.areas}

    @cached_property
    def _by_owner(self) -> dict[tuple[object, ...], pl.DataFrame]:
        figures = _owned(self.workspace.store(self._wanted).figures.lazy(), self._wanted)
        return figures.collect().partition_by("owner", as_dict=True)

    def _rows_of(self, nis: str, *, former: bool = False) -> Rows:
        """The rows of an area; with ``former`` those of municipalities of before too."""
        frame = self._by_owner.get((nis,), pl.DataFrame())
        if former or frame.is_empty():
            return rows_of(frame) if frame.height else {}
        if nis not in self._shared_rows:
            self._shared_rows[nis] = rows_of(frame.filter(pl.col("into") == ""))
        return self._shared_rows[nis]

    @cached_property
    def _shared_rows(self) -> dict[str, Rows]:
        """Rows of areas that several reports tell of, as they are asked for."""
        return {}

    @cached_property
    def _positions(self) -> Positions:
        return positions_in(self.workspace.store(()), self.publication.region)

    @cached_property
    def _rows_hash(self) -> dict[tuple[str, str], str]:
        """Area and indicator → hash of the stored rows, 128 bits; they are never held together."""
        figures = scan_figures(self.workspace.store_folder, self._wanted)
        columns = figures.collect_schema().names()
        row = pl.struct(columns)
        hashed = _owned(figures, self._wanted).select(
            "owner", "indicator", one=row.hash(seed=1), other=row.hash(seed=2)
        )
        grouped = hashed.group_by("owner", "indicator").agg(
            pl.col("one").bitwise_xor(), pl.col("other").bitwise_xor(), pl.len()
        )
        found = grouped.collect(engine="streaming")
        return {(o, i): f"{a:016x}{b:016x}{n}" for o, i, a, b, n in found.iter_rows()}

    @cached_property
    def _shared(self) -> dict[str, str]:
        """Indicator → hash of what all municipalities share: the spread and the deliveries."""
        dates = self.workspace.extracts.dates
        return {
            code: digest(repr(self._positions.get(code)), *self._deliveries(code, dates))
            for code in self.codes
        }

    def _deliveries(self, code: str, dates: Mapping[str, object]) -> Iterator[str]:
        for alternative in self.workspace.catalogue.indicators[code].sources:
            yield from (f"{source} {dates.get(source)}" for source in alternative.use)

    @cached_property
    def _base(self) -> str:
        """Hash of the code and the catalogue that views are made with."""
        machine = ingredients.of_machine()
        code = (value for name, value in machine.items() if name.startswith("code "))
        return digest(made_with(), pl.__version__, *code)


def _owned(figures: pl.LazyFrame, wanted: Iterable[str]) -> pl.LazyFrame:
    """Figures with the area whose report shows them (``owner``), of the wanted areas."""
    shown_for = pl.when(pl.col("into") == "").then("area").otherwise("into")
    return figures.with_columns(owner=shown_for).filter(pl.col("owner").is_in(list(wanted)))
