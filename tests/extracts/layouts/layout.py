"""A small file as an agency publishes it, with the source that describes it and its figures."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

Figure = tuple[object, ...]
"""Area, year, the categories that are not null, then the value (or the status without one)."""
Rows = list[list[object]]

NBSP, NARROW, HYPHEN = "\u00a0", "\u202f", "\u2011"
"""A no-break space, a narrow one, and a hyphen that does not break."""


@dataclass(frozen=True)
class Layout:
    """What an analyst writes in the source of a file, and what the file must then give."""

    name: str
    file: str
    data: bytes
    figures: tuple[Figure, ...] = ()
    source: dict[str, Any] = field(default_factory=dict)
    """Where it differs from a count of newcomers under ``nis``, ``jaar`` and ``aantal``."""
    says: tuple[str, ...] = ()
    """Words of the notices, or of the faults."""
    refused: bool = False


def text(*lines: str, encoding: str = "utf-8", end: str = "\n") -> bytes:
    """Lines as a file."""
    return "".join(line + end for line in lines).encode(encoding)


def zipped(name: str, data: bytes) -> bytes:
    """An archive of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


NAMES: dict[str, Any] = {"area": {"column": "gemeente", "kind": "name"}}
SHARE: dict[str, Any] = {
    "values": [{"column": "pct", "indicator": "ON_21", "traits": {"home_language": "other"}}]
}
SEX = {"column": "geslacht", "dimension": "sex", "codes": {"M": "male", "V": "female"}}

PLAIN = ("nis,jaar,aantal", "41002,2025,12", "71072,2025,7")
TWO: tuple[Figure, ...] = (("41002", 2025, 12), ("71072", 2025, 7))
"""Aalst and Hasselt."""
SEX_ROWS: Rows = [
    ["nis", "jaar", "geslacht", "aantal"],
    [41002, 2025, "M", 5],
    [41002, 2025, "V", 7],
    [71072, 2025, "M", 4],
    [71072, 2025, "V", 3],
]
BY_SEX: tuple[Figure, ...] = (
    ("41002", 2025, "female", 7),
    ("41002", 2025, "male", 5),
    ("71072", 2025, "female", 3),
    ("71072", 2025, "male", 4),
)
