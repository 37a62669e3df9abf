"""Command line, late: modules that are loaded when something of them is first used.

Input: none. Output: a context; what is imported in it as ``from scan.report import one`` is a
module that waits. Options and help texts of a command stand in light modules, its work in heavy
ones: whoever asks for help, or slips with the pen, need not wait for libraries that draw. A name
that is taken out of a module (``from scan.errors import UsageError``) loads it at once.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_OURS = "scan."
"""What waits is ours only: libraries load as they always do, once we do."""


class _Waiting(ModuleType):
    """A module of which nothing has been run yet.

    Not the standard library's ``LazyLoader``: its modules load when anybody looks at
    ``__file__``, and Pydantic looks at that of all modules, in the midst of loading another.
    """

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        """Load the module, for something of it is wanted."""
        spec = self.__spec__
        if name.startswith("__") or spec is None or not isinstance(spec.loader, _Late):
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment] # a module like any other from now on
        spec.loader = self.__loader__ = spec.loader.real
        spec.loader.exec_module(self)
        return getattr(self, name)


class _Late(Loader):
    """Loads a module when it is first used."""

    def __init__(self, real: Loader) -> None:
        self.real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the real loader makes it."""
        return self.real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Let it wait."""
        module.__class__ = _Waiting


class _Finder(MetaPathFinder):
    """Finds modules of ours, and has them wait."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The specification of a module that loads at its first use; ``None`` for another's."""
        if not fullname.startswith(_OURS):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Late(spec.loader)
        return spec


@contextmanager
def loaded_at_first_use() -> Iterator[None]:
    """While it lasts, modules of ours that are imported wait for their first use."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
