"""Nightly, ingredients: what the bytes of a report depend on besides its figures.

Input: the project's own files, the libraries installed, a publication. Output: name → hash or
version. Reports with the same ingredients and the same views have the same bytes; a machine with
others must not make them.
"""

import ctypes
import hashlib
import os
import platform
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from scan.catalogue.addresses import BASE_VARIABLE
from scan.catalogue.areas import Area
from scan.catalogue.comparators import SIMILAR
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Publication
from scan.catalogue.similarity import DISTANCE_DECIMALS, similarity
from scan.extracts.chosen import Extracts
from scan.files import sha256
from scan.house import FONTS, LAYOUTS, modules_of, named
from scan.series.similar import likeness_of
from scan.series.workspace import Workspace
from scan.views.records import IndicatorView

DIGITS = 16
"""Hexadecimal digits of a hash that are kept: a part only has to differ from what it was."""

SIMILAR_PART = "similar municipalities"
"""The part of a report that is the page on them."""

_DESIGN = (".toml", ".css", ".j2", ".svg")
MADE_WITH = (
    *("status.py", "dutch.py", "templates.py", "statistics", "catalogue", "extracts/boundaries.py"),
    *("series/frames.py", "series/plans.py", "views", "report"),
    *(f"publish/chart_{name}.py" for name in ("sheets", "files", "pictures")),
    *("publish/inline.py", "publish/told"),
)
"""The code that turns stored figures into a report; what comes before it shows in the figures."""
_LIBRARIES = (
    *("babel", "cssselect2", "fonttools", "jinja2", "matplotlib", "numpy", "pydyf", "pyphen"),
    *("tinycss2", "tinyhtml5", "weasyprint"),
)
_WORDING = ("alternatives", "downloads", "figures", "furniture", "sentences", "values")

Parts = dict[str, str]


def digest(*texts: str) -> str:
    """A short hash of some texts."""
    found = hashlib.sha256()
    for text in texts:
        found.update(text.encode())
        found.update(b"\0")
    return found.hexdigest()[:DIGITS]


@lru_cache(maxsize=1)
def of_machine() -> Mapping[str, str]:
    """What must be alike on all machines of one run: code, layouts, fonts, libraries, and the
    address of the site, to which reports link."""
    address = (f"environment {BASE_VARIABLE}", os.environ.get(BASE_VARIABLE, ""))
    return dict((*_layouts(), *_fonts(), *_code(), *_libraries(), address))


def of_publication(catalogue: Catalogue, publication: Publication) -> Parts:
    """What the catalogue says of a publication and its indicators."""
    codes = [code for chapter in publication.chapters for code in chapter.indicators]
    themes = [repr(catalogue.themes[chapter.theme]) for chapter in publication.chapters]
    return {
        f"catalogue publication {publication.id}": digest(repr(publication)),
        "catalogue themes": digest(*themes),
        "catalogue bounds": digest(repr(catalogue.bounds)),
        "catalogue rules of sources": digest(*_rules(catalogue, codes)),
        "catalogue core": digest(repr(catalogue.core)),
        "catalogue concepts": digest(*map(repr, catalogue.concepts.values())),
        **{f"catalogue wording {n}": digest(repr(catalogue.wording[n])) for n in _WORDING},
        **{f"catalogue indicator {c}": digest(repr(catalogue.indicators[c])) for c in codes},
    }


def _rules(catalogue: Catalogue, codes: Iterable[str]) -> Iterator[str]:
    """By which rules sources hide: the method page prints them, and no figure need change by it."""
    ways = (way for code in codes for way in catalogue.indicators[code].sources)
    for source in map(catalogue.sources.get, sorted({name for way in ways for name in way.use})):
        yield repr(
            source and (source.id, source.supplier, source.public, source.minimum, source.absent)
        )


def of_map(catalogue: Catalogue, extracts: Extracts) -> Parts:
    """The boundaries on the cover, or the tiles in their place."""
    areas = catalogue.areas
    if extracts.boundaries is not None:
        return {"map": sha256(extracts.boundaries)[:DIGITS]}
    towns = areas.municipalities(None, areas.newest_division)
    names = (f"{t.nis} {areas.tile(t.nis)} {t.name} {t.second_name}" for t in towns)
    return {"map": digest(*names)}


def of_similar(workspace: Workspace, publication: Publication, area: Area) -> Parts:
    """Who is similar to a municipality and by which traits, where a report says so: a correction of
    any other municipality moves the mean that all are measured from."""
    if SIMILAR not in publication.comparators:
        return {}
    found = likeness_of(workspace, area.region_nis)
    near = [(nis, round(far, DISTANCE_DECIMALS)) for nis, far in found.nearest.get(area.nis, ())]
    traits = [
        sorted((name, round(value, DISTANCE_DECIMALS)) for name, value in found.values[nis].items())
        for nis in (area.nis, *(nis for nis, _ in near))
    ]
    alone = area.nis in found.without_equal
    return {SIMILAR_PART: digest(repr((near, traits, alone, similarity().traits)))}


def of_view(view: IndicatorView) -> str:
    """Hash of all that is displayed of an indicator, its texts included."""
    return digest(repr(view))


def key_of(parts: Mapping[str, str]) -> str:
    """The key of a report that has these parts."""
    lines = "".join(f"{name}\0{value}\n" for name, value in sorted(parts.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def differences(ours: Mapping[str, str], theirs: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the parts that differ, in order."""
    return tuple(n for n in sorted({*ours, *theirs}) if ours.get(n) != theirs.get(n))


def _layouts() -> Iterator[tuple[str, str]]:
    paths = [*LAYOUTS.glob("*.*"), *(LAYOUTS / "report").rglob("*.*")]
    for path in sorted(path for path in paths if path.suffix in _DESIGN):
        yield f"layout {path.relative_to(LAYOUTS).as_posix()}", sha256(path)[:DIGITS]


def _fonts() -> Iterator[tuple[str, str]]:
    for path in sorted(path for path in FONTS.rglob("*") if path.is_file()):
        yield f"font {path.relative_to(FONTS).as_posix()}", sha256(path)[:DIGITS]


def _code() -> Iterator[tuple[str, str]]:
    for name in MADE_WITH:
        yield f"code scan/{name}", hash_of(modules_of(name))


def hash_of(paths: Iterable[Path]) -> str:
    """A short hash of the names and contents of some files of the project."""
    return digest(*(f"{named(path)} {sha256(path)}" for path in paths))


def _libraries() -> Iterator[tuple[str, str]]:
    yield "library python", platform.python_version()
    for name in _LIBRARIES:
        yield f"library {name}", version(name)
    yield "library zlib", zlib.ZLIB_RUNTIME_VERSION
    yield from _shared_libraries()


def _shared_libraries() -> Iterator[tuple[str, str]]:
    """Versions of the libraries behind WeasyPrint, which are loaded already.

    A library that goes by another name on this machine gives no version; then its part is the
    name of the machine's release, which changes with it.
    """
    asked = (
        ("pango", "libpango-1.0.so.0", "pango_version_string"),
        ("harfbuzz", "libharfbuzz.so.0", "hb_version_string"),
    )
    for name, file, function in asked:
        try:
            ask = getattr(ctypes.CDLL(file), function)
        except (OSError, AttributeError):
            yield f"library {name}", platform.platform()
            continue
        ask.restype = ctypes.c_char_p
        yield f"library {name}", ask().decode()
