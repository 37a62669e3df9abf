"""Report, figures, findings: the chart of a finding, by its kind.

Input: a :class:`Finding`. Output: a :class:`Drawing` as wide as asked for, as high as it needs.
"""

from scan.report.figures.drawing import Drawing
from scan.report.figures.findings import known, rows, slope
from scan.report.figures.words import Labels
from scan.report.style import Style
from scan.views.core import Finding


def draw_finding(
    finding: Finding, style: Style, width: float, newest: int, labels: Labels
) -> Drawing:
    """In the colours of its theme; ``newest`` is the last year of any figure of the report."""
    if finding.kind == "unknown":
        return known.draw_holdings(finding, style, width, labels)
    if finding.view is None:
        return known.draw_years(finding, style, width, newest)
    palette = style.theme(finding.view.theme)
    kinds = {
        "composition": rows.draw_shares,
        "apart": rows.draw_dots,
        "gap": rows.draw_gaps,
        "change": slope.draw,
    }
    return kinds[finding.kind](finding, style, palette, width)
