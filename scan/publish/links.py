"""Publish, links: whether every link inside a release leads somewhere.

Input: the HTML pages of a release. Output: a fault for each link to a file or a place in a page
that is not there. Links to other sites are not followed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from scan.errors import Fault

INDEX = "index.html"
_UNSEEN = re.compile(
    r"""<!--.*?-->|(?P<tag><(?P<raw>script|style)\b(?:[^>"']|"[^"]*"|'[^']*')*>).*?(?=</(?P=raw))""",
    re.DOTALL | re.IGNORECASE,
)
"""Comments, and what stands in scripts and styles, whose own tag is seen."""
_TAG = re.compile(r"""<(?P<tag>[a-zA-Z][^\s/>]*)(?P<attributes>\s(?:[^>"']|"[^"]*"|'[^']*')*)>""")
_ATTRIBUTE = re.compile(
    r"""(?<![^\s"'/])(?P<name>href|src|srcset|poster|data|id|name)\s*=\s*"""
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""",
    re.IGNORECASE,
)
_REMEDY = "make the site again; if it stays, mend the template that writes the link"


@dataclass(frozen=True, slots=True)
class Page:
    """What links and what can be linked to in one page."""

    links: frozenset[str]
    anchors: frozenset[str]


def read_page(path: Path) -> Page:
    """Links and anchors of an HTML page. Bytes that are no UTF-8 are replaced."""
    return page_of(path.read_text(encoding="utf-8", errors="replace"))


def page_of(text: str) -> Page:
    """Links and anchors in HTML.

    By pattern, since the parser of the standard library takes ten times as long, and a site is
    checked whole, each time.
    """
    links: set[str] = set()
    anchors: set[str] = set()
    for tag in _TAG.finditer(_UNSEEN.sub(_own_tag, text)):
        for found in _ATTRIBUTE.finditer(tag["attributes"]):
            name = found["name"].lower()
            value = unescape(found["double"] or found["single"] or found["bare"] or "")
            if name == "id" or (name == "name" and tag["tag"].lower() == "a"):
                anchors.add(value)
            elif name == "srcset":
                links.update(part.split()[0] for part in value.split(",") if part.strip())
            elif name != "name":
                links.add(value.strip())
    return Page(frozenset(links), frozenset(anchors))


def _own_tag(found: re.Match[str]) -> str:
    return found["tag"] or ""


def link_faults(folder: Path, paths: Iterable[str]) -> Iterator[Fault]:
    """A fault for each dead link in the pages among ``paths``, which are all files there are."""
    files = frozenset(paths)
    page = lru_cache(maxsize=None)(lambda path: read_page(folder / path))
    for path in sorted(files):
        if not path.endswith(".html"):
            continue
        for link in sorted(page(path).links):
            target, anchor = _target(path, link, files)
            if target is None:
                continue
            if target not in files:
                yield Fault(path, "", f"links to {link}, which is not there", _REMEDY)
            elif anchor and target.endswith(".html") and anchor not in page(target).anchors:
                yield Fault(path, "", f"links to {link}, where no such place is", _REMEDY)


def _target(path: str, link: str, files: frozenset[str]) -> tuple[str | None, str]:
    """The file that ``link`` in the page ``path`` means, and the place in it.

    ``None`` for links that leave the site.
    """
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None, ""
    anchor = unquote(parts.fragment)
    if not parts.path:
        return path, anchor
    rooted = parts.path.startswith("/")
    base = "" if rooted else path.rpartition("/")[0]
    target = normpath(f"{base}/{unquote(parts.path)}".lstrip("/"))
    if parts.path.endswith("/") or target not in files:
        inside = INDEX if target == "." else f"{target}/{INDEX}"
        return (inside if inside in files else target), anchor
    return target, anchor
