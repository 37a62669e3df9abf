"""Deliveries of the Barometer for tests: made-up answers and persons, as many as a test wants."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from scan.catalogue.barometer import ANSWER, GROUP, QUESTION, BarometerIndicator
from scan.catalogue.entries import Catalogue
from scan.extracts.contract import read_extract
from scan.extracts.frames import CLEAN_COLUMNS
from scan.views.barometer.figures import barometer_of
from scan.views.barometer.records import Barometer
from scan.views.groups import GroupSeries, IndicatorPanel

Pair = tuple[int, int]
"""Counted and all."""
COST, WORK, LEEFLOON = "unexpected_cost", "employment_rate", "leefloon"
GROUPS = ("belgian", "eu_1", "eu_2", "non_eu_1", "non_eu_2")
USUAL: Pair = (216, 720)
"""30 % of 720 answers."""


def everybody(pair: Pair, **others: Pair) -> dict[str, Pair]:
    """The same figure for every group but the named ones."""
    return {group: others.get(group, pair) for group in GROUPS}


def text_of(catalogue: Catalogue, indicator: str, years: Mapping[int, Mapping[str, Pair]]) -> str:
    """A file of one indicator as its source lays it out."""
    one = catalogue.barometer_indicators[indicator]
    source = catalogue.sources[one.sources[0].use[0]]
    traits = {trait.dimension: trait.column for trait in source.traits}
    columns = [traits[f"barometer_{name}"] for name in ("question", "group", "answer")]
    head = [source.period.column, source.area.column, *columns, source.values[0].column]
    lines = [
        f"{year},02000,{indicator},{group},{answer},{count}"
        for year, groups in years.items()
        for group, pair in groups.items()
        for answer, count in _split(one, pair).items()
    ]
    return "\n".join((",".join(head), *lines)) + "\n"


def _split(one: BarometerIndicator, pair: Pair) -> dict[str, int]:
    """Counted answers in the first that is counted, all others in the first that is not."""
    counts = dict.fromkeys(one.answers, 0)
    counts[one.counted[0]] = pair[0]
    counts[next(a for a in one.answers if a not in one.counted)] = pair[1] - pair[0]
    return counts


def frame_of(
    folder: Path, catalogue: Catalogue, indicator: str, years: Mapping[int, Mapping[str, Pair]]
) -> dict[str, pl.DataFrame]:
    """The clean frame of such a file, by its source."""
    source = catalogue.sources[catalogue.barometer_indicators[indicator].sources[0].use[0]]
    path = folder / source.files[0].replace("*", "_".join(map(str, years)))
    path.write_text(text_of(catalogue, indicator, years), encoding="utf-8")
    return {source.id: read_extract(source, path, catalogue)}


def shown(
    folder: Path, catalogue: Catalogue, indicator: str, years: Mapping[int, Mapping[str, Pair]]
) -> Barometer:
    """The Barometer of one indicator's figures."""
    return barometer_of(frame_of(folder, catalogue, indicator, years), catalogue, {}, made_up=True)


def panel(barometer: Barometer, indicator: str) -> IndicatorPanel:
    """One indicator."""
    (found,) = (panel for panel in barometer.indicators if panel.entry.id == indicator)
    return found


def group(barometer: Barometer, indicator: str, name: str) -> GroupSeries:
    """One group of one indicator."""
    (series,) = (one for one in panel(barometer, indicator).series if one.group.code == name)
    return series


def clean(
    catalogue: Catalogue, indicator: str, years: Mapping[int, Mapping[str, Pair]]
) -> dict[str, pl.DataFrame]:
    """The clean frame of such a file without the file."""
    one = catalogue.barometer_indicators[indicator]
    source = catalogue.sources[one.sources[0].use[0]]
    rows = [
        (
            *(source.id, "02000", year, source.values[0].population, "", float(count), "shown"),
            *(indicator, name, answer),
        )
        for year, groups in years.items()
        for name, pair in groups.items()
        for answer, count in _split(one, pair).items()
    ]
    traits = dict.fromkeys((QUESTION, GROUP, ANSWER), pl.String())
    return {source.id: pl.DataFrame(rows, schema={**CLEAN_COLUMNS, **traits}, orient="row")}
