"""Publish, feeds: what is new as Atom (RFC 4287): of everything, a municipality, theme, indicator.

Input: :class:`~scan.publish.news.NewsItem` s and the page that a feed belongs to. Output:
``feed.xml`` beside that page. Where the site has an address, links are whole; else they are
relative to the feed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import relpath
from xml.etree import ElementTree

from scan.publish.news import NewsItem, Words, headline, name_of, summary

NAME = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Feed:
    """What somebody follows."""

    place: str
    """Folder of its page from the root of the site, with a slash at the end."""
    name: str
    """Of the municipality, theme or indicator; empty for all that is new."""
    items: tuple[NewsItem, ...]
    """The newest first."""
    day: str
    """Of the newest news there is, for a feed without any."""


def about(items: Iterable[NewsItem], codes: Iterable[str], nis: str = "") -> tuple[NewsItem, ...]:
    """The news of some indicators, with the first release; of revised figures those of the
    municipality ``nis``, where one is named."""
    wanted = frozenset(codes)
    return tuple(
        item
        for item in items
        if item.kind == "first"
        or (item.indicator in wanted and not (nis and item.towns and nis not in item.towns))
    )


def atom(feed: Feed, words: Words, author: str, address: str, *, made_up: bool) -> bytes:
    """The feed as a file. ``words`` is the wording ``news``; ``address`` that of the site, with a
    slash at the end, or empty."""

    def to(target: str) -> str:
        return f"{address}{target}" if address else f"{relpath(target or '.', feed.place)}/"

    ElementTree.register_namespace("", _ATOM)
    root = ElementTree.Element(_tag("feed"), {_LANGUAGE: "nl-BE"})
    title = words["feed.title_of"].format(name=feed.name) if feed.name else words["feed.title"]
    key = f"{'made-up' if made_up else 'feed'}{f'/{feed.place}' if feed.name else ''}"
    _add(root, "id", name_of(key))
    _add(root, "title", f"{title} ({words['feed.made_up']})" if made_up else title)
    _add(root, "subtitle", words["feed.subtitle"])
    _add(root, "updated", _moment(max((item.day for item in feed.items), default=feed.day)))
    _add(ElementTree.SubElement(root, _tag("author")), "name", author)
    own = f"{address}{feed.place}{NAME}" if address else NAME
    _add(root, "link", rel="self", type="application/atom+xml", href=own)
    _add(root, "link", rel="alternate", type="text/html", hreflang="nl", href=to(feed.place))
    for item in feed.items:
        _entry(root, item, words, to(item.address))
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _entry(root: ElementTree.Element, item: NewsItem, words: Words, link: str) -> None:
    entry = ElementTree.SubElement(root, _tag("entry"))
    _add(entry, "id", item.id)
    _add(entry, "title", headline(item, words))
    _add(entry, "published", _moment(item.day))
    _add(entry, "updated", _moment(item.day))
    _add(entry, "link", rel="alternate", type="text/html", hreflang="nl", href=link)
    _add(entry, "category", term=item.kind)
    _add(entry, "summary", summary(item, words))


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> None:
    ElementTree.SubElement(parent, _tag(name), attributes).text = text or None


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
