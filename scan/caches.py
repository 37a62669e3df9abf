"""Ground, caches: where libraries keep what they would rather not work out again.

Input: the environment. Output: a folder of ours below ``XDG_CACHE_HOME`` (else ``~/.cache``), or
nothing where this user has none; what is lost with it costs time only.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

NAME = "lokale-integratiescan"
"""Of our folder among the caches of other programs."""
_VARIABLE = "MPLCONFIGDIR"
"""Where matplotlib keeps its list of fonts; also read by the processes that we start."""


def cache_folder(environment: MutableMapping[str, str]) -> Path | None:
    """Our folder of caches, made where it is missing; ``None`` where it cannot be written."""
    home = environment.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - no home is no error
    folder = Path(home) / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def keep_caches_apart(environment: MutableMapping[str, str]) -> None:
    """Let matplotlib keep its caches in our folder, and not look at a user's own settings.

    Without a folder of ours one is made for this run, and removed with it. Does nothing where
    somebody has said where matplotlib is to keep them.
    """
    if environment.get(_VARIABLE):
        return
    folder = cache_folder(environment)
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="scan-cache-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    environment[_VARIABLE] = str(folder)
