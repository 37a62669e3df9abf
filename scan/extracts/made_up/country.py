"""Extracts, made up: the country. Input: the areas of the catalogue. Output: a :class:`Country`.

The municipalities of 2018 with an invented size and character, year by year. Later ones are made
of them, so that merged parts add up. Only public facts steer the invention: region, province,
the thirteen centre cities, who borders on them, the coast, and the place on the tile map.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scan.catalogue.areas import BRUSSELS, FLANDERS, Area, Areas
from scan.extracts.made_up.chance import Floats, Whole, normal, share_of, wander

YEARS = tuple(range(2000, 2026))
BEFORE_MERGERS = datetime.date(2018, 1, 1)
TODAY = datetime.date(2025, 1, 1)

CITIES = {
    "11002": 550_000,  # Antwerpen
    "44021": 270_000,  # Gent
    "31005": 119_000,  # Brugge
    "24062": 103_000,  # Leuven
    "12025": 90_000,  # Mechelen
    "41002": 88_000,  # Aalst
    "71022": 81_000,  # Hasselt
    "46021": 81_000,  # Sint-Niklaas
    "34022": 79_000,  # Kortrijk
    "35013": 72_000,  # Oostende
    "71016": 67_000,  # Genk
    "36015": 65_000,  # Roeselare
    "13040": 47_000,  # Turnhout
}
"""The centre cities with a round number of inhabitants."""
BRUSSELS_CITY = "21004"
HERSTAPPE = "73028"
TWO_LARGEST = ("11002", "44021")
STUDENT_CITIES = ("24062", "44021")
COAST = (
    "31004", "31005", "31043", "35002", "35011",
    "35013", "35029", "38008", "38014", "38016",
)  # fmt: skip
RIM = "23000"
"""The arrondissement around Brussels."""
ANTWERP, FLEMISH_BRABANT, WEST, EAST, LIMBURG = "10000", "20001", "30000", "40000", "70000"

Flags = NDArray[np.bool_]

_TOTALS = {FLANDERS: 6_830_000, BRUSSELS: 1_250_000}
_GROWTH = {FLANDERS: 0.0055, BRUSSELS: 0.0105}
"""Inhabitants in the last year, and growth a year."""
_FIXED = CITIES | {HERSTAPPE: 78, BRUSSELS_CITY: 190_000}
_NEAR_LARGE, _NEAR_CITY = 0.45, 0.2
"""How urban the neighbours of the two largest cities and of the others are."""
_NORTHERN_ROW, _EASTERN_COLUMN = 1, 32
"""Tiles at the Dutch border: up to this row, from this column."""
_SPREAD, _FEWEST, _MOST = 0.5, 0.3, 2.8
"""Spread of sizes (in logarithms) and their limits around the typical municipality."""
_FOREIGN = -1.76
_FOREIGN_BECAUSE = (
    ((WEST,), -0.45),
    ((EAST,), -0.15),
    ((LIMBURG,), 0.3),
    ((RIM,), 0.75),
    (CITIES, 0.7),
    (("11002",), 0.45),
    (("71016",), 0.2),
    (("31005", "36015"), -0.35),
)
"""Log odds of foreign origin in the last year in a rural municipality of the provinces Antwerpen
and Vlaams-Brabant, and what is added where."""
_FOREIGN_IN_BRUSSELS = 1.15
_RISE = {FLANDERS: 0.86, BRUSSELS: 1.15}
"""By how much the log odds rose since the first year."""


@dataclass(frozen=True)
class Country:
    """Everything that is decided about a municipality before anything in it is counted.

    All arrays have a row per municipality of 2018, in the order of their codes.
    """

    areas: Areas
    places: tuple[Area, ...]

    @property
    def count(self) -> int:
        """How many municipalities there are."""
        return len(self.places)

    def among(self, codes: Iterable[str]) -> Floats:
        """1 where the code, arrondissement, province or region of a place is given, else 0."""
        wanted = frozenset(codes)
        own = (
            {area.nis, area.arrondissement_nis, area.province_nis, area.region_nis}
            for area in self.places
        )
        return np.array([1.0 if names & wanted else 0.0 for names in own])

    def by_region(self, values: dict[str, float]) -> Floats:
        """The value of the region in which a place lies."""
        return np.array([values[area.region_nis] for area in self.places])

    def today(self) -> tuple[str, ...]:
        """The code of the municipality of 2025 in which a place lies."""
        return tuple(self.areas.current(area.nis, TODAY) for area in self.places)

    def urban(self) -> Floats:
        """1 in cities and Brussels, something near a city, 0 in the countryside."""
        city = self.among((*CITIES, BRUSSELS))
        near = np.array([_nearness(nis, self.areas) for nis in self.today()])
        return np.where(city > 0, city, near)

    def at_dutch_border(self) -> Floats:
        """1 for Flemish places in the far north and east, else 0."""
        tiles = [self.areas.tile(nis) for nis in self.today()]
        near = [row <= _NORTHERN_ROW or column >= _EASTERN_COLUMN for column, row in tiles]
        return np.array(near, dtype=np.float64) * self.among([FLANDERS])


@dataclass(frozen=True)
class Nation:
    """The country with its people counted, and those of foreign origin aimed at."""

    country: Country
    urban: Floats
    inhabitants: Whole
    """(place, year) for each of :data:`YEARS`, on 1 January."""
    foreign: Floats
    """(place, year): share of inhabitants of foreign origin that is aimed at."""

    @property
    def townlike(self) -> Floats:
        """How much more urban a place is than where the average inhabitant lives."""
        size = self.inhabitants[:, -1]
        typical = float((self.urban * size).sum() / size.sum())
        return self.urban - typical


def years_from(first: int, last: int) -> slice:
    """Where the years from first to last stand in arrays of :data:`YEARS`."""
    return slice(first - YEARS[0], last - YEARS[0] + 1)


def make_country(areas: Areas) -> Country:
    """The municipalities of before the mergers."""
    found = areas.municipalities(None, BEFORE_MERGERS)
    return Country(areas, tuple(sorted(found, key=lambda area: area.nis)))


def _nearness(nis: str, areas: Areas) -> float:
    """How urban the neighbourhood of a city makes a municipality of today."""
    around = {nis, *areas.neighbours(nis)}
    if around & {areas.current(city, TODAY) for city in TWO_LARGEST}:
        return _NEAR_LARGE
    return _NEAR_CITY if around & {areas.current(city, TODAY) for city in CITIES} else 0.0


def inhabitants_of(country: Country) -> Whole:
    """Inhabitants (place, year): a size grown from, and a little luck."""
    sizes = _sizes(country)
    growth = country.by_region(_GROWTH) + 0.0032 * normal("growth", country.count)
    back = np.array(YEARS, dtype=np.float64) - YEARS[-1]
    luck = wander("luck", country.count, len(YEARS))
    path = growth[:, None] * back + 0.006 * (luck - luck[:, -1:])
    return np.round(sizes[:, None] * np.exp(path)).astype(np.int64)


def _sizes(country: Country) -> Floats:
    """Inhabitants in the last year: fixed for cities, drawn for the others within the totals."""
    merged = [merger.old_nis for merger in country.areas.mergers]
    lift = 0.8 * country.urban() - 0.15 * country.among([WEST]) - 0.2 * country.among(merged)
    drawn = np.exp(_SPREAD * normal("size", country.count) + lift)
    sizes = np.clip(drawn, _FEWEST, _MOST)
    fixed = np.array([float(_FIXED.get(area.nis, 0)) for area in country.places])
    for region, total in _TOTALS.items():
        inside = country.among([region]) > 0
        drawn_here = inside & (fixed == 0)
        sizes[drawn_here] *= (total - fixed[inside].sum()) / sizes[drawn_here].sum()
    return np.where(fixed > 0, fixed, np.round(sizes))


def foreign_shares(country: Country, urban: Floats) -> Floats:
    """Shares of inhabitants of foreign origin (place, year), rising everywhere."""
    own = (0.42 - 0.2 * country.among(CITIES)) * normal("foreign", country.count)
    odds = _FOREIGN + 1.25 * urban + own
    for codes, more in _FOREIGN_BECAUSE:
        odds = odds + more * country.among(codes)
    brussels = country.among([BRUSSELS])
    odds = np.where(brussels > 0, _FOREIGN_IN_BRUSSELS + 0.4 * normal("f", country.count), odds)
    rise = country.by_region(_RISE) * np.exp(0.1 * normal("rise", country.count))
    still_to_go = 1 - np.linspace(0.0, 1.0, len(YEARS))
    drift = 0.04 * wander("foreign", country.count, len(YEARS))
    return share_of(odds[:, None] - rise[:, None] * still_to_go + drift)


def make_nation(areas: Areas) -> Nation:
    """The made-up country on the municipalities of ``areas``."""
    country = make_country(areas)
    urban = country.urban()
    return Nation(country, urban, inhabitants_of(country), foreign_shares(country, urban))
