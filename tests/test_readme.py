"""What the README tells people to type: each command is there, with its options."""

import re
import shlex
from contextlib import suppress

import pytest
from typer._click.exceptions import BadOptionUsage, MissingParameter

from scan.cli import COMMANDS, face
from scan.house import ROOT

PAGES = ("README.md", "CONTRIBUTING.md", "catalogue/README.md", "SECURITY.md")
SCRIPTS = (".ci/run", ".github/workflows/check.yml", ".github/workflows/release.yml")
CODE = re.compile(r"`([^`\n]+)`|^((?:[^`\n]* )?(?:scan|make) [^`\n]*)$", re.MULTILINE)
"""What stands between accents, and lines of a block."""
CALL = re.compile(r"(?:^|\s|/)scan ((?:%s)\b.*)" % "|".join(COMMANDS))  # noqa: UP031 - of a pattern
TARGET = re.compile(r"(?:^|run: |\d )make ([a-z][a-z-]*)\b", re.MULTILINE)


def _typed() -> set[str]:
    """What follows ``scan`` in code, without remarks."""
    texts = ((ROOT / page).read_text("utf-8") for page in PAGES)
    codes = (code or line for text in texts for code, line in CODE.findall(text))
    return {
        found[1].partition(" #")[0].strip(" )…") for code in codes if (found := CALL.search(code))
    }


@pytest.mark.parametrize("typed", sorted(_typed()))
def test_a_command_of_the_readme_can_be_typed(typed: str) -> None:
    name, *words = shlex.split(typed)
    command = face().commands[name]
    with suppress(MissingParameter, BadOptionUsage):  # named, not to be typed as it stands
        assert command.make_context(name, words).info_name == name


def test_commands_were_found() -> None:
    assert len(_typed()) > 30
    assert {typed.split()[0] for typed in _typed()} == set(COMMANDS)


def test_every_target_of_make_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    there = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    named = set()
    for page in PAGES:
        codes = CODE.findall((ROOT / page).read_text("utf-8"))
        named |= set(TARGET.findall("\n".join(code or line for code, line in codes)))
    for script in SCRIPTS:
        named |= set(TARGET.findall(re.sub(r"#.*", "", (ROOT / script).read_text("utf-8"))))
    assert {"report", "test", "docs", "verapdf", "container"} <= named <= there
