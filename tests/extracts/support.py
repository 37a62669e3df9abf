"""Sources and files that the tests of the extracts share."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scan.catalogue.reading import ROOT
from scan.catalogue.sources import Source
from scan.errors import ExtractError, Fault

REAL = Path(os.environ.get("SCAN_REAL_EXTRACTS", ROOT.parent / "shared" / "extracts"))

HEADER = "year,nis,belgian_bg,neighbouring,eu27,non_eu27,total"
ROWS = (
    "2025,11001,10,20,30,40,100",
    "2025,11002,1,2,3,4,10",
    "2025,44021,0,0,0,0,0",
)
ORIGIN = "\n".join((HEADER, *ROWS)) + "\n"
"""A sound delivery of the source statbel_origin."""


def source(**changes: Any) -> Source:
    """A tidy source of newcomers by sex, with changes."""
    record: dict[str, Any] = {
        "id": "sample",
        "title": "Voorbeeld",
        "supplier": "Iemand",
        "layout": "tidy",
        "files": ["sample*"],
        "vintage": "2025",
        "area": {"column": "nis"},
        "period": {"column": "jaar"},
        "values": [
            {"column": "man", "population": "newcomers", "traits": {"sex": "male"}},
            {"column": "vrouw", "population": "newcomers", "traits": {"sex": "female"}},
        ],
        "markers": {"hidden": ["x"], "missing": ["", "?"], "not_applicable": ["nvt"]},
    }
    return Source(**{**record, **changes})


def put(folder: Path, name: str, contents: str | bytes) -> Path:
    """A file with these contents."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(contents.encode("utf-8") if isinstance(contents, str) else contents)
    return path


def faults_of(action: Callable[[], object]) -> tuple[Fault, ...]:
    """The faults that an action raises; none when it does not raise."""
    try:
        action()
    except ExtractError as error:
        return error.faults
    return ()
