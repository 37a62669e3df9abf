"""Nightly, messages: whoever has to act is told, once; who watches hears a heartbeat.

Input: a :class:`~scan.nightly.health.Health` and where messages go, from the environment. Output:
a webhook called, a mail sent, an address called after a good night. It runs in a unit of its own:
the night itself has no network. What was told last is remembered, so that nothing is told twice.
"""

import hashlib
import json
import smtplib
import ssl
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scan.errors import UsageError
from scan.files import write_text
from scan.nightly.health import Health, lines_of

TOLD = "told.json"
"""What was told last, inside the output folder."""
TIMEOUT = 20.0
"""Seconds that a server may take to answer."""
TRIES = 2
_AGENT = "lokale-integratiescan"
_NEEDS_TLS = ("localhost", "127.0.0.1", "::1")
"""Hosts to which a password may go in plain text: it does not leave the machine."""


@dataclass(frozen=True, slots=True)
class Channels:
    """Where messages go; what is empty is not used."""

    webhook: str = ""
    """An address that takes JSON with ``text``, as those of Mattermost, Slack and Teams do."""
    heartbeat: str = ""
    """An address that is called after a good night; who watches it misses the call."""
    smtp: str = ""
    """``smtp://[user:password@]host[:port]``, or ``smtps://``."""
    mail_to: tuple[str, ...] = ()
    mail_from: str = ""


def channels(environment: Mapping[str, str]) -> Channels:
    """The channels that the environment names. Raises UsageError for half of them."""
    given = {name: environment.get(name, "").strip() for name in _NAMES}
    to = tuple(one.strip() for one in given["SCAN_MAIL_TO"].split(",") if one.strip())
    if to and not given["SCAN_SMTP"]:
        raise UsageError("SCAN_MAIL_TO needs SCAN_SMTP, as smtp://host:25")
    for name in ("SCAN_WEBHOOK", "SCAN_HEARTBEAT"):
        if given[name] and urlsplit(given[name]).scheme not in ("http", "https"):
            raise UsageError(f"{name} must be an address that begins with https://")
    if given["SCAN_SMTP"] and urlsplit(given["SCAN_SMTP"]).scheme not in ("smtp", "smtps"):
        raise UsageError("SCAN_SMTP must begin with smtp:// or smtps://")
    return Channels(
        given["SCAN_WEBHOOK"],
        given["SCAN_HEARTBEAT"],
        given["SCAN_SMTP"],
        to,
        given["SCAN_MAIL_FROM"] or (to[0] if to else ""),
    )


_NAMES = ("SCAN_WEBHOOK", "SCAN_HEARTBEAT", "SCAN_SMTP", "SCAN_MAIL_TO", "SCAN_MAIL_FROM")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message."""

    channel: str
    error: str = ""
    """Why it was not sent; never holds a password."""


def tell(found: Health, to: Channels, *, again: bool = False) -> tuple[Sent, ...]:
    """Send what is to be said: a heartbeat when all is well, a message when something is not.

    The same is told once, unless ``again``. What could not be sent is tried again next time.
    """
    if not found.bad:
        write_text(found.output / TOLD, _remembered(found))
        return tuple(_sent("heartbeat", lambda: _call(to.heartbeat))) if to.heartbeat else ()
    if not again and _told(found.output) == _remembered(found):
        return ()
    sent = tuple(_messages(found, to))
    if all(not one.error for one in sent):
        write_text(found.output / TOLD, _remembered(found))
    return sent


def _messages(found: Health, to: Channels) -> Iterator[Sent]:
    if to.webhook:
        yield from _sent("webhook", lambda: _call(to.webhook, _payload(found)))
    if to.mail_to:
        yield from _sent("mail", lambda: _mail(mail_of(found, to), to))


def _sent(channel: str, send: object) -> Iterator[Sent]:
    """Tries a channel; an error is told in words without the address, which may hold a key."""
    assert callable(send)
    for attempt in range(1, TRIES + 1):
        try:
            send()
        except (OSError, ValueError, smtplib.SMTPException) as error:
            if attempt == TRIES:
                yield Sent(channel, f"{type(error).__name__}: {_reason(error)}")
        else:
            yield Sent(channel)
            return


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.request.HTTPError):
        return f"the server answered {error.code}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server answered {error.smtp_code}"
    return getattr(error, "strerror", None) or type(getattr(error, "reason", error)).__name__


def _told(output: Path) -> str:
    try:
        return (output / TOLD).read_text(encoding="utf-8")
    except OSError:
        return ""


def _remembered(found: Health) -> str:
    """What makes a message another one: the run, and what is bad."""
    said = [(one.check, one.exit_code) for one in found.bad]
    run = found.last.run if found.last else ""
    digest = hashlib.sha256(repr((run, said)).encode()).hexdigest()
    return json.dumps({"run": run, "bad": [check for check, _ in said], "hash": digest}) + "\n"


# --- what is said ---------------------------------------------------------------------------


def subject(found: Health) -> str:
    """One line: what is wrong."""
    names = ", ".join(one.check for one in found.bad)
    return f"Lokale Integratiescan: {names} (exit code {found.exit_code})"


def body(found: Health) -> str:
    """What is wrong first, then all that was looked at, then what to do."""
    bad = [f"- {one.check}: {one.message}" for one in found.bad]
    account = f"Account: {found.shelf / 'runs' / found.last.run}" if found.last else "No run yet"
    parts = ("\n".join(bad), "\n".join(lines_of(found)), account, "More: scan status, scan health")
    return "\n\n".join(parts) + "\n"


def _payload(found: Health) -> bytes:
    facts = {
        "text": f"{subject(found)}\n{body(found)}",
        "exit_code": found.exit_code,
        "bad": [{"check": one.check, "message": one.message} for one in found.bad],
        "run": found.last.run if found.last else None,
    }
    return json.dumps(facts, ensure_ascii=False).encode("utf-8")


def mail_of(found: Health, to: Channels) -> EmailMessage:
    """The mail. Line ends in what is quoted cannot become headers."""
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject(found).split())
    mail["From"], mail["To"] = to.mail_from, ", ".join(to.mail_to)
    mail["Message-ID"] = make_msgid(domain=to.mail_from.rpartition("@")[2] or None)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(body(found))
    return mail


# --- how it is sent -------------------------------------------------------------------------


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: a message goes where the operator said, or nowhere."""

    def redirect_request(self, *_: object, **__: object) -> None:
        """There is none."""


def _call(address: str, data: bytes | None = None) -> None:
    """Calls an address. Raises OSError for any other answer than that all is well."""
    headers = {"User-Agent": _AGENT}
    if data is not None:
        headers["Content-Type"] = "application/json; charset=utf-8"
    request = urllib.request.Request(address, data=data, headers=headers)
    with urllib.request.build_opener(_Straight).open(request, timeout=TIMEOUT) as answer:
        answer.read(1_000)


def _mail(mail: EmailMessage, to: Channels) -> None:
    """Sends a mail. Raises OSError or SMTPException; a password never goes out in plain text."""
    place = urlsplit(to.smtp)
    host = place.hostname or ""
    context = ssl.create_default_context()
    if place.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, place.port or 465, timeout=TIMEOUT, context=context
        )
    else:
        server = smtplib.SMTP(host, place.port or 25, timeout=TIMEOUT)
    with server:
        server.ehlo()
        if place.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
        elif place.scheme == "smtp" and place.username and host not in _NEEDS_TLS:
            raise ValueError("the server takes passwords in plain text only")
        if place.username:
            server.login(unquote(place.username), unquote(place.password or ""))
        server.send_message(mail)
