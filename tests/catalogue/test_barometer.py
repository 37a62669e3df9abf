"""The Barometer in the catalogue: eight objectives, five groups, and nothing finer."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from scan.catalogue.barometer import (
    ANSWER,
    BAROMETER,
    GROUP,
    QUESTION,
    TOO_FINE,
    BarometerIndicator,
)
from scan.catalogue.barometer_checks import check_barometer
from scan.catalogue.entries import Catalogue, Entries
from scan.catalogue.findings import Findings
from scan.catalogue.reading import load_catalogue
from scan.catalogue.sources import Source, TraitColumn
from scan.errors import CatalogueError, Fault
from scan.house import CATALOGUE
from scan.views.groups import groups_of

OBJECTIVES = (
    *("Arbeidsparticipatie", "Onderwijsparticipatie", "Sociale en maatschappelijke netwerken"),
    *("Verbondenheid", "Burgerschap", "Financiële draagkracht", "Gelijke behandeling"),
    "Kennis van het Nederlands",
)
COST, LEEFLOON = "unexpected_cost", "leefloon"


def _faults(catalogue: Catalogue, **changed: object) -> list[Fault]:
    """Faults of the Barometer in a catalogue with other entries of some kinds."""
    names = [one.name for one in fields(Entries)]
    entries = Entries(**{name: changed.get(name, getattr(catalogue, name)) for name in names})  # type: ignore[arg-type]
    files = {(name, key): f"{name}/{key}" for name in names for key in getattr(entries, name)}
    found = Findings(entries, files)
    check_barometer(found)
    return found.faults


def _indicator(catalogue: Catalogue, name: str, **changes: object) -> list[Fault]:
    known = catalogue.barometer_indicators
    data = known[name].model_dump() | changes
    other = BarometerIndicator.model_validate(data)
    return _faults(catalogue, barometer_indicators=known | {name: other})


def _counting(question: str, *answers: str) -> dict[str, object]:
    return {"population": "barometer_answers", "where": {QUESTION: (question,), ANSWER: answers}}


def _fed(source: str) -> tuple[dict[str, object], ...]:
    return ({"use": (source,)},)


def _asked(edition: int) -> dict[str, object]:
    return {"text": "Ja?", "comparable_since": edition, "editions": (edition,)}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))


def test_it_is_sound_and_whole(catalogue: Catalogue) -> None:
    assert _faults(catalogue) == []
    numbered = sorted(catalogue.objectives.values(), key=lambda o: o.number)
    assert tuple(objective.title for objective in numbered) == OBJECTIVES
    assert all(len(objective.indicators) >= 2 for objective in numbered)
    assert len(catalogue.dimensions[GROUP].categories) == 5
    assert list(catalogue.barometers) == [BAROMETER]


def test_only_what_the_public_sources_name_is_attested(catalogue: Catalogue) -> None:
    attested = {i.id for i in catalogue.barometer_indicators.values() if i.evidence == "attested"}
    assert attested == {"employment_rate", "law_above_faith", COST, LEEFLOON}
    for indicator in catalogue.barometer_indicators.values():
        word = "reconstructie" if indicator.evidence == "reconstructed" else "Genoemd door"
        assert word in indicator.evidence_note
        if indicator.survey:
            assert any(word in indicator.evidence_note for word in ("vraagtekst", "welke vragen"))
    modules = {edition.id: edition.module for edition in catalogue.editions.values()}
    assert modules == {"2022": "Corona", "2023": "Gelijke kansen en handicap", "2024": ""}
    assert catalogue.editions["2024"].evidence == "example"
    assert catalogue.editions["2023"].invited is None


def test_its_dimensions_hold_its_records(catalogue: Catalogue) -> None:
    codes = {
        name: [category.code for category in catalogue.dimensions[name].categories]
        for name in (GROUP, QUESTION, ANSWER)
    }
    assert codes[GROUP][0] == "belgian"
    assert codes[QUESTION] == list(catalogue.barometer_indicators)
    counted = {code for i in catalogue.barometer_indicators.values() for code in i.answers}
    assert counted == set(codes[ANSWER])


def test_bounds_are_typed_nowhere_in_its_words(catalogue: Catalogue) -> None:
    tables = ("barometer", "barometer_pages", "groups")
    typed = [
        (table, key)
        for table in tables
        for key, text in catalogue.wording[table].items()
        if re.search(r"\d+(,\d+)? (%|antwoorden|procentpunt)", text)
    ]
    assert typed == []
    answers = catalogue.bounds.answers.model_copy(update={"hidden_below": 77})
    bounds = catalogue.bounds.model_copy(update={"answers": answers})
    other = replace(catalogue, bounds=bounds)
    assert "minder dan 77 antwoorden" in other.bounded("groups")["note.hidden_survey"]
    assert (
        "minder dan 77 antwoorden"
        in other.bounded("barometer_pages")["barometer.method.small.text"]
    )


def test_the_second_generation_of_an_origin_is_told_apart(catalogue: Catalogue) -> None:
    groups = groups_of(catalogue, GROUP)
    assert [group.second for group in groups] == [False, False, True, False, True]
    assert [group.within for group in groups] == ["belgian", "eu", "eu", "non_eu", "non_eu"]


# --- a finer split --------------------------------------------------------------------------


def test_a_finer_split_of_an_indicator_is_refused_with_the_reason(copy: Path) -> None:
    path = copy / "barometer" / "indicators" / f"{COST}.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(f'breakdown = ["barometer_group", "sex"]\n{text}', encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(copy)
    (fault,) = caught.value.faults
    assert (fault.file, fault.place) == (f"barometer/indicators/{COST}.toml", "breakdown")
    assert "asks for a split by barometer_group, sex, which is refused" in fault.message
    assert "too small for reliable statements" in fault.message


def test_a_finer_group_is_refused_with_the_reason(catalogue: Catalogue) -> None:
    whole = catalogue.dimensions[GROUP]
    women = whole.categories[3].model_copy(update={"code": "non_eu_1_women", "label": "vrouwen"})
    finer = whole.model_copy(update={"categories": (*whole.categories, women)})
    faults = _faults(catalogue, dimensions={**catalogue.dimensions, GROUP: finer})
    (fault,) = (fault for fault in faults if fault.place == "categories")
    assert TOO_FINE in fault.message


def test_a_finer_source_is_refused_with_the_reason(catalogue: Catalogue) -> None:
    source = catalogue.sources["barometer_work"]
    sex = TraitColumn(column="geslacht", dimension="sex")
    finer = source.model_copy(update={"traits": (*source.traits, sex)})
    (fault,) = _faults(catalogue, sources=catalogue.sources | {source.id: finer})
    assert fault.place == "traits"
    assert "asks for a split by sex, which is refused" in fault.message
    assert TOO_FINE in fault.message


# --- other faults ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "changes", "place", "words"),
    [
        (COST, {"numerator": _counting(COST, "yess")}, "numerator", "did you mean 'yes'"),
        (COST, {"numerator": _counting(COST, "yes", "no")}, "numerator", "must count some answers"),
        (COST, {"numerator": _counting(LEEFLOON, "yes")}, "numerator", "its own question"),
        (COST, {"sources": _fed("statbel_origin")}, "sources", "figures of the Barometer"),
        (COST, {"sources": _fed("barometer_work")}, "sources", "does not deliver survey figures"),
        (COST, {"decimals": 1}, "decimals", "whole per cents"),
        (COST, {"years_back": 2}, "decimals", "no years_back"),
        (COST, {"survey": _asked(2031)}, "survey.editions", "no edition 2031"),
        (COST, {"survey": _asked(2024)}, "survey.editions", "no additional part"),
        (LEEFLOON, {"sources": _fed("barometer_survey")}, "sources", "administrative figures"),
    ],
)
def test_a_broken_indicator(
    name: str, changes: dict[str, object], place: str, words: str, catalogue: Catalogue
) -> None:
    faults = _indicator(catalogue, name, **changes)
    assert {fault.file for fault in faults} == {f"barometer_indicators/{name}"}
    assert any(words in str(fault) for fault in faults if fault.place == place), faults


def _broken_objectives(catalogue: Catalogue) -> Iterator[tuple[dict[str, object], str]]:
    first, second = (catalogue.objectives[name] for name in ("burgerschap", "verbondenheid"))
    yield {"number": second.number}, "is taken or leaves a gap"
    yield {"indicators": first.indicators[:1]}, "is in no objectives"
    yield {"indicators": (*first.indicators, second.indicators[0])}, "is in 2 objectives"
    yield {"indicators": (*first.indicators, "law_above_fait")}, "did you mean 'law_above_faith'"


def test_broken_objectives(catalogue: Catalogue) -> None:
    for changes, words in _broken_objectives(catalogue):
        other = catalogue.objectives["burgerschap"].model_copy(update=changes)
        faults = _faults(catalogue, objectives=catalogue.objectives | {other.id: other})
        assert any(words in str(fault) for fault in faults), words


def test_a_source_without_its_columns(catalogue: Catalogue) -> None:
    source: Source = catalogue.sources["barometer_work"]
    bare = source.model_copy(update={"traits": source.traits[:2], "regions": "sum"})
    faults = _faults(catalogue, sources=catalogue.sources | {source.id: bare})
    assert sorted(fault.place for fault in faults) == ["coverage", "traits"]


def test_a_missing_barometer_is_one_fault(copy: Path) -> None:
    shutil.rmtree(copy / "barometer")
    for path in (copy / "sources").glob("barometer_*"):
        path.unlink()
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(copy)
    assert any("barometer.toml is missing" in str(fault) for fault in caught.value.faults)
