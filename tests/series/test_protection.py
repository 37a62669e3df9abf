"""After protection, no hidden count lies in a range that is narrower than the rule.

Ranges are worked out here afresh: every count of a small world is an unknown of a linear programme
whose equations are written down by hand.
"""

import datetime
import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Quantity
from scan.series.cubes import build_cubes, select
from scan.series.identities import Book, Query, Request, Share, equations
from scan.series.places import Merger, Places, all_places, ended, territories
from scan.series.protection import Protection, hidden_counts, protect
from scan.series.sheet import Demand, Sheet, empty_sheet
from tests.series.tables import SOURCE, TRAITS, frame
from tests.support.bounds import BOUNDS

MINIMUM = 5
NAME = "newcomers"
TRAIT = ("sex", "residence_reason")
WORLD = Places(
    names=("a", "b", "c", "R", "a1@", "a2@"),
    mergers=(Merger(0, (4, 5)),),
    regions={3: (0, 1, 2)},
    current=4,
)
TOWNS = (1, 2, 4, 5)
Table = dict[tuple[str, str], list[int]]


def _count() -> st.SearchStrategy[int]:
    return st.one_of(st.just(0), st.integers(1, 6), st.integers(1, 60))


tables = st.fixed_dictionaries(
    {
        (sex, reason): st.lists(_count(), min_size=len(TOWNS), max_size=len(TOWNS))
        for sex in TRAITS["sex"]
        for reason in TRAITS["residence_reason"][:3]
    }
)


def _demand(book: Book) -> Demand:
    everyone = Quantity(population="newcomers")
    requests = (Request(everyone, (), ()), *(Request(everyone, (name,), ()) for name in TRAIT))
    whole = Query("newcomers")
    shares = [Share(q, whole) for name in TRAIT for _, q in book.cells(everyone, (name,))]
    return Demand(requests, tuple(shares))


def _sheet(table: Table, book: Book) -> tuple[Sheet, Demand]:
    demand = _demand(book)
    sheet = empty_sheet(demand, (2024,), WORLD, book)
    for number, query in enumerate(sheet.queries):
        if query == Query(NAME, query.where):
            sheet.low[number, 0] = _spread(table, dict(query.where))
            sheet.minimum[number] = MINIMUM
    for number, query in enumerate(sheet.queries):
        if query.less is not None:
            whole, part = sheet.index[Query(query.population)], sheet.index[query.less]
            sheet.low[number] = sheet.low[whole] - sheet.low[part]
            sheet.minimum[number] = MINIMUM
    sheet.high[:] = sheet.low
    return sheet, demand


def _spread(table: Table, where: dict[str, tuple[str, ...]]) -> list[float]:
    """Counts at every place of the world."""
    b, c, old, other = (
        sum(
            counts[town]
            for (sex, reason), counts in table.items()
            if sex in where.get("sex", (sex,))
            and reason in where.get("residence_reason", (reason,))
        )
        for town in range(len(TOWNS))
    )
    return [old + other, b, c, old + other + b + c, old, other]


class World:
    """The linear programme of an outsider who knows everything but the hidden counts."""

    def __init__(self, sheet: Sheet, hidden: np.ndarray) -> None:
        self.queries = [q for q in sheet.queries if q == Query(NAME, q.where)]
        at = [sheet.index[q] for q in self.queries]
        self.values, self.hidden = sheet.low[at, 0], hidden[at, 0]
        names = {str(q): i for i, q in enumerate(self.queries)}
        total = names["newcomers"]
        # Where the base is not small, zeros are shown: what is hidden is at least 1.
        least = np.tile(
            np.where(self.values[total] < BOUNDS.base.no_share_below, 0, 1), (len(at), 1)
        )
        least[total] = 1
        self.least = least.ravel()
        rows = []
        for place, trait in itertools.product(range(len(WORLD.names)), TRAIT):
            parts = [i for name, i in names.items() if f"{trait}=" in name]
            rows.append([(total, place, -1), *((i, place, 1) for i in parts)])
        for query in range(len(self.queries)):
            rows.append([(query, 0, -1), (query, 4, 1), (query, 5, 1)])
            rows.append([(query, 3, -1), (query, 0, 1), (query, 1, 1), (query, 2, 1)])
        self.matrix = np.zeros((len(rows), self.values.size))
        for number, row in enumerate(rows):
            for query, place, factor in row:
                self.matrix[number, query * len(WORLD.names) + place] = factor

    def width(self, query: int, place: int, hidden: np.ndarray | None = None) -> float:
        """How far apart the least and the most are that a count can be."""
        secret = (self.hidden if hidden is None else hidden).ravel()
        bounds = [
            (min(least, value), None) if unknown else (value, value)
            for unknown, value, least in zip(secret, self.values.ravel(), self.least, strict=True)
        ]
        cost = np.zeros(self.values.size)
        cost[query * len(WORLD.names) + place] = 1
        zero = np.zeros(len(self.matrix))
        ends = [
            linprog(way * cost, A_eq=self.matrix, b_eq=zero, bounds=bounds).fun * way
            for way in (1, -1)
        ]
        return float(ends[1] - ends[0])


