"""Report, one: from a municipality to a checked file.

Input: a workspace, a publication and an area. Output: :class:`Made`, and the PDF on disk. A
report that does not pass its gates is not written; the file of before stays.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scan.catalogue.areas import Area
from scan.catalogue.entries import FURNITURE
from scan.catalogue.records import Publication
from scan.dutch import date_text
from scan.files import write_if_changed
from scan.report.gather import Gathered, gather
from scan.report.pages.contents import Laid
from scan.report.pages.document import report_html
from scan.report.pages.plan import Plan, check_plan
from scan.report.pdf.check import Expected, check
from scan.report.pdf.findings import refuse
from scan.report.pdf.metadata import Metadata
from scan.report.pdf.write import Attached, Written, write
from scan.series.workspace import Workspace
from scan.views.table import figures_csv

SAMPLE_SUFFIX = "-voorbeeld"


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made."""

    path: Path
    name: str
    nis: str
    publication: str
    pages: int
    size: int
    sha256: str
    made_up: bool


@dataclass(frozen=True, slots=True)
class Composed:
    """A report that passed its checks and is not written yet."""

    made: Made
    pdf: bytes
    gathered: Gathered


def make_report(
    workspace: Workspace,
    publication: Publication,
    area: Area,
    theme: str | None = None,
    boundaries: Path | None = None,
    compare: Sequence[str] = (),
) -> Made:
    """Makes, checks and writes one report; what :func:`compose_report` raises."""
    composed = compose_report(workspace, publication, area, theme, boundaries, compare)
    write_if_changed(composed.made.path, composed.pdf)
    return composed.made


def compose_report(
    workspace: Workspace,
    publication: Publication,
    area: Area,
    theme: str | None = None,
    boundaries: Path | None = None,
    compare: Sequence[str] = (),
) -> Composed:
    """Makes and checks one report.

    Raises ReportError that names the indicator, page or stage at fault; UsageError for a
    municipality or a theme that the publication lacks.
    """
    gathered = gather(workspace, publication, area, theme, boundaries, compare)
    laid, written = lay_out(gathered, workspace, publication, area)
    words = workspace.catalogue.wording_of(publication)[FURNITURE]
    pages = range(laid.pages, laid.pages + 1)
    expected = Expected(pages, _title(gathered, words), (_csv_name(workspace, area),))
    refuse(check(written.pdf, expected))
    made = Made(
        path=report_path(workspace, publication, area, theme),
        name=area.name,
        nis=area.nis,
        publication=publication.id,
        pages=written.pages,
        size=len(written.pdf),
        sha256=hashlib.sha256(written.pdf).hexdigest(),
        made_up=workspace.made_up,
    )
    return Composed(made, written.pdf, gathered)


def lay_out(
    gathered: Gathered, workspace: Workspace, publication: Publication, area: Area
) -> tuple[Laid, Written]:
    """HTML and PDF; laid out once more when the plan of a long section was wrong."""
    wording = workspace.catalogue.wording_of(publication)
    metadata = _metadata(gathered, workspace, publication, area)
    attachments = (_attachment(gathered, workspace, area),)
    laid = report_html(gathered.contents, wording)
    written = write(laid.html, laid.css, gathered.drawings, metadata, attachments)
    if {id_: written.anchors.get(id_) for id_ in laid.planned} != laid.planned:
        laid = report_html(gathered.contents, wording, measured=written.anchors)
        written = write(laid.html, laid.css, gathered.drawings, metadata, attachments)
    refuse(written.findings)
    check_plan(Plan(laid.planned, laid.pages), written.anchors, written.pages)
    return laid, written


def report_path(
    workspace: Workspace, publication: Publication, area: Area, theme: str | None
) -> Path:
    """Where the report goes; reports of made-up figures stay apart and say so in their name."""
    parts = [area.nis, area.slug, *([theme] if theme else [])]
    if workspace.as_of != workspace.catalogue.areas.newest_division:
        parts.append(workspace.as_of.isoformat())
    name = "-".join(parts) + (SAMPLE_SUFFIX if workspace.made_up else "")
    return workspace.shelf / "reports" / publication.id / f"{name}.pdf"


def _title(gathered: Gathered, words: Mapping[str, str]) -> str:
    pattern = words["report.document_title"]
    return pattern.format(title=gathered.contents.title, place=gathered.contents.full_name)


def _metadata(
    gathered: Gathered, workspace: Workspace, publication: Publication, area: Area
) -> Metadata:
    contents = gathered.contents
    words = workspace.catalogue.wording_of(publication)[FURNITURE]
    keywords = words["report.keywords"].format(place=area.name).split(", ")
    keywords += [area.second_name] if area.second_name else []
    subject = words["report.description"].format(
        subtitle=contents.subtitle, place=contents.full_name, date=date_text(contents.data_date)
    )
    if contents.made_up:
        subject = f"{words['report.made_up']}. {subject}"
        keywords.append(words["report.made_up"])
    return Metadata(
        title=_title(gathered, words),
        author=words["report.author"],
        subject=subject,
        keywords=tuple(keywords),
        created=contents.data_date,
        identifier=f"{publication.id}/{area.nis}".encode(),
    )


def _csv_name(workspace: Workspace, area: Area) -> str:
    words = workspace.catalogue.wording["downloads"]
    name = words["file.name"].format(slug=area.slug)
    if not workspace.made_up:
        return name
    stem, dot, ending = name.rpartition(".")
    return f"{stem}-{words['file.made_up']}{dot}{ending}"


def _attachment(gathered: Gathered, workspace: Workspace, area: Area) -> Attached:
    wording = workspace.catalogue.wording
    words = {**wording["values"], **wording["downloads"]}
    text = figures_csv(gathered.views, words)
    description = words["file.description"].format(
        place=area.name, region=gathered.contents.region.name
    )
    if workspace.made_up:
        description = f"{wording['furniture']['report.made_up']}. {description}"
    return Attached(
        name=_csv_name(workspace, area),
        data=text.encode("utf-8-sig"),
        mime="text/csv",
        description=description,
        created=gathered.contents.data_date,
    )
