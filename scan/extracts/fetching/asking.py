"""Extracts, fetching, asking: one file of one server, within bounds of size, time and place.

Input: an address of the catalogue and what is known of it. Output: the file, or that it did not
change. Every way in which servers and the nets before them misbehave ends in words of its own
(:class:`NotFetchedError`), and leaves nothing behind.
"""

import functools
import hashlib
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from scan.errors import ScanError
from scan.files import write_stream

MEGABYTE = 1_000_000
MOST_REDIRECTS = 5
MISSING = (404, 410)
FORBIDDEN = (401, 403)
KEPT_HEADERS = ("etag", "last-modified", "content-type", "content-length", "date")
_AGENT = "lokale-integratiescan (+https://github.com/)"
_PAGE = (b"<!doctype html", b"<html")
_SNIFFED = 512
"""Bytes at the beginning that tell a page from a file."""


class NotFetchedError(ScanError):
    """A file could not be fetched; the message says why and what to do."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a server is followed."""

    schemes: tuple[str, ...] = ("https",)
    silence: float = 30.0
    """Seconds in which nothing may come."""
    seconds: float = 900.0
    """Seconds for all of it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said."""

    changed: bool
    address: str
    """Of the file itself, behind redirects."""
    headers: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""
    size: int = 0


def ask(
    address: str,
    to: Path,
    *,
    hosts: frozenset[str],
    largest: int,
    headers: Mapping[str, str] | None = None,
    bounds: Bounds = Bounds(),
) -> Reply:
    """Fetch ``address`` into the file ``to``, of at most ``largest`` bytes.

    Raises NotFetchedError; then ``to`` is as it was.
    """
    sent = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **(headers or {})}
    deadline = time.monotonic() + bounds.seconds
    host = urlsplit(address).hostname or ""
    try:
        with httpx.Client(
            verify=_trust(), timeout=bounds.silence, follow_redirects=False, headers=sent
        ) as client:
            for _ in range(MOST_REDIRECTS + 1):
                _judge(address, hosts, bounds)
                with client.stream("GET", address) as answer:
                    if not answer.has_redirect_location:
                        return _received(answer, to, largest, deadline)
                    address = _onward(address, answer.headers["location"])
    except httpx.TimeoutException as error:
        message = f"{host} does not answer within {bounds.silence:g} seconds: try again later"
        raise NotFetchedError(message) from error
    except httpx.RemoteProtocolError as error:
        raise NotFetchedError(f"{host} cut the file off: try again later") from error
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        reason = str(error) or type(error).__name__
        raise NotFetchedError(f"{host} cannot be reached ({reason})") from error
    raise NotFetchedError(f"{host} sends from one address to the next without end")


@functools.cache
def _trust() -> ssl.SSLContext:
    """Whose word is taken for a server's name; to read all of it takes longer than to ask."""
    return httpx.create_ssl_context()


def _judge(address: str, hosts: frozenset[str], bounds: Bounds) -> None:
    parts = urlsplit(address)
    if parts.scheme not in bounds.schemes:
        raise NotFetchedError(f"{address} is not encrypted: only https is fetched")
    if parts.hostname not in hosts:
        message = f"{parts.hostname} is no host that the catalogue names for this source"
        raise NotFetchedError(f"{message}. If it is right, add it to hosts in [fetch]")


def _onward(address: str, location: str) -> str:
    """Where a redirect leads, on the same host."""
    target = urljoin(address, location)
    if urlsplit(target).netloc != urlsplit(address).netloc:
        message = f"{address} leads on to {urlsplit(target).netloc or target}: the file has moved"
        raise NotFetchedError(f"{message}. Look there, and mend the address in [fetch]")
    return target


def _received(answer: httpx.Response, to: Path, largest: int, deadline: float) -> Reply:
    address = str(answer.url)
    kept = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    if answer.status_code == httpx.codes.NOT_MODIFIED:
        return Reply(changed=False, address=address, headers=kept)
    _judge_status(answer.status_code, address)
    if "html" in answer.headers.get("content-type", ""):
        raise _page(address)
    said = answer.headers.get("content-length", "")
    if said.isdecimal() and int(said) > largest:
        raise _too_large(address, int(said), largest)
    digest, size = hashlib.sha256(), 0

    def pieces() -> Iterator[bytes]:
        nonlocal size
        for piece in answer.iter_raw():
            if size == 0 and piece[:_SNIFFED].lstrip().lower().startswith(_PAGE):
                raise _page(address)
            size += len(piece)
            if size > largest:
                raise _too_large(address, size, largest)
            if time.monotonic() > deadline:
                message = f"{address} comes too slowly: {size:,} bytes until time was up"
                raise NotFetchedError(f"{message}. Try again later")
            digest.update(piece)
            yield piece
        if size == 0:
            raise NotFetchedError(f"{address} is an empty file: try again later")

    write_stream(to, pieces())
    return Reply(True, address, kept, digest.hexdigest(), size)


def _judge_status(status: int, address: str) -> None:
    if status == httpx.codes.OK:
        return
    if status in MISSING:
        message = f"{address} is not there ({status}): not published yet, or moved"
    elif status in FORBIDDEN:
        message = f"{address} is not for us ({status}): give the key, or another one"
    else:
        message = f"{address} answered {status}: try again later"
    raise NotFetchedError(message)


def _page(address: str) -> NotFetchedError:
    message = f"{address}: the address has moved: a web page came where a file was"
    return NotFetchedError(f"{message}. Look for the file, and mend the address in [fetch]")


def _too_large(address: str, size: int, largest: int) -> NotFetchedError:
    message = f"{address} has {size:,} bytes or more, and at most {largest:,} are expected"
    return NotFetchedError(f"{message}. If it is right, raise largest in [fetch]")
