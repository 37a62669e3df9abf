"""Extracts, made up: a complete set of invented extracts, in the suppliers' own layouts.

Input: the catalogue. Output: a folder with a file for every source that is not only known from
real deliveries, and a marker that tells that nothing in it is real. The same catalogue and
version give the same bytes. Figures are invented and plausible; they hang together as real ones
do.

The way of the data: ``chance`` → ``country`` → ``people`` → counts (``inhabitants``,
``newcomers``, ``work``, ``jobseekers``, ``local``) and ``survey`` → ``tables`` or ``tabs`` →
layouts (``tidy``, ``register``, ``workbook``). The ``barometer`` stands apart: it is about the
region only.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from scan.catalogue.areas import BRUSSELS, FLANDERS
from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.extracts.chosen import MARKER
from scan.extracts.made_up import barometer, inhabitants, jobseekers, local, newcomers, work
from scan.extracts.made_up.chance import SEED
from scan.extracts.made_up.country import make_nation
from scan.extracts.made_up.people import People, make_people
from scan.extracts.made_up.register import Sheet, register_workbook
from scan.extracts.made_up.survey import EDITIONS, make_survey
from scan.extracts.made_up.tables import Counts, tabulate
from scan.extracts.made_up.tabs import Tab, places_of
from scan.extracts.made_up.tidy import tidy_csv
from scan.extracts.made_up.workbook import answers_csv, survey_workbook
from scan.files import write_bytes, write_text

VERSION = 3
"""To be raised with every change of the figures."""
SURVEY, ANSWERS = "gsm_survey", "gsm_survey_answers"

_TABLES: dict[str, Callable[[People], Counts]] = {
    "statbel_origin": inhabitants.origin,
    "statbel_origin_detail": inhabitants.origin_detail,
    "statbel_nationality": inhabitants.nationality,
    "statbel_nationality_sex_age": inhabitants.nationality_sex_age,
    "kbi_newcomers": newcomers.newcomers,
}
_TABS_OF_PEOPLE: dict[str, Callable[[People], Tab]] = {
    "gsm_de_23": partial(inhabitants.moves, name="internal_in"),
    "gsm_de_24": partial(inhabitants.moves, name="internal_out"),
    "gsm_de_28": partial(inhabitants.moves, name="external_in"),
    "gsm_de_29": partial(inhabitants.moves, name="external_out"),
    "gsm_de_37": inhabitants.without_dutch,
    "gsm_de_38": partial(inhabitants.by_sex, origin=True),
    "gsm_de_39": partial(inhabitants.by_age, origin=True),
    "gsm_de_41": inhabitants.history,
    "gsm_de_43": inhabitants.moe,
    "gsm_de_44": partial(inhabitants.by_sex, origin=False),
    "gsm_de_45": partial(inhabitants.by_age, origin=False),
    "gsm_de_46": inhabitants.country,
    "gsm_de_47": inhabitants.nationality_groups,
    "gsm_de_48": inhabitants.nationalities,
    "gsm_de_50": newcomers.by_sex,
    "gsm_de_51": newcomers.by_age,
    "gsm_de_52": newcomers.by_nationality,
    "gsm_de_53": newcomers.by_target,
    "gsm_de_54": newcomers.by_statute,
    **newcomers.STEP_TABS,
    "gsm_de_73": partial(inhabitants.moves, name="net"),
    "gsm_lo_23": local.staff,
    "gsm_lo_28": partial(local.voters, divided=True),
    "gsm_lo_29": partial(local.voters, divided=False),
    "gsm_on_03": partial(local.pupils, level="nursery"),
    "gsm_on_15": partial(local.delayed, level="primary"),
    "gsm_on_22": local.part_time,
    "gsm_on_27": partial(local.delayed, level="secondary"),
    "gsm_on_32": local.leavers,
    "gsm_on_37": local.learners,
    "gsm_on_39": local.newly_arrived,
    "gsm_we_15": jobseekers.outside,
    "gsm_we_17": partial(jobseekers.divided, by="schooling"),
    "gsm_we_18": partial(jobseekers.divided, by="jobseeker_age"),
    "gsm_we_19": jobseekers.waiting,
    "gsm_we_21": partial(jobseekers.long_without, least="gte_1y"),
    "gsm_we_22": partial(jobseekers.long_without, least="gte_2y"),
    "gsm_wo_12": local.tenants,
    "gsm_ar_04": local.deprived_births,
}
_TABS_OF_LABOUR: dict[str, Callable[[work.Labour], Tab]] = {
    "gsm_we_03": work.employment_sex,
    "gsm_we_04": work.employment_age,
    "gsm_we_10": work.unemployment_sex,
    "gsm_we_11": work.unemployment_age,
    "gsm_we_23": partial(work.jobs, by="work_status"),
    "gsm_we_24": partial(work.jobs, by="regime"),
    "gsm_we_25": partial(work.jobs, by="wage_class"),
    "gsm_we_26": partial(work.jobs, by="sector"),
    "gsm_ar_07": partial(work.low_intensity, last=work.LAST),
    "gsm_ar_07_older": partial(work.low_intensity, last=work.OLDER),
    "gsm_ar_14": partial(work.living_wage, last=work.LAST),
    "gsm_ar_14_older": partial(work.living_wage, last=work.OLDER),
}
REGISTER = (*_TABS_OF_PEOPLE, *_TABS_OF_LABOUR)
"""The sources that are sheets of the monitor's register workbooks."""
MADE_UP = (*_TABLES, *REGISTER, SURVEY, ANSWERS, *barometer.BAROMETER_SOURCES)
"""The sources that get a file."""
_REGIONS = {FLANDERS: "", BRUSSELS: "_Brussel"}
"""The regions that have register workbooks, and what stands behind the names of their files."""


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
    for name, make in _TABLES.items():
        source, counts = catalogue.sources[name], make(people)
        table = tabulate(source, counts, people.country)
        yield file_name(source, counts.years), tidy_csv(table, source)
    yield from _workbooks(people, catalogue)
    survey = make_survey(people.nation, catalogue.sources[SURVEY])
    workbook, answers = catalogue.sources[SURVEY], catalogue.sources[ANSWERS]
    yield file_name(workbook, EDITIONS), survey_workbook(survey, workbook, catalogue)
    yield file_name(answers, EDITIONS), answers_csv(survey, answers)
    yield from barometer.barometer_files(catalogue)


