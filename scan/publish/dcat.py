"""Publish, DCAT: the downloads as a catalogue after DCAT-AP 3.0, in JSON-LD.

Input: what is offered. Output: JSON text of ``dcat.jsonld``: one catalogue, one dataset per
indicator and one for everything together, with their distributions. Formats, frequencies, themes
and languages are those of the EU's authority tables. Addresses are absolute when the address of
the site is set, else relative to the file.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from scan.publish.datapackage import MEDIA_TYPES, title
from scan.publish.offer import FORMATS, File, Offered, base_address
from scan.publish.series_tables import Stock

AUTHORITY = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES = {"csv": "CSV", "xlsx": "XLSX", "parquet": "PARQUET", "zip": "CSV"}
_FREQUENCIES = {1: "ANNUAL", 2: "BIENNIAL", 3: "TRIENNIAL", 5: "QUINQUENNIAL", 10: "DECENNIAL"}
_USUAL_THEME = ("SOCI",)
_PLACES = {
    "02000": "http://data.europa.eu/nuts/code/BE2",
    "04000": "http://data.europa.eu/nuts/code/BE1",
}
_ALL = "alles"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_RANGES = {
    "dct:language": "dct:LinguisticSystem",
    "dct:accessRights": "dct:RightsStatement",
    "dct:accrualPeriodicity": "dct:Frequency",
    "dct:format": "dct:MediaTypeOrExtent",
    "dcat:mediaType": "dct:MediaType",
    "dcat:compressFormat": "dct:MediaType",
    "dcat:landingPage": "foaf:Document",
    "foaf:homepage": "foaf:Document",
}
"""What kind of thing a property refers to: said here, since nothing is fetched to find out."""
Node = dict[str, object]


def dcat(offered: Sequence[Offered], everything: Sequence[File], stock: Stock) -> str:
    """The text of ``dcat.jsonld``."""
    base = base_address(stock)
    context: dict[str, str] = {**_CONTEXT, "@base": base} if base else _CONTEXT
    together = _together(offered, everything, stock)
    datasets = [together, *(_dataset(one, stock) for one in offered)]
    graph: list[Node] = [
        _catalogue(datasets, offered, stock),
        *datasets,
        *(node for one in offered for node in _distributions(one.indicator, one, stock)),
        *(_distribution(_ALL, file, together, stock) for file in everything),
        *_shared(offered, stock),
    ]
    graph += _kinds(graph)
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _kinds(graph: Sequence[Node]) -> list[Node]:
    """The kind of every foreign term that the graph refers to."""
    found: dict[str, str] = {}
    for node in graph:
        for name, kind in _RANGES.items():
            value = node.get(name)
            if isinstance(value, dict):
                found[str(value["@id"])] = kind
    return [{"@id": address, "@type": kind} for address, kind in sorted(found.items())]


def _catalogue(datasets: Sequence[Node], offered: Sequence[Offered], stock: Stock) -> Node:
    words = stock.words
    node: Node = {
        "@id": "#catalogus",
        "@type": "dcat:Catalog",
        "dct:title": _dutch(title(stock)),
        "dct:description": _dutch(_description(words["package.description"], stock)),
        "dct:publisher": _ref("#uitgever"),
        "dct:language": _ref(f"{AUTHORITY}language/NLD"),
        "dct:license": _ref(words["package.licence_address"]),
        "dct:spatial": [_ref(place) for place in _PLACES.values()],
        "foaf:homepage": _ref("../"),
        "dcat:themeTaxonomy": _ref(f"{AUTHORITY}data-theme"),
        "dcat:dataset": [_ref(str(node["@id"])) for node in datasets],
    }
    days = [one.delivered for one in offered if one.delivered]
    return node | (_modified(max(days)) if days else {})


def _dataset(one: Offered, stock: Stock) -> Node:
    catalogue = stock.catalogue
    indicator, theme = catalogue.indicators[one.indicator], stock.themes[one.indicator]
    every = catalogue.sources[one.sources[0]].every
    name = f"{indicator.title} ({indicator.id})"
    about = catalogue.description_of(indicator)
    node = _resource(one.indicator, name, about, one, stock)
    frequency = _FREQUENCIES.get(every, "OTHER")
    return node | {
        "dct:identifier": indicator.id,
        "dct:accrualPeriodicity": _ref(f"{AUTHORITY}frequency/{frequency}"),
        "dcat:theme": [_theme(t) for t in catalogue.themes[theme].data_themes],
        "dcat:keyword": [
            _dutch(word) for word in (catalogue.themes[theme].title.lower(), *_keywords(stock))
        ],
        "dcat:landingPage": _ref(f"../indicator/{indicator.id}/"),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": [_dutch(text) for text in _suppliers(one, stock)],
        },
        "dcat:distribution": [_ref(f"#{one.indicator}-{kind}") for kind in FORMATS],
    }


def _together(offered: Sequence[Offered], files: Sequence[File], stock: Stock) -> Node:
    """The dataset with everything in one file."""
    days = [one.delivered for one in offered if one.delivered]
    whole = Offered(
        indicator=_ALL,
        unit="",
        files={},
        columns=(),
        rows=sum(one.rows for one in offered),
        first=min(one.first for one in offered),
        last=max(one.last for one in offered),
        delivered=max(days, default=""),
        sources=(),
        regions=tuple(_PLACES),
    )
    words = stock.words
    node = _resource(_ALL, words["readme.all_title"], words["package.description"], whole, stock)
    return node | {
        "dct:identifier": _ALL,
        "dct:accrualPeriodicity": _ref(f"{AUTHORITY}frequency/IRREG"),
        "dcat:theme": [_theme(t) for t in _USUAL_THEME],
        "dcat:keyword": [_dutch(word) for word in _keywords(stock)],
        "dcat:distribution": [_ref(f"#{_ALL}-{file.format}") for file in files],
    }


def _resource(name: str, heading: str, text: str, one: Offered, stock: Stock) -> Node:
    """What every dataset has."""
    mark = f" ({stock.words['file.made_up']})" if stock.made_up else ""
    node: Node = {
        "@id": f"#{name}",
        "@type": "dcat:Dataset",
        "dct:title": _dutch(heading + mark),
        "dct:description": _dutch(_description(text, stock)),
        "dct:publisher": _ref("#uitgever"),
        "dcat:contactPoint": _ref("#contact"),
        "dct:language": _ref(f"{AUTHORITY}language/NLD"),
        "dct:accessRights": _ref(f"{AUTHORITY}access-right/PUBLIC"),
        "dct:spatial": [_ref(_PLACES[region]) for region in one.regions],
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed(f"{one.first}-01-01", "date"),
            "dcat:endDate": _typed(f"{one.last}-12-31", "date"),
        },
    }
    return node | (_modified(one.delivered) if one.delivered else {})


def _distributions(name: str, one: Offered, stock: Stock) -> Iterable[Node]:
    node = _modified(one.delivered) if one.delivered else {}
    for kind in FORMATS:
        yield _distribution(name, one.files[kind], node, stock)


def _distribution(name: str, file: File, dataset: Mapping[str, object], stock: Stock) -> Node:
    kind, words = file.format, stock.words
    node: Node = {
        "@id": f"#{name}-{kind}",
        "@type": "dcat:Distribution",
        "dct:title": _dutch(f"{name}: {kind.upper()}"),
        "dcat:accessURL": _ref(file.path),
        "dcat:downloadURL": _ref(file.path),
        "dct:format": _ref(f"{AUTHORITY}file-type/{_FILE_TYPES[kind]}"),
        "dcat:mediaType": _ref(_IANA + MEDIA_TYPES["csv" if kind == "zip" else kind]),
        "dct:license": _ref(words["package.licence_address"]),
        "dct:language": _ref(f"{AUTHORITY}language/NLD"),
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _ref("spdx:checksumAlgorithm_sha256"),
            "spdx:checksumValue": _typed(file.sha256, "hexBinary"),
        },
    }
    if kind == "zip":
        node["dcat:compressFormat"] = _ref(_IANA + MEDIA_TYPES["zip"])
    if "dct:modified" in dataset:
        node["dct:modified"] = dataset["dct:modified"]
    return node


def _shared(offered: Sequence[Offered], stock: Stock) -> Iterable[Node]:
    """Publisher, contact, licence, and the foreign terms with the names that DCAT-AP asks for."""
    words = stock.words
    yield {
        "@id": "#uitgever",
        "@type": ["foaf:Agent", "foaf:Organization"],
        "foaf:name": _dutch(words["package.publisher"]),
        "foaf:homepage": _ref(words["package.publisher_address"]),
    }
    yield {
        "@id": "#contact",
        "@type": ["vcard:Kind", "vcard:Organization"],
        "vcard:fn": _dutch(words["package.publisher"]),
        "vcard:hasURL": _ref(words["package.contact"]),
    }
    yield {
        "@id": words["package.licence_address"],
        "@type": "dct:LicenseDocument",
        "dct:title": _dutch(words["package.licence_name"]),
    }
    for region, place in _PLACES.items():
        name = _dutch(stock.catalogue.areas.get(region).name)
        yield {"@id": place, "@type": "dct:Location", "skos:prefLabel": name}
    themes = stock.catalogue.themes
    used = {t for one in offered for t in themes[stock.themes[one.indicator]].data_themes}
    scheme = f"{AUTHORITY}data-theme"
    yield {
        "@id": scheme,
        "@type": "skos:ConceptScheme",
        "dct:title": _dutch(words["dcat.theme_taxonomy"]),
    }
    for code in sorted({*used, *_USUAL_THEME}):
        yield {
            **_theme(code),
            "@type": "skos:Concept",
            "skos:prefLabel": _dutch(words[f"dcat.{code}"]),
            "skos:inScheme": _ref(scheme),
        }


def _keywords(stock: Stock) -> list[str]:
    return stock.words["package.keywords"].split(", ")


def _suppliers(one: Offered, stock: Stock) -> list[str]:
    """Where the figures come from, each once."""
    sources = [stock.catalogue.sources[name] for name in one.sources]
    return list(dict.fromkeys(f"{source.supplier}: {source.title}" for source in sources))


def _description(text: str, stock: Stock) -> str:
    plain = " ".join(text.split())
    return f"{stock.words['readme.made_up']} {plain}" if stock.made_up else plain


def _modified(day: str) -> Node:
    return {"dct:modified": _typed(day, "date")}


def _theme(code: str) -> Node:
    return _ref(f"{AUTHORITY}data-theme/{code}")


def _ref(address: str) -> Node:
    return {"@id": address}


def _dutch(text: str) -> Node:
    return {"@value": text, "@language": "nl"}


def _typed(value: str, kind: str) -> Node:
    return {"@value": value, "@type": f"xsd:{kind}"}
