"""Publish, api, make: the front door of the figures for machines.

Input: the series tables of all indicators, one after the other. Output: files below
``api/v1/`` of the downloads:

- ``index.json``: what there is; ``openapi.json``: the same for programs; ``LEESMIJ.md`` and
  ``voorbeelden/``: for people who write programs;
- ``indicator/<code>.json``: the newest figures; ``.jsonstat.json`` and ``.csv``: everything;
- ``gemeente/<nis>.json``: the newest figures; ``.jsonstat.json``: those of all years.

One file a question and none a pair of indicator and municipality, so that a release stays small.
The number in the address goes up when a program that reads them would have to change.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from scan.files import write_bytes, write_text
from scan.publish.api import guide, jsonstat, plain
from scan.publish.api.addresses import FOLDER, INDEX, OPENAPI, Addresses
from scan.publish.api.openapi import openapi
from scan.publish.api.tables import main_figures, newest_figures, tidy
from scan.publish.series_tables import Stock


@dataclass
class Api:
    """The files of one release while they are written, below ``folder`` of the downloads."""

    folder: Path
    stock: Stock
    _through_time: dict[str, pl.DataFrame] = field(default_factory=dict)
    """Indicator → the main figures of municipalities."""
    _newest: dict[str, pl.DataFrame] = field(default_factory=dict)
    """Indicator → the newest figures of municipalities, each beside that of its region."""

    def add(self, code: str, table: pl.DataFrame) -> None:
        """Writes the files of one indicator; ``table`` is its series."""
        at = Addresses(self.stock)
        decimals = self.stock.catalogue.indicators[code].decimals
        self._put(at.indicator(code, "json"), plain.of_indicator(table, code, self.stock))
        cube = jsonstat.of_indicator(table, code, self.stock)
        self._put(at.indicator(code, "jsonstat.json"), cube)
        write_bytes(self.folder / at.indicator(code, "csv"), tidy(table, decimals, self.stock))
        own = pl.col("kind") == self.stock.words["kind.municipality"]
        self._through_time[code] = main_figures(table, self.stock).filter(own)
        self._newest[code] = _beside(
            newest_figures(table, self.stock).filter(own), table, self.stock
        )

    def done(self) -> None:
        """Writes the files of the municipalities, and those that say what there is."""
        stock, at = self.stock, Addresses(self.stock)
        newest, through_time = map(_by_town, (self._newest.values(), self._through_time.values()))
        everybody = stock.catalogue.areas.municipalities(None, stock.workspace.as_of)
        towns = [town for town in everybody if town.nis in newest]
        for town in towns:
            cube = jsonstat.of_town(through_time[town.nis], town.name, stock)
            self._put(at.town(town.nis, "jsonstat.json"), cube)
            self._put(at.town(town.nis, "json"), plain.of_town(town, newest[town.nis], stock))
        codes = tuple(self._newest)
        self._put(f"{FOLDER}/{INDEX}", plain.index(codes, towns, at.patterns(), stock))
        self._put(f"{FOLDER}/{OPENAPI}", openapi(codes, [town.nis for town in towns], stock))
        for name, text in guide.texts(codes[0], towns[0].nis, stock).items():
            write_text(self.folder / FOLDER / name, text)

    def _put(self, path: str, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        write_text(self.folder / path, text + "\n")


def _by_town(figures: Iterable[pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Code of a municipality → its rows."""
    parts = pl.concat(list(figures)).partition_by("nis", as_dict=True, maintain_order=True)
    return {str(nis): own for (nis,), own in parts.items()}


def _beside(figures: pl.DataFrame, table: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """With the figure of the region of the same year as ``region_value``."""
    place = ["region", "period", "part", "category_1", "category_2"]
    of_region = table.filter(pl.col("kind") == stock.words["kind.region"])
    named = of_region.with_columns(region="nis", region_value="value")
    located = figures.with_columns(region=pl.col("nis").replace_strict(stock.regions))
    return located.join(
        named.select(*place, "region_value"), on=place, how="left", maintain_order="left"
    )
