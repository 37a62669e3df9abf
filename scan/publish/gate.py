"""Publish, the gate: whether a release may take the place of the one that is live.

Input: what a release is made of, and the release before it. Output: :class:`Judgement`: what
an operator must look at before the public sees it, and what is merely worth knowing. What lost
something needs a cause: a municipality or indicator that the catalogue no longer asks for, a
delivery that is new. A new delivery does not excuse everything: whole columns that moved
further than they ever did are refused too, since at night nobody is there to wonder. So are
figures that lie in the future; once they are taken back, they are as if they never were.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from scan.publish.difference import Past, figure_name, newest_periods
from scan.publish.jumps import Rows, Shift, implausible, unexplained
from scan.publish.manifest import Delivery, Manifest, Report
from scan.publish.thresholds import Thinner, Thresholds
from scan.publish.wrong_years import ahead, made_on, taken_back, without
from scan.views.displayed import NEWEST, Displayed

NO_YEARS: frozenset[int] = frozenset()
SHOWN = 10
"""How many examples a finding shows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at before a release may be published."""

    title: str
    rows: tuple[str, ...]
    """The worst first; all of them."""

    def __str__(self) -> str:
        lines = [self.title, *(f"    {row}" for row in self.rows[:SHOWN])]
        if len(self.rows) > SHOWN:
            lines.append(f"    … and {len(self.rows) - SHOWN} more")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate says of a release; without findings it may pass."""

    findings: tuple[Finding, ...]
    notices: tuple[str, ...]
    """Losses that have a cause."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A release beside the one before it."""

    old: Past
    new: Manifest
    displayed: pl.DataFrame
    bounds: Thresholds

    @property
    def common(self) -> tuple[str, ...]:
        """Publications that both have."""
        return tuple(id_ for id_ in self.old.manifest.publications if id_ in self.new.publications)

    def title(self, code: str) -> str:
        """An indicator with its title."""
        known = {**self.old.manifest.indicators, **self.new.indicators}
        return f"{code} {known[code].title}" if code in known else code

    def redelivered(self, code: str) -> tuple[str, ...]:
        """Sources of an indicator that were delivered anew, or came, or went."""
        before, after = self.old.manifest, self.new
        known = {
            source
            for manifest in (before, after)
            if code in manifest.indicators
            for source in manifest.indicators[code].sources
        }
        return tuple(
            source
            for source in sorted(known)
            if _content(before.deliveries.get(source)) != _content(after.deliveries.get(source))
        )


def _content(delivery: Delivery | None) -> str | None:
    return delivery.fingerprint if delivery else None


def judge(
    new: Manifest,
    displayed: pl.DataFrame,
    old: Past | None,
    withdrawn: Iterable[Manifest],
    bounds: Thresholds,
) -> Judgement:
    """What speaks against publishing ``new``, which shows ``displayed``, after ``old``.

    ``withdrawn`` are the releases that somebody stepped back from.
    """
    findings = [*_absent(new, bounds), *_again(new, old, withdrawn), *_ahead(new, displayed)]
    notices: list[str] = []
    if old is not None:
        past, said = _mended(old, new, displayed)
        notices += said
        pair = _Pair(past, new, displayed, bounds)
        for lost, cause in _lost(pair):
            if cause:
                notices += [f"{lost.title} ({cause}): {row}" for row in lost.rows]
            else:
                findings.append(lost)
        findings += _backward(pair)
        findings += _vanished(pair)
        findings += _thinner(pair)
        findings += _moved(pair)
    return Judgement(tuple(findings), tuple(notices))


# --- years that are not there ---------------------------------------------------------------


def _ahead(new: Manifest, displayed: pl.DataFrame) -> Iterator[Finding]:
    """Figures of years of which there can be none on the day of the release."""
    wrong = ahead(displayed, new.indicators, made_on(new))
    names = {r.nis: r.name for reports in new.publications.values() for r in reports}
    for code in sorted(wrong):
        known = new.indicators[code]
        days = {s: new.deliveries[s].date for s in known.sources if s in new.deliveries}
        sources = ", ".join(f"{source} {date}".strip() for source, date in days.items())
        for year in sorted(wrong[code]):
            of_year = (pl.col("indicator") == code) & (pl.col("period") == year)
            shown = displayed.filter(of_year, pl.col("value").is_not_null()).unique("nis")
            rows = (
                f"{nis} {names.get(nis, '')}: {text}"
                for nis, text in shown.sort("nis").select("nis", "text").iter_rows()
            )
            title = f"{code} {known.title}: {year} lies in the future; delivered with {sources}"
            yield Finding(title, tuple(rows))


