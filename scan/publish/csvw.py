"""Publish, CSVW: the metadata beside each CSV file, after *CSV on the Web* (W3C, 2015).

Input: what is offered. Output: JSON text of ``<name>.csv-metadata.json``, where a processor that
finds the CSV file looks for it: dialect, columns with types and descriptions, keys, licence.
"""

import json

from scan.publish.datapackage import DECIMAL, KEY, WHOLE, codes_of_absence
from scan.publish.offer import Offered
from scan.publish.series_tables import Stock
from scan.publish.texts import DECIMAL_MARK, LINE_END, SEPARATOR
from scan.status import Status

SUFFIX = "-metadata.json"
_LANGUAGE = "nl"
_GROUP_MARK = "."
"""Never used, but the standard's own is the comma, which is our decimal mark."""


def csvw(one: Offered, stock: Stock) -> str:
    """The metadata of the CSV file of one indicator."""
    indicator, words = stock.catalogue.indicators[one.indicator], stock.words
    description = stock.catalogue.description_of(indicator)
    if stock.made_up:
        description = f"{words['readme.made_up']} {description}"
    table: dict[str, object] = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": _LANGUAGE}],
        "url": one.files["csv"].path.rsplit("/", 1)[1],
        "dc:title": indicator.title,
        "dc:description": description,
        "dc:publisher": words["package.publisher"],
        "dc:license": {"@id": words["package.licence_address"]},
        "dc:source": [stock.catalogue.sources[name].supplier for name in one.sources],
        "dialect": {
            "delimiter": SEPARATOR,
            "encoding": "utf-8",
            "header": True,
            "headerRowCount": 1,
            "lineTerminators": [LINE_END],
            "quoteChar": '"',
            "doubleQuote": True,
        },
        "tableSchema": {
            "columns": [_column(name, stock) for name in one.columns],
            "primaryKey": [words[f"series.{name}"] for name in KEY],
        },
    }
    if one.delivered:
        table["dc:modified"] = {"@value": one.delivered, "@type": "xsd:date"}
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def _column(name: str, stock: Stock) -> dict[str, object]:
    head = stock.words[f"series.{name}"]
    column: dict[str, object] = {
        "name": head,
        "titles": head,
        "dc:description": stock.words[f"about.{name}"],
        "datatype": "string",
    }
    if name in DECIMAL:
        marks = {"decimalChar": DECIMAL_MARK, "groupChar": _GROUP_MARK}
        column["datatype"] = {"base": "decimal", "format": marks}
    if name in WHOLE:
        column["datatype"] = "integer"
    if name in (*DECIMAL, *WHOLE):
        column["null"] = codes_of_absence(stock)
    if name == "period":
        column["datatype"] = "gYear"
    if name == "delivered":
        column |= {"datatype": "date", "null": [stock.codes[Status.NOT_AVAILABLE.value]]}
    return column
