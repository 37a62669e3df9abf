"""Command line, settings: the variables of the environment that the program listens to.

Input: the environment. Output: a line for each ``SCAN_…`` that it does not know: a slip in a unit
or a shell would otherwise be obeyed by silence.
"""

import difflib
from collections.abc import Mapping

PREFIX = "SCAN_"
KNOWN = (
    *("SCAN_EXTRACTS", "SCAN_OUTPUT", "SCAN_PUBLICATION", "SCAN_BASE_URL"),
    *("SCAN_WORKERS", "SCAN_SCHEDULER", "SCAN_DEADLINE", "SCAN_MEMORY", "SCAN_KEEP_RUNS"),
    *("SCAN_REAL", "SCAN_METRICS", "SCAN_SIGN", "SCAN_SIGNERS", "SCAN_SHARE"),
    *("SCAN_WEBHOOK", "SCAN_SMTP", "SCAN_MAIL_TO", "SCAN_MAIL_FROM", "SCAN_HEARTBEAT"),
)
"""What a command or an ingredient of a report reads."""
FAMILIES = ("SCAN_DB_", "SCAN_KEY_", "SCAN_TEST_", "SCAN_IMAGE")
"""Beginnings of others: addresses of databases and keys of
servers, which sources name; what compose files name."""
OF_TESTS = ("SCAN_REAL_EXTRACTS", "SCAN_PICTURES_UPDATE", "SCAN_SEED", "SCAN_TOWNS")
"""What only the tests read: no mistake in the environment of who changes the program."""


def strangers(environment: Mapping[str, str]) -> list[str]:
    """A line for each variable that looks like ours and is none, with the closest that is."""
    return [
        f"{name} is no setting of scan{_meant(name)}"
        for name in sorted(environment)
        if name.startswith(PREFIX)
        and name not in (*KNOWN, *OF_TESTS)
        and not name.startswith(FAMILIES)
    ]


def _meant(name: str) -> str:
    close = difflib.get_close_matches(name, KNOWN, 1, cutoff=0.75)
    return f"; did you mean {close[0]}?" if close else f". There are: {', '.join(KNOWN)}"
