"""Catalogue, the checks between entries: what no single record can see.

Input: the entries that could be read, and the file of each. Output: faults: references to
nothing, entries that nothing refers to, categories that do not exist, alternatives that cannot
feed their indicator, editions that contradict themselves.
"""

from scan.catalogue.barometer_checks import check_barometer, of_barometer
from scan.catalogue.entries import Entries
from scan.catalogue.findings import Files, Findings, closest
from scan.catalogue.indicator_checks import check_feeding, check_indicators
from scan.catalogue.records import Alternative, Dimension, Identity, Publication
from scan.catalogue.source_checks import check_sources
from scan.catalogue.sources import Source
from scan.errors import Fault

LONGEST_SHEET = 31
"""Characters in the name of a sheet of a workbook."""


def check_entries(entries: Entries, files: Files, complete: bool) -> list[Fault]:
    """Every fault between entries.

    ``files`` also names the entries that could not be read: references to them hold.
    ``complete`` says that there are none, so that unused entries can be told.
    """
    found = Findings(entries, files)
    for dimension in entries.dimensions.values():
        _dimension(found, dimension)
    check_sources(found)
    for identity in entries.identities.values():
        _identity(found, identity)
    check_indicators(found)
    check_barometer(found)
    for theme in entries.themes.values():
        if len(theme.sheet or theme.title) > LONGEST_SHEET:
            message = f"the title has more than {LONGEST_SHEET} characters and names a sheet"
            found.fault("themes", theme.id, "sheet", message, "add a shorter name as sheet = …")
    for publication in entries.publications.values():
        _publication(found, publication)
        _absent(found, publication)
    _drafts(found)
    if complete:
        _default(found)
        _unused(found)
    check_feeding(found)
    check_feeding(of_barometer(found))
    return found.faults


def _dimension(found: Findings, dimension: Dimension) -> None:
    """Categories are told apart, and lie within categories of the coarser dimension."""
    at = ("dimensions", dimension.id, "categories")
    found.repeated((c.code for c in dimension.categories), at, "code")
    found.repeated((c.label for c in dimension.categories), at, "label")
    if dimension.reference is not None:
        place = ("dimensions", dimension.id, "reference")
        found.category(dimension.id, [dimension.reference], place)
    if dimension.coarser is not None:
        _within(found, dimension, dimension.coarser)
        return
    for category in dimension.categories:
        if category.within is not None:
            remedy = "name the coarser dimension in 'coarser', or leave 'within' out"
            found.fault(*at, f"{category.code!r} lies within nothing", remedy)


def _within(found: Findings, dimension: Dimension, coarser: str) -> None:
    """Each category says which category of the coarser dimension holds it."""
    at = ("dimensions", dimension.id, "coarser")
    if coarser == dimension.id or not found.refer("dimensions", coarser, at):
        if coarser == dimension.id:
            found.fault(*at, "a dimension is not coarser than itself", "name another one")
        return
    if dimension.id in found.ancestors(coarser):
        found.fault(*at, f"{coarser!r} comes back to this dimension", "break the circle")
    for number, category in enumerate(dimension.categories):
        place = ("dimensions", dimension.id, f"categories[{number}].within")
        if category.within is None:
            found.fault(*place, f"{category.code!r} has no 'within'", f"name one of {coarser}")
        else:
            found.category(coarser, [category.within], place)


def _identity(found: Findings, identity: Identity) -> None:
    """Terms count existing populations, with signs that can add up to zero."""
    for number, term in enumerate(identity.terms):
        found.quantity(term, ("identities", identity.id, f"terms[{number}]"))
    factors = [term.factor for term in identity.terms]
    if not (any(factor > 0 for factor in factors) and any(factor < 0 for factor in factors)):
        remedy = "give some terms a positive and some a negative factor"
        found.fault("identities", identity.id, "terms", "never add up to zero", remedy)


def _publication(found: Findings, publication: Publication) -> None:
    """Chapters and indicators exist and stand there once; the first pages pick from them."""
    name = publication.id
    listed = [code for chapter in publication.chapters for code in chapter.indicators]
    at = ("publications", name, "chapters")
    found.repeated((chapter.theme for chapter in publication.chapters), at, "theme")
    found.repeated(listed, at, "indicator")
    for number, chapter in enumerate(publication.chapters):
        place = ("publications", name, f"chapters[{number}]")
        found.refer("themes", chapter.theme, place)
        for code in chapter.indicators:
            found.refer("indicators", code, place)
    for field in ("comparators", "choices"):
        for comparator in getattr(publication, field):
            found.refer("comparators", comparator, ("publications", name, field))
    if publication.comparators[:1] != ("region",):
        message = "the first is not the region, of which sentences speak"
        found.fault("publications", name, "comparators", message, 'start with "region"')
    for key in ("key_figures", "profile"):
        codes = getattr(publication, key)
        found.repeated(codes, ("publications", name, key), "indicator")
        for code in codes:
            if code not in listed:
                message = f"{code!r} is in no chapter of this publication"
                found.fault("publications", name, key, message, closest(code, listed))
    if publication.pages[0] > publication.pages[1]:
        found.fault("publications", name, "pages", "fewest is above most", "swap the two")