def _mended(old: Past, new: Manifest, displayed: pl.DataFrame) -> tuple[Past, list[str]]:
    """The release before as if it never had years that were wrong, and which they were."""
    known = {**old.manifest.indicators, **new.indicators}
    lying = ahead(old.displayed, known, made_on(new))
    gone = taken_back(old.displayed, displayed, (old.manifest, new))
    wrong = {c: lying.get(c, NO_YEARS) | gone.get(c, NO_YEARS) for c in {*lying, *gone}}
    said = [
        f"{code} {known[code].title}: {year} was taken back"
        for code in sorted(wrong)
        for year in sorted(wrong[code])
    ]
    return replace(old, displayed=Displayed.cast(without(old.displayed, wrong))), said


# --- reports that are not there -------------------------------------------------------------


def _absent(new: Manifest, bounds: Thresholds) -> Iterator[Finding]:
    """Publications without reports, or with too few."""
    if not any(new.publications.values()):
        yield Finding("There is not a single report", ())
    for id_, reports in new.publications.items():
        asked = new.editions[id_].areas
        absent = sorted(set(asked) - {report.nis for report in reports})
        if len(absent) > bounds.missing.areas * len(asked):
            title = f"{id_}: {len(absent)} of {len(asked)} municipalities have no report"
            yield Finding(title, tuple(absent))


def _again(new: Manifest, old: Past | None, withdrawn: Iterable[Manifest]) -> Iterator[Finding]:
    """A release that somebody stepped back from, made once more.

    Its pages may differ by a date; it is the same when its reports are, and they are not those
    that are live.
    """
    own = _reports(new)
    moved = old is None or _reports(old.manifest) != own
    for other in withdrawn:
        if other.tree == new.tree or (moved and _reports(other) == own):
            yield Finding(f"The same reports as {other.id}, which was rolled back", ())
            return


def _reports(manifest: Manifest) -> dict[str, str]:
    return {r.path: r.sha256 for reports in manifest.publications.values() for r in reports}


def _lost(pair: _Pair) -> Iterator[tuple[Finding, str]]:
    """What is gone, with its cause; an empty cause means that there is none."""
    before, after = pair.old.manifest, pair.new
    for id_ in sorted(before.publications.keys() - after.publications.keys()):
        asked = id_ in after.editions
        cause = "" if asked else "no longer in the catalogue"
        yield Finding("Lost publication", (id_,)), cause
    for id_ in pair.common:
        edition = after.editions[id_]
        gone = _without(before.publications[id_], after.publications[id_])
        title = f"{id_}: lost municipality"
        for report in gone:
            cause = "" if report.nis in edition.areas else "the edition no longer asks for it"
            yield Finding(title, (f"{report.nis} {report.name}",)), cause
        codes = _codes(before.publications[id_]) - _codes(after.publications[id_])
        for code in sorted(codes):
            cause = "" if code in edition.indicators else "the edition no longer asks for it"
            if pair.old.displayed.filter(pl.col("indicator") == code).is_empty():
                cause = "all that it showed was taken back"
            yield Finding(f"{id_}: lost indicator", (pair.title(code),)), cause


def _without(reports: Iterable[Report], others: Iterable[Report]) -> list[Report]:
    there = {report.nis for report in others}
    return [report for report in reports if report.nis not in there]


def _codes(reports: Iterable[Report]) -> set[str]:
    return {code for report in reports for code in report.indicators}


def _thinner(pair: _Pair) -> Iterator[Finding]:
    """Reports that lost pages or bytes, though not the indicators that filled them."""
    for id_ in pair.common:
        before = {report.nis: report for report in pair.old.manifest.publications[id_]}
        rows = [
            (before[report.nis].pages - report.pages, _shrunk(before[report.nis], report))
            for report in pair.new.publications[id_]
            if report.nis in before and _thin(before[report.nis], report, pair.bounds.thinner)
        ]
        if rows:
            ordered = sorted(rows, key=lambda row: (-row[0], row[1]))
            yield Finding(f"{id_}: thinner reports", tuple(text for _, text in ordered))


