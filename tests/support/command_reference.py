"""The reference of all commands, from what each says of itself: ``make docs``.

Input: the name of a file. Output: that file, in Markdown; the same on every machine.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from scan.cli import COMMANDS
from scan.house import ROOT

PLACE = ROOT / "docs" / "commands.md"
HEAD = """# Commands

Made by `make docs` from what each command answers to `--help`; not written by hand. What a command
is for, and in what order, says [README.md](../README.md).

"""
PARTS = {"list": ("indicators", "municipalities", "themes", "sources", "publications")}
"""Commands that have commands of their own."""
_PLAIN = {"TYPER_USE_RICH": "0", "TERM": "dumb", "COLUMNS": "100"}
"""Help without boxes or colours, which does not change with the terminal."""
_ASK = """
import contextlib, io, json, sys
from scan.cli import face
said = []
for words in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as help:
        face()([*words, "--help"], prog_name="scan", standalone_mode=False)
    said.append(help.getvalue())
json.dump(said, sys.stdout)
"""


def reference() -> str:
    """A list of the commands, and the help of each."""
    lines = [f"- [scan {name}](#scan-{name}): {said}" for name, (_, said) in COMMANDS.items()]
    asked = list(_words())
    parts = [
        f"\n## scan {' '.join(words)}\n\n```text\n{said}\n```\n"
        for words, said in zip(asked, _helps(asked), strict=True)
    ]
    return HEAD + "\n".join(lines) + "\n" + "".join(parts)


def _words() -> Iterator[tuple[str, ...]]:
    for name in COMMANDS:
        yield (name,)
        yield from ((name, part) for part in PARTS.get(name, ()))


def _helps(asked: list[tuple[str, ...]]) -> list[str]:
    """What each command says, in a process of its own: Typer looks once how it is to print."""
    own = {key: text for key, text in os.environ.items() if not key.startswith("SCAN_")}
    done = subprocess.run(
        [sys.executable, "-c", _ASK],
        input=json.dumps(asked),
        env={**own, **_PLAIN},
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        "\n".join(map(str.rstrip, said.strip().splitlines())) for said in json.loads(done.stdout)
    ]


if __name__ == "__main__":
    PLACE.write_text(reference(), encoding="utf-8")
