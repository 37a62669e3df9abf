"""Extracts, rules of the Barometer's sources. Part of the contract.

Input: clean figures by question, group and answer. Output: faults: a question that another source
delivers, an answer that its question does not have, rows that are missing. A share is computed
from all answers to a question, so none of them may be absent.
"""

from collections.abc import Iterator

import polars as pl

from scan.catalogue.barometer import ANSWER, BAROMETER, GROUP, QUESTION
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import Fault
from scan.extracts.faults import fault_at, more_of
from scan.extracts.findings import NAMED

_AT = ["period", QUESTION, GROUP]


def barometer_rules(
    clean: pl.DataFrame, source: Source, catalogue: Catalogue, file: str
) -> Iterator[Fault]:
    """Faults of the figures among each other; ``clean`` has columns CLEAN_COLUMNS and the three
    dimensions of the Barometer."""
    known = catalogue.barometer_indicators
    asked = set(clean.get_column(QUESTION).unique())
    for question in sorted(asked):
        if known[question].source != source.id:
            yield fault_at(
                file,
                "other_source",
                f"{question} is delivered by {known[question].source}, not by {source.id}",
                "Take these rows out, or change the source of the indicator.",
                where=question,
                question=known[question].title,
                other=catalogue.sources[known[question].source].title,
            )
    wanted = _wanted(clean, catalogue)
    yield from _differing(clean, wanted, "answer_unknown", file)
    yield from _differing(wanted, clean, "rows_missing", file)


def _wanted(clean: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Every row that the questions and periods of ``clean`` must have."""
    barometer = catalogue.barometers[BAROMETER]
    pairs = [
        (question.id, answer)
        for question in catalogue.barometer_indicators.values()
        for answer in barometer.answers(question.scale)
    ]
    answers = pl.DataFrame(pairs, schema=[QUESTION, ANSWER], orient="row")
    groups = pl.DataFrame({GROUP: [group.code for group in barometer.groups]})
    rows = clean.select("period", QUESTION).unique().join(answers, on=QUESTION)
    return rows.join(groups, how="cross")


def _differing(rows: pl.DataFrame, others: pl.DataFrame, kind: str, file: str) -> Iterator[Fault]:
    """Faults of what ``rows`` has and ``others`` has not."""
    gone = rows.join(others, on=[*_AT, ANSWER], how="anti").sort(*_AT, ANSWER)
    for found in gone.head(NAMED).iter_rows(named=True):
        where = f"{found['period']}, {found[QUESTION]}, {found[GROUP]}, {found[ANSWER]}"
        if kind == "answer_unknown":
            message, remedy = "is no answer to this question", "Correct the answer."
            yield fault_at(file, "answer_unknown", message, remedy, where=where)
        else:
            message = "has no row; every answer of every group needs one"
            remedy = "Write 0 where nobody gave it, or x for what may not be shown."
            yield fault_at(file, "rows_missing", message, remedy, where=where)
    if gone.height > NAMED:
        rest, what = gone.height - NAMED, "rows have the same fault"
        yield more_of(file, kind, rest, what, "Deliver the whole file again.")
