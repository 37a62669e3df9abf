"""One test case for every entry of the catalogue: it reads well and holds together."""

import re
import tomllib

import pytest

from scan.catalogue.feeding import lacking
from scan.catalogue.reading import Catalogue, load_catalogue
from scan.house import CATALOGUE

WIDEST_LABEL = 24
"""Characters that a narrow place has for a category."""


def stems(folder: str) -> list[str]:
    return sorted(path.stem for path in (CATALOGUE / folder).glob("*.toml"))


def ids(file: str) -> list[str]:
    data = tomllib.loads((CATALOGUE / file).read_text(encoding="utf-8"))
    return [entry["id"] for entries in data.values() for entry in entries]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def reads_well(text: str) -> None:
    """No stray spaces or breaks, no doubled words, no per cent sign glued to its number."""
    assert text == text.strip()
    assert "\n" not in text
    assert "  " not in text
    assert not re.search(r"\s[,.;:?!](\s|$)", text), text
    assert not re.search(r"\b(\w{3,}) \1\b", text, re.IGNORECASE), text
    assert not re.search(r"\d%", text), text


def is_sentence(text: str) -> None:
    reads_well(text)
    assert text[0].isupper() or text[0] == "("
    assert text[-1] in ".?"


def test_ages_are_written_in_one_way() -> None:
    """``25 tot 49 jaar``; what a supplier writes over his columns is his."""
    others = r"\d+- ?tot en met \d+|\d+ tot en met \d+ jaar|\d+[-–]\d+ jaar"
    faults = {}
    for path in sorted(CATALOGUE.rglob("*.toml")):
        text = re.sub(r"\\\n\s+", " ", path.read_text("utf-8"))
        told = re.sub(r'short = "\d+–\d+ jaar"', "", text)
        if path.parent.name != "sources" and (found := re.findall(others, told)):
            faults[path.name] = found
    assert faults == {}


@pytest.mark.parametrize("name", ids("themes.toml"))
def test_theme(catalogue: Catalogue, name: str) -> None:
    theme = catalogue.themes[name]
    is_sentence(theme.intro)
    reads_well(theme.title)
    tokens = tomllib.loads((CATALOGUE.parent / "layouts" / "tokens.toml").read_text("utf-8"))
    assert name in tokens["themes"], "the theme has no colours"


@pytest.mark.parametrize("name", stems("dimensions"))
def test_dimension(catalogue: Catalogue, name: str) -> None:
    dimension = catalogue.dimensions[name]
    reads_well(dimension.title)
    for category in dimension.categories:
        reads_well(category.label)
        assert len(category.short or category.label) <= WIDEST_LABEL, category.code
    if dimension.coarser is not None:
        groups = catalogue.rollup(name, dimension.coarser)
        above = {category.code for category in catalogue.dimensions[dimension.coarser].categories}
        assert set(groups.values()) == above, "a coarser category is empty"


@pytest.mark.parametrize("name", ids("populations.toml"))
def test_population(catalogue: Catalogue, name: str) -> None:
    population = catalogue.populations[name]
    reads_well(population.singular)
    reads_well(population.plural)
    assert population.singular != population.plural


@pytest.mark.parametrize("name", stems("sources"))
def test_source(catalogue: Catalogue, name: str) -> None:
    source = {**catalogue.sources, **catalogue.published}[name]
    reads_well(source.title)
    reads_well(source.supplier)
    persons = [v.population for v in source.values if v.population is not None]
    if any(catalogue.populations[population].persons for population in persons):
        assert source.public or source.minimum >= 5, "small counts of persons would be shown"
    assert source.download == "" or source.download.startswith("https://")
    dimensions = [trait.dimension for trait in source.traits]
    assert len(dimensions) == len(set(dimensions))


@pytest.mark.parametrize("name", stems("indicators"))
def test_indicator(catalogue: Catalogue, name: str) -> None:
    indicator = catalogue.indicators[name]
    is_sentence(indicator.definition)
    assert indicator.question.endswith("?")
    for text in (indicator.title, indicator.short, indicator.numerator_text):
        reads_well(text)
    for alternative in indicator.sources:
        assert lacking(catalogue, indicator, alternative) == []
    main = [name for name in indicator.breakdown if catalogue.dimensions[name].open]
    if indicator.breakdown and not main and set(indicator.breakdown) - set(indicator.within):
        assert indicator.main, "parts of a whole add up to everything: the main figure picks some"


