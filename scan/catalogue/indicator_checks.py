"""Catalogue, the checks of indicators: quantities, breakdown, phrases and ways of feeding.

Input: findings with entries. Output: faults in the findings.
"""

from collections.abc import Mapping

from scan.catalogue.feeding import contributes, lacking, told_categories
from scan.catalogue.findings import Findings, Place
from scan.catalogue.groups import category_of, pairs_of
from scan.catalogue.patterns import places_in
from scan.catalogue.records import Alternative, Indicator, Quantity, Remainder


def check_indicators(found: Findings) -> None:
    """Every indicator by itself."""
    for indicator in found.entries.indicators.values():
        _indicator(found, indicator)


def _indicator(found: Findings, indicator: Indicator) -> None:
    """Quantities, breakdown, main figure, phrases and alternatives fit together."""
    name = indicator.id
    if indicator.numerator is not None:
        found.quantity(indicator.numerator, ("indicators", name, "numerator"))
    if indicator.denominator is not None:
        found.quantity(indicator.denominator, ("indicators", name, "denominator"))
        _named(found, indicator.denominator, ("indicators", name, "denominator"))
    _breakdown(found, indicator.breakdown, indicator.main, name, "")
    for number, dimension in enumerate(indicator.within):
        if dimension not in indicator.breakdown:
            at = ("indicators", name, f"within[{number}]")
            remedy = f"choose from the breakdown: {', '.join(indicator.breakdown) or 'empty'}"
            found.fault(*at, f"{dimension!r} is not in the breakdown", remedy)
    for caveat in indicator.caveats:
        found.refer("caveats", caveat, ("indicators", name, "caveats"))
    for concept in indicator.concepts:
        found.refer("concepts", concept, ("indicators", name, "concepts"))
    for number, membership in enumerate(indicator.memberships):
        at = ("indicators", name, f"memberships[{number}].publication")
        found.refer("publications", membership.publication, at)
    _calculation(found, indicator)
    _phrases(found, indicator)
    _survey(found, indicator)
    for number, alternative in enumerate(indicator.sources):
        _alternative(found, alternative, name, f"sources[{number}]")


def _named(found: Findings, below: Quantity, at: Place) -> None:
    """What is below the line is not called by its whole population where it is a part of that."""
    if below.where and not below.plural:
        message = f"is a part of {below.population} and has no name of its own"
        found.fault(*at, message, "add plural = …, as after 'van de'")


def _breakdown(
    found: Findings,
    breakdown: tuple[str, ...],
    main: Mapping[str, tuple[str, ...]],
    name: str,
    before: str,
) -> None:
    """At most two dimensions, each once; the main figure picks from them."""
    at = ("indicators", name, f"{before}breakdown")
    found.repeated(breakdown, at, "dimension")
    if len(breakdown) > 2:
        found.fault(*at, "more than two dimensions cannot be displayed", "keep two")
    for dimension in breakdown:
        found.refer("dimensions", dimension, at)
    for dimension, codes in main.items():
        place = ("indicators", name, f"{before}main.{dimension}")
        found.category(dimension, codes, place)
        if dimension not in breakdown:
            remedy = f"choose from the breakdown: {', '.join(breakdown) or 'empty'}"
            found.fault(*place, f"{dimension!r} is not in the breakdown", remedy)


def _calculation(found: Findings, indicator: Indicator) -> None:
    """Unit, numerator, denominator and difference go together."""
    name = indicator.id
    if (indicator.unit == "points") != (indicator.difference is not None):
        remedy = "a difference is in points, and only a difference is"
        found.fault("indicators", name, "unit", f"{indicator.unit!r} does not fit", remedy)
    if indicator.numerator is None and indicator.denominator is not None:
        remedy = "add the numerator, or leave both out for finished figures"
        found.fault("indicators", name, "denominator", "stands without numerator", remedy)
    alone = indicator.numerator is not None and indicator.denominator is None
    if alone != (indicator.unit == "count"):
        remedy = "a count has a numerator only; every other unit needs a denominator"
        finished = indicator.numerator is None and indicator.unit != "count"
        if not finished:
            found.fault("indicators", name, "denominator", "does not fit the unit", remedy)
    if indicator.difference is not None:
        _difference(found, indicator)


