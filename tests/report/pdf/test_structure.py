from io import BytesIO

import page as validator
import pikepdf
import pytest

from tests.report.pdf.samples import ALT, TABLE, drawing, elements, made, outline


def test_a_table_over_pages_is_one_table_with_one_head() -> None:
    written = made(f"<h1>Kop</h1>{TABLE}")
    assert written.pages > 2
    rows = " ".join(["TR(TH TD)"] * 36)
    assert outline(written.pdf) == (f"Document(H1 Table(Caption THead(TR(TH TH)) TBody({rows})))")
    with pikepdf.open(BytesIO(written.pdf)) as pdf:
        heads = elements(pdf, "TH")
        assert [str(head.A.Scope) for head in heads] == ["/Column"] * 2 + ["/Row"] * 36
        assert not any("/Headers" in head.get("/A", {}) for head in elements(pdf, "TD"))


def test_spans_and_empty_cells_stay() -> None:
    body = """<h1>Kop</h1><table><tr><th colspan="2">a</th></tr><tr><td>1</td><td></td></tr>
    </table>"""
    pdf = made(body).pdf
    assert outline(pdf) == "Document(H1 Table(TBody(TR(TH) TR(TD TD))))"
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert elements(opened, "TH")[0].A.ColSpan == 2


def test_section_paragraph_and_list_over_pages_are_one() -> None:
    words = "woord " * 400
    body = (
        f"<section><h1>Kop</h1><p>{words}</p><ul><li>een {words}</li><li>twee</li></ul></section>"
    )
    written = made(body)
    assert written.pages > 3
    assert outline(written.pdf) == "Document(Sect(H1 P L(LI(Lbl LBody) LI(Lbl LBody))))"


def test_margins_and_repeated_heads_are_artifacts() -> None:
    with pikepdf.open(BytesIO(made(f"<h1>Kop</h1>{TABLE}").pdf)) as pdf:
        last = [
            str(operands[0])
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[-1])
            if str(operator) in ("BDC", "BMC")
        ]
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1::2]
        nothing = [owner for page in owners for owner in page if owner is None]
    assert last.count("/Artifact") >= 3, "two head cells and the page number"
    assert len(nothing) >= 3


def test_a_contents_list_is_one() -> None:
    body = """<nav><h1>Inhoud</h1><ol><li><a href="#a">Een <span>12</span></a>
    <ol><li><a href="#a">Onder</a></li></ol></li></ol></nav><h2 id="a">Een</h2>"""
    assert outline(made(body).pdf) == (
        "Document(Sect(H1 TOC(TOCI(Lbl Reference(Link) TOC(TOCI(Lbl Reference(Link)))))) H2)"
    )


def test_a_link_over_lines_is_one_link_named_after_its_text() -> None:
    text = "een verwijzing die zo lang is dat zij over twee regels loopt"
    body = f"""<style>a::after {{ content: " 12" }}</style><h1>Kop</h1><p style="width: 40mm">
    Zie <a href="https://example.org/x">{text} <em>echt</em></a>.</p>"""
    pdf = made(body).pdf
    assert outline(pdf) == "Document(H1 P(Link))"
    assert validator.is_pdf_compliant_bytes(pdf, profile="ua1")
    with pikepdf.open(BytesIO(pdf)) as opened:
        links = list(opened.pages[0].Annots)
        assert len(links) > 1
        assert {str(link.Contents) for link in links} == {f"{text} echt"}
        assert {int(link.F) for link in links} == {4}


def test_loose_text_gets_a_paragraph_and_boxes_leave_no_trace() -> None:
    body = """<h1>Kop</h1><div>los <b>vet</b><p>alinea</p>weer los</div>
    <div><div><span>diep</span></div></div><blockquote>citaat</blockquote>"""
    assert outline(made(body).pdf) == "Document(H1 P P P P BlockQuote(P))"


def test_lists_of_terms() -> None:
    body = "<h1>Kop</h1><dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>"
    assert outline(made(body).pdf) == "Document(H1 L(LI(Lbl LBody) LI(Lbl LBody)))"


def test_other_languages_and_abbreviations_are_told() -> None:
    body = """<h1>Kop</h1><p>De <i lang="fr">commune</i> en het
    <abbr title="Openbaar Centrum voor Maatschappelijk Welzijn">OCMW</abbr></p>"""
    pdf = made(body).pdf
    assert outline(pdf) == "Document(H1 P(Span Span))"
    with pikepdf.open(BytesIO(pdf)) as opened:
        french, short = elements(opened, "Span")
        assert str(french.Lang) == "fr"
        assert str(short.E).startswith("Openbaar Centrum")


def test_a_figure_has_its_text_and_place() -> None:
    body = f"""<h1>Kop</h1><figure><figcaption>Evolutie</figcaption>
    <img src="chart:k" alt="{ALT}"></figure><div aria-hidden="true">sier
    <img src="chart:k" alt=""></div>"""
    pdf = made(body, {"k": drawing()}, css="figure { margin: 0 }").pdf
    assert outline(pdf) == "Document(H1 P Figure)"
    with pikepdf.open(BytesIO(pdf)) as opened:
        (figure,) = elements(opened, "Figure")
        left, bottom, right, top = (float(number) for number in figure.A.BBox)
        assert str(figure.Alt) == ALT
    assert (right - left, top - bottom) == pytest.approx((200, 100), abs=0.01)
    assert 12 / 25.4 * 72 <= bottom < top < 78 / 25.4 * 72


def test_positioned_and_flexible_boxes_keep_the_order_of_the_html() -> None:
    body = """<h1>Kop</h1><div style="display: flex"><p>een</p><p>twee</p></div>
    <div style="position: relative"><p style="position: absolute; top: 0">drie</p></div>
    <div style="float: right"><h2>vier</h2></div>"""
    pdf = made(body).pdf
    assert outline(pdf) == "Document(H1 P P P H2)"
    assert validator.is_pdf_compliant_bytes(pdf, profile="ua1")
