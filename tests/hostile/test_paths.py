"""Where files go is decided by codes and checked slugs, and a link never leads a write away."""

import ast
import re
from pathlib import Path

import pytest

from scan import files
from scan.catalogue.entries import Catalogue
from scan.catalogue.names import slug
from scan.extracts.readers.plain_files import unfit
from scan.house import ROOT
from tests.hostile.test_templates import ATTACKS

PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Za-z0-9_-]+")
FORBIDDEN = {
    *("eval", "exec", "compile", "__import__", "breakpoint"),
    *("os.system", "os.popen", "pickle.load", "pickle.loads", "marshal.loads", "yaml.load"),
    *("shutil.unpack_archive", "tempfile.mktemp", "xml.dom.minidom.parse", "polars.Config.load"),
}

LOADERS = {"pickle", "marshal", "shelve", "dill"}
"""Modules that run what they read."""


def test_every_slug_and_code_is_plain(catalogue: Catalogue) -> None:
    tables = catalogue.areas
    areas = (*tables.municipalities(None, tables.newest_division), *tables.divisions())
    assert all(PLAIN.fullmatch(area.slug) and re.fullmatch("[0-9]{5}", area.nis) for area in areas)
    names = (*catalogue.indicators, *catalogue.sources, *catalogue.publications, *catalogue.themes)
    assert all(map(CODE.fullmatch, names))


@pytest.mark.parametrize(
    "name", [*ATTACKS, "../../etc/passwd", "/etc", "C:\\x", "a\0b", "\u202egpj"]
)
def test_a_slug_holds_letters_digits_and_hyphens_whatever_the_name(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9-]*", slug(name))


def test_a_link_in_the_place_of_a_file_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("old")
    (tmp_path / "report.pdf").symlink_to(tmp_path / "precious")
    files.write_bytes(tmp_path / "report.pdf", b"new")
    assert (tmp_path / "precious").read_text() == "old"
    assert not (tmp_path / "report.pdf").is_symlink()


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _risky(node: ast.AST) -> bool:
    """Whether a call runs a text or unpacks a file, or an import could."""
    if isinstance(node, ast.Call):
        name, shell = _name(node.func), any(word.arg == "shell" for word in node.keywords)
        return name in FORBIDDEN or name.endswith((".extractall", ".extract_all")) or shell
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = {alias.name for alias in node.names} | {getattr(node, "module", "")}
        return bool(LOADERS & names)
    return False


def test_the_program_runs_no_text_and_unpacks_nothing() -> None:
    found = [
        f"{path}:{node.lineno}"
        for path in sorted((ROOT / "scan").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _risky(node) and isinstance(node, ast.stmt | ast.expr)
    ]
    assert found == []


def test_a_device_is_not_a_file() -> None:
    (fault,) = unfit(Path("/dev/zero"))
    assert "is a device, not a file" in str(fault)
