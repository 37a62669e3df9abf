"""Reading the catalogue: strict, all faults at once, each with file, field and remedy."""

import re
import shutil
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue, load_catalogue, schemas, write_schemas
from scan.errors import CatalogueError, Fault
from scan.house import CATALOGUE


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A catalogue that a test may break."""
    return Path(shutil.copytree(CATALOGUE, tmp_path / "catalogue"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {file}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    return caught.value.faults


def one_fault(folder: Path) -> Fault:
    faults = faults_of(folder)
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


# --- the good catalogue ----------------------------------------------------------------------


def test_the_catalogue_is_sound_and_whole(catalogue: Catalogue) -> None:
    assert len(catalogue.indicators) == 82
    assert list(catalogue.themes) == [
        "demografie",
        "inburgering",
        "werk",
        "onderwijs",
        "wonen",
        "samenleven",
    ]
    assert catalogue.areas.get("11002").name == "Antwerpen"


def test_wording_is_flat(catalogue: Catalogue) -> None:
    for table in catalogue.wording.values():
        assert table
        assert all(isinstance(pattern, str) for pattern in table.values())


def test_nested_wording_gets_dotted_keys(copy: Path) -> None:
    (copy / "wording" / "trial.toml").write_text('top = "a"\n[one.two]\nthree = "b"\n', "utf-8")
    assert load_catalogue(copy).wording["trial"] == {"top": "a", "one.two.three": "b"}


def test_rollup_of_a_dimension_to_itself(catalogue: Catalogue) -> None:
    assert catalogue.rollup("sex", "sex") == {"male": "male", "female": "female"}


def test_rollup_over_several_steps(catalogue: Catalogue) -> None:
    groups = catalogue.rollup("nationality_detail", "nationality")
    assert groups["maghreb_turkey"] == "foreign"
    assert groups["belgian"] == "belgian"
    assert catalogue.rollup("origin_detail_dutch", "origin_group")["dutch"] == "eu"


@pytest.mark.parametrize(
    ("fine", "coarse"), [("sex", "age16"), ("nationality", "nationality_group"), ("sex", "none")]
)
def test_rollup_downwards_or_aside_is_refused(catalogue: Catalogue, fine: str, coarse: str) -> None:
    with pytest.raises(KeyError):
        catalogue.rollup(fine, coarse)


# --- one broken entry ------------------------------------------------------------------------


def test_unknown_key_names_file_field_and_the_closest_key(copy: Path) -> None:
    change(copy, "indicators/DE_36.toml", "decimals = 1", "decimals = 1\nbreakdwon = []")
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("indicators/DE_36.toml", "breakdwon")
    assert "'breakdwon'" in fault.message
    assert fault.remedy == "did you mean 'breakdown'?"


def test_unknown_key_deep_inside_is_compared_with_the_keys_of_that_place(copy: Path) -> None:
    change(copy, "dimensions/sex.toml", 'label = "mannen"', 'label = "mannen", shrt = "m"')
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("dimensions/sex.toml", "categories[0].shrt")
    assert fault.remedy == "did you mean 'short'?"


def test_unknown_key_in_an_array_names_the_entry(copy: Path) -> None:
    change(copy, "caveats.toml", 'id = "survey_estimate"', 'id = "survey_estimate"\ntxt = "x"')
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("caveats.toml", "survey_estimate.txt")
    assert fault.remedy == "did you mean 'text'?"


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        ("indicators/DE_36.toml", "decimals = 1", 'decimals = "1"', "decimals", "whole number"),
        ("indicators/DE_36.toml", "decimals = 1", "decimals = 3", "decimals", "at most 2"),
        ("indicators/DE_36.toml", 'unit = "percent"', 'unit = "procent"', "unit", "'procent'"),
        ("indicators/DE_36.toml", "decimals = 1\n", "", "decimals", "required"),
        ("sources/gsm_lo_23.toml", "expected = [6]", "expected = [13]", "expected", "month"),
        ("sources/gsm_lo_23.toml", 'files = ["', 'files = [] # ["', "files", "too few"),
        ("dimensions/sex.toml", 'title = "geslacht"', "title = 3", "title", "must be text"),
        ("themes.toml", 'title = "Werk"', 'title = ""', "werk.title", "empty"),
    ],
)
def test_wrong_value_in_one_plain_line(
    copy: Path, file: str, old: str, new: str, place: str, words: str
) -> None:
    change(copy, file, old, new)
    fault = one_fault(copy)
    assert (fault.file, fault.place) == (file, place)
    assert words in str(fault)
    assert "\n" not in str(fault)
    assert "pydantic" not in str(fault).lower()


def test_broken_toml_names_the_line(copy: Path) -> None:
    (copy / "sources" / "gsm_lo_23.toml").write_text('id = "gsm_lo_23\n', "utf-8")
    fault = one_fault(copy)
    assert fault.file == "sources/gsm_lo_23.toml"
    assert "line 1" in fault.message


def test_wrong_encoding(copy: Path) -> None:
    (copy / "dimensions" / "sex.toml").write_bytes('title = "ë"'.encode("latin-1"))
    assert "UTF-8" in one_fault(copy).message


def test_missing_file(copy: Path) -> None:
    (copy / "identities.toml").unlink()
    assert one_fault(copy) == Fault("identities.toml", "", "the file is missing", "put it back")


def test_file_name_and_id_must_agree(copy: Path) -> None:
    (copy / "dimensions" / "sex.toml").rename(copy / "dimensions" / "gender.toml")
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("dimensions/gender.toml", "id")
    assert "sex.toml" in fault.remedy


def test_duplicate_id(copy: Path) -> None:
    change(copy, "populations.toml", 'id = "signups"', 'id = "contracts"')
    faults = faults_of(copy)
    assert any("already taken" in fault.message for fault in faults)


def test_array_files_hold_their_own_kind_only(copy: Path) -> None:
    change(copy, "caveats.toml", "[[caveat]]", "[[caveats]]")
    assert any(
        fault.file == "caveats.toml" and fault.place == "caveats" for fault in faults_of(copy)
    )


def test_wording_holds_texts_only(copy: Path) -> None:
    (copy / "wording" / "trial.toml").write_text("[one]\ntwo = 3\n", "utf-8")
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("wording/trial.toml", "one.two")


# --- references ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "remedy"),
    [
        (
            "indicators/DE_48.toml",
            'population = "nationalities"',
            'population = "nationalites"',
            "numerator",
            "did you mean 'nationalities'?",
        ),
        (
            "indicators/LO_23.toml",
            'use = ["gsm_lo_23"]',
            'use = ["gsm_lo23"]',
            "sources[0].use",
            "did you mean 'gsm_lo_23'?",
        ),
        (
            "sources/gsm_we_21.toml",
            'duration_group = "gte_1y"',
            'duration_group = "gte_1"',
            "values[0]",
            "did you mean 'gte_1y'?",
        ),
        (
            "sources/gsm_on_37.toml",
            'EU = "eu"',
            'EU = "eur"',
            "traits[0]",
            "did you mean 'eu'?",
        ),
        (
            "dimensions/origin_group.toml",
            'coarser = "origin"',
            'coarser = "origins"',
            "coarser",
            "did you mean 'origin'?",
        ),
        (
            "publications/integratiescan.toml",
            '"DE_47"',
            '"DE_99"',
            "chapters[0]",
            "did you mean",
        ),
        (
            "identities.toml",
            'population = "moves_net"',
            'population = "moves_nett"',
            "moves_net.terms[0]",
            "did you mean 'moves_net'?",
        ),
        (
            "sources/statbel_nationality.toml",
            'whole = "total"',
            'whole = "totaal"',
            "checks[0]",
            "did you mean 'total'?",
        ),
    ],
)
def test_dangling_reference_names_field_and_the_closest(
    copy: Path, file: str, old: str, new: str, place: str, remedy: str
) -> None:
    change(copy, file, old, new)
    found = [fault for fault in faults_of(copy) if (fault.file, fault.place) == (file, place)]
    assert found
    assert remedy in found[0].remedy


def test_a_category_must_lie_within_one_that_exists(copy: Path) -> None:
    change(copy, "dimensions/origin_group.toml", 'within = "belgian"', 'within = "belgiun"')
    faults = faults_of(copy)
    assert any(f.place == "categories[0].within" and "'belgiun'" in f.message for f in faults)


def test_a_circle_of_dimensions(copy: Path) -> None:
    change(copy, "dimensions/origin.toml", 'title = "', 'coarser = "origin_group"\ntitle = "')
    assert any("circle" in fault.remedy for fault in faults_of(copy))


def test_unused_entries(copy: Path) -> None:
    with (copy / "caveats.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[caveat]]\nid = "idle"\ntext = "Niets."\n')
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("caveats.toml", "idle.id")
    assert "used nowhere" in fault.message


def test_a_population_that_no_source_delivers(copy: Path) -> None:
    with (copy / "populations.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[population]]\nid = "ghosts"\nsingular = "s"\nplural = "p"\nmoment = "jaar"\n'
        )
    assert "no source delivers" in one_fault(copy).message


def test_an_indicator_in_no_publication(copy: Path) -> None:
    text = (copy / "indicators" / "DE_42.toml").read_text("utf-8").replace("DE_42", "DE_98")
    (copy / "indicators" / "DE_98.toml").write_text(text, "utf-8")
    assert "in no publication" in one_fault(copy).message


def test_one_file_name_cannot_belong_to_two_sources(copy: Path) -> None:
    change(copy, "sources/statbel_origin.toml", "statbel_origin_2*.csv", "statbel_origin_*.csv")
    faults = faults_of(copy)
    assert {fault.file for fault in faults} == {"sources/statbel_origin.toml"}
    assert any("statbel_origin_detail" in fault.message for fault in faults)


# --- what feeds what -------------------------------------------------------------------------


def test_a_source_that_cannot_feed_its_indicator(copy: Path) -> None:
    change(copy, "indicators/DE_40.toml", 'use = ["', 'use = ["statbel_nationality"] # ["')
    faults = faults_of(copy)
    assert any(
        fault.file == "indicators/DE_40.toml" and "cannot deliver inhabitants" in fault.message
        for fault in faults
    )


def test_a_column_that_holds_two_kinds_of_groups_feeds_by_either(copy: Path) -> None:
    """A total over one of them only is no total: its rows are those of the other."""
    both = 'over = ["nationality_group", "nationality_detail"]'
    change(copy, "sources/gsm_de_47.toml", both, 'over = ["nationality_group"]')
    found = {fault.file for fault in faults_of(copy)}
    assert found == {"indicators/DE_47.toml", "indicators/DE_72.toml"}


def test_a_known_mistake_is_told_by_columns_of_the_source(copy: Path) -> None:
    change(copy, "sources/gsm_on_37.toml", "where = { Nationaliteitsgroep", "where = { Groep")
    assert one_fault(copy).place == "mistakes[0]"


def test_a_coarser_source_cannot_feed_a_finer_breakdown(copy: Path) -> None:
    change(copy, "sources/statbel_origin_detail.toml", "origin_detail_dutch", "origin_group")
    assert any(fault.file == "indicators/DE_71.toml" for fault in faults_of(copy))


def test_finished_figures_must_hold_the_main_figure(copy: Path) -> None:
    change(copy, "sources/gsm_survey_2023.toml", 'attitude = "positive"', 'attitude = "negative"')
    fault = one_fault(copy)
    assert fault.file == "indicators/SA_S_27.toml"
    assert "finished figures" in fault.message


def test_a_source_without_a_part_in_the_indicator(copy: Path) -> None:
    change(copy, "indicators/LO_23.toml", 'use = ["gsm_lo_23"]', 'use = ["gsm_lo_23", "gsm_we_26"]')
    fault = one_fault(copy)
    assert fault.place == "sources[0]"
    assert "gsm_we_26 delivers nothing" in fault.message


def test_the_main_figure_is_part_of_the_breakdown(copy: Path) -> None:
    change(copy, "indicators/DE_47.toml", "main = { nationality_group", "main = { origin_group")
    assert any(
        fault.place == "main.origin_group" and "not in the breakdown" in fault.message
        for fault in faults_of(copy)
    )


def test_a_clause_has_one_place_for_the_figure(copy: Path) -> None:
    change(copy, "indicators/DE_36.toml", "{value}", "{waarde}")
    fault = one_fault(copy)
    assert (fault.place, "waarde" in fault.message) == ("phrases.clause", True)


# --- publications ----------------------------------------------------------------------------


def test_an_edition_lists_an_indicator_once(copy: Path) -> None:
    change(copy, "publications/integratiescan.toml", '"DE_47"', '"DE_42"')
    assert any("2 times" in fault.message for fault in faults_of(copy))


def test_first_pages_show_what_the_edition_holds(copy: Path) -> None:
    change(
        copy,
        "publications/integratiescan.toml",
        'key_figures = [\n    "DE_36"',
        'key_figures = [\n    "DE_37"',
    )
    fault = one_fault(copy)
    assert (fault.place, fault.file) == ("key_figures", "publications/integratiescan.toml")


# --- all at once -----------------------------------------------------------------------------


def test_faults_of_every_kind_come_together(copy: Path) -> None:
    change(copy, "dimensions/sex.toml", "categories", "categorys")
    change(copy, "indicators/DE_36.toml", "decimals = 1", "decimals = 9")
    change(copy, "sources/gsm_lo_29.toml", 'population = "voters_potential"', 'population = "x"')
    change(copy, "publications/integratiescan.toml", '"SA_S_11"', '"SA_S_12"')
    (copy / "wording" / "trial.toml").write_text("a = 1\n", "utf-8")
    files = {fault.file for fault in faults_of(copy)}
    assert files == {
        "dimensions/sex.toml",
        "indicators/DE_36.toml",
        "sources/gsm_lo_29.toml",
        "publications/integratiescan.toml",
        "wording/trial.toml",
    }


def test_one_unreadable_entry_makes_no_noise_elsewhere(copy: Path) -> None:
    (copy / "dimensions" / "origin_group.toml").write_text("id =", "utf-8")
    assert one_fault(copy).file == "dimensions/origin_group.toml"


def test_the_message_has_a_line_for_each_fault(copy: Path) -> None:
    change(copy, "indicators/DE_36.toml", "decimals = 1", "decimals = 9")
    change(copy, "indicators/DE_42.toml", "decimals = 1", "decimals = 9")
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(copy)
    assert len(str(caught.value).splitlines()) == 2
    assert caught.value.exit_code == 3


# --- schemas ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(schemas()))
def test_schemas_are_current(name: str) -> None:
    stored = (CATALOGUE / "schema" / name).read_text(encoding="utf-8")
    assert stored == schemas()[name], "run scan.catalogue.reading.write_schemas()"


def test_no_schema_is_left_over(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {path.name for path in (CATALOGUE / "schema").iterdir()}


def test_editors_find_every_schema() -> None:
    rules = (CATALOGUE.parent / ".taplo.toml").read_text(encoding="utf-8")
    assert set(re.findall(r"schema/(\w+\.json)", rules)) == set(schemas())


# --- databases -------------------------------------------------------------------------------

NEWCOMERS = "sources/kbi_newcomers.toml"


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ('sql = "kbi_newcomers"\n', "", "sql", "table and layout or connection do not fit"),
        ('connection = "SCAN_DB_KBI"\n', "", "sql", "table and layout or connection do not fit"),
        ("SCAN_DB_KBI", "PATH", "connection", "'PATH' is not well formed"),
        ("SCAN_DB_KBI", "postgresql://a:b@c/d", "connection", "is not well formed"),
    ],
    ids=["no table", "no connection", "another variable", "an address"],
)
def test_a_database_is_named_by_its_variable_and_its_table(
    copy: Path, old: str, new: str, place: str, says: str
) -> None:
    change(copy, NEWCOMERS, old, new)
    faults = [fault for fault in faults_of(copy) if fault.file == NEWCOMERS]
    assert [fault.place for fault in faults] == [place]
    assert says in faults[0].message


def test_a_connection_goes_with_tidy_tables_only(copy: Path) -> None:
    change(copy, NEWCOMERS, "area = {", 'layout = "swing_csv"\narea = {')
    assert [fault.place for fault in faults_of(copy)] == ["connection"]


def test_a_clause_begins_with_a_verb_whose_past_tense_is_known(copy: Path) -> None:
    """Old figures are told in it."""
    change(copy, "indicators/DE_42.toml", 'clause = "heeft', 'clause = "bezit')
    fault = one_fault(copy)
    assert (fault.file, fault.place) == ("indicators/DE_42.toml", "phrases.clause")
    assert "the past tense of 'bezit' is not known" in fault.message
    assert "[verb]" in fault.remedy
