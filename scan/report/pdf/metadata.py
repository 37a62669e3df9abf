"""Report, pdf: what the file says about itself.

Input: a frozen :class:`Metadata`. Output: the document information and one XMP packet that
claims PDF/A-3a and PDF/UA-1 together, uncompressed so that any program can read it. No date
stands in it but the one given.
"""

from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

import pydyf
from weasyprint.pdf.metadata import DocumentMetadata

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_UA = "http://www.aiim.org/pdfua/ns/id/"
_EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
_SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
_PROPERTY = "http://www.aiim.org/pdfa/ns/property#"

register_namespace("pdfaExtension", _EXTENSION)
register_namespace("pdfaSchema", _SCHEMA)
register_namespace("pdfaProperty", _PROPERTY)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What catalogues and readers see of a report before they open it."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    created: date
    """The date of the data; the file holds no other."""
    identifier: bytes
    """First half of the file identifier, the same for every edition of one report."""
    language: str = "nl-BE"


class ReportMetadata(DocumentMetadata):  # type: ignore[misc]
    """WeasyPrint's metadata with the identifier of PDF/UA-1 beside that of PDF/A-3a."""

    def __init__(self, metadata: Metadata) -> None:
        moment = f"{metadata.created.isoformat()}T00:00:00Z"
        super().__init__(
            title=metadata.title,
            authors=[metadata.author],
            description=metadata.subject,
            keywords=list(metadata.keywords),
            created=moment,
            modified=moment,
            lang=metadata.language,
        )

    def include_in_pdf(
        self, pdf: pydyf.PDF, variant: str, version: int, conformance: str, compress: bool
    ) -> None:
        """Add the XMP packet to ``pdf``, never compressed."""
        super().include_in_pdf(pdf, variant, version, conformance, compress=False)

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """The packet of WeasyPrint with the identifier of PDF/UA-1 and its description."""
        packet = fromstring(super().generate_rdf_metadata(variant, version, conformance))
        packet.append(_description({f"{{{_UA}}}part": "1"}))
        packet.append(_extension())
        return bytes(tostring(packet, encoding="utf-8"))


def _description(attributes: dict[str, str]) -> Element:
    return Element(f"{{{_RDF}}}Description", {f"{{{_RDF}}}about": "", **attributes})


def _extension() -> Element:
    """PDF/A asks that a property from elsewhere is described in the packet itself."""
    description = _description({})
    schemas = SubElement(description, f"{{{_EXTENSION}}}schemas")
    schema = _item(SubElement(schemas, f"{{{_RDF}}}Bag"))
    _texts(
        schema, _SCHEMA, schema="PDF/UA identification schema", namespaceURI=_UA, prefix="pdfuaid"
    )
    properties = SubElement(schema, f"{{{_SCHEMA}}}property")
    _texts(
        _item(SubElement(properties, f"{{{_RDF}}}Seq")),
        _PROPERTY,
        name="part",
        valueType="Integer",
        category="internal",
        description="Part of ISO 14289 that the file conforms to",
    )
    return description


def _item(parent: Element) -> Element:
    return SubElement(parent, f"{{{_RDF}}}li", {f"{{{_RDF}}}parseType": "Resource"})


def _texts(parent: Element, namespace: str, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, f"{{{namespace}}}{name}").text = text
