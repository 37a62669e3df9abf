"""The document that all broken ones are made from: a small report without a fault."""

from functools import cache

from scan.report.pdf.check import Expected
from tests.report.pdf.samples import ALT, CSV, METADATA, drawing, made

TABLE = """<table><caption>Herkomst</caption><thead>
<tr><th scope="col">Groep</th><th scope="col">Gemeente</th><th scope="col">Gewest</th></tr>
</thead><tbody>
<tr><th scope="row">Belgisch</th><td>71,9 %</td><td>74,0 %</td></tr>
<tr><th scope="row">Buitenlands</th><td>28,1 %</td><td>26,0 %</td></tr>
</tbody></table>"""
BODY = f"""
<section><h1>Jouw Lokale Integratiescan</h1><p>Voor iedereen in Temse.</p></section>
<section><h2>Inhoud</h2><nav><ul><li><a href="#DE_36">Herkomst</a></li></ul></nav></section>
<section id="demografie"><h2>Demografie</h2><ul><li>Wie woont hier?</li><li>Sinds wanneer?</li></ul>
<article id="DE_36" data-subject="DE_36"><h3>Herkomst</h3>
<p>Zie <a href="https://example.org/">de bron</a>, en let op de groepen.</p>
<img src="chart:DE_36" alt="{ALT}">{TABLE}</article></section>"""
EXPECTED = Expected(range(2, 4), METADATA.title, (CSV.name,))


@cache
def good() -> bytes:
    """A document with headings of three levels, contents, list, links, chart and table."""
    return made(BODY, {"DE_36": drawing()}, (CSV,)).pdf
