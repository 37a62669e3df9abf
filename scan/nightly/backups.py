"""Nightly, backups: all that cannot be made again, whole, in another place; and back.

Input: an output folder, a folder for backups. Output: ``TARGET/<moment>/`` with the files, and
``backup.json`` that names each with its hash. It may be made while a run writes: files come and go
whole, the ledger is copied under its lock, and what vanishes meanwhile was not to be kept. Files
of several names stay one file, and what the backup before holds already is stored once for both.
"""

import datetime
import json
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from scan.errors import Fault, RefusedError, UsageError
from scan.extracts.chosen import DELIVERIES
from scan.extracts.published import unreadable
from scan.files import (
    ASIDE,
    BESIDE,
    alone,
    aside_name,
    copy_plain,
    flush_tree,
    move_folder,
    point,
    remove_folder,
    sha256,
    shut,
    write_text,
)
from scan.nightly.lock import LOCK
from scan.publish.shelf import STAGED

FORMAT = 1
"""Raised when older code can no longer read what is written."""
INDEX = "backup.json"
_ID = re.compile(r"\d{8}T\d{6}Z")
_MOMENT = "%Y%m%dT%H%M%SZ"
_MADE_AGAIN = ("series", "sample-extracts", "database")
"""Folders of the output folder that a run makes again from the rest."""
_PASSING = (ASIDE, STAGED, BESIDE, LOCK)
"""How the names begin of what is there only while something runs."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Kept:
    """One file of a backup."""

    sha256: str
    size: int
    mode: int
    same: str = ""
    """The path, before it, of which this is another name."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What ``backup.json`` says."""

    format: int
    id: str
    of: str
    """The output folder, for people."""
    files: dict[str, Kept]
    links: dict[str, str]
    """Symbolic links and where they point."""

    @property
    def size(self) -> int:
        """Bytes, each file of several names once."""
        return sum(kept.size for kept in self.files.values() if not kept.same)


def back_up(output: Path, target: Path, now: datetime.datetime, tell: Tell) -> tuple[Backup, int]:
    """Make a backup of ``output`` in ``target``; it, and how many files the one before shares.
    Published rates that cannot be read are named: a restore would bring them back.

    Raises UsageError when there is nothing to keep, LockedError while somebody takes in a
    delivery or another backup is under way.
    """
    if not output.is_dir():
        raise UsageError(f"There is no folder {output} to back up")
    if target.resolve().is_relative_to(output.resolve()):
        raise UsageError(f"{target} lies inside {output}: a backup belongs elsewhere")
    shut(target)  # it holds raw deliveries
    with alone(target, "makes a backup"):
        before = newest(target)
        id_ = _next_id(target, now)
        aside = target / aside_name(id_)
        for shelf in (output, output / "sample"):
            for fault in unreadable(shelf):
                tell(f"Kept as it is: {fault}")
        tell(f"Copying {output} to {target / id_} …")
        try:
            found, shared = _Copy(output, aside, before, target).all(id_)
            text = json.dumps(asdict(found), ensure_ascii=False, indent=0)
            write_text(aside / INDEX, f"{text}\n")
            flush_tree(aside)
            move_folder(aside, target / id_)
        except BaseException:
            if aside.exists():
                remove_folder(aside)
            raise
    return found, shared


def _next_id(target: Path, now: datetime.datetime) -> str:
    own = now.strftime(_MOMENT)
    if (target / own).exists():
        raise UsageError(f"There is a backup {own} already: wait a second")
    return own


def backups(target: Path) -> tuple[str, ...]:
    """The backups in a folder, oldest first."""
    if not target.is_dir():
        return ()
    return tuple(sorted(path.name for path in target.iterdir() if _ID.fullmatch(path.name)))


def newest(target: Path) -> Backup | None:
    """The newest backup that can be read."""
    for id_ in reversed(backups(target)):
        try:
            return read_backup(target / id_)
        except RefusedError:
            continue
    return None


def read_backup(folder: Path) -> Backup:
    """What a backup says of itself. Raises RefusedError for a damaged or a later one."""
    try:
        raw = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        if raw["format"] > FORMAT:
            message = f"{folder} is of format {raw['format']}; this program knows {FORMAT}"
            raise RefusedError(f"{message}. Use the newer version that made it")
        kept = {path: Kept(**one) for path, one in raw.pop("files").items()}
        found = Backup(**raw, files=kept)
        for path in (*kept, *(one.same for one in kept.values()), *found.links):
            if Path(path).is_absolute() or ".." in Path(path).parts:
                raise ValueError(f"{path} leads out of it")
        return found
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RefusedError(f"{folder} is no whole backup ({error}): take another") from error


