"""Extracts, fetched: what is known of addresses that were asked. Input, output: ``fetched.json``.

Apart from what asks them, so that whoever only looks needs nothing that talks to the net.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from scan.extracts.chosen import DELIVERIES
from scan.files import write_text

FETCHED = "fetched.json"
"""The file, beside the ledger."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address from before."""

    address: str = ""
    headers: Mapping[str, str] | None = None
    sha256: str = ""
    fetched: str = ""
    failing: str = ""
    """Why the last try failed; empty when it did not."""
    since: str = ""
    """Since when it fails."""


def read_known(output: Path) -> dict[str, Known]:
    """What is known of earlier fetches; nothing when that is damaged: all is asked anew."""
    try:
        raw = json.loads((output / DELIVERIES / FETCHED).read_text(encoding="utf-8"))
        return {key: Known(**entry) for key, entry in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_known(output: Path, known: Mapping[str, Known]) -> None:
    """Puts down what is known."""
    facts = {key: asdict(one) for key, one in known.items()}
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    write_text(output / DELIVERIES / FETCHED, f"{text}\n")
