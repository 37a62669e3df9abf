"""Publish, data package: ``datapackage.json``, the downloads as a Frictionless Data Package.

Input: what is offered and the lists of codes. Output: JSON text after Data Package version 2: a
table schema per series, codes for missing figures, licence, sources, and checksums. Addresses are
relative, so that the package holds wherever it is copied.
"""

import json
from collections.abc import Mapping, Sequence

from scan.publish.groups import AMOUNTS, COUNTS, GROUPS
from scan.publish.offer import FORMATS, File, Offered
from scan.publish.series_tables import FIGURES, MADE_UP, PARTS, Stock
from scan.publish.texts import DECIMAL_MARK, LINE_END, SEPARATOR
from scan.status import Status

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
KEY = ("indicator", "nis", "kind", "today", "period", "part", "category_1", "category_2")
"""Columns that tell the rows of a series apart."""
DECIMAL, WHOLE = ("value", "low", "high"), ("numerator", "denominator", "answers")
_OPTIONAL = (*KEY[-2:], "dimension_1", "dimension_2", "label_1", "label_2", "state", "remark")
_REFERENCES = {"indicator": "indicators", "status": "statuses", "source": "sources"}


def datapackage(
    offered: Sequence[Offered],
    lists: Mapping[str, File],
    heads: Mapping[str, Sequence[str]],
    stock: Stock,
) -> str:
    """The text of ``datapackage.json``.

    ``lists`` are the files with codes by name (``areas``, ``indicators``, ``statuses`` …) and
    ``heads`` their columns, the key first.
    """
    words = stock.words
    licence = {"path": words["package.licence_address"], "title": words["package.licence_name"]}
    package: dict[str, object] = {
        "$schema": PROFILE,
        "name": words["package.name"] + stock.suffix,
        "title": title(stock),
        "description": words["package.description"],
        "keywords": words["package.keywords"].split(", "),
        "licenses": [licence],
        "sources": _sources(offered, stock),
        "contributors": [
            {
                "title": words["package.publisher"],
                "path": words["package.publisher_address"],
                "roles": ["publisher"],
            }
        ],
        "resources": [
            *(_series(one, stock) for one in offered),
            *(_groups(one, one.groups, stock) for one in offered if one.groups),
            *(_list(name, file, heads[name], stock) for name, file in lists.items()),
        ],
    }
    if stock.made_up:
        package["description"] = f"{words['readme.made_up']} {words['package.description']}"
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def title(stock: Stock) -> str:
    """The title of the package, with the mark of made-up figures."""
    words = stock.words
    mark = f" ({words['file.made_up']})" if stock.made_up else ""
    return words["package.title"] + mark


def resource_name(code: str) -> str:
    """The name of a resource, as the standard wants it: ``de-36``."""
    return code.lower().replace("_", "-")


def codes_of_absence(stock: Stock) -> list[str]:
    """The codes that stand in place of a figure."""
    return [stock.codes[status.value] for status in Status if not status.has_number]


def _sources(offered: Sequence[Offered], stock: Stock) -> list[dict[str, str]]:
    used = dict.fromkeys(source for one in offered for source in one.sources)
    entries = []
    for source in (stock.catalogue.sources[name] for name in used):
        entry = {"title": f"{source.supplier}: {source.title}"}
        if source.download:
            entry["path"] = source.download
        entries.append(entry)
    return entries


def _table(name: str, file: File) -> dict[str, object]:
    return {
        "name": name,
        "type": "table",
        "path": file.path,
        "format": "csv",
        "mediatype": MEDIA_TYPES["csv"],
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"delimiter": SEPARATOR, "lineTerminator": LINE_END, "header": True},
    }


def _series(one: Offered, stock: Stock) -> dict[str, object]:
    indicator = stock.catalogue.indicators[one.indicator]
    head = stock.words
    table = _table(resource_name(one.indicator), one.files["csv"])
    others = [one.files[kind] for kind in FORMATS[1:]]
    return table | {
        "title": indicator.title,
        "description": stock.catalogue.description_of(indicator),
        "alternatives": [
            {"path": f.path, "mediatype": MEDIA_TYPES[f.format], "bytes": f.size} for f in others
        ],
        "schema": {
            "fields": [_field(name, stock) for name in one.columns],
            "primaryKey": [head[f"series.{name}"] for name in KEY],
            "foreignKeys": [_reference(name, stock) for name in _REFERENCES],
        },
    }


def _groups(one: Offered, file: File, stock: Stock) -> dict[str, object]:
    """The middle figures of groups."""
    words, absent = stock.words, codes_of_absence(stock)
    fields = []
    for name in (*GROUPS, *([MADE_UP] if stock.made_up else [])):
        field = {"name": words[f"series.{name}"], "description": words[f"about.{name}"]}
        kind = "number" if name in AMOUNTS else "integer" if name in COUNTS else "string"
        typed: dict[str, object] = {**field, "type": "year" if name == "period" else kind}
        if name in AMOUNTS:
            typed |= {"decimalChar": DECIMAL_MARK, "missingValues": absent}
        fields.append(typed)
    title = words["list_title.members"]
    table = _table(resource_name(one.indicator) + words["file.groups"], file)
    named = f"{stock.catalogue.indicators[one.indicator].title}: {title}"
    return table | {"title": named, "schema": {"fields": fields}}


def _reference(name: str, stock: Stock) -> dict[str, object]:
    own = stock.words[f"series.{name}"]
    resource = stock.words[f"list.{_REFERENCES[name]}"]
    return {"fields": [own], "reference": {"resource": resource, "fields": [own]}}


def _field(name: str, stock: Stock) -> dict[str, object]:
    words, absent = stock.words, codes_of_absence(stock)
    field: dict[str, object] = {
        "name": words[f"series.{name}"],
        "title": words[f"series.{name}"],
        "description": words[f"about.{name}"],
        "type": "string",
    }
    if name in FIGURES:
        field |= {"type": "number" if name in DECIMAL else "integer", "missingValues": absent}
    if name in DECIMAL:
        field["decimalChar"] = DECIMAL_MARK
    if name == "period":
        field["type"] = "year"
    if name == "delivered":
        field |= {"type": "date", "missingValues": [stock.codes[Status.NOT_AVAILABLE.value]]}
    if name not in (*_OPTIONAL, *FIGURES, "delivered"):
        field["constraints"] = {"required": True} | _constraints(name, stock)
    return field


def _constraints(name: str, stock: Stock) -> dict[str, object]:
    if name in ("nis", "today"):
        return {"pattern": r"\d{5}"}
    if name == "status":
        return {"enum": list(stock.codes.values())}
    if name == "part":
        return {"enum": [stock.words[f"part.{part}"] for part in PARTS]}
    return {}


def _list(name: str, file: File, heads: Sequence[str], stock: Stock) -> dict[str, object]:
    fields = [{"name": head, "type": "string"} for head in heads]
    table = _table(stock.words[f"list.{name}"], file)
    schema: dict[str, object] = {"fields": fields}
    if name in _REFERENCES.values():
        schema["primaryKey"] = [heads[0]]
    return table | {"title": stock.words[f"list_title.{name}"], "schema": schema}
