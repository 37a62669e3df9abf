"""Second opinion, the pages: what a reader sees of each indicator, against the files.

Input: the text of the pages, the attached table (only to know what is hidden) and the ledger.
Output: a :class:`Tally`. Looked at are the key row, the sentence with absolute numbers and the
change, the median of the municipalities, and every row of the table.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import pypdfium2

from tests.second_opinion.attached import (
    ABSENT,
    FORMER,
    MAIN,
    OLD,
    PART,
    SHOWN,
    SMALL,
    Line,
    codes_of,
    displayed,
)
from tests.second_opinion.attached import GAP as GAP_ROW
from tests.second_opinion.counts import Codes, Ledger
from tests.second_opinion.figures import Figure, Opinion
from tests.second_opinion.spelling import dutch, rounded, signed, wilson
from tests.second_opinion.tally import Tally
from tests.second_opinion.verdicts import (
    ABOUT,
    EQUAL,
    HIGHER,
    LOWER,
    NOT_TESTED,
    UNCLEAR,
    bounds,
    verdict,
)
from tests.second_opinion.verdicts import SMALL as SMALL_GROUP

SUFFIX = {"percent": " %", "points": " procentpunt"}
CHANGE = re.compile(r"Verandering sinds (\d{4}) ([+−]?[\d.,]+) (.*)")
GEWEST = re.compile(r"\(gewest: ([+−]?[\d.,]+)\)")
GAP = re.compile(r"\(([+−]?[\d.,]+)(?: procentpunt| per 10?\.000)?\)")
ABSOLUTE = re.compile(
    r"(?:Het (?:gaat|ging) om|In \d{4} ging het om) (één|[\d.]*\d)"
    r"(?:(?: van de|[^.()]*?, op) ([\d.]+))?"
)
ALL = re.compile(r"Het (?:gaat|ging) om alle ([\d.]+) ")
BALANCE = re.compile(r"In \d{4} waren het er per saldo ([\d.]+) minder, op ([\d.]+) ")
STEP = re.compile(r" ligt ([\d.,]+)(?: procentpunt| per 10?\.000)? (hoger|lager) dan in (\d{4})")
BEFORE = re.compile(r"In (\d{4}) (?:waren het er(?: ook)?|was dat) ([\d.,]*\d)")
APART = re.compile(
    r"(?:is|was) het aandeel ([\d,]+) %(?: \(\d+/\d+\))?: ([\d,]+) procentpunt (hoger|lager)\."
)
UNTOLD = {UNCLEAR: "niet duidelijk", SMALL_GROUP: "niet vergeleken", NOT_TESTED: "niet getoetst"}
"""What stands in place of a gap that may be chance, or is not tested."""
WHY = {
    UNCLEAR: "het verschil met",
    SMALL_GROUP: "te weinig personen om met",
    NOT_TESTED: "het verschil met",
}
"""How the words beneath it begin."""
SPREAD = re.compile(r"(?:van|tussen) de (\d+) gemeenten", re.IGNORECASE)
NUMBER = r"−?\d+(?:\.\d{3})*(?:,\d+)?"
MIDDLE = re.compile(rf"(?:komt op|iddelste gemeente) ({NUMBER})")
WORDS = (
    "te kleine groep|niet getoond|niet beschikbaar|niet gevraagd|per vroegere gemeente"
    "|nog niet geleverd"
)
SAID = {
    HIGHER: " hoger dan in het ",
    LOWER: " lager dan in het ",
    EQUAL: " even hoog als in het ",
    ABOUT: " ongeveer even hoog als in het ",
    UNCLEAR: " geen duidelijk verschil met het ",
    NOT_TESTED: " niet getoetst ",
    SMALL_GROUP: " om te vergelijken ",
}
"""What the key row says for each verdict."""
DASHES = {"niet van toepassing": "–"}
"""How a table writes what is not applicable."""
TABLE = "De cijfers"


BRIEF = re.compile(r"\(([A-Z]{2}(?:_S)?_\d\d), \d{4}\) · ")
"""How the figures begin of an indicator that has a line and no page of its own."""


def page_texts(path: Path) -> dict[str, str]:
    """The text of each indicator page by code, white space drawn together; of what has no page of
    its own, as in a small municipality, its line."""
    document = pypdfium2.PdfDocument(path)
    found = {}
    for page in document:
        text = page.get_textpage().get_text_range().replace("\ufffe", "-").replace("\u00ad", "")
        text = squeezed(text)
        address = re.search(r"Alle cijfers: indicator/([A-Z]{2}(?:_S)?_\d\d)", text)
        if address:
            found[address[1]] = text
        for line in BRIEF.finditer(text):
            found[line[1]] = text[line.start() :]
    document.close()
    return found


def squeezed(text: str) -> str:
    """White space drawn together, and words that were cut at their hyphen."""
    return re.sub(r"(?<=\w)- ", "-", re.sub(r"\s+", " ", text))


@dataclass(frozen=True)
class Spread:
    """The median of the municipalities, and how many of them have a figure."""

    median: Fraction
    areas: int


def check_pages(
    texts: Mapping[str, str],
    lines: Iterable[Line],
    ledger: Ledger,
    nis: str,
    region: str,
    spreads: Mapping[str, Spread],
) -> Tally:
    """Every indicator page of a report."""
    tally = Tally()
    by_indicator: dict[str, list[Line]] = {}
    for line in lines:
        by_indicator.setdefault(line.indicator, []).append(line)
    for code, own in by_indicator.items():
        if code not in texts:
            tally.wrong("no page", (code, nis), "", "rows in the attached table")
            continue
        opinion = Opinion(ledger, code, region)
        _Page(opinion, own, texts[code], nis, region, spreads.get(code), tally).run()
    return tally


@dataclass
class _Page:
    """One indicator page."""

    opinion: Opinion
    lines: list[Line]
    text: str
    nis: str
    region: str
    spread: Spread | None
    tally: Tally

    def run(self) -> None:
        if BRIEF.match(self.text):
            self._brief()
            return
        self._keys()
        self._change()
        self._position()
        if self.main is not None and self.main.status == FORMER:
            self._former()
        elif len(self.categories) > (0 if self.opinion.open else 1):
            self._categories()
        else:
            self._years()

    # --- what there is ----------------------------------------------------------------------

    @property
    def code(self) -> str:
        return str(self.opinion.record["id"])

    @cached_property
    def newest(self) -> int:
        return max(line.year for line in self.lines if line.part == MAIN)

    @cached_property
    def main(self) -> Line | None:
        return self._find(self.nis, self.newest, MAIN)

    @cached_property
    def main_codes(self) -> Codes | None:
        return codes_of(self.opinion, self.main.labels) if self.main else None

    @cached_property
    def compared(self) -> bool:
        """Whether the page has a region beside the municipality."""
        line = self._find(self.region, self.newest, MAIN)
        return line is not None and line.status in SHOWN

    @cached_property
    def categories(self) -> list[Line]:
        return [
            line
            for line in self.lines
            if (line.nis, line.year, line.part) == (self.nis, self.newest, PART)
        ]

    def _find(self, nis: str, year: int, part: str, labels: tuple[str, ...] = ()) -> Line | None:
        for line in self.lines:
            same = (line.nis, line.year, line.part) == (nis, year, part)
            if same and (not labels or line.labels == labels):
                return line
        return None

    def _figure(self, nis: str, year: int, codes: Codes | None) -> Figure | None:
        return self.opinion.figure(nis, year, codes)

    def _text(self, line: Line | None, suffix: str | None = None) -> str:
        """What should stand on the page: the files' figure, or the words of a hidden one; with a
        ``suffix`` in full, with the counts of few persons."""
        if line is None:
            return ABSENT
        if line.status not in SHOWN:
            return DASHES.get(line.status, self._instead(line))
        figure = self._figure(line.nis, line.year, codes_of(self.opinion, line.labels))
        value = displayed(self.opinion, figure)
        if figure is None or value is None:
            return "?"
        text = dutch(value, self.opinion.decimals)
        return text if suffix is None else f"{text}{suffix}{self._counts(figure)}"

    def _counts(self, figure: Figure) -> str:
        """The two counts beside a share of few persons."""
        few = bounds(self.opinion.papers.folder)["base"]["no_verdict_below"]
        if figure.count is None or figure.base is None or figure.base >= few:
            return ""
        return f" ({dutch(figure.count, 0)}/{dutch(figure.base, 0)})"

    def _instead(self, line: Line) -> str:
        """What stands in place of a figure: why it is not shown, or the two counts of a share of
        too few persons."""
        figure = self._figure(line.nis, line.year, codes_of(self.opinion, line.labels))
        if line.status != SMALL or figure is None or not line.texts["teller"]:
            return line.status
        count, base = figure.count or Fraction(0), figure.base or Fraction(0)
        return f"{dutch(count, 0)} van de {dutch(base, 0)}"

    def _same(self, what: str, place: str, report: str, files: str) -> None:
        self.tally.same(f"page: {what}", (self.code, place), report, files)

    def _has(self, what: str, where: str, text: str) -> None:
        """The page must hold this text."""
        text = squeezed(text)
        found = text if text in where else ""
        self._same(what, self.nis, found or f"not in: {where[:300]}", text)

    # --- key row ----------------------------------------------------------------------------

    @cached_property
    def head(self) -> str:
        """The key row; it may come before or after the title."""
        before, title, after = self.text.partition(f" {self.opinion.record['title']} ")
        if squeezed(self.opinion.papers.names[self.nis]) in before:
            return before
        return after.split(TABLE)[0] if title else self.text

    def _brief(self) -> None:
        """The line of what has no page: its figure, or why there is none, and the region's if it
        has one."""
        names = self.opinion.papers.names
        beside = self._find(self.region, self.newest, MAIN)
        told = f"({self.code}, {self.newest}) · {names[self.nis]}: {self._main_text(self.main)} "
        if beside is not None and beside.status in SHOWN:
            told += f"· {names[self.region]}: {self._main_text(beside)} "
        self._has("main", f"{self.text} ", told)
        self._same("nothing beside", self.nis, f"{self.text} ".partition(f"{told}·")[1], "")

    def _main_text(self, line: Line | None) -> str:
        if line is not None and line.status not in SHOWN:
            return self._instead(line)
        return self._text(line, SUFFIX.get(self.opinion.record["unit"], ""))

    def _keys(self) -> None:
        papers, suffix = self.opinion.papers, SUFFIX.get(self.opinion.record["unit"], "")
        head = f" {self.head} "
        self._has("main", head, f" {papers.names[self.nis]} {self._main_text(self.main)} ")
        region = self._find(self.region, self.newest, MAIN)
        if self.compared:
            name = papers.names[self.region]
            self._has("region", head, f" {name} {self._text(region, suffix)} ")
        if self.main is not None and self.main.status in SHOWN:
            self._numbers(head)

    def _numbers(self, head: str) -> None:
        figure = self._figure(self.nis, self.newest, self.main_codes)
        if figure is None or figure.value is None:
            return
        if figure.answers is not None:
            self._has("answers", head, f"Antwoorden {dutch(figure.answers, 0)} ")
            low, high = (dutch(limit, 0) for limit in _limits(figure, self.opinion.decimals))
            self._has("interval", head, f"tussen {low} % en {high} %")
        elif (line := self._find(self.nis, self.newest, GAP_ROW)) and line.status in SHOWN:
            self._gap(head, line)
            self._absolute(figure)
        elif figure.count is not None and self.opinion.record["unit"] != "count":
            self._has("count", head, f"Aantal {dutch(figure.count, 0)} ")
            if figure.base is not None:
                self._has("base", head, f" op {dutch(figure.base, 0)} ")
            self._absolute(figure)
        self._difference(head, figure)

    def _gap(self, head: str, line: Line) -> None:
        """The gap that is named first, in the key row and in the text."""
        codes = codes_of(self.opinion, line.labels)
        gap = self.opinion.gap(self.nis, self.newest, codes) if codes else None
        if gap is None or gap.value is None or gap.sides is None:
            self.tally.wrong("page: gap", line.key, "shown", "the files do not tell")
            return
        first, second = gap.sides
        word = verdict(self.opinion, first, second, "place")
        points = f"{dutch(gap.value, self.opinion.decimals)} procentpunt tegenover"
        told = f"{UNTOLD[word]} {WHY[word]}" if word in UNTOLD else points
        self._has("gap", head, f" Kloof {told} ")
        for value, size, way in APART.findall(self.text):
            other = displayed(self.opinion, second)
            self._same("gap beside", self.nis, value, dutch(other or Fraction(0), 1))
            self._same("gap said", self.nis, size, dutch(abs(gap.value), self.opinion.decimals))
            self._same("gap tested", self.nis, way, LOWER if word == HIGHER else HIGHER)

    def _absolute(self, figure: Figure) -> None:
        number = figure.count or Fraction(0)
        found = [*ABSOLUTE.findall(self.text), *BALANCE.findall(self.text)]
        for count, base in [*found, *((n, n) for n in ALL.findall(self.text))]:
            told = "één" if count == "één" and number == 1 else dutch(abs(number), 0)
            self._same("sentence count", self.nis, count, told)
            if base and figure.base is not None:
                self._same("sentence base", self.nis, base, dutch(figure.base, 0))

    def _difference(self, head: str, figure: Figure) -> None:
        """Municipality minus region, of the displayed figures."""
        other = self._figure(self.region, self.newest, self.main_codes)
        own, beside = displayed(self.opinion, figure), displayed(self.opinion, other)
        if not self.compared or own is None or beside is None:
            return
        if self.opinion.record["unit"] == "count":
            self._has("verdict", head, " ter vergelijking: een aantal, geen aandeel ")
            return
        word = verdict(self.opinion, figure, other, "whole")
        self._has("verdict", head, SAID[word])
        if word not in (HIGHER, LOWER, ABOUT):
            return
        found = [gap[1] for gap in GAP.finditer(head.split("Verandering sinds")[0])]
        text = signed(own - beside, self.opinion.decimals)
        self._same("difference", self.nis, found[0] if found else "none", text)

    # --- change, position -------------------------------------------------------------------

    def _change(self) -> None:
        found = CHANGE.search(self.head)
        if found:
            since = int(found[1])
            self._same("change", self.nis, found[2], self._step(self.nis, since))
            region = GEWEST.search(found[3])
            if region:
                step = self._step(self.region, since)
                self._same("change of the region", self.nis, region[1], step)
        for size, way, year in STEP.findall(self.text):
            step = self._step(self.nis, int(year))
            sign = "+" if way == "hoger" else "−"
            self._same("sentence change", self.nis, sign + size, step)
            ends = (self._figure(self.nis, y, self.main_codes) for y in (self.newest, int(year)))
            self._same("tested change", self.nis, way, verdict(self.opinion, *ends, "year"))
        for year, value in BEFORE.findall(self.text):
            before = displayed(self.opinion, self._figure(self.nis, int(year), self.main_codes))
            told = "?" if before is None else dutch(before, self.opinion.decimals)
            self._same("sentence before", self.nis, value, told)

    def _step(self, area: str, since: int) -> str:
        ends = [
            displayed(self.opinion, self._figure(area, year, self.main_codes))
            for year in (self.newest, since)
        ]
        if ends[0] is None or ends[1] is None:
            return "?"
        return signed(ends[0] - ends[1], self.opinion.decimals)

    def _position(self) -> None:
        median = dutch(self.spread.median, self.opinion.decimals) if self.spread else "?"
        areas = str(self.spread.areas) if self.spread else "?"
        for text in SPREAD.findall(self.text):
            self._same("municipalities", self.nis, text, areas)
        for text in MIDDLE.findall(self.text):
            self._same("median", self.nis, text, median)

    # --- tables -----------------------------------------------------------------------------

    @cached_property
    def table(self) -> str:
        """From the head of the table on; hyphens at the end of a line may be in it."""
        at = self.text.find(f"{TABLE} ")
        return f" {self.text[at:]} "

    @cached_property
    def _counted(self) -> bool:
        """A column of numbers, unless none can be expected."""
        if self.opinion.finished or self.opinion.record["unit"] in ("count", "points"):
            return False
        lines = [*self.categories, *([self.main] if self.main else [])]
        return any(line.status not in (ABSENT, *DASHES) for line in lines)

    def _count_text(self, line: Line, figure: Figure | None) -> str:
        if line.status not in (*SHOWN, SMALL):
            return DASHES.get(line.status, line.status)
        return "–" if figure is None or figure.count is None else dutch(figure.count, 0)

    def _row(self, labels: tuple[str, ...], year: int, part: str) -> list[str]:
        """Municipality, number, region, as many as the page has."""
        line = self._find(self.nis, year, part, labels)
        if line is None:
            return []
        figure = self._figure(self.nis, year, codes_of(self.opinion, line.labels))
        row = [self._text(line)]
        if self._counted:
            row.append(self._count_text(line, figure))
        if self.compared:
            row.append(self._text(self._find(self.region, year, part, labels)))
        return row

    def _categories(self) -> None:
        """One row per category, or the second dimension as groups of columns."""
        rows = {line.labels: self._row(line.labels, self.newest, PART) for line in self.categories}
        if len(self.categories[0].labels) == 1:
            self._one_dimension(rows)
        else:
            for first in dict.fromkeys(labels[0] for labels in rows):
                group = {labels[1]: row for labels, row in rows.items() if labels[0] == first}
                self._group(first, group)

    def _one_dimension(self, rows: Mapping[tuple[str, ...], list[str]]) -> None:
        """Categories down the page, or across it in one or two parts."""
        half = (len(rows) + 1) // 2
        for size in (len(rows), half):
            parts = [list(rows.values())[:size], list(rows.values())[size:]]
            across = [" ".join(column) for part in parts for column in zip(*part, strict=True)]
            if all(f" {line} " in self.table for line in across):
                self._found("table", sum(map(len, rows.values())))
                return
        for labels, row in rows.items():
            self._table_row(labels[0], [row], labels)

    def _group(self, first: str, group: Mapping[str, list[str]]) -> None:
        rows = list(group.values())
        thin = [row[:1] + row[2:] if len(row) == 3 else row for row in rows]
        for chosen in (rows, thin):
            line = squeezed(" ".join([first, *(text for row in chosen for text in row)]))
            if f" {line} " in self.table:
                self._found("table", sum(map(len, chosen)))
                return
        for second, row in group.items():
            self._table_row(second, [row], (first, second))

    def _found(self, what: str, number: int) -> None:
        self.tally.compared[f"page: {what}"] += number

    def _table_row(self, head: str, rows: list[list[str]], place: tuple[str, ...]) -> None:
        wanted = [squeezed(" ".join([head, *row])) for row in rows]
        if any(f" {text} " in self.table for text in wanted):
            self._found("table", len(rows[0]))
            return
        at = self.table.find(f" {head} ")
        seen = self.table[at + 1 : at + 1 + len(wanted[0]) + 20] if at >= 0 else self.table[:200]
        self._same("table", f"{self.nis} {place}", seen, wanted[0])

    def _years(self) -> None:
        """Years down the page with their figures, or across it."""
        labels = self.main.labels if self.main else ()
        heads = re.search(r" jaar((?: (?:19|20)\d\d)+) ", self.table)
        if heads:
            self._years_across([int(year) for year in heads[1].split()], labels)
            return
        pattern = rf" ((?:19|20)\d\d)(?= (?:{NUMBER}|–|{WORDS}) )"
        body = self.table.split(" Wat wordt geteld? ")[0]
        name = squeezed(self.opinion.papers.names[self.nis])
        start = re.search(rf" jaar {re.escape(name)} ", body)
        if not start:
            self._same("table", self.nis, "no table of years", "a table of years")
            return
        for found in re.finditer(pattern, body[start.start() :]):
            year = int(found[1])
            row = self._row(labels, year, MAIN)
            if row and self._opens_row(found, row, body[start.start() :]):
                self._table_row(str(year), [row], (str(year),))

    def _opens_row(self, found: re.Match[str], row: list[str], body: str) -> bool:
        """A year of an axis is followed by another year; one of a table by its figures."""
        return re.match(r" (?:19|20)\d\d ", body[found.end() :]) is None or row[0].isdecimal()

    def _years_across(self, years: list[int], labels: tuple[str, ...]) -> None:
        rows = [self._row(labels, year, MAIN) for year in years]
        for column in zip(*rows, strict=True):
            line = " ".join(column)
            if f" {line} " in self.table:
                self._found("table", len(years))
            else:
                self._same("table", f"{self.nis} {years}", self.table[:400], line)

    def _former(self) -> None:
        """One column for each former municipality, one row for each category."""
        old = [line for line in self.lines if line.part == OLD]
        places = list(dict.fromkeys(line.area for line in old))
        by_labels: dict[tuple[str, ...], dict[str, Line]] = {}
        for line in old:
            by_labels.setdefault(line.labels, {})[line.area] = line
        for labels in [key for key in by_labels if key] or list(by_labels):
            row = [self._old(by_labels[labels].get(place)) for place in places]
            head = labels[-1] if labels else self.opinion.record["short"]
            self._table_row(head, [row], labels)

    def _old(self, line: Line | None) -> str:
        if line is None:
            return "–"
        if line.status not in SHOWN:
            return line.status
        name = line.area.split(" (grondgebied")[0]
        names = self.opinion.papers.names
        nis = next(n for n in self.opinion.former(self.nis, line.year) if names[n] == name)
        codes = codes_of(self.opinion, line.labels)
        fixed = self.opinion.main
        if codes is not None:
            fixed = {n: (c,) for n, c in zip(self.opinion.breakdown, codes, strict=True)}
        figure = self.opinion.estimate(nis, line.year, fixed)
        value = displayed(self.opinion, figure)
        return "?" if value is None else dutch(value, self.opinion.decimals)


def _limits(figure: Figure, decimals: int) -> tuple[Fraction, Fraction]:
    if figure.value is None or figure.answers is None:
        raise ValueError(figure)
    low, high = wilson(figure.value, figure.answers)
    return rounded(low, decimals), rounded(high, decimals)
