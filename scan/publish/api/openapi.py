"""Publish, api, OpenAPI: what can be asked and what is answered, for programs.

Input: codes of indicators and municipalities. Output: plain data after OpenAPI 3.1, with a JSON
Schema of every answer; that of JSON-stat is the standard's own.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from scan import __version__
from scan.publish.api.addresses import INDEX, KINDS, Addresses
from scan.publish.api.plain import OF_INDICATOR, OF_TOWN, keys
from scan.publish.series_tables import MADE_UP, Stock

OPENAPI = "3.1.0"
_JSON_STAT = "https://json-stat.org/full/"
_NUMBER = {"type": ["number", "null"]}
_TEXT = {"type": "string"}
_TYPES: Mapping[str, Mapping[str, Any]] = {
    **dict.fromkeys(("value", "numerator", "denominator"), _NUMBER),
    "period": {"type": "integer"},
}
"""Columns that hold no text → what they hold."""

Schema = dict[str, Any]


def openapi(codes: Sequence[str], towns: Sequence[str], stock: Stock) -> Schema:
    """The description of the service."""
    words, at = stock.catalogue.wording["api"], Addresses(stock)
    enums = {"indicator": ("code", codes), "town": ("nis", towns)}
    paths: Schema = {f"/{INDEX}": _asked("index", None, {"$ref": _ref("index")}, stock)}
    for kind, endings in KINDS.items():
        for ending in endings:
            name = f"{kind}_{ending.split('.')[0]}"
            parameter = _parameter(*enums[kind], stock)
            paths[f"/{at.pattern(kind, ending)}"] = _asked(
                name, parameter, {"$ref": _ref(name)}, stock, csv=ending == "csv"
            )
    return {
        "openapi": OPENAPI,
        "info": {
            "title": words["openapi.title"],
            "version": __version__,
            "description": words["openapi.description"],
            "license": {
                "name": stock.words["package.licence_name"],
                "url": stock.words["package.licence_address"],
            },
            "contact": {
                "name": stock.words["package.publisher"],
                "url": stock.words["package.contact"],
            },
        },
        "servers": [{"url": at.base}],
        "paths": paths,
        "components": {"schemas": _schemas(stock)},
    }


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"


def _parameter(name: str, values: Sequence[str], stock: Stock) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": stock.catalogue.wording["api"][f"openapi.{name}"],
        "schema": {"type": "string", "enum": list(values)},
        "example": values[0],
    }


def _asked(
    name: str, parameter: Schema | None, schema: Schema, stock: Stock, *, csv: bool = False
) -> Schema:
    """One thing that can be asked."""
    words = stock.catalogue.wording["api"]
    content = {"text/csv": {"schema": schema}} if csv else {"application/json": {"schema": schema}}
    asked: Schema = {
        "operationId": name,
        "summary": words[f"openapi.{name}"],
        "responses": {
            "200": {"description": words["openapi.found"], "content": content},
            "404": {"description": words["openapi.missing"]},
        },
    }
    return {"get": asked | ({"parameters": [parameter]} if parameter else {})}


def _schemas(stock: Stock) -> Schema:
    words, api, key = stock.words, stock.catalogue.wording["api"], keys(stock)
    cube = {
        "type": "object",
        "description": _JSON_STAT,
        "required": ["version", "class", "id", "size", "dimension", "value", "status"],
        "properties": {"version": {"const": "2.0"}, "class": {"const": "dataset"}},
    }
    common = {
        key["licence"]: {"type": "string", "format": "uri"},
        key["publisher"]: _TEXT,
        key["statuses"]: {
            "type": "object",
            "description": api["openapi.statuses"],
            "additionalProperties": _TEXT,
        },
    }
    if stock.made_up:
        common[words[f"series.{MADE_UP}"]] = _TEXT
    page = {"type": "string", "description": api["openapi.page"]}
    own = _columns(("indicator", "title", "unit"), stock)
    region = {key["region"]: {**_NUMBER, "description": api["openapi.region"]}}
    areas = _columns(OF_INDICATOR, stock)
    pair = {"indicator": ("indicator", "title"), "town": ("nis", "area")}
    listed = {kind: _object(_columns(names, stock)) for kind, names in pair.items()}
    return {
        "indicator_json": _object(
            {**own, **common, key["figures"]: _list(_object(areas))}, {key["page"]: page}
        ),
        "town_json": _object(
            {
                **_columns(("nis", "area"), stock),
                key["region_nis"]: _TEXT,
                **common,
                key["figures"]: _list(_object({**own, **_columns(OF_TOWN, stock), **region})),
            },
            {key["page"]: page},
        ),
        "indicator_jsonstat": cube,
        "town_jsonstat": cube,
        "indicator_csv": _TEXT,
        "index": _object(
            {
                key["title"]: _TEXT,
                **common,
                key["addresses"]: {"type": "object", "additionalProperties": _TEXT},
                key["indicators"]: _list(listed["indicator"]),
                key["towns"]: _list(listed["town"]),
            }
        ),
    }


def _columns(names: Sequence[str], stock: Stock) -> Schema:
    """Heads of the downloads with what they hold."""
    words = stock.words
    return {
        words[f"series.{name}"]: {
            **_TYPES.get(name, _TEXT),
            "description": words[f"about.{name}"],
        }
        for name in names
    }


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    properties = {**required, **(optional or {})}
    return {"type": "object", "required": list(required), "properties": properties}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}
