"""Report, pages: the templates, escaped and strict.

Input: the folder of layouts. Output: a Jinja2 environment in which everything is escaped and an
unknown name is an error, and the faults of templates that cannot be compiled.
"""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateSyntaxError

from scan.errors import Fault
from scan.report.pages.stylesheet import LAYOUTS


@lru_cache
def environment(*folders: Path) -> Environment:
    """The templates in folders; where two have one of the same name, that of the first counts."""
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def template_faults(layouts: Path = LAYOUTS) -> tuple[Fault, ...]:
    """Every template that cannot be compiled, with its line."""
    templates, faults = environment(layouts / "report"), []
    for name in templates.list_templates(extensions=["j2"]):
        try:
            templates.get_template(name)
        except TemplateSyntaxError as error:
            place = f"line {error.lineno}"
            message = error.message or "cannot be compiled"
            faults.append(Fault(f"layouts/report/{name}", place, message, "mend the template"))
    return tuple(faults)
