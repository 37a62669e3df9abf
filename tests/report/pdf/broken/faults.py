"""Every fault of which a report must be refused, and who has to see it.

Input: the good document. Output: ``FAULTS``, each a change to an opened PDF or to the bytes of
one, with the rules that must be named.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from tests.report.pdf.broken.good import good
from tests.report.pdf.samples import CSV, elements


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to break a report. ``rule`` is what :func:`scan.report.pdf.check.check` must say, for
    the validator's rules only their profile; ``verapdf`` what the reference engine says, empty
    where it sees nothing."""

    name: str
    damage: Callable[[Pdf], None]
    rule: str
    verapdf: str = ""

    def made(self) -> bytes:
        """The broken document."""
        broken = BytesIO()
        with pikepdf.open(BytesIO(good())) as pdf:
            self.damage(pdf)
            pdf.save(broken, fix_metadata_version=False)
        return broken.getvalue()


def _alt(text: str | None) -> Callable[[Pdf], None]:
    def damage(pdf: Pdf) -> None:
        (figure,) = elements(pdf, "Figure")
        if text is None:
            del figure["/Alt"]
        else:
            figure.Alt = String(text)

    return damage


def _rename(old: str, new: str) -> Callable[[Pdf], None]:
    def damage(pdf: Pdf) -> None:
        for element in elements(pdf, old):
            element.S = Name(f"/{new}")

    return damage


def _without(path: str) -> Callable[[Pdf], None]:
    """Without an entry of the catalog: ``/ViewerPreferences/DisplayDocTitle``."""

    def damage(pdf: Pdf) -> None:
        *above, last = path.strip("/").split("/")
        holder: pikepdf.Object = pdf.Root
        for key in above:
            holder = holder[f"/{key}"]
        del holder[f"/{last}"]

    return damage


def _packet(old: bytes, new: bytes) -> Callable[[Pdf], None]:
    """Another word in the metadata packet."""

    def damage(pdf: Pdf) -> None:
        text = pdf.Root.Metadata.read_bytes()
        assert old in text
        pdf.Root.Metadata = pdf.make_stream(
            text.replace(old, new), Type=Name.Metadata, Subtype=Name.XML
        )

    return damage


def _of_type(pdf: Pdf, kind: str) -> Iterator[pikepdf.Object]:
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == kind:
            yield item


def _no_title(pdf: Pdf) -> None:
    del pdf.docinfo["/Title"]


