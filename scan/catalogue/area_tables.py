"""Catalogue, area tables: the CSV files of ``catalogue/areas``, read and checked.

Input: a folder with the files of :data:`COLUMNS` (UTF-8, comma, a header row, codes as text).
Output: :class:`Tables`, plain records in which every reference holds, or a ``CatalogueError``
with every fault by file, row and column. What the tables mean together is in
``scan.catalogue.areas``.
"""

import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast, get_args

from scan.catalogue.names import slug
from scan.errors import CatalogueError, Fault

Kind = Literal["municipality", "province", "arrondissement", "region"]
Relationship = Literal["merged", "absorbing", "absorbed"]

COLUMNS: dict[str, tuple[str, ...]] = {
    "divisions.csv": ("nis", "name", "kind", "region_nis", "province_nis", "in_text", "slug"),
    "municipalities.csv": ("nis", "name", "arrondissement_nis", "valid_from", "valid_to"),
    "mergers.csv": ("old_nis", "new_nis", "date", "relationship"),
    "aliases.csv": ("nis", "alias", "language"),
    "second_names.csv": ("nis", "name", "language"),
    "localities.csv": ("postcode", "nis", "name"),
    "neighbours.csv": ("nis", "neighbour_nis"),
    "tiles.csv": ("nis", "column", "row"),
    "unplaced.csv": ("nis", "name"),
}
"""The files and their columns, in order."""

_DIVISIONS = frozenset({"province", "arrondissement", "region"})
_CODE = re.compile(r"[0-9]{5}")
_POSTCODE = re.compile(r"[1-9][0-9]{3}")
_WHOLE = re.compile(r"[0-9]{1,3}")
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Area:
    """A municipality, past or present, or one of the divisions above it."""

    nis: str
    """Five digits, as text."""
    name: str
    kind: Kind
    region_nis: str
    province_nis: str
    """Empty for Brussels and for regions; a province's own code for itself."""
    arrondissement_nis: str
    """Empty for provinces and regions; an arrondissement's own code for itself."""
    valid_from: datetime.date | None
    """First day; ``None``: as far back as the figures go."""
    valid_to: datetime.date | None
    """Last day; ``None``: still there."""
    in_text: str
    """Inside a Dutch sentence: ``Mechelen``, ``het Vlaams Gewest``, ``de provincie Antwerpen``."""
    slug: str
    """For file names and addresses; differs between all areas that exist at one date."""
    second_name: str = ""
    """The official name in the second language of a bilingual area, where it is another:
    ``Ixelles`` beside ``Elsene``."""
    second_language: str = ""
    """Code of that language: ``fr``."""

    def exists(self, on: datetime.date) -> bool:
        """Whether the area exists on that day."""
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Merger:
    """One old municipality that went into a new one; as many records as old municipalities."""

    old_nis: str
    new_nis: str
    """Equal to ``old_nis`` where a municipality grows and keeps its code (absorbing)."""
    date: datetime.date
    """First day of the new municipality."""
    relationship: Relationship


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way to write the name of a municipality: French, English, or with an addition.
    Second names are found too, without an entry here."""

    nis: str
    text: str


@dataclass(frozen=True, slots=True)
class Locality:
    """A part of a municipality of today, as people address their letters."""

    postcode: str
    """Four digits. One postcode may lie in several municipalities."""
    nis: str
    name: str


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything in ``catalogue/areas``, each reference checked."""

    areas: tuple[Area, ...]
    mergers: tuple[Merger, ...]
    aliases: tuple[Alias, ...]
    localities: tuple[Locality, ...]
    """By postcode and name."""
    borders: tuple[tuple[str, str], ...]
    """Each pair of neighbours once."""
    tiles: dict[str, tuple[int, int]]
    """Code → column and row on the tile map."""
    unplaced: dict[str, str]
    """Name of the rest group in files → its code (``99991``)."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a file that can say what is wrong with it."""

    file: str
    number: int
    cells: dict[str, str]
    faults: list[Fault]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def fault(self, column: str, message: str, remedy: str) -> None:
        place = f"row {self.number}, column {column}"
        self.faults.append(Fault(f"areas/{self.file}", place, message, remedy))

    def code(self, column: str) -> str:
        """The cell, which must be a NIS code."""
        if not _CODE.fullmatch(self[column]):
            self.fault(column, f"{self[column]!r} is no NIS code", "write five digits")
        return self[column]

    def date(self, column: str) -> datetime.date | None:
        """The cell as a date; ``None`` where it is empty or none."""
        if not self[column]:
            return None
        try:
            return datetime.date.fromisoformat(self[column])
        except ValueError:
            self.fault(column, f"{self[column]!r} is no date", "write it as 2025-01-31")
            return None

    def whole(self, column: str) -> int:
        """The cell as a whole number from 0 to 999."""
        if _WHOLE.fullmatch(self[column]):
            return int(self[column])
        self.fault(column, f"{self[column]!r} is no whole number", "write 0 or more")
        return 0

    def one_of(self, column: str, allowed: Iterable[str], what: str) -> str:
        """The cell, which must be among ``allowed``."""
        if self[column] not in allowed:
            self.fault(
                column, f"{self[column]!r} is no {what}", "correct it or add what is missing"
            )
        return self[column]


