"""Each indicator says what the way counts that feeds it: test cases for all indicators × ways.

What is said are the texts of the indicator as that way feeds it, the caveats that it keeps, and
the name of what stands below the line.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scan.catalogue.feeding import told_categories
from scan.catalogue.reading import Catalogue, load_catalogue
from scan.catalogue.records import Indicator, Quantity
from scan.errors import CatalogueError
from scan.house import CATALOGUE
from scan.series.plans import plan_of
from scan.views.labels import unit_text

CODES = sorted(path.stem for path in (CATALOGUE / "indicators").glob("*.toml"))
ANYWHERE = {"geen", "andere", "gemiddeld", "totaal"}
"""Labels of categories that are also everyday words."""
DAYS = re.compile(r"\b(1 januari|31 december)\b")
AGES = re.compile(r"\d+ tot \d+ jaar|\d+ jaar en ouder")


def ways(catalogue: Catalogue, code: str) -> Iterator[tuple[int, Indicator]]:
    indicator = catalogue.indicators[code]
    for number in range(len(indicator.sources)):
        yield number, indicator.fed_by(number)


def texts(fed: Indicator) -> str:
    """All that is said of an indicator, but its caveats."""
    said = (fed.short, fed.question, fed.definition, fed.numerator_text, fed.denominator_text)
    phrases = fed.phrases
    return " ".join((*said, phrases.clause, phrases.zero, phrases.subject))


def named(catalogue: Catalogue, quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    return quantity.plural or catalogue.populations[quantity.population].plural


def labels(catalogue: Catalogue, fed: Indicator, number: int, code: str) -> set[str]:
    """The categories of which the way shows figures, as readers know them."""
    told = told_categories(catalogue, catalogue.indicators[code], fed.sources[number])
    return {
        category.label
        for name, codes in told.items()
        for category in catalogue.dimensions[name].categories
        if category.code in codes
    }


@pytest.mark.parametrize("code", CODES)
def test_no_category_is_named_that_the_way_does_not_show(catalogue: Catalogue, code: str) -> None:
    found = {n: labels(catalogue, fed, n, code) for n, fed in ways(catalogue, code)}
    every = set.union(*found.values())
    for number, fed in ways(catalogue, code):
        kept = " ".join(catalogue.caveats[name].text for name in fed.caveats)
        said = f"{texts(fed)} {kept}"
        for label in every - found[number] - ANYWHERE:
            if any(label in shown for shown in found[number]):
                continue  # EU inside niet-EU
            word = re.search(rf"(?<![\w-]){re.escape(label)}(?![\w-])", said)
            assert word is None, f"way {number} names {label!r}"


@pytest.mark.parametrize("code", CODES)
def test_ages_below_the_line_are_told(catalogue: Catalogue, code: str) -> None:
    for number, fed in ways(catalogue, code):
        for age in AGES.findall(named(catalogue, fed.denominator)):
            assert age in fed.denominator_text, f"way {number} is of {age}"
        if fed.denominator is None or not fed.unit.startswith("per_1"):
            continue
        unit = unit_text(catalogue, plan_of(catalogue.indicators[code], number))
        assert unit.endswith(named(catalogue, fed.denominator))
        for text in (fed.phrases.clause, fed.phrases.subject):
            _, per, after = text.partition(unit)
            assert per or "per 1" not in text, f"way {number}: {text}"
            assert not after.startswith(" van "), f"way {number}: {text}"


@pytest.mark.parametrize("code", CODES)
def test_days_are_those_of_what_is_counted(catalogue: Catalogue, code: str) -> None:
    for number, fed in ways(catalogue, code):
        pairs = ((fed.numerator, fed.numerator_text), (fed.denominator, fed.denominator_text))
        for quantity, text in pairs:
            if quantity is None:
                continue
            moment = catalogue.populations[quantity.population].moment
            assert set(DAYS.findall(text)) <= {moment}, f"way {number}: {text}"


def test_newcomers_by_citizenship_of_the_union(catalogue: Catalogue) -> None:
    """The figures of the province count outside the EU and do not set the Netherlands apart."""
    _, fed = list(ways(catalogue, "DE_52"))[1]
    assert not re.search(r"EU\+|Nederland\b|Nederlanders|derdeland", texts(fed))
    assert "eu_plus" not in fed.concepts
    assert "buiten de EU" in fed.phrases.clause


def test_jobseekers_of_the_register_are_no_yearly_average(catalogue: Catalogue) -> None:
    _, fed = list(ways(catalogue, "WE_15"))[1]
    assert fed.origin_notion == "with_parents"
    assert "vdab_own_nationality" not in fed.caveats
    assert "gemiddelde" not in fed.definition


def test_the_way_that_feeds_gives_the_caveats(catalogue: Catalogue) -> None:
    """Not the first one with the same source: of adults divided by all, it would say nothing."""
    way = 3
    fed = catalogue.fed_by({"DE_49": way})
    assert fed.way_of(fed.indicators["DE_49"]) == catalogue.indicators["DE_49"].sources[way]
    assert "gedeeld door alle inwoners" in fed.description_of(fed.indicators["DE_49"])
    whole = catalogue.fed_by({"DE_49": 2})
    assert "gedeeld door alle inwoners" not in whole.description_of(whole.indicators["DE_49"])


# --- what the check refuses -------------------------------------------------------------------

WORDLESS = (
    ("DE_52", "[sources.words]", "[sources.words_of]", "Unknown"),
    ("DE_52", 'numerator_text = "meerderjarige nieuwkomers met een nationaliteit uit de groep (EU',
     'frequency = "uit de groep (EU', "numerator_text"),
    ("DE_49", 'denominator_text = "inwoners van 18', 'frequency = "inwoners van 18', "denominator"),
    ("DE_49", '] }, plural = "inwoners van 18 jaar en ouder" }', "] } }", "no name of its own"),
    ("DE_37", "words = { same = true }", "", "counts something else"),
    ("DE_47", "[sources.words.phrases]", "[sources.words.phrase]", "phrase"),
    ("ON_21", "[sources.words]\ndefinition", "[sources.words]\nfrequency", "shows no dutch"),
    ("WE_15", 'untrue = ["vdab_own_nationality"]', 'untrue = ["rebuilt_file"]', "is no caveat"),
)  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "told"), WORDLESS)
def test_a_way_without_words_of_its_own_is_refused(
    tmp_path: Path, code: str, old: str, new: str, told: str
) -> None:
    copy = Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))
    path = copy / "indicators" / f"{code}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(copy)
    assert any(fault.file == f"indicators/{code}.toml" for fault in caught.value.faults)
    assert told.casefold() in "\n".join(map(str, caught.value.faults)).casefold()
