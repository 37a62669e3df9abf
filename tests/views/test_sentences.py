"""Every pattern, for every indicator and situation, is a whole Dutch sentence that is true."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from scan.catalogue.reading import Catalogue
from scan.catalogue.records import Indicator
from scan.dutch import MINUS, NBSP
from scan.status import Status
from scan.views.desk import place_of
from scan.views.records import Change, Direction, Gap, IndicatorView, Shown, Standing, State
from scan.views.sentences import headline, lead, words
from scan.views.tallying import tally
from tests.support.example_views import (
    EXAMPLES,
    NONE,
    alone,
    beside,
    beside_place,
    example_view,
    in_state,
    kept,
    moved,
    own,
    put,
    shown,
    with_group,
)
from tests.views.saying import faults, sentence_fault

STATES: tuple[State, ...] = get_args(State)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
ABSENT = (
    Status.HIDDEN,
    Status.NOT_AVAILABLE,
    Status.NOT_APPLICABLE,
    Status.NOT_ASKED,
    Status.PROJECTION,
)
BESIDE = {"higher": 1.0, "lower": -1.0, "about_equal": 0.1}
STEPS = {"rising": 3.0, "falling": -3.0, "stable": 0.1}


def _patterns(catalogue: Catalogue) -> dict[str, str]:
    return catalogue.wording["sentences"]


def _of(indicator: Indicator, value: float = 39.0) -> IndicatorView:
    """A view of this indicator with figures everywhere."""
    view = example_view("top" if "{category}" in indicator.phrases.clause else "total")
    unit, decimals = indicator.unit, indicator.decimals
    survey = indicator.survey is not None
    main = replace(view.main, shown=shown(value, unit, decimals))
    if survey or unit in ("count", "points"):
        main = replace(main, count=NONE, base=NONE)
    return replace(
        in_state(put(view, main), "none" if unit == "count" else "higher"),
        indicator=indicator.id,
        unit=unit,
        decimals=decimals,
        survey=survey,
        answers=shown(450, "count", 0) if survey else None,
        counted_one="inwoner",
    )


def _in_state(view: IndicatorView, state: State) -> IndicatorView:
    """The region's figure moved so that the state is true."""
    value = (view.main.shown.value or 0.0) - BESIDE.get(state, 0.0)
    if state in ("unclear", "small_base", "not_tested", "none"):
        value -= 1.0
    region = shown(value, view.unit, view.decimals)
    return in_state(put(view, beside(view.main, region)), state)


def _as_it_is(view: IndicatorView) -> IndicatorView:
    """With the state that follows from its figures."""
    own, region = view.main.shown.value, view.beside(view.main).value
    if own is None or region is None or view.state not in ("higher", "lower"):
        return view
    return in_state(view, "higher" if own > region else "lower")


def _in_direction(view: IndicatorView, direction: Direction, step: float) -> IndicatorView:
    sign = "+" if step > 0 else MINUS
    size = shown(abs(step), "points" if view.unit == "percent" else view.unit, view.decimals)
    told = Shown(step, f"{sign}{size.text}" if step else size.text, size.bare, Status.SHOWN)
    comparisons = tuple(replace(c, change=told) for c in view.comparisons)
    return replace(view, comparisons=comparisons, change=Change(2020, told, direction))


def _absent(view: IndicatorView, status: Status) -> IndicatorView:
    nothing = Shown(None, "–", "–", status)
    absent = in_state(own(view, shown=nothing, count=nothing), "none")
    return replace(absent, status=status, change=None, position=None)


def situations(indicator: Indicator) -> Iterator[IndicatorView]:
    """One indicator in every state, direction, status and size, of today and as an old figure."""
    for view in _situations(indicator):
        yield view
        yield replace(view, old=True)


