"""Publish, links: whether every link inside a release leads somewhere.

Input: the HTML pages of a release. Output: a fault for each link to a file or a place in a page
that is not there. Links to other sites are not followed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from scan.errors import Fault

INDEX = "index.html"
_LINKING = {"href", "src", "poster", "data"}
_REMEDY = "make the site again; if it stays, mend the template that writes the link"


@dataclass(frozen=True, slots=True)
class Page:
    """What links and what can be linked to in one page."""

    links: frozenset[str]
    anchors: frozenset[str]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name == "id" or (tag == "a" and name == "name"):
                self.anchors.add(value)
            elif name in _LINKING:
                self.links.add(value.strip())
            elif name == "srcset":
                self.links.update(part.split()[0] for part in value.split(",") if part.strip())


def read_page(path: Path) -> Page:
    """Links and anchors of an HTML page. Bytes that are no UTF-8 are replaced."""
    reader = _Reader()
    reader.feed(path.read_text(encoding="utf-8", errors="replace"))
    reader.close()
    return Page(frozenset(reader.links), frozenset(reader.anchors))


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
