"""Releases: complete, verified, switched in one step, shared, pruned, and back again."""

import datetime
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from scan import files
from scan.errors import LockedError, RefusedError, UsageError
from scan.extracts.journal import Act
from scan.publish.difference import read_release
from scan.publish.manifest import DISPLAYED, MANIFEST, SUMS, read_manifest
from scan.publish.releases import KEPT, publish, rollback, stage
from scan.publish.sharing import sizes
from scan.publish.shelf import live_folder, live_id, next_id, release_ids
from tests.publish.release_support import (
    NAMES,
    NOON,
    PUBLICATION,
    displayed_of,
    facts,
    figure_rows,
    fill,
    release,
    tree,
)


def _report(shelf: Path, nis: str = "12025") -> Path:
    return shelf / "site" / "rapporten" / PUBLICATION / f"{nis}-{NAMES[nis].lower()}.pdf"


def test_a_release_is_a_whole_site_that_others_can_check(tmp_path: Path) -> None:
    made = release(tmp_path)
    site = tmp_path / "site"
    assert site.readlink() == Path("releases", made.id)
    assert _report(tmp_path).read_bytes() == b"12025" * 500
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", SUMS], cwd=site, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    everything = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    listed = {line.split(": ")[0] for line in checked.stdout.splitlines()}
    assert listed == everything - {SUMS}


def test_the_manifest_says_what_is_in_it(tmp_path: Path) -> None:
    made = release(tmp_path)
    known = json.loads((tmp_path / "site" / MANIFEST).read_text(encoding="utf-8"))
    assert known["id"] == made.id == "20260302T120000Z"
    assert known["made_up"] is False
    reports = known["publications"][PUBLICATION]
    assert {report["nis"]: report["name"] for report in reports} == NAMES
    for report in reports:
        path = tmp_path / "site" / report["path"]
        assert (files.sha256(path), path.stat().st_size) == (report["sha256"], report["size"])
    assert known["deliveries"]["statbel_origin"]["date"] == "2026-03-01"
    assert read_release(tmp_path / "site").displayed.height == len(figure_rows())


def test_files_that_did_not_change_are_stored_once(tmp_path: Path) -> None:
    first = release(tmp_path)
    changed = {"12025": b"other" * 500}
    second = release(tmp_path, days=1, contents=changed, pages={"nieuw/a2.svg": "<svg/>"})
    old, new = first.folder, second.folder
    name = f"rapporten/{PUBLICATION}/24062-leuven.pdf"
    assert (old / name).samefile(new / name)
    assert (old / "index.html").samefile(new / "index.html")
    assert not (old / f"rapporten/{PUBLICATION}/12025-mechelen.pdf").samefile(
        new / f"rapporten/{PUBLICATION}/12025-mechelen.pdf"
    )
    taken = sizes((old, new))
    fresh = {f"rapporten/{PUBLICATION}/12025-mechelen.pdf", "nieuw/a2.svg", MANIFEST, SUMS}
    assert taken[new].own == sum((new / path).stat().st_size for path in fresh)
    assert second.shared == second.files - 2


def test_a_file_that_moved_is_shared_too(tmp_path: Path) -> None:
    first = release(tmp_path, pages={"a-11.css": "body{color:#123}"})
    second = release(tmp_path, days=1, pages={"b-22.css": "body{color:#123}"})
    assert (first.folder / "a-11.css").samefile(second.folder / "b-22.css")


def test_damage_in_the_release_before_is_not_taken_over(tmp_path: Path) -> None:
    first = release(tmp_path)
    damaged = first.folder / "data" / "series.csv"
    damaged.unlink()
    damaged.write_text("nis;waarde\n12025;99,9\n", encoding="utf-8")
    second = release(tmp_path, days=1, pages={"neu.txt": "x"})
    assert "28,1" in (second.folder / "data" / "series.csv").read_text(encoding="utf-8")


def test_what_changed_in_a_report_on_the_shelf_never_reaches_a_release(tmp_path: Path) -> None:
    made = release(tmp_path)
    before = tree(made.folder)
    files.write_bytes(tmp_path / f"reports/{PUBLICATION}/12025-mechelen.pdf", b"rewritten")
    assert tree(made.folder) == before


def test_nothing_changed_makes_no_release(tmp_path: Path) -> None:
    first = release(tmp_path)
    before = tree(tmp_path)
    again = release(tmp_path, days=1)
    assert (again.id, again.fresh) == (first.id, False)
    assert tree(tmp_path) == before


def test_a_longer_list_of_releases_makes_no_release(tmp_path: Path) -> None:
    first = release(tmp_path, pages={"archief/index.html": "none"})
    assert not release(tmp_path, days=1, pages={"archief/index.html": first.id}).fresh
    assert release(tmp_path, days=1, pages={"archief/index.html": first.id, "n.txt": "1"}).fresh


