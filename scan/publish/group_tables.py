"""Publish, group tables: the figures of an indicator as rows, for the site and the PDF alike.

Input: a panel. Output: :class:`Figures`, texts only. The interval is a column of its own, marked
as such, so that a page can leave it out where a reader did not ask for it.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from scan.catalogue.records import Indicator
from scan.dutch import number, unsigned
from scan.publish.group_pictures import arrow_of, direction_text, figure_text
from scan.report.figures.group_rows import Arrow
from scan.report.pages.furniture import Furniture
from scan.views.groups import Group, GroupSeries, IndicatorPanel
from scan.views.records import Change, Figure

_WORDS = ("change", "long", "gap")
"""Columns of words."""


class Cell(NamedTuple):
    """A cell; ``kind`` is its class: ``interval``, ``words``, ``own`` or nothing."""

    text: str
    kind: str = ""
    arrow: Arrow = ""


class Row(NamedTuple):
    """A row of one group."""

    group: Group
    cells: tuple[Cell, ...]


class Figures(NamedTuple):
    """A table: its caption, the heads after that of the groups, and a row for each group."""

    caption: str
    heads: tuple[Cell, ...]
    rows: tuple[Row, ...]


def now_table(panel: IndicatorPanel, say: Furniture) -> Figures:
    """The newest figure of each group, what it rests on, its change and its gap."""
    long = min((one.long.since for one in panel.series if one.long), default=0)
    bases = ("interval", "answers") if panel.entry.survey else ("count", "base")
    names = ("figure", *bases, "change", *(("long",) if long else ()), "gap")
    since = {"change": panel.change.since, "long": long}
    caption = say.say("groups.table.caption_now", period=panel.periods[-1])
    return figures_of(panel, names, caption, say, since)


def series_table(panel: IndicatorPanel, say: Furniture, most: int = 0) -> Figures | None:
    """The figures of all periods, or of the newest ``most``, bare, with the interval after each.

    ``None`` for a single period.
    """
    if len(panel.periods) < 2:
        return None
    each, word = 2 if panel.entry.survey else 1, say.say("groups.table.period_interval")
    heads = ((Cell(str(p)), Cell(f"{p} {word}", "interval"))[:each] for p in panel.periods[-most:])
    rows = []
    for one in panel.series:
        pairs = ((_figure(f, say, bare=True), _interval(f, say)) for f in one.figures[-most:])
        rows.append(Row(one.group, tuple(cell for pair in pairs for cell in pair[:each])))
    caption = say.say("groups.table.caption_series", unit=panel.unit_label)
    return Figures(caption, tuple(head for pair in heads for head in pair), tuple(rows))


def figures_of(
    panel: IndicatorPanel,
    names: tuple[str, ...],
    caption: str,
    say: Furniture,
    since: Mapping[str, int],
) -> Figures:
    """The columns ``names`` of the newest figures; ``since`` is what changes count from."""
    rows = (Row(one.group, tuple(_cells(one, panel.entry, names, say))) for one in panel.series)
    heads = (_head(name, since.get(name, 0), say) for name in names)
    return Figures(caption, tuple(heads), tuple(rows))


def movement(change: Change, entry: Indicator, say: Furniture) -> Cell:
    """A change in words, with its arrow and with what nobody disputes about it."""
    text, arrow = direction_text(change, say), arrow_of(change)
    if arrow and entry.direction != "neutral":
        good = (arrow == "up") == (entry.direction == "higher_is_better")
        value = say.say(f"groups.movement.{'favourable' if good else 'unfavourable'}")
        text = say.say("groups.movement.valued", text=text, value=value)
    return Cell(text, "words", arrow)


def _head(name: str, since: int, say: Furniture) -> Cell:
    if name in ("change", "long"):
        return Cell(say.say(f"groups.table.change{'' if since else '_bare'}", since=since), "words")
    kind = "words" if name in _WORDS else "interval" if name == "interval" else ""
    return Cell(say.say(f"groups.table.{name}"), kind)


def _cells(
    one: GroupSeries, entry: Indicator, names: tuple[str, ...], say: Furniture
) -> Iterator[Cell]:
    newest = one.newest
    cells = {
        "figure": _figure(newest, say),
        "interval": _interval(newest, say),
        "answers": Cell(newest.base.text),
        "count": Cell(newest.count.text),
        "base": Cell(newest.base.text),
        "change": movement(one.change, entry, say),
        "long": movement(one.long or one.change, entry, say),
        "gap": Cell(_gap(one, say), "words"),
    }
    return (cells[name] for name in names)


def _gap(one: GroupSeries, say: Furniture) -> str:
    """How a group stands beside the first: ``23,1 procentpunt lager``."""
    if one.gap is None:
        return say.say("groups.gap.reference")
    return say.say(f"groups.gap.{one.gap.state}", amount=unsigned(one.gap.difference.text))


def _figure(figure: Figure, say: Furniture, *, bare: bool = False) -> Cell:
    kind = "none" if figure.shown.value is None else "own"
    return Cell(figure_text(figure, say, bare=bare), kind)


def _interval(figure: Figure, say: Furniture) -> Cell:
    """The limits in whole per cents."""
    if figure.low is None or figure.high is None:
        return Cell(say.say("groups.no_interval"), "interval")
    limits = {"low": number(figure.low, 0), "high": number(figure.high, 0)}
    return Cell(say.say("groups.interval.text", **limits), "interval")
