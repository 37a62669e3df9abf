"""Audit, pages: whether what people read names a number where the series hide one.

Input: the folder of a release, the PDF files of reports and the figures of the series
(``tables.FIGURES``). Output: what is told all the same, in words. Read are the text of pages of
reports, the pages of the site, and the titles and texts of chart files.

Where nothing of an indicator is hidden in a municipality, its pages can say nothing that the series
do not. Elsewhere a page is read for the names beside which a number would be one of the hidden
ones: that of the municipality, and those of the hidden categories. Whatever number follows such a
name at once must be told of the municipality or of its region, in that indicator. Marks along an
axis are no figures: a line of nothing but equal steps is left out.
"""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
import pypdfium2

from scan.catalogue.entries import Catalogue
from scan.status import Status

_CHARTS, _TOWNS, _MEASURES = "grafieken/*/*/*.svg", "gemeente/*/*.html", "indicator/*/*.html"
_OF_FIGURES, _SERIES = "gemeente/*/*/*.html", "indicator/*/*.js"
PAGES = (_CHARTS, _TOWNS, _MEASURES, _OF_FIGURES, _SERIES)
"""The files of a site that are read."""
_NUMBER = r"[-+−]?\d[\d.]*(?:,\d+)?"
_RUN = rf"[ \n:]+((?:{_NUMBER}(?: ?%)?[ ]*)+)"
_TAG = re.compile(r"<[^>]*>")
_YEARS = range(1990, 2100)
"""Whole numbers that a name may be followed by and that say when."""
_STEPS = 3
"""Fewer numbers beside one another are no marks along an axis."""
_FREE = re.compile(rf"(?<![\w.,]){_NUMBER}")
_LINES = re.compile(r"<(tr|li)[ >].*?</\1>", re.DOTALL)
_CODE = re.compile(r'[/"]([A-Z]+_[A-Z0-9_]+)/index\.html')
_ANY_CODE = re.compile(r"\b[A-Z]{2}_[A-Z_]*[0-9]+\b")
_TOWN = re.compile(r"gemeente/([\w-]+)/")
_OWN = re.compile(r'<(?:td class="num own|strong)[^>]*>(.*?)</', re.DOTALL)
_CELLS = re.compile(r'<td class="num own[^>]*>(.*?)</', re.DOTALL)
_TITLES = re.compile(r"<title>([^<:]*): ([^<]*)</title>")
_WORDS = re.compile(r"<(?:title|desc)>([^<]*)</")


@dataclass
class Secret:
    """What the series tell of an indicator in a municipality of which something is hidden."""

    names: set[str] = field(default_factory=set)
    """Of the municipality, where the main figure is hidden, and of hidden categories."""
    told: set[float] = field(default_factory=set)
    """Numbers of any year and category, of the municipality and of its region."""


Secrets = Mapping[str, Mapping[str, Secret]]
"""Municipality → indicator → what is hidden."""


def secrets_of(figures: pl.DataFrame, labels: pl.DataFrame, catalogue: Catalogue) -> Secrets:
    """What pages must not name. ``labels``: indicator, category_1, category_2 and their names."""
    towns = {
        a.nis: a for a in catalogue.areas.municipalities(None, catalogue.areas.newest_division)
    }
    hidden = figures.filter(
        pl.col("status") == Status.HIDDEN.value, pl.col("into") == "", pl.col("nis").is_in(towns)
    )
    named = hidden.join(labels, on=["indicator", "category_1", "category_2"], how="left")
    found: dict[str, dict[str, Secret]] = defaultdict(lambda: defaultdict(Secret))
    columns = ("nis", "indicator", "main", "label_1")
    for nis, code, main, label in named.select(columns).unique().iter_rows():
        name = towns[nis].name if main else label
        if name:
            found[nis][code].names.add(name)
    numbers = _numbers(figures, {code for own in found.values() for code in own})
    for nis, secrets in found.items():
        for code, secret in secrets.items():
            for place in (nis, towns[nis].region_nis):
                secret.told |= numbers.get((place, code), set())
    return found


def _numbers(figures: pl.DataFrame, codes: Iterable[str]) -> dict[tuple[str, str], set[float]]:
    """All numbers that are told of a place in an indicator."""
    kept = figures.filter(pl.col("indicator").is_in(list(codes)))
    sides = ["value", "numerator", "denominator"]
    long = kept.unpivot(sides, index=["nis", "indicator"], value_name="number")
    groups = long.drop_nulls("number").group_by("nis", "indicator").agg(pl.col("number").unique())
    return {(nis, code): set(numbers) for nis, code, numbers in groups.iter_rows()}


def faults_of_pages(
    folder: Path, reports: Iterable[Path], secrets: Secrets, catalogue: Catalogue
) -> Iterator[str]:
    """Numbers that pages below ``folder`` and ``reports`` name where the series hide one."""
    for path in reports:
        own = secrets.get(path.name.split("-")[0], {})
        for number, text in enumerate(_texts(path) if own else (), 1):
            yield from (f"{path.name}, page {number}: {fault}" for fault in _faults(text, own))
    for path in sorted(folder.glob(_CHARTS)):
        own = {c: s for c, s in secrets.get(path.parent.name, {}).items() if c in path.name}
        if own:
            words = " ".join(_WORDS.findall(path.read_text(encoding="utf-8")))
            for fault in _faults(f"{html.unescape(words)} {path.name}", own):
                yield f"{path.parent.name}, {path.name}: {fault}"
    yield from _of_site(folder, secrets, catalogue)
    yield from _of_figures(folder, secrets, catalogue)
    yield from _of_series(folder, secrets, catalogue)


