"""The writer of PDFs reads the project's own files, and nothing else from the disk or the net."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pytest

from scan.errors import ReportError
from scan.report.pages.document import report_html
from scan.report.pdf.fetch import DeafFetcher
from scan.report.pdf.write import write
from tests.hostile.test_templates import spoilt_report
from tests.report.pdf.samples import METADATA, made, text_of
from tests.support.example_report import drawings, wording

SECRET = "geheim-wachtwoord-7391"
BODIES = {
    "link": "<link rel=stylesheet href='{url}'>",
    "import": "<style>@import '{url}';</style>",
    "import url": "<style>@import url({url}) print;</style>",
    "background": "<p style=\"background: url('{url}')\">x</p>",
    "content": "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "font": "<style>@font-face {{ font-family: f; src: url({url}) }} p {{ font: 9pt f }}</style>",
    "border": "<p style='border-image: url({url}) 3; border: 3pt solid'>x</p>",
    "mark": "<ul style='list-style-image: url({url})'><li>x</ul>",
    "image": "<img src='{url}' alt='een foto van het gemeentehuis'>",
    "images": "<img srcset='{url} 1x' src='{url}' alt='een foto van het gemeentehuis'>",
    "object": "<object data='{url}' type='image/svg+xml'></object>",
    "embedded": "<embed src='{url}' type='image/svg+xml'>",
    "SVG image": "<svg width='9' height='9'><image href='{url}' width='9' height='9'/></svg>",
    "SVG use": "<svg width='9' height='9'><use href='{url}#a'/></svg>",
    "SVG style": "<svg width='9' height='9'><style>@import '{url}';</style></svg>",
    "attachment": "<link rel=attachment href='{url}'>",
    "attachment link": "<a rel=attachment href='{url}'>x</a>",
    "base": "<base href='{url}'><img src='x.png' alt='een foto van het gemeentehuis'>",
}


class Ear(ThreadingHTTPServer):
    """A server on the loopback that notes who comes."""

    def __init__(self) -> None:
        self.visits: list[str] = []
        super().__init__(("127.0.0.1", 0), _Answer)


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Ear)
        self.server.visits.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(SECRET.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def ear() -> Iterator[Ear]:
    server = Ear()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.svg"
    path.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{SECRET}</text></svg>")
    return path


def leaked(pdf: bytes) -> bool:
    """Whether the secret stands in the file: in its bytes, its text or any stream inside."""
    if SECRET.encode() in pdf or SECRET in text_of(pdf):
        return True
    with pikepdf.open(BytesIO(pdf)) as opened:
        streams = (one for one in opened.objects if isinstance(one, pikepdf.Stream))
        return any(SECRET.encode() in one.read_bytes() for one in streams)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("kind", ["http", "file", "up", "data"])
def test_no_address_is_followed(body: str, kind: str, ear: Ear, secret: Path) -> None:
    url = {
        "http": f"http://127.0.0.1:{ear.server_port}/x.svg",
        "file": secret.as_uri(),
        "up": f"asset:../../../../../../../../..{secret}",
        "data": f"data:image/svg+xml,{SECRET}",
    }[kind]
    pdf = b""
    with suppress(ReportError):  # most are errors; an attachment is left out in silence
        pdf = made(f"<h1 data-subject='K'>Kop</h1>{body.format(url=url)}").pdf
    assert not (pdf and leaked(pdf))
    assert not ear.visits


@pytest.mark.parametrize(
    "attack",
    ["<img src='{web}/a'>", "<object data='{file}'>", "<style>@import '{web}'"],
)
def test_hostile_names_and_texts_reach_nothing(attack: str, ear: Ear) -> None:
    """Short ones: a longer text would be refused for the room it takes."""
    with TemporaryDirectory() as folder:
        secret = Path(folder) / "s"
        secret.write_text(SECRET)
        web = f"http://127.0.0.1:{ear.server_port}"
        contents = spoilt_report(attack.format(web=web, file=secret.as_uri()))
        laid = report_html(contents, wording())
        pdf = write(laid.html, laid.css, drawings(contents), METADATA).pdf
    assert not ear.visits
    assert not leaked(pdf)
    assert attack.partition("=")[0].partition("@")[0] in text_of(pdf)


@pytest.mark.parametrize(
    "url",
    [
        *("asset:%00", "asset:a%00b", "asset:" + "a" * 5_000, "asset:" + "../" * 3_000 + "x"),
        *("file:///etc/passwd", "file:///proc/self/environ", "file://localhost/etc/passwd"),
        *("asset:/etc/passwd", "asset:..%2f..%2fetc/passwd", "asset:%252e%252e/x", "asset:."),
        *("http://127.0.0.1/", "https://127.0.0.1/", "ftp://127.0.0.1/", "//127.0.0.1/x"),
        *("data:text/css,p{}", "javascript:x", "jar:file:x!/y", "http://[::1", "", "x.css"),
    ],
)
def test_the_fetcher_knows_only_the_project(url: str) -> None:
    with pytest.raises(LookupError):
        DeafFetcher().fetch(url)