def _situations(indicator: Indicator) -> Iterator[IndicatorView]:
    view = _of(indicator)
    things = view.unit == "count"
    states = tuple(state for state in STATES if things == (state == "none"))
    directions = tuple(way for way in DIRECTIONS if things == (way == "counted"))
    for state in states:
        yield _in_state(view, state)
    for direction in directions:
        for step in {STEPS.get(direction, 1.0), 0.0 if direction in STEPS else 1.0}:
            kind: Direction = direction if step or things else "stable"
            yield _in_direction(view, kind, step)
    if things:
        yield _in_direction(view, "counted", 0.0)
        single = put(view, *(replace(f, shown=shown(1, "count", 0)) for f in view.trend))
        yield from (_in_direction(single, "counted", step) for step in (0.0, 1.0))
    yield from _parted(view)
    for status in ABSENT:
        yield _absent(view, status)
    yield from _few(view)
    yield alone(view)
    if not things:
        for state in ("higher", "lower", "equal", "about_equal"):
            yield with_group(in_state(view, "unclear"), (44.0, 20.1, 41.0), state)
    yield from _sizes(view)
    yield from _positions(view)
    if view.survey:
        yield from _surveys(view)


def _parted(view: IndicatorView) -> Iterator[IndicatorView]:
    """With a gap in every state, where it can have one."""
    if view.unit == "percent" and not view.survey:
        for state in (state for state in STATES if state != "none"):
            yield from (replace(view, gaps=(gap,)) for gap in _gaps(view, state))


def _gaps(view: IndicatorView, state: State) -> Iterator[Gap]:
    """A gap of the main figure, and of one of two groups, with another group."""
    apart = replace(view.main, part="gap", codes=("male",), shown=shown(-12.0, "points", 1))
    group = replace(view.main, part="cell", codes=("female",), shown=shown(38.0, "percent", 1))
    for of_group in (view.main, group):
        yield Gap(
            own=of_group,
            figure=apart,
            own_people="vrouwen",
            other=shown(50.0, "percent", 1),
            people="mannen",
            label="mannen",
            state=state,
            change=None,
        )


def _few(view: IndicatorView) -> Iterator[IndicatorView]:
    """Too few persons for a share, with the two counts and without; a single one."""
    nothing = Shown(None, "4 van de 6", "4 van de 6", Status.SMALL_BASE)
    none, one, four, six = (shown(number, "count", 0) for number in (0, 1, 4, 6))
    for count, base in ((four, six), (none, one), (NONE, NONE)):
        few = own(view, shown=nothing, count=count, base=base)
        few = replace(in_state(few, "none"), status=Status.SMALL_BASE)
        yield replace(few, change=None, position=None)


def _sizes(view: IndicatorView) -> Iterator[IndicatorView]:
    """Nobody, one, everybody, a single one that is everybody, fewer than none."""
    if view.main.count.value is None:
        yield _in_state(own(view, shown=shown(0.0, view.unit)), "lower")
        return
    flow = view.unit not in ("percent",)
    pairs = [(0, 50), (1, 50)] + ([(-3, 50)] if flow else [(50, 50), (1, 1)])
    for count, base in pairs:
        counted = shown(count, "count", 0)
        value = shown(100 * count / base, view.unit, view.decimals)
        sized = own(view, shown=value, count=counted, base=shown(base, "count", 0))
        state: State = "higher" if count == base else "lower"
        yield _in_state(sized, state)
    zero, none = shown(0.0, view.unit), shown(0, "count", 0)
    still = put(view, *(replace(figure, shown=zero, count=none) for figure in view.trend))
    yield _in_direction(_in_state(still, "lower"), "stable", 0.0)


def _positions(view: IndicatorView) -> Iterator[IndicatorView]:
    position = view.position
    if position is None:
        return
    for standing in (None, *get_args(Standing)):
        yield replace(view, position=replace(position, standing=standing))


def _surveys(view: IndicatorView) -> Iterator[IndicatorView]:
    weak = replace(view.main.shown, status=Status.WEAK)
    yield replace(own(view, shown=weak), status=Status.WEAK)
    yield replace(in_state(view, "not_tested"), answers=None)
    yield replace(view, change=None)
    new = kept(view, [view.main])
    yield replace(new, change=None)
    yield replace(new, change=None, period=2017)


