"""Publish, barometer, files: the figures of the Barometer for spreadsheets, and where files stand.

Input: the Barometer and its words. Output: paths from the root of a site, which never change (names
of made-up figures end in ``-voorbeeld``); bytes of CSV and XLSX files, of one objective or of all.
The figures are those of the pages, rounded alike, and the same figures give the same bytes. One
that is not shown has the word for its status and no number.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scan.catalogue.reading import Catalogue
from scan.dutch import round_half_up
from scan.publish.offer import FOLDER as DATA
from scan.publish.series_tables import Stock
from scan.publish.sheets import TEXT, Book, Column, closing_lines, number_format
from scan.publish.site.desk import offered
from scan.publish.site.records import Download
from scan.report.pages.furniture import Furniture
from scan.series.workspace import Workspace
from scan.views.barometer.records import Barometer, ObjectivePanel
from scan.views.groups import GroupSeries, IndicatorPanel
from scan.views.numbers import LIMIT_DECIMALS
from scan.views.records import Figure
from scan.views.table import csv_text

FOLDER = "barometer"
KINDS = ("csv", "xlsx")
FROZEN = 4
_USUAL = 14
_WHOLE, _LIMIT, _YEAR = number_format(0), number_format(LIMIT_DECIMALS), "0"
_POINTS = ("value", "change", "gap")
"""Columns with as many decimals as the indicator."""
TABLE: Mapping[str, tuple[float, str]] = {
    **dict.fromkeys(("objective",), (_USUAL, TEXT)),
    "objective_title": (32, TEXT),
    "indicator": (_USUAL, TEXT),
    "title": (36, TEXT),
    **dict.fromkeys(("kind", "part", "evidence", "group"), (_USUAL, TEXT)),
    "group_title": (36, TEXT),
    "period": (_USUAL, _YEAR),
    "value": (_USUAL, _WHOLE),
    "unit": (44, TEXT),
    **dict.fromkeys(("low", "high"), (_USUAL, _LIMIT)),
    **dict.fromkeys(("answers", "numerator", "denominator"), (_USUAL, _WHOLE)),
    **dict.fromkeys(("status", "direction"), (_USUAL, TEXT)),
    "since": (_USUAL, _YEAR),
    "change": (_USUAL, _WHOLE),
    "gap_state": (_USUAL, TEXT),
    "gap": (_USUAL, _WHOLE),
    "source": (50, TEXT),
    **dict.fromkeys(("delivered", "made_up"), (_USUAL, TEXT)),
}
"""Width and look of each column. The line below a figure is the ``denominator`` of a register, the
``answers`` of a survey; ``part`` is empty for a register."""
Value = str | float | None


def words_of(catalogue: Catalogue) -> Furniture:
    """The words that pages, PDF and files need, those of codes among them."""
    codes = {
        f"{table}.{key}": text
        for table in ("barometer", "groups")
        for key, text in catalogue.bounded(table).items()
    }
    pages = catalogue.bounded("barometer_pages")
    return Furniture({**catalogue.wording["values"], **codes, **pages})


def method_of(say: Furniture) -> list[tuple[str, str]]:
    """Headings and texts of the page on method."""
    heads = [key for key in say.patterns if re.fullmatch(r"barometer\.method\..*\.heading", key)]
    return [(say.say(key), say.say(key.replace(".heading", ".text"))) for key in heads]


@dataclass(frozen=True, slots=True)
class Offer:
    """The Barometer and the words that name its files; of all figures without an objective."""

    barometer: Barometer
    say: Furniture

    def name(self, objective: ObjectivePanel | None, kind: str) -> str:
        """``verbondenheid-voorbeeld.csv``."""
        own = objective.entry.id if objective else self.say.say("barometer.files.whole_name")
        suffix = self.say.say("barometer.files.suffix") if self.barometer.made_up else ""
        return self.say.say("barometer.files.file", name=own, suffix=suffix, kind=kind)

    def pdf(self) -> str:
        """Where the PDF stands in a site."""
        return f"{FOLDER}/{self.name(None, 'pdf')}"

    def file(self, objective: ObjectivePanel | None, kind: str) -> str:
        """Where figures stand in a site."""
        return f"{DATA}/{FOLDER}/{self.name(objective, kind)}"

    def files(self, objective: ObjectivePanel | None, folder: Path) -> Iterator[Download]:
        """The figures, as far as they stand in ``folder``."""
        for kind in KINDS:
            label = self.say.say(f"barometer.files.{kind}")
            yield from offered(folder, self.file(objective, kind), label, self.say)

    def marked(self, text: str) -> str:
        """A text that says of made-up figures that they are."""
        mark = self.say.say("barometer.made_up")
        return f"{mark}. {text}" if self.barometer.made_up else text

    def csv(self, objective: ObjectivePanel | None) -> bytes:
        """The figures as CSV with a byte order mark."""
        told = ([_text(value) for value in row] for _, row in self.rows(objective))
        return csv_text(self._heads, told).encode("utf-8-sig")

    def workbook(self, objective: ObjectivePanel | None, workspace: Workspace) -> bytes:
        """The figures as a workbook with a sheet that explains it."""
        stock, title = Stock(workspace), self.barometer.entry.title
        if objective is not None:
            words = {"title": objective.entry.title, "whole": title}
            title = self.say.say("barometer.and_title", **words)
        book = Book(stock, title)
        book.readme(title, list(self._readme(objective, stock)))
        looks = zip(self._heads, TABLE.values(), strict=True)
        columns = [Column(head, width, look) for head, (width, look) in looks]
        filled = [
            [
                (value, number_format(decimals)) if name in _POINTS else value
                for name, value in zip(TABLE, row, strict=True)
            ]
            for decimals, row in self.rows(objective)
        ]
        book.filled(self.say.say("barometer.files.figures_sheet"), columns, filled, FROZEN)
        return book.done()

    def rows(self, objective: ObjectivePanel | None) -> Iterator[tuple[int, tuple[Value, ...]]]:
        """Decimals and the columns of ``TABLE``, in the order of the pages, oldest period first.

        Codes of objectives, indicators and groups stand there as they are, for machines; what is
        said of the newest figure of a group stands beside that one.
        """
        made_up = self._word("made_up", "yes" if self.barometer.made_up else "no")
        for one in [objective] if objective else self.barometer.objectives:
            for panel in one.indicators:
                entry, first = panel.entry, (one.entry.id, one.entry.title)
                about = (entry.id, entry.title, self._word("kind", entry.kind))
                part = self._word("part", entry.survey.part) if entry.survey else ""
                whole = (*first, *about, part, self._word("evidence", entry.evidence))
                last = (panel.supplier, panel.data_date, made_up)
                for series in panel.series:
                    group = (series.group.code, series.group.name)
                    for figure in series.figures:
                        told = (*self._figure(panel, figure), *self._said(series, figure))
                        yield entry.decimals, (*whole, *group, *told, *last)

    @property
    def _heads(self) -> list[str]:
        return [self._word("column", name) for name in TABLE]

    def _word(self, what: str, code: str) -> str:
        return self.say.say(f"barometer.{what}.{code}")

    def _figure(self, panel: IndicatorPanel, figure: Figure) -> tuple[Value, ...]:
        survey, base = panel.entry.survey, figure.base.value
        limits = [v and round_half_up(v, LIMIT_DECIMALS) for v in (figure.low, figure.high)]
        bases = (base if survey else None, figure.count.value, None if survey else base)
        status = self._word("status", figure.shown.status)
        return figure.period, figure.shown.value, panel.unit_label, *limits, *bases, status

    def _said(self, series: GroupSeries, figure: Figure) -> tuple[Value, ...]:
        if figure is not series.newest:
            return "", None, None, "", None
        change, gap = series.change, series.gap
        direction = self.say.say(f"groups.movement.text.{change.direction}")
        state = self._word("gap_state", gap.state if gap else "reference")
        since, difference = change.since or None, gap.difference.value if gap else None
        return direction, since, change.shown.value, state, difference

    def _readme(self, objective: ObjectivePanel | None, stock: Stock) -> Iterator[tuple[str, str]]:
        """What somebody has to know who opens the table: key and text."""
        about = objective.entry.text if objective else self.barometer.entry.intro
        yield self.say.say("barometer.files.about"), about
        for entry in (panel.entry for panel in (objective or self.barometer).indicators):
            note = self._word("evidence_text", entry.evidence)
            yield entry.title, f"{entry.asked} {entry.definition} {note} {entry.evidence_note}"
        yield from method_of(self.say)
        yield from closing_lines(stock)


def _text(value: Value) -> str:
    """A number with a decimal comma, as it is displayed: without needless decimals."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
    return "" if value is None else str(value)
