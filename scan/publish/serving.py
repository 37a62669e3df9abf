"""Publish, serving: a local server that shows the release that is live, and nothing else.

Input: a shelf. Output: pages over HTTP on the loopback address. A path is taken apart and
opened folder by folder without following links, so that neither ``..``, nor an encoded slash,
nor a link put into the release leads out of it. Names that start with a dot do not exist. It
shows what readers will see; for the public a real web server serves the same folder.
"""

import io
import os
import shutil
import stat
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote_to_bytes

from scan import __version__
from scan.errors import ScanError, UsageError
from scan.publish.links import INDEX

LOOPBACK = "127.0.0.1"
NOT_FOUND = "404.html"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".py": "text/plain; charset=utf-8",
    ".r": "text/plain; charset=utf-8",
    ".pq": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".geojson": "application/geo+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
    ".zip": "application/zip",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    ),
}
"""What every answer says; ``.deploy/Caddyfile`` says the same."""
RELOAD, STATE = "/.reload.js", "/.state.txt"
"""Addresses of a server whose pages load themselves anew; nothing of a release is called so."""
_RELOAD = b"""\
let before
setInterval(async () => {
  const now = await (await fetch("/.state.txt")).text()
  if (before !== undefined && now !== before) location.reload()
  before = now
}, 500)
"""
_SCRIPT = f'<script src="{RELOAD}" defer></script>\n'.encode()
"""What such pages end with."""
_PATIENCE = 30
"""Seconds after which a silent client is left."""


class Server(ThreadingHTTPServer):
    """Serves the folder that ``folder()`` names at the moment of each request."""

    daemon_threads = True

    def __init__(self, folder: Callable[[], Path], port: int, *, reloading: bool = False) -> None:
        self.folder, self.reloading = folder, reloading
        self.state = 0
        """How often what is served was made anew; open pages ask for it when ``reloading``."""
        super().__init__((LOOPBACK, port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is no fault; anything else is shown."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    @property
    def address(self) -> str:
        """What to type into a browser."""
        return f"http://{LOOPBACK}:{self.server_port}/"


def open_server(folder: Callable[[], Path], port: int, *, reloading: bool = False) -> Server:
    """A server on the loopback; port 0 takes any free one. Pages that are ``reloading`` load
    themselves anew when its state changes. Raises UsageError for a port in use."""
    try:
        return Server(folder, port, reloading=reloading)
    except (OSError, OverflowError) as error:
        raise UsageError(f"Cannot listen on port {port} ({error}): give another --port") from error


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = f"scan/{__version__}"
    sys_version = ""
    timeout = _PATIENCE

    def do_GET(self) -> None:
        """Sends a file."""
        self._answer()

    def do_HEAD(self) -> None:
        """Sends the headers of a file."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the operator has a browser to look at."""

    def _answer(self) -> None:
        if not self._is_for_us():
            self._say(HTTPStatus.MISDIRECTED_REQUEST)
            return
        try:
            folder = self.server.folder()
        except ScanError:
            self._say(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        path = self.path.partition("?")[0]
        if self.server.reloading and path in (RELOAD, STATE):
            data = _RELOAD if path == RELOAD else str(self.server.state).encode()
            self._send(HTTPStatus.OK, io.BytesIO(data), path)
            return
        parts = path_parts(path)
        found = open_inside(folder, parts) if parts is not None else None
        if found is None or not parts:
            self._not_found(folder)
        elif isinstance(found, Folder):
            self._redirect(parts[-1])
        else:
            self._send(HTTPStatus.OK, found, parts[-1])

    def _is_for_us(self) -> bool:
        """Whether the name asked for is this machine's own: no other site may read from here."""
        own = {f"{name}:{self.server.server_port}" for name in ("localhost", LOOPBACK)}
        return self.headers.get("Host", "") in own

    def _not_found(self, folder: Path) -> None:
        """The release's own page for what is not there."""
        page = open_inside(folder, (NOT_FOUND,))
        if page is None or isinstance(page, Folder):
            self._say(HTTPStatus.NOT_FOUND)
        else:
            self._send(HTTPStatus.NOT_FOUND, page, NOT_FOUND)

    def _redirect(self, name: str) -> None:
        """To the same address with a slash, so that relative links in the page work."""
        self._head(HTTPStatus.MOVED_PERMANENTLY, "text/plain; charset=utf-8", 0, f"{quote(name)}/")

    def _say(self, status: HTTPStatus) -> None:
        text = f"{status.value} {status.phrase}\n".encode()
        self._head(status, "text/plain; charset=utf-8", len(text))
        if self.command != "HEAD":
            self.wfile.write(text)

    def _send(self, status: HTTPStatus, stream: BinaryIO, name: str) -> None:
        with stream:
            ending = Path(name).suffix.lower()
            more = _SCRIPT if self.server.reloading and ending == ".html" else b""
            kind = TYPES.get(ending, "application/octet-stream")
            self._head(status, kind, stream.seek(0, os.SEEK_END) + len(more))
            if self.command != "HEAD":
                stream.seek(0)
                shutil.copyfileobj(stream, self.wfile)
                self.wfile.write(more)

    def _head(self, status: HTTPStatus, kind: str, length: int, location: str = "") -> None:
        self.send_response(status)
        headers = {"Content-Type": kind, "Content-Length": str(length), **HEADERS}
        if location:
            headers["Location"] = location
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


# --- from an address to a file --------------------------------------------------------------


class Folder:
    """Stands for a folder that was found where a file was asked for."""


def path_parts(path: str) -> tuple[str, ...] | None:
    """The names in the path of an address; a closing slash means the index of a folder.

    ``None`` for a path that can lead to nothing inside a release: one with an empty, hidden or
    unprintable name, an encoded slash, a backslash, or bytes that are no UTF-8.
    """
    first, *names = path.split("/")
    if first or not names:
        return None
    if not names[-1]:
        names[-1] = INDEX
    parts = []
    for name in names:
        try:
            part = unquote_to_bytes(name).decode("utf-8")
        except UnicodeDecodeError:
            return None
        if not part or part.startswith(".") or not part.isprintable() or set("/\\") & set(part):
            return None
        parts.append(part)
    return tuple(parts)


def open_inside(folder: Path, parts: tuple[str, ...]) -> BinaryIO | Folder | None:
    """What lies under ``folder`` at ``parts``; ``None`` for nothing, links and devices.

    Each folder on the way is opened from the one before it and must not be a link, so that
    nothing can be swapped in between.
    """
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    for part in parts:
        try:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
            inner = os.open(part, flags, dir_fd=handle)
        except OSError:
            return None
        finally:
            os.close(handle)
        handle = inner
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    return Folder() if stat.S_ISDIR(mode) else None
