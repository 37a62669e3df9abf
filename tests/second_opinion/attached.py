"""Second opinion, the attached table: every row of it against the files.

Input: the text of the table and the ledger. Output: a :class:`Tally`. What the report hides is
accepted where the rules can hide it, and counted; what it shows must be right and allowed.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from tests.second_opinion.counts import Codes, Ledger
from tests.second_opinion.figures import FEW_ANSWERS, FEWEST, Figure, Opinion
from tests.second_opinion.papers import Papers
from tests.second_opinion.spelling import plain, rounded, wilson
from tests.second_opinion.tally import Tally
from tests.second_opinion.verdicts import gap_limits, verdict

HIDDEN, ABSENT, FORMER, WEAK = (
    "niet getoond",
    "niet beschikbaar",
    "per vroegere gemeente",
    "zwakke schatting",
)
SMALL = "te kleine groep"
SHOWN = ("getoond", "voorlopig", WEAK)
MAIN, PART, OLD = "hoofdcijfer", "uitsplitsing", "vroegere gemeente"
GAP = "kloof met"
SHARED_COLUMNS = ("waarde", "teller", "noemer", "ondergrens 99 procent", "bovengrens 99 procent")
MOST_FREQUENT = 5


@dataclass(frozen=True)
class Line:
    """A row of the attached table."""

    indicator: str
    year: int
    part: str
    labels: tuple[str, ...]
    area: str
    nis: str
    texts: dict[str, str] = field(hash=False)

    @property
    def status(self) -> str:
        """In words."""
        return self.texts["status"]

    @property
    def key(self) -> tuple[str, str]:
        """For a difference: which figure this is."""
        return self.indicator, " / ".join([str(self.year), self.part, *self.labels, self.area])


def lines_of(text: str) -> list[Line]:
    """The rows of the attached table."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    return [
        Line(
            row["indicator"],
            int(row["periode"]),
            row["onderdeel"],
            tuple(t for t in (row["uitsplitsing 1"], row["uitsplitsing 2"]) if t),
            row["gebied"],
            row["nis-code"],
            row,
        )
        for row in rows
    ]


def check_table(
    lines: Iterable[Line], ledger: Ledger, codes: Iterable[str], nis: str, region: str
) -> Tally:
    """Every row, and whether every figure that the files give has its row."""
    tally = Tally()
    by_indicator: dict[str, list[Line]] = {code: [] for code in codes}
    for line in lines:
        if line.nis or line.part == OLD:  # groups have no code
            by_indicator[line.indicator].append(line)
    opinions = {code: Opinion(ledger, code, region) for code in by_indicator}
    public = _public(opinions, by_indicator, nis)
    for code, own in by_indicator.items():
        opinion = opinions[code]
        if own:
            _Check(opinion, own, nis, tally, public).run()
        elif opinion.delivered and any(_told(opinion, area) for area in (nis, region)):
            tally.wrong("no page", (code, nis), "", f"delivered: {opinion.way['use']}")
    return tally


def _told(opinion: Opinion, area: str) -> bool:
    """Whether the files say anything of an area; those of Flanders say nothing of Brussels."""
    years = opinion.years
    return any(f is not None for year in years for f in _figures(opinion, area, year))


def _figures(opinion: Opinion, area: str, year: int) -> Iterator[Figure | None]:
    """The main figure; of most frequent categories any may be the one that is named."""
    wanted: list[Codes | None] = [*opinion.cells] if opinion.open else [None]
    for codes in wanted:
        yield opinion.figure(area, year, codes)


def _public(
    opinions: dict[str, Opinion], lines: dict[str, list[Line]], nis: str
) -> frozenset[tuple[int, Fraction]]:
    """Counts of the municipality by year that anyone can look up: those of public sources."""
    found = set()
    for code, own in lines.items():
        if opinions[code].public:
            for line in own:
                if line.nis == nis and line.part != OLD and line.status in SHOWN:
                    labels = codes_of(opinions[code], line.labels)
                    figure = opinions[code].figure(nis, line.year, labels)
                    counts = (figure.count, figure.base) if figure else ()
                    found |= {(line.year, count) for count in counts if count is not None}
    return frozenset(found)