@settings(max_examples=10)
@given(tables)
def test_no_hidden_count_is_placed_more_exactly_than_the_rule(
    catalogue: Catalogue, table: Table
) -> None:
    book = Book(catalogue)
    sheet, demand = _sheet(table, book)
    rules = equations(sheet.queries, demand.shares, book)
    before = sheet.low.copy()
    hidden = hidden_counts(sheet, rules, demand)
    assert np.array_equal(before, sheet.low, equal_nan=True)
    assert not hidden[:, :, 3].any()
    world = World(sheet, hidden)
    small = (world.values >= 1) & (world.values < MINIMUM)
    small[:, 3] = False
    assert world.hidden[small].all()
    everything = world.hidden | (world.values > 0)  # a zero is hidden with its base only
    everything[:, 3] = False
    for query, place in np.argwhere(world.hidden):
        width = world.width(query, place)
        is_zero = world.values[query, place] == 0 and width < 1e-6
        if width < MINIMUM - 1e-6 and not is_zero:
            # Nothing more could be hidden: the region's own figures are that small.
            assert width >= world.width(query, place, everything) - 1e-6


def test_one_small_part_takes_another_with_it(catalogue: Catalogue) -> None:
    book = Book(catalogue)
    cells = itertools.product(TRAITS["sex"], TRAITS["residence_reason"][:3])
    table: Table = {cell: [40, 40, 40, 40] for cell in cells}
    for sex in TRAITS["sex"]:
        table[sex, "asylum"] = [1, 40, 40, 40]
    sheet, demand = _sheet(table, book)
    hidden = hidden_counts(sheet, equations(sheet.queries, demand.shares, book), demand)
    by_reason = [
        hidden[number, 0, 1]
        for number, query in enumerate(sheet.queries)
        if query.less is None and "residence_reason" in str(query)
    ]
    assert sum(by_reason) >= 2
    assert not hidden[sheet.index[Query("newcomers")]].any()


# --- the municipalities of two dates ----------------------------------------------------------

HASSELT, OLD_HASSELT, KORTESSEM = "71072", "71022", "73040"
NEWEST, EARLIER = datetime.date(2025, 1, 1), datetime.date(2024, 12, 31)


def _protected(catalogue: Catalogue, people: pl.DataFrame, date: datetime.date) -> Protection:
    cubes = build_cubes({SOURCE: people}, catalogue, NEWEST, ended(catalogue.areas))
    return protect(cubes, _demand(Book(catalogue)), Book(catalogue), date)


def _shown(
    catalogue: Catalogue, people: pl.DataFrame, date: datetime.date
) -> dict[tuple[str, str], float | None]:
    """Newcomers by sex in 2024; ``None`` where hidden."""
    quantity = Quantity(population="newcomers")
    taken = select(build_cubes({SOURCE: people}, catalogue, date), quantity, ("sex",), catalogue)
    assert taken is not None
    frame_ = _protected(catalogue, people, date).apply(taken[0], quantity, ("sex",))
    return {
        (row["area"], row["sex"]): row["low"] if row["rank"] < 2 else None
        for row in frame_.iter_rows(named=True)
    }


@settings(max_examples=8)
@given(st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_a_merger_gives_nothing_away_at_two_dates(catalogue: Catalogue, counts: list[int]) -> None:
    people = frame(
        {
            (OLD_HASSELT, 2024): {
                ("male", "obliged", "family"): counts[0],
                ("female", "obliged", "labour"): counts[1],
            },
            (KORTESSEM, 2024): {
                ("male", "entitled", "family"): counts[2],
                ("female", "entitled", "labour"): counts[3],
            },
        },
        {},
    )
    now = _shown(catalogue, people, NEWEST)
    before = _shown(catalogue, people, EARLIER)
    for sex, (one, other) in {"male": counts[::2], "female": counts[1::2]}.items():
        whole = now[HASSELT, sex]
        parts = [before[OLD_HASSELT, sex], before[KORTESSEM, sex]]
        for shown, true in zip(parts, (one, other), strict=True):
            assert shown in (None, true)
        assert whole in (None, one + other)
        # A total beside all but one of its parts would give that part away, if anybody is in it.
        alone = [true for shown, true in zip(parts, (one, other), strict=True) if shown is None]
        assert whole is None or len(alone) != 1 or alone == [0]


def test_every_municipality_has_its_territory(catalogue: Catalogue) -> None:
    places = all_places(catalogue.areas)
    for date in (NEWEST, EARLIER, datetime.date(2018, 12, 31), datetime.date(2021, 6, 1)):
        names = territories(catalogue.areas, date)
        assert len(set(names.values())) == len(names)
        assert set(names.values()) <= set(places.names)
    assert territories(catalogue.areas, EARLIER)["11002"] == "11002@2024-12-31"
    assert territories(catalogue.areas, NEWEST)["11002"] == "11002"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            {"origin_history": ("foreign_now", "became_belgian", "born_belgian")},
            {"origin": ("foreign",)},
        ),
        (
            {"nationality": ("foreign",), "nationality_detail": ("eu13",)},
            {"nationality_detail": ("eu13",)},
        ),
        ({"sex": ("male", "female")}, {}),
    ],
)
def test_the_same_persons_are_the_same_query(
    catalogue: Catalogue, one: dict[str, tuple[str, ...]], other: dict[str, tuple[str, ...]]
) -> None:
    book = Book(catalogue)
    assert book.query("inhabitants", one) == book.query("inhabitants", other)
