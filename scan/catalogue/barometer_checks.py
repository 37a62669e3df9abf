"""Catalogue, the checks of the Barometer: objectives, indicators, editions, sources, groups.

Input: findings with entries. Output: faults in the findings. A split finer than the five groups
is refused wherever it is asked for: in an indicator, in the groups, in a source.
"""

from scan.catalogue.barometer import (
    ANSWER,
    BAROMETER,
    GROUP,
    QUESTION,
    TOO_FINE,
    Barometer,
    BarometerIndicator,
)
from scan.catalogue.findings import Findings, closest
from scan.catalogue.sources import Source

GROUPS = (("belgian", 0), ("eu", 1), ("eu", 2), ("non_eu", 1), ("non_eu", 2))
"""Origin and generation of the groups; there is nothing finer."""


def check_barometer(found: Findings) -> None:
    """Everything in ``barometer/``, and the sources that feed it."""
    for source in found.entries.sources.values():
        if source.scope == "region":
            _source(found, source)
    barometer = found.entries.barometers.get(BAROMETER)
    if barometer is None:
        if ("barometers", BAROMETER) not in found.files:
            message = "the file barometer/barometer.toml is missing"
            found.fault("barometers", BAROMETER, "", message, "put it back")
        return
    _groups(found, barometer)
    _scales(found, barometer)
    _objectives(found)
    for indicator in found.entries.barometer_indicators.values():
        _indicator(found, indicator, barometer)


def _groups(found: Findings, barometer: Barometer) -> None:
    """The five groups, each once, Belgian origin first."""
    at = ("barometers", BAROMETER, "groups")
    found.repeated((g.code for g in barometer.groups), at, "code")
    found.repeated((g.name for g in barometer.groups), at, "name")
    have = [(g.origin, g.generation) for g in barometer.groups]
    if sorted(have) != sorted(GROUPS):
        finer = len(have) > len(GROUPS)
        message = "are not the five groups of origin and generation"
        remedy = "give Belgian origin, and EU and non-EU origin of generation 1 and 2"
        found.fault(*at, f"{message}: {TOO_FINE}" if finer else message, remedy)
    elif have[0] != GROUPS[0]:
        found.fault(*at, "the others are compared with the first one", "put Belgian origin first")


def _scales(found: Findings, barometer: Barometer) -> None:
    """Scales and the answers in them are told apart; a code means one thing."""
    at = ("barometers", BAROMETER, "scales")
    found.repeated((scale.code for scale in barometer.scales), at, "code")
    labels: dict[str, str] = {}
    for number, scale in enumerate(barometer.scales):
        place = ("barometers", BAROMETER, f"scales[{number}].answers")
        found.repeated((answer.code for answer in scale.answers), place, "code")
        for answer in scale.answers:
            if labels.setdefault(answer.code, answer.label) != answer.label:
                message = f"{answer.code!r} is {labels[answer.code]!r} in another scale"
                found.fault(*place, message, "give it another code or the same label")


def _objectives(found: Findings) -> None:
    """Numbered from 1 on; every indicator stands in one of them."""
    objectives = found.entries.objectives
    numbers = sorted(objective.number for objective in objectives.values())
    for objective in objectives.values():
        place = ("objectives", objective.id, "number")
        if numbers.count(objective.number) > 1 or objective.number > len(objectives):
            remedy = f"number the objectives from 1 to {len(objectives)}"
            found.fault(*place, f"{objective.number} is taken or leaves a gap", remedy)
        for code in objective.indicators:
            found.refer("barometer_indicators", code, ("objectives", objective.id, "indicators"))
    listed = [code for objective in objectives.values() for code in objective.indicators]
    for code in found.entries.barometer_indicators:
        if listed.count(code) != 1:
            message = f"{code!r} is in {listed.count(code) or 'no'} objectives"
            remedy = "list it in one file of barometer/objectives"
            found.fault("barometer_indicators", code, "id", message, remedy)


