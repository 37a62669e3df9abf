"""Report, pages: whether the templates of ``layouts/`` can be used at all.

Input: the folder of layouts. Output: faults, each with its file and line.
"""

from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, meta

from scan.errors import Fault
from scan.report.pages.stylesheet import LAYOUTS

ENDING = "*.html.j2"


def template_faults(layouts: Path = LAYOUTS) -> tuple[Fault, ...]:
    """Templates that do not parse, and templates that ask for one that is not there."""
    environment = Environment(autoescape=True)
    faults: list[Fault] = []
    for path in sorted(layouts.rglob(ENDING)):
        file = path.relative_to(layouts.parent).as_posix()
        try:
            tree = environment.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            faults.append(Fault(file, f"line {error.lineno}", error.message or "", "mend it"))
            continue
        wanted = (name for name in meta.find_referenced_templates(tree) if name)
        faults += [
            Fault(file, "", f"asks for {name}, which is not there", "add it or mend the name")
            for name in wanted
            if not (path.parent / name).is_file()
        ]
    return tuple(faults)
