"""Publish, the shelf of releases: where they lie, and which one is live.

Input: a shelf (the output folder, or the part of it for made-up figures). Output: identifiers
and folders of releases. An identifier is the moment of publication in UTC, always later than
all others on the shelf, so that sorting by name is sorting by age.
"""

import datetime
import re
from pathlib import Path

from scan.errors import RefusedError, UsageError

RELEASES = "releases"
SITE = "site"
REFUSED = ".refused"
"""The release that was refused last, until the next one is published."""
STAGED = ".staged-"
"""How the name of a release starts that is still being filled."""

_ID = re.compile(r"\d{8}T\d{6}Z")
_FORMAT = "%Y%m%dT%H%M%SZ"


def releases_folder(shelf: Path) -> Path:
    """Where the releases of a shelf lie."""
    return shelf / RELEASES


def release_ids(shelf: Path) -> tuple[str, ...]:
    """Identifiers of all releases on the shelf, oldest first."""
    folder = releases_folder(shelf)
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if _ID.fullmatch(path.name)))


def live_id(shelf: Path) -> str | None:
    """The release that the web server serves; ``None`` before the first.

    Raises RefusedError when ``site`` is something else than a link to a release of this shelf.
    """
    link = shelf / SITE
    if not link.is_symlink():
        if link.exists():
            raise RefusedError(f"{link} is no link to a release: move it out of the way")
        return None
    target = link.readlink()
    known = target.parent == Path(RELEASES) and target.name in release_ids(shelf)
    if not known:
        message = f"{link} points at {target}, which is no release here"
        raise RefusedError(f"{message}: point it at one of {_listed(release_ids(shelf))}")
    return target.name


def refuse_lost_link(shelf: Path) -> None:
    """Raises RefusedError where there are releases and ``site`` is gone: nothing that follows
    could be compared with what readers saw."""
    ids = release_ids(shelf)
    if ids and live_id(shelf) is None:
        message = f"{shelf / SITE} is gone, the releases are not. Let it point at one of them"
        raise RefusedError(f"{message}: scan rollback --to {ids[-1]}")


def before(shelf: Path, release: str) -> str | None:
    """The newest release that is older than ``release``; ``None`` when it is the oldest."""
    older = [id_ for id_ in release_ids(shelf) if id_ < release]
    return older[-1] if older else None


def next_id(shelf: Path, now: datetime.datetime) -> str:
    """An identifier for a release made ``now`` (UTC): later than all there are."""
    ids = release_ids(shelf)
    own = now.strftime(_FORMAT)
    if ids and own <= ids[-1]:
        return (moment_of(ids[-1]) + datetime.timedelta(seconds=1)).strftime(_FORMAT)
    return own


def moment_of(release: str) -> datetime.datetime:
    """The moment that names a release."""
    return datetime.datetime.strptime(release, _FORMAT).replace(tzinfo=datetime.UTC)


def folder_of(shelf: Path, release: str) -> Path:
    """The folder of a release, or of the one refused last (``refused``).

    Raises UsageError for an unknown one, which lists those there are.
    """
    if release == REFUSED.removeprefix(".") and (releases_folder(shelf) / REFUSED).is_dir():
        return releases_folder(shelf) / REFUSED
    if release not in release_ids(shelf):
        raise UsageError(f"No release {release!r}. There are: {_listed(release_ids(shelf))}")
    return releases_folder(shelf) / release


def live_folder(shelf: Path) -> Path:
    """The folder of the release that is live. Raises UsageError before the first."""
    refuse_lost_link(shelf)
    live = live_id(shelf)
    if live is None:
        raise UsageError(f"Nothing is published under {shelf}: run scan nightly first")
    return releases_folder(shelf) / live


def _listed(ids: tuple[str, ...]) -> str:
    return ", ".join(ids) if ids else "none"
