"""Extracts, fetching, share: what suppliers put on a share elsewhere comes into the inbox.

Input: an address that fsspec knows, as ``s3://bucket/folder`` or ``sftp://host/folder``. Output:
the files that lie straight in it and are new, in the inbox, each with its origin. Nothing is
changed there: the right to read is enough. Credentials are those of the environment; what a file
system says is never passed on, since some of them say passwords.
"""

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

import fsspec

from scan.errors import UsageError
from scan.extracts.arrived import INBOX
from scan.extracts.chosen import DELIVERIES
from scan.extracts.fetched import Known, read_known, write_known
from scan.extracts.fetching.asking import MEGABYTE, NotFetchedError
from scan.extracts.fetching.fetch import LATE, NEW, SAME, WOULD, Fetched, plain_name, put
from scan.files import alone, aside_name, sweep_tree, write_stream

KINDS = ("file", "s3", "sftp", "smb")
"""Of addresses: no other is asked, and no address within an address (``::``)."""
LARGEST = 200 * MEGABYTE
"""Bytes of a file: what an intake takes."""
MOST = 200
"""Files of a share: more is another folder than was meant."""
WHO = ("share",)
_BLOCK = 1 << 20
_HIDDEN = re.compile(r"[.~]")


@dataclass(frozen=True)
class _Share:
    """A folder elsewhere."""

    system: Any
    root: str
    label: str
    """Its address, without user and password."""

    def files(self) -> dict[str, Mapping[str, Any]]:
        """Name → what is known of it, for those that lie straight in it."""
        try:
            found = self.system.ls(self.root, detail=True)
        except Exception as error:  # each file system has errors of its own
            raise NotFetchedError(f"{self.label} cannot be read ({_kind(error)})") from error
        names = {PurePosixPath(one["name"]).name: one for one in found if one["type"] == "file"}
        names = {name: one for name, one in names.items() if not _HIDDEN.match(name)}
        if len(names) > MOST:
            raise NotFetchedError(f"{self.label} holds {len(names)} files, more than {MOST}")
        return dict(sorted(names.items()))

    def fetch(self, facts: Mapping[str, Any], to: Path) -> tuple[str, int]:
        """Puts the bytes of a file at ``to``; their hash and number."""
        digest, size = hashlib.sha256(), 0

        def pieces() -> Iterator[bytes]:
            nonlocal size
            with self.system.open(facts["name"], "rb") as stream:
                while piece := stream.read(_BLOCK):
                    size += len(piece)
                    if size > LARGEST:
                        raise NotFetchedError(f"has more than {LARGEST:,} bytes")
                    digest.update(piece)
                    yield piece

        try:
            write_stream(to, pieces())
        except NotFetchedError:
            raise
        except Exception as error:
            raise NotFetchedError(f"cannot be read ({_kind(error)})") from error
        return digest.hexdigest(), size


def fetch_share(
    address: str,
    output: Path,
    now: datetime.datetime,
    tell: Callable[[str], None],
    *,
    dry_run: bool = False,
) -> tuple[Fetched, ...]:
    """Brings what is new on the share into the inbox; what fails is told and is late.

    Raises UsageError for an address of another kind, LockedError while another fetch is under way.
    """
    label = _label(address)
    if dry_run:
        return (Fetched(WHO, label, WOULD),)
    folder = output / DELIVERIES
    tell(f"{label} …")
    with alone(folder / INBOX, "is fetching"):
        sweep_tree(folder)
        known = read_known(output)
        try:
            share = _opened(address, label)
            files = share.files()
        except NotFetchedError as error:
            known[label] = _failing(known.get(label, Known()), str(error), now)
            write_known(output, known)
            return (Fetched(WHO, label, LATE, str(error)),)
        known[label] = Known(label)
        found = []
        for name, facts in files.items():
            key = f"{label}/{name}"
            one, known[key] = _brought(share, name, facts, known.get(key, Known()), folder, now)
            write_known(output, known)
            found.append(one)
    return tuple(found)


def _label(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in KINDS or "::" in address:
        kinds = ", ".join(f"{kind}://" for kind in KINDS)
        raise UsageError(f"A share has an address that begins with one of {kinds}")
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path.rstrip('/')}"


def _opened(address: str, label: str) -> _Share:
    try:
        system, root = fsspec.core.url_to_fs(address)
    except ImportError as error:
        raise UsageError(f"{label} needs another package: {error}") from error
    except Exception as error:
        raise NotFetchedError(f"{label} cannot be reached ({_kind(error)})") from error
    return _Share(system, root, label)


def _brought(
    share: _Share,
    name: str,
    facts: Mapping[str, Any],
    before: Known,
    folder: Path,
    now: datetime.datetime,
) -> tuple[Fetched, Known]:
    """What came of one file, and what is known of it from now on."""
    where, moment = f"{share.label}/{name}", now.isoformat(timespec="seconds")
    stamp = _stamp(facts)
    if before.sha256 and not before.failing and before.headers == stamp:
        return Fetched(WHO, where, SAME, "nothing changed"), before
    try:
        if int(facts.get("size") or 0) > LARGEST:
            raise NotFetchedError(f"has more than {LARGEST:,} bytes")
        with TemporaryDirectory(prefix=aside_name(), dir=folder) as place:
            path = Path(place) / "file"
            digest, size = share.fetch(facts, path)
            after = Known(where, stamp, digest, moment)
            if digest == before.sha256:
                return Fetched(WHO, where, SAME, "nothing changed"), after
            origin = {"address": where, "fetched": moment, "headers": stamp, "sources": WHO}
            put(path, folder / INBOX / plain_name(name), origin)
    except NotFetchedError as error:
        late = Fetched(WHO, where, LATE, f"{where} {error}")
        return late, _failing(before, f"{where} {error}", now)
    return Fetched(WHO, where, NEW, f"{size:,} bytes", plain_name(name)), after


def _stamp(facts: Mapping[str, Any]) -> dict[str, str]:
    """What changes with a file, as its file system tells it."""
    names = ("size", "mtime", "LastModified", "last_modified", "ETag", "modified", "created")
    return {name: json.dumps(facts[name], default=str) for name in names if name in facts}


def _failing(before: Known, message: str, now: datetime.datetime) -> Known:
    since = before.since if before.failing else now.isoformat(timespec="seconds")
    return replace(before, failing=message, since=since)


def _kind(error: Exception) -> str:
    """What went wrong, without what was said: it may hold a password."""
    return type(error).__name__
