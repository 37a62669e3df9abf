import pytest

from tests.report.pdf.samples import ALT, drawing, made


@pytest.mark.parametrize(
    ("body", "excerpt", "side"),
    [
        (
            "<p style='width: 20mm; white-space: nowrap'>een lange regel tekst</p>",
            "een lange",
            "right",
        ),
        ("<p style='height: 8mm; width: 20mm'>een twee drie vier vijf zes</p>", "vier", "bottom"),
        ("<p style='max-height: 8mm; width: 20mm'>een twee drie vier vijf zes</p>", "", "bottom"),
        ("<p style='margin-left: -9mm'>links</p>", "links", "left"),
        ("<p style='position: absolute; top: -9mm'>boven</p>", "boven", "top"),
        ("<table style='table-layout: fixed; width: 20mm'><td>onafbreekbaar-</table>", "", "right"),
    ],
)
def test_what_runs_out_is_found(body: str, excerpt: str, side: str) -> None:
    findings = made(f"<h1>Kop</h1><div data-subject='DE_36'>{body}</div>").findings
    assert findings
    assert {finding.subject for finding in findings} == {"DE_36"}
    assert excerpt in findings[0].message
    assert f"at the {side} (page 1)" in findings[0].message


def test_a_picture_that_is_too_wide_is_found() -> None:
    body = f"<h1 id='kop'>Kop</h1><img id='foto' style='width: 99mm' src='chart:k' alt='{ALT}'>"
    (finding,) = made(body, {"k": drawing()}).findings
    assert finding.subject == "foto"
    assert "runs out of the page at the right" in finding.message


@pytest.mark.parametrize(
    "body",
    [
        "<p style='line-height: 0.9; height: 8mm'>strak gezet</p>",
        "<p style='margin-left: -9mm' data-overflow='meant'>zo bedoeld</p>",
        "<p style='transform: rotate(-90deg)'>gedraaid</p>",
        "<ul><li>een opsomming</li></ul>",
        "<p style='height: 20mm; padding: 2mm'>past</p>",
        "<p>" + "woord " * 300 + "</p>",
    ],
)
def test_what_fits_is_left_alone(body: str) -> None:
    assert made(f"<h1>Kop</h1>{body}").findings == ()
