"""The house rules that a machine can check: layers, sizes, where Dutch and writing may stand."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from scan.house import ROOT
from scan.nightly import ingredients
from scan.series import workspace

SCAN = ROOT / "scan"
WINGS = (
    *("errors", "status", "dutch", "files", "troubles", "house", "versions", "caches", "steps"),
    *("doctor", "processes", "templates", "moulds"),
    "statistics",
    *("catalogue", "extracts", "disclosure", "series", "views", "report", "publish"),
    *("audit", "nightly"),
    *("checking", "commands", "cli"),
)
MODULES = sorted(path for path in SCAN.rglob("*.py"))
LONGEST = 400
"""Lines of a module: what is read in one sitting."""
LARGEST = 60
"""Lines of a function: what is seen at once."""


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


@cache
def _trees() -> tuple[tuple[Path, ast.Module], ...]:
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in MODULES)


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    """Trees of all modules take 100 MB."""
    yield
    _trees.cache_clear()


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_a_wing_imports_only_from_wings_before_it() -> None:
    upward = [
        f"{path}:{line} imports {name}"
        for path, tree in _trees()
        for name, line in _imports(tree)
        if _wing(name) > _wing(_module(path))
    ]
    assert upward == []


def test_the_audit_knows_nothing_of_how_figures_are_protected() -> None:
    apart = {"extracts", "disclosure", "series", "views", "report"}
    for path in (SCAN / "audit").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not [name for name, _ in _imports(tree) if name.split(".")[1] in apart], path


def test_modules_say_what_comes_in_and_goes_out_and_stay_small() -> None:
    faults = [
        str(path)
        for path, tree in _trees()
        if not ast.get_docstring(tree) or len(path.read_text("utf-8").splitlines()) > LONGEST
    ]
    assert faults == []


def test_functions_stay_small() -> None:
    large = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in _trees()
        for node in _functions(tree)
        if (node.end_lineno or 0) - node.lineno >= LARGEST
    ]
    assert large == []


def test_imports_stand_at_the_top() -> None:
    inside = [
        f"{path}:{node.lineno}"
        for path, tree in _trees()
        for function in _functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


CARRY = ("errors", "files", "house", "processes", "steps", "moulds", "troubles", "templates")
"""Modules that take figures from place to place and change none."""
READ = ("extracts/cage", "extracts/faults", "extracts/readers")
"""What reads boundaries, which are hashed as a file."""
FIGURES = tuple(f"series/{n}" for n in ("barometer", "positions", "similar", "store", "workspace"))
"""Modules that ``views`` and ``report`` ask for figures, which are hashed themselves."""


def _within(name: str, parts: Iterable[str]) -> bool:
    path = name.removeprefix("scan.").replace(".", "/")
    return any(path == part.removesuffix(".py") or path.startswith(f"{part}/") for part in parts)


@pytest.mark.parametrize("made_with", [workspace.MADE_WITH, ingredients.MADE_WITH])
def test_what_something_is_made_with_is_part_of_its_key(made_with: tuple[str, ...]) -> None:
    """Statistics were forgotten once: another test of differences made no report stale."""
    known = (*made_with, *CARRY, *READ, *FIGURES)
    forgotten = {
        f"{_module(path)} imports {name}"
        for path, tree in _trees()
        for name, _ in _imports(tree)
        if _within(_module(path), made_with) and not _within(name, known)
    }
    assert forgotten == set()


def test_there_is_no_import_cycle() -> None:
    graph = {_module(path): {name for name, _ in _imports(tree)} for path, tree in _trees()}
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
    for path, tree in _trees():
        if path.name == "files.py":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                ours = isinstance(owner, ast.Name) and owner.id == "files"
                assert ours or node.func.attr not in writers, f"{path}:{node.lineno}"
