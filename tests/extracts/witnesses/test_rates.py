"""Rates that a supplier worked out himself: right within their rounding, and only so."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scan.catalogue.sources import Source
from scan.extracts.witnesses.records import AGREES, DIFFERS, RATES, WRONG, Witness
from tests.extracts.witnesses.tables import (
    COUNT,
    RATE,
    WHOLE,
    Cell,
    Figures,
    by_kind,
    checked,
    known,
    learners,
    texts,
    towns,
)

FEW = settings(max_examples=15, deadline=None)
COUNTS = st.lists(
    st.integers(1, 40_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    min_size=60,
    max_size=60,
)
"""Numerator and denominator of sixty municipalities."""


def _own(per: int = 1) -> Source:
    return learners(
        values=[
            {"column": COUNT, "population": "adult_learners"},
            {"column": WHOLE, "population": "inhabitants"},
        ],
        rates=[{"column": RATE, "numerator": COUNT, "denominator": WHOLE, "per": per}],
    )


def _plain(value: float) -> str:
    """A number as programs write it, without zeros at its end."""
    text = f"{value:.10f}".rstrip("0").rstrip(".")
    return text if text not in ("-0", "") else "0"


def _significant(value: float, digits: int) -> str:
    return _plain(float(f"{value:.{digits}g}"))


def _decimals(value: float, digits: int) -> str:
    return _plain(round(value, digits))


def _table(counts: list[tuple[int, int]]) -> tuple[dict[Cell, int], dict[Cell, int]]:
    cells = [(nis, 2021, "belg") for nis in towns(known())]
    pairs = dict(zip(cells, counts, strict=False))
    above = {cell: pair[0] for cell, pair in pairs.items()}
    return above, {cell: pair[1] for cell, pair in pairs.items()}


def _heard(above: Figures, below: Figures, rates: Figures, per: int = 1) -> Witness:
    return by_kind(checked(above, known(), _own(per), {WHOLE: below, RATE: rates}), RATES)


def _rates(counts: list[tuple[int, int]], rounding: str, digits: int, per: int) -> Figures:
    above, below = _table(counts)
    write = _significant if rounding == "significant" else _decimals
    return {cell: write(above[cell] * per / below[cell], digits) for cell in above}


@given(
    counts=COUNTS,
    rounding=st.sampled_from(("significant", "decimals")),
    digits=st.integers(4, 9),
    per=st.sampled_from((1, 100, 1000, 10_000)),
)
@FEW
def test_rates_that_were_rounded_agree(
    counts: list[tuple[int, int]], rounding: str, digits: int, per: int
) -> None:
    above, below = _table(counts)
    rates = _rates(counts, rounding, digits, per)
    found = _heard(texts(above), texts(below), rates, per)
    assert (found.verdict, found.agree) == (AGREES, 60)


@given(counts=COUNTS, at=st.integers(0, 59))
@FEW
def test_a_rate_that_is_off_is_found(counts: list[tuple[int, int]], at: int) -> None:
    above, below = _table(counts)
    rates = _rates(counts, "decimals", 6, 1)
    cell = list(rates)[at]
    rates[cell] = _decimals(above[cell] / below[cell] + 0.00001, 6)
    assume(len(rates[cell].partition(".")[2]) == 6)  # with zeros at its end it may be rounded
    found = _heard(texts(above), texts(below), rates)
    assert (found.verdict, found.differ) == (DIFFERS, 1)
    assert found.largest[0].area == cell[0]
    assert found.largest[0].categories == (("groep", "belg"),)


COUNTED = [(17 * n + 5, 31 * n + 97) for n in range(60)]


def test_rates_of_many_rows_that_are_off_are_wrong() -> None:
    above, below = _table(COUNTED)
    rates = _rates(COUNTED, "decimals", 6, 1)
    off = {cell: _plain(float(text) * 1.01) for cell, text in list(rates.items())[:10]}
    found = _heard(texts(above), texts(below), {**rates, **off})
    assert (found.verdict, found.differ, found.periods) == (WRONG, 10, (2021,))


def test_a_rate_cut_short_is_judged_as_the_others_of_its_period() -> None:
    above, below = _table(COUNTED)
    rates = _rates(COUNTED, "significant", 6, 1)
    cell = next(iter(rates))
    assert rates[cell] not in ("0.1", "0")
    rates[cell] = "0.1"
    assert _heard(texts(above), texts(below), rates).differ == 1


def test_a_rate_that_was_rounded_twice_agrees() -> None:
    above, below = _table(COUNTED)
    rates = _rates(COUNTED, "decimals", 4, 1)
    cell = next(iter(rates))
    above[cell], below[cell] = 35_449, 119_337
    rates[cell] = "0.2971"  # 0.2970495: 0.29705, and that 0.2971
    assert _heard(texts(above), texts(below), rates).verdict == AGREES
    rates[cell] = "0.2972"
    assert _heard(texts(above), texts(below), rates).differ == 1


@pytest.mark.parametrize(("column", "text"), [("above", "x"), ("below", "x"), ("below", "0")])
def test_what_cannot_be_divided_is_left_out(column: str, text: str) -> None:
    above, below = _table(COUNTED)
    rates = _rates(COUNTED, "decimals", 6, 1)
    cell = next(iter(rates))
    figures = {"above": texts(above), "below": texts(below)}
    figures[column][cell] = text
    rates[cell] = "0.9"
    found = _heard(figures["above"], figures["below"], rates)
    assert (found.verdict, found.compared) == (AGREES, 59)


def test_the_noise_of_arithmetic_counts_for_no_digits() -> None:
    above, below = _table(COUNTED)
    rates = _rates(COUNTED, "decimals", 4, 1)
    cell = next(iter(rates))
    above[cell], below[cell] = 1, 3
    for text, differ in (("0.33329999999999999", 0), ("0.3333000000000001", 0), ("0.3331", 1)):
        assert _heard(texts(above), texts(below), {**rates, cell: text}).differ == differ
