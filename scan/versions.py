"""Ground, versions: which program this is, and which libraries it works with.

Input: the installation. Output: texts. The version of the program itself stands in
``scan/__init__.py`` and nowhere else.
"""

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version

from scan import __version__
from scan.house import CODE, ROOT

SHOWN = (
    *("polars", "numpy", "scipy", "matplotlib", "weasyprint", "page-validation"),
    *("pydantic", "jinja2", "babel", "typer"),
)
"""Libraries that a report of a fault should name: those that make figures, pages and checks, and
those that read the catalogue and the command line."""
_UNKNOWN = "unknown"
_DIGITS = 12
"""Of a commit: enough to find it, and what the build writes into a wheel."""


def commit() -> str:
    """The commit that the code is of; ``unknown`` where neither git nor the build has said."""
    carried = ROOT / "commit"
    if CODE.parent != ROOT:
        return carried.read_text(encoding="ascii").strip() if carried.is_file() else _UNKNOWN
    command = ["git", "-C", str(ROOT), "rev-parse", f"--short={_DIGITS}", "HEAD"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return _UNKNOWN
    return done.stdout.strip()


def libraries() -> dict[str, str]:
    """Name → version of the libraries in :data:`SHOWN`; ``missing`` for one that is not there."""
    return {name: _version(name) for name in SHOWN}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


def version_lines() -> list[str]:
    """What ``scan --version`` prints: the version first, alone on its line."""
    return [
        f"scan {__version__}",
        f"commit {commit()}",
        f"Python {platform.python_version()}",
        *(f"{name} {number}" for name, number in libraries().items()),
    ]
