import re
from io import BytesIO

import pikepdf
import pytest

from scan.errors import ReportError
from scan.report.figures.drawing import TextMark
from scan.report.pdf.charts import overruns
from scan.report.pdf.shaping import shape
from tests.report.pdf.samples import ALT, drawing, label, made, text_of

BODY = f'<h1>Kop</h1><img src="chart:k" alt="{ALT}">'


def test_words_of_a_chart_are_real_text() -> None:
    serif = TextMark(10, 60, "Vlaams Gewest", "Source Serif 4", 600, False, 9, (0, 0, 0))
    italic = TextMark(10, 80, "sinds 2015", "Source Sans 3", 400, True, 9, (0, 0, 0))
    chart = drawing(label("Antwerpen 28,1 % fi"), serif, italic, label("schuin", 90, 30, 30))
    pdf = made(BODY, {"k": chart}).pdf
    text = text_of(pdf)
    for words in ("Antwerpen 28,1 % fi", "Vlaams Gewest", "sinds 2015", "schuin"):
        assert words in text.replace("\u00a0", " ")
    with pikepdf.open(BytesIO(pdf)) as opened:
        fonts = [item for item in opened.objects if _is(item, "/FontDescriptor")]
        assert all("/FontFile2" in font for font in fonts)
        assert len(fonts) == 3


def _is(item: pikepdf.Object, kind: str) -> bool:
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == kind


def test_everything_of_a_chart_stands_in_its_figure() -> None:
    with pikepdf.open(BytesIO(made(BODY, {"k": drawing()}).pdf)) as pdf:
        inside: list[str] = []
        outside: list[str] = []
        figure = False
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            if str(operator) == "BDC":
                figure = str(operands[0]) == "/Figure"
            elif str(operator) == "EMC":
                figure = False
            (inside if figure else outside).append(str(operator))
    assert "TJ" in inside
    assert "S" in inside
    assert "S" not in outside


def test_a_drawing_is_scaled_and_turned_upright() -> None:
    body = f'<h1>Kop</h1><img style="width: 50mm" src="chart:k" alt="{ALT}">'
    with pikepdf.open(BytesIO(made(body, {"k": drawing()}).pdf)) as pdf:
        matrices = [
            [float(number) for number in operands]
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[0])
            if str(operator) == "cm"
        ]
    width = 50 / 25.4 * 96
    assert matrices[-1] == pytest.approx([width / 200, 0, 0, -width / 200, 0, width / 2], abs=1e-3)


@pytest.mark.parametrize("text", ["漢字", "a\nb", "smile 😀"])
def test_a_missing_glyph_names_text_and_chart(text: str) -> None:
    with pytest.raises(ReportError, match=text.partition("\n")[0]) as raised:
        made(BODY, {"k": drawing(label(text))})
    assert raised.value.subject == "k"


def test_a_face_that_is_not_bundled_is_refused() -> None:
    with pytest.raises(ReportError, match="Source Serif 4 700"):
        shape("x", "Source Serif 4", 700, False)
    with pytest.raises(ReportError, match="Times"):
        shape("x", "Times", 400, False)


def test_shaping_keeps_width_characters_and_ligatures() -> None:
    run = shape("Aantal AV fi", "Source Sans 3", 400, False)
    assert "".join(glyph.text for glyph in run.glyphs) == "Aantal AV fi"
    widths = sum(glyph.width for glyph in run.glyphs)
    kerning = sum(int(number) for number in re.findall(rb">(-?\d+)<", run.operand))
    assert kerning > 0, "A and V are drawn together"
    assert run.advance * 1000 == pytest.approx(widths - kerning, abs=1)
    assert shape("Aantal AV fi", "Source Sans 3", 400, False) is run


def test_text_that_sticks_out_is_found() -> None:
    assert overruns("k", drawing(label("past"))) == ()
    (wide,) = overruns("k", drawing(label("te breed om te passen", x=150)))
    assert wide.subject == "k"
    assert "te breed" in wide.message
    assert overruns("k", drawing(label("hoog genoeg", x=20, y=80, angle=90)))
    assert made(BODY, {"k": drawing(label("te breed om te passen", x=150))}).findings == (wide,)
