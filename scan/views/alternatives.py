"""Views, alternatives: what is read out in place of a chart.

Input: an :class:`IndicatorView`, the name of a figure kind and the patterns of
``catalogue/wording/alternatives.toml``. Output: one text of at most :data:`LONGEST` characters: the
message of the chart first, then as much of region, break and margin as there is room for, then
what is drawn. All figures stand in a table beside the chart; nothing is compared here that the
sentences of the page do not compare.
"""

from collections.abc import Callable, Iterator, Sequence

from scan.dutch import figure, list_text
from scan.views.records import Figure, Former, IndicatorView, Series
from scan.views.sentences import Patterns

LONGEST = 150
"""Characters of an alternative text: what screen readers say in one breath, and what guides to
accessible publishing advise where a table follows."""

Pieces = tuple[str, ...]
Said = tuple[Pieces, Pieces]
"""A message with shorter ways of saying it, and what may be added, in order."""


def alternative(view: IndicatorView, kind: str, patterns: Patterns) -> str:
    """The alternative text of one chart of an indicator."""
    messages, more = _SAYING[kind](view, patterns)
    return fitted(messages, more, patterns[f"kind.{kind}"], patterns)


def fitted(messages: Pieces, more: Pieces, kind: str, patterns: Patterns) -> str:
    """The first of ``messages`` that fits, with as many pieces as fit behind it, in order."""
    room = LONGEST - len(patterns["words.figure"].format(message="", kind=kind))
    message = next((text for text in messages if len(text) <= room), messages[-1])
    for piece in more:
        longer = patterns["words.more"].format(message=message, piece=piece)
        if len(longer) > room:
            break
        message = longer
    return patterns["words.figure"].format(message=message, kind=kind)


# --- messages ---------------------------------------------------------------------------------


def _course(view: IndicatorView, patterns: Patterns) -> Said:
    """One figure through time: from where it can be compared until the newest."""
    return _of_series(view, view.trend, "", patterns)


def _courses(view: IndicatorView, patterns: Patterns) -> Said:
    """Several through time: the one that is largest now."""
    told = [series for series in view.trends if _told(series)]
    if not told:
        return _nothing(view, patterns)
    largest = max(told, key=lambda series: _told(series)[-1].shown.value or 0.0)
    return _of_series(view, largest, "_of", patterns)


def _of_series(view: IndicatorView, series: Series, suffix: str, patterns: Patterns) -> Said:
    run, before = _comparable(series)
    if not run:
        return _nothing(view, patterns)
    newest, label = run[-1], ", ".join(run[-1].labels)
    words = {
        "label": label,
        "head": label[:1].upper() + label[1:],
        "own": newest.shown.text,
        "period": newest.period,
        "first": run[0].shown.text,
        "since": run[0].period,
    }
    name = "course" if len(run) > 1 else "point"
    if name == "course" and newest.shown.text == run[0].shown.text:
        name = "same"
    more = (*_break(view, run, before, patterns), *_region(view, newest, patterns))
    keys = (f"{name}{suffix}{form}" for form in ("", "_bare", "_least"))
    known = (key for key in keys if f"message.{key}" in patterns)
    messages = tuple(_say(view, patterns, key, **words) for key in known)
    return messages, (*more, *_margin(view, newest, patterns))


def _stands(view: IndicatorView, patterns: Patterns) -> Said:
    """Where the municipality stands among all, and the middle of the group beside it."""
    position, group = view.position, view.named
    words = {
        "own": view.main.shown.text,
        "areas": position.areas if position else "",
        "median": position.median.text if position else "",
    }
    more: Pieces = ()
    if group:
        middle = view.beside(view.main, group.place).text
        more = (patterns["piece.middle"].format(group=group.place.in_text, value=middle),)
    names = ("stands", "stands_bare")
    return tuple(_say(view, patterns, name, **words) for name in names), more


def _cells(view: IndicatorView, patterns: Patterns) -> Said:
    """The categories of the newest period: from the lowest to the highest; without any, the
    figure itself."""
    if not view.cells:
        return _of_series(view, (view.main,), "", patterns)
    return _spread(view, "spread", [(c.labels, c) for c in view.cells], patterns)


