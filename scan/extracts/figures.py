"""Extracts, figures: from cells to figures with a meaning. Part of the contract.

Input: cells of a raw frame with codes, years and numbers. Output: a row for every figure of every
value column that a source names, with its population or indicator and its categories.
"""

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source, TraitColumn, ValueColumn
from scan.extracts.frames import CLEAN_COLUMNS, trait_column
from scan.status import RANK, Status

_WHOLE = 0.01
"""By how much shares of a whole may miss 100: four of them, rounded to three decimals or more."""


def dimensions_of(source: Source) -> tuple[str, ...]:
    """The dimensions by which a source splits, in the order of its columns."""
    split = [trait.dimension for trait in source.traits]
    fixed = [dimension for value in source.values for dimension in value.traits]
    return tuple(dict.fromkeys((*split, *fixed)))


def figures_of(cells: pl.DataFrame, source: Source, catalogue: Catalogue) -> pl.DataFrame:
    """Every figure of every value column that the source names, with its meaning.

    Columns of ``cells``, then ``number`` (of the value column), ``population``, ``indicator``,
    ``kind`` and the dimensions; ``text:<dimension>`` holds the text that a trait came from,
    ``unknown`` names the column whose text is that of no category.
    """
    by_column = {
        str(key[0]): part for key, part in cells.partition_by("column", as_dict=True).items()
    }
    nothing = cells.clear()
    parts = []
    for number, value in enumerate(source.values):
        rows = by_column.get(value.column, nothing)
        part = _selected(rows, number, value, source, catalogue)
        part = _with_categories(part, value, source, catalogue)
        parts.append(_once(part, source) if value.over else _added(part, source))
    return _with_rests(pl.concat(parts), source)


def _selected(
    cells: pl.DataFrame, number: int, value: ValueColumn, source: Source, catalogue: Catalogue
) -> pl.DataFrame:
    """The cells of one value column, with what the column says about them."""
    sheet = source.sheet_of(value)
    wanted = [pl.col("sheet") == sheet] if sheet and source.layout == "table" else []
    wanted += [pl.col(trait_column(header)) == text for header, text in value.when.items()]
    rows = cells.filter(*wanted) if wanted else cells
    texts = {
        trait.dimension: pl.col(trait_column(trait.column))
        for trait in source.traits
        if trait.dimension not in (*value.traits, *value.over)
    }
    kind = kind_of(value, catalogue)
    scale = 100.0 if source.scale == "fraction" and kind == "share" else 1.0
    nothing = pl.lit(None, pl.String)
    return rows.with_columns(
        number=pl.lit(number, pl.Int32),
        population=pl.lit(value.population or ""),
        indicator=pl.lit(value.indicator or ""),
        kind=pl.lit(kind),
        value=(pl.col("value") * scale).round(10) if scale != 1.0 else pl.col("value"),
        status=pl.when(pl.col("status") == Status.SHOWN.value)
        .then(pl.lit(value.means))
        .otherwise("status"),
        **{name: pl.lit(value.traits.get(name), pl.String) for name in dimensions_of(source)},
        **{
            f"text:{trait.dimension}": texts.get(trait.dimension, nothing)
            for trait in source.traits
        },
    )


def kind_of(value: ValueColumn, catalogue: Catalogue) -> str:
    """What the figures of a column must be; see :func:`scan.extracts.rules.number_rules`."""
    if value.indicator is not None:
        unit = catalogue.indicators[value.indicator].unit
        return {"percent": "share", "points": "points"}.get(unit, "rate")
    return "balance" if catalogue.populations[value.population or ""].balance else "count"


def _with_categories(
    figures: pl.DataFrame, value: ValueColumn, source: Source, catalogue: Catalogue
) -> pl.DataFrame:
    """The dimensions of trait columns filled in, where the value column does not fix them.

    Of a column that feeds several dimensions, a text of which both know gives a row for each.
    """
    columns: dict[str, list[TraitColumn]] = {}
    for trait in source.traits:
        if trait.dimension not in (*value.traits, *value.over):
            columns.setdefault(trait.column, []).append(trait)
    figures = figures.with_columns(unknown=pl.lit(None, pl.String))
    for traits in columns.values():
        figures = pl.concat([*_of_column(figures, traits, catalogue)])
    return figures


