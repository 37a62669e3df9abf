"""Publish, site, assets: style, script and fonts under names that hold a hash of their content.

Input: ``layouts/tokens.toml``, ``layouts/site/``, ``fonts/``. Output: files below ``assets/`` and
their names, so that a page of one release never meets the style of another. Fonts hold the
letters of the names in the data and no others, so that a page stays light.
"""

import hashlib
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from scan.files import write_bytes
from scan.house import LAYOUTS
from scan.report.pages.stylesheet import load_tokens
from scan.report.style import FACES, Face

FOLDER = "assets"
USED: dict[str, Face] = {
    "sans": ("Source Sans 3", 400, False),
    "sans-strong": ("Source Sans 3", 600, False),
    "serif": ("Source Serif 4", 600, False),
}
"""The faces of the report that the site needs."""
_LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x180), 0x2013, 0x2014, 0x2018, 0x2019, 0x201C]
_LETTERS += [0x201D, 0x2026, 0x2192, 0x2212, 0x2191, 0x2193]


def write_assets(folder: Path, search: str, layouts: Path = LAYOUTS) -> Mapping[str, str]:
    """Writes them; name in templates → path from the root of the site.

    ``search`` is the script that holds all that is searched.
    """
    faces = {name: put_asset(folder, f"{name}.woff2", _subset(face)) for name, face in USED.items()}
    style = _tokens(layouts) + _faces(faces) + _read(layouts, "site.css")
    return {
        "style": put_asset(folder, "site.css", style.encode()),
        "script": put_asset(folder, "site.js", _read(layouts, "site.js").encode()),
        "map": put_asset(folder, "map.js", _read(layouts, "map.js").encode()),
        "compare": put_asset(folder, "compare.js", _read(layouts, "compare.js").encode()),
        "search": put_asset(folder, "search.js", (search + _read(layouts, "search.js")).encode()),
        "icon": put_asset(folder, "icon.svg", _read(layouts, "icon.svg").encode()),
        **faces,
    }


def _read(layouts: Path, name: str) -> str:
    return (layouts / "site" / name).read_text(encoding="utf-8")


def put_asset(folder: Path, name: str, data: bytes) -> str:
    """Writes a file under a name that holds the hash of its content; its path."""
    stem, dot, ending = name.partition(".")
    path = f"{FOLDER}/{stem}-{hashlib.sha256(data).hexdigest()[:12]}{dot}{ending}"
    write_bytes(folder / path, data)
    return path


@lru_cache
def _subset(face: Face) -> bytes:
    """A font with the letters of West and Central European names, as WOFF2."""
    options = Options(flavor="woff2", layout_features=["kern", "liga", "tnum", "lnum"])
    options.desubroutinize = True
    font = TTFont(io.BytesIO(FACES[face].read_bytes()), recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_LETTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def _faces(paths: Mapping[str, str]) -> str:
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-display: swap; '
        f'src: url("{paths[name].rpartition("/")[2]}") format("woff2") }}\n'
        for name, (family, weight, _) in USED.items()
    )


def _tokens(layouts: Path) -> str:
    """The visual language as custom properties."""
    tokens = load_tokens(layouts / "tokens.toml")
    lines = [f"  --{name}: {value};" for name, value in tokens["colours"].items()]
    lines += [f'  --{name}: "{value}";' for name, value in tokens["fonts"].items()]
    themes = "".join(
        f".theme-{name} {{ "
        + " ".join(f"--{shade}: {value};" for shade, value in colours.items())
        + " }\n"
        for name, colours in tokens["themes"].items()
    )
    return ":root {\n" + "\n".join(lines) + "\n}\n" + themes
