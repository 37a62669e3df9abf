"""Each kind of bad night shows: in the health and its exit code, in the metrics, in a message."""

import datetime
import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from scan.catalogue.reading import Catalogue
from scan.errors import UsageError
from scan.extracts.ledger import append
from scan.extracts.real_figures import mark_real
from scan.files import write_text
from scan.nightly import health as health_module
from scan.nightly.health import Health, health, lines_of
from scan.nightly.messages import Channels, body, channels, subject, tell
from scan.nightly.metrics import metrics_text, write_metrics
from scan.nightly.runs import BROKEN, FINISHED, TURNED_DOWN, Done, Failed, Run
from scan.publish.releases import SITE
from tests.extracts.test_ledger import entry
from tests.publish.release_support import NOON, release

HOUR = datetime.timedelta(hours=1)


def _now() -> datetime.datetime:
    """Asked for when it is needed: a test may run long after its module was loaded."""
    return datetime.datetime.now(datetime.UTC)


@pytest.fixture(autouse=True)
def room(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine of the tests may be fuller than the factory likes."""
    monkeypatch.setattr(health_module, "LEAST_DISK", 1)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A folder after a good night of real figures."""
    folder = tmp_path / "output"
    append(folder / "deliveries", (entry("1"),))
    mark_real(folder, "1", published=True)
    _published(folder)
    _night(folder)
    return folder


def _published(folder: Path) -> None:
    release(folder, days=(_now() - NOON).days)


def _night(
    folder: Path, state: str = FINISHED, code: int = 0, message: str = "", failed: str = ""
) -> Run:
    run = Run(folder, "scan nightly")
    with run.step("series") as meter:
        meter.made(3, 1_000)
    bad = (Failed("21009", "Elsene", failed, ""),) if failed else ()
    run.note(publications=(Done("klein", ("21004",), (), bad),))
    run.end(state, code, message)
    return run


def _look(output: Path, after: datetime.timedelta = datetime.timedelta()) -> Health:
    return health(output, None, datetime.datetime.now(datetime.UTC) + after)


def test_a_good_night_is_healthy(output: Path, catalogue: Catalogue) -> None:
    found = health(output, catalogue, datetime.datetime.now(datetime.UTC), thorough=True)
    assert found.bad == ()
    assert found.exit_code == 0
    assert len(list(lines_of(found))) == 11


# --- ten kinds of bad nights ----------------------------------------------------------------


def _full(output: Path) -> None:
    message = f"the disk of {output} is full; make room and run again"
    _night(output, BROKEN, 5, message)


def _killed(output: Path) -> None:
    run = Run(output, "scan nightly")
    run.log("planned", publication="klein", stale=1, kept=[])


def _gate(output: Path) -> None:
    _night(output, TURNED_DOWN, 6, "Publication refused; what was live stays live.")


def _lost_link(output: Path) -> None:
    (output / SITE).unlink()


def _lost_ledger(output: Path) -> None:
    shutil.rmtree(output / "deliveries")


def _cut_ledger(output: Path) -> None:
    path = output / "deliveries" / "ledger.jsonl"
    os.truncate(path, path.stat().st_size - 1)


def _frozen(output: Path) -> None:
    _night(output, code=5, failed="not done within 600 s")


def _refused(output: Path) -> None:
    write_text(output / "deliveries" / "refused" / "2026-11-30-ab" / "report.txt", "wrong")


def _lost_file(output: Path) -> None:
    (output / SITE / "index.html").unlink()


Night = Callable[[Path], None]
BAD: dict[str, tuple[Night, str, int, str]] = {
    "disk": (_full, "run", 5, "is full; make room"),
    "kill": (_killed, "run", 5, "killed, or the machine went down"),
    "gate": (_gate, "run", 6, "Publication refused"),
    "lost link": (_lost_link, "release", 6, "site is gone, the releases are not"),
    "lost ledger": (_lost_ledger, "ledger", 6, "deliveries is gone: mount the disk"),
    "damaged ledger": (_cut_ledger, "ledger", 4, "line 1: is cut off"),
    "lost file": (_lost_file, "release", 6, "is damaged: index.html. Step back"),
    "frozen worker": (_frozen, "reports", 5, "Elsene (not done within 600 s)"),
    "refused delivery": (_refused, "deliveries", 4, "1 deliveries were refused: 2026-11-30-ab"),
}


def _shown(found: Health, check: str, code: int, words: str) -> None:
    """It shows in each way that somebody may look."""
    (bad,) = [one for one in found.bad if one.check == check]
    assert words in bad.message
    assert bad.exit_code == code
    assert found.exit_code >= code
    assert f'scan_check_good{{check="{check}"}} 0' in metrics_text(found)
    assert f"scan_health_exit_code {found.exit_code}" in metrics_text(found)
    assert check in subject(found)
    assert words in body(found)
    with _server() as (address, heard):
        to = Channels(webhook=f"{address}/hook", heartbeat=f"{address}/beat")
        assert [(one.channel, one.error) for one in tell(found, to)] == [("webhook", "")]
        ((path, said),) = heard
        assert path == "/hook"
        assert check in [one["check"] for one in said["bad"]]
        assert tell(found, to) == (), "told once"
        assert tell(found, to, again=True)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_night_shows_everywhere(output: Path, name: str) -> None:
    night, check, code, words = BAD[name]
    night(output)
    _shown(health(output, None, datetime.datetime.now(datetime.UTC)), check, code, words)


def test_a_skipped_night_shows(output: Path) -> None:
    assert _look(output, 25 * HOUR).bad == ()
    _shown(_look(output, 27 * HOUR), "night", 5, "One was skipped or broken")


def test_a_clock_that_was_put_back_shows(output: Path) -> None:
    _shown(_look(output, -2 * HOUR), "clock", 5, "set the clock")


def test_a_run_that_does_not_end_shows(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Run(output, "scan nightly")
    monkeypatch.setattr(health_module, "is_held", lambda _: True)
    assert "run" not in [one.check for one in _look(output, HOUR).bad]
    _shown(_look(output, 7 * HOUR), "run", 5, "is under way for 7.0 hours")


def test_a_disk_that_is_nearly_full_shows(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_module, "LEAST_DISK", 10**18)
    _shown(_look(output), "disk", 5, "Make room")


def test_a_late_source_shows(output: Path, catalogue: Catalogue) -> None:
    source = next(s for s in catalogue.sources.values() if s.expected and not s.promise)
    append(output / "deliveries", (entry("2", source.id),))
    found = health(output, catalogue, _now() + datetime.timedelta(days=900))
    _shown(found, "sources", 5, source.id)


def test_a_whole_disk_that_is_not_there_shows(tmp_path: Path) -> None:
    found = health(tmp_path / "none", None, _now(), real=True)
    assert found.exit_code == 6
    assert "SCAN_REAL" in next(one.message for one in found.bad if one.check == "ledger")


def test_altered_bytes_show_when_looked_at(output: Path) -> None:
    path = output / SITE / "index.html"
    path.write_bytes(path.read_bytes() + b" ")
    assert _look(output).bad == ()
    assert [one.check for one in health(output, None, _now(), thorough=True).bad] == ["release"]


# --- metrics --------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool (package prometheus)")
@pytest.mark.parametrize("night", [None, _gate, _killed, _lost_ledger])
def test_the_metrics_pass_promtool(output: Path, tmp_path: Path, night: Night | None) -> None:
    run = Run(output, "scan nightly")
    with run.step('odd "name"\\ \n'):
        pass
    run.end(FINISHED, 0)
    if night:
        night(output)
    write_metrics(_look(output), tmp_path / "scan.prom")
    text = (tmp_path / "scan.prom").read_text(encoding="utf-8")
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "scan_step_files" in text


# --- messages -------------------------------------------------------------------------------

Heard = list[tuple[str, Any]]


@contextmanager
def _server(status: int = 200, location: str = "") -> Iterator[tuple[str, Heard]]:
    """A server on the loopback, and what it heard."""
    heard: Heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append((self.path, None))
            self._answer()

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((self.path, json.loads(data)))
            self._answer()

        def _answer(self) -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_good_night_calls_the_heartbeat_each_time(output: Path) -> None:
    with _server() as (address, heard):
        to = Channels(webhook=f"{address}/hook", heartbeat=f"{address}/beat")
        for _ in range(2):
            assert [one.channel for one in tell(_look(output), to)] == ["heartbeat"]
        assert heard == [("/beat", None)] * 2


def test_what_could_not_be_sent_is_said_and_sent_next_time(output: Path) -> None:
    _gate(output)
    with _server(500) as (address, heard):
        to = Channels(webhook=f"{address}/hook?key=secret")
        (sent,) = tell(_look(output), to)
        assert sent.error == "HTTPError: the server answered 500"
        assert len(heard) == 2, "tried again"
    (sent,) = tell(_look(output), to)
    assert sent.error
    assert "secret" not in sent.error
    with _server() as (address, heard):
        (sent,) = tell(_look(output), Channels(webhook=f"{address}/hook"))
        assert (sent.error, len(heard)) == ("", 1)


def test_a_message_follows_no_redirect(output: Path) -> None:
    _gate(output)
    with (
        _server() as (elsewhere, heard),
        _server(302, f"{elsewhere}/x") as (address, _),
    ):
        (sent,) = tell(_look(output), Channels(webhook=address))
        assert sent.error
        assert heard == []


def test_another_bad_thing_is_told_and_the_end_of_it_too(output: Path) -> None:
    with _server() as (address, heard):
        to = Channels(webhook=address)
        _gate(output)
        assert tell(_look(output), to)
        _refused(output)
        assert tell(_look(output), to)
        assert not tell(_look(output), to)
        assert len(heard) == 2


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_mail_is_sent_to_a_real_server(output: Path) -> None:
    pytest.importorskip("aiosmtpd", reason="aiosmtpd (development dependencies)")
    from aiosmtpd.controller import Controller
    from aiosmtpd.handlers import Sink

    class Box(Sink):
        """Keeps what comes."""

        mails: list[Any]

        async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
            self.mails.append(envelope)
            return "250 OK"

    box = Box()
    box.mails = []
    port = _free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        to = channels(
            {
                "SCAN_SMTP": f"smtp://127.0.0.1:{port}",
                "SCAN_MAIL_TO": "an@example.org, bob@example.org",
                "SCAN_MAIL_FROM": "scan@example.org",
            }
        )
        _night(output, TURNED_DOWN, 6, "No\nBcc: eve@example.org")
        assert [(one.channel, one.error) for one in tell(_look(output), to)] == [("mail", "")]
    finally:
        controller.stop()
    (mail,) = box.mails
    assert mail.mail_from == "scan@example.org"
    assert mail.rcpt_tos == ["an@example.org", "bob@example.org"]
    text = mail.content.decode()
    assert "Subject: Lokale Integratiescan: run (exit code 6)" in text
    assert "\nBcc:" not in text.partition("\r\n\r\n")[0].replace("\r", "")
    assert "Account:" in text


def test_a_mail_server_that_is_not_there_is_said(output: Path) -> None:
    _gate(output)
    to = Channels(smtp="smtp://user:secret@127.0.0.1:9", mail_to=("a@b.c",), mail_from="a@b.c")
    (sent,) = tell(_look(output), to)
    assert sent.error.startswith("ConnectionRefusedError")
    assert "secret" not in sent.error


@pytest.mark.parametrize(
    "given",
    [
        {"SCAN_MAIL_TO": "a@b.c"},
        {"SCAN_WEBHOOK": "file:///etc/passwd"},
        {"SCAN_SMTP": "http://x"},
    ],
)
def test_half_a_channel_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(UsageError, match=next(iter(given))):
        channels(given)


def test_the_last_good_night_counts_also_when_others_followed(output: Path) -> None:
    _gate(output)
    found = _look(output)
    assert found.good is not None
    assert found.last is not None
    assert found.good.number < found.last.number
    assert replace(found, findings=()).exit_code == 0