def _indicator(found: Findings, indicator: BarometerIndicator, barometer: Barometer) -> None:
    """The answers that are counted exist; source, wordings and editions fit the kind."""
    name = indicator.id
    if indicator.split:
        remedy = "take 'split' out"
        message = f"asks for a split by {', '.join(indicator.split)}, which is refused: {TOO_FINE}"
        found.fault("barometer_indicators", name, "split", message, remedy)
    scales = {scale.code: [answer.code for answer in scale.answers] for scale in barometer.scales}
    if indicator.scale not in scales:
        message = f"{indicator.scale!r} is not among the scales"
        found.fault(
            "barometer_indicators", name, "scale", message, closest(indicator.scale, scales)
        )
    else:
        _counted(found, indicator, scales[indicator.scale])
    _fed(found, indicator)
    if indicator.is_survey:
        _survey(found, indicator)
    elif indicator.wordings or indicator.editions or indicator.part != "fixed":
        message = "an administrative indicator has no wordings, editions or additional part"
        found.fault("barometer_indicators", name, "kind", message, "take them out")


def _counted(found: Findings, indicator: BarometerIndicator, answers: list[str]) -> None:
    """Some of the answers are counted, and not all of them."""
    at = ("barometer_indicators", indicator.id, "counted")
    found.repeated(indicator.counted, at, "answer")
    for code in indicator.counted:
        if code not in answers:
            found.fault(*at, f"{code!r} is no answer of its scale", closest(code, answers))
    if set(indicator.counted) >= set(answers):
        found.fault(*at, "counts every answer: the share is always 100 %", "leave one out")


def _fed(found: Findings, indicator: BarometerIndicator) -> None:
    """The source speaks of the region, and counts answers where the indicator is a question."""
    at = ("barometer_indicators", indicator.id, "source")
    if not found.refer("sources", indicator.source, at):
        return
    source = found.entries.sources[indicator.source]
    if source.scope != "region":
        found.fault(*at, f"{source.id!r} is no source of the Barometer", "name one of scope region")
    elif source.sample != (indicator.is_survey):
        message = f"{source.id!r} does not deliver {indicator.kind} figures"
        found.fault(*at, message, "name another source, or change the kind")


def _survey(found: Findings, indicator: BarometerIndicator) -> None:
    """Words and editions of a question; survey figures are whole per cents."""
    name = indicator.id
    years = [wording.since for wording in indicator.wordings]
    if not years or years != sorted(set(years)):
        message, remedy = "must say how it was asked, oldest first", "give [[wordings]] since, text"
        found.fault("barometer_indicators", name, "wordings", message, remedy)
    if indicator.decimals:
        remedy = "write decimals = 0"
        found.fault(
            "barometer_indicators", name, "decimals", "estimates are whole per cents", remedy
        )
    if indicator.years_back:
        message, remedy = "is for administrative series", "take it out"
        found.fault("barometer_indicators", name, "years_back", message, remedy)
    at = ("barometer_indicators", name, "editions")
    if (indicator.part == "additional") != bool(indicator.editions):
        remedy = "the additional part names its editions, the fixed part is in all of them"
        found.fault(*at, "do not fit the part", remedy)
    for year in indicator.editions:
        edition = found.entries.editions.get(str(year))
        if edition is None:
            known = found.entries.editions
            found.fault(*at, f"there is no edition {year}", closest(str(year), known))
        elif not edition.module:
            message = f"the edition {year} has no additional part"
            found.fault(*at, message, "name its module in that edition")


def _source(found: Findings, source: Source) -> None:
    """A source of the Barometer splits by group, question and answer, and by nothing else."""
    at = ("sources", source.id, "traits")
    dimensions = [trait.dimension for trait in source.traits]
    for dimension in dimensions:
        if dimension not in (GROUP, QUESTION, ANSWER):
            message = f"asks for a split by {dimension}, which is refused: {TOO_FINE}"
            found.fault(*at, message, "take that column out")
    for dimension in (GROUP, QUESTION, ANSWER):
        if dimension not in dimensions:
            found.fault(*at, f"the column of {dimension} is not named", "add it")
    if len(source.values) != 1 or source.values[0].population is None:
        place = ("sources", source.id, "values")
        found.fault(*place, "must be one column of counts", "name one column and its population")
    if len(source.coverage) != 1 or source.regions != "own":
        message = "must be the supplier's own figures of one region"
        remedy = 'write coverage = ["02000"] and regions = "own"'
        found.fault("sources", source.id, "coverage", message, remedy)
