"""Words in braces: the program fills those that it knows, and nothing of a value but itself."""

import json
from pathlib import Path

import pytest

from scan.catalogue.patterns import PLACES, places_in
from scan.catalogue.reading import Catalogue, load_catalogue
from scan.cli import main
from scan.errors import CatalogueError
from scan.house import CATALOGUE
from tests.catalogue.test_reading import change, copy, faults_of, one_fault

__all__ = ["copy"]
EDITION = "publications/integratiescan.toml"
SUBTITLE = "cijfers over {count} van"
STEMS = sorted(path.stem for path in (CATALOGUE / "wording").glob("*.toml"))


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("{count.__class__.__mro__}", "nothing fills {count.__class__.__mro__}"),
        ("{nosuch}", "nothing fills {nosuch}"),
        ("{count[0]}", "nothing fills {count[0]}"),
        ("{count!r}", "nothing fills {count!r}"),
        ("{count:>999999999}", "nothing fills {count:>999999999}"),
        ("{count:{nosuch}}", "nothing fills {count:{nosuch}}"),
        ("{}", "nothing fills {}"),
        ("{0}", "nothing fills {0}"),
        ("{count", "braces do not match"),
        ("count}", "braces do not match"),
    ],
)
def test_a_subtitle_uses_the_number_of_indicators_only(copy: Path, place: str, says: str) -> None:
    change(copy, EDITION, SUBTITLE, f"cijfers over {place} van")
    fault = one_fault(copy)
    assert (fault.file, fault.place) == (EDITION, "subtitle")
    assert says in fault.message
    assert fault.remedy in ("there are {all}, {count}", "close every brace")


@pytest.mark.parametrize("stem", STEMS)
@pytest.mark.parametrize("place", ["{nosuch}", "{place.__class__}", "{title!r}", "{"])
def test_every_wording_uses_what_the_program_fills(
    copy: Path, stem: str, place: str, catalogue: Catalogue
) -> None:
    path = copy / "wording" / f"{stem}.toml"
    text = path.read_text(encoding="utf-8")
    key, pattern = next(iter(catalogue.wording[stem].items()))
    written = json.dumps(pattern, ensure_ascii=False)
    assert written in text
    path.write_text(text.replace(written, json.dumps(pattern + place), 1), encoding="utf-8")
    fault = one_fault(copy)
    assert (fault.file, fault.place) == (f"wording/{stem}.toml", key)
    assert fault.remedy


def test_a_key_may_not_use_what_another_one_may(copy: Path) -> None:
    change(copy, "wording/furniture.toml", 'page = "p.\u00a0{page}"', 'page = "{title}"')
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("wording/furniture.toml", "report.page")
    assert (fault.message, fault.remedy) == ("nothing fills {title}", "there are {page}")


@pytest.mark.parametrize(
    ("words", "place", "says"),
    [
        ('report.foot = "{nosuch}"', "words.report.foot", "nothing fills {nosuch}"),
        ('contents.title = "{place}"', "words.contents.title", "nothing fills {place}"),
        ('report.fot = "x"', "words.report.fot", "is no key of wording/furniture.toml"),
    ],
)
def test_the_own_words_of_an_edition_use_what_the_common_ones_may(
    copy: Path, words: str, place: str, says: str
) -> None:
    key, text = words.split(" = ")
    path = copy / EDITION
    written = path.read_text(encoding="utf-8")
    line = f'"{key}" = {text}\n'
    if "[words]" in written:
        path.write_text(written.replace("[words]\n", f"[words]\n{line}"), encoding="utf-8")
    else:
        path.write_text(f"{written}\n[words]\n{line}", encoding="utf-8")
    fault = one_fault(copy)
    assert (fault.file, fault.place) == (EDITION, place)
    assert says in fault.message


def test_the_list_of_places_is_that_of_patterns_that_are_there(catalogue: Catalogue) -> None:
    stored = json.loads((CATALOGUE / PLACES).read_text(encoding="utf-8"))
    listed = {(stem, key) for stem, own in stored.items() for key in own}
    used = {
        (stem, key)
        for stem, patterns in catalogue.wording.items()
        for key, text in patterns.items()
        if places_in(text)
    }
    there = {(stem, key) for stem, patterns in catalogue.wording.items() for key in patterns}
    assert used <= listed <= there
    assert all(name.isidentifier() for own in stored.values() for ns in own.values() for name in ns)


@pytest.mark.parametrize("contents", [None, "", "{", "\udcff"])
def test_without_its_list_of_places_a_catalogue_is_refused(
    copy: Path, contents: str | None
) -> None:
    if contents is None:
        (copy / PLACES).unlink()
    else:
        (copy / PLACES).write_text(contents, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CatalogueError, match="missing or damaged"):
        load_catalogue(copy)


def test_the_command_names_file_and_key(
    copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    change(copy, EDITION, SUBTITLE, "cijfers over {count.__class__.__mro__} van")
    monkeypatch.setattr("scan.checking.load_catalogue", lambda: load_catalogue(copy))
    monkeypatch.setattr("sys.argv", ["scan", "check"])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == CatalogueError.exit_code
    said = capsys.readouterr()
    assert f"{EDITION} · subtitle: nothing fills" in said.out + said.err
    assert faults_of(copy)