def _other_title(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = "Rapport"


def _loose_font(pdf: Pdf) -> None:
    for descriptor in _of_type(pdf, "/FontDescriptor"):
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


def _foreign_font(pdf: Pdf) -> None:
    next(_of_type(pdf, "/FontDescriptor")).FontFamily = String("Arial")


def _mute_font(pdf: Pdf) -> None:
    for font in _of_type(pdf, "/Font"):
        if "/ToUnicode" in font:
            del font["/ToUnicode"]


def _no_attachment(pdf: Pdf) -> None:
    del pdf.attachments[CSV.name]


def _empty_attachment(pdf: Pdf) -> None:
    pdf.Root.AF[0].EF.F.write(b"")


def _loose_attachment(pdf: Pdf) -> None:
    del pdf.Root.AF[0]["/AFRelationship"]


def _other_purpose(pdf: Pdf) -> None:
    pdf.Root.AF[0]["/AFRelationship"] = Name.Unspecified


def _twin(pdf: Pdf) -> None:
    """A second figure with the text of the first."""
    (figure,) = elements(pdf, "Figure")
    twin = pdf.make_indirect(Dictionary(S=Name.Figure, P=figure.P, Alt=figure.Alt, K=Array()))
    figure.P.K = Array([*figure.P.K, twin])


def _page_more(pdf: Pdf) -> None:
    for _ in range(2):
        pdf.add_blank_page(page_size=(340, 255))


def _page_less(pdf: Pdf) -> None:
    while len(pdf.pages) > 1:
        del pdf.pages[-1]


def _drawn(content: bytes) -> Callable[[Pdf], None]:
    """Something more on the first page: a stroke, tagged as ``content`` says."""

    def damage(pdf: Pdf) -> None:
        pdf.pages[0].contents_add(content % b"0 0 0 RG 10 10 m 90 90 l S ")

    return damage


def _swapped(old: bytes, new: bytes) -> Callable[[Pdf], None]:
    """The first page with one tag in its content changed."""

    def damage(pdf: Pdf) -> None:
        content = pdf.pages[0].Contents.read_bytes()
        assert old in content
        pdf.pages[0].Contents = pdf.make_stream(content.replace(old, new, 1))

    return damage


def _nested_artifact(pdf: Pdf) -> None:
    content = pdf.pages[0].Contents.read_bytes()
    hidden = content.replace(b"BT\n", b"/Artifact BMC\nBT\n", 1).replace(b"ET\n", b"ET\nEMC\n", 1)
    pdf.pages[0].Contents = pdf.make_stream(hidden)


def _orphan(tag: str) -> Callable[[Pdf], None]:
    """An element taken out of the tree; what it held is drawn and belongs nowhere."""

    def damage(pdf: Pdf) -> None:
        element = elements(pdf, tag)[0]
        holder = element.P
        kids = [kid for kid in holder.K if kid.objgen != element.objgen]
        holder.K = Array(kids)
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        for owners in list(numbers)[1::2]:
            for i in range(len(owners) if isinstance(owners, Array) else 0):
                if isinstance(owners[i], Dictionary) and owners[i].objgen == element.objgen:
                    owners[i] = None

    return damage


def _empty_head(pdf: Pdf) -> None:
    elements(pdf, "TH")[0].K = Array()


def _dead_link(pdf: Pdf) -> None:
    pdf.Root.Names.Dests.Names = Array()


def _unreachable(pdf: Pdf) -> None:
    element = elements(pdf, "Figure")[0]
    element.P.K = Array([kid for kid in element.P.K if kid.objgen != element.objgen])


def _hidden(pdf: Pdf) -> None:
    content = pdf.pages[0].Contents.read_bytes()
    old = b"/Span\n<</MCID 1>>\nBDC"
    assert old in content
    pdf.pages[0].Contents = pdf.make_stream(content.replace(old, b"/Artifact BMC"))


def _no_owners(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums = Array()


def _mute_link(pdf: Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", Array()):
            del annotation["/Contents"]


def _loose_link(pdf: Pdf) -> None:
    for page in pdf.pages:
        for annotation in page.get("/Annots", Array()):
            del annotation["/StructParent"]
    for link in elements(pdf, "Link"):
        link.S = Name.Span


def _no_tab_order(pdf: Pdf) -> None:
    for page in pdf.pages:
        del page["/Tabs"]


def _unequal_rows(pdf: Pdf) -> None:
    row = elements(pdf, "TR")[-1]
    row.K = Array(list(row.K)[:-1])


def _no_scope(pdf: Pdf) -> None:
    for head in elements(pdf, "TH"):
        del head["/A"]


def _script(pdf: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))
    pdf.Root.OpenAction = pdf.make_indirect(script)


def _suspect(pdf: Pdf) -> None:
    pdf.Root.MarkInfo.Suspects = True


FAULTS = (
    Fault("no alternative text", _alt(None), "alternative text", "7.3-1"),
    Fault("an alternative text that says nothing", _alt("Grafiek"), "alternative text"),
    Fault("a file name for alternative text", _alt("herkomst-in-temse.PNG"), "alternative text"),
    Fault("a path for alternative text", _alt("beelden/2025/herkomst.svg"), "alternative text"),
    Fault("words that are no text", _alt("grafiek grafiek grafiek grafiek"), "alternative text"),
    Fault("one text for two figures", _twin, "alternative text"),
    Fault("no language", _without("/Lang"), "language", "7.2-34"),
    Fault("no title", _no_title, "title"),
    Fault("another title", _other_title, "title"),
    Fault("a title that is not shown", _without("/ViewerPreferences"), "PDFUA1", "7.1-10"),
    Fault("no title in the packet", _packet(b"dc:title", b"dc:other"), "PDFUA1", "7.1-9"),
    Fault("a heading level skipped", _rename("H2", "H4"), "headings", "7.4.2-1"),
    Fault("a first heading of level 2", _rename("H1", "H2"), "headings", "7.4.2-1"),
    Fault("a title that is no heading", _rename("H1", "P"), "headings", "7.4.2-1"),
    Fault("a table without head cells", _rename("TH", "TD"), "table heads"),
    Fault("head cells without scope", _no_scope, "PDFUA1", "7.5-1"),
    Fault("rows of unequal length", _unequal_rows, "PDFUA1", "7.2-43"),
    Fault("a table that is a division", _rename("Table", "Div"), "PDFUA1", "7.2-5"),
    Fault("an empty head cell", _empty_head, "empty element"),
    Fault("a link to nowhere", _dead_link, "links"),
    Fault("a figure out of the tree", _unreachable, "content"),
    Fault("a paragraph as artifact", _hidden, "content"),
    Fault("no tags", _without("/StructTreeRoot"), "structure", "7.1-11"),
    Fault("not said to be tagged", _without("/MarkInfo"), "PDFUA1", "6.2-1"),
    Fault("tags that may be wrong", _suspect, "PDFUA1", "7.1-4"),
    Fault("untagged content", _drawn(b"%s"), "PDFUA1", "7.1-3"),
    Fault("content that no element owns", _drawn(b"/P <</MCID 99>> BDC %sEMC"), "content", "7.1-3"),
    Fault("a figure without a tag", _orphan("Figure"), "content", "7.1-3"),
    Fault("a heading without a tag", _orphan("H3"), "content", "7.1-3"),
    Fault("no way from content to tags", _no_owners, "PDFUA1", "7.1-3"),
    Fault("content in an artifact", _nested_artifact, "PDFUA1", "7.1-1"),
    Fault(
        "a page number that is neither content nor artifact",
        _swapped(b"/Artifact", b"/Span"),
        "PDFUA1",
        "7.1-3",
    ),
    Fault("a font that is not embedded", _loose_font, "fonts", "7.21.4.1-1"),
    Fault("a font of elsewhere", _foreign_font, "fonts"),
    Fault("a font without letters", _mute_font, "PDFUA1", "7.21.7-1"),
    Fault("no attachment", _no_attachment, "attachments"),
    Fault("an empty attachment", _empty_attachment, "attachments"),
    Fault("an attachment without a purpose", _loose_attachment, "PDFA3A", "6.8-3"),
    Fault("an attachment for another purpose", _other_purpose, "attachments"),
    Fault("pages too many", _page_more, "pages"),
    Fault("pages too few", _page_less, "pages"),
    Fault("links without a text", _mute_link, "PDFUA1", "7.18.5-2"),
    Fault("links outside the tags", _loose_link, "PDFUA1", "7.18.5-1"),
    Fault("no order of links", _no_tab_order, "PDFUA1", "7.18.3-1"),
    Fault("a script", _script, "PDFA3A", "6.5.1-1"),
    Fault("no colour profile", _without("/OutputIntents"), "PDFA3A", "6.2.4.3-2"),
    Fault("no metadata packet", _without("/Metadata"), "PDFUA1", "7.1-8"),
    Fault("no claim of PDF/UA", _packet(b"pdfuaid:part", b"pdfuaid:none"), "PDFUA1", "5-2"),
    Fault("no claim of PDF/A", _packet(b"pdfaid:part", b"pdfaid:none"), "PDFA3A", "6.6.4-2"),
)

TORN: dict[str, Callable[[bytes], bytes]] = {
    "no PDF": lambda _: b"no PDF at all",
    "half a file": lambda pdf: pdf[: len(pdf) // 2],
    "no cross-references": lambda pdf: pdf[: pdf.rindex(b"startxref")],
    "cross-references that lead nowhere": lambda pdf: _moved(pdf, 7),
    "a stream with a hole": lambda pdf: _holed(pdf),
}
"""Damage to the bytes themselves, which must be seen by whatever rule."""


def _moved(pdf: bytes, by: int) -> bytes:
    head, _, tail = pdf.rpartition(b"startxref\n")
    position, _, end = tail.partition(b"\n")
    return b"%sstartxref\n%d\n%s" % (head, int(position) - by, end)


def _holed(pdf: bytes) -> bytes:
    place = pdf.index(b"stream\n") + 60
    return pdf[:place] + bytes(20) + pdf[place + 20 :]
