"""Catalogue, the record of fetching: where a source lies that the program may fetch by itself.

Input: parsed TOML. Output: a frozen record. Addresses perish, so each says when it was last seen.
"""

import datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from scan.catalogue.fields import Many, Record, Text

Address = Annotated[str, StringConstraints(pattern=r"^https://[A-Za-z0-9.-]+(:\d+)?/\S*$")]
"""An address of a host by name, encrypted."""


class Fetch(Record):
    """How the newest file of a source is fetched."""

    kind: Literal["file", "dcat", "opendatasoft", "swing"] = "file"
    """A file at an address; a distribution in a DCAT catalogue in Turtle at that address; a
    dataset of the Explore API (``…/catalog/datasets/ID``); a Swing address that asks a key."""
    address: Address
    dataset: str = ""
    """Of ``dcat``: the address that names the dataset in the catalogue."""
    match: str = "*"
    """Of ``dcat``: the pattern of the distribution's address; the last one that fits is taken."""
    hosts: Many[Text] = ()
    """Other hosts from which the file may come, as those of a catalogue's distributions."""
    member: str = ""
    """The pattern of the one file of an archive that is wanted; empty: the file as it comes."""
    name: str = ""
    """What the file is called in the inbox; empty: as in its address."""
    licence: Text
    """Under which it may be used, as it must be named."""
    key: Annotated[str, StringConstraints(pattern=r"^(SCAN_KEY_[A-Z0-9_]+)?$")] = ""
    """Environment variable with the key that the server asks, sent as ``apikey``."""
    largest: int = Field(default=200, ge=1, le=200)
    """Megabytes that it may have."""
    seen: datetime.date | None = Field(default=None, strict=False)
    """Day on which the address was last known to work."""

    @property
    def allowed(self) -> frozenset[str]:
        """The hosts that may be asked."""
        return frozenset((urlsplit(self.address).hostname or "", *self.hosts))
