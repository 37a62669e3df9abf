"""Report, pages: the key row and the small print of an indicator page.

Input: an :class:`IndicatorPage` and the furniture. Output: the four large figures with their
labels, and the paragraphs at the foot of the page, in two columns of like height.
"""

from dataclasses import dataclass

from scan.dutch import figure
from scan.report.pages.contents import IndicatorPage
from scan.report.pages.furniture import Furniture
from scan.report.pages.sizes import FULL, HALF, LINES, SIZES
from scan.report.pages.tables import ABSENT
from scan.report.pages.typesetting import line_count, text_width
from scan.views.records import IndicatorView, Shown

GAP = 12.0
OVER = 7.8
VALUE = 21.0
LABEL = 8.0
OVER_LINE, VALUE_LINE, LABEL_LINE = 10.4, 26.0, 10.4
EDGES = 14.5
"""Rules and padding of the key row."""
_NO_GAP = ("equal", "unclear", "small_base", "not_tested", "none")
"""States in which no difference is named: none, or one that may be chance."""
_UNSAID = ("unclear", "small_base", "not_tested")
"""States and directions that words tell in place of a figure."""


@dataclass(frozen=True, slots=True)
class Key:
    """A large figure: what it is, the figure (or words), and what it is of."""

    over: str
    value: str
    label: str
    kind: str
    """``own``, ``region`` or empty; with ``words`` where there is no figure."""


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph of the small print: its run-in head, its text, and where the text leads to."""

    head: str
    text: str
    link: str = ""


def key_row(page: IndicatorPage, say: Furniture) -> tuple[Key, ...]:
    """The main figure, the number of persons, the region and the change; four keys at most.

    The most frequent of the region says nothing beside a place of which none is known.
    """
    view = page.view
    keys = [_own(view, say)]
    if view.survey and view.answers is not None:
        keys.append(_key(say.say("key.answers"), view.answers, say.say("key.answers_label")))
    elif view.gaps:
        keys.append(_gap(view, say))
    elif view.main.count.status not in ABSENT and view.unit != "count":
        keys.append(_count(view, say))
    if view.shape != "top" or view.cells:
        keys.append(_region(page, say))
    if view.change is not None:
        keys.append(_change(view, say))
    if len(keys) < 4 and view.position is not None:
        keys.append(_median(view, say))
    return tuple(keys)


def _key(over: str, shown: Shown, label: str, kind: str = "") -> Key:
    words = "" if shown.status.has_value else "words"
    return Key(over, shown.text, label, f"{kind} {words}".strip())


def _own(view: IndicatorView, say: Furniture) -> Key:
    label = view.unit_label.removeprefix("% ")
    category = ", ".join(view.main.labels) or view.group
    if category:
        label = say.say("key.category", category=category, unit=label)
    if view.main.low is not None and view.main.high is not None:
        low, high = (figure(v, view.unit, view.decimals) for v in (view.main.low, view.main.high))
        key = "key.interval" if view.margin_known else "key.interval_least"
        label = say.say(key, label=label, low=low, high=high)
    return _key(view.place.name, view.main.shown, label, "own")


def _count(view: IndicatorView, say: Furniture) -> Key:
    count, base = view.main.count, view.main.base
    label = view.counted
    if base.status.has_value:
        key = "key.base_one" if base.value == 1 else "key.base"
        label = say.say(key, counted=label, base=base.text, base_counted=view.base_counted)
    return _key(say.say("key.count"), count, label)


def _gap(view: IndicatorView, say: Furniture) -> Key:
    """The gap that is named first; the number of persons stands in the text."""
    gap, points = view.gaps[0], say.say("key.points")
    unsaid = gap.state in _UNSAID
    name = f"key.gap_{gap.state}" if unsaid else "key.gap_label"
    label = say.say(name, points=points, people=gap.people)
    other = view.beside(gap.figure)
    if other.status.has_value:
        name = "key.gap_region" if unsaid else "key.change_region"
        label = say.say(name, label=label, region=other.bare, points=points)
    if unsaid:
        return Key(say.say("key.gap"), say.say(f"key.change_{gap.state}"), label, "words")
    return Key(say.say("key.gap"), gap.figure.shown.bare, label, "")


def _region(page: IndicatorPage, say: Furniture) -> Key:
    view = page.view
    if not view.comparators:
        return Key(say.say("key.region"), say.say("key.none"), say.say("key.no_region"), "words")
    label = page.words.verdict
    comparison = view.comparisons[0]
    if comparison.difference.status.has_value and comparison.state not in _NO_GAP:
        difference = comparison.difference.text
        label = say.say("key.difference", verdict=label, difference=difference).strip()
    return _key(comparison.place.name, view.beside(view.main), label, "region")


def _change(view: IndicatorView, say: Furniture) -> Key:
    change = view.change
    if change is None:
        raise ValueError(view.indicator)
    over = say.say("key.since", year=change.since)
    if view.old:
        over = say.say("key.since_old", year=change.since, period=view.period)
    if change.direction in _UNSAID:
        value = say.say(f"key.change_{change.direction}")
        return Key(over, value, say.say(f"key.change_{change.direction}_why"), "words")
    points = view.unit in ("percent", "points")
    label = say.say("key.points") if points else view.unit_label
    other = view.comparisons[0].change if view.comparisons else None
    compared = not view.survey and view.unit != "count"
    if other and other.status.has_value and compared:
        label = say.say("key.change_region", label=label, region=other.bare)
    words = "" if change.shown.status.has_value else "words"
    return Key(over, change.shown.bare, label, words)


def _median(view: IndicatorView, say: Furniture) -> Key:
    if view.position is None:
        raise ValueError(view.indicator)
    label = say.say("key.median_label", areas=view.position.areas)
    return _key(say.say("key.median"), view.position.median, label)


def key_width(keys: tuple[Key, ...]) -> float:
    """Width of one key in points, gaps taken off."""
    return (FULL - GAP * (len(keys) - 1)) / len(keys)


def value_size(keys: tuple[Key, ...]) -> float:
    """The size at which the widest figure of the row fits on one line; words are smaller."""
    figures = [key.value for key in keys if "words" not in key.kind]
    widest = max((text_width(value, "bold", VALUE) for value in figures), default=0.0)
    return min(VALUE, VALUE * (key_width(keys) - 4) / widest) if widest else VALUE


def key_height(keys: tuple[Key, ...]) -> float:
    """Height of the key row in points, with its rules."""
    width = key_width(keys) - 2
    over = max(line_count(key.over, "semibold", OVER, width) for key in keys)
    label = max(line_count(key.label, "sans", LABEL, width) for key in keys)
    return EDGES + over * OVER_LINE + VALUE_LINE + label * LABEL_LINE


def small_print(page: IndicatorPage, say: Furniture) -> tuple[Note, ...]:
    """Definition, numerator, denominator, notion, question, source, next figures, address."""
    view = page.view
    notes = [
        ("note.definition", page.definition),
        ("note.numerator", page.numerator_text),
        ("note.denominator", page.denominator_text),
        ("note.notion", "" if page.notion == "none" else say.say(f"notion.{page.notion}.short")),
        ("note.question", page.survey_question),
        ("note.caveat", " ".join(view.caveats)),
        ("note.source", _source(view, say)),
        ("note.next", view.origin.expected),
    ]
    series = Note(say.say("note.address"), page.address, page.link)
    return (*(Note(say.say(key), text) for key, text in notes if text), series)


def _source(view: IndicatorView, say: Furniture) -> str:
    if not view.origin.delivered:
        return view.origin.line
    return say.say("note.delivered", line=view.origin.line, date=view.origin.delivered)


def note_height(note: Note) -> float:
    """Height of a paragraph of the small print in half the width, in points."""
    return (
        line_count(f"{note.head} {note.text}", "sans", SIZES["small"], HALF - 3) * LINES["small"]
        + 1.5
    )


def columns(notes: tuple[Note, ...]) -> tuple[tuple[Note, ...], tuple[Note, ...]]:
    """The notes in two columns, cut where the taller one is lowest."""
    cuts = range(1, len(notes))
    best = min(cuts, key=lambda cut: max(column_height(notes[:cut]), column_height(notes[cut:])))
    return notes[:best], notes[best:]


def column_height(notes: tuple[Note, ...]) -> float:
    """Height of a column in points."""
    return sum(note_height(note) for note in notes)