def _of_column(
    figures: pl.DataFrame, traits: list[TraitColumn], catalogue: Catalogue
) -> list[pl.DataFrame]:
    """Figures of the categories of each dimension of a column, then those of no category."""
    parts = []
    rest = pl.lit(value=True)
    for trait in traits:
        texts = pl.col(f"text:{trait.dimension}")
        mapping = _categories(figures, trait, catalogue)
        mapped = texts.replace_strict(mapping, default=None, return_dtype=pl.String)
        others = [
            pl.lit(None, pl.String).alias(f"text:{t.dimension}") for t in traits if t != trait
        ]
        part = figures.with_columns(mapped.alias(trait.dimension), *others)
        parts.append(part.filter(pl.col(trait.dimension).is_not_null()))
        rest &= ~texts.is_in(list(mapping)).fill_null(value=False)
    unknown = pl.coalesce("unknown", pl.lit(traits[0].column))
    parts.append(figures.filter(rest).with_columns(unknown=unknown))
    return parts


def _categories(figures: pl.DataFrame, trait: TraitColumn, catalogue: Catalogue) -> dict[str, str]:
    """From each text in a trait column to the category that it stands for, where it is one."""
    found = figures.get_column(f"text:{trait.dimension}").unique().drop_nulls().to_list()
    categories = {text: _category(text, trait, catalogue) for text in found}
    return {text: code for text, code in categories.items() if code is not None}


def _category(text: str, trait: TraitColumn, catalogue: Catalogue) -> str | None:
    """The category that a text stands for; ``None`` where it is none."""
    if trait.bands:
        whole = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
        return next((c for c, (low, high) in trait.bands.items() if low <= whole <= high), None)
    if trait.codes:
        return trait.codes.get(text) or trait.codes.get(" ".join(text.split()))
    dimension = catalogue.dimensions[trait.dimension]
    return text if any(category.code == text for category in dimension.categories) else None


def _with_rests(figures: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Shares whose cell is empty, 0 where those beside them make up the whole."""
    if not source.traits or not (figures.get_column("kind") == "share").any():
        return figures
    beside = ["number", "sheet", "area", "year"]
    empty = (pl.col("kind") == "share") & pl.col("text").is_null() & pl.col("problem").is_null()
    rest = empty & ((pl.col("value").sum().over(beside) - 100).abs() < _WHOLE)
    return figures.with_columns(
        value=pl.when(rest).then(0.0).otherwise(pl.col("value")),
        status=pl.when(rest).then(pl.lit(Status.SHOWN.value)).otherwise(pl.col("status")),
    )


def _once(figures: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Figures of a column that repeats a total, each once; a total that differs stays there."""
    same = ["sheet", "area", "year", "value", "status", "problem", *dimensions_of(source)]
    return figures.unique(same, keep="first", maintain_order=True)


def _added(figures: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Figures of rows about the same thing added up, where the source says so."""
    if source.repeats != "sum" or not figures.height:
        return figures
    key = ["sheet", "area", "year", "unknown", *dimensions_of(source)]
    several = figures.filter(figures.select(key).is_duplicated())
    if not several.height:
        return figures
    others = [name for name in figures.columns if name not in (*key, "value", "status")]
    ranked = pl.col("status").replace_strict(RANK, return_dtype=pl.Int8)
    worst = pl.col("status").sort_by(ranked).last()
    sums = several.group_by(key, maintain_order=True).agg(
        pl.when(pl.col("value").is_not_null().all()).then(pl.col("value").sum()).alias("value"),
        worst.alias("status"),
        *(pl.col(name).first() for name in others),
    )
    alone = figures.filter(~figures.select(key).is_duplicated())
    return pl.concat([alone, sums.select(figures.columns)])


def clean_of(kept: pl.DataFrame, source: Source, dimensions: tuple[str, ...]) -> pl.DataFrame:
    """The clean frame (:mod:`scan.extracts.frames`) of figures with an area and a year."""
    framed = kept.with_columns(source=pl.lit(source.id), period=pl.col("year"))
    return framed.select(
        *(pl.col(name).cast(kind) for name, kind in CLEAN_COLUMNS.items()), *dimensions
    )


def empty_frame(source: Source) -> pl.DataFrame:
    """A clean frame of ``source`` without rows."""
    split = dict.fromkeys(dimensions_of(source), pl.String())
    return pl.DataFrame(schema={**CLEAN_COLUMNS, **split})
