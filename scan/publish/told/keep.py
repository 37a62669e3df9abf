"""Publish, told, keep: what the site tells of a report, on the shelf beside the PDF.

Input: a :class:`ToldReport`. Output: ``told/<publication>/<nis>.json.gz``, the same bytes for the
same content, and back again.
"""

import gzip
from functools import lru_cache
from pathlib import Path

from pydantic import TypeAdapter

from scan.files import write_bytes
from scan.publish.told.records import ToldReport

_LEVEL = 6
"""Of compression: a report of 1 MB takes 15 ms and a sixth of the room."""
_REPORT = TypeAdapter(ToldReport)


def write_told(path: Path, report: ToldReport) -> None:
    """Writes what the site tells of a report."""
    write_bytes(path, gzip.compress(_REPORT.dump_json(report), _LEVEL, mtime=0))


def read_told(path: Path) -> ToldReport | None:
    """What the site tells of a report; ``None`` of one that was made by an earlier program."""
    if not path.is_file():
        return None
    return _REPORT.validate_json(gzip.decompress(path.read_bytes()))


def told_codes(path: Path) -> frozenset[str]:
    """The indicators that a report tells on pages of their own; none without such a file. Small
    municipalities have lines in the place of some pages."""
    return _codes(path, path.stat().st_mtime_ns) if path.is_file() else frozenset()


@lru_cache(maxsize=1_024)
def _codes(path: Path, _changed: int) -> frozenset[str]:
    """Asked for each figure of a municipality: read once for each state of the file."""
    told = read_told(path)
    return frozenset(figure.code for figure in told.figures) if told else frozenset()
