"""The news: what readers are told, once."""

import datetime
import hashlib
import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.publish.facts import ReleaseFacts, deliveries_of, facts_of
from scan.publish.news import (
    ROWS,
    NewsItem,
    headline,
    news,
    news_between,
    read_news,
    summary,
    write_news,
)
from scan.publish.receipts import Receipt, write_receipt
from scan.publish.releases import publish, stage
from scan.series.workspace import Workspace
from scan.views.desk import open_desk
from scan.views.displayed import displayed
from scan.views.values import views_of
from tests.publish.release_support import (
    NAMES,
    PUBLICATION,
    displayed_of,
    facts,
    figure_row,
    figure_rows,
    release,
)

MONDAY = datetime.date(2026, 3, 2)


def _next_year(known: ReleaseFacts) -> ReleaseFacts:
    """The same figures, and those of 2026 for DE_36."""
    shown = [
        row | {"newest": row["newest"] and row["indicator"] != "DE_36"} for row in figure_rows()
    ]
    shown += [figure_row(nis, "DE_36", 2026, 28.9) for nis in NAMES]
    return replace(known, displayed=displayed_of(shown))


def _only(items: tuple[NewsItem, ...]) -> NewsItem:
    (item,) = items
    return item


def test_a_new_year_is_news(tmp_path: Path, catalogue: Catalogue) -> None:
    known = facts(tmp_path)
    item = _only(news_between(known.seen, _next_year(known).seen, MONDAY))
    assert (item.kind, item.indicator, item.period, item.before) == ("updated", "DE_36", 2026, 2025)
    words = catalogue.wording["news"]
    assert headline(item, words) == "Titel DE_36: cijfers van 2026"
    said = "Nieuwe cijfers, voor 4 gemeenten. Tot nu toe was 2025 het nieuwste jaar."
    assert summary(item, words) == said
    assert item.address == "indicator/DE_36/"


def test_revised_figures_are_counted(tmp_path: Path, catalogue: Catalogue) -> None:
    known = facts(tmp_path)
    shown = [*figure_rows(nis=list(NAMES)[1:]), *figure_rows(29.0, ["11002"], ["DE_36"])]
    shown += figure_rows(nis=["11002"], codes=["WE_02"])
    shown.append(figure_row("12025", "WE_02", 2025, 1.0, part="change"))
    item = _only(
        news_between(known.seen, replace(known, displayed=displayed_of(shown)).seen, MONDAY)
    )
    assert (item.kind, item.indicator, item.figures, item.areas) == ("revised", "DE_36", 3, 1)
    assert item.towns == ("11002",)
    said = summary(item, catalogue.wording["news"])
    assert said == "Herzien: 3 cijfers die al gepubliceerd waren, in 1 gemeente."


def test_what_follows_by_itself_is_no_news(tmp_path: Path) -> None:
    """Differences, changes and positions are worked out from figures; words are wording."""
    known = facts(tmp_path)

    def with_position(value: float) -> ReleaseFacts:
        row = figure_row("12025", "DE_36", 2025, value, part="median")
        return replace(known, displayed=displayed_of([*figure_rows(), row]))

    assert news_between(with_position(1.0).seen, with_position(2.0).seen, MONDAY) == ()
    assert news_between(known.seen, known.seen, MONDAY) == ()


def test_indicators_that_come_and_go_are_news(tmp_path: Path) -> None:
    known = facts(tmp_path)
    one = known.indicators["DE_36"]
    fewer = replace(
        known, indicators={"DE_36": one}, displayed=displayed_of(figure_rows(codes=["DE_36"]))
    )
    gone = _only(news_between(known.seen, fewer.seen, MONDAY))
    assert (gone.kind, gone.title, gone.address) == ("dropped", "Titel WE_02", "wat-is-nieuw/")
    come = _only(news_between(fewer.seen, known.seen, MONDAY))
    assert (come.kind, come.period, come.areas) == ("added", 2025, 4)


