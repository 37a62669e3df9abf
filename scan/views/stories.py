"""Views, stories: three sentences that open a theme, by the rules of ``catalogue/core.toml``.

Input: what findings are made of, with the views of one theme alone, and the view that tells where
the municipality stands. Output: three :class:`Line` records, in the same order everywhere: where it
stands, how far groups lie apart, what moved. Where no tested figure bears one, it says so.
"""

from dataclasses import dataclass
from typing import Literal

from scan.views.core import Told, change_in, clear_gaps, gap_in, size_of
from scan.views.records import IndicatorView

Part = Literal["stand", "gap", "movement"]


@dataclass(frozen=True, slots=True)
class Line:
    """One of the sentences, and the indicator to go to; none where it says what is not known."""

    part: Part
    sentence: str
    see: str = ""


def story(told: Told, first: IndicatorView | None, headline: str) -> tuple[Line, ...]:
    """The three sentences; ``headline`` is that of ``first``, which tells where it stands."""
    return (_stand(told, first, headline), _gap(told), _movement(told))


def _stand(told: Told, first: IndicatorView | None, headline: str) -> Line:
    if first is None:
        return Line("stand", told.patterns["story.stand_unknown"])
    return Line("stand", headline, first.indicator)


def _gap(told: Told) -> Line:
    """The largest clear gap of today, else of all years; what is known of gaps where none is."""
    found = gap_in(told.views, told)
    if found is not None and found.kind == "gap":
        return Line("gap", found.sentence, found.see)
    old = [pair for pair in clear_gaps(told) if pair[0].old]
    if old:
        view, gap = max(old, key=lambda pair: size_of(pair[1]))
        sentence = told.patterns["story.gap_old"].format(
            year=view.period,
            subject=told.indicators[view.indicator].phrases.subject,
            own=gap.own.shown.text,
            own_people=gap.own_people,
            value=gap.other.text,
            people=gap.people,
        )
        return Line("gap", sentence, view.indicator)
    known = any(view.gaps for view in told.views)
    return Line("gap", told.patterns["story.gap_unclear" if known else "story.gap_unknown"])


def _movement(told: Told) -> Line:
    """What moved fastest since the council's term began; else what is known of movements."""
    found = change_in(told.views, told)
    if found is not None:
        return Line("movement", found.sentence, found.see)
    known = any(view.term is not None and not view.old for view in told.views)
    name = "movement_unclear" if known else "movement_unknown"
    return Line("movement", told.patterns[f"story.{name}"])