def backup_faults(folder: Path) -> tuple[Fault, ...]:
    """Every file of a backup that is gone or altered, and every one too many."""
    known = read_backup(folder)
    faults = []
    for path, kept in known.files.items():
        place = folder / path
        if not place.is_file() or place.is_symlink():
            faults.append(Fault(path, "", "is gone", "take another backup"))
        elif place.stat().st_size != kept.size or sha256(place) != kept.sha256:
            faults.append(Fault(path, "", "was altered", "take another backup"))
    for path, to in known.links.items():
        place = folder / path
        if not place.is_symlink() or str(place.readlink()) != to:
            faults.append(Fault(path, "", "is no link as it was", "take another backup"))
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not _is_folder(p)}
    for path in sorted(there - {*known.files, *known.links, INDEX}):
        faults.append(Fault(path, "", "does not belong to it", "take another backup"))
    return tuple(faults)


def restore(folder: Path, output: Path, tell: Tell) -> Backup:
    """Put a backup back into ``output``, which must be empty or not there.

    Every file is checked first. Raises RefusedError for a damaged backup, UsageError for an
    output folder with something in it.
    """
    if output.exists() and any(path.name != "lost+found" for path in output.iterdir()):
        raise UsageError(f"{output} is not empty: move what is there out of the way")
    tell(f"Checking {folder} …")
    if faults := backup_faults(folder):
        named = "\n".join(str(fault) for fault in faults[:100])
        raise RefusedError(f"{folder} is damaged:\n{named}")
    known = read_backup(folder)
    tell(f"Copying {len(known.files)} files to {output} …")
    for path, kept in known.files.items():
        same = output / kept.same if kept.same else None
        copy_plain(folder / path, output / path, same)
    if (output / DELIVERIES).is_dir():
        shut(output / DELIVERIES)
    flush_tree(output)
    for path, to in known.links.items():
        point(output / path, Path(to))
    return known


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


class _Copy:
    """One backup under way."""

    def __init__(self, output: Path, aside: Path, before: Backup | None, target: Path) -> None:
        self._output, self._aside = output, aside
        self._before, self._target = before, target
        self._files: dict[str, Kept] = {}
        self._links: dict[str, str] = {}
        self._inodes: dict[tuple[int, int], str] = {}
        self._shared = 0

    def all(self, id_: str) -> tuple[Backup, int]:
        """Copies everything; links first, so that what they point at is copied after them."""
        for shelf in (self._output, self._output / "sample"):
            for path in sorted(shelf.iterdir()) if shelf.is_dir() else ():
                if path.is_symlink():
                    self._link(path)
        if (self._output / DELIVERIES).is_dir():
            with alone(self._output / DELIVERIES, "takes in a delivery"):
                self._tree(self._output / DELIVERIES)
        for path in sorted(self._output.iterdir()):
            wanted = path.name != DELIVERIES and path.name not in _MADE_AGAIN
            if wanted and not path.name.startswith(_PASSING):
                self._tree(path)
        found = Backup(FORMAT, id_, str(self._output), self._files, self._links)
        return found, self._shared

    def _tree(self, top: Path) -> None:
        for path in _plain(top):
            if path.is_symlink():
                self._link(path)
                continue
            try:
                self._file(path)
            except FileNotFoundError:  # it was replaced or pruned at this moment
                name = path.relative_to(self._output).as_posix()
                self._files.pop(name, None)
                (self._aside / name).unlink(missing_ok=True)

    def _link(self, path: Path) -> None:
        name = path.relative_to(self._output).as_posix()
        if name in self._links:
            return
        self._links[name] = str(path.readlink())
        point(self._aside / name, path.readlink())

    def _file(self, path: Path) -> None:
        name = path.relative_to(self._output).as_posix()
        found = path.stat()
        inode = (found.st_dev, found.st_ino)
        mode = stat.S_IMODE(found.st_mode)
        if found.st_nlink > 1 and inode in self._inodes:
            first = self._inodes[inode]
            copy_plain(path, self._aside / name, self._aside / first)
            known = self._files[first]
            self._files[name] = Kept(known.sha256, known.size, mode, first)
            return
        digest = sha256(path)
        same = self._held(name, digest, mode)
        self._shared += same is not None
        copy_plain(path, self._aside / name, same)
        copied = self._aside / name
        if same is None and sha256(copied) != digest:  # it was replaced between the two
            digest = sha256(copied)
        self._files[name] = Kept(digest, copied.stat().st_size, mode)
        self._inodes[inode] = name

    def _held(self, name: str, digest: str, mode: int) -> Path | None:
        """The like in the backup before, when it is whole: a disk may have lost it since."""
        old = self._before.files.get(name) if self._before else None
        if self._before is None or old is None or (old.sha256, old.mode) != (digest, mode):
            return None
        path = self._target / self._before.id / name
        try:
            return path if sha256(path) == digest else None
        except OSError:
            return None


def _plain(top: Path) -> Iterator[Path]:
    """Files and links below ``top``, or itself; nothing that is only passing."""
    if not _is_folder(top):
        if top.is_file():
            yield top
        return
    try:
        inside = sorted(top.iterdir())
    except FileNotFoundError:
        return
    for path in inside:
        if path.name.startswith(_PASSING):
            continue
        if _is_folder(path):
            yield from _plain(path)
        elif path.is_symlink() or path.is_file():
            yield path