def test_news_is_kept_from_release_to_release(tmp_path: Path, catalogue: Catalogue) -> None:
    known = facts(tmp_path)
    first = news(tmp_path, known.seen, MONDAY)
    assert [item.kind for item in first] == ["first"]
    said = summary(first[0], catalogue.wording["news"])
    assert said == "Vanaf nu staan hier 2 indicatoren voor 4 gemeenten."
    release(tmp_path, pages={ROWS: _rows(first)})
    assert news(tmp_path, known.seen, MONDAY) == first, "nothing new, nothing changes"
    later = news(tmp_path, _next_year(known).seen, MONDAY + datetime.timedelta(days=9))
    assert [(item.kind, item.day) for item in later] == [
        ("updated", "2026-03-11"),
        ("first", "2026-03-02"),
    ]


def test_twice_on_one_day_are_two_items(tmp_path: Path) -> None:
    known, later = facts(tmp_path), facts(tmp_path, 29.0)
    earlier = news_between(later.seen, known.seen, MONDAY)
    release(tmp_path, pages={ROWS: _rows(earlier)})
    every = news(tmp_path, later.seen, MONDAY)
    assert [(item.indicator, item.turn) for item in every] == [
        *(("DE_36", 1), ("WE_02", 1)),
        *(("DE_36", 0), ("WE_02", 0)),
    ]
    assert len({item.id for item in every}) == 4


def _rows(items: tuple[NewsItem, ...]) -> str:
    return json.dumps([asdict(item) for item in items])


# --- from a workspace -----------------------------------------------------------------------


@pytest.fixture
def workspace(made_up: Workspace, catalogue: Catalogue, tmp_path: Path) -> Workspace:
    """The made-up figures of two municipalities, with reports that only their receipts know."""
    workspace = replace(made_up, output=tmp_path)
    publication = catalogue.publications[PUBLICATION]
    for nis in ("12025", "73028"):
        area = catalogue.areas.get(nis)
        desk = open_desk(made_up.store((nis, area.region_nis)), catalogue, area, {})
        views = views_of(desk, publication)
        shown = displayed(PUBLICATION, nis, views)
        codes = tuple(view.indicator for view in views)
        file = f"reports/{PUBLICATION}/{nis}-{area.slug}-voorbeeld.pdf"
        path = workspace.shelf / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(nis.encode())
        sha = hashlib.sha256(nis.encode()).hexdigest()
        numbers = (sha, 5, 70, codes, "2026-03-02T02:30:00Z", "2025-01-01", 1.0, "ok", "r")
        receipt = Receipt(PUBLICATION, nis, area.name, "k", file, *numbers)
        write_receipt(workspace.shelf, receipt, shown)
    return workspace


def test_a_release_from_a_workspace(workspace: Workspace) -> None:
    now = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)
    known = facts_of(workspace, now)
    assert known.made_up
    assert set(known.receipts) == {PUBLICATION}
    assert len(known.editions[PUBLICATION].areas) == 285
    assert known.deliveries == deliveries_of(workspace.extracts)
    assert set(known.indicators) == set(known.displayed["indicator"])
    for indicator in known.indicators.values():
        assert indicator.sources
        assert set(indicator.sources) <= set(known.deliveries)
    sources = known.displayed.select("indicator", "source").unique().rows()
    for code, source in sources:
        assert source in known.indicators[code].sources
    staged = stage(workspace.shelf)
    write_news(workspace, staged)
    made = publish(workspace.shelf, staged, known, force=True, tell=lambda _: None)
    assert "283 of 285 municipalities have no report" in made.findings[0]
    assert [item.kind for item in read_news(made.folder)] == ["first"]
    assert (made.folder / "rapporten" / PUBLICATION / "12025-mechelen-voorbeeld.pdf").is_file()
    again = stage(workspace.shelf)
    write_news(workspace, again)
    same = publish(workspace.shelf, again, facts_of(workspace, now), tell=lambda _: None)
    assert not same.fresh
