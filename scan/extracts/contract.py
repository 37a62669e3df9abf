"""Extracts, contract: from the raw frame of a file to figures that can be believed.

Input: a raw frame, its source and the catalogue. Output: the clean frame of
:mod:`scan.extracts.frames`, or every fault at once: file, row, column, value and remedy. What
was tolerated or is worth knowing comes along as notices.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Dimension
from scan.catalogue.sources import Source, TraitColumn
from scan.errors import ExtractError, Fault
from scan.extracts import numbers
from scan.extracts.absent import completed
from scan.extracts.cage import in_cage
from scan.extracts.coverage import coverage_faults, coverage_notices
from scan.extracts.faults import fault_at
from scan.extracts.figures import clean_of, dimensions_of, empty_frame, figures_of
from scan.extracts.findings import Rule, per_row, per_text
from scan.extracts.frames import REMARK_ROW
from scan.extracts.mistakes import (
    mistake_notices,
    of_their_periods,
    unknown_mistakes,
    without_mistakes,
)
from scan.extracts.period_texts import EXPECTED
from scan.extracts.places import Gazetteer, look_up, spelling_notice
from scan.extracts.readers.delivered import Delivered
from scan.extracts.readers.layouts import READERS
from scan.extracts.readers.tables import some
from scan.extracts.rules import (
    key_rules,
    number_rules,
    part_rules,
    share_rules,
    sum_rules,
    summed,
)
from scan.extracts.whole import whole_rules
from scan.extracts.witnesses.hearing import heard
from scan.extracts.witnesses.records import AGREES, Witness
from scan.status import Status


@dataclass(frozen=True, slots=True)
class Checked:
    """What the contract makes of a file: a clean frame, which counts only without faults."""

    frame: pl.DataFrame
    faults: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = ()
    witnesses: tuple[Witness, ...] = ()
    """What the file says twice, compared, when every cell in itself is right."""

    @property
    def periods(self) -> tuple[int, ...]:
        """The years in the file."""
        return tuple(sorted(self.frame.get_column("period").unique().to_list()))


def examine_all(
    path: Path, sources: tuple[Source, ...], catalogue: Catalogue, *, telling: bool = True
) -> dict[str, Checked]:
    """What each of the sources that a file feeds makes of it, by source.

    It is opened once, in a cage; what is wrong with all of it, the first of them says. Without
    ``telling`` figures and faults only, see :func:`check`.
    """
    try:
        return in_cage(_examined, (path, sources, catalogue, telling), path)
    except ExtractError as error:
        broken = {source.id: Checked(empty_frame(source)) for source in sources}
        return {**broken, sources[0].id: Checked(empty_frame(sources[0]), error.faults)}


def _examined(asked: tuple[Path, tuple[Source, ...], Catalogue, bool]) -> dict[str, Checked]:
    path, sources, catalogue, telling = asked
    file = Delivered(path)
    return {s.id: examine(s, file, catalogue, telling=telling) for s in sources}


def examine(
    source: Source, file: Delivered, catalogue: Catalogue, *, telling: bool = True
) -> Checked:
    """Read the table of a source and check it; what the reader finds are faults as well."""
    try:
        raw = READERS[source.layout](source, file)
    except ExtractError as error:
        return Checked(empty_frame(source), error.faults)
    return check(raw, source, file, catalogue, telling=telling)


def read_extract(source: Source, path: Path, catalogue: Catalogue) -> pl.DataFrame:
    """Clean frame of a source that is all in the file at ``path``; ExtractError with its faults."""
    checked = examine(source, Delivered(path), catalogue, telling=False)
    if checked.faults:
        raise ExtractError(checked.faults)
    return completed(checked.frame, source, catalogue)


def check(
    raw: pl.DataFrame,
    source: Source,
    file: Delivered,
    catalogue: Catalogue,
    *,
    telling: bool = True,
) -> Checked:
    """The clean frame of ``raw`` (columns CLEAN_COLUMNS and one per dimension), and its faults.

    Rules on sums and duplicates are looked at, and witnesses heard, when every cell in itself is
    right. Without ``telling`` there are no notices and no witnesses: nobody reads them when a
    delivery that was taken in is used, and they take longer than everything else.
    """
    dimensions, path = dimensions_of(source), file.path
    remarks = tuple(raw.filter(pl.col("row") == REMARK_ROW).get_column("text"))
    cells = raw.filter(pl.col("row") != REMARK_ROW)
    if not cells.height:
        message = "the file has no rows of figures"
        fault = fault_at(path.name, "no_rows", message, "Deliver the whole file.")
        return Checked(empty_frame(source), (fault,), remarks)
    gazetteer = Gazetteer(source, catalogue.areas)
    lookup = look_up(cells, gazetteer)
    cells = cells.join(
        lookup, on=["place", "period"], how="left", nulls_equal=True, maintain_order="left"
    )
    cells = numbers.with_numbers(cells, source, numbers.decimal_signs(source, file))
    delivered = figures_of(cells, source, catalogue)
    figures = without_mistakes(delivered, source)
    faults = [
        *_place_faults(figures, source, path),
        *_cell_faults(cells, figures, source, file),
        *_trait_faults(figures, source, catalogue, path),
        *number_rules(figures, path.name),
        *sum_rules(cells, source, path.name),
    ]
    kept = figures.filter(pl.col("area").is_not_null() & pl.col("year").is_not_null())
    clean = clean_of(kept, source, dimensions)
    sound = not faults
    if sound:
        faults += _frame_faults(clean, kept, source, dimensions, catalogue, path)
        faults += coverage_faults(kept, source, gazetteer, path.name)
    checked = Checked(summed(clean, dimensions) if source.aggregate else clean, tuple(faults))
    if not telling:
        return checked
    notices = (
        *remarks,
        *mistake_notices(delivered, source),
        *_notices(figures, source),
        *spelling_notice(cells, gazetteer),
        *coverage_notices(clean, gazetteer),
    )
    if not sound:
        return replace(checked, notices=notices)
    heard_of = (without_mistakes(cells, source), unknown_mistakes(delivered, source))
    witnesses = heard(*heard_of, source, catalogue, gazetteer)
    mended = _mended(cells, delivered, source, catalogue, gazetteer)
    return replace(checked, notices=(*notices, *mended), witnesses=witnesses)


def _mended(
    cells: pl.DataFrame,
    delivered: pl.DataFrame,
    source: Source,
    catalogue: Catalogue,
    gazetteer: Gazetteer,
) -> Iterator[str]:
    """A notice where no witness contradicts the figures that the source leaves out as wrong."""
    if not source.mistakes:
        return
    figures = of_their_periods(delivered, source)
    again = heard(of_their_periods(cells, source), figures, source, catalogue, gazetteer)
    if figures.height and all(one.verdict == AGREES for one in again):
        yield (
            "nothing in the file contradicts the figures that the source leaves out as mistakes:"
            " are they mended?"
        )


# --- faults and notices ---------------------------------------------------------------------


def _place_faults(figures: pl.DataFrame, source: Source, path: Path) -> Iterator[Fault]:
    """Texts that are no area or no period, in rows from which a figure comes."""
    remedy = "Correct it, or deliver the file on the municipalities that the source declares"
    place = Rule(
        "place", str, f"{remedy} (vintage {source.vintage}).", f"a {_AREA[source.area.kind]}"
    )
    period = Rule("period", str, "Correct the period.", f"a {EXPECTED[source.period.kind]}")
    for rule, problem, text, column in (
        (place, "place_problem", "place", source.area.column),
        (period, "period_problem", "period", source.period.column),
    ):
        bad = figures.filter(pl.col(problem).is_not_null()).with_columns(value_of=pl.col(text))
        yield from per_text(bad, problem, path.name, column, rule)


_AREA = {"code": "NIS code of five digits", "name": "name of a municipality"}


def _number_rules(sign: str) -> dict[str, Rule]:
    """What is said of each way in which a text is no number."""
    number = f"a number such as 1234{sign}5"
    listed = "list {} among the markers of the source."
    return {
        numbers.NOT_A_NUMBER: Rule(
            numbers.NOT_A_NUMBER,
            "“{}” is text where a number belongs".format,
            f"Write a number, or {listed.format('the text')}",
            number,
        ),
        numbers.WRONG_SIGN: Rule(
            numbers.WRONG_SIGN,
            "“{}” has a wrong decimal sign or a thousands sign".format,
            f"Write “{sign}” before decimals and nothing between thousands.",
            number,
        ),
        numbers.EMPTY: Rule(
            numbers.EMPTY,
            lambda _: "the cell is empty",
            f"Fill it in, or {listed.format('the empty text')}",
            number,
        ),
    }


def _cell_faults(
    cells: pl.DataFrame, figures: pl.DataFrame, source: Source, file: Delivered
) -> Iterator[Fault]:
    """Texts that are no numbers, in cells that are used for a figure or a check."""
    sums = {name for check in source.checks for name in (check.whole, *check.parts)}
    used = pl.concat(
        [
            part.filter(pl.col("problem").is_not_null()).select(
                "row", "sheet", "column", "text", "problem", "period"
            )
            for part in (figures, cells.filter(pl.col("column").is_in(list(sums))))
        ]
    ).unique(maintain_order=True)
    rules = _number_rules(numbers.decimal_signs(source, file)[-1])
    for (column, problem), bad in used.group_by("column", "problem", maintain_order=True):
        yield from per_row(bad, file.path.name, str(column), rules[str(problem)])


def _trait_faults(
    figures: pl.DataFrame, source: Source, catalogue: Catalogue, path: Path
) -> Iterator[Fault]:
    columns: dict[str, list[TraitColumn]] = {}
    for trait in source.traits:
        columns.setdefault(trait.column, []).append(trait)
    for column, traits in columns.items():
        dimensions = [catalogue.dimensions[trait.dimension] for trait in traits]
        names = " or ".join(dimension.id for dimension in dimensions)
        texts = [_texts_of(t, d) for t, d in zip(traits, dimensions, strict=True)]
        rule = Rule(
            "category",
            f"“{{}}” is no category of {names}".format,
            "Correct it, or list the text in the source.",
            f"one of {some(tuple(dict.fromkeys(text for own in texts for text in own)))}",
        )
        bad = figures.filter(pl.col("unknown") == column)
        yield from per_text(bad, f"text:{traits[0].dimension}", path.name, column, rule)


def _texts_of(trait: TraitColumn, dimension: Dimension) -> tuple[str, ...]:
    """The texts that a trait column may hold."""
    if trait.bands:
        lows, highs = zip(*trait.bands.values(), strict=True)
        return (f"{min(lows)} to {max(highs)}",)
    return tuple(trait.codes) or tuple(category.code for category in dimension.categories)


def _frame_faults(
    clean: pl.DataFrame,
    kept: pl.DataFrame,
    source: Source,
    dimensions: tuple[str, ...],
    catalogue: Catalogue,
    path: Path,
) -> Iterable[Fault]:
    """Faults of figures among each other."""
    if not clean.height:
        message = "no figure of a municipality that the source covers"
        yield fault_at(path.name, "no_figures", message, "Is it this file?")
    if not source.aggregate:
        keyed = kept.with_columns(period=pl.col("year"))
        yield from key_rules(keyed, dimensions, path.name)
        yield from part_rules(clean, dimensions, path.name)
        yield from share_rules(clean, dimensions, catalogue.indicators, path.name)
    if source.absent == "fault":
        yield from whole_rules(clean, source, catalogue, path.name)


def _notices(figures: pl.DataFrame, source: Source) -> Iterator[str]:
    """Rows that the source does not cover, and columns of figures that nothing came from."""
    outside = figures.filter(pl.col("left_out") & (pl.col("status") == Status.SHOWN.value))
    if outside.height:
        places = outside.get_column("place").n_unique()
        yield f"{places} areas that the source does not cover are left out"
    there = set(figures.get_column("number").unique())
    for number, value in enumerate(source.values):
        if number not in there:
            texts = ", ".join(f"{header} = {text}" for header, text in value.when.items())
            yield f"no row has {texts or value.column}: {value.column} gives no figures there"
