"""Series, workspace: what a command works on.

Input: an output folder, extracts, a date and the folder of their store. Output: a
:class:`Workspace`. ``series.opening`` makes one, with the store where it is not there yet.
"""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import polars as pl
from dataframely import DataFrame

from scan.catalogue.reading import Catalogue
from scan.extracts.chosen import Extracts
from scan.files import write_bytes
from scan.house import CATALOGUE, modules_of, named
from scan.series.frames import Positions
from scan.series.memory import Memory, remembered
from scan.series.positions import settled
from scan.series.store import Store, open_store, parquet, store_key, ways_of

MADE_WITH = (
    *("status.py", "dutch.py", "statistics"),
    *("catalogue", "extracts", "disclosure", "series"),
)
"""The code that figures depend on."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Workspace:
    """What a command works on."""

    output: Path
    extracts: Extracts
    catalogue: Catalogue
    as_of: datetime.date
    store_folder: Path

    @property
    def made_up(self) -> bool:
        """Whether the figures are made up."""
        return self.extracts.made_up

    @property
    def shelf(self) -> Path:
        """Where products go: those of made-up figures stay apart."""
        return _shelf(self.output, self.extracts)

    @property
    def memory(self) -> Memory:
        """What the releases on the shelf showed and hid, but those of the store itself."""
        return memory_of(self.output, self.extracts, self.catalogue)

    def store(self, areas: tuple[str, ...] | None = None) -> Store:
        """The figures of some areas, or of all. Raises FileNotFoundError when they are gone."""
        store = open_store(self.store_folder, areas)
        if store is None:
            raise FileNotFoundError(self.store_folder)
        kept = self.kept_positions
        if not kept.is_file() or self.as_of != self.catalogue.areas.newest_division:
            return store
        seen = kept.stat()
        positions = _settled(self.store_folder, kept, (seen.st_mtime_ns, seen.st_ino))
        return replace(store, positions=positions)

    @property
    def kept_positions(self) -> Path:
        """The spreads that stand in the reports on the shelf."""
        return self.shelf / "receipts" / "positions.parquet"

    def keep_positions(self) -> None:
        """Fixes the spreads of municipalities until another delivery comes."""
        data = parquet(self.store(()).positions)
        if not self.kept_positions.is_file() or self.kept_positions.read_bytes() != data:
            write_bytes(self.kept_positions, data)


def _shelf(output: Path, extracts: Extracts) -> Path:
    """Where products go: those of made-up figures stay apart."""
    return output / "sample" if extracts.made_up else output


def memory_of(output: Path, extracts: Extracts, catalogue: Catalogue) -> Memory:
    """What a store of these extracts must know of the releases before. Raises RefusedError where
    it is lost."""
    newest = catalogue.areas.newest_division

    def key(names: tuple[str, ...]) -> str:
        return store_key(extracts.fingerprint, made_with(), newest, names)

    return remembered(_shelf(output, extracts)).without_own(key)


def workspace_of(
    output: Path, extracts: Extracts, catalogue: Catalogue, as_of: datetime.date, folder: Path
) -> Workspace:
    """The workspace on the store in ``folder``: its catalogue says of each indicator what the
    way that feeds it there counts. Raises FileNotFoundError when there is no store."""
    return Workspace(output, extracts, catalogue.fed_by(ways_of(folder)), as_of, folder)


@lru_cache(maxsize=8)
def _settled(store_folder: Path, kept: Path, seen: tuple[int, int]) -> DataFrame[Positions]:
    """Spreads to display; ``seen`` tells one content of ``kept`` from another."""
    fresh = open_store(store_folder, ())
    if fresh is None:
        raise FileNotFoundError(store_folder)
    try:
        before = pl.read_parquet(kept)
    except pl.exceptions.ComputeError:  # damaged: fixed anew by the next run
        return fresh.positions
    if not Positions.is_valid(before):
        return fresh.positions
    return settled(Positions.cast(before), fresh.positions)


def made_with() -> str:
    """Hash of the code and the catalogue that series are made with."""
    digest = hashlib.sha256()
    paths = [path for name in MADE_WITH for path in modules_of(name)]
    paths += [p for p in CATALOGUE.rglob("*.*") if p.suffix in (".toml", ".csv")]
    for path in sorted(paths):
        digest.update(named(path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
