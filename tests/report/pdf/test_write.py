import gc
import re
import warnings
from dataclasses import replace
from datetime import date
from io import BytesIO

import page as validator
import pikepdf
import pytest

from scan.errors import ReportError
from scan.report.pdf.findings import Finding, refuse
from scan.report.pdf.write import write
from tests.report.pdf.samples import ALT, CSS, CSV, METADATA, drawing, made, page, text_of, whole


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_one_file_meets_both_standards(profile: str) -> None:
    report = validator.validate_pdf_bytes(whole().pdf, profile=profile)
    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


def test_pages_and_anchors_are_known() -> None:
    written = made('<h1 id="a">Een</h1><p id="b" style="break-before: page">Twee</p>')
    assert written.pages == 2
    assert written.anchors == {"a": 1, "b": 2}
    assert written.findings == ()


def test_attachments_say_what_they_are() -> None:
    other = replace(CSV, name="a.csv", data=b"x;y\n")
    with pikepdf.open(BytesIO(made("<h1>Kop</h1>", attachments=(CSV, other)).pdf)) as pdf:
        assert list(pdf.attachments) == ["a.csv", "cijfers.csv"]
        assert pdf.attachments["cijfers.csv"].get_file().read_bytes() == CSV.data
        files = list(pdf.Root.AF)
        assert [str(file.UF) for file in files] == ["a.csv", "cijfers.csv"]
        assert {str(file.AFRelationship) for file in files} == {"/Data"}
        assert {str(file.EF.F.Subtype) for file in files} == {"/text/csv"}
        assert str(files[1].EF.F.Params.ModDate) == "D:20260701000000Z"
        assert str(files[1].Desc) == CSV.description


def test_metadata_claim_both_standards_in_plain_text() -> None:
    pdf = whole().pdf
    assert b'pdfuaid:part="1"' in pdf
    assert b'pdfaid:part="3" pdfaid:conformance="A"' in pdf
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.docinfo.Title) == METADATA.title
        assert str(opened.docinfo.Author) == METADATA.author
        assert str(opened.docinfo.Subject) == METADATA.subject
        assert str(opened.docinfo.Keywords) == "integratie, Temse"
        assert str(opened.Root.Lang) == "nl-BE"
        assert bytes(opened.trailer.ID[0]) == METADATA.identifier
        assert bytes(opened.trailer.ID[1]) != METADATA.identifier


def test_no_date_but_the_one_given() -> None:
    with pikepdf.open(BytesIO(whole().pdf)) as pdf:
        text = b"".join(item.unparse(resolved=True) for item in pdf.objects)
        xmp = pdf.Root.Metadata.read_bytes()
    assert set(re.findall(rb"D:(\d+)", text)) == {b"20260701000000"}
    assert set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", xmp)) == {b"2026-07-01T00:00:00Z"}


def test_same_input_same_bytes_and_other_date_other_bytes() -> None:
    first, second = whole().pdf, whole().pdf
    later = replace(METADATA, created=date(2026, 8, 1))
    assert first == second
    assert write(page("<h1>a</h1>"), CSS, {}, METADATA).pdf != (
        write(page("<h1>a</h1>"), CSS, {}, later).pdf
    )


def test_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    made("<h1>Kop</h1>")
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("body", "subject", "message"),
    [
        ("<section data-subject='DE_36'><p id='p'>漢</p></section>", "DE_36", "U\\+6F22"),
        ("<p id='kop'>漢</p>", "kop", "U\\+6F22"),
        ("<p data-subject='WO_12'><a href='#weg'>x</a></p>", "WO_12", "weg"),
        (f"<p data-subject='ON_03'><img src='chart:weg' alt='{ALT}'></p>", "ON_03", "no drawing"),
        ("<img src='chart:DE_36'>", "chart:DE_36", "alternative text"),
        ("<p style='colour: red'>x</p>", "", "colour"),
    ],
)
def test_what_is_wrong_fails_with_its_subject(body: str, subject: str, message: str) -> None:
    with pytest.raises(ReportError, match=message) as raised:
        made(f"<h1>Kop</h1>{body}", {"DE_36": drawing()})
    assert raised.value.subject == subject


def test_a_faulty_style_sheet_fails_every_report() -> None:
    for _ in range(2):
        with pytest.raises(ReportError, match="unknown-property"):
            made("<h1>Kop</h1>", css="h1 { unknown-property: 1 }")


def test_a_python_warning_fails_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(pages: object) -> None:
        warnings.warn("old", DeprecationWarning, stacklevel=1)

    monkeypatch.setattr("scan.report.pdf.write.keep_links", warn)
    with pytest.raises(ReportError, match="old"):
        made("<h1>Kop</h1>")


def test_findings_become_one_error() -> None:
    refuse(())
    with pytest.raises(ReportError, match=r"DE_36: too wide\nDE_37: too high"):
        refuse((Finding("DE_36", "overflow", "too wide"), Finding("DE_37", "overflow", "too high")))


def test_text_is_searchable_across_kerning_and_breaks() -> None:
    assert "blz. 2" in text_of(whole().pdf)
    assert "Herkomst" in text_of(whole().pdf)
