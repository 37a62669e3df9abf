from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest

from scan.report.pdf.check import Expected, check
from tests.report.pdf.samples import CSV, METADATA, elements, made, whole

EXPECTED = Expected(range(2, 9), METADATA.title, (CSV.name,))


def test_a_good_report_has_no_findings() -> None:
    assert check(whole().pdf, EXPECTED) == ()


def _alt(text: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        elements(pdf, "Figure")[0].Alt = pikepdf.String(text)

    return change


def _rename(old: str, new: str) -> Callable[[pikepdf.Pdf], None]:
    def change(pdf: pikepdf.Pdf) -> None:
        for element in elements(pdf, old):
            element.S = pikepdf.Name(f"/{new}")

    return change


def _no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/StructTreeRoot"]


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Lang"]


def _no_attachment(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments[CSV.name]


def _foreign_font(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor":
            item.FontFamily = pikepdf.String("Arial")


def _loose_font(pdf: pikepdf.Pdf) -> None:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
            del item["/FontFile2"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_alt("Grafiek"), "alternative text"),
        (_alt("verdeling-naar-herkomst.svg"), "alternative text"),
        (_rename("TH", "TD"), "table heads"),
        (_rename("H1", "H2"), "headings"),
        (_rename("H1", "P"), "headings"),
        (_no_tags, "structure"),
        (_no_language, "language"),
        (_no_attachment, "attachments"),
        (_foreign_font, "fonts"),
        (_loose_font, "fonts"),
    ],
)
def test_a_broken_report_is_rejected(change: Callable[[pikepdf.Pdf], None], rule: str) -> None:
    broken = BytesIO()
    with pikepdf.open(BytesIO(whole().pdf)) as pdf:
        change(pdf)
        pdf.save(broken)
    assert rule in {finding.rule for finding in check(broken.getvalue(), EXPECTED)}


def test_the_validator_has_its_say() -> None:
    broken = whole().pdf.replace(b'pdfuaid:part="1"', b'pdfuaid:part="7"')
    rules = {finding.rule for finding in check(broken, EXPECTED)}
    assert any(rule.startswith("PDFUA1") for rule in rules), rules


@pytest.mark.parametrize("damage", [lambda pdf: pdf[:900], lambda pdf: b"no PDF at all"])
def test_a_torn_file_is_rejected(damage: Callable[[bytes], bytes]) -> None:
    assert check(damage(whole().pdf), EXPECTED)


def test_what_was_expected_counts() -> None:
    pdf = made("<h1>Kop</h1>").pdf
    other = Expected(range(66, 81), "Titel", ("cijfers.csv",), language="nl")
    rules = {finding.rule for finding in check(pdf, other)}
    assert rules == {"pages", "title", "attachments", "language"}
