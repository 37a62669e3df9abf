"""Catalogue, the checks of sources: columns that point to what exists, files told apart.

Input: findings with entries. Output: faults in the findings.
"""

from fnmatch import fnmatch

from scan.catalogue.findings import Findings, Place, closest
from scan.catalogue.sources import Source, ValueColumn


def check_sources(found: Findings) -> None:
    """Every source, and the names of their files together."""
    for source in found.entries.sources.values():
        _source(found, source)
    _file_patterns(found)


def _source(found: Findings, source: Source) -> None:
    """Columns point to populations, indicators, dimensions and categories that exist."""
    for caveat in source.caveats:
        found.refer("caveats", caveat, ("sources", source.id, "caveats"))
    for number, trait in enumerate(source.traits):
        at = ("sources", source.id, f"traits[{number}]")
        found.category(trait.dimension, {*trait.codes.values(), *trait.bands}, at)
    for number, value in enumerate(source.values):
        over = set(value.over) - {trait.dimension for trait in source.traits}
        if over:
            at = ("sources", source.id, f"values[{number}]")
            message = f"is a total over {', '.join(sorted(over))}, which is no trait column"
            found.fault(*at, message, "name dimensions of trait columns")
        _value_column(found, source, value, ("sources", source.id, f"values[{number}]"))
    found.repeated(
        (str((v.column, v.sheet, sorted(v.when.items()))) for v in source.values),
        ("sources", source.id, "values"),
        "column",
    )
    found.repeated(
        (_figure(v) for v in source.values),
        ("sources", source.id, "values"),
        "figure",
    )
    _layout(found, source)
    _absent(found, source)
    _design(found, source)


def _design(found: Findings, source: Source) -> None:
    """Estimates of a survey say how its answers weigh, and nothing else does."""
    known = found.entries.indicators
    named = (known[v.indicator] for v in source.values if v.indicator in known)
    estimates = any(indicator.survey is not None for indicator in named)
    if estimates != (source.design is not None):
        at = ("sources", source.id, "design")
        message = "estimates of a survey, and they alone, say how answers weigh"
        remedy = 'add or drop design = { weighted = "unknown", effect = "unknown" }'
        found.fault(*at, message, remedy)


def _figure(value: ValueColumn) -> str:
    """What a column of figures gives; counts and what is expected of them are two things."""
    what = str(
        (value.population or value.indicator, sorted(value.traits.items()), sorted(value.over))
    )
    return what if value.means == "shown" else f"{what}, {value.means}"


def _value_column(found: Findings, source: Source, value: ValueColumn, at: Place) -> None:
    """A column counts one population or finishes one indicator."""
    if (value.population is None) == (value.indicator is None):
        found.fault(*at, "needs a population or an indicator", "name one of the two")
    if value.population is not None:
        found.refer("populations", value.population, at)
    if value.indicator is not None:
        found.refer("indicators", value.indicator, at)
    for dimension, code in value.traits.items():
        found.category(dimension, [code], at)
        if dimension in {trait.dimension for trait in source.traits}:
            message = f"{dimension!r} also is a trait column"
            found.fault(*at, message, "give it once: by row or by column")


def _absent(found: Findings, source: Source) -> None:
    """Rows can only be told to be left out where each stands for one figure."""
    at = ("sources", source.id, "absent")
    if source.absent != "hidden":
        for number, value in enumerate(source.values):
            if value.absent:
                place = ("sources", source.id, f"values[{number}]")
                message = "speaks of rows that are left out, and the source of none"
                found.fault(*place, message, 'give the source absent = "hidden"')
        if source.adds_shown_parts:
            place = ("sources", source.id, "adds_shown_parts")
            message = "speaks of parts that are hidden, and the source hides none"
            found.fault(*place, message, 'give the source absent = "hidden"')
        return
    if source.aggregate or source.repeats == "sum":
        message = "rows that are added up may be parts of a figure: nobody sees that one is missing"
        found.fault(*at, message, "have the supplier mark what he hides")
    if source.mistakes or any(trait.most_frequent for trait in source.traits):
        message = "figures that are left out as wrong, or never named, would look like hidden ones"
        found.fault(*at, message, 'say absent = "zero" and have the supplier mark what he hides')
    if source.minimum < 2:
        found.fault(
            *at, "nothing is below the minimum of the source", "give the supplier's minimum"
        )


