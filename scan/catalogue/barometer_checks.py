"""Catalogue, the checks of the Barometer: objectives, indicators, editions, sources, groups.

Input: findings with entries. Output: faults in the findings. A split finer than the five groups
is refused wherever it is asked for: in an indicator, in the groups, in a source.
"""

from collections.abc import Callable
from functools import partial

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
_Fault = Callable[[str, str, str], None]
"""Notes a fault of an entry: its field, what is wrong, what to do."""


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
        why = f": {TOO_FINE}" if len(have) > len(GROUPS) else ""
        remedy = "give Belgian origin, and EU and non-EU origin of generation 1 and 2"
        found.fault(*at, f"are not the five groups of origin and generation{why}", remedy)
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


def _indicator(found: Findings, one: BarometerIndicator, barometer: Barometer) -> None:
    """The answers that are counted exist; source, wordings and editions fit the kind."""
    fault = partial(found.fault, "barometer_indicators", one.id)
    if one.split:
        asked = f"asks for a split by {', '.join(one.split)}"
        fault("split", f"{asked}, which is refused: {TOO_FINE}", "take 'split' out")
    _counted(found, one, barometer, fault)
    if found.refer("sources", one.source, ("barometer_indicators", one.id, "source")):
        source = found.entries.sources[one.source]
        if source.scope != "region":
            message = f"{source.id!r} is no source of the Barometer"
            fault("source", message, "name one of scope region")
        elif source.sample != one.is_survey:
            message = f"{source.id!r} does not deliver {one.kind} figures"
            fault("source", message, "name another source, or change the kind")
    if one.is_survey:
        _survey(one, fault)
        _editions(found, one, fault)
    elif one.wordings or one.editions or one.part != "fixed":
        message = "an administrative indicator has no wordings, editions or additional part"
        fault("kind", message, "take them out")


def _counted(found: Findings, one: BarometerIndicator, barometer: Barometer, fault: _Fault) -> None:
    """Some of the answers are counted, and not all of them."""
    answers = barometer.answers(one.scale)
    if not answers:
        scales = [scale.code for scale in barometer.scales]
        fault("scale", f"{one.scale!r} is not among the scales", closest(one.scale, scales))
        return
    found.repeated(one.counted, ("barometer_indicators", one.id, "counted"), "answer")
    for code in (code for code in one.counted if code not in answers):
        fault("counted", f"{code!r} is no answer of its scale", closest(code, answers))
    if set(one.counted) >= set(answers):
        fault("counted", "counts every answer: the share is always 100 %", "leave one out")


def _survey(one: BarometerIndicator, fault: _Fault) -> None:
    """Words of a question, oldest first; survey figures are whole per cents."""
    years = [wording.since for wording in one.wordings]
    if not years or years != sorted(set(years)):
        remedy = "give [[wordings]] since, text"
        fault("wordings", "must say how it was asked, oldest first", remedy)
    if one.decimals:
        fault("decimals", "estimates are whole per cents", "write decimals = 0")
    if one.years_back:
        fault("years_back", "is for administrative series", "take it out")


def _editions(found: Findings, one: BarometerIndicator, fault: _Fault) -> None:
    """The editions of a question of the additional part, which have one."""
    known = found.entries.editions
    if (one.part == "additional") != bool(one.editions):
        remedy = "the additional part names its editions, the fixed part is in all of them"
        fault("editions", "do not fit the part", remedy)
    for year in one.editions:
        edition = known.get(str(year))
        if edition is None:
            fault("editions", f"there is no edition {year}", closest(str(year), known))
        elif not edition.module:
            message = f"the edition {year} has no additional part"
            fault("editions", message, "name its module in that edition")


def _source(found: Findings, source: Source) -> None:
    """A source of the Barometer splits by group, question and answer, and by nothing else."""
    fault, wanted = partial(found.fault, "sources", source.id), (GROUP, QUESTION, ANSWER)
    dimensions = [trait.dimension for trait in source.traits]
    for dimension in (name for name in dimensions if name not in wanted):
        message = f"asks for a split by {dimension}, which is refused: {TOO_FINE}"
        fault("traits", message, "take that column out")
    for dimension in (name for name in wanted if name not in dimensions):
        fault("traits", f"the column of {dimension} is not named", "add it")
    if len(source.values) != 1 or source.values[0].population is None:
        fault("values", "must be one column of counts", "name one column and its population")
    if len(source.coverage) != 1 or source.regions != "own":
        message = "must be the supplier's own figures of one region"
        fault("coverage", message, 'write coverage = ["02000"] and regions = "own"')
