"""Publish, facts: what a release is made of, as the workspace knows it.

Input: a workspace and what stands on its shelf. Output: :class:`ReleaseFacts`, from which the
manifest is written and by which the gate judges.
"""

import datetime
import hashlib
import importlib.metadata
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from dataframely import DataFrame

from scan import __version__
from scan.catalogue.feeding import contributes
from scan.catalogue.moments import FINISHED, FIRST
from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Indicator, Publication
from scan.extracts.chosen import Extracts
from scan.extracts.journal import Act, read_journal
from scan.extracts.periods import first_of_indicator
from scan.files import sha256
from scan.publish.difference import Seen
from scan.publish.manifest import Delivery, Described, Edition
from scan.publish.receipts import Receipt, read_displayed, read_receipts
from scan.series.published import Compared, published_of
from scan.series.workspace import Workspace
from scan.views.displayed import Displayed

LIBRARIES = ("polars", "weasyprint", "pydyf", "matplotlib", "jinja2", "babel", "xlsxwriter")
"""Those that decide about the bytes of what is published."""


@dataclass(frozen=True)
class ReleaseFacts:
    """What goes into a release beside the files that its producers wrote."""

    receipts: Mapping[str, tuple[Receipt, ...]]
    """Publication → the reports that stand on the shelf."""
    displayed: DataFrame[Displayed]
    """What all these reports show."""
    deliveries: Mapping[str, Delivery]
    """Source → what is used of it."""
    indicators: Mapping[str, Described]
    editions: Mapping[str, Edition]
    """What the catalogue asks of every publication of the nightly job."""
    extracts: str
    """Fingerprint of all extracts together."""
    made_up: bool
    made: datetime.datetime
    """In UTC."""
    versions: Mapping[str, str]
    taken_back: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Source → years that once were accepted and are not in use any more."""
    published: tuple[Compared, ...] = ()
    """What came of the rates that suppliers publish themselves."""
    acts: tuple[Act, ...] = ()
    """All that people did by hand."""
    key: Path | None = None
    """The key of OpenSSH with which the release is signed; ``None``: it is not."""

    @property
    def seen(self) -> Seen:
        """What readers will see."""
        titles = {code: indicator.title for code, indicator in self.indicators.items()}
        editions = self.receipts.items()
        areas = {(id_, report.nis): report.name for id_, reports in editions for report in reports}
        return Seen("", titles, areas, self.displayed)


def facts_of(
    workspace: Workspace, made: datetime.datetime, key: Path | None = None
) -> ReleaseFacts:
    """The facts of a release ``made`` (UTC) from what stands on the shelf of ``workspace``.

    Only publications of the nightly job are part of it, since no others are kept up to date;
    and of those only such as have a report at all.
    """
    catalogue, shelf = workspace.catalogue, workspace.shelf
    nightly = [id_ for id_, publication in catalogue.publications.items() if publication.nightly]
    receipts = {id_: reports for id_ in nightly if (reports := read_receipts(shelf, id_))}
    frames = [read_displayed(shelf, id_) for id_ in receipts]
    return ReleaseFacts(
        receipts=receipts,
        displayed=Displayed.validate(pl.concat([Displayed.create_empty(), *frames])),
        deliveries=deliveries_of(workspace.extracts),
        indicators={
            code: described(catalogue, catalogue.indicators[code], workspace.extracts)
            for code in sorted({c for rs in receipts.values() for r in rs for c in r.indicators})
        },
        editions={id_: _edition(workspace, catalogue.publications[id_]) for id_ in nightly},
        extracts=workspace.extracts.fingerprint,
        made_up=workspace.made_up,
        made=made,
        versions=versions(),
        taken_back=workspace.extracts.taken_back,
        published=published_of(workspace),
        acts=read_journal(workspace.output),
        key=key,
    )


def deliveries_of(extracts: Extracts) -> dict[str, Delivery]:
    """What is used of each source: the day of its newest delivery, and a hash of all its files."""
    sums: dict[str, list[str]] = {}
    for source, path in extracts.files:
        sums.setdefault(source, []).append(sha256(path))
    return {
        source: Delivery(
            date=extracts.dates[source].isoformat() if source in extracts.dates else "",
            fingerprint=hashlib.sha256("\n".join(sums[source]).encode()).hexdigest(),
        )
        for source in sorted(sums)
    }


def described(catalogue: Catalogue, indicator: Indicator, extracts: Extracts) -> Described:
    """An indicator, and every delivered source of which a change may change its figures."""
    delivered = {source for source, _ in extracts.files}
    feeding = {
        id_
        for way in indicator.sources
        for id_ in way.use
        if contributes(catalogue, indicator, way, catalogue.sources[id_])
    }
    sources = tuple(sorted(feeding & delivered))
    return Described(
        title=indicator.short,
        unit=indicator.unit,
        sources=sources,
        first=min(first_of_indicator(indicator.id, source, catalogue) for source in sources)
        if sources
        else FIRST[FINISHED],
    )


def _edition(workspace: Workspace, publication: Publication) -> Edition:
    areas = workspace.catalogue.areas.municipalities(publication.region, workspace.as_of)
    codes = [code for chapter in publication.chapters for code in chapter.indicators]
    return Edition(
        title=publication.title,
        areas=tuple(area.nis for area in areas),
        indicators=tuple(codes),
    )


def versions() -> dict[str, str]:
    """Versions of the code, of Python and of the libraries that decide about bytes."""
    libraries = {name: importlib.metadata.version(name) for name in LIBRARIES}
    return {"scan": __version__, "python": platform.python_version(), **libraries}
