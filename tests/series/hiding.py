"""A source that hides counts by leaving their rows out, and a catalogue of such sources only."""

from dataclasses import replace
from typing import Any

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from tests.extracts.support import source

MINIMUM = 10
_DIMENSIONS = ("origin_group", "origin_detail", "sex")


def hiding(name: str, values: list[dict[str, Any]], **changes: Any) -> Source:
    """A public table by origin and sex of which counts under 10 are left out."""
    record = {
        "id": name,
        "layout": "table",
        "files": [f"{name}.csv"],
        "vintage": "2019",
        "regions": "own",
        "public": True,
        "absent": "hidden",
        "minimum": MINIMUM,
        "traits": [{"column": dimension, "dimension": dimension} for dimension in _DIMENSIONS],
        "values": values,
    }
    return source(**{**record, **changes})


def fed(
    catalogue: Catalogue, sources: tuple[Source, ...], ways: dict[str, tuple[str, ...]]
) -> Catalogue:
    """A catalogue of these sources, and of the indicators in ``ways``, fed by these sources."""
    indicators = {}
    for code, use in ways.items():
        indicator = catalogue.indicators[code]
        way = indicator.sources[0].model_copy(update={"use": use})
        indicators[code] = indicator.model_copy(update={"sources": (way,)})
    return replace(
        catalogue,
        sources={source.id: source for source in sources},
        indicators=indicators,
        identities={},
    )
