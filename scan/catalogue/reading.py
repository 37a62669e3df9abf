"""Catalogue, the reading: from the folder ``catalogue/`` to checked records.

Input: TOML files and the area tables. Output: a :class:`Catalogue`, or one ``CatalogueError``
with every fault, each with its file, its field and a remedy; also the JSON Schemas with which
editors complete and check the files.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scan.catalogue import bounds, core
from scan.catalogue.areas import Areas, load_areas
from scan.catalogue.barometer import Barometer, BarometerIndicator, Edition, Objective
from scan.catalogue.bounds import Bounds
from scan.catalogue.checks import check_entries
from scan.catalogue.comparators import Comparator
from scan.catalogue.core import Core
from scan.catalogue.entries import Catalogue, Entries
from scan.catalogue.explaining import Caveat, Concept, Correction
from scan.catalogue.fields import Record
from scan.catalogue.patterns import PLACES, check_patterns, places_text, read_places
from scan.catalogue.records import Dimension, Identity, Indicator, Population, Publication, Theme
from scan.catalogue.sources import Source
from scan.catalogue.tense import check_tense
from scan.catalogue.toml_files import TomlError, read_toml
from scan.errors import CatalogueError, Fault
from scan.files import write_text
from scan.house import CATALOGUE

__all__ = ["Catalogue", "load_catalogue", "schemas", "write_schemas"]


_Rules = TypeVar("_Rules", bound=Record)


@dataclass(frozen=True)
class _Kind:
    """A kind of entry: its record and its place in the folder."""

    plural: str
    model: type[Record]
    place: str
    """A folder with one record per file, or a file with an array of them."""

    @property
    def single(self) -> str:
        """The name of the array in a file that holds several records."""
        return self.model.__name__.lower()


_KINDS = (
    _Kind("themes", Theme, "themes.toml"),
    _Kind("dimensions", Dimension, "dimensions/"),
    _Kind("populations", Population, "populations.toml"),
    _Kind("sources", Source, "sources/"),
    _Kind("indicators", Indicator, "indicators/"),
    _Kind("identities", Identity, "identities.toml"),
    _Kind("caveats", Caveat, "caveats.toml"),
    _Kind("concepts", Concept, "concepts.toml"),
    _Kind("corrections", Correction, "corrections.toml"),
    _Kind("publications", Publication, "publications/"),
    _Kind("comparators", Comparator, "comparators/"),
    _Kind("barometers", Barometer, "barometer/"),
    _Kind("objectives", Objective, "barometer/objectives/"),
    _Kind("barometer_indicators", BarometerIndicator, "barometer/indicators/"),
    _Kind("editions", Edition, "barometer/editions/"),
)

_MESSAGES = {
    "missing": ("this key is required", "add it"),
    "string_too_short": ("may not be empty", "write the text"),
    "too_short": ("has too few entries", "give at least {min_length}"),
    "string_type": ("must be text", "put it between quotes"),
    "int_type": ("must be a whole number", "write it without quotes"),
    "bool_type": ("must be true or false", "write it without quotes"),
    "tuple_type": ("must be a list", "put it between square brackets"),
    "dict_type": ("must be a table", "write { key = … } or a [table]"),
    "model_type": ("must be a table", "write { key = … } or a [table]"),
    "literal_error": ("{input!r} is not allowed", "choose {expected}"),
    "string_pattern_mismatch": ("{input!r} is not well formed", "it must match {pattern}"),
    "string_too_long": ("is longer than {max_length} characters", "shorten it"),
    "greater_than_equal": ("{input!r} is too low", "give at least {ge}"),
    "less_than_equal": ("{input!r} is too high", "give at most {le}"),
}
"""Pydantic's kinds of error as what is wrong and what to do."""


@dataclass
class _Findings:
    """What reading has found so far."""

    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    """Kind → identifier → record."""
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    """Kind and identifier → file, of good and of broken entries."""
    faults: list[Fault] = field(default_factory=list)
    broken: bool = False
    """Whether an entry could not be read, so that nothing can be said about unused ones."""


