"""Report, figures: what all charts in rows share: the column of labels, and pairs of bars.

Input: labels and figures per row. Output: marks on a canvas. Labels stand beside their bars
where the chart is wide or the labels short, and above them else.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scan.report.figures.canvas import Canvas
from scan.report.figures.metrics import label_lines, text_width, wrap
from scan.report.style import Palette, Style
from scan.views.records import Shown

WIDE = 330.0
"""From this width on, labels always stand beside."""
COLUMN_GAP = 10.0
OWN_BAR = 11.0
REGION_BAR = 5.0
ROW, THICKEST = 31.0, 1.8
"""Height of a row of bars as above; in higher rows they are up to so much thicker."""


def label_column(style: Style, labels: Sequence[str], width: float) -> float:
    """Room for labels beside the bars, with the gap; 0 where they stand above."""
    most = 0.34 * width
    widest = max(
        (
            text_width(line, style.text)
            for label in labels
            for line in (label, *wrap(label, most, style.text))
            if text_width(line, style.text) <= most
        ),
        default=0.0,
    )
    if width >= WIDE:
        return widest + COLUMN_GAP if any(labels) else 0.0
    fitting = all(
        len(wrap(label, most, style.text)) <= 2
        and all(text_width(line, style.text) <= most for line in wrap(label, most, style.text))
        for label in labels
    )
    return widest + COLUMN_GAP if fitting and any(labels) else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the municipality with that of another place beside it."""

    label: str
    shown: Shown
    beside: Shown
    low: float | None = None
    high: float | None = None
    aside: str = ""


@dataclass(frozen=True, slots=True)
class _Bars:
    """Where bars start and how long one unit is."""

    zero: float
    unit: float
    named: int
    """The row in which the places are named; −1 where there is no room."""


def pair_height(pairs: int, beside: bool) -> float:
    """Height at which rows of bars look best."""
    return pairs * (ROW if beside else 41.0) + 2.0


def draw_pairs(
    canvas: Canvas, pairs: Sequence[Pair], palette: Palette, names: tuple[str, str]
) -> None:
    """Rows of two bars; the places are named in one row, with their figures."""
    style = canvas.style
    column = label_column(style, [pair.label for pair in pairs], canvas.width)
    aside = max((text_width(pair.aside, style.small) for pair in pairs), default=0.0)
    bars = _bars(canvas, pairs, names, column, canvas.width - (aside + 12 if aside else 0))
    pitch = canvas.height / len(pairs)
    above = 0.0 if column or not any(pair.label for pair in pairs) else 12.0
    stretch = min(max((pitch - above) / ROW, 1.0), THICKEST)
    own_bar, region_bar = OWN_BAR * stretch, REGION_BAR * stretch
    for index, pair in enumerate(pairs):
        middle = canvas.height - (index + 0.5) * pitch - above / 2
        own_y = middle + 0.5 * (region_bar + 2.0)
        _label(canvas, pair, column, own_y, above)
        named = names if index == bars.named else ("", "")
        _own_bar(canvas, pair, palette, bars, (own_y, own_bar), named[0])
        region_y = own_y - 0.5 * own_bar - 2.0 - 0.5 * region_bar
        _region_bar(canvas, pair, bars, (region_y, region_bar), named[1])
        if pair.aside:
            canvas.centred(canvas.width, own_y, pair.aside, style.muted, style.small, align="right")
    bottom, top = (0.0, canvas.height) if column else (1.0, canvas.height - 1.0)
    if column or not above:
        canvas.rule((bars.zero, bottom), (bars.zero, top), style.muted, 0.8)


def _label(canvas: Canvas, pair: Pair, column: float, own_y: float, above: float) -> None:
    style = canvas.style
    if above:
        canvas.text(0, own_y + OWN_BAR / 2 + 3.5, pair.label, style.ink)
    elif column:
        lines = label_lines(pair.label, column - COLUMN_GAP + 0.5, style.text)
        canvas.lines(column - COLUMN_GAP, own_y - 2, lines, style.ink, align="right")