def test_every_indicator_in_every_situation(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        for view in situations(indicator):
            said = words(view, indicator, _patterns(catalogue))
            found = [sentence_fault(said.headline), sentence_fault(said.lead or "Niets.")]
            assert not any(found), (indicator.id, found)


@pytest.mark.parametrize("status", ABSENT)
def test_without_a_figure_there_is_nothing_but_the_headline(
    catalogue: Catalogue, status: Status
) -> None:
    for indicator in catalogue.indicators.values():
        view = _absent(_of(indicator), status)
        said = words(view, indicator, _patterns(catalogue))
        assert said.lead == ""
        assert said.verdict == "geen vergelijking mogelijk"
        assert not re.search(r"\d,\d", said.headline)


def test_names_stand_as_they_are(catalogue: Catalogue) -> None:
    areas = catalogue.areas
    indicator = catalogue.indicators["DE_36"]
    for area in areas.municipalities(None, areas.newest_division):
        region = place_of(areas.get(area.region_nis))
        view = beside_place(moved(example_view("total"), place_of(area)), region)
        text = headline(view, indicator, _patterns(catalogue))
        assert not sentence_fault(text)
        assert text.startswith(f"In {area.name} heeft ")
        assert f"in {areas.get(area.region_nis).in_text} (" in text


def test_a_name_with_an_article_keeps_it(catalogue: Catalogue) -> None:
    areas = catalogue.areas
    place = place_of(areas.find("De Haan", areas.newest_division))
    view = replace(example_view("total"), place=place)
    said = words(view, catalogue.indicators["DE_36"], _patterns(catalogue))
    assert said.headline.startswith("In De Haan heeft ")
    assert " De Haan behoort tot " in said.lead


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_shape(catalogue: Catalogue, name: str) -> None:
    view = _as_it_is(EXAMPLES[name])
    found = [f for f in faults(view, catalogue.indicators["DE_36"], catalogue.wording) if f]
    assert not found


def test_no_person_is_none_and_one_person_is_one(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["DE_47"]
    patterns = _patterns(catalogue)
    view = example_view("total")
    none = own(view, shown=shown(0.0), count=shown(0, "count", 0))
    text = headline(none, indicator, patterns)
    assert "geen enkele" in text
    assert text.endswith(f", tegenover 28,1{NBSP}% in het Vlaams Gewest.")
    # A share that rounds to zero is not zero.
    few = own(view, shown=shown(0.0), count=shown(3, "count", 0))
    assert "0,0" in headline(few, indicator, patterns)
    one = own(view, count=shown(1, "count", 0))
    assert "Het gaat om één van de " in lead(one, indicator, patterns)


def test_the_group_is_named_where_it_says_another_thing_than_the_region(
    catalogue: Catalogue,
) -> None:
    patterns, indicator = _patterns(catalogue), catalogue.indicators["DE_36"]
    view = in_state(example_view("total"), "higher")
    other = with_group(view, (44.0, 20.1, 41.0), "lower")
    said = f"Het midden van de vergelijkbare gemeenten ligt hoger: 44,0{NBSP}%."
    assert said in lead(other, indicator, patterns)
    assert said not in lead(other, indicator, patterns, brief=True)
    alike = with_group(view, (20.1, 44.0, 3.5), "higher")
    unclear = with_group(view, (44.0, 20.1, 41.0), "unclear")
    for silent in (view, alike, unclear):
        assert "Het midden van" not in lead(silent, indicator, patterns)


def test_everybody_is_all(catalogue: Catalogue) -> None:
    view, whole = example_view("total"), shown(29, "count", 0)
    all_of_them = own(view, shown=shown(100.0), count=whole, base=whole)
    said = words(all_of_them, catalogue.indicators["ON_39"], _patterns(catalogue))
    assert f"heeft 100,0{NBSP}% van de" in said.headline
    assert said.lead.startswith("Het gaat om alle 29 inwoners (")


def test_a_rate_of_nobody_is_compared_in_its_unit(catalogue: Catalogue) -> None:
    view = replace(example_view("total"), unit="per_1000")
    none = shown(0.0, "per_1000")
    nobody = own(view, shown=none, count=shown(0, "count", 0))
    nobody = put(in_state(nobody, "lower"), beside(nobody.main, shown(7.7, "per_1000")))
    said = headline(nobody, catalogue.indicators["DE_49"], _patterns(catalogue))
    assert said.endswith("nieuwkomer, tegenover 7,7 per 1.000 inwoners in het Vlaams Gewest.")


def test_hidden_figures_are_never_said(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["DE_36"]
    said = words(EXAMPLES["hidden"], indicator, _patterns(catalogue))
    assert not re.search(r"\d", said.headline + said.lead)


def test_one_sentence_for_all_hidden_figures(catalogue: Catalogue) -> None:
    """A reader cannot tell a small count from one that protects another."""
    hidden = _absent(_of(catalogue.indicators["DE_36"]), Status.HIDDEN)
    text = headline(hidden, catalogue.indicators["DE_36"], _patterns(catalogue))
    assert text.endswith("niet, zodat niemand te herkennen is.")
    survey = catalogue.indicators["SA_S_27"]
    text = headline(_absent(_of(survey), Status.HIDDEN), survey, _patterns(catalogue))
    assert text.endswith("niet: er zijn te weinig antwoorden.")


def test_a_tie_and_a_missing_region(catalogue: Catalogue) -> None:
    indicator: Indicator = catalogue.indicators["DE_36"]
    view = example_view("total")
    tie = headline(in_state(view, "equal"), indicator, _patterns(catalogue))
    assert tie.endswith(", evenveel als in het Vlaams Gewest.")
    assert "Gewest" not in words(alone(view), indicator, _patterns(catalogue)).headline


def test_changes_carry_no_sign_of_their_own(catalogue: Catalogue) -> None:
    view = _in_direction(example_view("total"), "falling", -1.5)
    text = lead(view, catalogue.indicators["DE_36"], _patterns(catalogue))
    assert f"Het aandeel ligt 1,5{NBSP}procentpunt lager dan in 2020 (Vlaams Gewest: " in text


def test_noise_is_called_neither_a_difference_nor_a_change(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["SA_S_27"]
    view = _in_direction(_in_state(_of(indicator), "unclear"), "unclear", 3.0)
    said = words(view, indicator, _patterns(catalogue))
    assert ", geen duidelijk verschil met het Vlaams Gewest (" in said.headline
    assert f"Er is geen duidelijk verschil met 2020 (34,6{NBSP}%)." in said.lead
    assert said.verdict == "geen duidelijk verschil met het Vlaams Gewest"


def test_without_numbers_of_answers_nothing_is_tested(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["SA_S_27"]
    view = replace(_in_state(_of(indicator), "not_tested"), answers=None)
    said = words(_in_direction(view, "not_tested", 3.0), indicator, _patterns(catalogue))
    assert "verschillen zijn niet getoetst" in said.lead
    assert said.verdict == "verschil met het Vlaams Gewest niet getoetst"
    assert not re.search(r"meer dan|minder dan|hoger dan|lager dan", said.headline + said.lead)


def test_a_share_of_too_few_persons_is_told_in_counts(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["DE_36"]
    nothing = Shown(None, "4 van de 6", "4 van de 6", Status.SMALL_BASE)
    four, six = shown(4, "count", 0), shown(6, "count", 0)
    view = own(example_view("total"), shown=nothing, count=four, base=six)
    few = replace(in_state(view, "none"), status=Status.SMALL_BASE, change=None, position=None)
    text = headline(few, indicator, _patterns(catalogue))
    assert text.endswith(" niet: er zijn slechts 6 inwoners, en het gaat om 4 van die 6.")
    single = own(few, count=shown(1, "count", 0), base=shown(1, "count", 0))
    assert headline(single, indicator, _patterns(catalogue)).endswith(" slechts één persoon.")
    unknown = own(few, count=NONE, base=NONE)
    assert headline(unknown, indicator, _patterns(catalogue)).endswith(" te weinig inwoners.")


PRESENT = re.compile(
    r"\b(is|ligt|gaat|komt|behoort|steunt|heeft|telt|schrijft|werkt|bedraagt|vindt|zoekt|leeft"
    r"|huurt|vertrekt|ontvangt|staat|maakt|zegt|kijkt|zijn er)\b"
)


def test_an_old_figure_is_told_as_what_was_with_its_year(catalogue: Catalogue) -> None:
    for indicator in catalogue.indicators.values():
        for view in situations(indicator):
            if not view.old or not view.status.has_value:
                continue
            said = words(view, indicator, _patterns(catalogue))
            text = f"{said.headline} {said.lead}"
            told = text.replace("en is dus zwak", "").replace("gezin geboren is,", "")
            told = told.replace("is niet geleverd: verschillen zijn", "")
            for name in (indicator.phrases.subject, view.counted, view.base_counted):
                told = told.replace(name, "") if name else told
            assert not PRESENT.search(told), text
            assert said.headline.startswith(f"Ouder cijfer ({view.period}): in ")


def test_an_old_figure_reads_well(catalogue: Catalogue) -> None:
    indicator, view = catalogue.indicators["DE_36"], replace(example_view("total"), old=True)
    said = words(view, indicator, _patterns(catalogue))
    assert said.headline == (
        f"Ouder cijfer (2025): in Mechelen had 39,0{NBSP}% van de inwoners een buitenlandse "
        f"herkomst, meer dan in het Vlaams Gewest (28,1{NBSP}%)."
    )
    assert "Het ging om 34.965 van de 89.655 inwoners (1 januari 2025)." in said.lead
    assert "In 2025 lag het aandeel " in said.lead
    assert re.search(r"kennen we het cijfer van 2025: Mechelen behoorde tot .* kwam op", said.lead)


def test_old_figures_are_no_part_of_a_tally(catalogue: Catalogue) -> None:
    views = [in_state(example_view("total"), state) for state in ("higher", "lower", "higher")]
    views = [own(v, base=shown(900 + n, "count", 0)) for n, v in enumerate(views)]
    patterns = _patterns(catalogue)
    start = "Vergeleken met het Vlaams Gewest"
    told = tally(tuple(views), "het Vlaams Gewest", patterns)
    assert told == f"{start} zijn 2 van de 3 cijfers over Mechelen hoger en 1 lager."
    views[2] = replace(views[2], old=True)
    told = tally(tuple(views), "het Vlaams Gewest", patterns)
    assert told == f"{start} is 1 van de 2 cijfers over Mechelen hoger en 1 lager."


def test_a_tally_of_figures_that_are_all_alike_says_so(catalogue: Catalogue) -> None:
    views = [in_state(example_view("total"), "lower") for _ in range(3)]
    views = [own(v, base=shown(900 + n, "count", 0)) for n, v in enumerate(views)]
    for count, text in ((3, "alle 3 cijfers over Mechelen lager."), (2, "beide cijfers over ")):
        told = tally(tuple(views[:count]), "het Vlaams Gewest", _patterns(catalogue))
        assert f" zijn {text}" in told


def test_a_single_thing_is_singular(catalogue: Catalogue) -> None:
    indicator = catalogue.indicators["DE_48"]
    one = own(in_state(example_view("total"), "none"), shown=shown(1, "count", 0))
    view = replace(one, unit="count", decimals=0)
    text = headline(view, indicator, _patterns(catalogue))
    assert text.startswith("In Mechelen is er één vreemde nationaliteit; in heel het Vlaams Gewest")
    old = headline(replace(view, old=True), indicator, _patterns(catalogue))
    assert "in Mechelen was er één vreemde nationaliteit; in heel " in old


def test_counts_of_few_persons_are_said_once(catalogue: Catalogue) -> None:
    text = f"36,7{NBSP}% (11/30)"
    few = own(
        in_state(example_view("total"), "small_base"),
        shown=Shown(36.7, text, "36,7", Status.SHOWN),
        count=shown(11, "count", 0),
        base=shown(30, "count", 0),
    )
    said = words(few, catalogue.indicators["DE_36"], _patterns(catalogue))
    assert f"36,7{NBSP}% van de inwoners" in said.headline
    assert "Het gaat om 11 van de 30 inwoners" in said.lead
    assert "11/30" not in f"{said.headline} {said.lead}"