def _absent(found: Findings, publication: Publication) -> None:
    """What an edition says to leave out exists, and is left out."""
    listed = {code for chapter in publication.chapters for code in chapter.indicators}
    for number, absence in enumerate(publication.absent):
        at = ("publications", publication.id, f"absent[{number}]")
        for code in absence.indicators:
            if found.refer("indicators", code, at) and code in listed:
                remedy = "take it out of the chapter, or out of 'absent'"
                found.fault(*at, f"{code!r} stands in a chapter", remedy)


def _drafts(found: Findings) -> None:
    """Nothing is fed by a source on which somebody still works, or that is only compared."""
    for source in found.entries.sources.values():
        if source.draft and ("sources", source.id) in found.used:
            message = "is a draft, and something refers to it"
            found.fault("sources", source.id, "draft", message, "take 'draft' out when it is ready")
        if source.published is not None:
            _published(found, source)


def _published(found: Findings, source: Source) -> None:
    """Rates that are only compared are finished figures, feed nothing, and name real caveats."""
    at = ("sources", source.id, "published")
    for caveat in source.published or ():
        found.refer("caveats", caveat, at)
    if ("sources", source.id) in found.used:
        found.fault(*at, "is only compared, and something refers to it", "take that out")
    if any(value.indicator is None or value.traits for value in source.values) or source.traits:
        message = "holds something else than main figures of indicators"
        found.fault(*at, message, "give values = [{ column = …, indicator = … }] and no traits")


def _default(found: Findings) -> None:
    """One publication is meant where a command names none."""
    chosen = [p.id for p in found.entries.publications.values() if p.default]
    if len(chosen) != 1:
        place = chosen[-1] if chosen else next(iter(found.entries.publications), "")
        message = f"{len(chosen)} publications are the default one"
        found.fault("publications", place, "default", message, "set it to true in one of them")


def _unused(found: Findings) -> None:
    """Everything that can be referred to is."""
    listed = {
        code
        for publication in found.entries.publications.values()
        for chapter in publication.chapters
        for code in chapter.indicators
    }
    for name in found.entries.indicators.keys() - listed:
        remedy = "list it in a publication, or take the entry out"
        found.fault("indicators", name, "id", f"{name!r} is in no publication", remedy)
    drafts = {("sources", s.id) for s in found.entries.sources.values() if not s.feeds}
    for kind in ("themes", "dimensions", "sources", "caveats"):
        for name in getattr(found.entries, kind):
            if (kind, name) not in found.used | drafts:
                message = f"{name!r} is used nowhere"
                found.fault(kind, name, "id", message, "refer to it, or take the entry out")
    for concept in found.entries.concepts.values():
        if (("concepts", concept.id) in found.used) == concept.general:
            message = f"{concept.id!r} is general and named by indicators, or neither"
            remedy = "name it in 'concepts' of an indicator, or set general = true"
            found.fault("concepts", concept.id, "general", message, remedy)
    for correction in found.entries.corrections.values():
        for code in correction.indicators:
            found.refer("indicators", code, ("corrections", correction.id, "indicators"))
        if correction.since > correction.day:
            message = f"stood there since {correction.since}, and was put right on {correction.day}"
            found.fault("corrections", correction.id, "since", message, "give an earlier day")
    _one_sided(found)


def _one_sided(found: Findings) -> None:
    """A population is delivered by a source and counted by an indicator, or a draft's; of what a
    finished share is, none needs to deliver."""
    sources = found.entries.sources.values()
    values = [value for source in sources if source.feeds for value in source.values]
    delivered = {value.population for value in values}
    for name in {value.indicator for value in values} & set(found.entries.indicators):
        indicator = found.entries.indicators[str(name)]
        delivered |= {q.population for q in (indicator.numerator, indicator.denominator) if q}
    drafted = {
        value.population for source in sources if not source.feeds for value in source.values
    }
    for name in found.entries.populations:
        if name not in delivered | drafted:
            found.fault("populations", name, "id", f"no source delivers {name!r}", "add one")
        elif name in delivered and name not in _counted(found):
            remedy = "count it in an indicator, or take the entry out"
            found.fault("populations", name, "id", f"no indicator counts {name!r}", remedy)


def _counted(found: Findings) -> set[str]:
    """Populations that indicators count, the answers behind survey figures among them."""
    names = set[str]()
    for indicator in found.entries.every_indicator:
        ways = [q for way in indicator.sources for q in (way.numerator, way.denominator)]
        for quantity in (indicator.numerator, indicator.denominator, *ways):
            if quantity is not None:
                names.add(quantity.population)
        if indicator.survey is not None:
            names |= {p for way in indicator.sources for p in _populations_of(found, way)}
    return names


def _populations_of(found: Findings, alternative: Alternative) -> set[str]:
    """The populations that the sources of an alternative deliver."""
    sources = [found.entries.sources[n] for n in alternative.use if n in found.entries.sources]
    return {v.population for s in sources for v in s.values if v.population is not None}