def _largest(view: IndicatorView, patterns: Patterns) -> Said:
    """The most frequent category."""
    return _spread(view, "largest", [(c.labels, c) for c in view.cells], patterns)


def _former(view: IndicatorView, patterns: Patterns) -> Said:
    """The former municipalities, from the lowest to the highest main figure."""
    rows = [((former.name,), _main_of(former)) for former in view.former]
    return _spread(view, "former", rows, patterns)


def _main_of(former: Former) -> Figure:
    return next((f for f in former.figures if f.part == "main"), former.figures[0])


def _spread(
    view: IndicatorView,
    name: str,
    rows: Sequence[tuple[tuple[str, ...], Figure]],
    patterns: Patterns,
) -> Said:
    shown = (row for row in rows if row[1].shown.value is not None)
    known = sorted(shown, key=lambda row: row[1].shown.value or 0.0)
    if not known:
        return _nothing(view, patterns)
    words = {"period": view.period_text}
    for end, (labels, one) in (("low", known[0]), ("high", known[-1])):
        words |= {end: one.shown.text, f"{end}_label": ", ".join(labels)}
    found = name if len(known) > 1 else "single"
    keys = (f"{found}{form}" for form in ("", "_bare", "_least"))
    said = (_say(view, patterns, key, **words) for key in keys if f"message.{key}" in patterns)
    return tuple(said), ()


def _nothing(view: IndicatorView, patterns: Patterns) -> Said:
    return (_say(view, patterns, "nothing"),), _region(view, view.main, patterns)


def _say(view: IndicatorView, patterns: Patterns, name: str, **words: object) -> str:
    fields = {
        "short": view.short,
        "matter": _matter(view, patterns),
        "place": view.place.in_text,
        "per": patterns.get(f"per.{view.unit}", ""),
    }
    return patterns[f"message.{name}"].format(**{**fields, **words})


def _matter(view: IndicatorView, patterns: Patterns) -> str:
    """What a breakdown is of: the official name as far as its first *naar*, and by what it is
    displayed. The short name says one of the categories, which a breakdown is not about."""
    head, by, _ = view.title.partition(patterns["words.by"])
    if by and view.breakdown:
        return patterns["words.matter"].format(head=head, breakdown=list_text(view.breakdown))
    return head.removesuffix(patterns["words.detail"])


# --- what is added ----------------------------------------------------------------------------


def _told(series: Series) -> Series:
    return tuple(figure for figure in series if figure.shown.value is not None)


def _comparable(series: Series) -> tuple[Series, bool]:
    """The figures since the last break, and whether there are others before it."""
    start = max((n for n, one in enumerate(series) if one.break_before), default=0)
    return _told(series[start:]), bool(_told(series[:start]))


def _break(view: IndicatorView, run: Series, before: bool, patterns: Patterns) -> Iterator[str]:
    if before and len(run) == 1:
        yield patterns["piece.reworded" if view.survey else "piece.other_source"]
    elif before:
        yield patterns["piece.break"].format(year=run[0].period)


def _region(view: IndicatorView, own: Figure, patterns: Patterns) -> Pieces:
    other = view.beside(own)
    if not view.comparators or other.value is None:
        return ()
    place = view.comparators[0]
    name = "middle" if place.kind == "group" else "region"
    return (patterns[f"piece.{name}"].format(group=place.in_text, value=other.text),)


def _margin(view: IndicatorView, own: Figure, patterns: Patterns) -> Pieces:
    """The interval of an estimate, as beside the key figure."""
    if own.low is None or own.high is None or own != view.main:
        return ()
    low, high = (figure(limit, view.unit, view.decimals) for limit in (own.low, own.high))
    return (patterns["piece.margin"].format(low=low, high=high),)


_SAYING: dict[str, Callable[[IndicatorView, Patterns], Said]] = {
    "change_over_time": _course,
    "parts_over_time": _courses,
    "groups_over_time": _courses,
    "position": _stands,
    "most_frequent": _largest,
    "former_places": _former,
    **dict.fromkeys(
        (
            *("compare_groups", "part_to_whole", "age_profile", "interval"),
            *("groups_by_groups", "parts_by_groups"),
        ),
        _cells,
    ),
}
"""Figure kind → what its alternative text says."""
