"""Second opinion, the downloads: rows of a series that anyone can fetch, against the files.

Input: the text of a series and the ledger. Output: a :class:`Tally` of the municipalities asked
for, their former parts and their region.
"""

import csv
import io
from collections.abc import Collection
from fractions import Fraction

from tests.second_opinion.counts import Codes, Ledger
from tests.second_opinion.figures import Figure, Opinion
from tests.second_opinion.spelling import plain, rounded, wilson
from tests.second_opinion.tally import Tally
from tests.second_opinion.verdicts import gap_limits

Row = dict[str, str]
SHOWN = ("ok", "voorlopig", "zwak")
HIDDEN, NO_FIGURE, SMALL_BASE = "x", "nvt", "kg"
OLD, MAIN, GAP = "vroegere gemeente", "hoofdcijfer", "kloof met"


def check_series(text: str, ledger: Ledger, areas: Collection[str], region: str) -> Tally:
    """Every row of ``areas``, given by code; former municipalities count with today's."""
    tally = Tally()
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    opinion: Opinion | None = None
    for row in rows:
        if row["nis_vandaag"] in areas:
            opinion = opinion or Opinion(ledger, row["indicator"], region)
            _row(row, opinion, tally)
    return tally


def _row(row: Row, opinion: Opinion, tally: Tally) -> None:
    codes: Codes | None = tuple(c for c in (row["categorie_1"], row["categorie_2"]) if c) or None
    if codes is None and opinion.open:
        return  # the most frequent one has its own row
    year, nis = int(row["periode"]), row["nis"]
    key = (row["indicator"], f"{year} / {nis} / {row['onderdeel']} {codes} / {row['gebied_type']}")
    figure = _figure(row, opinion, nis, year, codes)
    if row["status"] == SMALL_BASE:
        tally.same("download: small base", key, str(bool(figure and figure.small_base)), "True")
        tally.same("download: small base", key, row["waarde"], SMALL_BASE)
        return
    if figure is not None and figure.small_base and row["status"] in SHOWN:
        tally.wrong("download: small base", key, row["waarde"], str(figure.base))
    if row["status"] not in SHOWN:
        tally.hidden[row["status"]] += 1
        may = row["status"] == HIDDEN and figure and (figure.protected or figure.too_small)
        if figure is not None and figure.value is not None and not may:
            told = plain(figure.value, opinion.decimals)
            tally.wrong("download: status", key, row["status"], told)
        if row["waarde"] != row["status"]:
            tally.wrong("download: leak", key, row["waarde"], row["status"])
        return
    if figure is None or figure.value is None:
        tally.wrong("download: shown", key, row["waarde"], "the files do not tell")
        return
    _same(row, key, figure, opinion, tally)


def _figure(row: Row, opinion: Opinion, nis: str, year: int, codes: Codes | None) -> Figure | None:
    if row["onderdeel"] == GAP and codes is not None:
        return opinion.gap(nis, year, codes)
    if row["gebied_type"] != OLD:
        return opinion.figure(nis, year, codes)
    fixed = opinion.main
    if codes is not None:
        fixed = {n: (c,) for n, c in zip(opinion.breakdown, codes, strict=True)}
    return opinion.estimate(nis, year, fixed)


def _same(row: Row, key: tuple[str, str], figure: Figure, opinion: Opinion, tally: Tally) -> None:
    """The value, the counts behind it and the limits."""
    value = figure.value if figure.value is not None else Fraction(0)
    limits: tuple[Fraction | None, ...] = (None, None)
    if figure.answers is not None:
        limits = wilson(value, figure.answers)
    if figure.sides is not None:
        limits = gap_limits(*figure.sides) or limits
    wanted = (
        ("waarde", value, opinion.decimals),
        ("teller", figure.count, 0),
        ("noemer", figure.base, 0),
        ("antwoorden", figure.answers, 0),
        ("ondergrens_99", limits[0], 1),
        ("bovengrens_99", limits[1], 1),
    )
    for column, number, decimals in wanted:
        if number is not None:
            told = plain(rounded(number, decimals), decimals)
            tally.same(f"download: {column}", key, row[column], told)
        elif row[column][:1].isdigit():
            tally.wrong(f"download: {column}", key, row[column], "none")
