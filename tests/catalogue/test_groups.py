"""Groups are called what they consist of: pupils are pupils, those who left school are not."""

from scan.catalogue.groups import pairs_of, people
from scan.catalogue.reading import load_catalogue
from tests.catalogue.test_ways import CODES, ways

OF_ANYBODY = ("personen", "mannen", "vrouwen")
"""Words that fit whoever is counted."""


def test_groups_are_named_by_whom_they_consist_of() -> None:
    catalogue = load_catalogue()
    told = [
        (people(fed, codes, catalogue.dimensions, "personen").split()[0], fed.denominator, code)
        for code in CODES
        for _, fed in ways(catalogue, code)
        for pair in pairs_of(fed, catalogue.dimensions)
        for codes in pair
    ]
    assert {noun for noun, *_ in told} > {"leerlingen", "schoolverlaters", "vrouwen"}
    for noun, denominator, code in told:
        if noun not in OF_ANYBODY and denominator is not None:
            assert noun in catalogue.populations[denominator.population].plural, code
