"""Words at whose hyphen no line may end: not broken, counted on as they are, and found as typed."""

import pytest

from scan.report.pages.typesetting import (
    UNBROKEN,
    WHOLE,
    kept_whole,
    line_count,
    longest_piece,
    text_width,
)
from tests.report.pdf.samples import made, text_of

SENTENCE = (
    "Het aandeel 20- tot 64-jarigen van niet-EU-herkomst in de EU-landen en het Vlaams-Brabant."
)
WORDS = ("64-jarigen", "niet-EU-herkomst", "EU-landen")
FACES = ("Source Sans 3", "Source Serif 4")


def test_the_words_are_found_and_no_others() -> None:
    assert tuple(WHOLE.findall(SENTENCE)) == WORDS
    assert WHOLE.findall("Puurs-Sint-Amands, OKAN-leerlingen, 20- tot, 2019-2023") == []
    assert WHOLE.findall("niet-Belgische herkomst, EU+-burgers") == [
        "niet-Belgische",
        "EU+-burgers",
    ]


def test_heads_and_attributes_stay_as_they_are() -> None:
    head = "<head><title>niet-EU-herkomst</title></head>"
    kept = '<h3 id="a">niet-EU-herkomst <b>WE_09</b></h3><img alt="niet-EU-herkomst">'
    found = kept_whole(f"{head}<body>{kept}<p>niet-EU-herkomst</p></body>")
    whole = "niet-EU-herkomst".replace("-", UNBROKEN)
    assert found == f"{head}<body>{kept}<p>{whole}</p></body>"


@pytest.mark.parametrize("face", FACES)
def test_no_line_ends_inside_them_and_the_file_holds_what_was_typed(face: str) -> None:
    for width in range(110, 300, 17):
        body = kept_whole(f"<body><p>{SENTENCE}</p>").removeprefix("<body>")
        css = f'p {{ font-family: "{face}"; width: {width}pt }}'
        text = text_of(made(f"<h1>T</h1>{body}", css=css).pdf)
        assert all(word in text for word in WORDS), text
        assert UNBROKEN not in text


def test_lines_are_counted_as_they_break() -> None:
    word = text_width("niet-EU-herkomst", "sans", 10.0)
    assert longest_piece("van niet-EU-herkomst", "sans", 10.0) == pytest.approx(word)
    assert line_count("van niet-EU-herkomst", "sans", 10.0, word * 1.05) == 2
