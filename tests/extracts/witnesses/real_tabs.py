"""The tabs of the supplier's register workbooks, described for the tests of witnesses.

Each tab becomes a source with populations and dimensions of its own, so that the tests look at the
supplier's figures alone and not at what the catalogue makes of them.
"""

from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Category, Dimension, Identity, Population, Term
from scan.catalogue.sources import Source
from scan.extracts.readers.delivered import Delivered

GROUPS = ("België", "EU", "Niet-EU", "Onbekend")
EU = ("West- en Noord-EU15", "Zuid-EU15", "EU13")
NON_EU = ("Europa niet-EU", "Turkije en Maghreb", "Andere landen")
NAMED = {"West- en Noord-EU14-landen": EU[0], "Zuid-EU14-landen": EU[1], "EU13-landen": EU[2]}
"""As DE_47 calls three of them."""
SPLIT = {
    *("Herkomst", "Nationaliteit", "Nationaliteitsgroep", "Geslacht", "Leeftijd"),
    *("Leeftijdsgroep", "Taal", "Doelgroep", "Statuut", "Sector"),
}
HIDDEN = {
    "AR07": 4, "AR14": 4, "AR_07": 10, "AR_14": 10, "AR06": 10, "AR08": 10,
    "WE10": 10, "WE11": 10, "WE26": 10,
}  # fmt: skip
"""Tabs of which rows are left out, and the minimum."""
REPEATED = {
    *("DE41", "DE50", "DE51", "DE52", "DE53", "DE54", "DE56", "DE57", "DE59", "DE60", "DE62"),
    *("DE63", "ON22", "ON37", "ON39", "WE19", "WE26"),
}
"""Tabs of which the denominator is the whole, repeated on each row (WE26: per origin)."""
INHABITANTS = {"DE46", "DE47"}
"""Tabs of which the denominator is another population, repeated on each row."""
PER = {"DE55": 10_000, "DE58": 10_000, "DE61": 10_000, "WE21": 100, "WE22": 100}
PER |= dict.fromkeys(("DE23", "DE24", "DE28", "DE29", "DE73"), 1000)
FINISHED = {"AR03", "AR04", "WE15"}
"""Tabs without counts."""


@dataclass(frozen=True)
class Tab:
    """A sheet of a workbook, and a catalogue that knows what stands in it."""

    source: Source
    catalogue: Catalogue


def tabs(file: Delivered, catalogue: Catalogue, names: tuple[str, ...] = ()) -> list[Tab]:
    """The tabs of a register workbook, but for its index; or those that are named."""
    known = tuple(name for name in file.sheet_names() if name != "Indicatoren")
    return [_tab(file, name, catalogue) for name in names or known]


def _tab(file: Delivered, name: str, catalogue: Catalogue) -> Tab:
    sheet = file.workbook.sheet(name)
    head = [" ".join((text or "").split()) for text in sheet.drop("row").row(0)]
    own = head[head.index("Indicator") + 1 :]
    split = [text for text in own if text in SPLIT]
    counts = [t for t in own if t not in SPLIT and not t.startswith(("Procent", "Verh", "Jaar"))]
    rates = [t for t in own if t.startswith(("Procent", "Verh"))]
    counts = counts[::-1] if name == "ON39" else counts
    swapped = {"DE50": [("Jaar", "Geslacht")], "ON39": [tuple(counts)]}
    texts = {t: _texts(sheet, head.index(t)) for t in split}
    if name == "DE50":
        texts["Geslacht"] = _texts(sheet, head.index("Jaar"))
    dimensions, traits = _split(name, texts)
    record: dict[str, Any] = {
        "id": f"tab_{name.lower()}",
        "title": name,
        "supplier": "Iemand",
        "files": [file.path.name],
        "sheet": name,
        "vintage": "2019",
        "coverage": ["02000"],
        "public": True,
        "area": {"column": next(t for t in head if t.lower() in ("nis-code", "niscode"))},
        "period": {"column": "Jaar"},
        "traits": traits,
        "values": _values(name, counts, rates, traits),
        "shape": {"swapped": swapped.get(name, [])},
        "ignore": ["Gemeente", "Indicator", "Centrumstad*"],
        "repeats": "sum" if name == "DE53" else "fault",
        "scale": "fraction",
    }
    if name in HIDDEN:
        record |= {"absent": "hidden", "minimum": HIDDEN[name]}
    if len(counts) == 2 and rates:
        rate = {"column": rates[0], "numerator": counts[0], "denominator": counts[1]}
        record["rates"] = [{**rate, "per": PER.get(name, 1)}]
    populations = {
        v["population"]: Population(
            id=v["population"],
            singular="iets",
            plural="dingen",
            moment="jaar",
            persons=name not in ("DE48", "DE73"),
            additive=name != "DE48",
        )
        for v in record["values"]
        if "population" in v
    }
    terms = tuple(Term(population=name) for name in populations) * 2
    balance = {"tab": Identity(id="tab", title="saldo", terms=terms)} if name == "DE73" else {}
    known = replace(
        catalogue,
        identities={**catalogue.identities, **balance},
        dimensions={**catalogue.dimensions, **dimensions},
        populations={**catalogue.populations, **populations},
    )
    return Tab(Source(**record), known)


