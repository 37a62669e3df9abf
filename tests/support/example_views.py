"""Example views of every shape, made up by hand: for tests of figures, pages and sentences."""

from dataclasses import replace
from itertools import product

from scan.dutch import figure, number, signed
from scan.status import Status
from scan.views.records import (
    Cell,
    Change,
    IndicatorView,
    Origin,
    Place,
    Point,
    Position,
    Shape,
    Shown,
    Trend,
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


def _cell(labels: tuple[str, ...], value: float, region: float) -> Cell:
    codes = tuple(label.lower() for label in labels)
    count = shown(round(value * 896.55), "count", 0)
    base = shown(89_655, "count", 0)
    return Cell(codes, labels, shown(value), count, base, shown(region))


def _cells(shape: Shape) -> tuple[Cell, ...]:
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


def _trend(labels: tuple[str, ...], newest: float, region: float) -> Trend:
    years = range(2012, 2026)
    points = tuple(
        Point(
            year,
            shown(newest - 0.9 * (2025 - year) * newest / 40),
            shown(region - 0.6 * (2025 - year) * region / 30),
            shown(round(newest * 896 - 500 * (2025 - year)), "count", 0),
        )
        for year in years
    )
    return Trend(tuple(label.lower() for label in labels), labels, points)


def _position() -> Position:
    counts = (3, 16, 40, 58, 52, 38, 27, 20, 12, 8, 5, 3, 2, 1)
    edges = tuple(float(5 * i) for i in range(len(counts) + 1))
    return Position(edges, counts, shown(17.5), 12.0, 26.0, 2.1, 68.0, 7, 9, 285)


def example_view(shape: Shape) -> IndicatorView:
    """A view of this shape with figures everywhere."""
    cells = _cells(shape)
    main = cells[-1] if cells else _cell((), 39.0, 28.1)
    groups = shape in ("parts", "groups", "top")
    trend = _trend((), main.own.value or 0, main.region.value or 0)
    return IndicatorView(
        indicator="DE_36",
        title="Personen van buitenlandse herkomst",
        short="Inwoners van buitenlandse herkomst",
        question="Hoeveel inwoners zijn van buitenlandse herkomst?",
        theme="demografie",
        place=MECHELEN,
        comparators=(FLANDERS,),
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
        main=main,
        state="higher",
        difference=Shown(10.9, signed(10.9, "percent", 1), signed(10.9, "count", 1), Status.SHOWN),
        cells=cells,
        trend=trend,
        trends=tuple(_trend(c.labels, c.own.value or 0, c.region.value or 0) for c in cells)
        if groups
        else (),
        change=Change(
            2020,
            Shown(4.4, signed(4.4, "percent", 1), signed(4.4, "count", 1), Status.SHOWN),
            Shown(2.8, signed(2.8, "percent", 1), signed(2.8, "count", 1), Status.SHOWN),
            "rising",
        ),
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
    view = example_view("total")
    cell = replace(view.main, own=HIDDEN, count=HIDDEN, base=shown(78, "count", 0))
    points = tuple(replace(p, own=HIDDEN, count=HIDDEN) for p in view.trend.points)
    return replace(
        view,
        place=Place("73028", "Herstappe", "Herstappe", "municipality"),
        status=Status.HIDDEN,
        main=cell,
        state="none",
        difference=NONE,
        trend=replace(view.trend, points=points),
        change=None,
        position=None,
    )


def survey_view() -> IndicatorView:
    """A survey estimate with an interval in three answers."""
    view = example_view("parts")
    answers = (("positief", 38, 32, 44), ("neutraal", 42, 36, 48), ("negatief", 20, 15, 26))
    cells = tuple(
        replace(_cell((name,), value, value - 3), low=float(low), high=float(high), count=NONE)
        for name, value, low, high in answers
    )
    return replace(
        view,
        indicator="SA_S_27",
        title="Houding tegenover diversiteit",
        theme="samenleven",
        cells=cells,
        main=cells[0],
        state="unclear",
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