def _difference(found: Findings, indicator: Indicator) -> None:
    """Both figures of a difference are figures of the other indicator's breakdown."""
    difference = indicator.difference
    at = ("indicators", indicator.id, "difference")
    if difference is None or not found.refer("indicators", difference.of, (*at[:2], "of")):
        return
    allowed = set(found.entries.indicators[difference.of].breakdown)
    for side in (difference.minuend, difference.subtrahend):
        for dimension, code in side.items():
            found.category(dimension, [code], at)
            if dimension not in allowed:
                message = f"{dimension!r} is not in the breakdown of {difference.of}"
                found.fault(*at, message, f"choose from {', '.join(sorted(allowed))}")


def _phrases(found: Findings, indicator: Indicator, before: str = "") -> None:
    """The clause has one place for the figure; no text has places that nothing fills."""
    name = indicator.id
    phrases = indicator.phrases
    open_ended = any(
        split in found.entries.dimensions and found.entries.dimensions[split].open
        for split in indicator.breakdown
    )
    allowed = {"value", "category"} if open_ended else {"value"}
    for key, text in (("clause", phrases.clause), ("zero", phrases.zero)):
        places = _places(found, text, ("indicators", name, f"{before}phrases.{key}"))
        if not allowed.issuperset(places) or (key == "clause" and places.count("value") != 1):
            message = f"has places for {', '.join(places) or 'nothing'}"
            remedy = f"{{value}} stands in the clause once; allowed: {', '.join(sorted(allowed))}"
            found.fault("indicators", name, f"{before}phrases.{key}", message, remedy)
    if _places(found, phrases.subject, ("indicators", name, f"{before}phrases.subject")):
        remedy = "write it without braces"
        found.fault("indicators", name, f"{before}phrases.subject", "has places to fill", remedy)


def _places(found: Findings, text: str, at: Place) -> list[str]:
    """What stands between braces; a fault where they do not match."""
    try:
        return list(places_in(text))
    except ValueError as error:
        found.fault(*at, f"braces do not match: {error}", "close every brace")
        return []


def _survey(found: Findings, indicator: Indicator) -> None:
    """The first comparable edition is one in which the question was asked."""
    survey = indicator.survey
    at = ("indicators", indicator.id, "survey")
    if survey is None:
        return
    if survey.comparable_since not in survey.editions:
        message = f"{survey.comparable_since} is not among the editions"
        found.fault(*at, message, f"choose from {', '.join(map(str, survey.editions))}")
    if list(survey.editions) != sorted(set(survey.editions)):
        found.fault(*at, "the editions are not in order", "list each once, oldest first")


def _alternative(found: Findings, alternative: Alternative, name: str, place: str) -> None:
    """What a way of feeding refers to exists."""
    for source in alternative.use:
        found.refer("sources", source, ("indicators", name, f"{place}.use"))
    found.repeated(alternative.use, ("indicators", name, f"{place}.use"), "source")
    for caveat in alternative.caveats:
        found.refer("caveats", caveat, ("indicators", name, f"{place}.caveats"))
    if alternative.numerator is not None:
        found.quantity(alternative.numerator, ("indicators", name, f"{place}.numerator"))
    if alternative.denominator is not None:
        at = ("indicators", name, f"{place}.denominator")
        found.quantity(alternative.denominator, at)
        _named(found, alternative.denominator, at)
    if alternative.breakdown is not None or alternative.main is not None:
        indicator = found.entries.indicators[name]
        split = alternative.breakdown
        main = alternative.main
        _breakdown(
            found,
            indicator.breakdown if split is None else split,
            indicator.main if main is None else main,
            name,
            f"{place}.",
        )
    if alternative.remainder is not None:
        _remainder(found, alternative.remainder, ("indicators", name, f"{place}.remainder"))
    _own_words(found, found.entries.indicators[name], alternative, place)


def _own_words(found: Findings, indicator: Indicator, alternative: Alternative, place: str) -> None:
    """A way that counts something else than the indicator says so in words of its own."""
    fed = indicator.fed_by(indicator.sources.index(alternative))
    words, at = alternative.words, ("indicators", indicator.id, f"{place}.words")
    needed = set() if words.same else _needed(indicator, fed)
    lacks = sorted(name for name in needed if not getattr(words, name))
    if lacks:
        message = f"counts something else than {indicator.id}, and says so nowhere"
        remedy = f"add {', '.join(lacks)} under [sources.words]"
        found.fault(*at, message, f"{remedy}, or same = true where it counts the same")
    if words.phrases is not None:
        _phrases(found, fed, f"{place}.words.")
    for caveat in words.untrue:
        if caveat not in indicator.caveats:
            found.fault(*at[:2], f"{at[2]}.untrue", f"{caveat!r} is no caveat", "take it out")
    for concept in words.concepts or ():
        found.refer("concepts", concept, (*at[:2], f"{at[2]}.concepts"))


