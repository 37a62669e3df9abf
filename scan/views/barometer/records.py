"""Views, the records of the Barometer: everything that a reader sees of it, already rounded.

Input: none. Output: frozen dataclasses. Like ``scan.views.records`` they hold nothing that is not
displayed; after this stage nothing is calculated. Texts are Dutch.
"""

import datetime
from dataclasses import dataclass
from typing import Literal

from scan.status import Status
from scan.views.records import Shown

Direction = Literal[
    "up",  # of a group: a clear rise; of an indicator: of at least two groups, and no group falls
    "down",
    "partly_up",  # of an indicator: one group clearly rises, the others do not clearly change
    "partly_down",
    "mixed",  # of an indicator: some groups clearly rise, others clearly fall
    "unclear",  # no clear change: never an arrow
    "first_edition",  # nothing to compare with yet
    "wording_changed",  # the question was asked in other words before
    "not_shown",  # a figure that the comparison needs is hidden or not available
    "not_delivered",
]
ARROWS: frozenset[Direction] = frozenset({"up", "down", "partly_up", "partly_down"})
"""The only directions that may be drawn as an arrow."""

GapState = Literal["reference", "higher", "lower", "unclear", "not_shown"]
"""A group beside Belgian origin, which is the ``reference``."""
Kind = Literal["administrative", "survey"]
Evidence = Literal["attested", "reconstructed", "example"]
"""``example``: it exists in the made-up figures only."""
Part = Literal["fixed", "additional"]


@dataclass(frozen=True, slots=True)
class Group:
    """One of the five groups."""

    id: str
    name: str
    """``niet-EU-herkomst, eerste generatie``."""
    short: str
    """``niet-EU, 1e generatie``."""
    in_text: str
    """``personen van niet-EU-herkomst, eerste generatie``."""
    origin: Literal["belgian", "eu", "non_eu"]
    generation: Literal[0, 1, 2]
    """0 for Belgian origin."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The figure of one group in one period."""

    period: int
    shown: Shown
    """The figure with its unit, or the words for why there is none."""
    low: float | None
    high: float | None
    """Limits of the 99 % interval of a survey figure, in per cent, one decimal; else ``None``."""
    interval: str
    """``27–35 %``; empty where there is none."""
    answers: Shown
    """Number of answers; not applicable for administrative figures, hidden with the figure."""
    count: Shown
    """Persons, or answers, counted above the line."""
    base: Shown
    """Persons counted below the line; not applicable for survey figures."""
    break_before: bool = False
    """Whether another wording starts here: the line is interrupted."""

    @property
    def value(self) -> float | None:
        """The displayed figure; ``None`` where none is shown."""
        return self.shown.value

    @property
    def text(self) -> str:
        """``31 %``; ``niet getoond``."""
        return self.shown.text

    @property
    def status(self) -> Status:
        """Why it is shown as it is."""
        return self.shown.status

    @property
    def weak(self) -> bool:
        """Whether it rests on few answers, and has to be marked."""
        return self.shown.status is Status.WEAK


@dataclass(frozen=True, slots=True)
class Movement:
    """Which way a figure moves."""

    direction: Direction
    period: int | None
    """Of the newest figure."""
    since: int | None
    """The period that it is compared with."""
    difference: Shown
    """With sign, of the displayed figures; not applicable for a whole indicator."""
    favourable: bool | None
    """Whether the change is good, where nobody disputes that; ``None`` elsewhere."""
    text: str
    """``stijging``; ``geen duidelijke verandering``."""
    sentence: str

    @property
    def arrow(self) -> bool:
        """Whether it may be drawn as an arrow."""
        return self.direction in ARROWS


@dataclass(frozen=True, slots=True)
class Gap:
    """The newest figure of a group beside that of Belgian origin."""

    state: GapState
    difference: Shown
    """Group minus Belgian origin, with sign, of the displayed figures."""
    text: str
    """``23,1 procentpunt lager``; ``geen duidelijk verschil``; ``niet getoond``."""
    favourable: bool | None = None
    """Whether the group is better off, where nobody disputes what is good; ``None`` elsewhere."""

    @property
    def clear(self) -> bool:
        """Whether it is more than noise."""
        return self.state in ("higher", "lower")


