"""Extracts, made up: a complete set of invented extracts, in the suppliers' own layouts.

Input: the catalogue. Output: a folder with a file for every source that is not only known from
real deliveries, and a marker that tells that nothing in it is real. The same catalogue and
version give the same bytes. Figures are invented and plausible; they hang together as real ones
do.

The way of the data: ``chance`` → ``country`` → ``people`` → counts (``inhabitants``,
``newcomers``, ``work``, ``jobseekers``, ``local``) and ``survey`` → ``tables`` → layouts
(``tidy``, ``gsm``, ``workbook``). The ``barometer`` stands apart: it is about the region only.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.chosen import MARKER
from scan.extracts.made_up import barometer, inhabitants, jobseekers, local, newcomers, work
from scan.extracts.made_up.chance import SEED
from scan.extracts.made_up.country import make_nation
from scan.extracts.made_up.gsm import gsm_csv
from scan.extracts.made_up.people import People, make_people
from scan.extracts.made_up.survey import EDITIONS, make_survey
from scan.extracts.made_up.tables import Counts, tabulate
from scan.extracts.made_up.tidy import tidy_csv
from scan.extracts.made_up.workbook import answers_csv, survey_workbook
from scan.files import write_bytes, write_text

VERSION = 2
"""To be raised with every change of the figures."""
SURVEY, ANSWERS = "gsm_survey", "gsm_survey_answers"

_OF_PEOPLE: dict[str, Callable[[People], Counts]] = {
    "statbel_origin": inhabitants.origin,
    "statbel_origin_detail": inhabitants.origin_detail,
    "statbel_origin_history": inhabitants.origin_history,
    "statbel_origin_sex_age": inhabitants.origin_sex_age,
    "statbel_nationality": inhabitants.nationality,
    "statbel_nationality_detail": inhabitants.nationality_detail,
    "statbel_nationality_sex_age": inhabitants.nationality_sex_age,
    "statbel_country": inhabitants.country,
    "statbel_nationalities": inhabitants.nationalities,
    "statbel_migration": inhabitants.migration,
    "kbi_newcomers": newcomers.newcomers,
    "kbi_steps": newcomers.steps,
    "ksz_staff": local.staff,
    "vdab_jobseekers": jobseekers.jobseekers,
    "vdab_jobseekers_outside": jobseekers.outside,
    "ibz_voters": local.voters,
    "gsm_on_03": partial(local.pupils_at, level="nursery", head="Kleuters"),
    "gsm_on_09": partial(local.pupils_at, level="primary", head="Leerlingen"),
    "gsm_on_15": partial(local.delayed, level="primary"),
    "gsm_on_21": partial(local.pupils_at, level="secondary", head="Leerlingen"),
    "gsm_on_22": local.part_time,
    "gsm_on_27": partial(local.delayed, level="secondary"),
    "gsm_on_32": local.leavers,
    "gsm_on_37": local.learners,
    "gsm_on_39": local.newly_arrived,
    "gsm_wo_12": local.tenants,
    "gsm_ar_04": local.deprived_births,
}
_OF_LABOUR: dict[str, Callable[[work.Labour], Counts]] = {
    "ksz_activity_sex": work.activity_sex,
    "ksz_activity_detail": work.activity_detail,
    "ksz_employment_age": work.employment_age,
    "ksz_unemployment_age": work.unemployment_age,
}
_OF_BOTH: dict[str, Callable[[People, work.Labour], Counts]] = {
    "ksz_jobs": work.jobs,
    "ksz_poverty": work.poverty,
}
MADE_UP = (*_OF_PEOPLE, *_OF_LABOUR, *_OF_BOTH, SURVEY, ANSWERS, *barometer.BAROMETER_SOURCES)
"""The sources that get a file."""


def write_made_up(folder: Path, catalogue: Catalogue) -> None:
    """Write the made-up extracts and their marker into ``folder``.

    The marker is there before the first file and says ``complete`` after the last one. Raises
    OSError when the folder cannot be written.
    """
    _mark(folder, complete=False)
    for name, data in _files(catalogue):
        write_bytes(folder / name, data)
    _mark(folder, complete=True)


def is_current(folder: Path) -> bool:
    """Whether ``folder`` holds the whole set of this version."""
    path = folder / MARKER
    return path.is_file() and path.read_text(encoding="utf-8") == _marker(complete=True)


def _mark(folder: Path, *, complete: bool) -> None:
    write_text(folder / MARKER, _marker(complete=complete))


def _marker(*, complete: bool) -> str:
    facts = {"made_up": True, "seed": SEED, "version": VERSION, "complete": complete}
    return json.dumps(facts, indent=2) + "\n"


def _files(catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """Name and contents of each file."""
    people = make_people(make_nation(catalogue.areas), catalogue.dimensions["country"])
    for name, counts in _counts(people):
        source = catalogue.sources[name]
        yield file_name(source, counts.years), _laid_out(source, counts, people, catalogue)
    survey = make_survey(people.nation, catalogue.sources[SURVEY])
    workbook, answers = catalogue.sources[SURVEY], catalogue.sources[ANSWERS]
    yield file_name(workbook, EDITIONS), survey_workbook(survey, workbook, catalogue)
    yield file_name(answers, EDITIONS), answers_csv(survey, answers)
    yield from barometer.barometer_files(catalogue)


def _counts(people: People) -> Iterator[tuple[str, Counts]]:
    """The figures of each source but the survey."""
    labour = work.make_labour(people)
    for name, of_people in _OF_PEOPLE.items():
        yield name, of_people(people)
    for name, of_labour in _OF_LABOUR.items():
        yield name, of_labour(labour)
    for name, of_both in _OF_BOTH.items():
        yield name, of_both(people, labour)


def _laid_out(source: Source, counts: Counts, people: People, catalogue: Catalogue) -> bytes:
    """The file of a source."""
    table = tabulate(source, counts, people.country)
    if not source.id.startswith("gsm_"):
        return tidy_csv(table, source)
    (indicator,) = (i for i in catalogue.indicators.values() if source.id == f"gsm_{i.id.lower()}")
    return gsm_csv(table, source, indicator.title, catalogue.areas)


def file_name(source: Source, years: tuple[int, ...]) -> str:
    """A name that the source's pattern matches: ``statbel_origin_2000_2025.csv``."""
    pattern = source.files[0].replace("2*", "*").replace("_*", "*")
    return pattern.replace("*", f"_{years[0]}_{years[-1]}")
