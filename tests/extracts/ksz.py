"""Sources of the tabs in which KSZ hides counts by leaving their rows out, for tests."""

from dataclasses import replace
from typing import Any

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source

WORK, POVERTY = "GSM_register_Integratie.xlsx", "GSM_register_Armoede.xlsx"
MINIMUM = 10
GROUPS = {"België": "belgian", "EU": "eu", "Niet-EU": "non_eu"}
DETAIL = {
    "België": "belgian",
    "West- en Noord-EU15": "west_north_eu15",
    "Zuid-EU15": "south_eu15",
    "EU13": "eu13",
    "Europa niet-EU": "europe_non_eu",
    "Turkije en Maghreb": "maghreb_turkey",
    "Andere landen": "other",
}
SEXES = {"Mannen": "male", "Vrouwen": "female"}
AGES = {"15-24 jaar": "15_24", "25-49 jaar": "25_49", "50-64 jaar": "50_64"}
SECTORS = {
    "Primair": "primary",
    "Secundair": "secondary",
    "Tertiair": "tertiary",
    "Quartair": "quaternary",
}
UNEMPLOYED, LABOUR_FORCE = "Aantal werkzoekenden", "Totale beroepsbevolking"
EMPLOYEES, ALL_EMPLOYEES = "Aantal loontrekkenden", "Totaal aantal loontrekkenden"
LOW_INTENSITY = (
    "Aantal personen van 0 tot en met 59 jaar dat leeft in een gezin met zeer lage"
    " werkintensiteit naar herkomst"
)
UP_TO_59 = "Aantal inwoners van 0 tot en met 59 jaar naar herkomst (KSZ-cijfers)"
LIVING_WAGE = "Aantal personen met een (equivalent) leefloon naar herkomst"
RESIDENTS = "Aantal inwoners naar herkomst (KSZ-cijfers)"


def tab(
    name: str, sheet: str, values: list[dict[str, Any]], *traits: dict[str, Any], **more: Any
) -> Source:
    """A tab with these values, by origin and ``traits``."""
    record = {
        "id": name,
        "title": name,
        "supplier": "KSZ",
        "files": [WORK],
        "sheet": sheet,
        "vintage": "2019",
        "regions": "own",
        "public": True,
        "absent": "hidden",
        "minimum": MINIMUM,
        "area": {"column": "Nis-code"},
        "period": {"column": "Jaar"},
        "traits": [
            {"column": "Herkomst", "dimension": "origin_group", "codes": GROUPS},
            {"column": "Herkomst", "dimension": "origin_detail", "codes": DETAIL},
            *traits,
        ],
        "values": values,
    }
    return Source(**{**record, **more})


def rate(above: str, part: str, below: str, whole: str) -> list[dict[str, Any]]:
    """Two columns: counts of which at most 9 are left out, and what they are a part of."""
    return [
        {"column": above, "population": part},
        {"column": below, "population": whole, "absent": "unknown"},
    ]


_UNEMPLOYMENT = rate(UNEMPLOYED, "unemployed_15_64", LABOUR_FORCE, "labour_force_15_64")
_OF_EMPLOYEES = {"population": "employees_20_64", "absent": "unknown"}
_IN_POVERTY = {"files": [POVERTY], "area": {"column": "NIS-code"}}
BY_SEX = {"column": "Geslacht", "dimension": "sex", "codes": SEXES}
BY_AGE = {"column": "Leeftijd", "dimension": "work_age_15", "codes": AGES}
BY_SECTOR = {"column": "Sector", "dimension": "sector", "codes": SECTORS}
TABS = (
    tab("we_10", "WE10", _UNEMPLOYMENT, BY_SEX),
    tab("we_11", "WE11", _UNEMPLOYMENT, BY_AGE),
    tab(
        "we_26",
        "WE26",
        [
            {"column": EMPLOYEES, **_OF_EMPLOYEES},
            {"column": ALL_EMPLOYEES, "over": ["sector"], **_OF_EMPLOYEES},
        ],
        BY_SECTOR,
    ),
    tab(
        "ar_07",
        "AR_07",
        rate(LOW_INTENSITY, "low_work_intensity", UP_TO_59, "ksz_residents_0_59"),
        **_IN_POVERTY,
    ),
    tab(
        "ar_14",
        "AR_14",
        rate(LIVING_WAGE, "living_wage", RESIDENTS, "ksz_residents"),
        **_IN_POVERTY,
    ),
)
FED_BY = {
    "WE_09": ("we_10", "we_11"),
    "WE_10": ("we_10",),
    "WE_11": ("we_11",),
    "WE_26": ("we_26",),
    "AR_07": ("ar_07",),
    "AR_14": ("ar_14",),
}
"""Indicator → the tabs that feed it, the first one first."""


def fed(
    catalogue: Catalogue, sources: tuple[Source, ...], ways: dict[str, tuple[tuple[str, ...], ...]]
) -> Catalogue:
    """A catalogue of these sources, and of the indicators in ``ways``, fed in these ways."""
    indicators = {}
    for code, uses in ways.items():
        indicator = catalogue.indicators[code]
        way = indicator.sources[0].model_copy(update={"breakdown": None, "remainder": None})
        own = tuple(way.model_copy(update={"use": use}) for use in uses)
        indicators[code] = indicator.model_copy(update={"sources": own})
    return replace(
        catalogue,
        sources={source.id: source for source in sources},
        indicators=indicators,
        identities={},
    )