def read_tables(folder: Path) -> Tables:
    """The tables of ``catalogue/areas``.

    Raises ``CatalogueError`` with all faults of the files; faults of the references between
    them are looked for only when each file in itself is right.
    """
    faults: list[Fault] = []
    rows = {file: _rows(folder / file, columns, faults) for file, columns in COLUMNS.items()}
    _raise(faults)
    divisions = [_division(row) for row in rows["divisions.csv"]]
    above = {area.nis: area for area in divisions}
    for row in rows["divisions.csv"]:
        _above(row, above)
    towns = [_municipality(row, above) for row in rows["municipalities.csv"]]
    by_nis = {area.nis: area for area in towns}
    second = {row["nis"]: _second(row, by_nis | above) for row in rows["second_names.csv"]}
    _unique(rows["second_names.csv"], "nis")
    _unique(rows["divisions.csv"] + rows["municipalities.csv"], "nis")
    _unique(rows["tiles.csv"], "nis")
    _unique(rows["unplaced.csv"], "name")
    aliases = [_alias(row, by_nis) for row in rows["aliases.csv"]]
    aliases += [Alias(nis, name) for nis, (name, _) in second.items() if nis in by_nis]
    localities = [_locality(row, by_nis) for row in rows["localities.csv"]]
    tables = Tables(
        areas=tuple(_named(area, second) for area in divisions + towns),
        mergers=tuple(_merger(row, by_nis) for row in rows["mergers.csv"]),
        aliases=tuple(aliases),
        localities=tuple(sorted(localities, key=lambda one: (one.postcode, one.name, one.nis))),
        borders=tuple(_border(row, by_nis) for row in rows["neighbours.csv"]),
        tiles={row["nis"]: _tile(row, by_nis) for row in rows["tiles.csv"]},
        unplaced={row["name"]: row.code("nis") for row in rows["unplaced.csv"]},
    )
    _raise(faults)
    return tables


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise CatalogueError(tuple(faults))


def _rows(path: Path, columns: tuple[str, ...], faults: list[Fault]) -> list[_Row]:
    """The data rows of a file; none, and a fault, where the file cannot be read as a table."""
    file = f"areas/{path.name}"
    try:
        lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8")), strict=True))
    except FileNotFoundError:
        faults.append(Fault(file, "", "the file is missing", "put it back"))
        return []
    except (UnicodeDecodeError, csv.Error) as error:
        faults.append(Fault(file, "", f"not CSV in UTF-8: {error}", "save it as CSV, UTF-8"))
        return []
    if not lines or tuple(lines[0]) != columns:
        faults.append(Fault(file, "row 1", "wrong columns", f"write {','.join(columns)}"))
        return []
    rows = []
    for number, cells in enumerate(lines[1:], start=2):
        if len(cells) == len(columns):
            rows.append(_Row(path.name, number, dict(zip(columns, cells, strict=True)), faults))
        else:
            message = f"{len(cells)} cells in place of {len(columns)}"
            faults.append(Fault(file, f"row {number}", message, "check the commas"))
    return rows


def _unique(rows: list[_Row], column: str) -> None:
    counted = Counter(row[column] for row in rows)
    for row in rows:
        if counted[row[column]] > 1:
            row.fault(column, f"{row[column]!r} stands here more than once", "keep one row")


def _division(row: _Row) -> Area:
    nis, kind = row.code("nis"), cast(Kind, row.one_of("kind", _DIVISIONS, "kind of division"))
    return Area(
        nis=nis,
        name=_filled(row, "name"),
        kind=kind,
        region_nis=row.code("region_nis"),
        province_nis=row.code("province_nis") if row["province_nis"] else "",
        arrondissement_nis=nis if kind == "arrondissement" else "",
        valid_from=None,
        valid_to=None,
        in_text=_filled(row, "in_text"),
        slug=_filled(row, "slug"),
    )


