"""Views, panels: an indicator that is split by groups, as a reader sees it.

Input: an indicator on the desk, and its groups. Output: an :class:`IndicatorPanel`, with sentences
from the wording ``groups``. The last place where anything of it is calculated.
"""

from collections.abc import Iterator, Mapping, Sequence

from scan.catalogue.records import Indicator
from scan.dutch import date_text
from scan.status import Status
from scan.views.group_sentences import gap_sentence, moves_sentence
from scan.views.groups import Group, GroupSeries, IndicatorPanel, moves_of, series_of
from scan.views.labels import unit_text
from scan.views.rows import Subject


def panel_of(subject: Subject, groups: Sequence[Group]) -> IndicatorPanel:
    """An indicator as a reader sees it."""
    desk, entry = subject.desk, subject.indicator
    series = tuple(series_of(subject, groups, entry.years_back))
    change, words = moves_of(subject, series), desk.catalogue.bounded("groups")
    way = subject.plan.alternative
    source = desk.catalogue.sources[way.use[0]]
    newest = series[0].newest.period if series else None
    line = desk.words["source.line"].format(supplier=source.supplier, period=newest)
    day = desk.delivered.get(source.id)
    caveats = desk.catalogue.caveats_of(entry, way, desk.region.nis)
    return IndicatorPanel(
        entry=entry,
        unit_label=unit_text(desk.catalogue, subject.plan),
        series=series,
        change=change,
        sentence=moves_sentence(change, series, entry, newest, words),
        gap_sentence=gap_sentence(series, words) if series else "",
        supplier=source.supplier,
        source_line=line if series else source.supplier,
        data_date=date_text(day) if day else "",
        notes=(*_notes(entry, series, words), *(caveat.text for caveat in caveats)),
    )


def _notes(
    entry: Indicator, series: Sequence[GroupSeries], words: Mapping[str, str]
) -> Iterator[str]:
    """What a reader must know of the figures themselves."""
    figures = [figure for one in series for figure in one.figures]
    statuses = {figure.shown.status for figure in figures}
    if Status.WEAK in statuses:
        yield words["note.weak"]
    if Status.HIDDEN in statuses:
        yield words[f"note.hidden_{entry.kind}"]
    for period in sorted({figure.period for figure in figures if figure.break_before}):
        yield words["note.break"].format(period=period)
    if entry.survey and entry.survey.part == "additional" and series:
        yield words["note.single"].format(period=figures[-1].period)
