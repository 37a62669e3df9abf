"""A real PostgreSQL on the loopback, in a folder of its own, for the length of the tests.

Debian's package ``postgresql`` brings the programs. The server refuses to run as root, so root
becomes the user ``postgres`` first.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import adbc_driver_postgresql.dbapi as postgresql

USER = "scan_test"
PASSWORD = "Geh3im-w@chtwoord"
_SERVER = "postgres"


@dataclass(frozen=True)
class Server:
    """A running server: its port, and what makes an address."""

    port: int

    def address(
        self, password: str = PASSWORD, user: str = USER, database: str = "postgres"
    ) -> str:
        """The address of a database, with the password as addresses write it."""
        quoted = password.replace("@", "%40")
        return f"postgresql://{user}:{quoted}@127.0.0.1:{self.port}/{database}"

    def run(self, *statements: str) -> None:
        """Run statements as the owner of everything."""
        with (
            postgresql.connect(self.address(), autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            for statement in statements:
                cursor.execute(statement)


def programs() -> Path | None:
    """The folder of the newest ``initdb`` and ``postgres``; ``None`` where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _version(path: Path) -> tuple[int, str]:
    text = path.parts[-3]
    return (int(text) if text.isdigit() else 0, text)


@contextmanager
def server(folder: Path) -> Iterator[Server]:
    """A server with its data in ``folder``, stopped at the end."""
    bin_folder = programs()
    assert bin_folder is not None
    data, secret = folder / "data", folder / "password"
    data.mkdir()
    secret.write_text(PASSWORD, encoding="utf-8")
    if os.geteuid() == 0:
        shutil.chown(folder, _SERVER)
        shutil.chown(data, _SERVER)
        shutil.chown(secret, _SERVER)
    port = _free_port()
    settings = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off -c shared_buffers=16MB"
    made = ("-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync")
    _run(bin_folder / "initdb", "-D", data, "-U", USER, f"--pwfile={secret}", *made)
    log = folder / "log"
    _run(bin_folder / "pg_ctl", "-D", data, "-w", "-l", log, "-o", settings, "start")
    try:
        yield Server(port)
    finally:
        _run(bin_folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _run(*words: object) -> None:
    become = ["setpriv", f"--reuid={_SERVER}", f"--regid={_SERVER}", "--clear-groups"]
    prefix = become if os.geteuid() == 0 else []
    done = subprocess.run(
        [*prefix, *map(str, words)],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def temporary_server() -> Iterator[Server]:
    """A server in a short folder under the system's own: the path of a socket may not be long."""
    with tempfile.TemporaryDirectory(prefix="scan-pg-") as name:
        yield from _within(Path(name))


def _within(folder: Path) -> Iterator[Server]:
    with server(folder) as running:
        yield running
