"""Ground, templates: all that is filled in for readers, escaped and strict.

Input: a folder of ``layouts/``. Output: a Jinja2 environment in which everything is escaped and an
unknown name is an error, and the faults of templates that cannot be compiled.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError, meta

from scan.errors import Fault
from scan.house import LAYOUTS

FRAMES = {"barometer": "site"}
"""Folder of templates → the folder whose frame they stand in."""
_REMEDY = "mend the template"


@lru_cache
def environment(folder: Path) -> Environment:
    """The templates in a folder; what it lacks comes from the one whose frame they stand in."""
    frame = FRAMES.get(folder.name)
    return Environment(
        loader=FileSystemLoader([folder, *([folder.parent / frame] if frame else [])]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_faults(layouts: Path = LAYOUTS) -> tuple[Fault, ...]:
    """Every template that cannot be compiled, with its line, or that asks for one not there."""
    folders = sorted({path.parent for path in layouts.rglob("*.j2")})
    return tuple(fault for folder in folders for fault in _faults(folder, layouts))


def _faults(folder: Path, layouts: Path) -> Iterator[Fault]:
    templates = environment(folder)
    known = templates.list_templates()
    for name in sorted(path.name for path in folder.glob("*.j2")):
        file = f"layouts/{(folder / name).relative_to(layouts).as_posix()}"
        try:
            text = (folder / name).read_text(encoding="utf-8")
            templates.compile(text, name)
            asked = meta.find_referenced_templates(templates.parse(text))
        except TemplateSyntaxError as error:
            message = error.message or "cannot be compiled"
            yield Fault(file, f"line {error.lineno}", message, _REMEDY)
            continue
        for other in sorted(str(other) for other in asked if other not in known):
            yield Fault(file, "", f"uses {other}, which is not there", _REMEDY)
