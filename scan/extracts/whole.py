"""Extracts, whole tables: rules of sources of which no row may be absent. Part of the contract.

Input: clean counts. Output: faults: rows that an indicator takes from another source, rows that no
indicator counts, rows that are missing. A share stands on all that is below its line, so none of
that may be absent.
"""

import itertools
from collections.abc import Iterator

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Quantity
from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.faults import fault_at, more_of
from scan.extracts.figures import dimensions_of
from scan.extracts.findings import NAMED


def whole_rules(
    clean: pl.DataFrame, source: Source, catalogue: Catalogue, file: str
) -> Iterator[Fault]:
    """Faults of the figures among each other; ``clean`` has columns CLEAN_COLUMNS and those of the
    dimensions of the source."""
    names = dimensions_of(source)
    key, wanted = ["period", *names], [clean.clear().select("period", *names)]
    for one in catalogue.every_indicator:
        below, feeder = one.denominator, one.sources[0].use[0]
        if below is None or {*below.where, *one.within} != set(names):
            continue
        single = {name: codes[0] for name, codes in below.where.items() if len(codes) == 1}
        periods = clean.filter(pl.col(name) == code for name, code in single.items())
        wanted.append(
            periods.select("period").unique().join(_counted(below, names, catalogue), how="cross")
        )
        if feeder != source.id and periods.height:
            yield fault_at(
                file,
                "other_source",
                f"{one.id} is delivered by {feeder}, not by {source.id}",
                "Take these rows out, or change the source of the indicator.",
                where=one.id,
                question=one.title,
                other=catalogue.sources[feeder].title,
            )
    unknown = clean.join(pl.concat(wanted), on=key, how="anti").select(key)
    message, remedy = "is no answer to this question", "Correct the answer."
    for where in _places(unknown):
        yield fault_at(file, "answer_unknown", message, remedy, where=where)
    missing = pl.concat(wanted).join(clean, on=key, how="anti")
    message = "has no row; every answer of every group needs one"
    remedy = "Write 0 where nobody gave it, or x for what may not be shown."
    for where in _places(missing):
        yield fault_at(file, "rows_missing", message, remedy, where=where)
    for kind, rows in (("answer_unknown", unknown), ("rows_missing", missing)):
        if rows.height > NAMED:
            rest, what = rows.height - NAMED, "rows have the same fault"
            yield more_of(file, kind, rest, what, "Deliver the whole file again.")


def _counted(below: Quantity, names: tuple[str, ...], catalogue: Catalogue) -> pl.DataFrame:
    """Every combination of categories of ``names`` that is counted below the line."""
    every = {name: [c.code for c in catalogue.dimensions[name].categories] for name in names}
    codes = (below.where.get(name, every[name]) for name in names)
    schema = dict.fromkeys(names, pl.String)
    return pl.DataFrame(list(itertools.product(*codes)), schema=schema, orient="row")


def _places(rows: pl.DataFrame) -> Iterator[str]:
    """Where the first of the rows are."""
    for row in rows.sort(rows.columns).head(NAMED).iter_rows():
        yield ", ".join(map(str, row))
