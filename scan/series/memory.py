"""Series, memory: which counts releases showed and hid, as files that go from release to release.

Input: a shelf with releases, and the counts of a store. Output: :class:`Memory`. Each release
holds, under ``data/counts/``, a file for itself and the files of all releases before it: one per
store that was ever released, named after the store's folder, never changed and never removed. What
is hidden has no number in them, so that they may lie before the public.

- On a shelf without releases, or of releases made before there was a memory, nothing is
  remembered: the first release with one begins it.
- Where releases list a file and no copy of it is whole, the memory is lost: nothing is computed
  until it is back, since whatever came next could give away what was hidden.
- Once it is back, all is as if it had never been lost.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from dataframely import DataFrame

from scan.errors import RefusedError
from scan.files import write_bytes
from scan.series.frames import Remembered
from scan.series.store import COUNTS_FILE, STORE

COUNTS = "data/counts"
"""Folder of a release."""
_RELEASES, _SUMS = "releases", "SHA256SUMS"
_LISTED = re.compile(rf"^([0-9a-f]{{64}})  {COUNTS}/([0-9a-f]+)\.parquet$", re.MULTILINE)
_ID = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True)
class Memory:
    """What was released: the file of each store, by the name of the store's folder."""

    files: Mapping[str, Path]
    """The oldest first."""

    def cells(self) -> DataFrame[Remembered]:
        """Every count that was ever shown, with what it was, or hidden."""
        frames = [
            pl.read_parquet(path).with_columns(pl.lit(name).alias(STORE))
            for name, path in self.files.items()
        ]
        return Remembered.validate(pl.concat([Remembered.create_empty(), *frames]))

    def without_own(self, key: Callable[[tuple[str, ...]], str]) -> "Memory":
        """What was known when the store was made that ``key`` names by the files known to it.

        A release of a store adds a file of its own, which tells that store nothing.
        """
        for name in self.files:
            others = {other: path for other, path in self.files.items() if other != name}
            if key(tuple(sorted(others))) == name:
                return Memory(others)
        return self

    def write(self, folder: Path, store: Path) -> None:
        """Fills ``data/counts`` of a release of ``store`` (its folder), with all before it."""
        for name, path in {store.name: store / COUNTS_FILE, **self.files}.items():
            write_bytes(folder / COUNTS / f"{name}.parquet", path.read_bytes())


def remembered(shelf: Path) -> Memory:
    """The memory of a shelf. Raises RefusedError that says what is lost."""
    found: dict[str, Path] = {}
    lost: dict[str, list[str]] = {}
    for release, name, sum_ in _listed(shelf / _RELEASES):
        path = shelf / _RELEASES / release / COUNTS / f"{name}.parquet"
        if name in found:
            continue
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sum_:
            found[name] = path
        else:
            lost.setdefault(name, []).append(f"{release}/{COUNTS}/{name}.parquet")
    gone = [path for name, paths in lost.items() if name not in found for path in paths]
    if gone:
        message = f"{shelf / _RELEASES} no longer says what was shown and hidden before"
        remedy = "bring them back from a backup (scan restore): without, a release could give away"
        raise RefusedError(
            f"{message}: {', '.join(gone)} missing or damaged; {remedy} what earlier ones hid"
        )
    return Memory(found)


def _listed(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Release, name and checksum of every file of counts that releases list, oldest first."""
    if not folder.is_dir():
        return
    for release in sorted(path for path in folder.iterdir() if _ID.fullmatch(path.name)):
        sums = release / _SUMS
        text = sums.read_text(encoding="utf-8", errors="replace") if sums.is_file() else ""
        for sum_, name in _LISTED.findall(text):
            yield release.name, name, sum_
