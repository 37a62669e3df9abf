"""Ground, the house: where the code lies, and the folders that travel with it.

Input: none. Output: paths. In a checkout ``catalogue/``, ``layouts/`` and ``fonts/`` stand beside
the package; an installed package holds them in its folder ``resources`` (``pyproject.toml`` says
so). Nothing is ever written there: an installation may be read-only.
"""

from pathlib import Path

CODE = Path(__file__).resolve().parent
"""The package itself."""
_RESOURCES = CODE / "resources"
ROOT = _RESOURCES if _RESOURCES.is_dir() else CODE.parent
"""The folder that holds catalogue, layouts and fonts: that of a checkout, else of the package."""
CATALOGUE = ROOT / "catalogue"
"""What is reported, as data."""
LAYOUTS = ROOT / "layouts"
"""How it looks: templates, style sheets, tokens."""
FONTS = ROOT / "fonts"
"""The six bundled fonts, and beside them their licences."""


def modules_of(name: str) -> list[Path]:
    """The modules of a wing or of a folder in it; of a module itself, that file."""
    path = CODE / name
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def named(path: Path) -> str:
    """A file of the house as it is called everywhere: ``scan/errors.py``, ``layouts/tokens.toml``.

    Raises ValueError for a path outside it.
    """
    if path.is_relative_to(ROOT) and CODE.parent != ROOT:
        return path.relative_to(ROOT).as_posix()
    return path.relative_to(CODE.parent).as_posix()
