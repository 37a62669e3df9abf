"""Words at whose hyphen no line may end, and what is counted on for them."""

import re

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure import boxes

from scan.report.pages.typesetting import WHOLE, kept_whole, line_count, longest_piece, text_width

SENTENCE = (
    "Het aandeel 20- tot 64-jarigen van niet-EU-herkomst in de EU-landen en het Vlaams-Brabant."
)
WORDS = ("64-jarigen", "niet-EU-herkomst", "EU-landen")


def test_the_words_are_found_and_no_others() -> None:
    assert tuple(WHOLE.findall(SENTENCE)) == WORDS
    assert WHOLE.findall("Puurs-Sint-Amands, OKAN-leerlingen, 20- tot, 2019-2023") == []
    assert WHOLE.findall("niet-Belgische herkomst, EU+-burgers") == [
        "niet-Belgische",
        "EU+-burgers",
    ]


def test_text_is_kept_whole_but_in_the_head_in_tags_and_in_the_contents() -> None:
    head, nav = "<head><title>niet-EU-herkomst</title></head>", "<nav><a>niet-EU-herkomst</a></nav>"
    link = '<img alt="niet-EU-herkomst">a-b<a href="#x">niet-EU-landen</a>'
    html = f"{head}<body>{nav}{link}<p>niet-EU-herkomst</p></body>"
    found = kept_whole(html)
    assert found.count('<span class="whole">') == 1
    assert found.endswith('<p><span class="whole">niet-EU-herkomst</span></p></body>')
    assert re.sub("<[^>]+>", "", found) == re.sub("<[^>]+>", "", html)


def _lines(html: str, width: int) -> list[str]:
    style = f"<style>@page {{ size: {width}pt 400pt; margin: 0 }} .whole {{ white-space: nowrap }}"
    page = HTML(string=f"{style}</style><body>{html}").render().pages[0]._page_box
    lines = (box for box in page.descendants() if isinstance(box, boxes.LineBox))
    texts = (
        "".join(b.text for b in line.descendants() if isinstance(b, boxes.TextBox))
        for line in lines
    )
    return [text for text in texts if text.strip()]


@pytest.mark.parametrize("width", range(130, 300, 17))
def test_no_line_ends_inside_them(width: int) -> None:
    lines = _lines(kept_whole(f"<body><p>{SENTENCE}</p>").removeprefix("<body>"), width)
    text = " ".join(line.strip() for line in lines)
    assert all(word in text for word in WORDS), lines
    assert text.replace("Vlaams- Brabant", "Vlaams-Brabant") == SENTENCE


def test_lines_are_counted_as_they_break() -> None:
    word = text_width("niet-EU-herkomst", "sans", 10.0)
    assert longest_piece("van niet-EU-herkomst", "sans", 10.0) == pytest.approx(word)
    assert line_count("van niet-EU-herkomst", "sans", 10.0, word * 1.05) == 2
