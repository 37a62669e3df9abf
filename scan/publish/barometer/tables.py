"""Publish, barometer, tables: the figures of an indicator as rows, for the site and the PDF alike.

Input: a panel. Output: :class:`Figures`, texts only. The interval is a column of its own, marked
as such, so that a page can leave it out where a reader did not ask for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from scan.publish.barometer.pictures import arrow_of, figure_text, shown
from scan.report.figures.group_rows import Arrow
from scan.report.pages.furniture import Furniture
from scan.views.barometer.records import (
    Estimate,
    Group,
    GroupSeries,
    IndicatorPanel,
    Movement,
    ObjectivePanel,
)


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

    @property
    def has_interval(self) -> bool:
        """Whether there is a column of intervals."""
        return any(head.kind == "interval" for head in self.heads)


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one objective in the table of the overview."""

    objective: ObjectivePanel
    rows: tuple[Row, ...]


def now_table(panel: IndicatorPanel, say: Furniture) -> Figures:
    """The newest figure of each group, what it rests on, its change and its gap."""
    series = shown(panel)
    survey, long = panel.kind == "survey", _long(series)
    since = panel.movement.since or next((s.movement.since for s in series if s.movement.since), 0)
    heads = [
        Cell(say.say("barometer.table.figure")),
        *_base_heads(say, survey=survey),
        Cell(_change_head(since, say), "words"),
        *(Cell(_change_head(year, say), "words") for year in long),
        Cell(say.say("barometer.table.gap"), "words"),
    ]
    rows = tuple(
        Row(one.group, tuple(_now(one, say, survey=survey, long=bool(long)))) for one in series
    )
    caption = say.say("barometer.table.caption_now", period=panel.periods[-1])
    return Figures(caption, tuple(heads), rows)


def series_table(panel: IndicatorPanel, say: Furniture, most: int = 0) -> Figures | None:
    """The figures of all periods, or of the newest ``most``, bare, with the interval after each.

    ``None`` for a single period.
    """
    if len(panel.periods) < 2:
        return None
    survey = panel.kind == "survey"
    word = say.say("barometer.table.period_interval")
    heads: list[Cell] = []
    for period in panel.periods[-most:]:
        heads.append(Cell(str(period)))
        heads += [Cell(f"{period} {word}", "interval")] if survey else []
    rows = []
    for one in shown(panel):
        cells: list[Cell] = []
        for estimate in one.estimates[-most:]:
            cells.append(_figure(estimate, say, bare=True))
            cells += [_interval(estimate, say)] if survey else []
        rows.append(Row(one.group, tuple(cells)))
    caption = say.say("barometer.table.caption_series", unit=panel.unit_label)
    return Figures(caption, tuple(heads), tuple(rows))


def overview_table(objectives: tuple[ObjectivePanel, ...], say: Furniture) -> tuple[Block, ...]:
    """The newest figures of the core indicators, a block for each objective."""
    return tuple(
        Block(objective, tuple(Row(s.group, tuple(_brief(s, say))) for s in shown(objective.core)))
        for objective in objectives
    )


def overview_heads(say: Furniture) -> tuple[Cell, ...]:
    """The heads of :func:`overview_table`."""
    return (
        Cell(say.say("barometer.table.figure")),
        Cell(say.say("barometer.table.interval"), "interval"),
        Cell(say.say("barometer.table.change_bare"), "words"),
        Cell(say.say("barometer.table.gap"), "words"),
    )


def has_weak(panels: tuple[IndicatorPanel, ...]) -> bool:
    """Whether a figure carries the mark of those that rest on few answers."""
    return any(e.weak for panel in panels for s in panel.series for e in s.estimates)


def movement_text(movement: Movement, say: Furniture) -> str:
    """A movement in words, with what nobody disputes about it."""
    if movement.favourable is None or not movement.arrow:
        return movement.text
    value = "favourable" if movement.favourable else "unfavourable"
    return say.say(
        "barometer.movement.valued",
        text=movement.text,
        value=say.say(f"barometer.movement.{value}"),
    )


def _base_heads(say: Furniture, *, survey: bool) -> list[Cell]:
    if survey:
        interval = Cell(say.say("barometer.table.interval"), "interval")
        return [interval, Cell(say.say("barometer.table.answers"))]
    return [Cell(say.say("barometer.table.count")), Cell(say.say("barometer.table.base"))]


def _change_head(since: int, say: Furniture) -> str:
    if not since:
        return say.say("barometer.table.change_bare")
    return say.say("barometer.table.change", since=since)


def _long(series: tuple[GroupSeries, ...]) -> tuple[int, ...]:
    """The year that the change over many years counts from, where the panel has such a change."""
    since = {one.long.since for one in series if one.long is not None and one.long.since}
    return tuple(sorted(since))[:1]


def _now(series: GroupSeries, say: Furniture, *, survey: bool, long: bool) -> Iterator[Cell]:
    newest = series.estimates[-1]
    yield _figure(newest, say)
    if survey:
        yield _interval(newest, say)
        yield Cell(newest.answers.text)
    else:
        yield Cell(newest.count.text)
        yield Cell(newest.base.text)
    yield _movement(series.movement, say)
    if long:
        yield _movement(series.long or series.movement, say)
    yield Cell(series.gap.text, "words")


def _brief(series: GroupSeries, say: Furniture) -> Iterator[Cell]:
    newest = series.estimates[-1]
    yield _figure(newest, say)
    yield _interval(newest, say)
    yield _movement(series.movement, say)
    yield Cell(series.gap.text, "words")


def _figure(estimate: Estimate, say: Furniture, *, bare: bool = False) -> Cell:
    text = figure_text(estimate, say, bare=bare)
    return Cell(text, "own" if estimate.value is not None else "none")


def _interval(estimate: Estimate, say: Furniture) -> Cell:
    return Cell(estimate.interval or say.say("barometer.no_interval"), "interval")


def _movement(movement: Movement, say: Furniture) -> Cell:
    return Cell(movement_text(movement, say), "words", arrow_of(movement))
