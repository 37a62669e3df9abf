"""An example of the whole Barometer, made up by hand: for tests of its pages and pictures."""

from dataclasses import replace
from typing import Literal

from scan.dutch import figure, number, signed
from scan.status import Status
from scan.views.barometer.records import (
    Barometer,
    Direction,
    Edition,
    Estimate,
    Gap,
    Group,
    GroupSeries,
    IndicatorPanel,
    Kind,
    Movement,
    ObjectivePanel,
    Question,
    Wording,
)
from scan.views.records import Shown

_ORDINALS = {1: "eerste", 2: "tweede"}


def _group(name: str, origin: Literal["eu", "non_eu"], generation: Literal[1, 2]) -> Group:
    whole = f"{name}-herkomst, {_ORDINALS[generation]} generatie"
    short = f"{name}, {generation}e generatie"
    return Group(
        f"{origin}_{generation}", whole, short, f"personen van {whole}", origin, generation
    )


GROUPS = (
    Group(
        "belgian", "Belgische herkomst", "Belgisch", "personen van Belgische herkomst", "belgian", 0
    ),
    _group("EU", "eu", 1),
    _group("EU", "eu", 2),
    _group("niet-EU", "non_eu", 1),
    _group("niet-EU", "non_eu", 2),
)
OBJECTIVES = (
    ("arbeidsparticipatie", "Arbeidsparticipatie", "Werkzaamheidsgraad"),
    ("onderwijsparticipatie", "Onderwijsparticipatie", "Vroegtijdig schoolverlaten"),
    ("netwerken", "Sociale en maatschappelijke netwerken", "Contact met andere herkomst"),
    ("verbondenheid", "Verbondenheid", "Zich thuis voelen in Vlaanderen"),
    ("burgerschap", "Burgerschap", "De wet boven het geloof"),
    ("financiele-draagkracht", "Financiële draagkracht", "Een onverwachte uitgave van 1.100 euro"),
    ("gelijke-behandeling", "Gelijke behandeling", "Zich gediscrimineerd voelen"),
    ("kennis-nederlands", "Kennis van het Nederlands", "Nederlands vlot spreken"),
)
NONE = Shown(None, "niet van toepassing", "–", Status.NOT_APPLICABLE)
HIDDEN = Shown(None, "niet getoond", "niet getoond", Status.HIDDEN)
_DIRECTIONS: tuple[Direction, ...] = (
    *("up", "down", "unclear", "mixed", "first_edition"),
    *("partly_up", "wording_changed", "not_shown"),
)
_ARROW_WORDS = {"up": "stijging", "down": "daling", "unclear": "geen duidelijke verandering"}


def example_barometer() -> Barometer:
    """Eight objectives with two indicators each, every direction, a hidden and a weak group."""
    objectives = tuple(_objective(at) for at in range(len(OBJECTIVES)))
    return Barometer(
        title="Barometer Samenleven",
        subtitle="Acht doelstellingen van samenleven in diversiteit",
        intro="Hoe gaat het met samenleven in Vlaanderen?",
        groups=GROUPS,
        objectives=objectives,
        editions=tuple(_edition(year, objectives) for year in (2022, 2023, 2024)),
        method=(("Onzekerheid", "Cijfers uit de bevraging zijn schattingen."),),
        made_up=True,
        data_date=None,
        period=2024,
    )


def without_figures() -> Barometer:
    """The same where nothing was delivered."""
    full = example_barometer()
    objectives = tuple(
        replace(o, indicators=tuple(_undelivered(p) for p in o.indicators), movement=_nothing())
        for o in full.objectives
    )
    return replace(full, objectives=objectives, made_up=False, period=None)


def shown(value: float, decimals: int, status: Status = Status.SHOWN) -> Shown:
    """A share as it is displayed."""
    return Shown(value, figure(value, "percent", decimals), number(value, decimals), status)


def movement(direction: Direction, since: int = 2023) -> Movement:
    """A movement with some words."""
    text = _ARROW_WORDS.get(direction, direction)
    points = {"up": 7.0, "down": -7.0}.get(direction, 1.0)
    difference = Shown(
        points, signed(points, "percent", 0), signed(points, "count", 0), Status.SHOWN
    )
    good = {"up": True, "down": False}.get(direction)
    return Movement(direction, 2024, since, difference, good, text, f"Er is {text} sinds {since}.")


def _nothing() -> Movement:
    return Movement("not_delivered", None, None, NONE, None, "nog niet geleverd", "")


def _undelivered(panel: IndicatorPanel) -> IndicatorPanel:
    series = tuple(
        GroupSeries(group, (), _nothing(), None, Gap("not_shown", NONE, "nog niet geleverd"))
        for group in GROUPS
    )
    return replace(
        panel, status=Status.NOT_DELIVERED, periods=(), series=series, movement=_nothing()
    )


