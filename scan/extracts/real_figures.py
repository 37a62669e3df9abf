"""Extracts, real figures: a folder that holds them says so, and never falls back to made-up ones.

Input: an output folder. Output: ``real-figures.json`` there. Deliveries lie in a folder of their
own, often on a disk of its own: when that is lost, an empty folder looks like a fresh machine. The
marker, which lies outside it, tells the two apart.
"""

import json
from pathlib import Path

from scan.errors import RefusedError
from scan.extracts.chain import HEAD, LEDGER
from scan.extracts.chosen import DELIVERIES
from scan.files import write_text

REAL = "real-figures.json"
"""The file that tells an output folder with real figures."""
_SAYS = "This folder holds real figures. Without it, made-up ones could take their place."


def mark_real(output: Path, since: str, *, published: bool = False) -> None:
    """Say that ``output`` holds real figures, once, and once more when they are published.

    ``since`` tells from which delivery or run on.
    """
    told = _told(output)
    if told is None or (published and not told):
        facts = {"note": _SAYS, "since": since, "published": published}
        write_text(output / REAL, f"{json.dumps(facts, ensure_ascii=False, indent=1)}\n")


def _told(output: Path) -> bool | None:
    """Whether the marker says that figures were published; a damaged one does; ``None`` without."""
    try:
        facts = json.loads((output / REAL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return True
    return not isinstance(facts, dict) or facts.get("published") is not False


def is_real(output: Path) -> bool:
    """Whether ``output`` holds real figures, or did."""
    folder = output / DELIVERIES
    return any(path.exists() for path in (output / REAL, folder / LEDGER, folder / HEAD))


def refuse_made_up(output: Path) -> None:
    """Raises RefusedError where ``output`` has held real figures: made-up ones have no place.

    Call it when no delivery is in use. Where all were withdrawn, and nothing was published, the
    folder may begin anew.
    """
    told = _told(output)
    folder = output / DELIVERIES
    there = (folder / LEDGER).exists()
    if told is None or (there and not told):
        return
    if there:
        what = f"no delivery in {folder} is in use: take one in with scan intake"
    elif folder.is_dir():
        what = f"the ledger in {folder} is gone: mount the disk, or put the folder back"
    else:
        what = f"{folder} is gone: mount the disk, or put the folder back from a backup"
    raise RefusedError(
        f"{output} holds real figures, and {what}. Made-up figures do not take their place "
        f"unless you remove {output / REAL}"
    )
