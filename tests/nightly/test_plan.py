"""What is stale among all 285, against an independent comparison of what readers see."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from scan.catalogue.reading import Catalogue
from scan.files import write_bytes
from scan.nightly import ingredients
from scan.nightly import plan as planning
from scan.nightly.ingredients import key_of
from scan.nightly.plan import FILE, FORCED, NEW, Seen, areas_of, figure_parts, plan
from scan.nightly.why import why
from scan.publish.receipts import (
    Receipt,
    charts_path,
    displayed_path,
    read_receipts,
    receipt_path,
    told_path,
    write_receipt,
)
from scan.report.one import report_path
from scan.series.opening import open_workspace
from scan.series.similar import Likeness
from scan.series.workspace import Workspace
from scan.views.desk import open_desk
from scan.views.displayed import displayed
from scan.views.table import figures_csv
from scan.views.values import views_of
from tests.nightly.small import small_catalogue, small_extracts
from tests.nightly.test_batch import correct_file


@pytest.fixture(scope="module")
def small(catalogue: Catalogue) -> Catalogue:
    return small_catalogue(catalogue)


@pytest.fixture(scope="module")
def made(
    small: Catalogue, made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory
) -> Workspace:
    """A shelf with receipts of all 285; the reports themselves are a few bytes."""
    folder = tmp_path_factory.mktemp("plan")
    extracts = small_extracts(made_up_extracts, folder / "extracts")
    workspace = _open(folder / "output", extracts, small)
    _pretend(workspace)
    return workspace


@pytest.fixture
def copied(made: Workspace, small: Catalogue, tmp_path: Path) -> Workspace:
    shutil.copytree(made.output, tmp_path / "output")
    shutil.copytree(made.extracts.folder, tmp_path / "extracts")
    return _open(tmp_path / "output", tmp_path / "extracts", small)


def _open(output: Path, extracts: Path, catalogue: Catalogue) -> Workspace:
    workspace = open_workspace(output, extracts, catalogue, None, lambda _: None)
    workspace.keep_positions()
    return workspace


def _pretend(workspace: Workspace, publication: str = "klein") -> None:
    klein = workspace.catalogue.publications[publication]
    areas = areas_of(workspace, klein)
    seen = Seen(workspace, klein, areas)
    for area in areas:
        views = seen.views(area, seen.codes)
        shown = tuple(view for view in views.values() if view)
        parts = {**seen.common, **dict(figure_parts(workspace.catalogue, views))}
        path = report_path(workspace, klein, area, None)
        write_bytes(path, area.nis.encode())
        if klein.nightly:
            for belongs in (charts_path, told_path):
                write_bytes(belongs(workspace.shelf, publication, area.nis), b"as drawn")
        receipt = Receipt(
            publication=publication,
            nis=area.nis,
            name=area.name,
            key=key_of(parts),
            file=path.relative_to(workspace.shelf).as_posix(),
            sha256=hashlib.sha256(area.nis.encode()).hexdigest(),
            size=5,
            pages=1,
            indicators=tuple(view.indicator for view in shown),
            made="2025-01-01T00-00-00",
            data_date="2025-01-01",
            seconds=1.0,
            verdict="",
            run="2025-01-01T00-00-00",
            parts=parts,
            inputs=seen.inputs(area),
        )
        write_receipt(workspace.shelf, receipt, displayed(publication, area.nis, shown))


def _read(workspace: Workspace, publication: str = "klein") -> dict[str, str]:
    """What every reader can open in a spreadsheet, found without any of the plan's code."""
    catalogue = workspace.catalogue
    klein = catalogue.publications[publication]
    words = {**catalogue.wording["values"], **catalogue.wording["downloads"]}
    store, read = workspace.store(), {}
    for area in catalogue.areas.municipalities(None, workspace.as_of):
        if area.region_nis == klein.region:
            wanted = [area.nis, area.region_nis]
            rows = store.figures.filter(pl.any_horizontal(pl.col("area", "into").is_in(wanted)))
            few = replace(store, figures=rows)
            desk = open_desk(few, catalogue, area, workspace.extracts.dates)
            read[area.nis] = figures_csv(views_of(desk, klein), words)
    return read


def _plan(
    workspace: Workspace, publication: str = "klein", *, force: bool = False
) -> planning.Plan:
    klein = workspace.catalogue.publications[publication]
    return plan(workspace, klein, areas_of(workspace, klein), force=force)


