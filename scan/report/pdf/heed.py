"""Report, pdf: no warning passes unheard.

Input: what WeasyPrint and fontTools log, and what Python warns of, while a report is written.
Output: an error that names the indicator, found back in the HTML.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from scan.report.pdf.findings import Finding

_LOGGERS = ("weasyprint", "fontTools")


@dataclass(slots=True)
class Heard:
    """Messages with the words in them that may be found back in the HTML."""

    messages: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def findings(self, root: Element | None) -> tuple[Finding, ...]:
        """A finding for each message; ``root`` is the parsed HTML, or ``None`` without one."""
        return tuple(
            Finding("" if root is None else subject_of(root, words), "warning", message)
            for message, words in self.messages
        )


class _Ear(logging.Handler):
    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.WARNING)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        arguments = record.args if isinstance(record.args, tuple) else ()
        words = tuple(word for word in arguments if isinstance(word, str) and word)
        self._heard.messages.append((record.getMessage(), words))


@contextmanager
def heed() -> Iterator[Heard]:
    """Gather every log record from WARNING up and every Python warning of the block."""
    heard = Heard()
    ear = _Ear(heard)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its profile open
        for name in _LOGGERS:
            logging.getLogger(name).addHandler(ear)
        try:
            yield heard
        finally:
            for name in _LOGGERS:
                logging.getLogger(name).removeHandler(ear)
            heard.messages += [(str(warning.message), ()) for warning in caught]


def subject_of(root: Element, words: tuple[str, ...]) -> str:
    """The ``data-subject`` (else ``id``) around the first element that holds one of ``words``."""
    return next((_subject(root, word, "") or "" for word in words if _holds(root, word)), "")


def _subject(element: Element, word: str, outer: str) -> str | None:
    here = outer if outer and "data-subject" not in element.attrib else _label(element) or outer
    if _says(element, word):
        return here
    return next((s for kid in element if (s := _subject(kid, word, here)) is not None), None)


def _label(element: Element) -> str:
    return str(element.get("data-subject") or element.get("id") or "")


def _says(element: Element, word: str) -> bool:
    texts = (element.text or "", element.tail or "", *element.attrib.values())
    return any(word in text for text in texts)


def _holds(root: Element, word: str) -> bool:
    return any(_says(element, word) for element in root.iter())
