"""Extracts, look, areas: which areas a table speaks of, and of which vintage they are.

Input: the column of areas, the years of the rows, the atlas. Output: an
:class:`~scan.extracts.look.records.AreasLook`, and what each text stands for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from scan.catalogue.areas import BRUSSELS, FLANDERS
from scan.extracts.look.atlas import MUNICIPALITY, UNKNOWN, VINTAGES, Atlas, Found
from scan.extracts.look.records import AreasLook, OtherArea

PERIOD_VINTAGE = "period"
_WHOLE = 0.9
"""Share of its municipalities from which a table may be one of all of them: then the vintage of
which it has most is meant."""
_STRAY = 0.02
"""Share of municipalities that may be of another vintage before the areas fit none."""
_NAMED = 20
"""So many unknown texts get the closest municipality."""
_CALLED = 4
"""So many names of a text that stands for several areas are shown."""


@dataclass(frozen=True)
class Places:
    """The texts of a column of areas, and what they stand for."""

    by: str
    found: dict[str, Found]
    """Text → what it is."""
    own: frozenset[tuple[str, str]]
    """Texts of municipalities with the vintage of the years for which they stand there."""
    years: tuple[int, ...]
    """The years in which there are municipalities."""

    @property
    def towns(self) -> tuple[str, ...]:
        """Texts of municipalities, in the order of the file."""
        return tuple(text for text, found in self.found.items() if found.what == MUNICIPALITY)


@dataclass(frozen=True)
class Fit:
    """How well areas fit one vintage."""

    vintage: str
    codes: dict[tuple[str, str], str]
    """Text and vintage → code; only of those that fit."""
    strange: tuple[str, ...]
    """Texts of municipalities that do not exist in it."""
    share: float
    """Share of its Flemish municipalities that are there."""

    def vintage_of(self, year: int, atlas: Atlas) -> str:
        """The municipalities of which figures of a year speak."""
        return self.vintage if self.vintage in VINTAGES else atlas.vintage_of(year)


def places_of(pairs: pl.DataFrame, by: str, atlas: Atlas) -> Places:
    """What the areas of a table are; ``pairs``: ``area`` and ``year``, each pair once."""
    there = [text for text in pairs.get_column("area").unique(maintain_order=True) if text]
    found = {text: atlas.what(text, by) for text in there}
    towns = [text for text, what in found.items() if what.what == MUNICIPALITY]
    own = pairs.filter(pl.col("area").is_in(towns) & (pl.col("year") > 0))
    years = own.get_column("year").unique().sort().to_list()
    vintages = {year: atlas.vintage_of(year) for year in years}
    dated = own.select(
        "area", pl.col("year").replace_strict(vintages, return_dtype=pl.String, default=None)
    ).unique()
    return Places(by, found, frozenset(dated.iter_rows()), tuple(years))


def best_fit(places: Places, atlas: Atlas) -> tuple[Fit, tuple[str, ...]]:
    """The vintage that fits best, and all that fit; none that fits has an empty name."""
    towns = places.towns
    fits = [_fit(places, v, frozenset((text, v) for text in towns), atlas) for v in VINTAGES]
    clean = [fit for fit in fits if not fit.strange]
    all_fit = tuple(fit.vintage for fit in clean)
    by_year = _fit(places, PERIOD_VINTAGE, places.own, atlas)
    if places.years and not by_year.strange:
        all_fit = (*all_fit, PERIOD_VINTAGE)
    if clean:
        return _likeliest(clean, places, atlas), all_fit
    if all_fit:
        return by_year, all_fit
    nearest = min((*fits, by_year), key=lambda fit: (len(fit.strange), -fit.share))
    if len(nearest.strange) <= max(1, _STRAY * len(towns)):
        return nearest, ()
    return replace(nearest, vintage=""), ()


def _likeliest(clean: list[Fit], places: Places, atlas: Atlas) -> Fit:
    """Of several vintages the one of which most is there; the newest year tells of few areas."""
    most = max(clean, key=lambda fit: fit.share)
    if most.share >= _WHOLE or len(clean) == 1:
        return most
    wanted = atlas.vintage_of(places.years[-1]) if places.years else VINTAGES[-1]
    return next((fit for fit in clean if fit.vintage == wanted), clean[-1])


def _fit(places: Places, vintage: str, own: frozenset[tuple[str, str]], atlas: Atlas) -> Fit:
    codes: dict[tuple[str, str], str] = {}
    strange: set[str] = set()
    for text, of in own:
        if code := atlas.towns(text, places.by)[of]:
            codes[text, of] = code
        else:
            strange.add(text)
    newest = max((of for _, of in own), default=VINTAGES[-1])
    whole = {nis for nis, region in atlas.codes[newest].items() if region == FLANDERS}
    share = len(whole.intersection(codes.values())) / len(whole)
    return Fit(vintage, codes, tuple(text for text in places.towns if text in strange), share)


# --- the look ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Around:
    """What the rows around the areas say of them."""

    rows: Mapping[str, int]
    """Rows of each text."""
    called: Mapping[str, tuple[str, ...]]
    """What a column of names calls a text that is no code."""
    by_year: tuple[str, ...]
    figures_in_brussels: bool


def areas_look(
    column: str, places: Places, chosen: tuple[Fit, tuple[str, ...]], around: Around, atlas: Atlas
) -> AreasLook:
    """The areas of a table."""
    fit, fits = chosen
    newest = fit.vintage_of(max(places.years, default=0), atlas)
    there = frozenset(fit.codes.values())
    of = {region: _codes(region, newest, atlas) for region in (FLANDERS, BRUSSELS)}
    missing = (atlas.areas.get(nis).name for nis in of[FLANDERS] if nis not in there)
    return AreasLook(
        column=column,
        by=places.by,
        vintage=fit.vintage,
        fits=fits,
        flemish=len(there.intersection(of[FLANDERS])),
        of_flemish=len(of[FLANDERS]),
        brussels=len(there.intersection(of[BRUSSELS])),
        of_brussels=len(of[BRUSSELS]),
        missing=tuple(sorted(missing)),
        strange=tuple(_dated(text, places.by, atlas) for text in fit.strange),
        others=tuple(_others(places, newest, around, atlas)),
        by_year=around.by_year,
        respelled=tuple(_respelled(places, fit, atlas)),
        figures_in_brussels=around.figures_in_brussels,
    )


def _codes(region: str, vintage: str, atlas: Atlas) -> tuple[str, ...]:
    return tuple(nis for nis, of in atlas.codes[vintage].items() if of == region)


def runs_of_years(towns: pl.DataFrame) -> tuple[str, ...]:
    """How many municipalities each run of years has: ``2000–2018: 308 Flemish, 19 of Brussels``.

    ``towns``: ``year``, ``code`` and ``region``.
    """
    counts = (
        towns.group_by("year")
        .agg(
            flemish=pl.col("code").filter(pl.col("region") == FLANDERS).n_unique(),
            brussels=pl.col("code").filter(pl.col("region") == BRUSSELS).n_unique(),
        )
        .sort("year")
    )
    runs: list[tuple[int, int, str]] = []
    for year, flemish, brussels in counts.iter_rows():
        also = f", {brussels} of Brussels" if brussels else ""
        said = f"{flemish} Flemish{also}"
        if runs and runs[-1][2] == said:
            runs[-1] = (runs[-1][0], year, said)
        else:
            runs.append((year, year, said))
    return tuple(f"{_years(first, last)}{said}" for first, last, said in runs)


def _years(first: int, last: int) -> str:
    if not first:
        return ""
    return f"{first}: " if first == last else f"{first}–{last}: "


def _dated(text: str, by: str, atlas: Atlas) -> str:
    """A municipality with the days between which it exists: ``44001 Aalter until 2018-12-31``."""
    area = atlas.areas.get(next(code for code in atlas.towns(text, by).values() if code))
    days = " ".join(
        part
        for part in (
            f"from {area.valid_from}" if area.valid_from else "",
            f"until {area.valid_to}" if area.valid_to else "",
        )
        if part
    )
    return f"{area.nis} {area.name} {days}".strip()


def _others(places: Places, vintage: str, around: Around, atlas: Atlas) -> Iterator[OtherArea]:
    unknown = 0
    for text, found in places.found.items():
        if found.what == MUNICIPALITY:
            continue
        unknown += found.what == UNKNOWN
        names = _names(found, around.called.get(text, ()), atlas)
        name = ", ".join(names[:_CALLED]) + (" …" if len(names) > _CALLED else "")
        close = found.what == UNKNOWN and not names and unknown <= _NAMED
        closest = atlas.closest(text, places.by, vintage) if close else ""
        yield OtherArea(text, found.what, around.rows.get(text, 0), found.code, closest, name)


def _names(found: Found, called: tuple[str, ...], atlas: Atlas) -> tuple[str, ...]:
    """What an area is called: by the catalogue, else by the table itself."""
    if found.code in atlas.named:
        return (atlas.named[found.code],)
    return called


def _respelled(places: Places, fit: Fit, atlas: Atlas) -> Iterator[str]:
    """Names that were found though they are written in another way: ``AALST as Aalst``."""
    if places.by != "name":
        return
    for text, code in sorted({(text, code) for (text, _), code in fit.codes.items()}):
        if not any(atlas.is_spelled(text, vintage) for vintage in VINTAGES):
            yield f"{text} as {atlas.areas.get(code).name}"
