"""Extracts, rules: what figures must be to be believed. Part of the contract.

Input: cells with numbers, or figures with their meaning. Output: faults. Counts are whole and
not negative, shares lie between 0 and 100, totals equal their parts, a key occurs once.
"""

from collections.abc import Iterator

import polars as pl

from scan.catalogue.records import Indicator
from scan.catalogue.sources import Source, SumCheck
from scan.errors import Fault
from scan.extracts.faults import fault_at, more_of
from scan.extracts.findings import NAMED, Rule, per_row
from scan.extracts.frames import CLEAN_COLUMNS, least_certain
from scan.status import RANK, Status

KEY = ("population", "indicator", "area", "period")
"""What identifies a figure, with its dimensions."""

_TOLERANCE = 1e-6
_THOUSAND = r"^-?[1-9][0-9]{0,2}[.,]000$"
"""Exactly three zeros behind a sign: a thousand in Belgian notation, for nobody writes a count
with three decimals; 12.0 and 12.00 come from programs that keep counts as fractions."""
_READ_AS_DECIMALS = 1_000.0
"""Such a text is more, where the source names the sign."""
_FRACTIONS_FROM = 30
"""So many figures that all lie between 0 and 1 are no per cents."""


_NUMBER_RULES = (
    Rule(
        "thousands",
        "“{}” has a thousands sign, or decimals that a count has not".format,
        "Write counts without thousands signs, or name the sign in the source (thousands).",
        "a whole number",
    ),
    Rule(
        "not_whole",
        "“{}” is no whole number".format,
        "Counts are whole: deliver the counts themselves, without thousands signs.",
        "a whole number",
    ),
    Rule(
        "negative",
        "“{}” is negative".format,
        "Ask the supplier which marker was meant, and list it in the source.",
        "zero or more",
    ),
    Rule(
        "above_100",
        "“{}” is a share above 100".format,
        "Check the decimal sign, and whether the column holds shares.",
        "a share from 0 to 100",
    ),
)


def number_rules(figures: pl.DataFrame, file: str) -> Iterator[Fault]:
    """Faults of single figures.

    ``figures``: ``row``, ``sheet``, ``text``, ``column``, ``value`` and ``kind``: ``count``,
    ``balance`` (whole, may be negative), ``share`` (0–100), ``rate`` (not negative), ``points``.
    """
    value, kind = pl.col("value"), pl.col("kind")
    counted = kind.is_in(["count", "balance"])
    broken = {
        "thousands": counted
        & (value.abs() < _READ_AS_DECIMALS)
        & pl.col("text").str.contains(_THOUSAND),
        "not_whole": counted & (value != value.floor()),
        "negative": kind.is_in(["count", "share", "rate"]) & (value < 0),
        "above_100": (kind == "share") & (value > 100 + _TOLERANCE),
    }
    for rule in _NUMBER_RULES:
        bad = figures.filter(broken[rule.kind])
        for (column,), rows in bad.group_by("column", maintain_order=True):
            yield from per_row(rows, file, str(column), rule)
    yield from _fractions(figures, file)


def _fractions(figures: pl.DataFrame, file: str) -> Iterator[Fault]:
    """Columns of per cents in which every figure lies between 0 and 1."""
    shares = figures.filter((pl.col("kind") == "share") & pl.col("value").is_not_null())
    suspect = (
        shares.group_by("sheet", "column", maintain_order=True)
        .agg(count=pl.len(), top=pl.col("value").max(), zero=(pl.col("value") % 1 == 0).all())
        .filter((pl.col("count") >= _FRACTIONS_FROM) & (pl.col("top") <= 1) & ~pl.col("zero"))
    )
    for sheet, column, count in suspect.select("sheet", "column", "count").iter_rows():
        yield fault_at(
            file,
            "fractions",
            f"all {count} figures lie between 0 and 1: these are fractions, not per cents",
            "Deliver per cents, or set scale to fraction in the source.",
            sheet=sheet,
            column=column,
            expected="per cents from 0 to 100",
            figures=count,
        )


