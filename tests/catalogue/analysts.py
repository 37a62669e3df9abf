"""The page for analysts as a list of edits: what it says to write, and the mistakes it names.

Input: ``catalogue/README.md`` and a copy of the project. Output: the copy, edited to the letter.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scan.house import ROOT

PAGE = ROOT / "catalogue" / "README.md"
_BLOCK = re.compile(r"```toml\n# (file|at the end of): (\S+)\n(.*?)```", re.DOTALL)
_ROW = re.compile(r"^\| (.+?) \| `(.+)` \|$", re.MULTILINE)


@dataclass(frozen=True)
class Edit:
    """A file that the page says to make, or to add to."""

    path: str
    text: str
    new: bool


@dataclass(frozen=True)
class Mistake:
    """Something that goes wrong often: what stood in a file, and what stands there then."""

    said: str
    """As the page puts it."""
    path: str
    before: str
    after: str


MISTAKES = (
    Mistake(
        "an indicator is listed under a code that does not exist",
        "publications/integratiescan.toml",
        '"DE_47"',
        '"DE_84"',
    ),
    Mistake(
        "an indicator stands in no edition",
        "publications/integratiescan-alle.toml",
        '"DE_38", ',
        "",
    ),
    Mistake(
        "an indicator stands twice in one edition",
        "publications/integratiescan.toml",
        '"DE_47"',
        '"DE_42"',
    ),
    Mistake("a key is misspelt", "indicators/DE_42.toml", "frequency =", "frequentie ="),
    Mistake(
        "the file is not named after its id",
        "indicators/DE_48.toml",
        'id = "DE_48"',
        'id = "DE_98"',
    ),
    Mistake("a category does not exist", "indicators/AR_14.toml", '["non_eu"]', '["not_eu"]'),
    Mistake(
        "the source does not deliver the split",
        "indicators/AR_14.toml",
        'breakdown = ["origin_group"]\nwithin = ["origin_group"]\n'
        'main = { origin_group = ["non_eu"] }',
        'breakdown = ["sex"]\nwithin = ["sex"]\nmain = { sex = ["female"] }',
    ),
    Mistake("the clause has no place for the figure", "indicators/DE_42.toml", "{value}", "veel"),
    Mistake(
        "a place in the own words of an edition that nothing fills",
        "publications/integratiescan-brussel.toml",
        "Dit is het rapport voor {place}",
        "Dit is het rapport voor {gemeente}",
    ),
    Mistake(
        "a caveat that nothing names",
        "sources/gsm_on_37.toml",
        'caveats = ["brussels_dutch_courses"]\n',
        "",
    ),
    Mistake(
        "a text without quotes", "indicators/DE_42.toml", 'frequency = "jaarlijks"', "frequency = 1"
    ),
)


def edits() -> Iterator[Edit]:
    """What the page says to write, in its order."""
    for how, path, text in _BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        yield Edit(path, text, how == "file")


def follow(catalogue: Path) -> None:
    """Does in ``catalogue`` what the page says."""
    for edit in edits():
        path = catalogue / edit.path
        assert path.exists() is not edit.new, edit.path
        before = "" if edit.new else path.read_text(encoding="utf-8") + "\n"
        path.write_text(before + edit.text, encoding="utf-8")


def named_mistakes() -> dict[str, str]:
    """The mistakes that the page names, and what it says that the check answers."""
    return dict(_ROW.findall(PAGE.read_text(encoding="utf-8")))


def make(mistake: Mistake, catalogue: Path) -> None:
    """Makes the mistake once in ``catalogue``."""
    path = catalogue / mistake.path
    text = path.read_text(encoding="utf-8")
    assert mistake.before in text, mistake
    path.write_text(text.replace(mistake.before, mistake.after, 1), encoding="utf-8")
