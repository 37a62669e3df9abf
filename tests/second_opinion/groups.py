"""Second opinion, groups: who is similar to a municipality, and the middle of a group.

Input: the ledger, and which figures municipalities show (all that is believed of the report).
Output: the eight nearest by the traits of ``catalogue/similar.toml``, and a :class:`Tally` of the
rows of the attached table that tell of them.
"""

import csv
import math
import statistics
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.second_opinion.attached import ABSENT, GAP, MAIN, OLD, SHOWN, Line, codes_of, displayed
from tests.second_opinion.counts import Codes, Ledger
from tests.second_opinion.figures import Opinion
from tests.second_opinion.papers import Papers, Record
from tests.second_opinion.spelling import median, plain
from tests.second_opinion.tally import Tally

YEARS, FEWEST = 10, 3
Shows = Mapping[tuple[str, int], frozenset[tuple[str, Codes]]]
"""Indicator and year → municipalities and categories (none for the main figure) that are shown."""


def nearest(ledger: Ledger, nis: str, region: str) -> tuple[str, ...]:
    """The eight municipalities that are most like one, the most similar first."""
    papers = ledger.papers
    rules = tomllib.loads((papers.folder / "similar.toml").read_text(encoding="utf-8"))
    towns = sorted(papers.municipalities(region, ledger.today))
    scores: dict[str, list[tuple[float, float | None]]] = {town: [] for town in towns}
    for trait in rules["traits"]:
        values = {t: v for t in towns if (v := _trait(ledger, trait, t, region)) is not None}
        if trait.get("logarithm"):
            values = {town: math.log(value) for town, value in values.items()}
        mean = statistics.mean(values.values()) if values else 0.0
        spread = statistics.pstdev(values.values()) if values else 0.0
        for town in towns:
            score = (values[town] - mean) / spread if town in values and spread else None
            scores[town].append((trait["weight"], score))
    known = {t: own for t, own in scores.items() if _known(own) >= rules["least_known"]}
    if nis not in known:
        return ()
    others = sorted((round(_apart(known[nis], own), 9), t) for t, own in known.items() if t != nis)
    return tuple(town for _, town in others[: rules["nearest"]])


def _known(own: list[tuple[float, float | None]]) -> float:
    return sum(w for w, score in own if score is not None) / sum(w for w, _ in own)


def _apart(one: list[tuple[float, float | None]], other: list[tuple[float, float | None]]) -> float:
    both = [
        (weight, a - b)
        for (weight, a), (_, b) in zip(one, other, strict=True)
        if a is not None and b is not None
    ]
    total = sum(weight for weight, _ in both)
    return math.sqrt(sum(w * d * d for w, d in both) / total) if total else math.inf


def _trait(ledger: Ledger, trait: Record, nis: str, region: str) -> float | None:
    for indicator in trait["counts"]:
        opinion = Opinion(ledger, indicator, region)
        if opinion.delivered:
            return _valued(opinion, trait, nis, ledger.papers)
    return None


def _valued(opinion: Opinion, trait: Record, nis: str, papers: Papers) -> float | None:
    year, per = opinion.newest, trait.get("per", "one")
    count = _people(opinion, nis, year, trait.get("categories", ()))
    if count is None:
        return None
    if per == "km2":
        with (papers.folder / "surfaces.csv").open(encoding="utf-8", newline="") as file:
            km2 = {row["nis"]: float(row["km2"]) for row in csv.DictReader(file)}
        return float(count) / km2[nis] if nis in km2 else None
    if per == "all":
        whole = _people(opinion, nis, year, [codes[0] for codes in opinion.cells])
        return float(100 * count / whole) if whole else None
    if per == "before":
        before = _people(opinion, nis, year - YEARS, ())
        return float(100 * (count / before - 1)) if before else None
    return float(count)


def _people(opinion: Opinion, nis: str, year: int, categories: Iterable[str]) -> Fraction | None:
    """The denominators of categories together; that of everybody without."""
    wanted: list[Codes | None] = [(code,) for code in categories] or [None]
    found = [opinion.figure(nis, year, codes) for codes in wanted]
    bases = [figure.base for figure in found if figure is not None]
    told = [base for base in bases if base is not None]
    return sum(told, Fraction(0)) if len(told) == len(wanted) else None


@dataclass(frozen=True)
class Group:
    """Municipalities of which a report shows the middle."""

    name: str
    members: tuple[str, ...]


def groups_of(ledger: Ledger, nis: str, region: str) -> Iterator[Group]:
    """Every group of the catalogue, without the municipality itself."""
    for record in ledger.papers.comparators.values():
        if record["kind"] in ("similar", "adjoining", "fixed"):
            others = _others(record, ledger, nis, region)
            yield Group(record["title"], tuple(town for town in others if town != nis))


def _others(record: Record, ledger: Ledger, nis: str, region: str) -> Iterable[str]:
    if record["kind"] == "similar":
        return nearest(ledger, nis, region)
    if record["kind"] == "adjoining":
        papers = ledger.papers
        return papers.adjoining(nis) & set(papers.municipalities(region, ledger.today))
    members: list[str] = record["members"]
    return members


def check_groups(
    lines: Iterable[Line], ledger: Ledger, region: str, group: Group, shows: Shows
) -> Tally:
    """Every row of a group: the middle, the ends, how many have a figure, how many there are."""
    tally = Tally()
    opinions: dict[str, Opinion] = {}
    for line in lines:
        if line.part == OLD or line.nis or line.area != group.name:
            continue
        opinion = opinions.setdefault(line.indicator, Opinion(ledger, line.indicator, region))
        found = list(_values(opinion, line, group, shows))
        values = sorted(value for value in found if value is not None)
        if len(values) < len(found):  # a hidden count that public totals tell, one step further
            tally.hidden["group with a figure that follows from totals"] += 1
            continue
        enough = len(values) >= FEWEST
        decimals = opinion.decimals
        told = {
            "waarde": plain(median(values), decimals) if enough else "",
            "teller": str(len(values)),
            "noemer": str(len(group.members)),
            "ondergrens 99 procent": plain(values[0], 1) if enough else "",
            "bovengrens 99 procent": plain(values[-1], 1) if enough else "",
            "status": SHOWN[0] if enough else ABSENT,
        }
        for column, text in told.items():
            tally.same(f"group: {column}", line.key, line.texts[column], text)
    return tally


def _values(opinion: Opinion, line: Line, group: Group, shows: Shows) -> Iterator[Fraction | None]:
    """Of each member that shows its figure; ``None`` where no single cell of the files tells it."""
    codes = codes_of(opinion, line.labels)
    key: Codes = () if codes is None or (line.part == MAIN and not opinion.open) else codes
    shown = shows.get((line.indicator, line.year), frozenset())
    if line.part == GAP and codes is not None:
        for nis in group.members:
            if {(nis, opinion.about), (nis, codes)} <= shown:
                yield displayed(opinion, opinion.gap(nis, line.year, codes))
        return
    for nis in group.members:
        if (nis, key) in shown:
            yield displayed(opinion, opinion.figure(nis, line.year, codes))
