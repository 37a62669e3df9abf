"""Layouts as agencies publish them are read with what a source says, and nothing is guessed."""

from pathlib import Path
from typing import Any

import pytest

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.frames import CLEAN_COLUMNS
from tests.extracts.layouts.layout import Layout
from tests.extracts.layouts.meanings import MEANINGS
from tests.extracts.layouts.tables import TABLES
from tests.extracts.layouts.texts import TEXTS
from tests.extracts.support import examine, put

LAYOUTS = (*TEXTS, *MEANINGS, *TABLES)


def _source(layout: Layout) -> Source:
    record: dict[str, Any] = {
        "id": "sample",
        "title": "Voorbeeld",
        "supplier": "Iemand",
        "files": ["*"],
        "vintage": "2025",
        "area": {"column": "nis"},
        "period": {"column": "jaar"},
        "values": [{"column": "aantal", "population": "newcomers"}],
    }
    return Source(**{**record, **layout.source})


def _figures(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Area, year, categories, and the value or the status; the status too of odd ones."""
    figures = []
    for row in rows:
        categories = [row[n] for n in row if n not in CLEAN_COLUMNS and row[n] is not None]
        answer = (row["value"], row["status"])
        if row["status"] == "shown":
            answer = answer[:1]
        elif row["value"] is None:
            answer = answer[1:]
        figures.append((row["area"], row["period"], *categories, *answer))
    return sorted(figures, key=str)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_layout_gives_its_figures(layout: Layout, tmp_path: Path, catalogue: Catalogue) -> None:
    checked = examine(_source(layout), put(tmp_path, layout.file, layout.data), catalogue)
    said = [*checked.notices, *map(str, checked.faults)]
    for words in layout.says:
        assert any(words in text for text in said), said
    assert bool(checked.faults) == layout.refused, said
    if not layout.refused:
        assert _figures(checked.frame.to_dicts()) == sorted(layout.figures, key=str), said


def test_every_layout_has_a_name_of_its_own() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS) >= 30