def _thin(old: Report, new: Report, bounds: Thinner) -> bool:
    lost = len(set(old.indicators) - set(new.indicators))
    fewer = old.pages - new.pages > lost + bounds.pages
    lighter = not lost and new.size < (1 - bounds.size) * old.size
    return fewer or lighter


def _shrunk(old: Report, new: Report) -> str:
    sizes = f"{old.size / 1e6:.2f} → {new.size / 1e6:.2f} MB"
    return f"{new.nis} {new.name}: {old.pages} → {new.pages} pages, {sizes}"


# --- figures --------------------------------------------------------------------------------


def _backward(pair: _Pair) -> Iterator[Finding]:
    """Indicators of which the newest period is older than it was."""
    before, after = newest_periods(pair.old.displayed), newest_periods(pair.displayed)
    for code in sorted(before.keys() & after.keys()):
        if after[code] < before[code]:
            title = f"{pair.title(code)}: went back from {before[code]} to {after[code]}"
            yield Finding(title, ())


def _vanished(pair: _Pair) -> Iterator[Finding]:
    """Indicators whose main figure many municipalities no longer show."""
    seen = ["publication", "nis", "indicator"]
    before = pair.old.displayed.filter(NEWEST & pl.col("value").is_not_null())
    after = pair.displayed.filter(NEWEST)
    reports = after.select("publication", "nis").unique()
    still = after.filter(pl.col("value").is_not_null())
    known = before.join(reports, on=["publication", "nis"], how="semi")
    gone = known.join(still, on=seen, how="anti").unique(["indicator", "nis"])
    shown = dict(known.group_by("indicator").agg(pl.col("nis").n_unique()).rows())
    codes = {id_: _codes(pair.new.publications[id_]) for id_ in pair.common}
    wholly = set(shown) - set().union(*codes.values())
    calm = pair.old.manifest.extracts == pair.new.extracts
    for (code,), rows in gone.sort("indicator", "nis").group_by("indicator", maintain_order=True):
        bound = 0.0 if calm else pair.bounds.vanished.areas * shown[str(code)]
        if str(code) not in wholly and rows.height > bound:
            why = "without a new delivery" if calm else _why(pair, str(code))
            title = (
                f"{pair.title(str(code))}: {rows.height} of {shown[str(code)]} municipalities "
                f"no longer show its main figure, {why}"
            )
            texts = rows.select(pl.format("{}: {} → nothing", "nis", "text")).to_series()
            yield Finding(title, tuple(texts))


def _why(pair: _Pair, code: str) -> str:
    sources = pair.redelivered(code)
    return f"after a new delivery of {', '.join(sources)}" if sources else "after new deliveries"


def _moved(pair: _Pair) -> Iterator[Finding]:
    """Figures that moved without a delivery, or further than a delivery explains."""
    before, after = pair.old.displayed, pair.displayed
    codes = pair.old.manifest.indicators.keys() & pair.new.indicators.keys()
    fresh = {code for code in codes if pair.redelivered(code)}
    names = {r.nis: r.name for reports in pair.new.publications.values() for r in reports}
    calm = unexplained(before, after, codes - fresh, pair.bounds.unexplained)
    for code, rows in calm:
        title = f"{pair.title(code)}: {rows.height} figures changed without a new delivery"
        yield Finding(title, _texts(rows, names))
    units = {code: pair.new.indicators[code].unit for code in fresh}
    shifts = (
        Shift(pair.bounds.implausible, across=True),
        Shift(pair.bounds.revised, across=False),
    )
    for shift in shifts:
        for code, rows in implausible(before, after, units, shift):
            what = "moved further than ever" if shift.across else "was revised strongly"
            title = (
                f"{pair.title(code)}: in {rows.height} municipalities the main figure {what}, "
                f"{_why(pair, code)}"
            )
            yield Finding(title, _texts(rows, names))


def _texts(rows: Rows, names: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        f"{row['nis']} {names.get(row['nis'], '')}, {figure_name(row)}, {row['period']}: "
        f"{row['text_before']} → {row['text_after']}"
        for row in rows.iter_rows(named=True)
    )
