"""Audit, inspection: the verdict on a release, together with all releases before it.

Input: a shelf, and the folder of a release that is being filled. Output: :class:`Verdict`, kept
under ``audit/`` of the shelf as long as neither files nor the code that judges them change. Where
nothing is being filled, the newest release is judged, and where there is none, what lies on the
shelf for the first one.

Nothing but files that are or will be public is read, and the catalogue. Of earlier releases that
are gone, the files of counts that each release carries tell what they showed and hid.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import polars as pl

from scan.audit.barometer import faults_of_barometer
from scan.audit.forms import faults_of_forms, labels_of
from scan.audit.groups import faults_of_groups
from scan.audit.leaks import Leak, leaks_of, refusal
from scan.audit.pages import PAGES, faults_of_pages, secrets_of
from scan.audit.statements import MEMORY, Told, as_remembered, told
from scan.audit.tables import figures_of, reports_in, series_of
from scan.catalogue.entries import Catalogue
from scan.errors import RefusedError
from scan.files import write_text
from scan.house import CATALOGUE, CODE
from scan.publish.shelf import release_ids, releases_folder
from scan.status import Status

VERDICTS = "audit"
"""Folder of the shelf that keeps verdicts."""
_READ_TOO = ("barometer/*.pdf", *PAGES)
"""What is read of the newest release beside its data and reports."""
_NAMED = 20
"""A refusal names this many faults."""
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and what an outsider could work out from it."""

    releases: tuple[str, ...]
    """Earlier ones, whose statements were taken together with it."""
    reports: int
    figures: int
    """Of indicators whose counts could point at persons."""
    hidden: int
    leaks: tuple[Leak, ...]
    faults: tuple[str, ...]
    """What files say that others deny, and what groups of municipalities and the Barometer say."""

    def refuse(self) -> None:
        """Raises RefusedError where it is not good, and says what is wrong."""
        lines = [refusal(self.leaks)] if self.leaks else []
        lines += self.faults[:_NAMED]
        if len(self.faults) > _NAMED:
            lines.append(f"… and {len(self.faults) - _NAMED} more")
        if lines:
            raise RefusedError("\n".join(lines))


def inspect(shelf: Path, catalogue: Catalogue, tell: Tell, staged: Path | None = None) -> Verdict:
    """The verdict on ``staged`` or on what is newest; from memory while nothing changed."""
    releases = [releases_folder(shelf) / name for name in release_ids(shelf)]
    folder = staged or (releases.pop() if releases else shelf)
    reports = reports_in(shelf if staged else folder)
    kept = shelf / VERDICTS / f"{_key(folder, releases, reports)}.json"
    if kept.exists():
        return _read(kept)
    wanted = frozenset(indicators_at_stake(catalogue))
    tell(f"Reading {len(reports)} reports and all downloads …")
    figures = figures_of(folder, reports, catalogue, wanted)
    tell("Working out what an outsider could work out …")
    said = told(figures, _before(folder, releases, catalogue, wanted), catalogue)
    labels = labels_of(folder, catalogue, wanted)
    secrets = secrets_of(figures, labels, catalogue)
    verdict = Verdict(
        releases=tuple(release.name for release in releases),
        reports=len(reports),
        figures=figures.height,
        hidden=figures.filter(pl.col("status") == Status.HIDDEN.value).height,
        leaks=leaks_of(said, figures, catalogue),
        faults=(
            *_differing(said),
            *faults_of_forms(folder, figures, labels, catalogue),
            *faults_of_pages(folder, reports, secrets, catalogue),
            *faults_of_groups(folder, catalogue),
            *faults_of_barometer(folder, catalogue),
        ),
    )
    write_text(kept, json.dumps(asdict(verdict), ensure_ascii=False))
    return verdict


def indicators_at_stake(catalogue: Catalogue) -> Iterator[str]:
    """Indicators that count persons whom a source protects, or what hangs together with them."""
    populations = {
        value.population
        for source in catalogue.sources.values()
        if not source.public and source.minimum and source.scope == "municipalities"
        for value in source.values
        if value.population
    }
    tied = [{term.population for term in one.terms} for one in catalogue.identities.values()]
    while any(0 < len(one & populations) < len(one) for one in tied):
        populations |= {name for one in tied if one & populations for name in one}
    for code, indicator in catalogue.indicators.items():
        fed = [indicator.fed_by(way) for way in range(len(indicator.sources))]
        counted = [q.population for one in fed for q in (one.numerator, one.denominator) if q]
        if populations.intersection(counted):
            yield code


def _differing(said: Told) -> Iterator[str]:
    """Counts that two files of the release show differently."""
    for count, area, period in map(said.at, said.differing):
        yield f"{area}, {period}, {count}: shown with two numbers, in two files or in one"


def _before(
    folder: Path, releases: list[Path], catalogue: Catalogue, wanted: frozenset[str]
) -> pl.DataFrame:
    """What earlier releases told, the oldest first (``statements.MEMORY``)."""
    parts, seen = [pl.DataFrame(schema=MEMORY)], set[str]()
    for release in (*releases, folder):
        for path in sorted((release / "data" / "counts").glob("*.parquet")):
            if path.name not in seen:
                seen.add(path.name)
                parts.append(pl.read_parquet(path))
        if release != folder:
            parts.append(as_remembered(series_of(release, catalogue, wanted), catalogue))
    return pl.concat(
        frame.with_columns(pl.lit(number, dtype=pl.Int32).alias("release")).select(list(MEMORY))
        for number, frame in enumerate(parts)
    )


def _key(folder: Path, releases: list[Path], reports: tuple[Path, ...]) -> str:
    """Hash of everything that a verdict depends on."""
    digest = hashlib.sha256()
    code = [*(CODE / "audit").glob("*.py"), *CATALOGUE.rglob("*.toml"), *CATALOGUE.rglob("*.csv")]
    data = (path for one in (*releases, folder) for path in (one / "data").rglob("*.*"))
    shown = (path for pattern in _READ_TOO for path in folder.glob(pattern))
    for path in (*sorted(code), *sorted(data), *sorted(shown), *reports):
        digest.update(path.name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _read(path: Path) -> Verdict:
    kept = json.loads(path.read_text(encoding="utf-8"))
    leaks = tuple(
        Leak(**{**one, "indicators": tuple(one["indicators"])}) for one in kept.pop("leaks")
    )
    faults, releases = tuple(kept.pop("faults")), tuple(kept.pop("releases"))
    return Verdict(**kept, leaks=leaks, faults=faults, releases=releases)
