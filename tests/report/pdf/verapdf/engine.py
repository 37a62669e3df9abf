"""What veraPDF says about files.

Input: paths of PDFs. Output: the rules that each breaks, one Java process for all of them.
"""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.report.pdf.verapdf.obtain import ENGINE, JARS, JAXB

PROFILES = ("ua1", "3a")
PROGRAM = Path(__file__).with_name("Check.java")


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule (``7.1-9``) that a file breaks in a profile, and where."""

    profile: str
    rule: str
    message: str


def judge(paths: Iterable[Path]) -> dict[Path, tuple[Failure, ...]]:
    """The failures of each file, empty for one that meets all ``PROFILES``.

    Raises ``AssertionError`` when the engine did not judge each file by each profile.
    """
    files = tuple(paths)
    class_path = ":".join(str(JARS / name) for name in (ENGINE, *JAXB))
    command = ["java", "-Xmx512m", "-XX:+UseSerialGC", "-cp", class_path, str(PROGRAM)]
    done = subprocess.run(
        [*command, ",".join(PROFILES), *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    judged = {(profile, file) for word, profile, file, *_ in rows if word in ("PASS", "FAIL")}
    wanted = {(profile, str(file)) for profile in PROFILES for file in files}
    assert judged == wanted, done.stderr
    return {file: tuple(_failures(rows, file)) for file in files}


def _failures(rows: list[list[str]], path: Path) -> Iterable[Failure]:
    for word, profile, file, *rest in rows:
        if file == str(path) and word != "PASS":
            rule, message = rest
            yield Failure(profile, rule, message)