def load_catalogue(folder: Path = CATALOGUE) -> Catalogue:
    """Read and check the whole catalogue in ``folder``.

    Raises ``CatalogueError`` with all faults at once.
    """
    found = _Findings()
    for kind in _KINDS:
        _read_kind(folder, kind, found)
    found.broken = bool(found.faults)
    entries = Entries(**{kind.plural: found.records[kind.plural] for kind in _KINDS})  # type: ignore[arg-type]
    found.faults += check_entries(entries, found.files, complete=not found.broken)
    wording = _read_wording(folder / "wording", found)
    places = read_places(folder)
    found.faults += check_patterns(entries.publications, wording, places, found.files)
    found.faults += check_tense(entries.indicators, wording, found.files)
    areas = _read_areas(folder / "areas", found)
    limits = _read_rules(Bounds, bounds.FILE, folder, found)
    rules = _read_rules(Core, core.FILE, folder, found)
    if areas is not None:
        found.faults += _unknown_members(entries, areas, found.files)
    if rules is not None:
        found.faults += _unknown_subjects(rules, entries, found.files)
    if found.faults or areas is None or limits is None or rules is None:
        raise CatalogueError(tuple(sorted(found.faults, key=lambda fault: fault.file)))
    drafts = {name: source for name, source in entries.sources.items() if source.draft}
    published = {n: s for n, s in entries.sources.items() if s.published is not None}
    sources = {name: source for name, source in entries.sources.items() if source.feeds}
    records = {**vars(entries), "sources": sources}
    return Catalogue(
        **records,
        wording=wording,
        areas=areas,
        bounds=limits,
        core=rules,
        drafts=drafts,
        published=published,
    )


def _unknown_members(
    entries: Entries, areas: Areas, files: Mapping[tuple[str, str], str]
) -> Iterator[Fault]:
    """Members of groups that are no municipalities of today."""
    today = {area.nis for area in areas.municipalities(None, areas.newest_division)}
    for comparator in entries.comparators.values():
        for nis in comparator.members:
            if nis not in today:
                file = files["comparators", comparator.id]
                yield Fault(file, "members", f"{nis} is no municipality of today", "take it out")


def _read_kind(folder: Path, kind: _Kind, found: _Findings) -> None:
    """Read all entries of one kind into ``found``."""
    found.records[kind.plural] = {}
    if not kind.place.endswith("/"):
        for number, (data, file) in enumerate(_array_entries(folder, kind, found)):
            _read_entry(kind, data, file, f"{kind.single}[{number}]", found)
        return
    for path in sorted((folder / kind.place).glob("*.toml")):
        _read_file(kind, path, path.relative_to(folder).as_posix(), found)


def _read_file(kind: _Kind, path: Path, file: str, found: _Findings) -> None:
    """Read a file that holds one entry, and is named after it."""
    data = _parse(path, file, found)
    if data is not None:
        _read_entry(kind, data, file, "", found)
        name = data.get("id", path.stem)
        if name != path.stem:
            message = f"the file is named {path.name}, its id is {name!r}"
            remedy = f"rename the file to {name}.toml or change the id"
            found.faults.append(Fault(file, "id", message, remedy))
    found.files.setdefault((kind.plural, path.stem), file)


def _array_entries(folder: Path, kind: _Kind, found: _Findings) -> list[tuple[dict[str, Any], str]]:
    """The raw entries of a file that holds an array of tables."""
    path = folder / kind.place
    if not path.is_file():
        found.faults.append(Fault(kind.place, "", "the file is missing", "put it back"))
        return []
    data = _parse(path, kind.place, found) or {}
    for key in data:
        if key != kind.single:
            remedy = f"only [[{kind.single}]] tables stand in this file"
            found.faults.append(Fault(kind.place, key, f"unknown key {key!r}", remedy))
    entries = data.get(kind.single, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        remedy = f"write each entry as [[{kind.single}]]"
        found.faults.append(Fault(kind.place, kind.single, "must be an array of tables", remedy))
        return []
    return [(entry, kind.place) for entry in entries]


def _parse(path: Path, file: str, found: _Findings) -> dict[str, Any] | None:
    """The TOML file as a table; ``None`` with a fault when it is none."""
    try:
        return read_toml(path, file)
    except TomlError as error:
        found.faults.append(error.fault)
    return None


def _read_entry(kind: _Kind, data: dict[str, Any], file: str, at: str, found: _Findings) -> None:
    """Validate one entry; it is kept when it is good, its faults when it is not."""
    name = data.get("id")
    label = str(name) if at and isinstance(name, str) else at
    if isinstance(name, str):
        if (kind.plural, name) in found.files:
            message = f"the id {name!r} is already taken"
            found.faults.append(Fault(file, label or "id", message, "give every entry its own id"))
            return
        found.files[kind.plural, name] = file
    try:
        record = kind.model.model_validate(data)
    except ValidationError as error:
        faults = _without_echoes(error.errors())
        found.faults += [_translated(kind.model, fault, file, label) for fault in faults]
        return
    found.records[kind.plural][data["id"]] = record


def _without_echoes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those that call a list too short because an item in it is wrong."""
    return [
        error
        for error in errors
        if error["type"] != "too_short"
        or not any(
            other["loc"][: len(error["loc"])] == error["loc"]
            for other in errors
            if other is not error
        )
    ]


def _translated(model: type[Record], error: ErrorDetails, file: str, at: str) -> Fault:
    """Pydantic's error in one plain line."""
    place = at
    for part in error["loc"]:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
    if error["type"] == "extra_forbidden":
        key = str(error["loc"][-1])
        return Fault(file, place, f"unknown key {key!r}", _closest_key(model, error["loc"]))
    message, remedy = _MESSAGES.get(error["type"], (error["msg"], ""))
    words = {"input": error["input"], **error.get("ctx", {})}
    if error["type"] not in _MESSAGES:
        return Fault(file, place, f"{error['input']!r}: {message}", "")
    return Fault(file, place, message.format(**words), remedy.format(**words))


def _closest_key(model: type[Record], location: tuple[int | str, ...]) -> str:
    """A remedy for an unknown key: the nearest known one, or all of them."""
    at: type[BaseModel] = model
    for part in location[:-1]:
        if isinstance(part, str) and part in at.model_fields:
            at = _model_in(at.model_fields[part].annotation) or at
    known = list(at.model_fields)
    near = get_close_matches(str(location[-1]), known, n=1, cutoff=0.5)
    return f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(known)}"


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The record inside an annotation such as ``Many[Category]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in found if model is not None), None)