def _above(row: _Row, divisions: dict[str, Area]) -> None:
    """Whether the region and the province of a division are divisions of that kind."""
    for column, kind in (("region_nis", "region"), ("province_nis", "province")):
        known = [""] if kind == "province" else []
        known += [area.nis for area in divisions.values() if area.kind == kind]
        row.one_of(column, known, kind)


def _municipality(row: _Row, above: dict[str, Area]) -> Area:
    arrondissement = above.get(row["arrondissement_nis"])
    if arrondissement is None or arrondissement.kind != "arrondissement":
        message = f"{row['arrondissement_nis']!r} is no arrondissement"
        row.fault("arrondissement_nis", message, "take a code of divisions.csv")
    first, last = row.date("valid_from"), row.date("valid_to")
    if first and last and last < first:
        row.fault("valid_to", f"ends on {last}, before it begins", "correct the dates")
    name = _filled(row, "name")
    return Area(
        nis=row.code("nis"),
        name=name,
        kind="municipality",
        region_nis=arrondissement.region_nis if arrondissement else "",
        province_nis=arrondissement.province_nis if arrondissement else "",
        arrondissement_nis=row["arrondissement_nis"],
        valid_from=first,
        valid_to=last,
        in_text=name,
        slug=slug(name),
    )


def _filled(row: _Row, column: str) -> str:
    if not row[column] or row[column] != row[column].strip():
        row.fault(column, "empty, or spaces at an end", "fill it in, without spaces around it")
    return row[column]


def _merger(row: _Row, towns: dict[str, Area]) -> Merger:
    old = towns.get(row.one_of("old_nis", towns, "municipality"))
    new = towns.get(row.one_of("new_nis", towns, "municipality"))
    date = row.date("date")
    relationship = row.one_of("relationship", get_args(Relationship), "relationship")
    if date is None:
        row.fault("date", "no date", "give the first day of the new municipality")
        date = datetime.date.max
    elif old and old is not new and old.valid_to != date - _DAY:
        row.fault("date", f"{old.name} {old.nis} does not end the day before", "align the dates")
    if new and not new.exists(date):
        row.fault("date", f"{new.name} {new.nis} does not exist on that day", "align the dates")
    if (relationship == "absorbing") != (old is new):
        row.fault("relationship", "absorbing is for a code that stays", "correct it")
    return Merger(row["old_nis"], row["new_nis"], date, cast(Relationship, relationship))


def _second(row: _Row, areas: dict[str, Area]) -> tuple[str, str]:
    """The name in a second language, and that language."""
    area = areas.get(row.one_of("nis", areas, "area"))
    name = _filled(row, "name")
    if area is not None and name == area.name:
        row.fault("name", f"{name!r} is its first name too", "take the row out")
    return name, row.one_of("language", ("fr", "de"), "second language")


def _named(area: Area, second: dict[str, tuple[str, str]]) -> Area:
    name, language = second.get(area.nis, ("", ""))
    return replace(area, second_name=name, second_language=language)


def _alias(row: _Row, towns: dict[str, Area]) -> Alias:
    row.one_of("language", ("nl", "fr", "en"), "language of aliases")
    return Alias(row.one_of("nis", towns, "municipality"), _filled(row, "alias"))


def _locality(row: _Row, towns: dict[str, Area]) -> Locality:
    if not _POSTCODE.fullmatch(row["postcode"]):
        row.fault("postcode", f"{row['postcode']!r} is no postcode", "write four digits")
    return Locality(row["postcode"], _present(row, "nis", towns), _filled(row, "name"))


def _border(row: _Row, towns: dict[str, Area]) -> tuple[str, str]:
    pair = _present(row, "nis", towns), _present(row, "neighbour_nis", towns)
    if pair[0] >= pair[1]:
        row.fault("neighbour_nis", "not the higher code of the two", "give each pair once")
    return pair


def _tile(row: _Row, towns: dict[str, Area]) -> tuple[int, int]:
    _present(row, "nis", towns)
    return row.whole("column"), row.whole("row")


def _present(row: _Row, column: str, towns: dict[str, Area]) -> str:
    """The cell, which must be the code of a municipality of today."""
    now = [nis for nis in (row[column],) if nis in towns and towns[nis].valid_to is None]
    return row.one_of(column, now, "municipality of today")