def _layout(found: Findings, source: Source) -> None:
    """What the layout needs is there, and nothing contradicts it."""
    period = source.period
    at = ("sources", source.id, "period")
    if period.kind == "fixed" and period.fixed is None:
        found.fault(*at, "a fixed period needs its year", "add fixed = …")
    if period.kind not in ("fixed", "header") and not period.column:
        found.fault(*at, "the column of the year is not named", "add column = …")
    if (period.kind in ("month", "quarter")) != (period.counts is not None):
        message = "months and quarters, and they alone, say which one counts"
        found.fault(*at, message, "add counts = 12, or the quarter that stands for the year")
    for number, rate in enumerate(source.rates):
        for header in {rate.numerator, rate.denominator} - {v.column for v in source.values}:
            place = ("sources", source.id, f"rates[{number}]")
            found.fault(*place, f"{header!r} is not a value column", "name a column of values")
    _wide(found, source)
    _mistakes(found, source)
    _database(found, source)
    for month in source.expected:
        if not 1 <= month <= 12:
            at = ("sources", source.id, "expected")
            found.fault(*at, f"{month} is not a month", "give numbers from 1 to 12")
    columns = {value.column for value in source.values}
    for number, check in enumerate(source.checks):
        for column in {check.whole, *check.parts} - columns:
            at = ("sources", source.id, f"checks[{number}]")
            found.fault(*at, f"{column!r} is not a value column", closest(column, columns))


def _wide(found: Findings, source: Source) -> None:
    """In a table with its periods in the headers, each column of figures says where."""
    if source.period.kind != "header" or source.layout != "table":
        return
    for number, value in enumerate(source.values):
        if value.column.count("*") != 1:
            at = ("sources", source.id, f"values[{number}].column")
            remedy = "put * where the year stands in the header"
            found.fault(*at, f"{value.column!r} does not say where its period stands", remedy)


def _mistakes(found: Findings, source: Source) -> None:
    """Known mistakes are told by value columns and trait columns."""
    columns = {value.column for value in source.values}
    split = {trait.column for trait in source.traits}
    for number, mistake in enumerate(source.mistakes):
        at = ("sources", source.id, f"mistakes[{number}]")
        if mistake.column not in columns:
            message = f"{mistake.column!r} is not a value column"
            found.fault(*at, message, closest(mistake.column, columns))
        for header in set(mistake.where) - split:
            message = f"{header!r} is not a trait column"
            found.fault(*at, message, closest(header, split))


def _database(found: Findings, source: Source) -> None:
    """A table goes with the layout ``sql`` or with a connection, and a connection with a table."""
    if bool(source.sql) != (source.layout == "sql" or bool(source.connection)):
        remedy = "name a table for the layout 'sql' or for a connection, and only then"
        found.fault(
            "sources", source.id, "sql", "table and layout or connection do not fit", remedy
        )
    if source.connection and source.layout not in ("table", "sql"):
        remedy = "a table of a database is read as that of a file is: use 'table' or 'sql'"
        found.fault("sources", source.id, "connection", "does not go with this layout", remedy)


def _file_patterns(found: Findings) -> None:
    """No table can belong to two sources: neither the name of a file nor a sheet of it."""
    finished = (source for source in found.entries.sources.values() if source.feeds)
    patterns = [(source, pattern) for source in finished for pattern in source.files]
    for one, pattern in patterns:
        example = pattern.replace("*", "2024").replace("?", "1")
        for two, claimed in patterns:
            owner, other = one.id, two.id
            apart = bool(one.sheet and two.sheet) and one.sheet != two.sheet
            if other != owner and not apart and fnmatch(example, claimed):
                message = f"{claimed!r} also takes files of {owner} ({pattern})"
                found.fault("sources", other, "files", message, "make the pattern narrower")
