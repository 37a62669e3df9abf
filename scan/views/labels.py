"""Views, labels: what figures are of, as Dutch words.

Input: a desk and the plan of an indicator. Output: units, periods, what is counted and of whom,
when new figures come, and the names of former municipalities, all from the catalogue.
"""

import datetime
from collections.abc import Mapping

from scan.catalogue.entries import Catalogue
from scan.catalogue.expecting import expected_window, window_text
from scan.catalogue.promises import understand
from scan.catalogue.records import Quantity
from scan.catalogue.sources import Source
from scan.dutch import month_text
from scan.series.plans import Plan
from scan.views.desk import Desk


def unit_label(desk: Desk, plan: Plan, unsaid: tuple[str, ...]) -> str:
    """What the figures are, for the head of a chart: ``% van de inwoners``.

    ``unsaid`` are the labels of categories that the figures are of without a word.
    """
    label = unit_text(desk.catalogue, plan)
    if unsaid:
        return desk.words["unit.of_category"].format(unit=label, category=unsaid[-1])
    return label


def unit_text(catalogue: Catalogue, plan: Plan) -> str:
    """The unit in words, with what is below the line: ``% van de inwoners``; ``per 1.000 inwoners
    van 18 jaar en ouder``."""
    words, unit, below = catalogue.wording["values"], plan.indicator.unit, plan.denominator
    if below is None and unit == "percent":
        return words[f"unit.percent_{'survey' if plan.indicator.survey else 'bare'}"]
    if below is None:
        return words[f"unit.{unit}"]
    return words[f"unit.{unit}"].format(base=_plural(catalogue, below))


def _plural(catalogue: Catalogue, quantity: Quantity) -> str:
    return quantity.plural or catalogue.populations[quantity.population].plural


def counted(desk: Desk, quantity: Quantity | None) -> str:
    """Plural of what is counted; empty for finished figures."""
    if quantity is None:
        return ""
    return _plural(desk.catalogue, quantity)


def counted_one(desk: Desk, quantity: Quantity | None) -> str:
    """Singular of what is counted; empty for finished figures."""
    return desk.catalogue.populations[quantity.population].singular if quantity else ""


def base_counted(desk: Desk, plan: Plan) -> str:
    """Plural of what the denominator of the main figure counts, which may be one group only."""
    base = counted(desk, plan.denominator)
    return desk.words["counted.group"].format(base=base) if group(desk, plan) else base


def group(desk: Desk, plan: Plan) -> str:
    """The categories that the denominator of the main figure is restricted to; empty for all, and
    for finished figures."""
    if plan.denominator is None:
        return ""
    found = []
    for name in plan.within:
        codes = plan.main.get(name, ())
        categories = desk.catalogue.dimensions[name].categories
        found += [category.label for category in categories if category.code in codes]
    return ", ".join(found)


def period_text(desk: Desk, plan: Plan, period: int) -> str:
    """The moment or the year that the figures are of."""
    if plan.numerator is None:
        moment = "burgerbevraging" if plan.indicator.survey else "jaar"
    else:
        moment = desk.catalogue.populations[plan.numerator.population].moment
    return desk.words[f"moment.{moment}"].format(year=period)


def expected_text(
    source: Source,
    wording: Mapping[str, Mapping[str, str]],
    delivered: datetime.date | None = None,
    *,
    stopped: bool = False,
) -> str:
    """When new figures come: ``juli 2026`` after a delivery of a known day, or as promised; else
    when they usually do (``jaarlijks in juli``). Of a series that ``stopped``, only a promise is
    told. ``wording`` is the catalogue's."""
    words, promise = wording["values"], understand(source.promise)
    if stopped and not promise.dated:
        return words["source.expected_stopped"]
    if delivered is not None or (promise.text and promise.yearly is None):
        day = delivered or datetime.date.min
        window = expected_window(source, promise, delivered, day)
        return window_text(window, promise, wording["calendar"])
    months = (promise.yearly,) if promise.yearly else source.expected
    if not months:
        return words["source.expected_unknown"]
    month = month_text(2000, months[0]).split(" ")[0]
    pattern = "source.expected_every_year" if source.every == 1 else "source.expected_every"
    return words[pattern].format(month=month, years=source.every)


def former_name(desk: Desk, nis: str) -> str:
    """A former municipality; with its territory where its name is that of today's."""
    areas, area = desk.catalogue.areas, desk.area
    name = areas.get(nis).name
    if name != area.name:
        return name
    year = max(merger.date.year for merger in areas.mergers if merger.new_nis == area.nis)
    return desk.words["former.territory"].format(name=name, year=year)
