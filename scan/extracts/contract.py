"""Extracts, contract: from the raw frame of a file to figures that can be believed.

Input: a raw frame, its source and the catalogue. Output: the clean frame of
:mod:`scan.extracts.frames`, or every fault at once: file, row, column, value and remedy. What
was tolerated or is worth knowing comes along as notices.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Dimension, Source, TraitColumn, ValueColumn
from scan.errors import ExtractError, Fault
from scan.extracts import numbers
from scan.extracts.barometer_rules import barometer_rules
from scan.extracts.coverage import coverage_faults, coverage_notices
from scan.extracts.faults import fault_at
from scan.extracts.findings import Rule, per_row, per_text
from scan.extracts.frames import CLEAN_COLUMNS, REMARK_ROW, trait_column
from scan.extracts.places import EXPECTED, Gazetteer, look_up
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
from scan.status import Status


@dataclass(frozen=True, slots=True)
class Checked:
    """What the contract makes of a file: a clean frame, which counts only without faults."""

    frame: pl.DataFrame
    faults: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def periods(self) -> tuple[int, ...]:
        """The years in the file."""
        return tuple(sorted(self.frame.get_column("period").unique().to_list()))


def dimensions_of(source: Source) -> tuple[str, ...]:
    """The dimensions by which a source splits, in the order of its columns."""
    split = [trait.dimension for trait in source.traits]
    fixed = [dimension for value in source.values for dimension in value.traits]
    return tuple(dict.fromkeys((*split, *fixed)))


def examine(source: Source, path: Path, catalogue: Catalogue) -> Checked:
    """Read the file at ``path`` and check it; what the reader finds are faults as well."""
    try:
        raw = READERS[source.layout](source, path)
    except ExtractError as error:
        return Checked(empty_frame(source), error.faults)
    return check(raw, source, path, catalogue)


def read_extract(source: Source, path: Path, catalogue: Catalogue) -> pl.DataFrame:
    """Clean frame of the file at ``path``; ExtractError with all its faults."""
    checked = examine(source, path, catalogue)
    if checked.faults:
        raise ExtractError(checked.faults)
    return checked.frame


def check(raw: pl.DataFrame, source: Source, path: Path, catalogue: Catalogue) -> Checked:
    """The clean frame of ``raw`` (columns CLEAN_COLUMNS and one per dimension), and its faults.

    Rules on sums and duplicates are looked at when every cell in itself is right.
    """
    dimensions = dimensions_of(source)
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
    cells = numbers.with_numbers(cells, source, numbers.decimal_sign(source, path))
    figures = _figures(cells, source, catalogue)
    faults = [
        *_place_faults(cells, source, path),
        *_cell_faults(cells, figures, source, path),
        *_trait_faults(figures, source, catalogue, path),
        *number_rules(figures, path.name),
        *sum_rules(cells, source, path.name),
    ]
    kept = figures.filter(pl.col("area").is_not_null() & pl.col("year").is_not_null())
    clean = _clean(kept, source, dimensions)
    if not faults:
        faults = [*_frame_faults(clean, kept, source, dimensions, catalogue, path)]
        faults += coverage_faults(kept, source, gazetteer, path.name)
    notices = (*remarks, *_notices(figures, source), *coverage_notices(clean, gazetteer))
    frame = summed(clean, dimensions) if source.aggregate else clean
    return Checked(frame, tuple(faults), notices)


def empty_frame(source: Source) -> pl.DataFrame:
    """A clean frame of ``source`` without rows."""
    split = dict.fromkeys(dimensions_of(source), pl.String())
    return pl.DataFrame(schema={**CLEAN_COLUMNS, **split})


# --- from cells to figures ------------------------------------------------------------------


def _figures(cells: pl.DataFrame, source: Source, catalogue: Catalogue) -> pl.DataFrame:
    """Every figure of every value column that the source names, with its meaning.

    Columns of ``cells``, then ``number`` (of the value column), ``population``, ``indicator``,
    ``kind`` and the dimensions; ``text:<dimension>`` holds the text that a trait came from.
    """
    by_column = {
        str(key[0]): part for key, part in cells.partition_by("column", as_dict=True).items()
    }
    nothing = cells.clear()
    parts = [
        _selected(by_column.get(value.column, nothing), number, value, source, catalogue)
        for number, value in enumerate(source.values)
    ]
    figures = pl.concat(parts)
    for trait in source.traits:
        figures = _with_categories(figures, trait, catalogue)
    return figures


def _selected(
    cells: pl.DataFrame, number: int, value: ValueColumn, source: Source, catalogue: Catalogue
) -> pl.DataFrame:
    """The cells of one value column, with what the column says about them."""
    wanted = [pl.col("sheet") == value.sheet] if value.sheet else []
    wanted += [pl.col(trait_column(header)) == text for header, text in value.when.items()]
    rows = cells.filter(*wanted) if wanted else cells
    texts = {
        trait.dimension: pl.col(trait_column(trait.column))
        for trait in source.traits
        if trait.dimension not in value.traits
    }
    kind = _kind(value, catalogue)
    scale = 100.0 if source.scale == "fraction" and kind == "share" else 1.0
    nothing = pl.lit(None, pl.String)
    return rows.with_columns(
        number=pl.lit(number, pl.Int32),
        population=pl.lit(value.population or ""),
        indicator=pl.lit(value.indicator or ""),
        kind=pl.lit(kind),
        value=(pl.col("value") * scale).round(10) if scale != 1.0 else pl.col("value"),
        **{name: pl.lit(value.traits.get(name), pl.String) for name in dimensions_of(source)},
        **{
            f"text:{trait.dimension}": texts.get(trait.dimension, nothing)
            for trait in source.traits
        },
    )


def _kind(value: ValueColumn, catalogue: Catalogue) -> str:
    """What the figures of a column must be; see :func:`scan.extracts.rules.number_rules`."""
    if value.indicator is not None:
        unit = catalogue.indicators[value.indicator].unit
        return {"percent": "share", "points": "points"}.get(unit, "rate")
    population = catalogue.populations[value.population or ""]
    balances = any(
        term.population == population.id
        for identity in catalogue.identities.values()
        for term in identity.terms
    )
    return "balance" if balances and not population.persons else "count"


def _with_categories(
    figures: pl.DataFrame, trait: TraitColumn, catalogue: Catalogue
) -> pl.DataFrame:
    """The dimension of a trait column filled in, where the value column does not fix it."""
    text = pl.col(f"text:{trait.dimension}")
    found = figures.select(text.unique()).to_series().drop_nulls().to_list()
    categories = {raw: _category(raw, trait, catalogue) for raw in found}
    mapping = {raw: code for raw, code in categories.items() if code is not None}
    mapped = text.replace_strict(
        list(mapping), list(mapping.values()), default=None, return_dtype=pl.String
    )
    return figures.with_columns(pl.coalesce(trait.dimension, mapped).alias(trait.dimension))


def _category(text: str, trait: TraitColumn, catalogue: Catalogue) -> str | None:
    """The category that a text stands for; ``None`` where it is none."""
    if trait.bands:
        whole = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
        return next((c for c, (low, high) in trait.bands.items() if low <= whole <= high), None)
    if trait.codes:
        return trait.codes.get(text) or trait.codes.get(" ".join(text.split()))
    dimension = catalogue.dimensions[trait.dimension]
    return text if any(category.code == text for category in dimension.categories) else None


def _clean(kept: pl.DataFrame, source: Source, dimensions: tuple[str, ...]) -> pl.DataFrame:
    framed = kept.with_columns(source=pl.lit(source.id), period=pl.col("year"))
    return framed.select(
        *(pl.col(name).cast(kind) for name, kind in CLEAN_COLUMNS.items()), *dimensions
    )


# --- faults and notices ---------------------------------------------------------------------


def _place_faults(cells: pl.DataFrame, source: Source, path: Path) -> Iterator[Fault]:
    remedy = "Correct it, or deliver the file on the municipalities that the source declares"
    place = Rule(
        "place", str, f"{remedy} (vintage {source.vintage}).", f"a {_AREA[source.area.kind]}"
    )
    period = Rule("period", str, "Correct the period.", f"a {EXPECTED[source.period.kind]}")
    for rule, problem, text, column in (
        (place, "place_problem", "place", source.area.column),
        (period, "period_problem", "period", source.period.column),
    ):
        bad = cells.filter(pl.col(problem).is_not_null()).with_columns(value_of=pl.col(text))
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
    cells: pl.DataFrame, figures: pl.DataFrame, source: Source, path: Path
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
    rules = _number_rules(numbers.decimal_sign(source, path))
    for (column, problem), bad in used.group_by("column", "problem", maintain_order=True):
        yield from per_row(bad, path.name, str(column), rules[str(problem)])


def _trait_faults(
    figures: pl.DataFrame, source: Source, catalogue: Catalogue, path: Path
) -> Iterator[Fault]:
    for trait in source.traits:
        fixed = [n for n, value in enumerate(source.values) if trait.dimension in value.traits]
        bad = figures.filter(pl.col(trait.dimension).is_null() & ~pl.col("number").is_in(fixed))
        dimension = catalogue.dimensions[trait.dimension]
        rule = Rule(
            "category",
            f"“{{}}” is no category of {dimension.id}".format,
            "Correct it, or list the text in the source.",
            f"one of {some(_texts_of(trait, dimension))}",
        )
        yield from per_text(bad, f"text:{trait.dimension}", path.name, trait.column, rule)


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
    if source.scope == "region":
        yield from barometer_rules(clean, source, catalogue, path.name)


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