def _bars(
    canvas: Canvas, pairs: Sequence[Pair], names: tuple[str, str], left: float, right: float
) -> _Bars:
    """The longest unit at which every bar with its texts fits; names go into the first row
    that costs little length."""
    plain = [_unit(canvas, pair, ("", ""), pairs, right - left) for pair in pairs]
    named = [_unit(canvas, pair, names, pairs, right - left) for pair in pairs]
    units = [
        min(named[row], *plain[:row], *plain[row + 1 :], named[row]) for row in range(len(pairs))
    ]
    both = [
        row
        for row, pair in enumerate(pairs)
        if pair.shown.value is not None and (pair.beside.value is not None or not names[1])
    ] or list(range(len(pairs)))
    best = max(units[row] for row in both)
    row = next(row for row in both if units[row] >= 0.7 * best)
    zero = left + _below_zero(pairs) * units[row]
    return _Bars(zero, units[row], row)


def _below_zero(pairs: Sequence[Pair]) -> float:
    values = [shown.value or 0.0 for pair in pairs for shown in (pair.shown, pair.beside)]
    return max(0.0, -min(values, default=0.0))


def _unit(
    canvas: Canvas, pair: Pair, names: tuple[str, str], pairs: Sequence[Pair], room: float
) -> float:
    """Points per unit at which this row fits, figures and names included."""
    style = canvas.style
    below = _below_zero(pairs)
    widest = max(
        [v for p in pairs for v in (p.shown.value, p.beside.value, p.high) if v is not None]
        or [1.0]
    )
    limit = room / max(below + max(widest, 0.0), 1e-9)
    for shown, high, name, weight in (
        (pair.shown, pair.high, names[0], 700),
        (pair.beside, None, names[1], 400),
    ):
        text = shown.text + (f"  {name}" if name else "")
        taken = text_width(text, style.text, weight) + 6
        value = max(shown.value or 0.0, high or 0.0, 0.0)
        if value + below > 0:
            limit = min(limit, max(room - taken, 8.0) / (value + below))
    return limit


def _own_bar(
    canvas: Canvas, pair: Pair, palette: Palette, bars: _Bars, at: tuple[float, float], name: str
) -> None:
    """``at``: the middle of the bar and its thickness."""
    style, (y, thick) = canvas.style, at
    if pair.shown.value is None:
        canvas.centred(bars.zero + 5, y, pair.shown.text, style.muted)
        if name:
            after = bars.zero + 5 + text_width(pair.shown.text + "  ", style.text)
            canvas.centred(after, y, name, palette.strong, weight=700)
        return
    length = pair.shown.value * bars.unit
    start = min(bars.zero, bars.zero + length)
    canvas.bar(start, y - thick / 2, abs(length), thick, palette.strong)
    end = max(bars.zero, bars.zero + length)
    if pair.low is not None and pair.high is not None:
        reach = bars.zero + pair.high * bars.unit
        canvas.rule((bars.zero + pair.low * bars.unit, y), (end, y), palette.light, 1.2)
        canvas.rule((end, y), (reach, y), palette.strong, 1.2)
        end = max(end, reach)
    text = pair.shown.text
    canvas.centred(end + 5, y, text, palette.strong, weight=700)
    if name:
        after = end + 5 + text_width(text + "  ", style.text, 700)
        canvas.centred(after, y, name, palette.strong, weight=700)


def _region_bar(
    canvas: Canvas, pair: Pair, bars: _Bars, at: tuple[float, float], name: str
) -> None:
    """``at``: the middle of the bar and its thickness."""
    style, (y, thick) = canvas.style, at
    if pair.beside.value is None:
        return
    length = pair.beside.value * bars.unit
    start = min(bars.zero, bars.zero + length)
    canvas.bar(start, y - thick / 2, abs(length), thick, style.beside)
    text = pair.beside.text + (f"  {name}" if name else "")
    x = max(bars.zero, bars.zero + length) + 5
    canvas.centred(x, y - 1, text, style.region, style.small)
