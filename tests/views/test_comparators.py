"""Whatever a municipality is compared with: areas, groups, others by name."""

import csv
import io
import shutil
import statistics
from dataclasses import replace
from pathlib import Path

import pytest

from scan.catalogue.reading import load_catalogue
from scan.dutch import round_half_up
from scan.errors import CatalogueError, UsageError
from scan.house import CATALOGUE
from scan.report.gather import gather
from scan.series.workspace import Workspace
from scan.status import Status
from scan.views.comparators import others_of
from scan.views.desk import open_desk
from scan.views.displayed import displayed
from scan.views.records import IndicatorView
from scan.views.table import figures_csv
from scan.views.values import view_of

MECHELEN = "12025"
GROUPS = ("adjoining", "similar", "centrumsteden", "vlaamse_rand")
CODES = ("DE_36", "DE_40", "DE_46", "SA_S_27", "WE_06")


def _views(workspace: Workspace, nis: str, *wanted: str) -> list[IndicatorView]:
    area = workspace.catalogue.areas.get(nis)
    others = others_of(workspace, area, wanted)
    codes = [area.nis, area.region_nis, *(a for other in others for a in other.areas)]
    store = workspace.store(tuple(codes))
    desk = open_desk(store, workspace.catalogue, area, workspace.extracts.dates, others)
    found = (view_of(desk, code, "demografie") for code in CODES)
    return [view for view in found if view is not None]


def test_a_group_shows_the_middle_of_what_its_members_show(made_up: Workspace) -> None:
    members = made_up.catalogue.comparators["centrumsteden"].members
    (view, *_) = _views(made_up, MECHELEN, "centrumsteden")
    shown = [_views(made_up, nis)[0].main.shown.value for nis in members if nis != MECHELEN]
    known = [value for value in shown if value is not None]
    key = ("centrumsteden", "main", view.period)
    (row,) = (f for f in view.figures if (f.place, f.part, f.period) == key)
    assert row.shown.value == round_half_up(statistics.median(known), view.decimals)
    assert (row.low, row.high) == (min(known), max(known))
    assert (row.count.value, row.base.value) == (len(known), 12)


def test_members_of_the_first_group_are_told_with_their_own_figures(made_up: Workspace) -> None:
    (view, *_) = _views(made_up, MECHELEN, "similar")
    assert view.named is not None
    assert len(view.named.members) == 8
    values = [member.shown.value or 0.0 for member in view.named.members]
    assert values == sorted(values, reverse=True)
    for member in view.named.members:
        assert _views(made_up, member.place.nis)[0].main.shown == member.shown
    rows = displayed("integratiescan", MECHELEN, (view,)).filter(part="member")
    assert rows.get_column("value").to_list() == values
    (region,) = view.comparisons[:1]
    assert region.members == ()


def test_the_region_stays_first_and_as_it_was(made_up: Workspace) -> None:
    plain = _views(made_up, MECHELEN)
    more = _views(made_up, MECHELEN, "province", *GROUPS, "Genk", "Mechelen")
    for one, other in zip(plain, more, strict=True):
        places = ("12025", "02000")
        assert [f for f in other.figures if f.place in places] == list(one.figures)
        assert other.comparisons[:1] == one.comparisons[:1]
        assert replace(other, figures=one.figures, comparisons=one.comparisons) == one


def test_areas_come_from_full_counts_and_municipalities_as_they_are(made_up: Workspace) -> None:
    view = _views(made_up, MECHELEN, "province", "arrondissement", "Genk")[0]
    assert [place.name for place in view.comparators] == [
        "Vlaams Gewest",
        "Provincie Antwerpen",
        "Arrondissement Mechelen",
        "Genk",
    ]
    genk = _views(made_up, "71016")[0]
    assert view.beside(view.main, view.comparators[-1]) == genk.main.shown


def test_hidden_members_are_not_counted_and_few_show_nothing(made_up: Workspace) -> None:
    for view in _views(made_up, "73028", *GROUPS):
        for figure in view.figures:
            if figure.place in GROUPS:
                enough = (figure.count.value or 0) >= 3
                assert enough == (figure.shown.status is Status.SHOWN)


@pytest.fixture
def with_kempen(made_up: Workspace, tmp_path: Path) -> Workspace:
    """A catalogue with one file more."""
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    text = 'id = "kempen"\ntitle = "Kempen"\nin_text = "de Kempen"\nkind = "fixed"\n'
    members = 'members = ["13008", "13011", "13014", "13025", "13040"]\n'
    (folder / "comparators" / "kempen.toml").write_text(text + members, encoding="utf-8")
    return replace(made_up, catalogue=load_catalogue(folder))


def test_a_new_group_is_one_file(with_kempen: Workspace) -> None:
    """It stands in the attached table and among the displayed figures."""
    catalogue = with_kempen.catalogue
    publication = catalogue.publications["integratiescan"]
    area = catalogue.areas.get(MECHELEN)
    found = gather(with_kempen, publication, area, "werk", None, ["kempen"])
    words = {**catalogue.wording["values"], **catalogue.wording["downloads"]}
    rows = list(csv.DictReader(io.StringIO(figures_csv(found.views, words)), delimiter=";"))
    column = words["column.area"]
    assert len([row for row in rows if row[column] == "Kempen"]) > 50
    frame = displayed("integratiescan", MECHELEN, found.views)
    assert "kempen" in set(frame["area"])


def test_what_is_neither_a_comparator_nor_a_municipality_is_named(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.get(MECHELEN)
    with pytest.raises(UsageError, match=r"Nergenshuizen.*comparators: .*similar"):
        others_of(made_up, area, ["Nergenshuizen"])


def test_brussels_has_no_province_and_its_own_neighbours(made_up: Workspace) -> None:
    area = made_up.catalogue.areas.get("21009")
    others = others_of(made_up, area, ["province", "adjoining", "similar"])
    places = {other.place.nis: other for other in others}
    assert "10000" not in places
    assert set(places) == {"04000", "adjoining", "similar"}
    assert all(nis.startswith("21") for nis in places["adjoining"].areas)
    assert len(places["similar"].areas) == 8


def test_a_member_that_is_no_municipality_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE, folder)
    path = folder / "comparators" / "centrumsteden.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("11002", "11007"), encoding="utf-8")
    with pytest.raises(CatalogueError) as found:
        load_catalogue(folder)
    (fault,) = found.value.faults
    assert (fault.file, fault.place) == ("comparators/centrumsteden.toml", "members")
