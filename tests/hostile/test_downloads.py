"""What readers download: nothing in it is computed by the program that opens it."""

import csv
import io
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scan.views.table import safe

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "|")
FIGURES = ("0", "-5", "28,1", "-28,1", "1.234", "-1.234,5", "12,5 %", "+3", "2025")
FORMULAS = (
    *("=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://127.0.0.1/","x")', "+1+1", "-1+cmd|x"),
    *("-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1+1", "＝1+1", "-5;=1", "-1e9", "--1"),
    *("+32 9 123", "%0A=1", "|calc", "\n=1"),
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text: str) -> None:
    assert safe(text) == "'" + re.sub("[\t\r\n]", " ", text)


@pytest.mark.parametrize("text", [*FIGURES, "", "Aalst", "'s-Gravenvoeren", "0-5", "80+"])
def test_figures_and_names_stay(text: str) -> None:
    assert safe(text) == text


@given(st.text() | st.sampled_from(FORMULAS))
@example("=1+1")
def test_nothing_that_starts_like_a_formula_leaves_the_house(text: str) -> None:
    out = safe(text)
    assert len(out) - len(text) in (0, 1)
    assert not set(out) & set("\t\r\n\0")
    if out.strip(" \u00a0").startswith(STARTS):
        assert re.fullmatch(r"[-+]?[0-9.,]+[ \u00a0\u202f]?%?", out)


@given(st.lists(st.text(alphabet='=+-@;"\n\r\t1a'), min_size=1, max_size=5))
def test_no_cell_breaks_out_of_its_place(texts: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\n").writerow([safe(text) for text in texts])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=";")
    assert row == [safe(text) for text in texts]
