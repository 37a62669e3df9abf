"""A file of the catalogue that would break whoever reads it gets a message."""

from pathlib import Path

import pytest

from scan.catalogue.reading import load_catalogue
from scan.catalogue.toml_files import DEEPEST, LARGEST, TomlError, read_toml
from scan.errors import CatalogueError

BAD = {
    "lists too deep for the parser": ("a = " + "[" * 5_000 + "]" * 5_000, "more than 20 deep"),
    "tables too deep for the parser": ("a = " + "{a = " * 3_000 + "1" + "}" * 3_000, "20 deep"),
    "a key of too many parts": (".".join("a" * 2_000) + " = 1", "more than 20 deep"),
    "a header of too many parts": (f"[{'.'.join('a' * 2_000)}]", "more than 20 deep"),
    "one level too deep": ("a = " + "[" * DEEPEST + "]" * DEEPEST, "more than 20 deep"),
    "too large": ("# " + "x" * LARGEST, "1,000,002 bytes, more than 1,000,000"),
    "a number without end": ("a = " + "9" * 5_000, "is not valid TOML: .*digit"),
    "no TOML": ("a = ", "is not valid TOML"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_breaks_its_reader_gets_a_message(tmp_path: Path, name: str) -> None:
    text, words = BAD[name]
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TomlError, match=words) as found:
        read_toml(tmp_path / "a.toml", "indicators/a.toml")
    assert found.value.fault.file == "indicators/a.toml"
    assert found.value.fault.remedy


def test_as_deep_as_is_allowed(tmp_path: Path) -> None:
    deep = DEEPEST - 1
    (tmp_path / "a.toml").write_text("a = " + "[" * deep + "]" * deep, encoding="utf-8")
    assert read_toml(tmp_path / "a.toml", "a.toml")


def test_the_catalogue_names_such_a_file_among_other_faults(tmp_path: Path) -> None:
    (tmp_path / "indicators").mkdir()
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "places.json").write_text("{}", encoding="utf-8")
    (tmp_path / "indicators" / "DE_1.toml").write_text(BAD["too large"][0], encoding="utf-8")
    (tmp_path / "themes.toml").write_text("a = " + "[" * 9_000, encoding="utf-8")
    with pytest.raises(CatalogueError) as found:
        load_catalogue(tmp_path)
    files = {fault.file: fault.message for fault in found.value.faults}
    assert "1,000,002 bytes" in files["indicators/DE_1.toml"]
    assert "20 deep" in files["themes.toml"]
