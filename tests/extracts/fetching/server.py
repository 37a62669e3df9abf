"""A server on the loopback that does what suppliers' servers do, the bad things too."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

CSV = b"year,nis,BEL,ETR,total\n2024,11001,900,100,1000\n"


@dataclass
class Site:
    """What stands on the server, and what was asked and sent."""

    files: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    sent: int = 0
    """Bytes of files."""
    etags: bool = True
    dates: bool = True
    address: str = ""

    def host(self) -> frozenset[str]:
        """The host that may be asked."""
        return frozenset(("127.0.0.1",))


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """The address of a server with this site on it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            name = self.path.partition("?")[0]
            if name in site.answers:
                site.answers[name](self)
            elif name in site.files:
                _file(self, site, site.files[name])
            else:
                self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever)
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site.address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _file(handler: BaseHTTPRequestHandler, site: Site, data: bytes) -> None:
    tag, date = f'"{hash(data):x}"', "Mon, 02 Nov 2026 08:00:00 GMT"
    given = handler.headers
    same = (site.etags and given["If-None-Match"] == tag) or (
        not site.etags and site.dates and given["If-Modified-Since"] == date
    )
    handler.send_response(304 if same else 200)
    if site.etags:
        handler.send_header("ETag", tag)
    if site.dates:
        handler.send_header("Last-Modified", date)
    handler.send_header("Content-Type", "text/csv")
    handler.send_header("Content-Length", "0" if same else str(len(data)))
    handler.end_headers()
    if not same:
        handler.wfile.write(data)
        site.sent += len(data)


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answers with a code and nothing else."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def body(
    data: bytes, kind: str = "text/csv", said: int | None = None, pause: float = 0.0
) -> Callable[[BaseHTTPRequestHandler], None]:
    """Answers with bytes, which may be others than it says, and slowly."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        if said is None or said >= 0:
            handler.send_header("Content-Length", str(len(data) if said is None else said))
        handler.end_headers()
        try:
            for at in range(0, len(data), 1_000):
                handler.wfile.write(data[at : at + 1_000])
                handler.wfile.flush()
                time.sleep(pause)
        except OSError:
            return

    return answer