def _texts(sheet: pl.DataFrame, at: int) -> list[str]:
    """The texts of a column, letters in UTF-8 twice as they were meant."""
    cells = sheet.get_column(f"c{at}")[1:].drop_nulls().str.strip_chars()
    return sorted({_mended(text) for text in cells.unique()})


def _mended(text: str) -> str:
    for encoding in ("cp1252", "iso-8859-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _values(
    name: str, counts: list[str], rates: list[str], traits: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    code = f"tab_{name.lower()}"
    if name in FINISHED:
        return [{"column": rates[0], "indicator": "DE_42"}]
    values: list[dict[str, Any]] = [{"column": counts[0], "population": f"{code}_a"}]
    unknown = {"absent": "unknown"} if name in HIDDEN else {}
    if name == "WE26":
        values[0] |= unknown
    if len(counts) > 1:
        over = [t["dimension"] for t in traits]
        over = [d for d in over if d.endswith("sector")] if name == "WE26" else over
        repeated = {"over": over} if name in REPEATED | INHABITANTS else {}
        same = "a" if name in REPEATED else "b"
        values.append({"column": counts[1], "population": f"{code}_{same}", **repeated, **unknown})
    return values


def _split(
    name: str, texts: dict[str, list[str]]
) -> tuple[dict[str, Dimension], list[dict[str, Any]]]:
    """Dimensions and trait columns; a column with two kinds of groups gives two of them."""
    dimensions: dict[str, Dimension] = {}
    traits: list[dict[str, Any]] = []
    for column, found in texts.items():
        groups = {t: t for t in found if t in GROUPS or t == "EU (zonder België)"}
        details = {t: NAMED.get(t, t) for t in found if NAMED.get(t, t) in EU + NON_EU}
        own = f"tab_{name.lower()}_{_code(column)}"
        if details and groups:
            fine = {**{t: t for t in groups if t in ("België", "Onbekend")}, **details}
            dimensions |= _two(own, groups, fine)
            traits.append(_trait(column, own, groups))
            traits.append(_trait(column, f"{own}_detail", fine))
        else:
            dimensions[own] = _dimension(own, dict.fromkeys(found, ""), None)
            trait = _trait(column, own, {t: t for t in found})
            traits.append({**trait, "most_frequent": name == "DE46"})
    return dimensions, traits


def _two(own: str, groups: dict[str, str], fine: dict[str, str]) -> dict[str, Dimension]:
    coarse = _dimension(own, dict.fromkeys(groups, ""), None)
    within = {text: "EU" if text in EU else "Niet-EU" for text in EU + NON_EU}
    parts = {text: within.get(text, text) for text in dict.fromkeys(fine.values())}
    return {own: coarse, f"{own}_detail": _dimension(f"{own}_detail", parts, own)}


def _dimension(own: str, texts: dict[str, str], coarser: str | None) -> Dimension:
    return Dimension(
        id=own,
        title="groep",
        coarser=coarser,
        open=len(texts) > 40,
        categories=tuple(
            Category(code=_code(text), label=text, within=_code(whole) if whole else None)
            for text, whole in texts.items()
        ),
    )


def _trait(column: str, dimension: str, texts: dict[str, str]) -> dict[str, Any]:
    codes = {text: _code(meant) for text, meant in texts.items()}
    return {"column": column, "dimension": dimension, "codes": codes}


def _code(text: str) -> str:
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in text.lower())
    return f"c{plain}"
