"""What is said of every municipality, on made-up and on real extracts, of today and of 2024.

Each text is checked for its form and against the figures beside it; and every pattern of the
wording files is used somewhere.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.areas import Area
from scan.catalogue.reading import Catalogue
from scan.dutch import round_half_up
from scan.report.gather import gather
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.alternatives import alternative
from scan.views.core import Finding, Told, findings
from scan.views.core_words import core_words
from scan.views.desk import open_desk
from scan.views.figure_words import profile_words
from scan.views.records import Former, IndicatorView, Standing, State
from scan.views.sentences import words
from scan.views.stories import story
from scan.views.tallying import ranked, tally
from scan.views.values import view_of
from tests.support.example_views import EXAMPLES, HIDDEN, alone, beside, in_state, kept, put
from tests.support.findings import told_of
from tests.views.saying import everything, faults
from tests.views.test_sentences import situations

BEFORE_2025 = datetime.date(2024, 12, 31)
OFTEN_WRONG = (
    *("Herstappe", "De Haan", "De Panne", "Antwerpen", "Hasselt", "Baarle-Hertog", "Mesen"),
    *("Horebeke", "Lo-Reninge", "Beveren-Kruibeke-Zwijndrecht", "Sint-Niklaas", "Brussel"),
    *("Schaarbeek", "Merelbeke-Melle", "Puurs-Sint-Amands", "Asse", "Spiere-Helkijn"),
)
EVERY = 24
BETWEEN = "DE_44"
"""Its main figure is of everybody, its gap between women and men."""


def towns_of(workspace: Workspace) -> tuple[Area, ...]:
    """All municipalities of the date of the workspace, Brussels included."""
    return workspace.catalogue.areas.municipalities(None, workspace.as_of)


def views_of(
    workspace: Workspace, area: Area, codes: Iterable[str] = ()
) -> Iterator[IndicatorView]:
    """A view of every indicator of the catalogue that is delivered, or of some."""
    store = workspace.store((area.nis, area.region_nis))
    desk = open_desk(store, workspace.catalogue, area, workspace.extracts.dates)
    for code in codes or workspace.catalogue.indicators:
        view = view_of(desk, code, "demografie")
        if view is not None:
            yield view


def check(workspace: Workspace, towns: tuple[Area, ...]) -> int:
    """Fails with everything that is wrong; returns the number of views."""
    catalogue, wrong, seen = workspace.catalogue, [], 0
    for area in towns:
        for view in views_of(workspace, area):
            seen += 1
            indicator = catalogue.indicators[view.indicator]
            found = [text for text in faults(view, indicator, catalogue.wording) if text]
            wrong += [f"{area.name} {view.indicator}: {text}" for text in found]
    assert not wrong, "\n".join(wrong[:30])
    return seen


def some(workspace: Workspace) -> tuple[Area, ...]:
    """A few municipalities, those that are often wrong among them."""
    towns = towns_of(workspace)
    chosen = [town for town in towns if town.name in OFTEN_WRONG]
    return tuple(dict.fromkeys((*chosen, *towns[::EVERY])))


@pytest.fixture(scope="module")
def real_2024(real: Workspace) -> Workspace:
    folder = real.extracts.folder
    return open_workspace(real.output, folder, real.catalogue, BEFORE_2025, lambda _: None)


def test_some_municipalities_on_made_up_extracts(made_up: Workspace) -> None:
    assert check(made_up, some(made_up)) > 2_000


def test_some_municipalities_on_real_extracts(real: Workspace) -> None:
    assert check(real, some(real)) > 400


def test_some_municipalities_of_before_2025(real_2024: Workspace) -> None:
    assert len(towns_of(real_2024)) == 300 + 19
    assert check(real_2024, some(real_2024)) > 400


@pytest.mark.slow
def test_all_municipalities_on_real_extracts(real: Workspace, real_2024: Workspace) -> None:
    assert check(real, towns_of(real)) > 4_000
    assert check(real_2024, towns_of(real_2024)) > 4_000


@pytest.mark.slow
def test_all_municipalities_on_made_up_extracts(made_up: Workspace) -> None:
    assert len(towns_of(made_up)) == 285 + 19
    assert check(made_up, towns_of(made_up)) > 24_000


@pytest.mark.slow
def test_all_municipalities_of_before_2025_on_made_up_extracts(made_up: Workspace) -> None:
    folder, catalogue = made_up.extracts.folder, made_up.catalogue
    then = open_workspace(made_up.output, folder, catalogue, BEFORE_2025, lambda _: None)
    assert len(towns_of(then)) == 300 + 19
    assert check(then, towns_of(then)) > 24_000


# --- situations that a real municipality is in ------------------------------------------------


def _texts(workspace: Workspace, view: IndicatorView) -> str:
    indicator = workspace.catalogue.indicators[view.indicator]
    said = words(view, indicator, workspace.catalogue.wording["sentences"])
    return f"{said.headline} {said.lead}"


def test_herstappe_has_few_figures_and_says_why(made_up: Workspace, catalogue: Catalogue) -> None:
    area = catalogue.areas.find("Herstappe", made_up.as_of)
    codes = {c for ch in catalogue.publications["integratiescan"].chapters for c in ch.indicators}
    views = [view for view in views_of(made_up, area) if view.indicator in codes]
    assert len(views) == len(codes)
    shown = [view for view in views if view.status.has_value]
    assert 0 < len(shown) <= 30
    for view in views:
        text = _texts(made_up, view)
        if view.survey:
            assert text == f"Voor Herstappe is {_subject(catalogue, view)} niet beschikbaar. "
        elif view.status is Status.HIDDEN:
            assert text.endswith("niet, zodat niemand te herkennen is. ")
        elif view.status is Status.NOT_APPLICABLE:
            assert "niet te berekenen: er zijn geen " in text


def _subject(catalogue: Catalogue, view: IndicatorView) -> str:
    return catalogue.indicators[view.indicator].phrases.subject


def test_herstappe_on_real_extracts(real: Workspace, catalogue: Catalogue) -> None:
    views = {v.indicator: v for v in views_of(real, catalogue.areas.find("Herstappe", real.as_of))}
    assert "Het gaat om 14 van de 75 inwoners (1 januari 2025)." in _texts(real, views["DE_36"])
    nobody = _texts(real, views["DE_49"])
    assert nobody.startswith("In Herstappe vestigde zich geen enkele meerderjarige nieuwkomer, ")
    assert "In 2019 was dat ook zo." in nobody
    assert views["SA_S_27"].status is Status.NOT_AVAILABLE
    assert views["DE_52"].status is Status.NOT_AVAILABLE


def test_a_difference_counts_nobody(made_up: Workspace, catalogue: Catalogue) -> None:
    """Not even where it is hidden."""
    area = catalogue.areas.find("Herstappe", made_up.as_of)
    for view in views_of(made_up, area, ("WE_06", "WE_12")):
        counts = (view.main.count, view.main.base, *(f.count for f in view.trend))
        assert view.status is Status.HIDDEN
        assert {count.status for count in counts} == {Status.NOT_APPLICABLE}


def test_one_answer_is_no_second_dimension_of_former_municipalities(
    real: Workspace, catalogue: Catalogue
) -> None:
    (view,) = views_of(real, catalogue.areas.find("Wingene", real.as_of), ("SA_S_11",))
    for former in view.former:
        labels = [cell.labels for cell in former.figures if cell.codes]
        assert {len(texts) for texts in labels} == {1}
        assert len(set(labels)) == 5


def _first(workspace: Workspace, code: str, condition: pl.Expr) -> IndicatorView:
    """The view of a municipality of today whose newest main figure is so."""
    rows = workspace.store().figures.filter(
        pl.col("indicator") == code,
        pl.col("part") == "main",
        pl.col("area").is_in([a.nis for a in towns_of(workspace)]),
    )
    newest = rows.filter(pl.col("period") == pl.col("period").max(), condition)
    area = workspace.catalogue.areas.get(newest.get_column("area")[0])
    return next(views_of(workspace, area, (code,)))


def test_a_municipality_with_nobody(made_up: Workspace) -> None:
    text = _texts(made_up, _first(made_up, "DE_72", pl.col("value") == 0))
    assert "heeft geen enkele inwoner de nationaliteit" in text
    assert "In 2017 was dat ook zo." in text


def test_a_municipality_that_equals_its_region_after_rounding(made_up: Workspace) -> None:
    figures = made_up.store().figures.filter(
        pl.col("indicator") == "WE_24", pl.col("part") == "main"
    )
    region = figures.filter(pl.col("area") == "02000").sort("period").get_column("value")[-1]
    shown = round_half_up(region, 1)
    close = pl.col("value").is_between(shown - 0.04, shown + 0.04) & (pl.col("value") != region)
    view = _first(made_up, "WE_24", close & (pl.col("area") != "02000"))
    # Of so many persons that it surely is about equal, or of fewer, so that chance may hide it.
    said = {
        "equal": ", evenveel als in het Vlaams Gewest.",
        "unclear": ", geen duidelijk verschil met het Vlaams Gewest (",
    }
    assert view.comparisons[0].difference.text == "0,0\u00a0procentpunt"
    assert said[view.state] in _texts(made_up, view)


def test_antwerpen_is_one_series_and_its_former_parts_have_names(real: Workspace) -> None:
    area = real.catalogue.areas.find("Antwerpen", real.as_of)
    views = {view.indicator: view for view in views_of(real, area)}
    points = views["DE_36"].trend
    assert [p.period for p in points] == list(range(2000, 2026))
    assert all(p.shown.status.has_value and not p.break_before for p in points)
    text = _texts(real, views["SA_S_27"])
    assert "Antwerpen (grondgebied van vóór 2025) 35\u00a0% en Borsbeek 28\u00a0%." in text


def test_a_former_name_that_is_also_the_new_one_tells_its_territory(real: Workspace) -> None:
    area = real.catalogue.areas.find("Hasselt", real.as_of)
    view = next(view for view in views_of(real, area) if view.indicator == "SA_S_27")
    names = [former.name for former in view.former]
    assert names == ["Hasselt (grondgebied van vóór 2025)", "Kortessem"]


def test_nothing_is_promised_of_a_question_that_is_asked_no_more(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.find("Mechelen", made_up.as_of)
    never = made_up.catalogue.wording["values"]["source.expected_stopped"]
    codes = ("SA_S_07", "SA_S_10", "SA_S_27", "DE_36")
    found = {view.indicator: view.origin.expected for view in views_of(made_up, area, codes)}
    assert [found[code] == never for code in codes] == [True, True, False, False]


# --- every pattern is used --------------------------------------------------------------------


class Used(dict[str, str]):
    """Patterns that remember which of them were taken."""

    def __init__(self, patterns: Mapping[str, str]) -> None:
        super().__init__(patterns)
        self.taken: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.taken.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        self.taken.add(key)
        return super().get(key, default)


def _bare() -> tuple[IndicatorView, ...]:
    """Views without a breakdown, without a history, and with a group that never has a figure."""
    total, survey, groups = EXAMPLES["total"], EXAMPLES["survey"], EXAMPLES["groups"]
    nothing = [replace(figure, shown=HIDDEN, count=HIDDEN) for figure in groups.trends[0]]
    return (
        replace(kept(total, [total.main]), change=None),
        replace(kept(survey, survey.trend), shape="total"),
        put(groups, *nothing, *(beside(figure, HIDDEN) for figure in nothing)),
    )


def _broken(view: IndicatorView, period: int) -> IndicatorView:
    """The same with another source from a year on."""
    rows = (replace(f, break_before=True) for f in view.figures if f.period == period)
    return put(view, *rows)


def _rare() -> Iterator[tuple[str, IndicatorView]]:
    """Series with breaks, and groups that have been counted once."""
    total, groups = EXAMPLES["total"], EXAMPLES["groups"]
    years = sorted(figure.period for figure in total.trend)
    yield "change_over_time", _broken(total, years[-1])
    yield "change_over_time", _broken(total, years[-2])
    yield "groups_over_time", _broken(groups, groups.period)
    flat = (replace(f, shown=series[-1].shown) for series in groups.trends for f in series)
    yield "groups_over_time", put(groups, *flat)
    alike = (replace(cell, shown=groups.main.shown) for cell in groups.cells)
    yield "compare_groups", put(groups, *alike)
    survey = EXAMPLES["survey"]
    former = tuple(Former(name, survey.cells) for name in ("Hasselt", "Kortessem"))
    yield "former_places", replace(survey, former=former)


def _told(workspace: Workspace) -> Iterator[Told]:
    """What findings of every kind are made of: as it is, with old gaps alone, with gaps of today,
    and with something that nobody delivered."""
    for name in ("Mechelen", "Antwerpen", "Genk", "Herstappe"):
        told = told_of(workspace, workspace.catalogue.areas.find(name, workspace.as_of))
        if told is not None:
            yield told
            yield replace(told, views=tuple(v for v in told.views if v.old or not v.gaps))
            for code in ("WE_02", "WE_09"):
                views = (v for v in told.views if not v.gaps or v.indicator == code)
                recent = tuple(replace(view, old=False) for view in views)
                yield replace(told, views=recent, missing=dict.fromkeys(told.themes, 1))
            yield replace(told, views=tuple(replace(view, old=True) for view in told.views))
            yield replace(told, views=tuple(_turned(view) for view in told.views))
            parted = tuple(v for v in told.views if v.indicator == BETWEEN)
            rules = told.rules.model_copy(update={"least_gap": 0.0})
            yield replace(told, views=parted, rules=rules)


def _standing(view: IndicatorView, standing: Standing) -> IndicatorView:
    """The same with this place among the municipalities."""
    assert view.position is not None
    return replace(view, position=replace(view.position, standing=standing))


def _turned(view: IndicatorView) -> IndicatorView:
    """The same where what is higher is lower."""
    other: dict[State, State] = {"higher": "lower", "lower": "higher"}
    turned = (replace(c, state=other.get(c.state, c.state)) for c in view.comparisons)
    return replace(view, comparisons=tuple(turned))


def _say_of_many(workspace: Workspace, used: Mapping[str, Mapping[str, str]]) -> None:
    """Tallies and findings of every kind."""
    patterns = used["sentences"]
    shapes = ("total", "groups", "parts")
    one, other, third = (in_state(EXAMPLES[shape], "higher") for shape in shapes)
    for views in ((one, other), (one, other, third), (one, in_state(other, "lower"))):
        tally(views, "het Vlaams Gewest", patterns)
    high, low = (_standing(one, standing) for standing in ("highest_tenth", "lowest_quarter"))
    middle = _standing(one, "middle")
    for views in (
        (high, low),
        (high, middle),
        (low, middle),
        (high,) * 2,
        (low,) * 2,
        (middle,) * 2,
    ):
        ranked(views, patterns)
    for told in _told(workspace):
        story(replace(told, patterns=patterns), told.views[0], "")
        story(replace(told, patterns=patterns, views=()), None, "")
        for finding in findings(replace(told, patterns=patterns)):
            core_words(finding, used["figures"], used["alternatives"])
    for years in ((2020,), (2020, 2020), (2018, 2020)):
        finding = Finding("gap_old", "", years=years)
        text = core_words(finding, used["figures"], used["alternatives"]).alt
        assert ("cijfers" in text, " tot " in text) == (len(years) > 1, len(set(years)) > 1)


@pytest.fixture(scope="module")
def used(catalogue: Catalogue) -> dict[str, Used]:
    return {name: Used(patterns) for name, patterns in catalogue.wording.items()}


def test_every_pattern_about_figures_is_used(
    catalogue: Catalogue, used: dict[str, Used], made_up: Workspace, real: Workspace
) -> None:
    for indicator in catalogue.indicators.values():
        for view in situations(indicator):
            words(view, indicator, used["sentences"])
    for view in (*EXAMPLES.values(), *_bare()):
        for one in (view, alone(view), replace(view, old=True)):
            everything(one, catalogue.indicators["DE_36"], used)
    _say_of_many(made_up, used)
    for kind, view in _rare():
        alternative(view, kind, used["alternatives"])
    profile_words((EXAMPLES["total"],), "", used["alternatives"])
    seen = replace(catalogue, wording={**used})
    for workspace, names in ((made_up, ("Mechelen", "Hasselt")), (real, ("Mechelen", "Hasselt"))):
        there = replace(workspace, catalogue=seen)
        for name in names:
            area = catalogue.areas.find(name, workspace.as_of)
            gather(there, catalogue.publications["integratiescan"], area, None, None)
            plain = catalogue.publications["integratiescan"].model_copy(
                update={"comparators": ("region",)}
            )
            gather(there, plain, area, None, None)
            for view in views_of(there, area):
                everything(view, catalogue.indicators[view.indicator], used)
    for name in ("sentences", "figures", "alternatives"):
        left = sorted(set(used[name]) - used[name].taken)
        assert not left, f"{name}: {left}"


def test_every_other_text_is_asked_for_somewhere(catalogue: Catalogue) -> None:
    """Keys are written out in code or layouts, or begin what is built there."""
    root = Path(__file__).parents[2]
    files = [*(root / "scan").rglob("*.py"), *(root / "layouts").rglob("*.j2")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    for name in ("values", "furniture"):
        for key in catalogue.wording[name]:
            starts = [key[:size] for size in range(4, len(key))]
            built = any(f"{start}{{" in text or f'{start}" ~' in text for start in starts)
            assert key in text or built, f"{name}: {key}"