@dataclass(frozen=True, slots=True)
class GroupSeries:
    """One group through time."""

    group: Group
    estimates: tuple[Estimate, ...]
    """Oldest first, one for each period of the panel; never empty in a delivered panel."""
    movement: Movement
    """Since the edition or the year before."""
    long: Movement | None
    """Over the years that the indicator names (ten for the employment rate); ``None`` without."""
    gap: Gap

    @property
    def newest(self) -> Estimate | None:
        """The figure of the newest period; ``None`` where nothing was delivered."""
        return self.estimates[-1] if self.estimates else None


@dataclass(frozen=True, slots=True)
class Wording:
    """How a question was put, and since which edition."""

    since: int
    text: str


@dataclass(frozen=True, slots=True)
class IndicatorPanel:
    """One indicator of the Barometer."""

    id: str
    title: str
    short: str
    question: str
    """The question as asked in the newest edition; for administrative figures what is shown."""
    definition: str
    """What is counted, of whom."""
    kind: Kind
    evidence: Evidence
    evidence_note: str
    """Where it is attested, or what was reconstructed."""
    part: Part
    core: bool
    """Whether the movement of the objective is that of this indicator."""
    unit: str
    """``percent``."""
    unit_label: str
    """``% van de personen van 20 tot 64 jaar``."""
    decimals: int
    status: Status
    """``not_delivered`` where there is no figure at all."""
    periods: tuple[int, ...]
    """Oldest first; the same for all groups."""
    series: tuple[GroupSeries, ...]
    """The five groups, in order."""
    movement: Movement
    """Of the five groups together."""
    sentence: str
    """What moves, in plain language."""
    gap_sentence: str
    """Where the gaps between groups are."""
    wordings: tuple[Wording, ...]
    """Oldest first; empty for administrative figures."""
    source_line: str
    data_date: str
    """Dutch date of the delivery; empty where the file has none."""
    notes: tuple[str, ...]
    """What a reader must know, a sentence each."""
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class ObjectivePanel:
    """One of the eight objectives."""

    id: str
    slug: str
    number: int
    title: str
    text: str
    indicators: tuple[IndicatorPanel, ...]
    """The core indicator first."""
    movement: Movement
    """That of the core indicator."""
    sentence: str
    gap_sentence: str

    @property
    def core(self) -> IndicatorPanel:
        """The indicator that the overview shows."""
        return self.indicators[0]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of one edition."""

    indicator: str
    objective: str
    """Slug, for links."""
    title: str
    text: str
    answers: tuple[str, ...]
    """Labels of the answers that could be given."""
    counted: tuple[str, ...]
    """Those of them that the figure adds up."""
    part: Part
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of the Barometer survey."""

    id: str
    period: int
    title: str
    field: str
    """When it was held: ``begin 2022``."""
    invited: Shown
    """Persons written to; not available where it was not found."""
    answers: Shown
    """Answers in the delivery; not delivered without one."""
    module: str
    """Title of the additional part; empty without one."""
    text: str
    evidence: Evidence
    evidence_note: str
    delivered: bool
    questions: tuple[Question, ...]
    """Those of the fixed part first."""

    @property
    def fixed(self) -> tuple[Question, ...]:
        """Questions that every edition asks."""
        return tuple(question for question in self.questions if question.part == "fixed")

    @property
    def additional(self) -> tuple[Question, ...]:
        """Questions of this edition only."""
        return tuple(question for question in self.questions if question.part == "additional")


@dataclass(frozen=True, slots=True)
class Barometer:
    """The whole dashboard."""

    title: str
    subtitle: str
    intro: str
    groups: tuple[Group, ...]
    objectives: tuple[ObjectivePanel, ...]
    editions: tuple[Edition, ...]
    """Oldest first: those of the catalogue and those that were delivered."""
    method: tuple[tuple[str, str], ...]
    """Heading and text: uncertainty, changes, groups, finer splits, evidence."""
    made_up: bool
    data_date: datetime.date | None
    """Of the newest delivery."""
    period: int | None
    """The newest period of any figure; ``None`` where nothing was delivered."""

    @property
    def delivered(self) -> bool:
        """Whether there is any figure to show."""
        return self.period is not None

    @property
    def indicators(self) -> tuple[IndicatorPanel, ...]:
        """All indicators, in the order of the objectives."""
        return tuple(panel for objective in self.objectives for panel in objective.indicators)