def _needed(indicator: Indicator, fed: Indicator) -> set[str]:
    """Which words a way needs for what it counts otherwise than its indicator."""
    needed: set[str] = set()
    if fed.breakdown != indicator.breakdown:
        needed |= {"short", "definition", "numerator_text", "phrases"}
    if fed.main != indicator.main:
        needed |= {"short", "phrases"}
    if _counts(fed.numerator) != _counts(indicator.numerator):
        needed |= {"definition", "numerator_text", "phrases"}
    if _counts(fed.denominator) != _counts(indicator.denominator):
        needed |= {"denominator_text", "phrases"}
    return needed


def _counts(quantity: Quantity | None) -> tuple[object, ...]:
    """What is counted, whatever it is called."""
    return () if quantity is None else (quantity.population, quantity.where)


def _remainder(found: Findings, rest: Remainder, at: Place) -> None:
    """The category that is left over exists."""
    found.refer("populations", rest.population, at)
    found.category(rest.dimension, [rest.code], at)


def check_feeding(found: Findings) -> None:
    """Each alternative feeds its indicator, and each source in it has a part in that.

    Only told where all that it stands on could be read and is sound itself.
    """
    known = {name for kind, name in found.files if kind == "dimensions"}
    faulty = {fault.file for fault in found.faults}
    unsound = any(file.startswith(("dimensions/", "sources/")) for file in faulty)
    if unsound or known != set(found.entries.dimensions):
        return
    for indicator in found.entries.indicators.values():
        base = indicator.difference.of if indicator.difference is not None else indicator.id
        files = {found.files["indicators", name] for name in (indicator.id, base)}
        if not files & faulty and base in found.entries.indicators:
            for number, alternative in enumerate(indicator.sources):
                _feeding(found, indicator, alternative, f"sources[{number}]")


def _feeding(found: Findings, indicator: Indicator, alternative: Alternative, place: str) -> None:
    """One way of feeding."""
    if not set(alternative.use) <= set(found.entries.sources):
        return
    at = ("indicators", indicator.id, place)
    for missing in lacking(found.entries, indicator, alternative):
        remedy = "add a source that has it, or change the breakdown of this way"
        found.fault(*at, f"{', '.join(alternative.use)} cannot deliver {missing}", remedy)
    _fewer(found, indicator, alternative, at)
    _gaps(found, indicator.fed_by(indicator.sources.index(alternative)))
    for name in alternative.use:
        if not contributes(found.entries, indicator, alternative, found.entries.sources[name]):
            found.fault(*at, f"{name} delivers nothing that is needed here", "take it out of 'use'")


def _gaps(found: Findings, fed: Indicator) -> None:
    """Groups between which a gap is told have a name."""
    dimensions = found.entries.dimensions
    for codes in (codes for pair in pairs_of(fed, dimensions) for codes in pair):
        for name, code in zip(fed.breakdown, codes, strict=True):
            category = category_of(dimensions[name], code)
            if name in fed.within and not (category.people or category.of):
                at, message = ("dimensions", name, "categories"), f"{code!r} has no name in a gap"
                found.fault(*at, f"{message}, which {fed.id} tells", "add people = … or of = …")


def _fewer(found: Findings, indicator: Indicator, alternative: Alternative, at: Place) -> None:
    """A way that shows fewer categories than the first one does not speak of the others."""
    if not set(indicator.sources[0].use) <= set(found.entries.sources):
        return
    usual = told_categories(found.entries, indicator, indicator.sources[0])
    told = told_categories(found.entries, indicator, alternative)
    words = alternative.words
    lacks = [name for name in ("definition", "numerator_text") if not getattr(words, name)]
    for dimension in usual.keys() & told.keys():
        gone = sorted(usual[dimension] - told[dimension])
        if gone and lacks and not words.same:
            message = f"shows no {', '.join(gone)} of {dimension}, and its words speak of them"
            remedy = f"add {', '.join(lacks)} under [sources.words]"
            found.fault(*at[:2], f"{at[2]}.words", message, remedy)