def test_nothing_changed_and_no_view_is_made(
    made: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(planning, "view_of")
    planned = _plan(made)
    assert planned.stale == ()
    assert len(planned.kept) == 285
    assert {stale.reasons for stale in _plan(made, force=True).stale} == {(FORCED,)}


@pytest.mark.parametrize(
    ("nis", "more"),
    [
        pytest.param("12025", 150, id="a middling town"),
        pytest.param("73028", 2, id="the smallest", marks=pytest.mark.slow),
        pytest.param("11002", -2500, id="the largest", marks=pytest.mark.slow),
    ],
)
def test_one_value_of_one_municipality(copied: Workspace, nis: str, more: int) -> None:
    before = _read(copied)
    correct_file(copied.extracts.folder, nis, "2025", more)
    now = _open(copied.output, copied.extracts.folder, copied.catalogue)
    after = _read(now)
    stale = {stale.area.nis: stale for stale in _plan(now).stale}
    assert stale.keys() == {town for town in before if before[town] != after[town]}
    if abs(more) < 1000:
        assert set(stale) == {nis}
    assert "figures DE_42" in stale[nis].reasons
    said = {s.area.nis: because for s, because in why(now, _plan(now))}[nis]
    (main,) = (b for b in said if b.what == "DE_42 main, count 2025")
    assert int(main.after) - int(main.before) == more


@pytest.mark.slow
def test_one_value_in_the_full_publication(
    small: Catalogue, made_up_extracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, town = "integratiescan", "12025"
    extracts = tmp_path / "extracts"
    shutil.copytree(made_up_extracts, extracts)
    workspace = _open(tmp_path / "output", extracts, small)
    _pretend(workspace, full)
    with monkeypatch.context() as only_here:
        only_here.delattr(planning, "view_of")
        quiet = _plan(workspace, full)
    assert (quiet.stale, len(quiet.kept)) == ((), 285)
    before = _read(workspace, full)
    correct_file(extracts, town, "2025", 150)
    now = _open(tmp_path / "output", extracts, small)
    after = _read(now, full)
    (stale,) = _plan(now, full).stale
    assert [stale.area.nis] == [nis for nis in before if before[nis] != after[nis]] == [town]


def test_a_change_that_nobody_sees(copied: Workspace) -> None:
    """Other bytes of the same figures."""
    path = next(copied.extracts.folder.glob("statbel_origin_2*"))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    now = _open(copied.output, copied.extracts.folder, copied.catalogue)
    assert now.store_folder != copied.store_folder
    assert _plan(now).stale == ()


def test_a_new_delivery_moves_everybody(copied: Workspace) -> None:
    for receipt in read_receipts(copied.shelf, "klein")[:40]:
        correct_file(copied.extracts.folder, receipt.nis, "2025", 30)
    now = _open(copied.output, copied.extracts.folder, copied.catalogue)
    assert len(_plan(now).stale) == 285, "the spread of all is another"


def test_what_is_gone_or_damaged(copied: Workspace) -> None:
    receipts = read_receipts(copied.shelf, "klein")
    first, second, third, fourth, fifth = (receipt.nis for receipt in receipts[:5])
    (copied.shelf / receipts[0].file).unlink()
    (copied.shelf / receipts[1].file).write_bytes(b"torn")
    receipt_path(copied.shelf, "klein", third).write_text("{", encoding="utf-8")
    receipt_path(copied.shelf, "klein", fourth).unlink()
    figures = displayed_path(copied.shelf, "klein", fifth)
    figures.write_bytes(figures.read_bytes()[:-1])
    reasons = {stale.area.nis: stale.reasons for stale in _plan(copied).stale}
    assert reasons == {
        **dict.fromkeys((first, second, fifth), (FILE,)),
        **dict.fromkeys((third, fourth), (NEW,)),
    }


def test_a_library_and_a_layout(copied: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = dict(planning.ingredients.of_machine())
    machine |= {"library weasyprint": "71.0", "layout report/base.css": "other"}
    monkeypatch.setattr(planning.ingredients, "of_machine", lambda: machine)
    planned = _plan(copied)
    assert len(planned.stale) == 285
    one = replace(planned, stale=planned.stale[:1])
    ((_, because),) = why(copied, one)
    assert [str(reason) for reason in because] == [
        "layout report/base.css changed",
        "library weasyprint: 70.0 → 71.0",
    ]


def test_who_is_similar_is_a_part_of_a_report_as_far_as_it_is_printed(
    made: Workspace, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = catalogue.areas.find("Mechelen", made.as_of)
    edition = catalogue.publications["integratiescan"]
    assert (
        ingredients.of_similar(made, catalogue.publications["integratiescan-brussel"], area) == {}
    )

    def part(distance: float, inhabitants: float) -> object:
        near = Likeness(
            {"12025": {"inhabitants": 90_000.0}, "71016": {"inhabitants": inhabitants}},
            {"12025": (("71016", distance),)},
            frozenset(),
        )
        monkeypatch.setattr(ingredients, "likeness_of", lambda *_: near)
        return ingredients.of_similar(made, edition, area)

    assert part(0.5, 70_000.0) == part(0.5001, 70_000.0)
    assert len({str(part(0.5, 70_000.0)), str(part(0.51, 70_000.0)), str(part(0.5, 70_001.0))}) == 3
