"""What is hidden for its own sake: small counts, small rests, small bases; never what is public."""

from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.series.identities import Query, Share
from scan.series.small import primary
from tests.series.tables import NEWCOMERS, WOMEN, sheet_of_counts


@given(st.integers(0, 60))
def test_counts_from_one_to_four_are_hidden_and_zero_is_shown(
    catalogue: Catalogue, count: int
) -> None:
    sheet = sheet_of_counts(catalogue, {WOMEN: count})
    assert primary(sheet, ()).hidden[sheet.index[WOMEN]].any() == (1 <= count <= 4)


@given(st.integers(0, 60), st.integers(0, 60))
def test_a_share_falls_with_its_rest_and_with_a_small_base(
    catalogue: Catalogue, part: int, rest: int
) -> None:
    remaining = Query("newcomers", (), WOMEN)
    sheet = sheet_of_counts(catalogue, {WOMEN: part, NEWCOMERS: part + rest, remaining: rest})
    hidden = primary(sheet, (Share(WOMEN, NEWCOMERS),)).hidden[sheet.index[WOMEN]].any()
    small = 1 <= part <= 4 or 1 <= rest <= 4 or 0 < part + rest < 20
    assert hidden == small


def test_what_is_public_is_never_hidden(catalogue: Catalogue) -> None:
    sheet = sheet_of_counts(catalogue, {WOMEN: 3})
    sheet.public[:] = True
    assert not primary(sheet, ()).hidden.any()


def test_regions_are_never_hidden(catalogue: Catalogue) -> None:
    sheet = sheet_of_counts(catalogue, {WOMEN: 3})
    sheet.low[:] = sheet.high[:] = 3.0
    hidden = primary(sheet, ()).hidden
    assert hidden.any()
    assert not hidden[:, :, list(sheet.places.regions)].any()


def test_counts_of_things_have_no_minimum(catalogue: Catalogue) -> None:
    sheet = sheet_of_counts(catalogue, {WOMEN: 3})
    sheet.minimum[:] = 0
    assert not primary(sheet, ()).hidden.any()
