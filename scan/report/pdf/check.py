"""Report, pdf: the gates that a finished report must pass.

Input: the bytes of a PDF and what is expected of it. Output: findings, none for a report that
may go out. Beside the two profiles of a validator (PDF/UA-1 and PDF/A-3a) stand the checks that
no validator makes: whether an alternative text says something, whether a table has heads,
whether headings skip a level, whether a foreign font crept in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import page as validator
import pikepdf

from scan.house import FONTS
from scan.report.pdf.accounts import unaccounted
from scan.report.pdf.findings import Finding

_PROFILES = ("ua1", "3a")
_SHORTEST_ALT = 20
_FEWEST_WORDS = 5
_FILE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg", ".gif", ".webp", ".pdf")
_FILE = "file"
_RELATION = "/Data"
"""What attached figures are to the report."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a report must be: number of pages, title, language, names of the attachments."""

    pages: range
    title: str
    attachments: tuple[str, ...] = ()
    language: str = "nl-BE"


def check(pdf: bytes, expected: Expected) -> tuple[Finding, ...]:
    """Every finding about ``pdf``; empty when it may be published."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            own = (
                *_syntax(opened),
                *_head(opened, expected),
                *_fonts(opened),
                *_attachments(opened, expected),
                *_structure(opened),
                *unaccounted(opened),
            )
    except pikepdf.PdfError as error:
        return (Finding("", _FILE, f"is no readable PDF: {error}"),)
    return (*own, *_validated(pdf))


def _validated(pdf: bytes) -> Iterator[Finding]:
    """The verdicts of the validator."""
    for profile in _PROFILES:
        try:
            report = validator.validate_pdf_bytes(pdf, profile=profile)
        except validator.PageError as error:
            yield Finding("", profile, f"cannot be validated: {error}")
            continue
        for failure in report.failures:
            where = failure.object_id
            subject = f"object {where.object_number}" if where else ""
            yield Finding(subject, failure.rule_id, failure.message)


def _syntax(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Damage of the file itself: every stream decoded, every reference followed."""
    for problem in pdf.check_pdf_syntax():
        yield Finding("", "syntax", problem)


def _head(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[Finding]:
    count = len(pdf.pages)
    if count not in expected.pages:
        first, last = expected.pages.start, expected.pages.stop - 1
        yield Finding("", "pages", f"has {count} pages, expected are {first} to {last}")
    if (title := str(pdf.docinfo.get("/Title", ""))) != expected.title:
        yield Finding("", "title", f"is called “{title}”, expected is “{expected.title}”")
    if (language := str(pdf.Root.get("/Lang", ""))) != expected.language:
        yield Finding("", "language", f"is in “{language}”, expected is “{expected.language}”")


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Every font embedded, and every one of them ours."""
    ours = _our_fonts()
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/FontDescriptor":
            continue
        name = str(item.FontName)
        family = str(item.get("/FontFamily", ""))
        if not any(key in item for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield Finding("", "fonts", f"{name} is not embedded")
        if family.replace(" ", "") not in ours:
            yield Finding("", "fonts", f"{name} is none of the bundled fonts")


def _our_fonts() -> frozenset[str]:
    """``SourceSans3`` and the like, from the names of the files."""
    return frozenset(path.name.partition("-")[0] for path in FONTS.glob("*.ttf"))


def _attachments(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[Finding]:
    names = tuple(pdf.attachments)
    if sorted(names) != sorted(expected.attachments):
        yield Finding("", "attachments", f"holds {names}, expected are {expected.attachments}")
    for name in names:
        if not pdf.attachments[name].get_file().read_bytes():
            yield Finding(name, "attachments", "is empty")
        relation = str(pdf.attachments[name].obj.get("/AFRelationship", ""))
        if relation != _RELATION:
            yield Finding(name, "attachments", f"is {relation or 'nothing'}, expected {_RELATION}")


def _structure(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Alternative texts, table heads and heading levels, in reading order."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        yield Finding("", "structure", "has no tags")
        return
    level = 0
    texts: set[str] = set()
    for tag, element in _elements(root):
        if tag == "/Figure":
            text = str(element.get("/Alt", ""))
            yield from _alternative_text(text, texts)
            texts.add(text)
        elif tag == "/Table" and not any(kid == "/TH" for kid, _ in _elements(element)):
            yield Finding("", "table heads", "holds a table without a head cell")
        elif len(tag) == 3 and tag[1] == "H" and tag[2].isdigit():
            if int(tag[2]) > level + 1:
                yield Finding("", "headings", f"goes from level {level} to {tag[2]}")
            level = int(tag[2])
    if not level:
        yield Finding("", "headings", "has no heading")


def _alternative_text(text: str, others: set[str]) -> Iterator[Finding]:
    """A text says something, in words, and nothing that another figure says too."""
    if len(text) < _SHORTEST_ALT:
        yield Finding("", "alternative text", f"“{text}” is too short to say anything")
    elif text.lower().endswith(_FILE_ENDINGS):
        yield Finding("", "alternative text", f"“{text}” is the name of a file")
    elif len(set(text.split())) < _FEWEST_WORDS:
        yield Finding("", "alternative text", f"“{text}” is no sentence")
    if text and text in others:
        yield Finding("", "alternative text", f"“{text}” stands at two figures")


def _elements(parent: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    """Every structure element below ``parent`` with its type, depth first."""
    kids = parent.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from _elements(kid)
