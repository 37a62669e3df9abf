"""Audit, barometer: whether the Barometer's own files tell what they hide.

Input: the folder of a release. Output: what is told all the same, in words. Elsewhere an origin is
counted as a whole: who knows that total has a generation as soon as the other is shown, and whoever
knows all together has a group as soon as all others are shown. Where these are shown to be none,
the total itself tells it, whatever is hidden. And nothing that is made of a hidden figure, its
change or its distance, may stand beside it. Survey figures are hidden because they are unreliable:
nobody is looked for in them.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from fastexcel import read_excel

from scan.audit.tables import attachments, number, texts_of
from scan.catalogue.barometer import GROUP
from scan.catalogue.entries import Catalogue
from scan.status import Status

_TOLD = ("value", "numerator", "denominator", "low", "high", "change", "gap")
_READ = ("indicator", "group", "period", "status", *_TOLD)


def faults_of_barometer(folder: Path, catalogue: Catalogue) -> tuple[str, ...]:
    """Hidden figures of the Barometer that its files give away."""
    words = catalogue.wording["barometer"]
    texts = catalogue.bounds.texts
    heads = [pl.col(words[f"column.{name}"].format(**texts)).alias(name) for name in _READ]
    faults: dict[str, None] = {}
    sheet = catalogue.wording["barometer_pages"]["barometer.files.figures_sheet"]
    for name, read in _tables(folder, sheet):
        table = read.select(heads)
        told = table.with_columns(number(name).alias(name) for name in _TOLD)
        hidden = told.with_columns(
            hidden=pl.col("status") == words[f"status.{Status.HIDDEN.value}"]
        ).filter(pl.col("indicator").is_in(_counted(catalogue)))
        faults |= dict.fromkeys(f"{name}: {fault}" for fault in _faults(hidden, catalogue))
    return tuple(faults)


def _tables(folder: Path, sheet: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """The name and the table of every file with figures, that inside the PDF among them."""
    own = folder / "data" / "barometer"
    for path in sorted(own.glob("*.csv")):
        yield path.name, texts_of(path.read_bytes())
    for path in sorted(own.glob("*.xlsx")):
        book = read_excel(path)
        table = book.load_sheet(sheet, dtypes="string").to_polars()
        yield path.name, table.fill_null("")
    for path in sorted((folder / "barometer").glob("*.pdf")):
        yield from ((path.name, texts_of(text.encode())) for text in attachments(path))


def _counted(catalogue: Catalogue) -> list[str]:
    """Indicators of registers that are nobody else's to give away."""
    return [
        one.id
        for one in catalogue.barometer_indicators.values()
        if not one.survey and not all(catalogue.sources[s].public for s in one.sources[0].use)
    ]


def _faults(told: pl.DataFrame, catalogue: Catalogue) -> Iterator[str]:
    groups = {group.code: group.within for group in catalogue.dimensions[GROUP].categories}
    beside = told.filter("hidden", pl.any_horizontal(pl.col(_TOLD).is_not_null()))
    for code, group, period in beside.select("indicator", "group", "period").iter_rows():
        yield f"{code}, {group}, {period}: hidden, with a number beside it"
    for (code, period), rows in told.group_by("indicator", "period", maintain_order=True):
        hidden = set(rows.filter("hidden").get_column("group"))
        some = set(rows.filter(pl.col("value") > 0).get_column("group"))
        for group in sorted(hidden):
            family = {one for one, origin in groups.items() if origin == groups[group]}
            for others in (family - {group}, set(groups) - {group}):
                if others & some and not others & hidden:
                    names = ", ".join(sorted(others & some))
                    yield f"{code}, {group}, {period}: hidden, and follows from {names}"
