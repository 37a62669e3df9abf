"""What corrections and withdrawals leave in use."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.errors import UsageError
from scan.extracts.deliveries import find_extracts, load_extracts
from scan.extracts.intake import Delivery, accept, assess, undo
from scan.extracts.ledger import (
    ACCEPTED,
    Entry,
    append,
    next_name,
    read_ledger,
    taken_back,
    withdraw,
    years_in_use,
)
from scan.extracts.replacing import replaced_questions, with_replaced
from tests.extracts.support import HEADER, ROWS, put, source

DAY = datetime.date(2026, 11, 30)
DATE = DAY.isoformat()
BOTH = ("a", "b")


@pytest.fixture(scope="module")
def two(catalogue: Catalogue) -> Catalogue:
    """A catalogue of two sources that come in one file."""
    sources = {name: source(id=name, files=["book*.xlsx", "other*.xlsx"]) for name in BOTH}
    return replace(catalogue, sources=sources)


def line(file: str, years: Iterable[int], owner: str = "a", number: int = 0) -> Entry:
    """A line of a delivery that has no name yet."""
    periods = tuple(sorted(years))
    return Entry(
        date=DATE,
        source=owner,
        file=file,
        sha256=f"{number:08}".ljust(64, "0"),
        first=min(periods, default=None),
        last=max(periods, default=None),
        rows=1,
        supplier="",
        status=ACCEPTED,
        periods=periods,
    )


def take(
    there: tuple[Entry, ...],
    new: tuple[Entry, ...],
    catalogue: Catalogue,
    corrects: tuple[str, ...] = (),
) -> tuple[Entry, ...]:
    """The ledger after a delivery."""
    name = next_name(there, DATE)
    lines = with_replaced(new, there, catalogue, corrects)
    return (*there, *(replace(one, delivery=name, files=len(new)) for one in lines))


def used(there: tuple[Entry, ...], owner: str = "a") -> dict[int, str]:
    """Year → the number of the delivery that it is of."""
    return {year: name[-1] for year, name in years_in_use(there).get(owner, {}).items()}


# --- which file takes the place of which ----------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        (("book_2025.xlsx", (2019,)), ("book_2025.xlsx", (2025,)), {2025}),
        (("book_2025.xlsx", (2019,)), ("BOOK_2025 (1).xlsx", (2025,)), {2025}),
        (("book_2025.xlsx", (2019,)), ("book_2024.xlsx", (2024,)), {2019, 2024}),
        (("book_2025.xlsx", (2019,)), ("other_2025.xlsx", (2025,)), {2019, 2025}),
        (("book_2025.xlsx", (2019,)), ("book.xlsx", (2025,)), {2019, 2025}),
        (("book_2020_2024.xlsx", (2020, 2029)), ("book_2020_2025.xlsx", (2020,)), {2020}),
        (
            ("book_2020_2024.xlsx", (2020, 2024)),
            ("book_2021_2025.xlsx", (2021,)),
            {2020, 2021, 2024},
        ),
        (("book.xlsx", (2014, 2015, 2029)), ("book.xlsx", (2015, 2016)), {2014, 2015, 2016}),
        (("book.xlsx", (2029,)), ("book.xlsx", (2025,)), {2025}),
        (("book.xlsx", (2024,)), ("book.xlsx", (2025,)), {2024, 2025}),
    ],
    ids=[
        *("the same name", "a copy of it", "another edition", "another kind of name"),
        *("a name without years", "a longer edition", "one that moved on", "a window that moved"),
        *("a year too high", "a year at a time"),
    ],
)
def test_names_say_what_is_replaced(
    two: Catalogue,
    before: tuple[str, tuple[int, ...]],
    after: tuple[str, tuple[int, ...]],
    left: set[int],
) -> None:
    there = take((), (line(*before),), two)
    assert set(used(take(there, (line(*after),), two))) == left


def test_an_older_year_that_comes_again_takes_no_later_one_away(two: Catalogue) -> None:
    there = take((), (line("book.xlsx", (2024,)),), two)
    there = take(there, (line("book.xlsx", (2025,)),), two)
    assert used(take(there, (line("book.xlsx", (2024,)),), two)) == {2024: "3", 2025: "2"}


def test_a_wrong_year_that_hid_a_right_one_gives_it_back(two: Catalogue) -> None:
    there = take((), (line("book_2020_2024.xlsx", (2023, 2024)),), two)
    there = take(there, (line("book_2025.xlsx", (2024,)),), two)
    assert used(there) == {2023: "1", 2024: "2"}
    new = (line("book_2025.xlsx", (2025,)),)
    lines = with_replaced(new, there, two, ())
    (question,) = replaced_questions("book_2025.xlsx", lines, there)
    assert f"2024 of book_2025.xlsx (delivery {DATE}-002) becomes that of" in question.message
    assert f"delivery {DATE}-001 again" in question.message
    assert used(take(there, new, two)) == {2023: "1", 2024: "1", 2025: "3"}


def test_what_was_delivered_by_others_since_stays(two: Catalogue) -> None:
    there = take((), (line("book_2025.xlsx", (2019,)),), two)
    there = take(there, (line("book_2019.xlsx", (2019,)),), two)
    there = take(there, (line("book_2025.xlsx", (2025,)),), two)
    assert used(there) == {2019: "2", 2025: "3"}


def test_a_correction_of_one_source_leaves_the_other(two: Catalogue) -> None:
    both = tuple(line("book_2025.xlsx", (2019,), owner) for owner in BOTH)
    there = take((), both, two)
    there = take(there, (line("book_2025.xlsx", (2025,)),), two)
    assert used(there, "a") == {2025: "2"}
    assert used(there, "b") == {2019: "1"}


def test_what_somebody_names_goes_whatever_it_is_called(two: Catalogue) -> None:
    there = take((), (line("book_2025.xlsx", (2019,)),), two)
    new = (line("other.xlsx", (2025,)),)
    assert used(take(there, new, two)) == {2019: "1", 2025: "2"}
    assert used(take(there, new, two, (f"{DATE}-001",))) == {2025: "2"}
    with pytest.raises(UsageError, match=rf"x is no accepted delivery. There are: {DATE}-001"):
        with_replaced(new, there, two, ("x",))
    with pytest.raises(UsageError, match="001 holds a, these files b: nothing to correct"):
        with_replaced((line("book.xlsx", (2025,), "b"),), there, two, (f"{DATE}-001",))


# --- any sequence ---------------------------------------------------------------------------

Years = frozenset[int]
FILES = ("book_2024.xlsx", "book_2025.xlsx", "book.xlsx")


@dataclass
class Model:
    """What should be in use, worked out year by year from the deliveries that stand."""

    standing: list[tuple[str, str, dict[str, Years]]] = field(default_factory=list)
    """Name, file and the years of each source."""
    removed: dict[str, set[tuple[str, str, int]]] = field(default_factory=dict)
    """Name of a delivery → source, delivery and year that it takes away."""

    def provider(self, owner: str, year: int) -> str | None:
        """The delivery that a year is of."""
        gone = {one for name, _, _ in self.standing for one in self.removed[name]}
        for name, _, years in reversed(self.standing):
            if year in years.get(owner, ()) and (owner, name, year) not in gone:
                return name
        return None

    def in_use(self, owner: str) -> dict[int, str]:
        """Year → delivery."""
        found = {year: self.provider(owner, year) for year in range(2015, 2031)}
        return {year: name for year, name in found.items() if name}

    def accept(self, name: str, file: str, years: dict[str, Years], corrects: str = "") -> None:
        """A delivery; ``corrects`` is the name of another."""
        removed = set()
        for owner, own in years.items():
            fresh = own - self.in_use(owner).keys()
            for other, theirs, old in self.standing:
                lost = set(old.get(owner, frozenset()) - own)
                if other != corrects and file != theirs:
                    continue
                if other != corrects and file == "book.xlsx":
                    again = fresh or own & old.get(owner, frozenset())
                    lost = {year for year in lost if year > min(own) and again}
                removed |= {(owner, other, year) for year in lost}
        self.removed[name] = removed
        self.standing.append((name, file, years))

    def undo(self, name: str) -> None:
        """That delivery never was."""
        self.standing = [one for one in self.standing if one[0] != name]


_YEARS = st.frozensets(st.integers(2018, 2025), min_size=1, max_size=4)
_STEP = st.one_of(
    st.tuples(
        st.just("accept"),
        st.sampled_from(FILES),
        st.dictionaries(st.sampled_from(BOTH), _YEARS, min_size=1),
        st.integers(0, 12),
    ),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("undo last")),
)


@given(steps=st.lists(_STEP, max_size=12))
def test_any_sequence_leaves_in_use_what_the_model_says(
    tmp_path_factory: pytest.TempPathFactory, two: Catalogue, steps: list[tuple[object, ...]]
) -> None:
    folder, model = tmp_path_factory.mktemp("ledger"), Model()
    for number, step in enumerate(steps):
        there = read_ledger(folder)
        names = [name for name, _, _ in model.standing]
        match step:
            case ("accept", str(file), dict(years), int(pick)):
                share = [n for n, _, old in model.standing if old.keys() & years.keys()]
                corrects = share[pick] if pick < len(share) else ""
                new = tuple(line(file, own, owner, number) for owner, own in years.items())
                whole = take(there, new, two, (corrects,) if corrects else ())
                append(folder, whole[len(there) :])
                model.accept(whole[-1].delivery, file, years, corrects)
            case ("undo", int(pick)) if names:
                name = names[pick % len(names)]
                withdraw(folder, DATE, "", name)
                model.undo(name)
            case ("undo last",) if names:
                assert withdraw(folder, DATE, "", None)[0].delivery == names[-1]
                model.undo(names[-1])
        after = read_ledger(folder)
        assert after[: len(there)] == there
        for owner in BOTH:
            assert years_in_use(after).get(owner, {}) == model.in_use(owner)
            ever = {year for one in after if one.source == owner for year in one.years}
            back = set(taken_back(after).get(owner, ()))
            assert back == ever - model.in_use(owner).keys()


# --- real deliveries ------------------------------------------------------------------------

NAME = "statbel_origin_2025.csv"


def _text(*years: int) -> str:
    rows = [row.replace("2025,", f"{year},", 1) for year in years for row in ROWS]
    return "\n".join((HEADER, *rows)) + "\n"


def _take(path: Path, output: Path, catalogue: Catalogue, *corrects: str) -> Delivery:
    delivery = assess((path,), output, catalogue, DAY, corrects=corrects)
    accept(delivery, output)
    return delivery


def _loaded(output: Path, catalogue: Catalogue) -> set[int]:
    found = load_extracts(find_extracts(output / "deliveries", catalogue), catalogue)
    return set(found["statbel_origin"].get_column("period").unique().to_list())


def test_a_corrected_file_takes_the_wrong_year_away_after_a_question(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    output = tmp_path / "output"
    _take(put(tmp_path, "statbel_origin_2023_2024.csv", _text(2023, 2024)), output, catalogue)
    _take(put(tmp_path, f"wrong/{NAME}", _text(2026)), output, catalogue)
    assert _loaded(output, catalogue) == {2023, 2024, 2026}
    right = _take(put(tmp_path, f"right/{NAME}", _text(2025)), output, catalogue)
    (question,) = right.questions
    assert question.kind == "replaced"
    assert str(question).startswith(f"{NAME} · 2026: 2026 of {NAME} (delivery {DATE}-002) goes")
    assert right.comparisons["statbel_origin"].kept_years == (2023, 2024)
    assert _loaded(output, catalogue) == {2023, 2024, 2025}
    assert read_ledger(output / "deliveries")[-1].flags == ("replaced",)
    chosen = find_extracts(output / "deliveries", catalogue)
    assert chosen.taken_back == {"statbel_origin": (2026,)}
    undo(output, DAY, name=f"{DATE}-002")
    assert _loaded(output, catalogue) == {2023, 2024, 2025}
    undo(output, DAY, name=f"{DATE}-003")
    assert _loaded(output, catalogue) == {2023, 2024}


def test_any_delivery_can_be_withdrawn(tmp_path: Path, catalogue: Catalogue) -> None:
    output = tmp_path / "output"
    for year in (2023, 2024, 2025):
        path = put(tmp_path, f"statbel_origin_{year}.csv", _text(year))
        _take(path, output, catalogue)
    (gone,) = undo(output, DAY, "an operator", f"{DATE}-002")
    assert gone.file == "statbel_origin_2024.csv"
    assert _loaded(output, catalogue) == {2023, 2025}
    names = f"There are: {DATE}-001, {DATE}-003"
    with pytest.raises(UsageError, match=f"002 is withdrawn already. {names}"):
        undo(output, DAY, name=f"{DATE}-002")
    with pytest.raises(UsageError, match=f"gisteren is no accepted delivery. {names}"):
        undo(output, DAY, name="gisteren")
    assert undo(output, DAY)[0].file == "statbel_origin_2025.csv"
    assert read_ledger(output / "deliveries")[-1].status == "withdrawn"
    again = _take(tmp_path / "statbel_origin_2024.csv", output, catalogue)
    assert again.fresh
    assert _loaded(output, catalogue) == {2023, 2024}


def test_a_line_without_a_name_can_be_withdrawn_by_its_day_and_content(tmp_path: Path) -> None:
    old = replace(line("book.xlsx", (2024,)), periods=(), first=2024, last=2024)
    append(tmp_path, (old,))
    assert old.name == f"{DATE}-00000000"
    assert withdraw(tmp_path, DATE, "", old.name) == (old,)
    assert years_in_use(read_ledger(tmp_path)) == {}