@dataclass
class _Check:
    """One indicator of one report."""

    opinion: Opinion
    lines: list[Line]
    nis: str
    tally: Tally
    public: frozenset[tuple[int, Fraction]]

    def run(self) -> None:
        for line in self.lines:
            self._line(line)
        self._newest()
        if self.opinion.open:
            self._most_frequent()
        else:
            self._complete()

    @property
    def newest(self) -> int:
        return max(line.year for line in self.lines if line.part == MAIN)

    @cached_property
    def of_region(self) -> set[tuple[int, str, tuple[str, ...]]]:
        """What is shown of the region."""
        own = (line for line in self.lines if line.nis == self.opinion.region)
        return {(line.year, line.part, line.labels) for line in own if line.status in SHOWN}

    # --- one row ----------------------------------------------------------------------------

    def _line(self, line: Line) -> None:
        figure = self._figure(line)
        if line.status in SHOWN:
            self._shown(line, figure)
        else:
            self._not_shown(line, figure)

    def _figure(self, line: Line) -> Figure | None:
        codes = codes_of(self.opinion, line.labels)
        if line.part == OLD:
            nis = self._old_nis(line)
            fixed = self.opinion.main
            if codes is not None:
                fixed = {n: (c,) for n, c in zip(self.opinion.breakdown, codes, strict=True)}
            return self.opinion.estimate(nis, line.year, fixed)
        if line.part == GAP and codes is not None:
            return self.opinion.gap(line.nis, line.year, codes)
        if self.opinion.open and codes is None:
            return None  # the most frequent one has a name, or none may be named
        return self.opinion.figure(line.nis, line.year, codes)

    def _old_nis(self, line: Line) -> str:
        """A former municipality by its name among those of this one."""
        name = line.area.split(" (grondgebied")[0]
        names = self.opinion.papers.names
        old = self.opinion.former(self.nis, line.year)
        return next((nis for nis in old if names[nis] == name), "")

    def _shown(self, line: Line, figure: Figure | None) -> None:
        if figure is None or figure.value is None:
            self.tally.wrong("shown", line.key, line.texts["waarde"], "the files do not tell")
            return
        if figure.too_small and not self._known_anyhow(figure, line.year):
            told = f"{figure.count} of {figure.base}, {figure.answers} answers"
            self.tally.wrong("small", line.key, line.texts["waarde"], told)
        text = plain(figure.value, self.opinion.decimals)
        kind = "region" if line.nis != self.nis and line.part != OLD else line.part
        kind = kind if line.year == self.newest else f"{kind}, earlier"
        self.tally.same(kind, line.key, line.texts["waarde"], text)
        if figure.answers is not None and line.nis == self.nis:
            weak = WEAK if figure.answers < FEW_ANSWERS else SHOWN[0]
            self.tally.same("weak", line.key, line.status, weak)
        if figure.small_base:
            self.tally.wrong("small base", line.key, line.texts["waarde"], str(figure.base))
        if line.part == OLD or line.nis == self.nis:
            self._counts(line, figure)
        if line.part != OLD and line.nis == self.nis:
            self._state(line, figure)

    def _state(self, line: Line, figure: Figure) -> None:
        """The word for how it compares with the region, where that is shown."""
        codes = codes_of(self.opinion, line.labels)
        region = self.opinion.region
        told = (line.year, line.part, line.labels) in self.of_region
        other = None
        if told and line.part == GAP and codes is not None:
            other = self.opinion.gap(region, line.year, codes)
        elif told:
            other = self.opinion.figure(region, line.year, codes)
        word = verdict(self.opinion, figure, other, "whole")
        self.tally.same("state", line.key, line.texts["tegenover het gewest"], word)

    def _known_anyhow(self, figure: Figure, year: int) -> bool:
        """Whether a share of a small base rests on two counts that are public."""
        if figure.count is None or figure.base is None or figure.count < FEWEST:
            return False
        return all((year, count) in self.public for count in (figure.count, figure.base))

    def _counts(self, line: Line, figure: Figure) -> None:
        """Numbers of persons and limits; of earlier years those that the table gives."""
        limits: tuple[Fraction | None, ...] = (None, None)
        if figure.answers is not None and figure.value is not None:
            limits = wilson(figure.value, figure.answers)
        if figure.sides is not None:
            limits = gap_limits(*figure.sides) or limits
        wanted = ((figure.count, 0), (figure.base, 0), (limits[0], 1), (limits[1], 1))
        for column, (number, decimals) in zip(SHARED_COLUMNS[1:], wanted, strict=True):
            text = line.texts[column]
            if text or line.year == self.newest:
                told = "" if number is None else plain(number, decimals)
                self.tally.same(column, line.key, text, told)

    def _not_shown(self, line: Line, figure: Figure | None) -> None:
        self.tally.hidden[line.status] += 1
        columns = SHARED_COLUMNS
        if line.status == SMALL:
            columns = ("waarde", *SHARED_COLUMNS[3:])
            small = figure is not None and figure.small_base
            self.tally.same("small base", line.key, str(small), "True")
            if figure is not None and (line.part == OLD or line.nis == self.nis):
                self._counts(line, figure)
        for column in columns:
            if line.texts[column]:
                self.tally.wrong("leak", line.key, line.texts[column], line.status)
        if line.status == FORMER:
            if not self.opinion.former(self.nis, line.year):
                self.tally.wrong("status", line.key, line.status, "not merged")
        elif line.status == SMALL:
            return
        elif figure is not None and figure.value is not None and not _may_hide(line, figure):
            text = plain(figure.value, self.opinion.decimals)
            self.tally.wrong("status", line.key, line.status, text)

    # --- the whole --------------------------------------------------------------------------

    def _newest(self) -> None:
        """No newer year may be left out."""
        areas = {line.nis for line in self.lines if line.nis}
        told = (y for y in self.opinion.years if any(self._told(a, y) for a in areas))
        latest = max(told, default=self.newest)
        key = (self.opinion.record["id"], self.nis)
        self.tally.same("newest year", key, str(self.newest), str(latest))

    def _told(self, area: str, year: int) -> bool:
        figures = _figures(self.opinion, area, year)
        return any(figure is not None and figure.value is not None for figure in figures)

    def _complete(self) -> None:
        """Each year of the main figure, each cell, each year of a category once one has any."""
        present = {
            (line.part, line.year, codes_of(self.opinion, line.labels))
            for line in self.lines
            if line.nis == self.nis
        }
        years = [year for year in self.opinion.years if year <= self.newest]
        wanted: set[tuple[str, int, Codes | None]] = {(MAIN, year, None) for year in years}
        cells = {codes for part, _, codes in present if part == PART}
        through_time = len({year for part, year, _ in present if part == PART}) > 1
        if cells:
            shown = self.opinion.years_of_all if through_time else [self.newest]
            shown = [year for year in shown if year <= self.newest]
            wanted |= {(PART, y, c) for y in shown for c in self.opinion.cells}
        for part, year, codes in sorted(wanted - present, key=str):
            figure = self.opinion.figure(self.nis, year, codes)
            if figure is not None and figure.value is not None:
                key = (self.opinion.record["id"], f"{year} / {part} / {codes} / {self.nis}")
                text = plain(figure.value, self.opinion.decimals)
                self.tally.wrong("no row", key, "", text)

    def _most_frequent(self) -> None:
        """The five categories with most persons, but for those that are hidden."""
        year = self.newest
        counts: dict[Codes | None, Fraction] = {}
        for codes in self.opinion.cells:
            figure = self.opinion.figure(self.nis, year, codes)
            if figure and figure.count and not figure.too_small:
                counts[codes] = figure.count
        ranking = sorted(counts.values(), reverse=True)
        own = [line for line in self.lines if (line.nis, line.year) == (self.nis, year)]
        shown = [codes_of(self.opinion, line.labels) for line in own if line.part == PART]
        order = [counts[codes] for codes in shown if codes in counts]
        key = (self.opinion.record["id"], self.nis)
        falling = [str(count) for count in sorted(order, reverse=True)]
        self.tally.same("order", key, ", ".join(map(str, order)), ", ".join(falling))
        above = [count for count in ranking if order and count > order[-1]]
        passed = len(above) - sum(count > order[-1] for count in order) if order else len(ranking)
        self.tally.hidden["passed over among the most frequent"] += passed
        self.tally.hidden["fewer than five"] += len(shown) < min(MOST_FREQUENT, len(ranking))
        if len(order) != len(shown):
            self.tally.wrong("most frequent", key, str(shown), str(ranking[:8]))


def codes_of(opinion: Opinion, labels: tuple[str, ...]) -> Codes | None:
    """Categories by their labels; ``None`` for the main figure."""
    if not labels:
        return None
    papers, breakdown = opinion.papers, opinion.breakdown
    codes = tuple(papers.code(n, label) for n, label in zip(breakdown, labels, strict=False))
    if len(codes) == len(breakdown):
        return codes
    only = {cell[len(codes) :] for cell in opinion.cells}
    return codes + min(only)


def _may_hide(line: Line, figure: Figure) -> bool:
    """Small counts, what hangs together with them, and too few answers."""
    if line.status != HIDDEN:
        return False
    return figure.too_small if figure.answers is not None else figure.protected


def displayed(opinion: Opinion, figure: Figure | None) -> Fraction | None:
    """The value as a reader sees it."""
    if figure is None or figure.value is None:
        return None
    return rounded(figure.value, opinion.decimals)


def chapter_codes(papers: Papers, publication: str) -> list[str]:
    """The indicators of a publication, in order."""
    record = papers.publications[publication]
    return [code for chapter in record["chapters"] for code in chapter["indicators"]]
