"""What ought to differ: categories, columns and years that are the same are found."""

from scan.extracts.witnesses.records import COPIED, SAME, WRONG
from tests.extracts.witnesses.tables import (
    COUNT,
    WHOLE,
    Cell,
    by_kind,
    checked,
    known,
    learners,
    texts,
    towns,
)

YEARS = (2019, 2020, 2021)


def _counts(many: int = 300) -> dict[Cell, int]:
    """Figures that all differ, in so many municipalities."""
    return {
        (nis, year, group): 100 + 7 * at + 13 * (year - 2018) * (1 + at % 5) + 1000 * number
        for at, nis in enumerate(towns(known())[:many])
        for year in YEARS
        for number, group in enumerate(("belg", "eu", "niet-eu"))
    }


def _kinds(counts: dict[Cell, int]) -> list[str]:
    return [one.kind for one in checked(texts(counts), known()).witnesses]


def test_figures_that_differ_are_no_finding() -> None:
    assert not {SAME, COPIED} & set(_kinds(_counts()))


def test_two_categories_with_the_same_figures_are_found() -> None:
    counts = _counts()
    counts |= {cell: counts[(*cell[:2], "eu")] for cell in counts if cell[1:] == (2021, "niet-eu")}
    found = by_kind(checked(texts(counts), known()), SAME)
    assert (found.verdict, found.periods, found.differ) == (WRONG, (2021,), 300)
    assert found.subject == "nationality_group: eu = non_eu"
    same, before = found.largest
    assert (same.period, same.given, same.low) == (2021, same.given, same.given)
    assert (before.period, before.area, before.low - before.given) == (2020, same.area, 1000.0)
    assert same.categories == (
        ("population", "adult_learners"),
        ("nationality_group", "eu"),
        ("nationality_group", "non_eu"),
    )


def test_nearly_all_areas_are_enough_and_most_are_not() -> None:
    counts = _counts()
    same = {cell: counts[(*cell[:2], "eu")] for cell in counts if cell[1:] == (2021, "niet-eu")}
    nearly = dict(list(same.items())[:296])
    most = dict(list(same.items())[:280])
    assert SAME in _kinds({**counts, **nearly})
    assert SAME not in _kinds({**counts, **most})


def test_few_areas_and_zeros_may_be_the_same_by_chance() -> None:
    few = _counts(19)
    few |= {cell: few[(*cell[:2], "eu")] for cell in few if cell[2] == "niet-eu"}
    assert SAME not in _kinds(few)
    zeros = {cell: count if cell[2] == "belg" else 0 for cell, count in _counts().items()}
    assert SAME not in _kinds(zeros)


def test_a_year_that_repeats_the_one_before_is_found() -> None:
    counts = _counts()
    counts |= {cell: counts[cell[0], 2020, cell[2]] for cell in counts if cell[1] == 2021}
    found = by_kind(checked(texts(counts), known()), COPIED)
    assert (found.verdict, found.periods) == (WRONG, (2021,))
    # Three groups; the Belgians stand in the finer dimension too.
    assert (found.differ, found.compared) == (4, 8)


def test_two_columns_about_different_things_are_found() -> None:
    own = learners(
        values=[
            {"column": COUNT, "population": "adult_learners"},
            {"column": WHOLE, "population": "inhabitants"},
        ]
    )
    counts = texts(_counts())
    other = {cell: text if cell[1] == 2020 else f"{text}9" for cell, text in counts.items()}
    found = by_kind(checked(counts, known(), own, {WHOLE: other}), SAME)
    assert (found.subject, found.periods) == (f"columns: {COUNT} = {WHOLE}", (2020,))
    assert found.differ == 900
