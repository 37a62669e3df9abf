"""Second opinion, the papers: the catalogue as plain dictionaries.

Input: the folder ``catalogue/``. Output: :class:`Papers`, with nothing interpreted but the ways
from fine categories to coarse ones and the territories of municipalities through time.
"""

import csv
import datetime
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Record = dict[str, Any]
REGIONS = {"2000": "02000", "02000": "02000", "4000": "04000", "04000": "04000"}
PLACELESS = {"02000": "99991"}
"""The pseudo-municipality that belongs to the total of a region."""
BRUSSELS = "21"


@dataclass(frozen=True)
class Papers:
    """What the catalogue says, by kind and id."""

    folder: Path

    def _records(self, kind: str) -> dict[str, Record]:
        found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in self._files(kind)]
        return {record["id"]: record for record in found}

    def _files(self, kind: str) -> list[Path]:
        return sorted((self.folder / kind).glob("*.toml"))

    def _table(self, name: str) -> list[dict[str, str]]:
        with (self.folder / "areas" / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def indicators(self) -> dict[str, Record]:
        """Indicators by code."""
        return self._records("indicators")

    @cached_property
    def sources(self) -> dict[str, Record]:
        """Sources by id."""
        return self._records("sources")

    @cached_property
    def dimensions(self) -> dict[str, Record]:
        """Dimensions by id."""
        return self._records("dimensions")

    @cached_property
    def publications(self) -> dict[str, Record]:
        """Publications by id."""
        return self._records("publications")

    @cached_property
    def populations(self) -> dict[str, Record]:
        """Populations by id."""
        text = (self.folder / "populations.toml").read_text(encoding="utf-8")
        return {record["id"]: record for record in tomllib.loads(text)["population"]}

    # --- categories -------------------------------------------------------------------------

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Categories of a dimension, in order."""
        return tuple(c["code"] for c in self.dimensions[dimension]["categories"])

    def code(self, dimension: str, label: str) -> str:
        """The category with this label."""
        categories = self.dimensions[dimension]["categories"]
        return next(str(c["code"]) for c in categories if c["label"] == label)

    def label(self, dimension: str, code: str) -> str:
        """The label of a category."""
        categories = self.dimensions[dimension]["categories"]
        return next(str(c["label"]) for c in categories if c["code"] == code)

    def upward(self, fine: str, coarse: str) -> dict[str, str] | None:
        """From categories of ``fine`` to those of ``coarse``; ``None`` where no way leads up."""
        way = {code: code for code in self.codes(fine)}
        while fine != coarse:
            record = self.dimensions[fine]
            if "coarser" not in record:
                return None
            within = {c["code"]: c.get("within", "") for c in record["categories"]}
            way = {code: within[at] for code, at in way.items()}
            fine = record["coarser"]
        return way

    # --- territories ------------------------------------------------------------------------

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of municipalities and regions by code."""
        tables = (self._table("municipalities.csv"), self._table("divisions.csv"))
        return {row["nis"]: row["name"] for table in tables for row in table}

    def municipalities(self, region: str, date: datetime.date) -> tuple[str, ...]:
        """Codes that are valid in a region on a date."""
        day = date.isoformat()
        return tuple(
            row["nis"]
            for row in self._table("municipalities.csv")
            if (row["valid_from"] or "0") <= day <= (row["valid_to"] or "9")
            and (row["nis"].startswith(BRUSSELS) == (region == "04000"))
        )

    def within(self, division: str, date: datetime.date) -> frozenset[str]:
        """Codes of the municipalities of a date in a province or an arrondissement."""
        provinces = {r["nis"]: r["province_nis"] for r in self._table("divisions.csv")}
        arrondissements = {
            r["nis"]: r["arrondissement_nis"] for r in self._table("municipalities.csv")
        }
        valid = {nis for region in ("02000", "04000") for nis in self.municipalities(region, date)}
        own = {nis: arrondissements[nis] for nis in valid}
        return frozenset(n for n, above in own.items() if division in (above, provinces[above]))

    def adjoining(self, nis: str) -> frozenset[str]:
        """Codes of the municipalities that border on one."""
        pairs = [(row["nis"], row["neighbour_nis"]) for row in self._table("neighbours.csv")]
        return frozenset(
            b for one, other in pairs for a, b in ((one, other), (other, one)) if a == nis
        )

    @cached_property
    def comparators(self) -> dict[str, Record]:
        """What a municipality can be compared with, by id."""
        return self._records("comparators")

    def by_name(self, date: datetime.date) -> dict[str, str]:
        """Codes by the names and aliases of a date."""
        valid = {nis for region in ("02000", "04000") for nis in self.municipalities(region, date)}
        aliases = {
            row["alias"]: row["nis"] for row in self._table("aliases.csv") if row["nis"] in valid
        }
        own = {self.names[nis]: nis for nis in valid}
        return aliases | own | {row["name"]: row["nis"] for row in self._table("unplaced.csv")}

    def successor(self, nis: str, since: datetime.date, until: datetime.date) -> str:
        """Today's code of a territory that had the code ``nis`` on a date."""
        for row in sorted(self._table("mergers.csv"), key=lambda row: row["date"]):
            merged = since.isoformat() < row["date"] <= until.isoformat()
            if merged and row["old_nis"] == nis:
                nis = row["new_nis"]
        return nis

    def grown(self, nis: str, since: datetime.date, until: datetime.date) -> bool:
        """Whether this code got other territory between two dates."""
        return any(
            row["new_nis"] == nis and since.isoformat() < row["date"] <= until.isoformat()
            for row in self._table("mergers.csv")
        )
