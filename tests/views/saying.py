"""What a sentence must be, and everything that is said about an indicator."""

import re
from collections.abc import Iterator, Mapping

from scan.catalogue.records import Indicator
from scan.report.figures import kinds
from scan.views.figure_words import FigureWords, figure_words
from scan.views.records import Figure, IndicatorView
from scan.views.sentences import Words, words

Wording = Mapping[str, Mapping[str, str]]
BROKEN = re.compile(
    r"[{}|]|\bNone\b|\bnan\b|  | [.,;:)]|[,;]{2}|\.\.|\( |\(\)|^\s|\s$|\u00a0\u00a0"
    r"|\b(het|de|een|in|van|voor) \1\b"
)
ONE_OF_MANY = re.compile(
    r"(?<![\d.,\u00a0])1 (?:inwoners|personen|leerlingen|kleuters|cursisten|gemeenten|antwoorden"
    r"|meerderjarige nieuwkomers|inburgeraars|werkzoekenden|schoolverlaters)\b"
)
BARE_REGION = re.compile(r"\b(?:in|dan|aan|met|als) (?:Vlaams|Brussels)\b")
HIGHER, LOWER = re.compile(r", (?:meer|hoger) dan in"), re.compile(r", (?:minder|lager) dan in")
SAME = re.compile(r", (?:evenveel|even hoog) als in")


def fault(text: str) -> str:
    """What is wrong with a text that a reader gets; empty when nothing is."""
    for name, pattern in (("broken", BROKEN), ("one", ONE_OF_MANY), ("region", BARE_REGION)):
        found = pattern.search(text)
        if found:
            return f"{name}: {found[0]!r} in {text!r}"
    return ""


def sentence_fault(text: str) -> str:
    """Likewise, for whole sentences."""
    if not text or not text[0].isupper() or not text.endswith("."):
        return f"no sentence: {text!r}"
    return fault(text)


def everything(
    view: IndicatorView, indicator: Indicator, wording: Wording
) -> tuple[Words, tuple[FigureWords, ...]]:
    """All words of one indicator page."""
    said = words(view, indicator, wording["sentences"])
    drawn = kinds.choose(view)
    titles, alternatives = wording["figures"], wording["alternatives"]
    return said, tuple(figure_words(view, name, titles, alternatives) for name in drawn)


def faults(view: IndicatorView, indicator: Indicator, wording: Wording) -> Iterator[str]:
    """Everything that is wrong with what is said about an indicator."""
    said, figures = everything(view, indicator, wording)
    yield sentence_fault(said.headline)
    if said.lead:
        yield sentence_fault(said.lead)
    yield fault(said.verdict)
    yield from _untrue(view, said)
    for figure in figures:
        yield sentence_fault(figure.alt)
        yield fault(figure.title)
        yield fault(figure.note)
        if not figure.title[0].isupper():
            yield f"no title: {figure.title!r}"


def _told(view: IndicatorView, headline: str) -> Figure:
    """The figure that the headline is about: the largest of many ages where it names that age."""
    if view.shape != "ages":
        return view.main
    highest = max(view.cells, key=lambda cell: cell.shown.value or 0.0)
    return highest if highest.labels[0] in headline else view.main


def _untrue(view: IndicatorView, said: Words) -> Iterator[str]:
    """What the sentences claim must follow from the figures beside them."""
    told = _told(view, said.headline)
    other = view.beside(told)
    own, region = told.shown.value, other.value
    if view.place.in_text not in said.headline:
        yield f"{view.place.in_text} is not in {said.headline!r}"
    if own is None:
        if said.lead or (not view.former and re.search(r"(?<!\d)\d+,\d", said.headline)):
            yield f"a figure that is not shown: {said.headline!r} {said.lead!r}"
        return
    gap = own - region if region is not None else 0.0
    for pattern, holds in ((HIGHER, gap > 0), (LOWER, gap < 0), (SAME, gap == 0)):
        if pattern.search(said.headline) and (region is None or not holds):
            yield f"{own} beside {region}: {said.headline!r}"
    if region is not None and gap and other.text not in said.headline:
        yield f"{other.text} is not in {said.headline!r}"
    step = view.change.shown.value if view.change else None
    for word, holds in (("hoger", (step or 0) > 0), ("lager", (step or 0) < 0)):
        if (
            re.search(rf" (?:ligt|lag \S+ \S+) \S+(?:\u00a0procentpunt)? {word} dan in", said.lead)
            and not holds
        ):
            yield f"{step}: {said.lead!r}"
