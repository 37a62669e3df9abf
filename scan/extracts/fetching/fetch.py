"""Extracts, fetching: new public files of the sources into the inbox, each with its origin.

Input: the catalogue, what is known of earlier fetches (``deliveries/fetched.json``). Output: files
in the inbox that changed, and beside each where it comes from: address, moment, headers, hash,
licence. A server is asked whether anything changed; the same bytes are nothing new; sources that
share a file share the fetch. A fetch that fails is told, and makes a source late, nothing more.
"""

import datetime
import fnmatch
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from scan.catalogue.fetching import Fetch
from scan.catalogue.sources import Source
from scan.errors import ExtractError, UsageError
from scan.extracts.arrived import INBOX
from scan.extracts.chosen import DELIVERIES
from scan.extracts.fetched import Known, read_known, write_known
from scan.extracts.fetching.asking import MEGABYTE, Bounds, NotFetchedError, Reply, ask
from scan.extracts.fetching.turtle import distributions
from scan.extracts.inbox import origin_of
from scan.extracts.readers.archives import entries_of, unpacked
from scan.files import alone, aside_name, copy_file, sha256, sweep_tree, write_bytes, write_text

NEW, SAME, LATE, WOULD = "new", "same", "late", "would ask"
MOST_OF_A_CATALOGUE = 100 * MEGABYTE
_ODD = re.compile(r"[^A-Za-z0-9._()+ -]+")
_CONDITIONS = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address."""

    sources: tuple[str, ...]
    address: str
    state: str
    """``new``, ``same``, ``late`` (it failed), or ``would ask`` of a dry run."""
    message: str = ""
    file: str = ""
    """Its name in the inbox."""


def wanted(sources: Mapping[str, Source], names: Iterable[str]) -> tuple[Source, ...]:
    """The sources that can be fetched, or those of them that are named.

    Sources that take the same files share the ``[fetch]`` that one of them has. Raises UsageError
    for one that is unknown or cannot be fetched.
    """
    chosen = tuple(names)
    shared = {source.files: source.fetch for source in sources.values() if source.fetch}
    found = {
        source.id: source.model_copy(update={"fetch": fetch})
        for source in sources.values()
        if (fetch := source.fetch or shared.get(source.files))
    }
    for name in chosen:
        if name not in sources:
            raise UsageError(f"There is no source {name}: see scan list sources")
        if name not in found:
            raise UsageError(f"{name} has no [fetch] in the catalogue: somebody brings its file")
    return tuple(source for source in found.values() if not chosen or source.id in chosen)


def fetch_all(
    sources: tuple[Source, ...],
    output: Path,
    environment: Mapping[str, str],
    now: datetime.datetime,
    tell: Callable[[str], None],
    *,
    dry_run: bool = False,
    bounds: Bounds = Bounds(),  # noqa: B008 (frozen)
) -> tuple[Fetched, ...]:
    """Ask for every file of the sources, once; what is new lies in the inbox afterwards.

    Raises LockedError while another fetch is under way.
    """
    folder = output / DELIVERIES
    shared: dict[Fetch, list[str]] = {}
    for source in sources:
        if source.fetch is not None:
            shared.setdefault(source.fetch, []).append(source.id)
    if dry_run:
        return tuple(Fetched(tuple(ids), f.address, WOULD) for f, ids in shared.items())
    found = []
    with alone(folder / INBOX, "is fetching"):
        sweep_tree(folder)
        known = read_known(output)
        for fetch, ids in shared.items():
            tell(f"{', '.join(ids)}: {fetch.address} …")
            one = _Errand(fetch, tuple(ids), folder, environment, now, bounds)
            result, after = one.run(known.get(one.key, Known()))
            known[one.key] = after
            write_known(output, known)
            found.append(result)
    return tuple(found)


@dataclass(frozen=True)
class _Errand:
    """One address to ask, for some sources."""

    fetch: Fetch
    sources: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    now: datetime.datetime
    bounds: Bounds

    @property
    def key(self) -> str:
        """What tells it from others."""
        one = self.fetch
        return " ".join((one.kind, one.address, one.dataset, one.match, one.member)).strip()

    def run(self, before: Known) -> tuple[Fetched, Known]:
        """What came of it, and what is known from now on."""
        try:
            with TemporaryDirectory(prefix=aside_name(), dir=self.folder) as place:
                return self._asked(before, Path(place))
        except (NotFetchedError, ExtractError) as error:
            since = before.since if before.failing else self.now.isoformat(timespec="seconds")
            late = Fetched(self.sources, self.fetch.address, LATE, str(error))
            return late, replace(before, failing=str(error), since=since)

    def _asked(self, before: Known, place: Path) -> tuple[Fetched, Known]:
        address, stamp = self._address(place)
        same = before.address == address
        if same and stamp and (before.headers or {}).get("modified") == stamp:
            return self._same(before, address)
        reply = self._ask(address, place / "file", before.headers if same else None)
        if not reply.changed or reply.sha256 == before.sha256:
            return self._same(before, address, reply, stamp)
        name, path = self._wanted(place / "file", reply)
        if path.stat().st_size and sha256(path) == before.sha256:
            return self._same(before, address, reply, stamp)
        self._put(path, name, reply)
        headers = {**reply.headers, **({"modified": stamp} if stamp else {})}
        moment = self.now.isoformat(timespec="seconds")
        after = Known(address, headers, reply.sha256, moment)
        size = f"{reply.size:,} bytes"
        return Fetched(self.sources, address, NEW, size, name), after

    def _same(
        self, before: Known, address: str, reply: Reply | None = None, stamp: str = ""
    ) -> tuple[Fetched, Known]:
        headers = dict(before.headers or {}) | dict(reply.headers if reply else {})
        headers |= {"modified": stamp} if stamp else {}
        after = replace(before, address=address, headers=headers, failing="", since="")
        return Fetched(self.sources, address, SAME, "nothing changed"), after

    def _ask(self, address: str, to: Path, known: Mapping[str, str] | None) -> Reply:
        headers = {
            header: (known or {})[name] for name, header in _CONDITIONS if name in (known or {})
        }
        if self.fetch.key:
            key = self.environment.get(self.fetch.key, "")
            if not key:
                raise NotFetchedError(f"{self.fetch.key} is not set: the server asks a key")
            headers["apikey"] = key
        return ask(
            address,
            to,
            hosts=self.fetch.allowed,
            largest=self.fetch.largest * MEGABYTE,
            headers=headers,
            bounds=self.bounds,
        )

    def _address(self, place: Path) -> tuple[str, str]:
        """The address of the file itself, and when its supplier says that it changed last."""
        fetch = self.fetch
        if fetch.kind == "opendatasoft":
            text = self._text(fetch.address, place)
            try:
                stamp = str(json.loads(text)["metas"]["default"]["modified"])
            except (ValueError, TypeError, KeyError) as error:
                message = f"{fetch.address} does not say when the dataset was modified"
                raise NotFetchedError(f"{message}: the address has moved") from error
            return f"{fetch.address}/exports/csv?delimiter=%3B", stamp
        if fetch.kind == "dcat":
            text = self._text(fetch.address, place)
            return _distribution(text, fetch), ""
        return fetch.address, ""

    def _text(self, address: str, place: Path) -> str:
        path = place / "catalogue"
        ask(
            address,
            path,
            hosts=self.fetch.allowed,
            largest=MOST_OF_A_CATALOGUE,
            bounds=self.bounds,
        )
        return path.read_text(encoding="utf-8", errors="replace")

    def _wanted(self, path: Path, reply: Reply) -> tuple[str, Path]:
        """The file that goes into the inbox, and its name there."""
        name = self.fetch.name or plain_name(unquote(urlsplit(reply.address).path))
        if self.fetch.kind == "opendatasoft" and not self.fetch.name:
            name = f"{plain_name(urlsplit(self.fetch.address).path)}.csv"
        if not self.fetch.member:
            _judge_kind(path, name, reply.address)
            return name, path
        data = path.read_bytes()
        archive = Path(name)
        found = [
            entry
            for entry in entries_of(data, archive)
            if fnmatch.fnmatchcase(Path(entry.filename).name, self.fetch.member)
        ]
        if len(found) != 1:
            message = f"{reply.address} holds {len(found)} files like {self.fetch.member}"
            raise NotFetchedError(f"{message}: mend member in [fetch]")
        write_bytes(path.with_name("member"), unpacked(data, found[0], archive))
        return self.fetch.name or plain_name(found[0].filename), path.with_name("member")

    def _put(self, path: Path, name: str, reply: Reply) -> None:
        """Put a file in the inbox, its origin first: a file is never there without one."""
        origin = {
            "address": reply.address,
            "catalogue": self.fetch.address,
            "fetched": self.now.isoformat(timespec="seconds"),
            "headers": dict(reply.headers),
            "updated": reply.headers.get("last-modified", ""),
            "licence": self.fetch.licence,
            "member": self.fetch.member,
            "sources": self.sources,
        }
        put(path, self.folder / INBOX / name, origin)


def put(path: Path, target: Path, origin: Mapping[str, object]) -> None:
    """Let the file at ``path`` be a delivery at ``target``, with where it comes from beside it."""
    facts = {**origin, "sha256": sha256(path), "size": path.stat().st_size}
    write_text(origin_of(target), f"{json.dumps(facts, ensure_ascii=False, indent=1)}\n")
    copy_file(path, target)


def _distribution(text: str, fetch: Fetch) -> str:
    try:
        found = distributions(text, fetch.dataset)
    except ValueError as error:
        message = f"{fetch.address} is no catalogue in Turtle ({error})"
        raise NotFetchedError(f"{message}: the address has moved") from error
    fitting = [one for one in found if fnmatch.fnmatchcase(one, fetch.match)]
    if not fitting:
        message = f"{fetch.address} lists {len(found)} files of {fetch.dataset}"
        raise NotFetchedError(f"{message}, none like {fetch.match}: mend dataset or match")
    return fitting[-1]


def _judge_kind(path: Path, name: str, address: str) -> None:
    """Raises NotFetchedError for bytes that cannot be what the name says."""
    with path.open("rb") as stream:
        begin = stream.read(4)
    if name.lower().endswith((".xlsx", ".zip")) and not begin.startswith(b"PK"):
        message = f"{address} is no workbook or archive, though it is called {name}"
        raise NotFetchedError(f"{message}: the address has moved, or the file is broken there")


def plain_name(path: str) -> str:
    """The name of a file in the inbox, of plain letters. Raises NotFetchedError for none."""
    name = _ODD.sub("_", Path(path).name).lstrip(".")
    if not name:
        raise NotFetchedError(f"{path} has no name of a file: give name in [fetch]")
    return name