@pytest.mark.parametrize("name", stems("indicators"))
def test_phrases(catalogue: Catalogue, name: str) -> None:
    phrases = catalogue.indicators[name].phrases
    for text in (phrases.clause, phrases.zero, phrases.subject):
        if text:
            reads_well(text.replace("{value}", "12"))
            assert text[0].islower(), "a clause goes on in a sentence"
            assert text[-1] not in ".,;", "a clause has no end mark"
    assert re.match(r"(het|de|een) ", phrases.subject), "the subject has its article"


@pytest.mark.parametrize("name", stems("indicators"))
def test_survey_question(catalogue: Catalogue, name: str) -> None:
    indicator = catalogue.indicators[name]
    assert (indicator.survey is not None) == ("_S_" in name)
    if indicator.survey is not None:
        assert indicator.decimals == 0, "survey figures are whole per cents"
        assert "survey_estimate" in {
            caveat
            for caveats in (indicator.caveats, *(way.caveats for way in indicator.sources))
            for caveat in caveats
        }


@pytest.mark.parametrize("name", ids("identities.toml"))
def test_identity(catalogue: Catalogue, name: str) -> None:
    identity = catalogue.identities[name]
    reads_well(identity.title)
    delivered = {
        value.population for source in catalogue.sources.values() for value in source.values
    }
    assert {term.population for term in identity.terms} <= delivered


@pytest.mark.parametrize("name", ids("caveats.toml"))
def test_caveat(catalogue: Catalogue, name: str) -> None:
    is_sentence(catalogue.caveats[name].text)


@pytest.mark.parametrize("name", ids("concepts.toml"))
def test_concept(catalogue: Catalogue, name: str) -> None:
    is_sentence(catalogue.concepts[name].text)
    reads_well(catalogue.concepts[name].term)


@pytest.mark.parametrize("name", stems("publications"))
def test_publication(catalogue: Catalogue, name: str) -> None:
    publication = catalogue.publications[name]
    assert publication.subtitle.count("{count}") == 1
    listed = [code for chapter in publication.chapters for code in chapter.indicators]
    assert publication.pages[0] > len(listed), "one page for each indicator, and more"
    for code in listed:
        covered = {
            region
            for alternative in catalogue.indicators[code].sources
            for source in alternative.use
            for region in catalogue.sources[source].coverage
        }
        assert publication.region in covered, f"{code} has no figures for {publication.region}"


@pytest.mark.parametrize("name", sorted(path.stem for path in (CATALOGUE / "wording").iterdir()))
def test_wording(catalogue: Catalogue, name: str) -> None:
    assert catalogue.wording[name]


# --- the editions ----------------------------------------------------------------------------


def codes(catalogue: Catalogue, publication: str) -> list[str]:
    chapters = catalogue.publications[publication].chapters
    return [code for chapter in chapters for code in chapter.indicators]


def test_launch_edition_has_58_indicators_in_six_chapters(catalogue: Catalogue) -> None:
    launch = catalogue.publications["integratiescan"]
    assert [len(chapter.indicators) for chapter in launch.chapters] == [13, 12, 13, 7, 6, 7]
    assert launch.pages == (66, 80)
    assert len(launch.profile) == 12
    assert len(launch.key_figures) == 6


def test_full_edition_lists_the_whole_catalogue(catalogue: Catalogue) -> None:
    assert sorted(codes(catalogue, "integratiescan-alle")) == sorted(catalogue.indicators)


def test_launch_indicators_say_why_they_are_in(catalogue: Catalogue) -> None:
    for code in codes(catalogue, "integratiescan"):
        named = {m.publication for m in catalogue.indicators[code].memberships}
        assert "integratiescan" in named, code


def test_available_edition_is_fed_by_files_that_anyone_can_get(catalogue: Catalogue) -> None:
    for code in codes(catalogue, "integratiescan-beschikbaar"):
        ways = catalogue.indicators[code].sources
        assert any(all(catalogue.sources[s].public for s in way.use) for way in ways), code


@pytest.mark.parametrize("name", ["integratiescan", "integratiescan-alle"])
def test_survey_chapter_stands_last(catalogue: Catalogue, name: str) -> None:
    survey = ["_S_" in code for code in codes(catalogue, name)]
    assert survey == sorted(survey)
    assert any(survey)


def test_no_reader_text_speaks_to_the_maker() -> None:
    for path in sorted(CATALOGUE.rglob("*.toml")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(TODO|FIXME|XXX|lorem)\b", text), path.name
