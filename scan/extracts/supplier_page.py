"""Extracts, the page for the supplier: what is wrong with a delivery, in Dutch. Output: HTML.

Input: an assessed delivery, the words of ``catalogue/wording/intake.toml`` and the template in
``layouts/intake/``. The page stands alone, asks nothing of a network, and escapes everything that
comes from a file.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from scan import dutch
from scan.catalogue.entries import Catalogue
from scan.errors import Fault, shown_and_counted
from scan.extracts.assessed import FRESH, Assessed, Delivery
from scan.extracts.faults import place_text
from scan.extracts.questions import WITNESS_KINDS
from scan.extracts.witnesses.records import AGREES, Witness
from scan.extracts.witnesses.words import figure, range_of, what_of, where_of
from scan.house import LAYOUTS
from scan.templates import environment

FOLDER = "intake"
OTHER = "unreadable"
"""How a fault is worded that says no kind of its own."""

_PLACE = re.compile(
    r"(sheet (?P<sheet>.+?))?(^|, |$)(row (?P<row>\d+))?(^|, |$)?(column (?P<column>.+))?"
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_RANGE = re.compile(rf"(?:≥ )?{_NUMBER.pattern}(?:–{_NUMBER.pattern})?")
_COUNTED = frozenset(
    {
        *("revision", "leap", "total_below_parts", "part_above_whole", "sum"),
        *WITNESS_KINDS.values(),
    }
)
"""Kinds whose values are numbers of ours, and not texts of the file."""
_YEARS = frozenset({"years", "since"})
"""Facts that look like numbers and are none."""


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


@dataclass(frozen=True, slots=True)
class Heard:
    """What the witnesses of one kind say of a source, in Dutch."""

    source: str
    what: str
    compared: str
    agree: str
    differ: str
    largest: str
    """Where it differs most; empty where all agrees."""


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
            witnesses=[*_heard(delivery, catalogue)],
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


def _heard(delivery: Delivery, catalogue: Catalogue) -> Iterator[Heard]:
    """A line for each witness that differs, and one of each kind for all others together."""
    words = catalogue.wording["intake"]
    agreeing: dict[str, list[tuple[str, Witness]]] = {}
    for one in delivery.files:
        title = one.source.title if one.source else one.entry.file
        for said in one.checked.witnesses:
            if said.verdict == AGREES:
                agreeing.setdefault(said.kind, []).append((title, said))
            else:
                yield _line(title, said, _largest(said, catalogue), words)
    for kind, own in agreeing.items():
        titles = {title for title, _ in own}
        several = words["page.witness_several"].format(count=dutch.number(len(titles), 0))
        whole = Witness(kind, "", sum(said.agree for _, said in own))
        yield _line(several if len(titles) > 1 else own[0][0], whole, "", words)


def _line(title: str, said: Witness, largest: str, words: Mapping[str, str]) -> Heard:
    compared, agree, differ = (
        dutch.number(count, 0) for count in (said.compared, said.agree, said.differ)
    )
    what = words[f"page.witness_{said.kind}"]
    return Heard(title, what, compared, agree, differ, largest)


def _largest(said: Witness, catalogue: Catalogue) -> str:
    """Where a witness contradicts most, and by how much."""
    if not said.largest:
        return ""
    found = said.largest[0]
    told = (where_of(found, catalogue), what_of(found, catalogue))
    return catalogue.wording["intake"]["page.witness_largest"].format(
        place=", ".join(part for part in told if part),
        given=_number(figure(found.given)),
        expected=_number(range_of(found, said.kind)),
    )


def _word(kind: str, part: str, words: Mapping[str, str]) -> str:
    """What is said of a kind of fault."""
    return words.get(f"kind.{kind}.{part}", words[f"kind.{OTHER}.{part}"])


def _finding(fault: Fault, words: Mapping[str, str]) -> Finding:
    known = f"kind.{fault.kind}.what" in words
    value = _dutch(fault.value or "", fault.kind)
    facts = {n: text if n in _YEARS else _dutch(text, fault.kind) for n, text in fault.facts}
    told = {
        **facts,
        "value": value,
        "expected": _dutch(fault.expected, fault.kind),
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
    return _number(text) if kind in _COUNTED else text


def _number(text: str) -> str:
    """A number, or a range of two, as Flemish readers write them; any other text as it is."""
    if not _RANGE.fullmatch(text):
        return text
    return _NUMBER.sub(lambda n: dutch.number(float(n[0]), len(n[0].partition(".")[2])), text)


def _where(told: Fault, words: Mapping[str, str]) -> str:
    fault = _placed(told)
    parts = [
        words["page.sheet"].format(sheet=fault.sheet) if fault.sheet else "",
        words["page.row"].format(row=fault.row) if fault.row is not None else "",
        words["page.column"].format(column=fault.column) if fault.column else "",
        _elsewhere(fault),
    ]
    return ", ".join(part for part in parts if part) or words["page.whole_file"]


def _elsewhere(fault: Fault) -> str:
    """What its place says beside sheet, row and column: an area and a year."""
    known = place_text(fault.sheet, fault.row, fault.column)
    return fault.place.removeprefix(known).removeprefix(", ")


def _placed(fault: Fault) -> Fault:
    """A fault whose place is only a text, as readers give it, with the parts of that text."""
    found = _PLACE.fullmatch(fault.place) if fault.row is None and not fault.sheet else None
    if found is None or not fault.place:
        return fault
    row = int(found["row"]) if found["row"] else None
    return replace(fault, sheet=found["sheet"] or "", row=row, column=found["column"] or "")
