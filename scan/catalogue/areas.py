"""Catalogue, areas: municipalities and the divisions above them, their names and codes in time.

Input: the tables of ``catalogue/areas``. Output: :class:`Areas`, which answers every question
about a municipality: what it is called, which code it has on a date, what it was made from,
which region it lies in, what it borders on, where it stands on the tile map.

A date always means a whole day; a figure of a year is looked up at a day in that year. Two
municipalities of different dates may share a name (Hasselt before and after 2025) and differ
in code; Antwerpen keeps its code and grows.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scan.catalogue.area_tables import Alias, Area, Locality, Merger, Tables, read_tables
from scan.catalogue.names import by_closeness, fold, is_close, keys, without_disambiguator
from scan.errors import CatalogueError, Fault, UsageError

__all__ = ["BRUSSELS", "FLANDERS", "Area", "Areas", "Locality", "Merger", "load_areas"]

FLANDERS = "02000"
BRUSSELS = "04000"

_SUGGESTIONS = 3
_NAME, _ALIAS, _SHORTENED = range(3)
"""How well a spelling fits: the name, an alias, an alias without its addition."""


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas, with what is needed to find them. Made by :func:`load_areas`."""

    mergers: tuple[Merger, ...]
    """By date, then by new and old code."""
    unplaced: dict[str, str]
    """Name of a group outside all municipalities → its code (``99991``)."""
    _areas: dict[str, Area]
    _municipalities: tuple[Area, ...]
    """Of all dates, in alphabetical order."""
    _aliases: tuple[Alias, ...]
    _spellings: dict[str, tuple[tuple[int, str], ...]]
    """Key of a spelling → how well it fits and which code, best first."""
    _successors: dict[str, str]
    _localities: dict[str, tuple[Locality, ...]]
    _neighbours: dict[str, tuple[str, ...]]
    _tiles: dict[str, tuple[int, int]]

    @property
    def newest_division(self) -> datetime.date:
        """The date since which today's municipalities exist."""
        return max(merger.date for merger in self.mergers)

    def get(self, nis: str) -> Area:
        """The area with this code, at whatever date; ``KeyError`` for an unknown code."""
        return self._areas[nis]

    def municipalities(self, region: str | None, on: datetime.date) -> tuple[Area, ...]:
        """The municipalities of that day in alphabetical order, of one region or of both."""
        return tuple(
            area
            for area in self._municipalities
            if area.exists(on) and region in (None, area.region_nis)
        )

    def divisions(self) -> tuple[Area, ...]:
        """Regions, provinces and arrondissements, by code."""
        above = (area for area in self._areas.values() if area.kind != "municipality")
        return tuple(sorted(above, key=lambda area: area.nis))

    def current(self, nis: str, on: datetime.date) -> str:
        """The code under which this territory falls on that day: its own or a successor's.

        ``KeyError`` for an unknown code and for one that does not exist yet on that day.
        """
        area = self._areas[nis]
        if area.valid_from and on < area.valid_from:
            raise KeyError(nis)
        while not area.exists(on):
            area = self._areas[self._successors[area.nis]]
        return area.nis

    def predecessors(self, nis: str) -> tuple[str, ...]:
        """The codes that were merged into this one, the latest round first, by code in a round.

        Holds the code itself where a municipality grew and kept it (Antwerpen 11002 with
        Borsbeek 11007). Empty for a municipality that never merged; ``KeyError`` for an
        unknown code.
        """
        rounds: dict[str, datetime.date] = {}
        open_codes = [self._areas[nis].nis]
        while open_codes:
            new = open_codes.pop()
            for merger in self.mergers:
                if merger.new_nis == new and merger.old_nis not in rounds:
                    rounds[merger.old_nis] = merger.date
                    open_codes.append(merger.old_nis)
        return tuple(sorted(rounds, key=lambda old: (-rounds[old].toordinal(), old)))

    def localities(self, nis: str) -> tuple[Locality, ...]:
        """The parts of a municipality of today with their postcodes, by postcode and name.

        ``KeyError`` for a code that is no municipality of today.
        """
        return self._localities[nis]

    def neighbours(self, nis: str) -> tuple[str, ...]:
        """Codes of the municipalities of today that it borders on (250 m or more), by code.

        Empty for Voeren; ``KeyError`` for a code that is no municipality of today.
        """
        return self._neighbours[nis]

    def tile(self, nis: str) -> tuple[int, int]:
        """Column and row on the tile map, from 0, counted from the upper left.

        ``KeyError`` for a code that is no municipality of today.
        """
        return self._tiles[nis]

    def by_name(self, on: datetime.date) -> dict[str, str]:
        """Names and aliases, exactly as written, → codes of the municipalities of that day."""
        names = {area.name: area.nis for area in self._municipalities if area.exists(on)}
        aliases = {a.text: a.nis for a in self._aliases if self._areas[a.nis].exists(on)}
        return aliases | names

    def others_by_name(self) -> dict[str, str]:
        """Names, exactly as written, → codes of regions and of groups outside municipalities."""
        regions = {area.name: area.nis for area in self.divisions() if area.kind == "region"}
        return regions | self.unplaced

    def find(self, text: str, on: datetime.date) -> Area:
        """The municipality of that day that somebody means.

        ``text`` is a name, an alias, the name of a former municipality (gives the one that it
        went into) or a NIS code; capitals, diacritics, hyphens, spaces, apostrophes and
        ``St.`` for ``Sint`` make no difference. Raises ``UsageError`` with the three closest
        names, and for a text that fits several municipalities or one of a later date.
        """
        fits = self._spellings.get(fold(text), ())
        if text.strip() in self._areas:
            fits = ((_NAME, text.strip()),)
        reached = [(rank, area) for rank, nis in fits for area in self._reached(nis, on)]
        best = {area.nis: area for rank, area in reached if rank == reached[0][0]}
        if not best:
            raise UsageError(self._not_found(text, [nis for _, nis in fits], on))
        if len(best) > 1:
            choice = ", ".join(f"{area.name} ({area.nis})" for area in best.values())
            raise UsageError(f"{text!r} can be several municipalities; give the code of {choice}")
        return next(iter(best.values()))

    def _reached(self, nis: str, on: datetime.date) -> Iterator[Area]:
        """The municipality of that day in which this one lies; nothing before its first day."""
        area = self._areas[nis]
        if area.kind == "municipality" and not (area.valid_from and on < area.valid_from):
            yield self._areas[self.current(nis, on)]

    def _not_found(self, text: str, later: list[str], on: datetime.date) -> str:
        """Why a text was not found: it is unknown, or its municipality did not exist yet."""
        for area in (self._areas[nis] for nis in later):
            if area.kind == "municipality":
                parts = " and ".join(self._areas[nis].name for nis in self.predecessors(area.nis))
                since = f"{area.name} {area.nis} exists since {area.valid_from}"
                return f"{since}; on {on} it was still {parts}"
        close = ", ".join(self._closest(text, on))
        hint = f". Closest: {close}" if close else "; see scan list municipalities"
        return f"Unknown municipality {text!r}{hint}"

    def _closest(self, text: str, on: datetime.date) -> list[str]:
        """At most three municipalities of that day whose names, old or new, are like it."""
        known = [(area.name, area.nis) for area in self._municipalities]
        known += [(alias.text, alias.nis) for alias in self._aliases]
        meant = {name: area.name for name, nis in known for area in self._reached(nis, on)}
        near = [name for name in by_closeness(text, meant) if is_close(text, name)]
        ordered = dict.fromkeys(meant[name] for name in near)
        return list(ordered)[:_SUGGESTIONS]


