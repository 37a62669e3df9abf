"""The local server, asked over a real socket: the release, and nothing but the release."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scan.errors import UsageError
from scan.publish.serving import TYPES, Server, open_server, path_parts
from scan.publish.shelf import live_folder
from tests.publish.release_support import release

SECRET = b"nobody may read this"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with a release, and secrets all around it and inside."""
    shelf = tmp_path_factory.mktemp("house") / "shelf"
    release(shelf, pages={"gemeente/sint-niklaas/é 1.html": "<p>é</p>"})
    folder = live_folder(shelf)
    for place in (shelf.parent, shelf, shelf / "releases", folder / ".git"):
        place.mkdir(exist_ok=True)
        (place / "secret.txt").write_bytes(SECRET)
    (folder / ".hidden").write_bytes(SECRET)
    (folder / "link.txt").symlink_to(shelf / "secret.txt")
    (folder / "out").symlink_to(shelf)
    os.mkfifo(folder / "pipe")
    return shelf


@pytest.fixture(scope="module")
def server(shelf: Path) -> Iterator[Server]:
    with open_server(lambda: live_folder(shelf), 0) as server, served(server):
        yield server


@contextmanager
def served(server: Server) -> Iterator[None]:
    """While it lasts, the server answers."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()


def ask(
    server: Server, path: str, method: str = "GET", host: str | None = None
) -> tuple[int, str, bytes]:
    """Status, headers and body of what comes back for these very bytes."""
    name = f"127.0.0.1:{server.server_port}" if host is None else host
    request = f"{method} {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=20) as link:
        link.sendall(request.encode("utf-8", "surrogateescape"))
        answer = b"".join(iter(lambda: link.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), head.decode("latin-1"), body


@pytest.mark.parametrize(
    ("path", "kind", "begins"),
    [
        ("/", "text/html; charset=utf-8", b"<a href"),
        ("/index.html?sort=naam", "text/html; charset=utf-8", b"<a href"),
        ("/gemeente/12025/", "text/html; charset=utf-8", b"<a href"),
        ("/gemeente/sint-niklaas/%C3%A9%201.html", "text/html; charset=utf-8", "<p>é".encode()),
        ("/a.svg", "image/svg+xml", b"<svg"),
        ("/data/series.csv", "text/csv; charset=utf-8", b"nis;"),
        ("/data/displayed.parquet", "application/vnd.apache.parquet", b"PAR1"),
        ("/manifest.json", "application/json", b"{"),
        ("/rapporten/integratiescan/12025-mechelen.pdf", "application/pdf", b"12025"),
        ("/SHA256SUMS", "application/octet-stream", b""),
    ],
)
def test_files_come_with_their_type(server: Server, path: str, kind: str, begins: bytes) -> None:
    status, head, body = ask(server, path)
    assert status == 200
    assert f"Content-Type: {kind}\r\n" in head
    assert f"Content-Length: {len(body)}\r\n" in head
    assert "X-Content-Type-Options: nosniff" in head
    assert body.startswith(begins)


def test_a_folder_without_its_slash_gets_one(server: Server) -> None:
    status, head, _ = ask(server, "/gemeente/12025")
    assert status == 301
    assert "Location: 12025/\r\n" in head + "\r\n"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/../../secret.txt",
        "/gemeente/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2E%2E/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/gemeente/%2e%2e/%2e%2e/secret.txt",
        "//secret.txt",
        "///etc/passwd",
        "/%2Fetc%2Fpasswd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1/secret.txt",
        "secret.txt",
        "../secret.txt",
        "/link.txt",
        "/out/secret.txt",
        "/out",
        "/.hidden",
        "/.git/secret.txt",
        "/%2egit/secret.txt",
        "/pipe",
        "/index.html%00.txt",
        "/index.html/secret.txt",
        "/index.html/",
        "/a.svg/../secret.txt",
        "/%ff%fe",
        "/%zz",
        "/gemeente/",
        "*",
    ],
)
def test_nothing_outside_the_release_is_served(server: Server, path: str) -> None:
    status, _, body = ask(server, path)
    assert status == 404
    assert body == b"<title>Niet gevonden</title>"


_PIECES = (
    *("..", ".", "", "%2e%2e", "%2E.", "%2f", "%5c", "\\", "%00", "%252e%252e"),
    *("secret.txt", "out", "link.txt", "gemeente", "releases", "site", ".git", "index.html"),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_PIECES), max_size=6))
def test_no_path_leads_to_a_secret(server: Server, parts: list[str]) -> None:
    status, _, body = ask(server, "/" + "/".join(parts))
    assert status in (200, 301, 404)
    assert SECRET not in body


@given(st.text(max_size=40))
def test_parts_are_plain_names(path: str) -> None:
    parts = path_parts(f"/{path}")
    for part in parts or ():
        assert part not in ("", ".", "..")
        assert not set("/\\\0") & set(part)
        assert not part.startswith(".")
    if parts and path and not path.endswith("/"):
        assert "/".join(parts) == unquote(path)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT"])
def test_nothing_can_be_sent(server: Server, method: str) -> None:
    assert ask(server, "/", method)[0] == 501


def test_head_sends_no_body(server: Server) -> None:
    status, head, body = ask(server, "/index.html", "HEAD")
    assert (status, body) == (200, b"")
    assert f"Content-Length: {len(ask(server, '/index.html')[2])}" in head
    assert ask(server, "/weg", "HEAD")[::2] == (404, b"")


@pytest.mark.parametrize("host", ["", "example.org", "127.0.0.1", "example.org:80"])
def test_other_names_get_nothing(server: Server, host: str) -> None:
    """A page elsewhere whose name is made to resolve to this machine cannot read the site."""
    status, _, body = ask(server, "/", host=host)
    assert status == 421
    assert b"href" not in body


def test_only_the_loopback_listens(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_port}/"
    with pytest.raises(UsageError, match="give another --port"):
        open_server(Path, server.server_port)


def test_a_switch_shows_at_once(tmp_path: Path) -> None:
    release(tmp_path)
    with open_server(lambda: live_folder(tmp_path), 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        assert ask(server, "/nieuw.txt")[0] == 404
        release(tmp_path, days=1, pages={"nieuw.txt": "x"})
        assert ask(server, "/nieuw.txt")[2] == b"x"
        (tmp_path / "site").unlink()
        assert ask(server, "/nieuw.txt")[0] == 503
        server.shutdown()
        thread.join()


def test_what_a_release_holds_has_a_type() -> None:
    for name in ("calendar.ics", "feed.atom", "catalog.jsonld", "x.xlsx", "f.woff2", "s.js"):
        assert Path(name).suffix in TYPES