def _objective(at: int) -> ObjectivePanel:
    slug, title, first = OBJECTIVES[at]
    panels = (
        _panel(f"{slug}_1", first, at, core=True),
        _panel(f"{slug}_2", f"Nog iets: {title}", at + 1),
    )
    core = panels[0]
    text = f"{title}: waarover het gaat."
    return ObjectivePanel(
        slug, slug, at + 1, title, text, panels, core.movement, core.sentence, core.gap_sentence
    )


def _panel(name: str, title: str, at: int, *, core: bool = False) -> IndicatorPanel:
    kind: Kind = "administrative" if at in (0, 1) else "survey"
    periods = tuple(range(2015, 2025)) if kind == "administrative" else (2022, 2023, 2024)
    direction = _DIRECTIONS[at % len(_DIRECTIONS)]
    return IndicatorPanel(
        id=name.replace("-", "_"),
        title=title,
        short=title,
        question=f"{title}: hoe is dat bij u?",
        definition="Het aandeel van de personen van 18 tot 85 jaar.",
        kind=kind,
        evidence="attested" if at == 0 else "reconstructed",
        evidence_note="Genoemd in de pers." if at == 0 else "Geschreven voor dit programma.",
        part="fixed" if core else "additional",
        core=core,
        unit="percent",
        unit_label="% van de personen van 18 tot 85 jaar",
        decimals=1 if kind == "administrative" else 0,
        status=Status.SHOWN,
        periods=periods,
        series=tuple(_series(number, at, kind, periods) for number in range(5)),
        movement=replace(movement(direction), difference=NONE),
        sentence="Het aandeel steeg bij twee van de vijf groepen.",
        gap_sentence="Het grootste verschil is er bij personen van niet-EU-herkomst.",
        wordings=() if kind == "administrative" else (Wording(2022, f"{title}?"),),
        source_line="Barometerbevraging, 2024",
        data_date="",
        notes=("De cijfers zijn schattingen.",) if kind == "survey" else (),
        supplier="Barometerbevraging",
    )


def _series(number: int, at: int, kind: Kind, periods: tuple[int, ...]) -> GroupSeries:
    hidden, weak = (number == 2 and at == 3), (number == 4 and at == 3)
    estimates = tuple(_estimate(p, 60 - 7 * number + p % 3, kind, hidden, weak) for p in periods)
    directions: tuple[Direction, ...] = ("unclear", "up", "down", "unclear", "unclear")
    moved = movement("not_shown") if hidden else movement(directions[number])
    points = Shown(-7.0 * number, f"−{7 * number} procentpunt", f"−{7 * number}", Status.SHOWN)
    gap = Gap("lower", points, f"{7 * number} procentpunt lager")
    if number == 0:
        gap = Gap("reference", NONE, "vergelijkingsgroep")
    if hidden:
        gap = Gap("not_shown", HIDDEN, "niet getoond")
    long = movement("up", 2015) if kind == "administrative" else None
    return GroupSeries(GROUPS[number], estimates, moved, long, gap)


def _estimate(period: int, value: float, kind: Kind, hidden: bool, weak: bool) -> Estimate:
    if hidden:
        return Estimate(period, HIDDEN, None, None, "", HIDDEN, NONE, NONE)
    if kind == "administrative":
        count, base = (
            Shown(float(n), number(n, 0), number(n, 0), Status.SHOWN) for n in (61_000, 99_000)
        )
        return Estimate(period, shown(value, 1), None, None, "", NONE, count, base)
    status = Status.WEAK if weak else Status.SHOWN
    answers = Shown(720.0, "720", "720", Status.SHOWN)
    interval = f"{value - 5:.0f}–{value + 5:.0f}\u00a0%"
    return Estimate(
        period, shown(value, 0, status), value - 4.6, value + 4.7, interval, answers, NONE, NONE
    )


def _edition(year: int, objectives: tuple[ObjectivePanel, ...]) -> Edition:
    questions = tuple(
        Question(p.id, o.slug, p.title, p.question, ("ja", "neen"), ("ja",), p.part, p.evidence)
        for o in objectives
        for p in o.indicators
        if p.kind == "survey" and (p.part == "fixed" or year == 2022)
    )
    ordered = tuple(sorted(questions, key=lambda question: question.part != "fixed"))
    invited = Shown(12_000.0, "12.000", "12.000", Status.SHOWN)
    none = Shown(None, "niet beschikbaar", "niet beschikbaar", Status.NOT_AVAILABLE)
    return Edition(
        id=str(year),
        period=year,
        title=f"Bevraging {year}",
        field=f"begin {year}",
        invited=invited if year == 2022 else none,
        answers=Shown(3_600.0, "3.600", "3.600", Status.SHOWN),
        module="Corona" if year == 2022 else "",
        text="Een korte bevraging, online of op papier.",
        evidence="example" if year == 2024 else "attested",
        evidence_note="Bestaat alleen in de voorbeeldcijfers."
        if year == 2024
        else "Parlementair antwoord.",
        delivered=True,
        questions=ordered,
    )