def test_a_damaged_live_release_is_replaced_by_the_same_files(tmp_path: Path) -> None:
    first = release(tmp_path)
    (first.folder / "index.html").unlink()
    second = release(tmp_path, days=1)
    assert second.fresh
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_live_release_without_readable_figures_needs_acceptance(tmp_path: Path) -> None:
    first = release(tmp_path)
    (first.folder / DISPLAYED).unlink()
    with pytest.raises(RefusedError, match="damaged: nothing to compare with"):
        release(tmp_path, days=1)
    second = release(tmp_path, days=1, force=True)
    assert second.findings
    assert read_manifest(second.folder).accepted


def test_the_last_seven_stay(tmp_path: Path) -> None:
    made = [release(tmp_path, days=n, pages={"n.txt": str(n)}).id for n in range(KEPT + 3)]
    assert release_ids(tmp_path) == tuple(made[-KEPT:])
    assert live_id(tmp_path) == made[-1]


def test_the_live_release_and_the_one_before_are_never_pruned(tmp_path: Path) -> None:
    made = [release(tmp_path, days=n, pages={"n.txt": str(n)}).id for n in range(KEPT)]
    rollback(tmp_path, made[0])
    new = release(tmp_path, days=20, pages={"n.txt": "20"})
    assert new.before == made[0]
    assert set(release_ids(tmp_path)) == {*made, new.id}
    assert rollback(tmp_path).id == made[-1]


def test_identifiers_rise_even_when_the_clock_goes_back(tmp_path: Path) -> None:
    first = release(tmp_path)
    second = release(tmp_path, days=-3, pages={"n.txt": "2"})
    third = release(tmp_path, days=-3, pages={"n.txt": "3"})
    assert first.id < second.id < third.id
    later = NOON + datetime.timedelta(days=1)
    assert next_id(tmp_path, later) == "20260303T120000Z"


def test_rollback_goes_back_step_by_step(tmp_path: Path) -> None:
    made = [release(tmp_path, days=n, pages={"n.txt": str(n)}).id for n in range(3)]
    assert rollback(tmp_path).id == made[1]
    assert rollback(tmp_path).id == made[0]
    with pytest.raises(RefusedError, match="no way back"):
        rollback(tmp_path)
    assert rollback(tmp_path, made[2]).id == live_id(tmp_path) == made[2]
    with pytest.raises(UsageError, match=made[0]):
        rollback(tmp_path, "20200101T000000Z")


def test_a_lost_link_is_no_first_release(tmp_path: Path) -> None:
    """Else the gate would have nothing to compare with, and let everything pass."""
    _, newest = (release(tmp_path, days=n, pages={"n.txt": str(n)}).id for n in range(2))
    (tmp_path / "site").unlink()
    for work in (stage, live_folder, rollback):
        with pytest.raises(RefusedError, match=f"site is gone.*scan rollback --to {newest}"):
            work(tmp_path)
    assert rollback(tmp_path, newest).id == live_id(tmp_path) == newest
    assert release(tmp_path, days=2, pages={"n.txt": "2"}).before == newest


def test_rollback_never_goes_to_a_damaged_release(tmp_path: Path) -> None:
    made = [release(tmp_path, days=n, pages={"n.txt": str(n)}).id for n in range(2)]
    (tmp_path / "releases" / made[0] / "404.html").write_text("x", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"404\.html"):
        rollback(tmp_path)
    assert live_id(tmp_path) == made[1]


def test_what_was_rolled_back_does_not_come_back_by_itself(tmp_path: Path) -> None:
    release(tmp_path)
    wrong = {"12025": b"wrong" * 500}
    bad = release(tmp_path, days=1, contents=wrong)
    rollback(tmp_path)
    with pytest.raises(RefusedError, match=f"{bad.id}, which was rolled back"):
        release(tmp_path, days=2, contents=wrong, pages={"made.txt": "today"})
    right = {"12025": b"right" * 500}
    assert release(tmp_path, days=2, contents=right).fresh


def test_a_page_that_was_rolled_back_does_not_come_back_by_itself(tmp_path: Path) -> None:
    release(tmp_path)
    release(tmp_path, days=1, pages={"n.txt": "bad"})
    rollback(tmp_path)
    with pytest.raises(RefusedError, match="which was rolled back"):
        release(tmp_path, days=2, pages={"n.txt": "bad"})
    assert release(tmp_path, days=2, pages={"n.txt": "good"}).fresh


@pytest.mark.parametrize("name", [".hidden", "a\\b", "a\nb", ".well/known"])
def test_unfit_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(RefusedError, match="Not fit to be published"):
        release(tmp_path, pages={name: "x"})
    assert tree(tmp_path / "releases") == {}


def test_a_link_out_of_the_release_is_refused(tmp_path: Path) -> None:
    staged = stage(tmp_path)
    (staged / "passwd").symlink_to("/etc/passwd")
    with pytest.raises(RefusedError, match="passwd: is a symbolic link"):
        publish(tmp_path, staged, facts(tmp_path), tell=lambda _: None)