def _read_wording(folder: Path, found: _Findings) -> dict[str, dict[str, str]]:
    """The patterns of each wording file, flat."""
    wording: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*.toml")):
        file = f"wording/{path.name}"
        wording[path.stem] = {}
        for key, value in _flat(_parse(path, file, found) or {}):
            if isinstance(value, str):
                wording[path.stem][key] = value
            else:
                remedy = "write a text between quotes"
                found.faults.append(Fault(file, key, "a pattern must be a text", remedy))
    return wording


def _flat(table: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """The leaves of nested tables with their dotted keys."""
    leaves: list[tuple[str, Any]] = []
    for key, value in table.items():
        name = f"{before}{key}"
        leaves += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, value)]
    return leaves


def _read_areas(folder: Path, found: _Findings) -> Areas | None:
    """The areas; ``None`` with faults when their tables are wrong."""
    try:
        return load_areas(folder)
    except CatalogueError as error:
        found.faults += error.faults
        return None


def _read_rules(model: type[_Rules], file: str, folder: Path, found: _Findings) -> _Rules | None:
    """A file that is one record; ``None`` with faults when it is wrong or missing."""
    path = folder / file
    if not path.is_file():
        found.faults.append(Fault(file, "", "the file is missing", "put it back"))
        return None
    data = _parse(path, file, found)
    try:
        return None if data is None else model.model_validate(data)
    except ValidationError as error:
        found.faults += [_translated(model, fault, file, "") for fault in error.errors()]
        return None


def _unknown_subjects(
    rules: Core, entries: Entries, files: Mapping[tuple[str, str], str]
) -> Iterator[Fault]:
    """What the rules of the core name and no file has; one that cannot be read is there."""
    listed = {"composition": rules.composition}
    listed |= {f"subjects.{name}": codes for name, codes in rules.subjects.items()}
    for place, codes in listed.items():
        for code in codes:
            if ("indicators", code) not in files:
                yield Fault(core.FILE, place, f"there is no indicator {code}", "take it out")
    if ("comparators", rules.group) not in files:
        message = f"there is no comparator {rules.group!r}"
        yield Fault(core.FILE, "group", message, f"there are {', '.join(entries.comparators)}")


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind of file: file name → text."""
    texts = {}
    for kind in _KINDS:
        schema = kind.model.model_json_schema()
        if not kind.place.endswith("/"):
            definitions = schema.pop("$defs", {})
            entries = {"type": "array", "items": schema}
            schema = {
                "type": "object",
                "additionalProperties": False,
                "properties": {kind.single: entries},
            }
            schema |= {"$defs": definitions} if definitions else {}
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
        texts[f"{kind.single}.json"] = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    return texts


def write_schemas(folder: Path = CATALOGUE / "schema") -> None:
    """Write the schemas for editors into ``folder``, and the places of patterns.

    Run it after every change of a record, and when the program fills another place.
    """
    for name, text in schemas().items():
        write_text(folder / name, text)
    wording = _read_wording(CATALOGUE / "wording", _Findings())
    write_text(folder / Path(PLACES).name, places_text(wording, read_places(CATALOGUE)))
