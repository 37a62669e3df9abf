"""The web server that is recommended, with its very configuration, on the loopback."""

import gzip
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from scan.house import ROOT
from scan.publish.serving import HEADERS

CADDY = shutil.which("caddy")
PAGE = "<!doctype html><title>Site</title>" + "<p>Een bladzijde.</p>" * 200
FILES = {
    "index.html": PAGE,
    "404.html": "<!doctype html><title>Niet gevonden</title>",
    "mechelen/index.html": PAGE,
    "assets/site-0123456789ab.css": "a{color:red}" * 200,
    "assets/plain.css": "a{}",
    "data/DE_36.parquet": "PAR1",
    "data/catalog.jsonld": "{}",
    "data/DE_36.csv": "a,b\n",
    "calendar.ics": "BEGIN:VCALENDAR",
    "manifest.json": "{}",
    ".secret": "x",
}
pytestmark = pytest.mark.skipif(CADDY is None, reason="needs Debian's package caddy")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address of a server of the folder ``site``, a link to a release; and that link."""
    folder = tmp_path_factory.mktemp("served")
    for release in ("one", "two"):
        for name, text in FILES.items():
            path = folder / release / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("Site", release), encoding="utf-8")
    (folder / "site").symlink_to("one")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    assert CADDY
    process = subprocess.Popen(
        [CADDY, "run", "--config", str(ROOT / ".deploy" / "Caddyfile"), "--adapter", "caddyfile"],
        env={
            **os.environ,
            "SITE_ADDRESS": address,
            "SITE_ROOT": str(folder / "site"),
            "HOME": str(folder),
        },
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield address, folder / "site"
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "it ended at once: a fault in the configuration"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("it never listened")


def _get(address: str, **headers: str) -> tuple[int, Message, bytes]:
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_what_is_not_there_gets_the_page_that_says_so(site: tuple[str, Path]) -> None:
    for name in ("/nowhere", "/mechelen/nothing.html", "/.secret", "/manifest.json"):
        status, _, body = _get(site[0] + name)
        assert status == 404, name
        assert b"Niet gevonden" in body, name


def test_hashed_files_are_kept_and_pages_are_asked_for_anew(site: tuple[str, Path]) -> None:
    kept = _get(f"{site[0]}/assets/site-0123456789ab.css")[1]["Cache-Control"]
    assert kept == "public, max-age=31536000, immutable"
    for name in ("/", "/mechelen/", "/assets/plain.css", "/data/DE_36.csv", "/nowhere"):
        assert _get(site[0] + name)[1].get_all("Cache-Control") == ["no-cache"], name


def test_a_page_that_did_not_change_is_not_sent_again(site: tuple[str, Path]) -> None:
    tag = _get(f"{site[0]}/")[1]["ETag"]
    assert _get(f"{site[0]}/", **{"If-None-Match": tag})[0] == 304


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("/", "text/html"),
        ("/data/DE_36.parquet", "application/vnd.apache.parquet"),
        ("/data/catalog.jsonld", "application/ld+json"),
        ("/data/DE_36.csv", "text/csv"),
        ("/calendar.ics", "text/calendar"),
    ],
)
def test_types_of_files(site: tuple[str, Path], name: str, kind: str) -> None:
    assert _get(site[0] + name)[1].get_content_type() == kind


def test_headers_that_keep_readers_safe(site: tuple[str, Path]) -> None:
    for name in ("/", "/nowhere"):
        headers = _get(site[0] + name)[1]
        assert {key: headers[key] for key in HEADERS} == HEADERS
        assert headers["Server"] is None


def test_pages_travel_compressed(site: tuple[str, Path]) -> None:
    _, headers, body = _get(f"{site[0]}/", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert b"Een bladzijde" in gzip.decompress(body)
    assert len(body) < len(PAGE) / 4


def test_a_switched_link_is_seen_at_the_next_request(site: tuple[str, Path]) -> None:
    address, link = site
    assert b"<title>one" in _get(f"{address}/")[2]
    aside = link.with_name("aside")
    aside.symlink_to("two")
    aside.rename(link)
    assert b"<title>two" in _get(f"{address}/")[2]
