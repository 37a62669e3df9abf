"""Views, tallying: how often a municipality is higher or lower than its region, or among the
highest or lowest, as a sentence.

Input: views and the patterns of ``catalogue/wording/sentences.toml``. Output: one sentence.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from scan.dutch import list_text
from scan.views.records import IndicatorView, State

Patterns = Mapping[str, str]
_TALLIED: Mapping[State, str] = {
    "higher": "higher",
    "lower": "lower",
    "equal": "alike",
    "about_equal": "alike",
    "unclear": "unclear",
}

FEWEST = 2
"""Of fewer figures nothing is tallied."""
BOTH = 2
"""So many figures are *both*, where they are alike."""


def tally(views: tuple[IndicatorView, ...], region: str, patterns: Patterns) -> str:
    """How often the municipality is higher and lower than ``region`` (as in a sentence), what is
    most frequent first; empty where fewer than two figures can be compared. Two indicators with
    one and the same main figure, here and in the region, count once, old figures not at all."""
    counted = (view for view in views if not view.old and view.state in _TALLIED)
    told = {_what(view): view.state for view in counted}
    found = Counter(_TALLIED[state] for state in told.values())
    if found.total() < FEWEST:
        return ""
    place, total = views[0].place.in_text, found.total()
    (most, count), *others = found.most_common()
    first = "several" if others else "both" if total == BOTH else "every"
    words = {"place": place, "count": count, "total": total, "word": patterns[f"tally.word.{most}"]}
    items = [
        patterns[f"tally.{first}"].format(**words),
        *(
            patterns["tally.other"].format(count=n, word=patterns[f"tally.word.{state}"])
            for state, n in others
        ),
    ]
    whole = patterns["tally.one" if others and count == 1 else "tally.all"]
    return whole.format(region=region, items=list_text(items))


def ranked(views: Sequence[IndicatorView], patterns: Patterns) -> str:
    """How many of the recent figures surely belong to the highest and to the lowest quarter of the
    municipalities; empty where fewer than two have a sure place."""
    standings = [v.position.standing for v in views if v.position and not v.old]
    sure = [standing for standing in standings if standing]
    if len(sure) < FEWEST:
        return ""
    high = sum(standing in ("highest_quarter", "highest_tenth") for standing in sure)
    low = sum(standing in ("lowest_quarter", "lowest_tenth") for standing in sure)
    every = "_all" if len(sure) in (high, low) else ""
    name = ("both" if low else f"high{every}") if high else (f"low{every}" if low else "none")
    place = views[0].place.in_text
    return patterns[f"ranked.{name}"].format(place=place, count=len(sure), high=high, low=low)


def _what(view: IndicatorView) -> tuple[object, ...]:
    """What tells main figures apart: not the code of the indicator."""
    main = view.main
    beside = view.beside(main).value
    amounts = (main.shown.value, main.count.value, main.base.value, beside)
    return (view.period, view.unit, *amounts) if main.base.value else (view.indicator,)
