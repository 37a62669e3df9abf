"""Publish, barometer, offer: which files of the Barometer are offered, and where they stand.

Input: the Barometer and the words. Output: paths from the root of a site, which never change.
Names of made-up figures end in ``-voorbeeld``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scan.catalogue.reading import Catalogue
from scan.publish.offer import FOLDER as DATA
from scan.publish.site.desk import offered
from scan.publish.site.records import Download
from scan.report.pages.furniture import Furniture
from scan.views.barometer.records import Barometer, ObjectivePanel

FOLDER = "barometer"
KINDS = ("csv", "xlsx")


def words_of(catalogue: Catalogue) -> Furniture:
    """The words that pages, PDF and files need, those of codes among them."""
    wording = catalogue.wording
    codes = {f"barometer.{key}": text for key, text in wording["barometer"].items()}
    return Furniture({**wording["values"], **codes, **wording["barometer_pages"]})


@dataclass(frozen=True, slots=True)
class Offer:
    """The Barometer and the words that name its files."""

    barometer: Barometer
    say: Furniture

    def name(self, objective: ObjectivePanel | None, kind: str) -> str:
        """``verbondenheid-voorbeeld.csv``; the whole Barometer without an objective."""
        own = objective.entry.id if objective else self.say.say("barometer.files.whole_name")
        suffix = self.say.say("barometer.files.suffix") if self.barometer.made_up else ""
        return self.say.say("barometer.files.file", name=own, suffix=suffix, kind=kind)

    def pdf(self) -> str:
        """Where the PDF stands in a site."""
        return f"{FOLDER}/{self.name(None, 'pdf')}"

    def file(self, objective: ObjectivePanel | None, kind: str) -> str:
        """Where the figures of an objective, or all of them, stand in a site."""
        return f"{DATA}/{FOLDER}/{self.name(objective, kind)}"

    def files(self, objective: ObjectivePanel | None, folder: Path) -> Iterator[Download]:
        """The figures of an objective, or all of them, as far as they stand in ``folder``."""
        for kind in KINDS:
            label = self.say.say(f"barometer.files.{kind}")
            yield from offered(folder, self.file(objective, kind), label, self.say)
