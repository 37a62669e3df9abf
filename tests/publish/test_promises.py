"""Suppliers' own words are understood where they can be, and kept where they cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.promises import Month, Promise, understand

NOTHING = (None, None)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("juli 2024", (2024, 7), (2024, 7)),
        ("voorjaar 2024", (2024, 3), (2024, 6)),
        ("Q3 2025", (2025, 7), (2025, 9)),
        ("3e kwartaal 2025", (2025, 7), (2025, 9)),
        ("eind 2024", (2024, 10), (2024, 12)),
        ("begin 2025", (2025, 1), (2025, 3)),
        ("begin juli 2025", (2025, 7), (2025, 7)),
        ("eind december 2025", (2025, 12), (2025, 12)),
        ("2025", (2025, 1), (2025, 12)),
        ("maart-april 2025", (2025, 3), (2025, 4)),
        ("maart – april 2025", (2025, 3), (2025, 4)),
        ("maart en april 2025", (2025, 3), (2025, 4)),
        ("juni/juli 2025", (2025, 6), (2025, 7)),
        ("december 2024 - januari 2025", (2024, 12), (2025, 1)),
        ("december 2024 tot en met februari 2025", (2024, 12), (2025, 2)),
        ("winter 2024", (2024, 12), (2025, 3)),
        ("tweede helft van 2025", (2025, 7), (2025, 12)),
        ("uitgesteld tot najaar 2025", (2025, 9), (2025, 12)),
        ("uitgesteld van juni 2023 naar juni 2024", (2024, 6), (2024, 6)),
        ("15 juli 2025", (2025, 7), (2025, 7)),
        ("15/07/2025", (2025, 7), (2025, 7)),
        ("07/2025", (2025, 7), (2025, 7)),
        ("2025-07", (2025, 7), (2025, 7)),
        ("2025-07-15", (2025, 7), (2025, 7)),
        ("juli '24", (2024, 7), (2024, 7)),
        ("sept. 2025", (2025, 9), (2025, 9)),
        ("agustus 2024", (2024, 8), (2024, 8)),
        ("febuari 2025", (2025, 2), (2025, 2)),
        ("vorjaar 2026", (2026, 3), (2026, 6)),
        ("  JULI\u00a02024. ", (2024, 7), (2024, 7)),
        ("verwacht in de loop van 2026", (2026, 1), (2026, 12)),
        ("gepland voor voorjaar 2026", (2026, 3), (2026, 6)),
        ("ten vroegste maart 2025", (2025, 3), None),
        ("niet voor juli 2025", (2025, 7), None),
        ("tegen eind 2025", None, (2025, 12)),
        ("uiterlijk 30 juni 2025", None, (2025, 6)),
    ],
)
def test_months_of_a_year(text: str, first: Month | None, last: Month | None) -> None:
    promise = understand(text)
    assert (promise.first, promise.last) == (first, last)
    assert promise.understood
    assert promise.dated


@pytest.mark.parametrize(
    "text", ["jaarlijks in juli", "elk jaar in juli", "juli", "Juli (jaarlijks)"]
)
def test_a_month_that_returns(text: str) -> None:
    assert understand(text) == Promise(text, yearly=7)


@pytest.mark.parametrize(
    "text", ["te bepalen", "Nog te bepalen", "onbekend", "onregelmatig", "#N/A", "n.v.t.", "-", ""]
)
def test_a_refusal_is_understood_as_one(text: str) -> None:
    assert understand(text) == Promise(text)


@pytest.mark.parametrize(
    "text",
    [
        "juli 2024 indien het budget volstaat",
        "Juni 2023 (uitgesteld)",
        "te bepalen (juli 2025?)",
        "juni 2025 tot december 2024",
        "uitgesteld",
        "najaar",
        "13/2025",
        "verwacht",
        "om de 3 jaar",
        "2 of 3 juli",
        "na de verkiezingen",
        "schooljaar 2024-2025",
    ],
)
def test_what_is_not_understood_is_kept_as_it_is(text: str) -> None:
    assert understand(text) == Promise(text, understood=False)


@given(st.text(max_size=60))
def test_nothing_is_ever_lost(text: str) -> None:
    promise = understand(text)
    assert promise.text == " ".join(text.split())
    if promise.first and promise.last:
        assert promise.first <= promise.last
    if promise.dated or promise.yearly:
        assert promise.understood


WORDS = ["juli", "2025", "eind", "tot", "jaarlijks", "uitgesteld", "-", "voor", "q3", "en", "#N/A"]


@given(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join))
def test_no_order_of_known_words_breaks_it(text: str) -> None:
    promise = understand(text)
    assert promise.text == text
    for month in (promise.first, promise.last):
        assert month is None or 1 <= month[1] <= 12
