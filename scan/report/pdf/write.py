"""Report, pdf: HTML, style, drawings and attachments to the bytes of one PDF.

Input: HTML with charts as ``<img src="chart:<key>" alt="…">`` and page numbers as plain text,
CSS, the drawings by key, metadata, attachments. Output: a frozen :class:`Written`, PDF/A-3a and
PDF/UA-1 in one file, the same bytes for the same input. Nothing is fetched but the project's own
files; a warning of any kind is an error.

The HTML may say ``data-subject`` (the indicator that an error is about), ``aria-hidden="true"``
(decoration: no reader hears it) and ``data-overflow="meant"`` (may leave the page area).
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from io import BytesIO

from weasyprint import CSS, HTML, Attachment, Document, Page
from weasyprint.urls import FatalURLFetchingError, iri_to_uri

from scan.errors import ReportError
from scan.report.figures.drawing import Drawing
from scan.report.pdf import ink, lines, measures, shortcuts
from scan.report.pdf.cascade import SharedStyles, is_plain, set_anchors
from scan.report.pdf.charts import SCHEME, ChartImage, overruns
from scan.report.pdf.fetch import DeafFetcher
from scan.report.pdf.findings import Finding, refuse
from scan.report.pdf.heed import heed, subject_of
from scan.report.pdf.metadata import Metadata, ReportMetadata
from scan.report.pdf.overflow import overflows, strays
from scan.report.pdf.serialise import serialise
from scan.report.pdf.shaping import font_configuration
from scan.report.pdf.tags import keep_links

_FASTER = (ink, lines, measures, shortcuts)
"""What takes the place of slower functions of WeasyPrint; the bytes stay the same."""

_VARIANT = "pdf/a-3a"
_BASE = "html { image-rendering: crisp-edges }"
"""PDF/A forbids that a viewer smooths a picture."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the report: the figures it shows."""

    name: str
    data: bytes
    mime: str
    description: str
    created: date


@dataclass(frozen=True, slots=True)
class Written:
    """A report, and what was learnt while it was laid out."""

    pdf: bytes
    pages: int
    anchors: dict[str, int]
    """The page (from 1) of every ``id`` in the HTML."""
    findings: tuple[Finding, ...]
    """What runs out of its box; for :func:`scan.report.pdf.findings.refuse`."""


def write(
    html: str,
    css: str,
    drawings: dict[str, Drawing],
    metadata: Metadata,
    attachments: tuple[Attached, ...] = (),
) -> Written:
    """Write one report.

    Raises:
        ReportError: for an address that is not the project's own, a character without a glyph,
            a picture without alternative text, a chart without a drawing, and for anything that
            WeasyPrint, fontTools or Python warn of. Its subject is the ``data-subject`` (else
            ``id``) around the place in the HTML, or the key of the chart.
    """
    source = SharedStyles(string=html, url_fetcher=_fetcher())
    with _collector_off(), _deaf(source), heed() as heard:
        document = _lay_out(source, css, drawings)
        pdf = _paint(document, metadata, attachments)
    refuse(heard.findings(source.etree_element))
    charts = (overruns(key, drawing) for key, drawing in drawings.items())
    findings = (
        *(finding for chart in charts for finding in chart),
        *overflows(document.pages),
        *strays(document.pages, source.etree_element),
    )
    return Written(pdf, len(document.pages), _anchors(document.pages), findings)


@lru_cache(maxsize=1)
def _fetcher() -> DeafFetcher:
    return DeafFetcher()


@lru_cache(maxsize=8)
def _style_sheet(css: str) -> CSS:
    """A style sheet, parsed once per process; one with a fault is never kept."""
    with heed() as heard:
        sheet = CSS(string=css, font_config=font_configuration(), url_fetcher=_fetcher())
    refuse(heard.findings(None))
    sheet.plain = is_plain(css)
    return sheet


@contextmanager
def _collector_off() -> Iterator[None]:
    """Leave the collector off while a report is made: it frees nothing and costs a fifth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _lay_out(source: HTML, css: str, drawings: dict[str, Drawing]) -> Document:
    """Lay out the pages; the charts stand ready in the image cache."""
    charts = {
        iri_to_uri(SCHEME + key): ChartImage(key, drawing) for key, drawing in drawings.items()
    }
    document = source.render(
        font_config=font_configuration(),
        stylesheets=[_style_sheet(_BASE), _style_sheet(css)],
        cache=charts,
        pdf_variant=_VARIANT,
    )
    keep_links(document)
    set_anchors(document)
    return document


@contextmanager
def _deaf(source: HTML) -> Iterator[None]:
    """Turn a refused address into an error with the place in the HTML it was asked from.

    WeasyPrint's own error is no ``Exception``, lest anything catches it on the way.
    """
    try:
        yield
    except FatalURLFetchingError as error:
        address = str(error).partition('"')[2].rpartition('"')[0]
        subject = subject_of(source.etree_element, (address,))
        raise ReportError(subject, str(error.__cause__ or error)) from error


def _paint(document: Document, metadata: Metadata, attachments: tuple[Attached, ...]) -> bytes:
    document.metadata = ReportMetadata(metadata)
    files = [_attachment(file) for file in sorted(attachments, key=lambda file: file.name)]
    return serialise(document, files, metadata.identifier, _VARIANT)


def _attachment(file: Attached) -> Attachment:
    moment = datetime(file.created.year, file.created.month, file.created.day, tzinfo=UTC)
    attachment = Attachment(
        file_obj=BytesIO(),
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship="Data",
    )
    attachment.source = _source(file)
    return attachment


@contextmanager
def _source(file: Attached) -> Iterator[tuple[BytesIO, None, None, str]]:
    """What WeasyPrint asks of an attachment: content, address, character set, media type."""
    yield BytesIO(file.data), None, None, file.mime


def _anchors(pages: list[Page]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for anchor in page.anchors:
            found.setdefault(anchor, number)
    return found
