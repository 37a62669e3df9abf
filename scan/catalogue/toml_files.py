"""Catalogue, TOML files: a file that a person wrote, as a table. Output: that table, or a fault.

A file that is too large or nested too deep takes the parser, or whoever walks through the table,
beyond what the language allows; so both are limited, and said in words.
"""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scan.errors import Fault

LARGEST = 1_000_000
"""Bytes; the largest file of the catalogue has 16,000."""
DEEPEST = 20
"""Tables and lists inside each other; the deepest of the catalogue has five."""


class TomlError(ValueError):
    """A file is no TOML that can be used; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


def read_toml(path: Path, file: str) -> dict[str, Any]:
    """The table in ``path``, which messages call ``file``. Raises TomlError, OSError."""
    size = path.stat().st_size
    if size > LARGEST:
        message = f"has {size:,} bytes, more than {LARGEST:,}"
        raise TomlError(Fault(file, "", message, "divide it, or put back the file that it was"))
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        message = f"is not UTF-8: {error.reason} at byte {error.start}"
        raise TomlError(Fault(file, "", message, "save it as UTF-8")) from error
    except RecursionError as error:
        raise _too_deep(file) from error
    except ValueError as error:  # TOMLDecodeError, and numbers of thousands of digits
        message = f"is not valid TOML: {error}"
        raise TomlError(Fault(file, "", message, "mend that line")) from error
    if _depth(found) > DEEPEST:
        raise _too_deep(file)
    return found


def _too_deep(file: str) -> TomlError:
    message = f"has tables or lists more than {DEEPEST} deep"
    return TomlError(Fault(file, "", message, "write it flat"))


def _depth(table: dict[str, Any]) -> int:
    """How deep it is nested, as far as DEEPEST and one more."""
    level: list[object] = [table]
    for depth in range(1, DEEPEST + 2):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return depth
    return DEEPEST + 1


def _inside(value: object) -> Iterable[object]:
    """The tables and lists in a table or list."""
    values = value.values() if isinstance(value, dict) else value
    return [inner for inner in values if isinstance(inner, dict | list)]  # type: ignore[attr-defined]