def load_areas(folder: Path) -> Areas:
    """The areas in a folder like ``catalogue/areas``.

    Raises ``CatalogueError`` with all faults by file, row and column; faults between tables
    are looked for when each table in itself is right.
    """
    tables = read_tables(folder)
    areas = _index(tables)
    faults = (
        *_merger_faults(tables),
        *_tile_faults(tables),
        *_locality_faults(tables),
        *_name_faults(tables),
    )
    if faults:
        raise CatalogueError(faults)
    return areas


def _index(tables: Tables) -> Areas:
    towns = [area for area in tables.areas if area.kind == "municipality"]
    return Areas(
        mergers=tuple(sorted(tables.mergers, key=lambda m: (m.date, m.new_nis, m.old_nis))),
        unplaced=tables.unplaced,
        _areas={area.nis: area for area in tables.areas},
        _municipalities=tuple(sorted(towns, key=lambda area: (area.slug, area.nis))),
        _aliases=tables.aliases,
        _spellings=_spellings(towns, tables.aliases),
        _successors={m.old_nis: m.new_nis for m in tables.mergers if m.old_nis != m.new_nis},
        _localities=_localities(tables),
        _neighbours=_neighbours(tables),
        _tiles=tables.tiles,
    )


def _spellings(
    towns: Iterable[Area], aliases: Iterable[Alias]
) -> dict[str, tuple[tuple[int, str], ...]]:
    found: dict[str, set[tuple[int, str]]] = {}
    known = [(_NAME, area.name, area.nis) for area in towns]
    known += [(_ALIAS, alias.text, alias.nis) for alias in aliases]
    known += [(_SHORTENED, without_disambiguator(alias.text), alias.nis) for alias in aliases]
    for rank, name, nis in known:
        for key in keys(name):
            found.setdefault(key, set()).add((rank, nis))
    return {key: tuple(sorted(fits)) for key, fits in found.items()}


