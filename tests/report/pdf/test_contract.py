"""What the PDF wing takes for granted of WeasyPrint 70 and pydyf, beyond their documents.

A newer version that changes any of it must fail here first, with its name.
"""

import importlib.util
import inspect

import pydyf
import pytest
import weasyprint
import weasyprint.css
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as original
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import harfbuzz, harfbuzz_subset
from weasyprint.text.line_break import Layout

from scan.report.pdf import cascade, tags
from tests.report.pdf.samples import ALT, CSV, TABLE, drawing, made


def _original_find_style_attributes() -> object:
    """WeasyPrint's own function, from a second copy of its module."""
    spec = importlib.util.find_spec("weasyprint.css")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.find_style_attributes


THEIRS = _original_find_style_attributes()


def everything() -> tuple[bytes, dict[str, int]]:
    """A report in which every kind of attribute that styles depend on stands."""
    body = f"""<nav><h1 id="inhoud">Inhoud</h1><ol><li><a href="#a">Een</a><ul><li>diep</ul></ol>
    </nav><section id="a" style="color: #123456"><h2 id="b" lang="fr">Deux</h2><p>Tekst<br>
    <abbr title="OCMW">O</abbr> <sup>2</sup></p><dl><dt>a<dd>b</dl>{TABLE}</section>
    <section id="c" style="color: #123456"><h2>Drie</h2><img src="chart:k" alt="{ALT}"></section>
    <div style="display: flex"><p style="width: 30mm">x</p><blockquote id="d">y</blockquote></div>
    <p><a href="#d">naar d</a>, <q>zo</q> <code>x</code><span style="position: absolute" id="e">e
    </span></p>"""
    written = made(body, {"k": drawing()}, (CSV,))
    return written.pdf, written.anchors


def _parameters(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def test_the_version_is_the_one_that_was_read() -> None:
    assert weasyprint.__version__.split(".")[0] == "70"


def test_our_tags_stand_in_for_theirs() -> None:
    assert weasyprint.pdf.add_tags is tags.add_tags
    assert _parameters(original.add_tags) == _parameters(tags.add_tags)
    assert "add_tags(pdf, document, options['pdf_version'], page_streams)" in inspect.getsource(
        weasyprint.pdf.generate_pdf
    )


def test_streams_keep_marked_content_by_box() -> None:
    source = inspect.getsource(Stream.marked)
    assert "self._tags[box] = {'tag': tag, 'mcid': mcid}" in source
    assert _parameters(Stream.add_font) == ["self", "pango_font"]
    assert "self.stream.append(property_list)" in inspect.getsource(
        pydyf.Stream.begin_marked_content
    )


def test_boxes_have_what_the_structure_reads() -> None:
    for name in ("link_annotation", "transformation_matrix", "colspan", "rowspan"):
        assert hasattr(boxes.Box, name)
    assert hasattr(boxes.TableRowGroupBox, "is_header")
    assert hasattr(boxes.TableRowGroupBox, "is_footer")
    assert "'_box'" in inspect.getsource(AbsolutePlaceholder.__init__)


def test_text_is_laid_out_the_way_charts_do() -> None:
    assert _parameters(Layout.__init__)[:2] == ["self", "style"]
    assert _parameters(Layout.set_text)[:2] == ["self", "text"]


def test_fonts_are_subset_by_harfbuzz() -> None:
    assert harfbuzz_subset
    assert harfbuzz.hb_version_atleast(4, 1, 0)


def test_metadata_can_be_added_to() -> None:
    assert _parameters(DocumentMetadata.generate_rdf_metadata) == [
        "self",
        "variant",
        "version",
        "conformance",
    ]
    assert "self.generate_rdf_metadata(" in inspect.getsource(DocumentMetadata.include_in_pdf)


def test_the_file_is_written_through_the_object_we_are_handed() -> None:
    source = inspect.getsource(weasyprint.Document.write_pdf)
    assert source.index("finisher(self, pdf)") < source.index("pdf.write(output, version")
    assert _parameters(pydyf.PDF.write) == ["self", "output", "version", "identifier", "compress"]


def test_shared_styles_give_the_bytes_of_weasyprint_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = everything()
    assert weasyprint.css.find_style_attributes is cascade.find_style_attributes
    monkeypatch.setattr(weasyprint.css, "find_style_attributes", THEIRS)
    monkeypatch.setattr("scan.report.pdf.write.SharedStyles", weasyprint.HTML)
    monkeypatch.setattr("scan.report.pdf.write.set_anchors", lambda document: None)
    assert everything() == ours