def sum_rules(cells: pl.DataFrame, source: Source, file: str) -> Iterator[Fault]:
    """Faults of the columns that must equal the sum of others (``checks`` of the source)."""
    for check in source.checks:
        bad = _unequal(cells, check)
        parts = ", ".join(check.parts)
        for row, sheet, whole, total in bad.head(NAMED).iter_rows():
            relation = "is not the sum" if check.exact else "is below the sum"
            yield fault_at(
                file,
                "sum",
                f"{whole:.12g} {relation} of {parts} ({total:.12g})",
                "Ask the supplier for the row as it should be.",
                sheet=sheet,
                row=row,
                column=check.whole,
                value=f"{whole:.12g}",
                expected=f"{total:.12g}" if check.exact else f"at least {total:.12g}",
                parts=parts,
                total=f"{total:.12g}",
            )
        if bad.height > NAMED:
            rows, what = bad.height - NAMED, "rows have the same fault"
            yield more_of(file, "sum", rows, what, "Ask the supplier.", check.whole)


def _unequal(cells: pl.DataFrame, check: SumCheck) -> pl.DataFrame:
    """Rows that break a check: ``row``, ``sheet``, ``whole``, ``total`` of the parts shown."""
    whole, part = pl.col("column") == check.whole, pl.col("column").is_in(check.parts)
    sums = (
        cells.filter(whole | part)
        .group_by("row", "sheet", "period", maintain_order=True)
        .agg(
            whole=pl.col("value").filter(whole).first(),
            total=pl.col("value").filter(part).sum(),
            known=pl.col("value").filter(part).is_not_null().all(),
        )
        .filter(pl.col("whole").is_not_null())
    )
    below = pl.col("whole") < pl.col("total") - _TOLERANCE
    other = (pl.col("whole") - pl.col("total")).abs() > _TOLERANCE
    bad = below | (other & pl.col("known")) if check.exact else below
    return sums.filter(bad).select("row", "sheet", "whole", "total")


def key_rules(figures: pl.DataFrame, dimensions: tuple[str, ...], file: str) -> Iterator[Fault]:
    """Faults of keys that occur more than once."""
    key = [*KEY, *dimensions]
    if not figures.select(key).is_duplicated().any():
        return
    twice = (
        figures.group_by(key, maintain_order=True)
        .agg("row", pl.col("sheet", "column").first(), count=pl.len())
        .filter(pl.col("count") > 1)
    )
    for found in twice.head(NAMED).iter_rows(named=True):
        traits = [found[name] for name in dimensions if found[name]]
        what = ", ".join([found["area"], str(found["period"]), *traits])
        rows = " and ".join(map(str, found["row"][:3]))
        yield fault_at(
            file,
            "key_twice",
            f"{what} occurs {found['count']} times, in rows {rows}",
            "Keep the row that is right.",
            sheet=found["sheet"],
            row=found["row"][1],
            column=found["column"],
            expected="every figure once",
            what=what,
            times=found["count"],
            rows=rows,
        )
    if twice.height > NAMED:
        rest = twice.height - NAMED
        yield more_of(file, "key_twice", rest, "keys occur twice", "Keep one of each.")


def part_rules(clean: pl.DataFrame, dimensions: tuple[str, ...], file: str) -> Iterator[Fault]:
    """Faults of totals that are smaller than their parts, in one dimension at a time."""
    counts = clean.filter((pl.col("population") != "") & pl.col("value").is_not_null())
    for dimension in dimensions:
        key = [*KEY, *(name for name in dimensions if name != dimension)]
        parts = counts.filter(pl.col(dimension).is_not_null())
        sums = parts.group_by(key).agg(parts=pl.col("value").sum())
        totals = counts.filter(pl.col(dimension).is_null()).select(*key, "value")
        bad = (
            totals.join(sums, on=key, nulls_equal=True)
            .filter(pl.col("value") < pl.col("parts") - _TOLERANCE)
            .sort(key, nulls_last=True)
        )
        for found in bad.head(NAMED).iter_rows(named=True):
            where = f"{found['area']}, {found['period']}"
            yield fault_at(
                file,
                "total_below_parts",
                f"the total of {found['population']} ({found['value']:.12g}) is below the sum"
                f" of its parts by {dimension} ({found['parts']:.12g})",
                "Ask the supplier which is right; until he says, name it in the source (mistakes).",
                value=f"{found['value']:.12g}",
                expected=f"at least {found['parts']:.12g}",
                where=where,
                parts=f"{found['parts']:.12g}",
            )
        if bad.height > NAMED:
            rest, what = bad.height - NAMED, "totals are below the sum of their parts"
            yield more_of(file, "total_below_parts", rest, what, "Ask the supplier.")


