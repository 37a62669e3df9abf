"""Publish, the news: what is new for readers, as rows for pages and feeds.

Input: the live release and the facts of the next one. Output: :class:`NewsItem` s, those of
before among them, as ``data/news.json``. Only figures that are delivered count as revised; what is
derived from them follows by itself. Where nothing is new for readers, the file stays as it was.
"""

import datetime
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from scan.catalogue.addresses import indicator_address
from scan.dutch import number
from scan.errors import RefusedError, UsageError
from scan.files import write_text
from scan.publish.difference import Difference, Seen, difference, newest_periods, read_release
from scan.publish.facts import facts_of
from scan.publish.shelf import live_folder
from scan.series.workspace import Workspace
from scan.views.displayed import NEWEST

PAGE = "wat-is-nieuw/"
"""Where the site says what is new."""
ROWS = "data/news.json"
KEPT = 200
"""Items that the page and the feeds keep."""

Kind = Literal["first", "updated", "revised", "added", "dropped"]
Words = Mapping[str, str]

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "https://www.w3.org/2005/Atom/lokale-integratiescan")
_DELIVERED = (
    pl.col("part").is_in(["main", "cell"])
    & (pl.col("area") == pl.col("nis"))
    & pl.col("amount").is_in(["value", "count"])
)


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One thing that is new for readers."""

    day: str
    """When it was published, as 2026-03-02."""
    kind: Kind
    indicator: str
    """Its code; empty for the first release."""
    title: str
    """Of the indicator."""
    period: int | None
    before: int | None
    """The newest period until now."""
    areas: int
    figures: int
    """How many were revised; for the first release the number of indicators."""
    turn: int
    """Counts items of the same kind and indicator on one day, from 0."""
    towns: tuple[str, ...] = ()
    """Of which municipalities figures were revised, by NIS code; empty for all other news."""

    @property
    def id(self) -> str:
        """An identifier that never changes and that no other item has."""
        return name_of(f"{self.day}/{self.kind}/{self.indicator}/{self.turn}")

    @property
    def address(self) -> str:
        """The page to read on, from the root of the site."""
        if self.kind in ("first", "dropped"):
            return PAGE
        return indicator_address(self.indicator)


def name_of(key: str) -> str:
    """An identifier of news or of a feed, the same for the same ``key`` for ever."""
    return f"urn:uuid:{uuid.uuid5(_NAMES, key)}"


def write_news(workspace: Workspace, folder: Path) -> None:
    """Write the rows into the release that is being filled in ``folder``."""
    now = datetime.datetime.now(tz=datetime.UTC)
    items = news(workspace.shelf, facts_of(workspace, now).seen, now.date())
    text = json.dumps([asdict(item) for item in items], ensure_ascii=False, indent=1)
    write_text(folder / ROWS, text + "\n")


def news(shelf: Path, new: Seen, day: datetime.date) -> tuple[NewsItem, ...]:
    """What is new in ``new`` beside the live release, before what was new earlier."""
    try:
        live = live_folder(shelf)
        old = read_release(live).seen
        earlier = read_news(live)
    except (RefusedError, UsageError):
        return (_first(new, day),)
    fresh = [_numbered(item, earlier) for item in news_between(old, new, day)]
    return (*fresh, *earlier)[:KEPT] or (_first(new, day),)


def read_news(folder: Path) -> tuple[NewsItem, ...]:
    """The items of the release in ``folder``, newest first; none where it has none."""
    path = folder / ROWS
    if not path.is_file():
        return ()
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return tuple(NewsItem(**row | {"towns": tuple(row.get("towns", ()))}) for row in rows)


def _first(new: Seen, day: datetime.date) -> NewsItem:
    areas = len({nis for _, nis in new.areas})
    counts = (None, None, areas, len(new.indicators))
    return NewsItem(day.isoformat(), "first", "", "", *counts, turn=0)


def _numbered(item: NewsItem, earlier: tuple[NewsItem, ...]) -> NewsItem:
    """The item with its turn among those of the same kind and indicator of the day."""
    same = ("day", "kind", "indicator")
    own = [getattr(item, name) for name in same]
    turn = sum([getattr(other, name) for name in same] == own for other in earlier)
    return NewsItem(**(asdict(item) | {"turn": turn}))


def news_between(old: Seen, new: Seen, day: datetime.date) -> tuple[NewsItem, ...]:
    """What is new in ``new`` for readers of ``old``: by kind, then by indicator."""
    found = difference(old, new)
    periods, areas = newest_periods(new.displayed), _areas(new.displayed)
    date = day.isoformat()
    updated = [
        NewsItem(date, "updated", m.indicator, m.title, m.period, m.period_before, count, 0, 0)
        for m in found.moved
        if m.updated and (count := areas.get(m.indicator, 0))
    ]
    added = [
        NewsItem(date, "added", c, new.indicators[c], periods.get(c), None, areas.get(c, 0), 0, 0)
        for c in found.indicators_added
    ]
    dropped = [
        NewsItem(date, "dropped", c, old.indicators[c], None, None, 0, 0, 0)
        for c in found.indicators_lost
    ]
    return (*added, *updated, *_revised(found, new, date), *dropped)


def _revised(found: Difference, new: Seen, date: str) -> list[NewsItem]:
    """Indicators of which delivered figures changed that were published before."""
    counted = (
        found.changed.filter(_DELIVERED, pl.col("share") > 0)
        .group_by("indicator")
        .agg(figures=pl.len(), towns=pl.col("nis").unique().sort())
        .sort("indicator")
    )
    return [
        NewsItem(
            *(date, "revised", code, new.indicators[code], None, None, len(towns), figures, 0),
            towns=tuple(towns),
        )
        for code, figures, towns in counted.rows()
        if code in new.indicators
    ]


def _areas(displayed: pl.DataFrame) -> dict[str, int]:
    """Indicator → municipalities that show its main figure."""
    main = displayed.filter(NEWEST, pl.col("value").is_not_null())
    return dict(main.group_by("indicator").agg(pl.col("nis").n_unique()).rows())


# --- in words -------------------------------------------------------------------------------


def headline(item: NewsItem, words: Words) -> str:
    """The item as a title. ``words`` is the wording ``news``."""
    return words[f"title.{item.kind}"].format(title=item.title, period=item.period)


def summary(item: NewsItem, words: Words) -> str:
    """The item in a sentence."""
    return words[f"summary.{item.kind}"].format(
        areas=_count(item.areas, "area", words),
        figures=_count(item.figures, "figure", words),
        indicators=_count(item.figures, "indicator", words),
        before=item.before,
        period=item.period,
    )


def _count(count: int, what: str, words: Words) -> str:
    pattern = words[f"count.{what}_{'one' if count == 1 else 'many'}"]
    return pattern.format(count=number(count, 0))
