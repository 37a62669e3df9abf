"""Templates that cannot be used are named, whichever folder of layouts they stand in."""

from pathlib import Path

import pytest

from scan.house import LAYOUTS
from scan.templates import template_faults


def test_all_templates_of_the_project_compile() -> None:
    assert {path.parent.name for path in LAYOUTS.rglob("*.j2")} >= {"report", "site", "intake"}
    assert template_faults() == ()


@pytest.mark.parametrize("folder", ["report", "site", "later"])
def test_one_that_does_not_is_named_with_its_line(tmp_path: Path, folder: str) -> None:
    path = tmp_path / "layouts" / folder / "a.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text("<p>\n{% if x %}", encoding="utf-8")
    (fault,) = template_faults(tmp_path / "layouts")
    assert (fault.file, fault.place) == (f"layouts/{folder}/a.html.j2", "line 2")


def test_one_that_asks_for_another_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "layouts" / "site" / "a.html.j2"
    path.parent.mkdir(parents=True)
    path.write_text("{% extends 'gone.html.j2' %}", encoding="utf-8")
    (fault,) = template_faults(tmp_path / "layouts")
    assert "gone.html.j2" in fault.message
