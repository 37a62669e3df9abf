"""Small releases to test with: a shelf with reports, their receipts and displayed figures."""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from scan.publish.facts import ReleaseFacts
from scan.publish.manifest import Delivery, Described, Edition
from scan.publish.receipts import Receipt
from scan.publish.releases import Release, Tell, publish, stage
from scan.views.displayed import Displayed

PUBLICATION = "integratiescan"
NAMES = {"11002": "Antwerpen", "12025": "Mechelen", "24062": "Leuven", "73028": "Herstappe"}
CODES = ("DE_36", "WE_02")
NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
PAGES = {
    "index.html": '<a href="gemeente/12025/">x</a><a href="#top" id="top">y</a><img src="a.svg">',
    "404.html": "<title>Niet gevonden</title>",
    "a.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "gemeente/12025/index.html": '<a href="../../index.html#top">terug</a>',
    "data/series.csv": "nis;waarde\n12025;28,1\n",
}


def figure_rows(
    value: float = 28.1, nis: Iterable[str] = tuple(NAMES), codes: Iterable[str] = CODES
) -> list[dict[str, object]]:
    """A main figure with its count, and last year's, for each indicator and municipality."""
    return [
        row
        for place in nis
        for code in codes
        for row in (
            figure_row(place, code, 2025, value, count=round(value * 100)),
            figure_row(place, code, 2024, value - 0.5, newest=False),
        )
    ]


def figure_row(
    nis: str, code: str, period: int, value: float | None, **more: object
) -> dict[str, object]:
    """A displayed figure of a municipality; the main one unless ``more`` says otherwise."""
    usual = {
        "publication": PUBLICATION,
        "nis": nis,
        "indicator": code,
        "area": nis,
        "part": "main",
        "category_1": "",
        "category_2": "",
        "period": period,
        "newest": True,
        "value": value,
        "text": f"{value:.1f} %".replace(".", ",") if value is not None else "niet getoond",
        "status": "shown" if value is not None else "hidden",
        "state": "",
        "source": "statbel_origin",
        "delivered": "2026-03-01",
    }
    return usual | more


def displayed_of(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Rows as the frame that a release keeps."""
    return Displayed.cast(pl.DataFrame(list(rows), schema=Displayed.create_empty().schema))


def put_report(shelf: Path, nis: str, content: bytes, pages: int = 70) -> Receipt:
    """A report on the shelf, with its receipt."""
    file = f"reports/{PUBLICATION}/{nis}-{NAMES[nis].lower()}.pdf"
    path = shelf / file
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_bytes() != content:
        path.unlink(missing_ok=True)
        path.write_bytes(content)
    return Receipt(
        publication=PUBLICATION,
        nis=nis,
        name=NAMES[nis],
        key="k",
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=pages,
        indicators=CODES,
        made="2026-03-02T02:30:00+00:00",
        data_date="2025-01-01",
        seconds=1.0,
        verdict="ok",
        run="r",
    )


def facts(
    shelf: Path,
    value: float = 28.1,
    *,
    contents: Mapping[str, bytes] | None = None,
    delivery: str = "first",
    made: datetime.datetime = NOON,
) -> ReleaseFacts:
    """The facts of a release with a report for every municipality."""
    pdf = contents or {}
    receipts = tuple(put_report(shelf, nis, pdf.get(nis, nis.encode() * 500)) for nis in NAMES)
    source = "statbel_origin"
    return ReleaseFacts(
        receipts={PUBLICATION: receipts},
        displayed=displayed_of(figure_rows(value)),
        deliveries={source: Delivery(date="2026-03-01", fingerprint=delivery)},
        indicators={
            code: Described(title=f"Titel {code}", unit="percent", sources=(source,))
            for code in CODES
        },
        editions={
            PUBLICATION: Edition(title="Integratiescan", areas=tuple(NAMES), indicators=CODES)
        },
        extracts=delivery,
        made_up=False,
        made=made,
        versions={"scan": "0"},
    )


def fill(folder: Path, pages: Mapping[str, str | bytes]) -> None:
    """What producers would have written."""
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())


def release(
    shelf: Path,
    value: float = 28.1,
    *,
    pages: Mapping[str, str | bytes] | None = None,
    force: bool = False,
    days: int = 0,
    of: ReleaseFacts | None = None,
    tell: Tell = lambda _: None,
    **options: object,
) -> Release:
    """Stage, fill and publish a release ``days`` after noon."""
    staged = stage(shelf)
    fill(staged, {**PAGES, **(pages or {})})
    made = NOON + datetime.timedelta(days=days)
    known = replace(of, made=made) if of else facts(shelf, value, made=made, **options)  # type: ignore[arg-type]
    return publish(shelf, staged, known, force=force, tell=tell)


def tree(folder: Path) -> dict[str, str]:
    """Everything below a folder, hidden things too: path → content, link target or kind."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        else:
            found[name] = "folder"
    return found
