"""Report, in force: the rules by which the figures of one report are shown, hidden and compared.

Input: the bounds of the catalogue, and the sources that feed the views of a report. Output:
:class:`InForce`: the numbers and sentences that reading guide and method page print. Nothing of it
is typed there: another bound or another minimum makes another page.
"""

from collections.abc import Iterable, Iterator, Sequence

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.dutch import list_text
from scan.report.pages.contents import InForce
from scan.report.pages.furniture import Furniture
from scan.views.records import IndicatorView

MOST_NAMED = 4
"""More suppliers than this are called the others, or the sources of the report."""


def in_force(catalogue: Catalogue, views: Sequence[IndicatorView], say: Furniture) -> InForce:
    """The rules of a report with these views."""
    fed = [(view, tuple(_counting(catalogue, view))) for view in views]
    numbers = catalogue.bounds.texts
    return InForce(
        numbers,
        (*_privacy(fed, say), say.say("privacy.base", **numbers)),
        any(view.survey and not view.margin_known for view in views),
    )


def _counting(catalogue: Catalogue, view: IndicatorView) -> Iterator[Source]:
    """The sources behind an indicator that count persons."""
    indicator = catalogue.indicators[view.indicator]
    for name in catalogue.way_of(indicator).use:
        source = catalogue.sources[name]
        counted = (value.population for value in source.values if value.population)
        if any(catalogue.populations[population].persons for population in counted):
            yield source


def _privacy(
    fed: Sequence[tuple[IndicatorView, tuple[Source, ...]]], say: Furniture
) -> Iterator[str]:
    """What is hidden of each supplier, and what is public already."""
    sources = {source.id: source for _, own in fed for source in own}.values()
    guarded = [source for source in sources if not source.public and source.minimum > 1]
    lacking = [source for source in sources if source.public and source.absent == "hidden"]
    public = [s for s in sources if s not in guarded and s not in lacking]
    for minimum, names in _by_minimum(guarded):
        key = "privacy.own" if public or lacking else "privacy.own_all"
        yield say.say(key, suppliers=names, most=minimum - 1)
    if guarded:
        yield say.say("privacy.follows")
    for minimum, names in _by_minimum(lacking):
        yield say.say("privacy.supplier", suppliers=names, minimum=minimum)
    if public:
        suppliers = list(dict.fromkeys(source.supplier for source in public))
        few = "public" if len(suppliers) <= MOST_NAMED else "public_others"
        key = few if guarded or lacking else "public_all"
        yield say.say(f"privacy.{key}", suppliers=list_text(suppliers))
        if most := max(_seen(fed, {source.id for source in public}), default=0):
            yield say.say("privacy.seen", most=most)


def _by_minimum(sources: Iterable[Source]) -> Iterator[tuple[int, str]]:
    """Suppliers by the smallest count of theirs that is shown."""
    found: dict[int, list[str]] = {}
    for source in sources:
        found.setdefault(source.minimum, []).append(source.supplier)
    for minimum, names in sorted(found.items()):
        yield minimum, list_text(list(dict.fromkeys(names)))


def _seen(
    fed: Sequence[tuple[IndicatorView, tuple[Source, ...]]], public: set[str]
) -> Iterator[int]:
    """The largest count that would be hidden, of each public source that shows such a count."""
    for view, sources in fed:
        counts = {figure.count.value for figure in view.figures}
        for source in sources:
            if source.id in public and counts & set(range(1, source.minimum)):
                yield source.minimum - 1
