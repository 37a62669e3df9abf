"""Feeds: as RFC 4287 wants them, each with the news of what is followed and no other."""

import datetime
import re
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from scan.catalogue.reading import Catalogue
from scan.publish.feeds import NAME, Feed, about, atom
from scan.publish.news import NewsItem, headline

ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_feed_has_the_news_of_what_is_followed() -> None:
    def item(kind: str, code: str, *towns: str) -> NewsItem:
        return NewsItem("2026-03-02", kind, code, "", None, None, 1, 1, 0, towns)  # type: ignore[arg-type]

    first, new = item("first", ""), item("updated", "DE_36")
    here, there = item("revised", "DE_42", "12025"), item("revised", "DE_42", "11002")
    every = (new, here, there, first)
    assert about(every, ("DE_36",)) == (new, first)
    assert about(every, ("DE_42",)) == (here, there, first)
    assert about(every, ("DE_36", "DE_42"), "12025") == (new, here, first)
    assert about(every, ()) == (first,)


def test_links_lead_to_pages_with_and_without_an_address(catalogue: Catalogue) -> None:
    new = NewsItem("2026-03-02", "updated", "DE_36", "Herkomst", 2026, 2025, 1, 0, 0)
    feed = Feed("gemeente/mechelen/", "Mechelen", (new,), new.day)

    def links(address: str) -> list[str | None]:
        data = atom(feed, catalogue.wording["news"], "Een auteur", address, made_up=False)
        return [link.get("href") for link in ElementTree.fromstring(data).iter(f"{ATOM}link")]

    assert links("") == [NAME, "./", "../../indicator/DE_36/"]
    home = "https://example.org/"
    own = f"{home}gemeente/mechelen/"
    assert links(home) == [f"{own}{NAME}", own, f"{home}indicator/DE_36/"]


_ITEMS = st.builds(
    NewsItem,
    day=st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 1, 1)).map(str),
    kind=st.sampled_from(["first", "updated", "revised", "added", "dropped"]),
    indicator=st.sampled_from(["DE_36", "WE_02", "SA_S_07"]),
    title=st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30),
    period=st.integers(1990, 2050),
    before=st.integers(1990, 2050),
    areas=st.integers(0, 300),
    figures=st.integers(0, 10**6),
    turn=st.integers(0, 3),
    towns=st.lists(st.sampled_from(["12025", "11002"]), unique=True).map(tuple),
)
_FEEDS = st.builds(
    Feed,
    place=st.just("gemeente/mechelen/"),
    name=st.sampled_from(["", "Mechelen"]),
    items=st.lists(_ITEMS, max_size=5, unique_by=lambda item: item.id).map(tuple),
    day=st.just("2026-03-02"),
)


@given(_FEEDS, st.sampled_from(["", "https://example.org/scan/"]), st.booleans())
def test_a_feed_is_as_rfc_4287_wants_it(
    catalogue: Catalogue, told: Feed, address: str, made_up: bool
) -> None:
    words, items = catalogue.wording["news"], told.items
    data = atom(told, words, "Een auteur", address, made_up=made_up)
    feed = ElementTree.fromstring(data)
    assert feed.tag == f"{ATOM}feed"
    _is_container(feed)
    assert [child.text for child in feed.findall(f"{ATOM}author/{ATOM}name")] == ["Een auteur"]
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        headline(item, words) for item in items
    ]
    for entry in entries:
        _is_container(entry)
        assert entry.findtext(f"{ATOM}summary")
        assert len(entry.findall(f"{ATOM}published")) == 1
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert max(Counter(ids).values()) == 1
    moments = [str(entry.findtext(f"{ATOM}updated")) for entry in entries]
    assert feed.findtext(f"{ATOM}updated") == max(moments, default="2026-03-02T00:00:00Z")
    for link in feed.iter(f"{ATOM}link"):
        assert str(link.get("href")).startswith(address or ("../", "./", NAME))
    assert ("Voorbeeldcijfers" in str(feed.findtext(f"{ATOM}title"))) is made_up


def _is_container(element: ElementTree.Element) -> None:
    """What sections 4.1.1, 4.1.2 and 4.2 ask of feeds and entries."""
    for name in ("id", "title", "updated"):
        assert len(element.findall(f"{ATOM}{name}")) == 1
    assert urlsplit(str(element.findtext(f"{ATOM}id"))).scheme
    moment = str(element.findtext(f"{ATOM}updated"))
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", moment)
    assert datetime.datetime.fromisoformat(moment).tzinfo
    links = [
        (link.get("rel"), link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
    ]
    assert len(links) == len(set(links)) >= 1
    assert all(link.get("href") for link in element.findall(f"{ATOM}link"))
    known = {"author", "category", "entry", "id", "link", "published", "subtitle", "summary"}
    assert {child.tag.removeprefix(ATOM) for child in element} <= known | {"title", "updated"}
