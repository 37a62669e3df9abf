"""The house rules that a machine can check: layers, sizes, where Dutch and writing may stand."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from scan.house import ROOT

SCAN = ROOT / "scan"
WINGS = (
    *("errors", "status", "dutch", "files", "troubles", "house", "versions", "caches", "steps"),
    *("doctor", "processes", "templates", "moulds"),
    "statistics",
    *("catalogue", "extracts", "disclosure", "series", "views", "report", "publish", "nightly"),
    *("checking", "commands", "cli"),
)
MODULES = sorted(path for path in SCAN.rglob("*.py"))


def _wing(module: str) -> int:
    parts = module.split(".")
    return WINGS.index(parts[1]) if len(parts) > 1 else -1


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


NAMES = frozenset(_module(path) for path in MODULES)


def _imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("scan"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in NAMES else node.module), node.lineno
        elif isinstance(node, ast.Import):
            yield from ((n.name, node.lineno) for n in node.names if n.name.startswith("scan."))


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_a_wing_imports_only_from_wings_before_it(path: Path) -> None:
    own = _wing(_module(path))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    upward = [(name, line) for name, line in _imports(tree) if _wing(name) > own]
    assert not upward


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "the module says what comes in and what goes out"
    assert len(text.splitlines()) <= 400
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", MODULES, ids=_module)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside


def test_there_is_no_import_cycle() -> None:
    graph = {
        _module(path): {name for name, _ in _imports(ast.parse(path.read_text(encoding="utf-8")))}
        for path in MODULES
    }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way, name))
        if name in done:
            return
        for other in graph.get(name, ()):
            visit(other, (*way, name))
        done.add(name)

    for name in graph:
        visit(name, ())


def test_files_are_written_in_one_place_only() -> None:
    writers = {"write_text", "write_bytes", "mkstemp", "copyfile"}
    for path in MODULES:
        if path.name == "files.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                ours = isinstance(owner, ast.Name) and owner.id == "files"
                assert ours or node.func.attr not in writers, f"{path}:{node.lineno}"
