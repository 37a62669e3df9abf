"""Building: wheels hold the folders of the house; wheel and sdist say of which commit they are.

Input: a checkout and its history, or an sdist and its file ``COMMIT``. Output: in a wheel the
folders and that one line below ``scan/resources``, in an sdist the line as ``COMMIT``, where
``scan --version`` and the next build read it. An editable installation holds a path and nothing
else: it is the checkout.
"""

import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = ("catalogue", "layouts", "fonts")
PLACES = {"wheel": "scan/resources/commit", "sdist": "COMMIT"}


class CommitHook(BuildHookInterface[Any]):
    """Adds folders and line to what is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the line aside and have all of it included; nothing for an editable wheel."""
        if version == "editable":
            return
        self.folder = tempfile.TemporaryDirectory(prefix="scan-build-")
        file = Path(self.folder.name, "commit")
        file.write_text(commit_of(Path(self.root)) + "\n", encoding="ascii")
        included = build_data["force_include"]
        included[str(file)] = PLACES[self.target_name]
        if self.target_name == "wheel":
            included |= {str(Path(self.root, name)): f"scan/resources/{name}" for name in FOLDERS}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take away what was written aside."""
        if version != "editable":
            self.folder.cleanup()


def commit_of(root: Path) -> str:
    """Twelve digits of the commit in ``root``, or what the sdist says, or ``unknown``."""
    carried = root / PLACES["sdist"]
    if carried.is_file():
        return carried.read_text(encoding="ascii").strip()
    command = ["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
