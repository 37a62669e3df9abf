import socket
from pathlib import Path
from threading import Event, Thread

import pytest

from scan.errors import ReportError
from scan.house import FONTS
from scan.report.pdf.fetch import DeafFetcher
from tests.report.pdf.samples import made

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6360000000020001e221bc330000000049454e44ae426082"
)


class Listener:
    """A loopback server that only notes whether anybody came."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.visited = Event()
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        try:
            connection, _ = self._socket.accept()
        except OSError:
            return
        self.visited.set()
        connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.mark.parametrize(
    "body",
    [
        "<link rel=stylesheet href='{url}'>",
        "<style>@import url({url});</style>",
        "<p style='background: url({url})'>x</p>",
        "<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style>",
        "<img src='{url}' alt='een foto van het gemeentehuis'>",
        "<object data='{url}'></object>",
        "<a rel=attachment href='{url}'>x</a>",
        "<ul style='list-style-image: url({url})'><li>x</ul>",
    ],
)
@pytest.mark.parametrize("kind", ["http", "file", "path"])
def test_nothing_is_fetched_from_outside(body: str, kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(PIXEL)
    listener = Listener()
    url = {
        "http": f"http://127.0.0.1:{listener.port}/x.png",
        "file": secret.as_uri(),
        "path": f"asset:../../../../../../..{secret}",
    }[kind]
    try:
        with pytest.raises(ReportError):
            made(f"<h1 data-subject='K'>Kop</h1>{body.format(url=url)}")
        assert not listener.visited.is_set()
    finally:
        listener.close()


def test_an_attachment_in_the_html_is_not_attached(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("geheim")
    pdf = made(f"<h1>Kop</h1><link rel=attachment href='{secret.as_uri()}'>").pdf
    assert b"EmbeddedFile" not in pdf


def test_only_files_of_the_given_folders_are_served(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.css").write_text("p {}")
    (tmp_path / "out.css").write_text("p {}")
    (tmp_path / "in" / "link.css").symlink_to(tmp_path / "out.css")
    fetcher = DeafFetcher((tmp_path / "in",))
    assert fetcher("asset:a.css").read() == b"p {}"
    assert fetcher("asset:a.css").content_type == "text/css"
    assert fetcher((tmp_path / "in" / "a.css").as_uri()).read() == b"p {}"
    inside = (tmp_path / "in").as_uri()
    for url in (
        "asset:../out.css",
        "asset:%2e%2e/out.css",
        "asset:link.css",
        f"{inside}/../out.css",
        f"{inside}/%2e%2e/out.css",
        "asset:",
        "asset:b.css",
        "data:text/css,p{}",
        "https://example.org/a.css",
        "file://example.org/a.css",
        "chart:weg",
    ):
        with pytest.raises(LookupError):
            fetcher(url)


def test_a_picture_of_the_project_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.png").write_bytes(PIXEL)
    fetcher = DeafFetcher((tmp_path, FONTS))
    monkeypatch.setattr("scan.report.pdf.write._fetcher", lambda: fetcher)
    pdf = made("<h1>Kop</h1><img src='asset:a.png' alt='een foto van het gemeentehuis'>").pdf
    assert b"/Subtype /Image" in pdf
