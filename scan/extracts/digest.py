"""Extracts, digest: a file that feeds several sources, told in one table. Output: lines.

Input: an assessed delivery. A line for each source says its years, municipalities and figures, how
many of them are hidden and what its witnesses say; then come the leaps of a first delivery, which
nobody is asked about, and what was noticed, each thing once.
"""

from collections.abc import Iterator

import polars as pl

from scan.catalogue.entries import Catalogue
from scan.errors import visible
from scan.extracts.absent import completed
from scan.extracts.assessed import FAULTY, KNOWN, Assessed, Delivery
from scan.extracts.comparing import Change
from scan.extracts.coverage import MISSING
from scan.extracts.questions import number, place_of
from scan.extracts.readers.tables import some
from scan.extracts.witnesses.records import AGREES, DIFFERS, WRONG
from scan.extracts.witnesses.words import finding_texts, summary, verdict_of
from scan.status import Status

WORST = 3
"""So many leaps of a source are told."""
_HEADS = ("source", "years", "municipalities", "figures", "hidden", "witnesses")
_RIGHT = (False, False, True, True, True, False)
"""Which columns hold numbers."""


def digest_lines(
    files: tuple[Assessed, ...], delivery: Delivery, catalogue: Catalogue
) -> Iterator[str]:
    """Lines on a file of which each of ``files`` is what one source makes of it."""
    first = sum(_is_first(one, delivery) for one in files)
    new = "all new" if first == len(files) else f"{first} new"
    yield f"{visible(files[0].entry.file)}: {len(files)} sources, {new}"
    rows = [_row(one, catalogue) for one in files]
    yield from (f"  {line}" for line in _aligned([_HEADS, *rows], _RIGHT))
    yield from leap_lines(files, delivery, catalogue)
    yield from _witness_lines(files, verdicts_told(delivery), catalogue)
    yield from _notice_lines(files)


def _is_first(one: Assessed, delivery: Delivery) -> bool:
    comparison = delivery.comparisons.get(one.entry.source)
    return comparison is not None and comparison.first


def _row(one: Assessed, catalogue: Catalogue) -> tuple[str, ...]:
    return (
        one.entry.source,
        one.entry.edition or "–",
        _by_year(one, catalogue),
        f"{one.entry.rows:,}",
        f"{hidden_of(one, catalogue):,}",
        _verdict(one),
    )


def _verdict(one: Assessed) -> str:
    """What the witnesses of a source say, in a few words."""
    if one.status in (FAULTY, KNOWN):
        return "at fault" if one.status == FAULTY else "in use already"
    heard = one.checked.witnesses
    compared = sum(w.compared for w in heard)
    wrong = tuple(w for w in heard if w.verdict == WRONG)
    if wrong:
        return f"wrong: {summary(wrong)}"
    if verdict_of(heard) == AGREES:
        return f"agree ({compared:,})"
    return f"{sum(w.differ for w in heard):,} of {compared:,} differ" if heard else "none"


def municipalities_of(one: Assessed, catalogue: Catalogue) -> int:
    """How many municipalities a file has figures of."""
    return _municipal(one, catalogue).get_column("area").n_unique()


def _by_year(one: Assessed, catalogue: Catalogue) -> str:
    """How many municipalities have figures, in the year with fewest and in that with most."""
    years = _municipal(one, catalogue).group_by("period").agg(pl.col("area").n_unique())
    counts = years.get_column("area").to_list() or [0]
    return f"{max(counts)}" if min(counts) == max(counts) else f"{min(counts)}–{max(counts)}"


def _municipal(one: Assessed, catalogue: Catalogue) -> pl.DataFrame:
    """Areas and periods of the figures of municipalities."""
    frame = one.checked.frame
    if "area" not in frame.columns:
        return pl.DataFrame(schema={"area": pl.String, "period": pl.Int32})
    above = [area.nis for area in catalogue.areas.divisions()]
    outside = [*above, *catalogue.areas.unplaced.values()]
    return frame.select("area", "period").filter(~pl.col("area").is_in(outside))


def hidden_of(one: Assessed, catalogue: Catalogue) -> int:
    """How many figures are hidden: by a marker, or by leaving out their rows."""
    frame = one.checked.frame
    if one.source is None or not frame.height:
        return 0
    whole = completed(frame, one.source, catalogue)
    return whole.filter(pl.col("status") == Status.HIDDEN.value).height


def _aligned(rows: list[tuple[str, ...]], numbers: tuple[bool, ...]) -> Iterator[str]:
    """Rows as lines, their columns under each other."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = (
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, numbers, strict=True)
        )
        yield "  ".join(cells).rstrip()


def leap_lines(
    files: tuple[Assessed, ...], delivery: Delivery, catalogue: Catalogue
) -> Iterator[str]:
    """How many figures of each new source leap, with the worst of them."""
    rows: list[tuple[str, ...]] = []
    for source in dict.fromkeys(one.entry.source for one in files):
        comparison = delivery.comparisons.get(source)
        if comparison is not None and comparison.first and comparison.leaps.count:
            leaps = dict.fromkeys(_leap(one, catalogue) for one in comparison.leaps.first)
            rows.append((source, f"{comparison.leaps.count:,}", "; ".join([*leaps][:WORST])))
    if rows:
        yield "  leaps, which nobody is asked about on a first delivery:"
        yield from (f"    {line}" for line in _aligned(rows, (False, True, False)))


def _leap(change: Change, catalogue: Catalogue) -> str:
    where = f"{place_of(change.area, catalogue)} {change.period}"
    labels = "".join(f", {code}" for _, code in change.categories)
    return f"{where}{labels}: {number(change.before)} → {number(change.value)}"


def verdicts_told(delivery: Delivery) -> tuple[str, ...]:
    """Verdicts of witnesses to tell: what is wrong is asked, unless the delivery is refused."""
    return (DIFFERS,) if not delivery.faults else (WRONG, DIFFERS)


def _witness_lines(
    files: tuple[Assessed, ...], verdicts: tuple[str, ...], catalogue: Catalogue
) -> Iterator[str]:
    for one in files:
        for text in finding_texts(one.checked.witnesses, catalogue, verdicts):
            yield f"  witness of {one.entry.source}: {text}"


def _notice_lines(files: tuple[Assessed, ...]) -> Iterator[str]:
    """What was noticed, each text once, with the sources of which it holds; how many municipalities
    are missing stands in the table."""
    told: dict[str, list[str]] = {}
    for one in files:
        for notice in one.notices:
            if MISSING not in notice:
                told.setdefault(notice, []).append(one.entry.source)
    for notice, sources in told.items():
        of = "all" if len(sources) == len(files) else some(tuple(sources))
        yield f"  notice: {visible(notice)} ({of})"
