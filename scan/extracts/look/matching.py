"""Extracts, look, matching: what of a table the catalogue knows.

Input: the look of a table, and the catalogue. Output: a :class:`Matched`: the indicator whose
code it bears, the dimension of each column of categories, what each column of figures may count.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from scan.catalogue.entries import Catalogue
from scan.catalogue.records import Dimension, Indicator
from scan.catalogue.sources import Source, ValueColumn
from scan.extracts.look.records import (
    CONSTANT,
    FIGURES,
    FRACTIONS,
    MARKED,
    PER_CENTS,
    TRAIT,
    WHOLE,
    ColumnLook,
    TableLook,
)
from scan.extracts.look.swapping import right_header
from scan.extracts.look.wording import likeness, look_up, matcher, strict
from scan.extracts.readers.headers import plain, without_unit
from scan.extracts.readers.swing import without_unit as without_swing_unit

_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{2})_?(S_)?([0-9]{2})(?![0-9])")
_ENOUGH = 0.34
"""How alike a header and a population must be for it to be proposed."""
_NUMBERS = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class TraitMatch:
    """A dimension that a column of categories may hold."""

    column: str
    dimension: str
    codes: dict[str, str]
    """Text → category, of those that were matched."""
    bands: dict[str, tuple[int, int]]
    unknown: tuple[str, ...]
    """Texts that stand for nothing known, in any dimension of the column."""


@dataclass(frozen=True)
class ValueMatch:
    """What a column of figures may hold."""

    column: str
    population: str = ""
    indicator: str = ""
    traits: dict[str, str] | None = None
    over: tuple[str, ...] = ()
    why: str = ""
    """Why it is proposed, for people; empty: it is not."""

    @property
    def figure(self) -> tuple[str, str, str, tuple[str, ...]]:
        """What it counts, by which no two columns may be alike."""
        traits = str(sorted((self.traits or {}).items()))
        return self.population, self.indicator, traits, self.over


@dataclass(frozen=True)
class Matched:
    """What of a table the catalogue knows."""

    indicator: Indicator | None
    """The one whose code or title the table bears."""
    sources: tuple[str, ...]
    """Sources of which it has every column."""
    near: tuple[tuple[str, int, int], ...]
    """Sources of which it has many: how many, of how many."""
    traits: tuple[TraitMatch, ...]
    values: tuple[ValueMatch, ...]
    """One for each column of figures, in order."""


def matched(table: TableLook, stem: str, catalogue: Catalogue) -> Matched:
    """What of a table the catalogue knows; ``stem``: the name of its file."""
    indicator = _indicator(table, stem, catalogue)
    sources, near = _sources(table, catalogue)
    traits = tuple(
        match for column in table.of_role(TRAIT) for match in _trait(column, indicator, catalogue)
    )
    known = [catalogue.sources[name] for name in sources]
    values = tuple(_values(table, indicator, known, traits, catalogue))
    return Matched(indicator, sources, near, traits, values)


# --- which indicator, which sources -------------------------------------------------------------


def _indicator(table: TableLook, stem: str, catalogue: Catalogue) -> Indicator | None:
    """The indicator whose code stands in the name of the sheet or the file, or whose title is
    the one text of a column."""
    for name in (table.sheet, stem):
        for letters, survey, digits in _CODE.findall(name):
            code = f"{letters}_{survey}{digits}"
            if code in catalogue.indicators:
                return catalogue.indicators[code]
    titles = {strict(indicator.title): indicator for indicator in catalogue.indicators.values()}
    constant = [c.texts[0].text for c in table.of_role(CONSTANT) if c.texts]
    return next((titles[strict(text)] for text in constant if strict(text) in titles), None)


def _sources(
    table: TableLook, catalogue: Catalogue
) -> tuple[tuple[str, ...], tuple[tuple[str, int, int], ...]]:
    """The sources of which a table has every column, and those of which it has most."""
    whole: list[str] = []
    near: list[tuple[str, int, int]] = []
    headers = {_bare(column.name) for column in table.columns}
    for source in catalogue.sources.values():
        asked = _headers(source, table)
        have = sum(any(_bare(name) in headers for name in names) for names in asked)
        if not asked or source.layout not in (table.layout, "sql"):
            continue
        if have == len(asked) and _is_own(source, table):
            whole.append(source.id)
        elif have >= 2 and have > len(asked) // 2 and _counted(source, table, headers):
            near.append((source.id, have, len(asked)))
    return tuple(whole), tuple(sorted(near, key=lambda one: one[2] - one[1]))


def _counted(source: Source, table: TableLook, headers: set[str]) -> bool:
    """Whether a column of figures is among those that a table shares with a source."""
    return any(_bare(value.column) in headers for value in _own_values(source, table))


def _own_values(source: Source, table: TableLook) -> list[ValueColumn]:
    """The columns of figures that a source has on a sheet."""
    here = ("", plain(table.sheet))
    return [value for value in source.values if plain(source.sheet_of(value)) in here]


def _headers(source: Source, table: TableLook) -> list[tuple[str, ...]]:
    """The headers that a source asks for on a sheet, each with its other spellings."""
    names = [value.column for value in _own_values(source, table)] + [
        trait.column for trait in source.traits
    ]
    names += [source.period.column] if source.period.column else []
    names += [source.area.column] if table.layout == "table" else []
    return [(name, *source.shape.spellings.get(name, ())) for name in dict.fromkeys(names)]


def _is_own(source: Source, table: TableLook) -> bool:
    """Whether a source is not about another sheet, nor satisfied with area and period alone."""
    sheets = {source.sheet_of(value) for value in source.values}
    return "" in sheets or any(plain(sheet) == plain(table.sheet) for sheet in sheets)


def _bare(header: str) -> str:
    return plain(without_unit(without_swing_unit(header)))


# --- categories ---------------------------------------------------------------------------------


def _trait(
    column: ColumnLook, indicator: Indicator | None, catalogue: Catalogue
) -> Iterator[TraitMatch]:
    """The dimensions that cover the texts of a column; a second one for texts that the first
    does not know."""
    texts = [tally.text for tally in column.texts]
    if bands := _bands(column, texts, catalogue):
        yield bands
        return
    found: list[TraitMatch] = []
    left = set(texts)
    for _ in range(2):
        best = _dimension(column, texts, left, found, (indicator, catalogue))
        if best is None:
            break
        found.append(best)
        left -= set(best.codes)
    if not found and indicator is not None and len(indicator.breakdown) == 1:
        found.append(TraitMatch(column.name, indicator.breakdown[0], {}, {}, ()))
    for match in found:
        yield replace(match, unknown=tuple(text for text in texts if text in left))


def _dimension(
    column: ColumnLook,
    texts: list[str],
    left: set[str],
    found: list[TraitMatch],
    known: tuple[Indicator | None, Catalogue],
) -> TraitMatch | None:
    """The dimension that knows most of the texts that are left."""
    indicator, catalogue = known
    wanted = indicator.breakdown if indicator is not None else ()
    family = {d for match in found for d in catalogue.ancestors(match.dimension)}
    best: tuple[tuple[float, ...], TraitMatch] | None = None
    for dimension in catalogue.dimensions.values():
        if any(match.dimension == dimension.id for match in found):
            continue
        known_texts = texts_of(dimension, column.name, catalogue)
        table = matcher(known_texts)
        found_codes = {text: code for text in texts if (code := look_up(text, table))}
        codes = _one_each(found_codes, known_texts)
        new = len(left & set(codes))
        if len(codes) < min(2, len(texts)) or (found and new < min(2, len(left))) or not new:
            continue
        score = (
            new if found or new < len(texts) else len(texts),
            dimension.id in family,
            dimension.id in wanted,
            any(parent in wanted for parent in catalogue.ancestors(dimension.id)),
            _headed(dimension, column, catalogue),
            likeness(column.name, (dimension.title,)),
            -abs(len(dimension.categories) - len(codes)),
        )
        if best is None or score > best[0]:
            best = (score, TraitMatch(column.name, dimension.id, codes, {}, ()))
    return best[1] if best else None


def _one_each(codes: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """One text for each category: the one that is known as it stands, else the first."""
    exact = {code: text for text, code in codes.items() if known.get(text) == code}
    first: dict[str, str] = {}
    for text, code in codes.items():
        first.setdefault(code, exact.get(code, text))
    return {text: code for text, code in codes.items() if first[code] == text}


def texts_of(dimension: Dimension, header: str, catalogue: Catalogue) -> dict[str, str]:
    """How the categories of a dimension are called → their codes: in files first, under the same
    header before others, then in the catalogue."""
    traits = [
        trait
        for source in catalogue.sources.values()
        for trait in source.traits
        if trait.dimension == dimension.id
    ]
    traits.sort(key=lambda trait: plain(trait.column) != plain(header))
    known: dict[str, str] = {}
    for trait in traits:
        for text, code in trait.codes.items():
            known.setdefault(text, code)
    for category in dimension.categories:
        for text in (category.label, category.short, category.code):
            if text:
                known.setdefault(text, category.code)
    return known


def _headed(dimension: Dimension, column: ColumnLook, catalogue: Catalogue) -> bool:
    """Whether a source reads this dimension under the same header."""
    return any(
        trait.dimension == dimension.id and plain(trait.column) == plain(column.name)
        for source in catalogue.sources.values()
        for trait in source.traits
    )


def _bands(column: ColumnLook, texts: list[str], catalogue: Catalogue) -> TraitMatch | None:
    """The bands of a column of whole numbers (single ages), as a source already has them."""
    if not texts or not all(_NUMBERS.fullmatch(text) for text in texts):
        return None
    highest = max(int(text) for text in texts)
    known = [
        trait
        for source in catalogue.sources.values()
        for trait in source.traits
        if trait.bands and max(high for _, high in trait.bands.values()) >= highest
    ]
    known.sort(key=lambda trait: plain(trait.column) != plain(column.name))
    if not known or highest < 18:
        return None
    return TraitMatch(column.name, known[0].dimension, {}, dict(known[0].bands), ())


# --- figures ------------------------------------------------------------------------------------


def _values(
    table: TableLook,
    indicator: Indicator | None,
    sources: list[Source],
    traits: tuple[TraitMatch, ...],
    catalogue: Catalogue,
) -> Iterator[ValueMatch]:
    """What each column of figures may hold; what two columns would hold is given to the first."""
    taken: set[object] = set()
    rates = {r.column for r in table.relations if r.kind == "rate"}
    for column in table.of_role(FIGURES):
        match = ValueMatch(column.name)
        if column.name not in rates:
            over = _over(column, table, traits)
            right = right_header(column.name, table)
            ways = (
                _same_header(column, right, sources, "this column is so in {source}"),
                _of_indicator(column, table, indicator, over),
                _same_header(column, right, list(catalogue.sources.values()), "as {source} has it"),
                _alike(column, over, catalogue),
            )
            own = (_within(way, traits) for way in ways if way is not None)
            match = next((way for way in own if way.figure not in taken), match)
        taken.add(match.figure)
        yield match


def _within(match: ValueMatch, traits: tuple[TraitMatch, ...]) -> ValueMatch:
    """What another source says of a column, as far as it goes with the categories of this one."""
    dimensions = [trait.dimension for trait in traits]
    return replace(
        match,
        traits={key: code for key, code in (match.traits or {}).items() if key not in dimensions},
        over=tuple(name for name in match.over if name in dimensions),
    )


def _over(column: ColumnLook, table: TableLook, traits: tuple[TraitMatch, ...]) -> tuple[str, ...]:
    """The dimensions over which a column repeats one total."""
    repeated = {
        r.trait for r in table.relations if r.kind == "repeated" and r.column == column.name
    }
    return tuple(match.dimension for match in traits if match.column in repeated)


def _same_header(
    column: ColumnLook, header: str, sources: list[Source], why: str
) -> ValueMatch | None:
    """What a source reads under the same header."""
    for source in sources:
        values = [value for value in source.values if _bare(value.column) == _bare(header)]
        plain_values = [value for value in values if not value.when]
        if len(plain_values) == 1:
            return _as_match(column, plain_values[0], why.format(source=source.id))
    return None


def _as_match(column: ColumnLook, value: ValueColumn, why: str) -> ValueMatch:
    return ValueMatch(
        column.name,
        value.population or "",
        value.indicator or "",
        dict(value.traits),
        tuple(value.over),
        why,
    )


def _of_indicator(
    column: ColumnLook, table: TableLook, indicator: Indicator | None, over: tuple[str, ...]
) -> ValueMatch | None:
    """What a column is to the indicator of its table: above or below the line, or its figure."""
    if indicator is None or column.kind == MARKED:
        return None
    if column.kind in (FRACTIONS, PER_CENTS):
        finished = indicator.unit == "percent" and not any(
            r.kind == "rate" for r in table.relations
        )
        return (
            ValueMatch(column.name, indicator=indicator.id, why=f"the figure of {indicator.id}")
            if finished
            else None
        )
    rate = next((r for r in table.relations if r.kind == "rate"), None)
    above, below = rate.parts if rate is not None else _first_two(table)
    quantity = {above: indicator.numerator, below: indicator.denominator}.get(column.name)
    if quantity is None:
        return None
    where = {name: codes[0] for name, codes in quantity.where.items() if len(codes) == 1}
    why = f"{'above' if column.name == above else 'below'} the line in {indicator.id}"
    return ValueMatch(column.name, quantity.population, traits=where, over=over, why=why)


def _first_two(table: TableLook) -> tuple[str, str]:
    counts = [column.name for column in table.of_role(FIGURES) if column.kind == WHOLE]
    return (*counts, "", "")[0], (*counts, "", "")[1]


def _alike(column: ColumnLook, over: tuple[str, ...], catalogue: Catalogue) -> ValueMatch | None:
    """The population whose name says what the header says."""
    if column.kind != WHOLE:
        return None
    scored = [
        (likeness(column.name, (population.singular, population.plural)), population.id)
        for population in catalogue.populations.values()
    ]
    score, best = max(scored, key=lambda one: one[0], default=(0.0, ""))
    if score < _ENOUGH:
        return None
    return ValueMatch(column.name, best, over=over, why="its name is alike: look whether it is so")