def test_a_dead_link_inside_the_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match=r"index\.html: links to weg/"):
        release(tmp_path, pages={"index.html": '<a href="weg/">x</a>'})
    assert live_id(tmp_path) is None


def test_a_report_that_is_not_that_of_its_receipt_is_refused(tmp_path: Path) -> None:
    known = facts(tmp_path)
    (tmp_path / f"reports/{PUBLICATION}/12025-mechelen.pdf").write_bytes(b"torn")
    (tmp_path / f"reports/{PUBLICATION}/24062-leuven.pdf").unlink()
    with pytest.raises(RefusedError) as refused:
        release(tmp_path, of=known)
    assert "12025-mechelen.pdf · Mechelen: is not the file of its receipt" in str(refused.value)
    assert "24062-leuven.pdf · Leuven: is missing" in str(refused.value)


def test_made_up_figures_never_follow_real_ones(tmp_path: Path) -> None:
    release(tmp_path)
    with pytest.raises(RefusedError, match="made-up and real stay apart"):
        release(tmp_path, of=replace(facts(tmp_path), made_up=True), force=True)


def test_what_was_refused_can_be_looked_at_until_the_next_release(tmp_path: Path) -> None:
    release(tmp_path)
    with pytest.raises(RefusedError, match="changed without a new delivery"):
        release(tmp_path, 33.3, days=1)
    kept = tmp_path / "releases" / ".refused"
    assert read_manifest(kept).findings
    said: list[str] = []
    release(tmp_path, 33.3, days=1, force=True, tell=said.append)
    assert any(line.startswith("Accepted: ") and "without a new delivery" in line for line in said)
    assert not kept.exists()
    accepted = read_manifest(tmp_path / "site")
    assert accepted.accepted
    assert "DE_36" in accepted.findings[0]


def test_a_folder_in_place_of_the_link_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    with pytest.raises(RefusedError, match="is no link to a release"):
        release(tmp_path)
    assert (tmp_path / "site").is_dir()


def test_a_file_system_without_links_gets_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(tmp_path)

    def refuse(self: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    second = release(tmp_path, days=1, pages={"n.txt": "2"})
    assert second.shared == 0
    shutil.rmtree(tmp_path / "reports")
    assert _report(tmp_path).read_bytes() == b"12025" * 500


def test_a_folder_that_another_filled_and_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "releases" / ".staged-left"
    fill(left, {"a/b.html": "x"})
    staged = stage(tmp_path)
    assert not left.exists()
    assert staged.is_dir()


def test_a_folder_that_is_being_filled_stays(tmp_path: Path) -> None:
    first = stage(tmp_path)
    second = stage(tmp_path)
    assert first.is_dir()
    fill(first, {"index.html": "x"})
    publish(tmp_path, second, facts(tmp_path), tell=lambda _: None)
    assert (first / "index.html").is_file()


def test_while_one_publishes_another_leaves(tmp_path: Path) -> None:
    release(tmp_path)
    staged = stage(tmp_path)
    with files.alone(tmp_path / "releases", "is publishing"):
        for call in (
            lambda: stage(tmp_path),
            lambda: rollback(tmp_path),
            lambda: publish(tmp_path, staged, facts(tmp_path), tell=lambda _: None),
        ):
            with pytest.raises(LockedError, match="is publishing"):
                call()
    assert staged.is_dir()


def test_the_same_figures_give_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    first = release(tmp_path)
    rows = displayed_of(reversed(figure_rows()))
    again = release(tmp_path, of=replace(facts(tmp_path), displayed=rows), days=1)
    assert (again.id, again.fresh) == (first.id, False)


def test_what_people_did_since_the_release_before_stands_in_the_manifest(tmp_path: Path) -> None:
    old = Act("2026-03-01T08:00:00+00:00", "accept", "2026-03-01-001", "somebody.one", "klopt")
    new = Act("2026-03-02T18:00:00+00:00", "undo", "2026-03-01-001", "somebody.two", "bedankt")
    first = release(tmp_path, of=replace(facts(tmp_path, 28.1), acts=(old,)))
    known = replace(facts(tmp_path, 28.2), acts=(old, new))
    second = release(tmp_path, of=known, days=1, force=True)
    told = [[(a.what, a.of, a.why) for a in read_manifest(r.folder).acts] for r in (first, second)]
    assert told == [
        [("accept", "2026-03-01-001", "klopt")],
        [("undo", "2026-03-01-001", "bedankt")],
    ]
    for name in ("somebody.one", "somebody.two"):
        for r in (first, second):
            assert not any(name.encode() in p.read_bytes() for p in r.folder.rglob("*.json"))
    quiet = release(tmp_path, of=replace(known, acts=(old, new, new)), days=2)
    assert not quiet.fresh, "an act alone is nothing new for readers"
