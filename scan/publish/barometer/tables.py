"""Publish, barometer, tables: the figures of an indicator as rows, for the site and the PDF alike.

Input: a panel. Output: :class:`Figures`, texts only. The interval is a column of its own, marked
as such, so that a page can leave it out where a reader did not ask for it.
"""

from dataclasses import dataclass

from scan.catalogue.barometer import BarometerIndicator
from scan.dutch import number, unsigned
from scan.publish.barometer.pictures import arrow_of, direction_text, figure_text
from scan.report.figures.group_rows import Arrow
from scan.report.pages.furniture import Furniture
from scan.views.barometer.records import Barometer, IndicatorPanel
from scan.views.groups import Group, GroupSeries
from scan.views.records import Change, Figure

_WORDS = ("change", "long", "gap")
"""Columns of words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; ``kind`` is its class: ``interval``, ``words``, ``own`` or nothing."""

    text: str
    kind: str = ""
    arrow: Arrow = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of one group."""

    group: Group
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A table: its caption, the heads after that of the groups, and a row for each group."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]


def now_table(panel: IndicatorPanel, say: Furniture) -> Figures:
    """The newest figure of each group, what it rests on, its change and its gap."""
    survey = panel.entry.kind == "survey"
    long = min((one.long.since for one in panel.series if one.long), default=0)
    bases = ("interval", "answers") if survey else ("count", "base")
    names = ("figure", *bases, "change", *(("long",) if long else ()), "gap")
    since = {"change": panel.change.since, "long": long}
    heads = tuple(_head(name, since.get(name, 0), say) for name in names)
    caption = say.say("barometer.table.caption_now", period=panel.periods[-1])
    return Figures(caption, heads, _rows(panel, names, say))


def series_table(panel: IndicatorPanel, say: Furniture, most: int = 0) -> Figures | None:
    """The figures of all periods, or of the newest ``most``, bare, with the interval after each.

    ``None`` for a single period.
    """
    if len(panel.periods) < 2:
        return None
    survey = panel.entry.kind == "survey"
    word = say.say("barometer.table.period_interval")
    heads: list[Cell] = []
    for period in panel.periods[-most:]:
        heads += [Cell(str(period)), Cell(f"{period} {word}", "interval")][: 2 if survey else 1]
    rows = []
    for one in panel.series:
        cells: list[Cell] = []
        for figure in one.figures[-most:]:
            pair = [_figure(figure, say, bare=True), _interval(figure, say)]
            cells += pair if survey else pair[:1]
        rows.append(Row(one.group, tuple(cells)))
    caption = say.say("barometer.table.caption_series", unit=panel.unit_label)
    return Figures(caption, tuple(heads), tuple(rows))


def overview_tables(barometer: Barometer, say: Furniture) -> dict[str, Figures]:
    """The newest figures of the core indicators, by objective; they have the same heads."""
    names = ("figure", "interval", "change", "gap")
    heads = tuple(_head(name, 0, say) for name in names)
    return {o.entry.id: Figures("", heads, _rows(o.core, names, say)) for o in barometer.objectives}


def movement(change: Change, entry: BarometerIndicator, say: Furniture) -> Cell:
    """A change in words, with its arrow and with what nobody disputes about it."""
    text, arrow = direction_text(change, say), arrow_of(change)
    if arrow and entry.direction != "neutral":
        good = (arrow == "up") == (entry.direction == "higher_is_better")
        value = say.say(f"barometer.movement.{'favourable' if good else 'unfavourable'}")
        text = say.say("barometer.movement.valued", text=text, value=value)
    return Cell(text, "words", arrow)


def _head(name: str, since: int, say: Furniture) -> Cell:
    if name in ("change", "long"):
        return Cell(
            say.say(f"barometer.table.change{'' if since else '_bare'}", since=since), "words"
        )
    kind = "words" if name in _WORDS else "interval" if name == "interval" else ""
    return Cell(say.say(f"barometer.table.{name}"), kind)


def _rows(panel: IndicatorPanel, names: tuple[str, ...], say: Furniture) -> tuple[Row, ...]:
    return tuple(
        Row(one.group, tuple(_cell(one, name, panel.entry, say) for name in names))
        for one in panel.series
    )


def _cell(one: GroupSeries, name: str, entry: BarometerIndicator, say: Furniture) -> Cell:
    newest = one.newest
    match name:
        case "figure":
            return _figure(newest, say)
        case "interval":
            return _interval(newest, say)
        case "gap":
            return Cell(_gap(one, say), "words")
        case "change":
            return movement(one.change, entry, say)
        case "long":
            return movement(one.long or one.change, entry, say)
    return Cell(newest.count.text if name == "count" else newest.base.text)


def _gap(one: GroupSeries, say: Furniture) -> str:
    """How a group stands beside the first: ``23,1 procentpunt lager``."""
    if one.gap is None:
        return say.say("barometer.gap.reference")
    return say.say(f"barometer.gap.{one.gap.state}", amount=unsigned(one.gap.difference.text))


def _figure(figure: Figure, say: Furniture, *, bare: bool = False) -> Cell:
    kind = "none" if figure.shown.value is None else "own"
    return Cell(figure_text(figure, say, bare=bare), kind)


def _interval(figure: Figure, say: Furniture) -> Cell:
    """The limits in whole per cents."""
    if figure.low is None or figure.high is None:
        return Cell(say.say("barometer.no_interval"), "interval")
    limits = {"low": number(figure.low, 0), "high": number(figure.high, 0)}
    return Cell(say.say("barometer.interval.text", **limits), "interval")