def share_rules(
    clean: pl.DataFrame,
    dimensions: tuple[str, ...],
    indicators: dict[str, Indicator],
    file: str,
) -> Iterator[Fault]:
    """Faults of shares above 100: more counted above the line than below it."""
    delivered = set(clean.get_column("population").unique())
    pairs = {
        (indicator.numerator.population, indicator.denominator.population)
        for indicator in indicators.values()
        if indicator.unit == "percent" and indicator.numerator and indicator.denominator
    }
    for part, whole in sorted(pairs):
        if part != whole and {part, whole} <= delivered:
            yield from _more_than(clean, dimensions, part, whole, file)


def _more_than(
    clean: pl.DataFrame, dimensions: tuple[str, ...], part: str, whole: str, file: str
) -> Iterator[Fault]:
    key = ["area", "period", *dimensions]
    base = clean.filter(pl.col("population") == whole).select(*key, base="value")
    bad = (
        clean.filter(pl.col("population") == part)
        .join(base, on=key, nulls_equal=True)
        .filter(pl.col("value") > pl.col("base") + _TOLERANCE)
        .sort(key, nulls_last=True)
    )
    for found in bad.head(NAMED).iter_rows(named=True):
        where = f"{found['area']}, {found['period']}"
        yield fault_at(
            file,
            "part_above_whole",
            f"{part} ({found['value']:.12g}) is more than {whole} ({found['base']:.12g}):"
            " a share above 100",
            "Ask the supplier which of them is right; are the columns in place?",
            value=f"{found['value']:.12g}",
            expected=f"at most {found['base']:.12g}",
            where=where,
            base=f"{found['base']:.12g}",
        )
    if bad.height > NAMED:
        rest, what = bad.height - NAMED, f"figures of {part} are more than {whole}"
        yield more_of(file, "part_above_whole", rest, what, "Ask the supplier.")


def summed(figures: pl.DataFrame, dimensions: tuple[str, ...]) -> pl.DataFrame:
    """Figures of finer rows added up; a sum with a hidden part is hidden, and so on.

    A combination that no row counts is zero, in every area and period that has rows.
    """
    worst = pl.lit(Status.SHOWN.value)
    for status in _WORSE:
        any_is = (pl.col("status") == status.value).any()
        worst = pl.when(any_is).then(pl.lit(status.value)).otherwise(worst)
    sums = figures.group_by(*KEY, *dimensions, maintain_order=True).agg(
        pl.col("source").first(), pl.col("value").sum(), status=worst
    )
    complete = _combinations(figures, dimensions).join(
        sums, on=[*KEY, *dimensions], how="left", nulls_equal=True, maintain_order="left"
    )
    numbers = [status.value for status in Status if status.has_number]
    rank = pl.col("status").replace_strict(RANK, return_dtype=pl.Int8)
    beside = least_certain(rank).over("area", "period").fill_null(0)
    return (
        complete.with_columns(
            pl.col("source").fill_null(pl.col("source").drop_nulls().first()),
            pl.coalesce("status", beside.replace_strict(_STATUSES, return_dtype=pl.String)),
        )
        .with_columns(
            value=pl.when(pl.col("status").is_in(numbers)).then(pl.col("value").fill_null(0))
        )
        .select(*CLEAN_COLUMNS, *dimensions)
    )


_STATUSES = {rank: status for status, rank in RANK.items()}
_WORSE = (
    *(Status.PROVISIONAL, Status.PROJECTION, Status.NOT_APPLICABLE),
    *(Status.NOT_AVAILABLE, Status.HIDDEN),
)
"""Statuses that a sum takes from its parts, the one that goes before all others last."""


def _combinations(figures: pl.DataFrame, dimensions: tuple[str, ...]) -> pl.DataFrame:
    """Every area and period with every combination of categories that occurs in any of them."""
    traits = figures.select("population", "indicator", *dimensions).unique(maintain_order=True)
    places = figures.select("area", "period").unique(maintain_order=True)
    return places.join(traits, how="cross")
