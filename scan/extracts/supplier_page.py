"""Extracts, the page for the supplier: what is wrong with a delivery, in Dutch. Output: HTML.

Input: an assessed delivery, the words of ``catalogue/wording/intake.toml`` and the template in
``layouts/intake/``. The page stands alone, asks nothing of a network, and escapes everything that
comes from a file.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from scan import dutch
from scan.catalogue.entries import Catalogue
from scan.errors import Fault, shown_and_counted
from scan.extracts.intake import FRESH, Assessed, Delivery
from scan.templates import LAYOUTS, environment

FOLDER = "intake"
OTHER = "unreadable"
"""How a fault is worded that says no kind of its own."""

_PLACE = re.compile(
    r"(sheet (?P<sheet>.+?))?(^|, |$)(row (?P<row>\d+))?(^|, |$)?(column (?P<column>.+))?"
)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_COUNTED = frozenset({"revision", "leap", "total_below_parts", "part_above_whole", "sum"})
"""Kinds whose values are numbers of ours, and not texts of the file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault or a question in Dutch."""

    file: str
    where: str
    value: str
    what: str
    expected: str
    remedy: str
    technical: str
    """What the program says, where no rule of its own words it."""


def supplier_page(delivery: Delivery, catalogue: Catalogue) -> str:
    """The page about a delivery that is refused, or that somebody must decide about."""
    words = catalogue.wording["intake"]
    findings = delivery.faults or delivery.questions
    shown, more = shown_and_counted(findings)
    day = datetime.date.fromisoformat(delivery.files[0].entry.date)
    kind = "refused" if delivery.faults else "asked"
    return (
        environment(LAYOUTS / FOLDER)
        .get_template("page.html.j2")
        .render(
            words={key.removeprefix("page."): text for key, text in words.items()},
            title=words[f"page.title_{kind}"],
            intro=words[f"page.intro_{kind}"].format(date=dutch.date_text(day)),
            answer=words[f"page.answer_{kind}"],
            is_refused=bool(delivery.faults),
            files=[_file(one, delivery, words) for one in delivery.files],
            findings=[_finding(fault, words) for fault in shown],
            has_rows=any(fault.row is not None for fault in shown),
            more=[(_word(kind, "title", words), dutch.number(n, 0)) for kind, n in more.items()],
            more_count=words["page.more"].format(count=dutch.number(sum(more.values()), 0)),
        )
    )


def _file(one: Assessed, delivery: Delivery, words: Mapping[str, str]) -> dict[str, str]:
    asked = one.status == FRESH and any(q.file == one.path.name for q in delivery.questions)
    return {
        "name": one.entry.file,
        "source": one.source.title if one.source else words["page.no_value"],
        "edition": one.entry.edition or words["page.no_value"],
        "figures": dutch.number(one.entry.rows, 0) if one.entry.rows else words["page.no_value"],
        "state": words[f"page.state_{'asked' if asked else one.status}"],
    }


def _word(kind: str, part: str, words: Mapping[str, str]) -> str:
    """What is said of a kind of fault."""
    return words.get(f"kind.{kind}.{part}", words[f"kind.{OTHER}.{part}"])


def _finding(fault: Fault, words: Mapping[str, str]) -> Finding:
    known = f"kind.{fault.kind}.what" in words
    value = _dutch(fault.value or "", fault.kind)
    facts = {name: _dutch(text, fault.kind) for name, text in fault.facts}
    told = {
        **facts,
        "value": value,
        "column": fault.column,
        "sheet": fault.sheet,
        "file": fault.file,
    }
    empty = f"kind.{fault.kind}.what_empty"
    what = words[empty] if not value and empty in words else _word(fault.kind, "what", words)
    return Finding(
        file=fault.file,
        where=_where(fault, words),
        value=value if fault.value != "" else words["page.nothing"],
        what=what.format_map(told),
        expected=_word(fault.kind, "expected", words).format_map(told) or words["page.no_value"],
        remedy=_word(fault.kind, "remedy", words).format_map(told),
        technical="" if known and fault.kind != OTHER else fault.message,
    )


def _dutch(text: str, kind: str) -> str:
    """Our own numbers as Flemish readers write them."""
    if kind not in _COUNTED or not _NUMBER.fullmatch(text):
        return text
    return dutch.number(float(text), len(text.partition(".")[2]))


def _where(told: Fault, words: Mapping[str, str]) -> str:
    fault = _placed(told)
    parts = [
        words["page.sheet"].format(sheet=fault.sheet) if fault.sheet else "",
        words["page.row"].format(row=fault.row) if fault.row is not None else "",
        words["page.column"].format(column=fault.column) if fault.column else "",
    ]
    return ", ".join(part for part in parts if part) or fault.place or words["page.whole_file"]


def _placed(fault: Fault) -> Fault:
    """A fault whose place is only a text, as readers give it, with the parts of that text."""
    found = _PLACE.fullmatch(fault.place) if fault.row is None and not fault.sheet else None
    if found is None or not fault.place:
        return fault
    row = int(found["row"]) if found["row"] else None
    return replace(fault, sheet=found["sheet"] or "", row=row, column=found["column"] or "")
