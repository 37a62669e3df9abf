"""Catalogue, the checks of the Barometer: objectives, editions, sources, groups.

Input: findings with entries. Output: faults in the findings. Its indicators are checked as all
are; here stands what holds for them alone. A split finer than the five groups is refused wherever
it is asked for: in an indicator, in the groups, in a source.
"""

from dataclasses import replace

from scan.catalogue.barometer import (
    ANSWER,
    BAROMETER,
    GROUP,
    QUESTION,
    TOO_FINE,
    BarometerIndicator,
)
from scan.catalogue.findings import Findings, closest
from scan.catalogue.indicator_checks import check_indicators
from scan.catalogue.sources import Source

GROUPS = ("belgian", "eu", "eu", "non_eu", "non_eu")
"""The origins of the groups, of two generations but for Belgian origin; there is nothing finer."""


def of_barometer(found: Findings) -> Findings:
    """The same findings, where the indicators are those of the Barometer."""
    kinds = {"barometer_indicators": "indicators", "indicators": "municipal"}
    files = {(kinds.get(kind, kind), name): file for (kind, name), file in found.files.items()}
    return replace(found, entries=found.entries.of_barometer, files=files)


def check_barometer(found: Findings) -> None:
    """Everything in ``barometer/``, and the sources that feed it."""
    for source in found.entries.sources.values():
        if source.scope == "region":
            _source(found, source)
    if ("barometers", BAROMETER) not in found.files:
        message = "the file barometer/barometer.toml is missing"
        found.fault("barometers", BAROMETER, "", message, "put it back")
    _groups(found)
    _objectives(found)
    check_indicators(of_barometer(found))
    for indicator in found.entries.barometer_indicators.values():
        _indicator(found, indicator)


def _groups(found: Findings) -> None:
    """The five groups, Belgian origin first: the others are compared with it."""
    if GROUP in found.entries.dimensions:
        categories = found.entries.dimensions[GROUP].categories
        if tuple(category.within for category in categories) != GROUPS:
            why = f": {TOO_FINE}" if len(categories) > len(GROUPS) else ""
            message = f"are not the five groups of origin and generation{why}"
            remedy = "give Belgian origin, then two generations of EU and of non-EU origin"
            found.fault("dimensions", GROUP, "categories", message, remedy)


def _objectives(found: Findings) -> None:
    """Numbered from 1 on; every indicator stands in one of them."""
    objectives = found.entries.objectives
    numbers = [objective.number for objective in objectives.values()]
    for objective in objectives.values():
        if numbers.count(objective.number) > 1 or objective.number > len(objectives):
            message = f"{objective.number} is taken or leaves a gap"
            remedy = f"number the objectives from 1 to {len(objectives)}"
            found.fault("objectives", objective.id, "number", message, remedy)
        for code in objective.indicators:
            found.refer("barometer_indicators", code, ("objectives", objective.id, "indicators"))
    listed = [code for objective in objectives.values() for code in objective.indicators]
    for code in found.entries.barometer_indicators:
        if listed.count(code) != 1:
            message = f"{code!r} is in {listed.count(code) or 'no'} objectives"
            remedy = "list it in one file of barometer/objectives"
            found.fault("barometer_indicators", code, "id", message, remedy)


def _indicator(found: Findings, one: BarometerIndicator) -> None:
    """Split by the groups, from a source of its kind; some answers of one question are counted."""
    at = ("barometer_indicators", one.id)
    if one.breakdown != (GROUP,) or one.within != (GROUP,):
        asked = f"asks for a split by {', '.join(one.breakdown) or 'nothing'}"
        found.fault(*at, "breakdown", f"{asked}, which is refused: {TOO_FINE}", "leave it out")
    asked_of = [q.where.get(QUESTION) for q in (one.numerator, one.denominator) if q]
    if asked_of != [(one.id,)] * 2 or not set(one.counted) < set(one.answers):
        message = "must count some answers to its own question, on all of them"
        remedy = f"restrict both to {QUESTION} and {ANSWER}, the numerator to fewer answers"
        found.fault(*at, "numerator", message, remedy)
    for source in (found.entries.sources.get(name) for way in one.sources for name in way.use):
        if source and (source.scope, source.sample) != ("region", one.survey is not None):
            message = f"{source.id!r} does not deliver {one.kind} figures of the Barometer"
            found.fault(*at, "sources", message, "name another one")
    if one.survey and (one.decimals or one.years_back):
        message = "estimates are whole per cents, beside the edition before"
        found.fault(*at, "decimals", message, "write decimals = 0 and no years_back")
    if one.survey and not one.survey.every:
        _editions(found, one, one.survey.editions)


def _editions(found: Findings, one: BarometerIndicator, editions: tuple[int, ...]) -> None:
    """The editions of a question of the additional part, which have one."""
    at, known = ("barometer_indicators", one.id, "survey.editions"), found.entries.editions
    for year in editions:
        edition = known.get(str(year))
        if edition is None:
            found.fault(*at, f"there is no edition {year}", closest(str(year), known))
        elif not edition.module:
            message = f"the edition {year} has no additional part"
            found.fault(*at, message, "name its module in that edition")


def _source(found: Findings, source: Source) -> None:
    """A source of the Barometer splits by group, question and answer, and by nothing else."""
    at, wanted = ("sources", source.id), (GROUP, QUESTION, ANSWER)
    dimensions = [trait.dimension for trait in source.traits]
    for dimension in (name for name in dimensions if name not in wanted):
        message = f"asks for a split by {dimension}, which is refused: {TOO_FINE}"
        found.fault(*at, "traits", message, "take that column out")
    for dimension in (name for name in wanted if name not in dimensions):
        found.fault(*at, "traits", f"the column of {dimension} is not named", "add it")
    if len(source.values) != 1 or source.values[0].population is None:
        found.fault(*at, "values", "must be one column of counts", "name one and its population")
    if len(source.coverage) != 1 or source.regions != "own":
        message = "must be the supplier's own figures of one region"
        found.fault(*at, "coverage", message, 'write coverage = ["02000"] and regions = "own"')
