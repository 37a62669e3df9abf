"""The pages of the Barometer as files: whole, escaped, and honest where nothing was delivered."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.publish.barometer.files import words_of
from scan.publish.barometer.pages import OVERVIEW, places, write_pages_of
from scan.publish.group_tables import movement
from scan.publish.site.pages import Frame
from scan.report.pages.furniture import Furniture
from scan.views.barometer.records import Barometer
from tests.support.example_barometer import example_barometer, without_figures
from tests.support.sites import EMPTY

NAMES = ("style", "script", "icon")


@pytest.fixture
def frame(catalogue: Catalogue) -> Frame:
    words = {**catalogue.wording["values"], **catalogue.wording["site"]}
    say = Furniture({**words, **words_of(catalogue).patterns})
    return Frame(EMPTY, {name: f"assets/{name}" for name in NAMES}, (), say, (), ())


def _written(barometer: Barometer, folder: Path, frame: Frame) -> dict[str, str]:
    write_pages_of(barometer, folder, frame)
    return {p.relative_to(folder).as_posix(): p.read_text("utf-8") for p in folder.rglob("*.html")}


def test_there_is_a_page_for_every_place_and_links_stay_among_them(
    tmp_path: Path, frame: Frame
) -> None:
    barometer = example_barometer()
    pages = _written(barometer, tmp_path, frame)
    assert set(pages) == set(places(barometer).values())
    assert len(pages) == 10
    for path, text in pages.items():
        for href in re.findall(r'href="([^"#:]*barometer/[^"#]*\.html)', text):
            target = (tmp_path / path).parent / href
            assert target.resolve().is_file(), (path, href)


def test_the_overview_names_what_moves_and_not_the_objective_alone(
    tmp_path: Path, frame: Frame
) -> None:
    barometer = example_barometer()
    text = _written(barometer, tmp_path, frame)[OVERVIEW]
    strip = text[text.index('<ol class="strip">') : text.index("</ol>")]
    entries = strip.split("<li>")[1:]
    assert len(entries) == 8
    for entry, objective in zip(entries, barometer.objectives, strict=True):
        moved = movement(objective.core.change, objective.core.entry, frame.say)
        assert f"{objective.core.entry.short}: {moved.text}" in entry
        assert ('<svg class="arrow"' in entry) == bool(moved.arrow)


def test_nothing_delivered_is_said_and_nothing_is_drawn(tmp_path: Path, frame: Frame) -> None:
    pages = _written(without_figures(), tmp_path, frame)
    assert "Nog niet geleverd" in pages[OVERVIEW]
    assert len(pages) == 10
    for path, text in pages.items():
        assert 'class="chart' not in text, path
        assert "data-switch" not in text, path


def test_words_of_the_catalogue_are_escaped(tmp_path: Path, frame: Frame) -> None:
    barometer = example_barometer()
    first, *rest = barometer.objectives
    named = first.entry.model_copy(update={"title": "<script>x</script>"})
    core = replace(first.core, gap_sentence="a < b & c")
    first = replace(first, entry=named, indicators=(core, *first.indicators[1:]))
    changed = replace(barometer, objectives=(first, *rest))
    for text in _written(changed, tmp_path, frame).values():
        assert "<script>x" not in text
        assert "a < b & c" not in text