def _localities(tables: Tables) -> dict[str, tuple[Locality, ...]]:
    found: dict[str, list[Locality]] = {nis: [] for nis in _today(tables)}
    for locality in tables.localities:
        found[locality.nis].append(locality)
    return {nis: tuple(parts) for nis, parts in found.items()}


def _neighbours(tables: Tables) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {nis: [] for nis in _today(tables)}
    for one, other in tables.borders:
        found[one].append(other)
        found[other].append(one)
    return {nis: tuple(sorted(others)) for nis, others in found.items()}


def _today(tables: Tables) -> dict[str, Area]:
    towns = (area for area in tables.areas if area.kind == "municipality")
    return {area.nis: area for area in towns if area.valid_to is None}


def _merger_faults(tables: Tables) -> Iterator[Fault]:
    """A municipality that ends goes into exactly one; one that begins comes out of mergers."""
    ended = Counter(m.old_nis for m in tables.mergers if m.old_nis != m.new_nis)
    begun = {(m.new_nis, m.date) for m in tables.mergers}
    for area in tables.areas:
        if ended[area.nis] != (area.valid_to is not None):
            yield _merger_fault(area, "it needs one merger as old_nis where it ends, else none")
        if area.valid_from and (area.nis, area.valid_from) not in begun:
            yield _merger_fault(area, "no merger makes it on its first day")


def _merger_fault(area: Area, message: str) -> Fault:
    remedy = "complete mergers.csv or correct the dates in municipalities.csv"
    return Fault("areas/mergers.csv", f"{area.name} {area.nis}", message, remedy)


def _tile_faults(tables: Tables) -> Iterator[Fault]:
    """Every municipality of today has a tile for itself."""
    file = "areas/tiles.csv"
    for nis, area in _today(tables).items():
        if nis not in tables.tiles:
            yield Fault(file, f"{area.name} {nis}", "no tile", "add a row at a free place")
    taken = Counter(tables.tiles.values())
    for nis, place in tables.tiles.items():
        if taken[place] > 1:
            where = f"column {place[0]}, row {place[1]}"
            yield Fault(file, nis, f"shares {where} with another", "give it a free place")


def _locality_faults(tables: Tables) -> Iterator[Fault]:
    """Every municipality of today has a postcode, and no row stands there twice."""
    file = "areas/localities.csv"
    with_one = {locality.nis for locality in tables.localities}
    for nis, area in _today(tables).items():
        if nis not in with_one:
            yield Fault(file, f"{area.name} {nis}", "no postcode", "add a row with its postcode")
    for locality, count in Counter(tables.localities).items():
        if count > 1:
            place = f"{locality.postcode} {locality.name}"
            yield Fault(file, place, f"stands here {count} times", "keep one row")


def _name_faults(tables: Tables) -> Iterator[Fault]:
    """On any day, a name or alias means one municipality, and a slug one area."""
    names = {area.nis: {area.name} for area in tables.areas if area.kind == "municipality"}
    for alias in tables.aliases:
        names[alias.nis].add(alias.text)
    for day in sorted({area.valid_from or datetime.date.min for area in tables.areas}):
        there = [area for area in tables.areas if area.exists(day)]
        spelled = Counter(name for area in there for name in names.get(area.nis, ()))
        slugs = Counter(area.slug for area in there)
        for text, count in (*spelled.items(), *slugs.items()):
            if count > 1:
                message = f"{text!r} means {count} areas on {day}"
                yield Fault("areas", "name, alias or slug", message, "tell them apart")
