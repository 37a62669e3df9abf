"""Example views of every shape, made up by hand: for tests of figures, pages and sentences."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

from scan.dutch import figure, number, signed
from scan.status import Status
from scan.views.records import (
    Change,
    Comparison,
    Figure,
    IndicatorView,
    Member,
    Origin,
    Part,
    Place,
    Position,
    Shape,
    Shown,
    State,
)

MECHELEN = Place("12025", "Mechelen", "Mechelen", "municipality")
FLANDERS = Place("02000", "Vlaams Gewest", "het Vlaams Gewest", "region")
HIDDEN = Shown(None, "niet getoond", "niet getoond", Status.HIDDEN)
NONE = Shown(None, "niet van toepassing", "–", Status.NOT_APPLICABLE)

_GROUPS = {
    "parts": ("EU", "niet-EU"),
    "groups": ("Belgisch", "EU", "niet-EU"),
    "ages": (
        *("0-5", "6-11", "12-17", "18-24", "25-29", "30-34", "35-39", "40-44"),
        *("45-49", "50-54", "55-59", "60-64", "65-69", "70-74", "75-79", "80+"),
    ),
    "top": ("Nederland", "Marokko", "Roemenië", "Turkije", "Polen"),
}
_PAIRS = {
    "groups_by_groups": (("Belgisch", "EU", "niet-EU"), ("man", "vrouw")),
    "parts_by_groups": (("Belgisch", "EU", "niet-EU"), ("voltijds", "deeltijds", "speciaal")),
}


def shown(value: float, unit: str = "percent", decimals: int = 1) -> Shown:
    """A figure as it is displayed."""
    return Shown(
        float(number(value, decimals).replace(".", "").replace(",", ".").replace("−", "-")),
        figure(value, unit, decimals),
        number(value, decimals),
        Status.SHOWN,
    )


def _two(
    part: Part, labels: tuple[str, ...], values: tuple[float, float], count: float, year: int = 2025
) -> tuple[Figure, Figure]:
    """A figure of Mechelen and that of the region."""
    codes = tuple(label.lower() for label in labels)
    here = Figure(
        MECHELEN.nis,
        part,
        codes,
        labels,
        year,
        shown(values[0]),
        shown(round(count), "count", 0),
        shown(89_655, "count", 0) if year == 2025 else NONE,
    )
    return here, replace(here, place=FLANDERS.nis, shown=shown(values[1]), count=NONE, base=NONE)


def _cell(labels: tuple[str, ...], value: float, region: float) -> tuple[Figure, Figure]:
    return _two("cell", labels, (value, region), value * 896.55)


def _cells(shape: Shape) -> tuple[tuple[Figure, Figure], ...]:
    if shape in _PAIRS:
        pairs = tuple(product(*_PAIRS[shape]))
        if shape == "parts_by_groups":
            values = (70.2, 24.1, 5.7, 61.0, 28.0, 11.0, 52.4, 27.3, 20.3)
        else:
            values = (79.4, 76.1, 74.0, 66.2, 64.3, 49.8)
        return tuple(_cell(p, v, v + 1.4) for p, v in zip(pairs, values, strict=True))
    if shape == "total":
        return ()
    labels = _GROUPS[shape]
    top = 30.6 if shape == "parts" else 41.0
    values = [round(top * (0.82**i) + (5 if i % 2 else 0), 1) for i in range(len(labels))]
    return tuple(_cell((name,), v, v * 0.8 + 1) for name, v in zip(labels, values, strict=True))


def _history(part: Part, labels: tuple[str, ...], newest: float, region: float) -> list[Figure]:
    found = []
    for year in range(2012, 2025):
        values = (
            newest - 0.9 * (2025 - year) * newest / 40,
            region - 0.6 * (2025 - year) * region / 30,
        )
        found += _two(part, labels, values, newest * 896 - 500 * (2025 - year), year)
    return found


SIMILAR = Place("similar", "Vergelijkbare gemeenten", "de vergelijkbare gemeenten", "group")
TOWNS = ("Sint-Niklaas", "Hasselt", "Leuven", "Aalst", "Turnhout", "Kortrijk", "Roeselare", "Genk")


def with_group(view: IndicatorView, values: Iterable[float], state: State) -> IndicatorView:
    """The view beside a group too, whose members (of ``TOWNS``) have these main figures; the first
    of them is what the group shows."""
    towns = [Place(str(n), name, name, "municipality") for n, name in enumerate(TOWNS)]
    members = tuple(Member(town, shown(value)) for town, value in zip(towns, values, strict=False))
    row = replace(view.main, place=SIMILAR.nis, shown=members[0].shown, count=NONE, base=NONE)
    group = Comparison(SIMILAR, NONE, state, NONE, members)
    return replace(view, figures=(*view.figures, row), comparisons=(*view.comparisons, group))


def put(view: IndicatorView, *figures: Figure) -> IndicatorView:
    """The view with these rows in place of those of the same place, categories and year."""
    new = {_key(figure): figure for figure in figures}
    rows = tuple(new.pop(_key(row), row) for row in view.figures)
    return replace(view, figures=(*rows, *new.values()))


def _key(figure: Figure) -> tuple[object, ...]:
    return figure.place, figure.part, figure.codes, figure.period


def kept(view: IndicatorView, figures: Iterable[Figure]) -> IndicatorView:
    """The view with no rows of the municipality but these, and what stands beside them."""
    keys = {_key(figure)[1:] for figure in figures}
    return replace(view, figures=tuple(f for f in view.figures if _key(f)[1:] in keys))


def own(view: IndicatorView, **changes: object) -> IndicatorView:
    """The view with another main figure of the municipality."""
    return put(view, replace(view.main, **changes))  # type: ignore[arg-type]


def beside(figure: Figure, figure_of_region: Shown) -> Figure:
    """The row of the region beside a figure of the municipality."""
    return replace(
        figure,
        place=FLANDERS.nis,
        shown=figure_of_region,
        count=NONE,
        base=NONE,
        low=None,
        high=None,
    )


def in_state(view: IndicatorView, state: State) -> IndicatorView:
    """The view with this state beside the region."""
    return replace(view, comparisons=tuple(replace(c, state=state) for c in view.comparisons))


def alone(view: IndicatorView) -> IndicatorView:
    """The view without anything to compare with."""
    figures = tuple(figure for figure in view.figures if figure.place == view.place.nis)
    return replace(view, comparisons=(), figures=figures)


def moved(view: IndicatorView, place: Place) -> IndicatorView:
    """The view as that of another municipality."""
    figures = (
        replace(f, place=place.nis) if f.place == view.place.nis else f for f in view.figures
    )
    return replace(view, place=place, figures=tuple(figures))


def beside_place(view: IndicatorView, place: Place) -> IndicatorView:
    """The view with another place in place of the region."""
    figures = (
        f if f.place == view.place.nis else replace(f, place=place.nis) for f in view.figures
    )
    comparisons = tuple(replace(c, place=place) for c in view.comparisons)
    return replace(view, comparisons=comparisons, figures=tuple(figures))


def series(figure: Figure, values: Iterable[tuple[int, Shown, Shown]]) -> list[Figure]:
    """Rows like ``figure`` of these years, each with that of the region."""
    found = []
    for year, here, there in values:
        row = replace(figure, period=year, shown=here, count=NONE, base=NONE)
        found += [row, beside(row, there)]
    return found


def _position() -> Position:
    counts = (3, 16, 40, 58, 52, 38, 27, 20, 12, 8, 5, 3, 2, 1)
    edges = tuple(float(5 * i) for i in range(len(counts) + 1))
    deciles = (6.0, 10.5, 13.0, 15.0, 17.5, 20.5, 24.5, 29.0, 38.0)
    return Position(
        *(edges, counts, shown(17.5), 12.0, 26.0, 2.1, 68.0, 7, 9, 285, deciles),
        "highest_quarter",
    )


STEPS = (10.9, 2.8, 4.4)


def _values(figures: Iterable[Figure]) -> Iterable[float]:
    return (figure.shown.value or 0.0 for figure in figures)


def example_view(shape: Shape) -> IndicatorView:
    """A view of this shape with figures everywhere."""
    cells = _cells(shape)
    newest = [replace(f, part="main") for f in (cells[-1] if cells else _cell((), 39.0, 28.1))]
    main = [replace(f, codes=(), labels=()) if shape != "top" else f for f in newest]
    figures = [*main, *_history("main", main[0].labels, *_values(main))]
    figures += [figure for cell in cells for figure in cell]
    if shape in ("parts", "groups", "top"):
        figures += [f for c in cells for f in _history("cell", c[0].labels, *_values(c))]
    step = (Shown(n, signed(n, "percent", 1), signed(n, "count", 1), Status.SHOWN) for n in STEPS)
    return IndicatorView(
        indicator="DE_36",
        title="Personen van buitenlandse herkomst",
        short="Inwoners van buitenlandse herkomst",
        question="Hoeveel inwoners zijn van buitenlandse herkomst?",
        theme="demografie",
        place=MECHELEN,
        comparisons=(Comparison(FLANDERS, next(step), "higher", next(step)),),
        shape=shape,
        unit="percent",
        decimals=1,
        unit_label="% van de inwoners",
        breakdown={"total": (), "groups_by_groups": ("herkomst", "geslacht")}.get(
            shape, ("herkomst", "regime") if shape in _PAIRS else ("herkomst",)
        ),
        counted="inwoners",
        base_counted="inwoners",
        status=Status.SHOWN,
        period=2025,
        period_text="1 januari 2025",
        figures=tuple(figures),
        change=Change(2020, next(step), "rising"),
        position=_position(),
        former=(),
        origin=Origin(
            "statbel_origin",
            "Statbel (Rijksregister), toestand op 1 januari 2025",
            "14 juli 2025",
            "juli 2026",
            "",
        ),
        caveats=("Wie Belg is geworden, telt mee als van buitenlandse herkomst.",),
        survey=False,
        answers=None,
    )


def hidden_view() -> IndicatorView:
    """A municipality that is too small for any figure to be shown."""
    view = moved(example_view("total"), Place("73028", "Herstappe", "Herstappe", "municipality"))
    hidden = [replace(figure, shown=HIDDEN, count=HIDDEN) for figure in view.trend]
    nothing = (replace(c, difference=NONE, state="none") for c in view.comparisons)
    return replace(
        own(put(view, *hidden), shown=HIDDEN, count=HIDDEN, base=shown(78, "count", 0)),
        comparisons=tuple(nothing),
        status=Status.HIDDEN,
        change=None,
        position=None,
    )


def survey_view() -> IndicatorView:
    """A survey estimate with an interval in three answers."""
    view = example_view("parts")
    answers = (("positief", 38, 32, 44), ("neutraal", 42, 36, 48), ("negatief", 20, 15, 26))
    cells: list[Figure] = []
    for name, value, low, high in answers:
        here, region = _cell((name,), value, value - 3)
        cells += [replace(here, low=float(low), high=float(high), count=NONE), region]
    main = [replace(cell, part="main", codes=(), labels=()) for cell in cells[:2]]
    history = [figure for figure in view.figures if figure.part == "main" and figure.period < 2023]
    rows = [replace(figure, period=2023) for figure in (*main, *cells)]
    return replace(
        in_state(view, "unclear"),
        indicator="SA_S_27",
        title="Houding tegenover diversiteit",
        theme="samenleven",
        figures=(*rows[:2], *history, *rows[2:]),
        survey=True,
        answers=shown(451, "count", 0),
        decimals=0,
        period=2023,
        period_text="2023",
    )


SHAPES: tuple[Shape, ...] = (
    "total",
    "parts",
    "groups",
    "ages",
    "groups_by_groups",
    "parts_by_groups",
    "top",
)
EXAMPLES: dict[str, IndicatorView] = {
    **{shape: example_view(shape) for shape in SHAPES},
    "hidden": hidden_view(),
    "survey": survey_view(),
}