def _of_site(folder: Path, secrets: Secrets, catalogue: Catalogue) -> Iterator[str]:
    """Lines of the site's tables, of one municipality and one indicator each."""
    areas = catalogue.areas
    slugs = {a.slug: a.nis for a in areas.municipalities(None, areas.newest_division)}
    for path in sorted((*folder.glob(_TOWNS), *folder.glob(_MEASURES))):
        page = path.read_text(encoding="utf-8")
        nis, code = slugs.get(path.parent.name, ""), path.parent.name
        of_town = path.parent.parent.name == "gemeente"
        for line in _LINES.finditer(page):
            link = (_CODE if of_town else _TOWN).search(line[0])
            if link is None:
                continue
            at = (nis, link[1]) if of_town else (slugs.get(link[1], ""), code)
            secret = secrets.get(at[0], {}).get(at[1])
            if secret is not None and areas.get(at[0]).name in secret.names:
                cells = _OWN.findall(line[0]) if of_town else [line[0]]
                for number in _said(" ".join(cells)) - secret.told - {*_YEARS}:
                    where = f"{path.parent.parent.name}/{path.parent.name}"
                    yield f"{where}: {', '.join(at)}: says {number:g} where a figure is hidden"
        for name, text in () if of_town else _TITLES.findall(page):
            hidden = secrets.get(_by_name(catalogue).get(html.unescape(name), ""), {}).get(code)
            if hidden is not None and html.unescape(name) in hidden.names:
                for number in _said(text) - hidden.told:
                    yield f"indicator/{code}: {name}: says {number:g} where a figure is hidden"


def _of_figures(folder: Path, secrets: Secrets, catalogue: Catalogue) -> Iterator[str]:
    """The cells of a municipality on the pages of its figures."""
    areas = catalogue.areas
    slugs = {a.slug: a.nis for a in areas.municipalities(None, areas.newest_division)}
    for path in sorted(folder.glob(_OF_FIGURES)):
        nis, code = slugs.get(path.parent.parent.name, ""), path.parent.name
        secret = secrets.get(nis, {}).get(code)
        if secret is not None and areas.get(nis).name in secret.names:
            cells = _CELLS.findall(path.read_text(encoding="utf-8"))
            for number in _said(" ".join(cells)) - secret.told - {*_YEARS}:
                yield f"{nis}, {code}: its page says {number:g} where a figure is hidden"


def _of_series(folder: Path, secrets: Secrets, catalogue: Catalogue) -> Iterator[str]:
    """What the script beside the page of an indicator holds of a municipality."""
    for path in sorted(folder.glob(_SERIES)):
        told = json.loads(path.read_text(encoding="utf-8").partition(" = ")[2].rstrip(";\n"))
        for nis, (_, _, newest, _, years) in told["towns"].items():
            secret = secrets.get(nis, {}).get(told["code"])
            if secret is not None and catalogue.areas.get(nis).name in secret.names:
                for number in _said(" ".join((newest, *years.values()))) - secret.told:
                    code = told["code"]
                    yield f"{nis}, {code}: {path.name} says {number:g} where a figure is hidden"


def _by_name(catalogue: Catalogue) -> dict[str, str]:
    areas = catalogue.areas
    return {a.name: a.nis for a in areas.municipalities(None, areas.newest_division)}


def _said(part: str) -> set[float]:
    """The numbers that a part of a page shows."""
    return {_read(one) for one in _FREE.findall(html.unescape(_TAG.sub(" ", part)))}


def _texts(path: Path) -> Iterator[str]:
    """The text of each page of a PDF, without its number, which ends it."""
    pdf = pypdfium2.PdfDocument(path)
    try:
        for number, page in enumerate(pdf, 1):
            text = page.get_textpage().get_text_range().replace("\r", "")
            yield text.rstrip().removesuffix(f" {number}")
    finally:
        pdf.close()


def _faults(text: str, own: Mapping[str, Secret]) -> Iterator[str]:
    """What a text about a hidden figure of one municipality says all the same; of a text about
    several indicators nobody can tell which one a number is of."""
    codes = set(_ANY_CODE.findall(text))
    for code in codes & own.keys() if len(codes) == 1 else ():
        for name in sorted(own[code].names):
            for number in beside(text, name):
                if number not in own[code].told:
                    yield f"{code}, {name}: says {number:g} beside a hidden figure"


def beside(text: str, name: str) -> Iterator[float]:
    """The numbers that follow a name at once."""
    for run in re.finditer(rf"(?<!\w){re.escape(name)}{_RUN}", text):
        numbers = [_read(one) for one in re.findall(_NUMBER, run[1])]
        if len(numbers) < _STEPS or np.ptp(np.diff(numbers)) > 0:
            yield from (number for number in numbers if number not in _YEARS)


def _read(text: str) -> float:
    """A number as people write it: ``1.234,5``."""
    return float(text.replace(".", "").replace("−", "-").replace(",", "."))