def _workbooks(people: People, catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """The register workbooks: one for each theme and region."""
    tabs = _tabs(people)
    themes: dict[str, list[Source]] = {}
    for name in tabs:
        source = catalogue.sources[name]
        themes.setdefault(source.files[0].removesuffix("*.xlsx"), []).append(source)
    for theme, sources in themes.items():
        for region, suffix in _REGIONS.items():
            mine = [source for source in sources if region in source.coverage]
            sheets = {
                source.sheet: _sheet(source, tabs[source.id], region, people, catalogue)
                for source in sorted(mine, key=lambda source: source.sheet)
            }
            yield f"{theme}{suffix}.xlsx", register_workbook(sheets)


def _sheet(source: Source, tab: Tab, region: str, people: People, catalogue: Catalogue) -> Sheet:
    """A sheet of the workbook of a region, under the title of its indicator."""
    places = places_of(source, region, people.country, unmerged=tab.unmerged)
    plain = source.sheet.replace("_", "")
    code = f"{plain[:2]}_{plain[2:]}"
    return Sheet(source, tab, places, code, catalogue.indicators[code].title)


def _tabs(people: People) -> Mapping[str, Tab]:
    """The figures of each tab of the register, by source."""
    labour = work.make_labour(people)
    return {name: make(people) for name, make in _TABS_OF_PEOPLE.items()} | {
        name: of_labour(labour) for name, of_labour in _TABS_OF_LABOUR.items()
    }


def file_name(source: Source, years: tuple[int, ...]) -> str:
    """A name that the source's pattern matches: ``statbel_origin_2000_2025.csv``."""
    pattern = source.files[0].replace("2*", "*").replace("_*", "*")
    return pattern.replace("*", f"_{years[0]}_{years[-1]}")
