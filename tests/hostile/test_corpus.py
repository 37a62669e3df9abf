"""Every bad delivery is refused for what is wrong with it, and does nothing else."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError
from scan.extracts.cage import Cage
from scan.extracts.intake import accept, assess
from scan.extracts.ledger import read_ledger
from scan.extracts.refusing import keep_aside
from scan.house import ROOT
from scan.report.one import make_report
from scan.series.opening import open_workspace
from tests.hostile.corpus import CORPUS, HARMLESS, Bad
from tests.hostile.examine import DAY, LIMITS, Account, taken_in
from tests.hostile.good import GROUPS, ORIGIN, YOUTH


def _scan(*words: str) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "scan.cli", *words],
        env={**own, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def tree(folder: Path) -> dict[str, str]:
    """Every file below a folder with a hash of its contents; what is no file by its kind."""
    found = {}
    for path in sorted(folder.rglob("*")):
        plain = path.is_file() and not path.is_symlink() and path.stat().st_size < 1 << 30
        kind = hashlib.sha256(path.read_bytes()).hexdigest() if plain else "no plain file"
        found[str(path.relative_to(folder))] = kind
    return found


@pytest.fixture(scope="module")
def accounts(
    good: dict[str, bytes], catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Path, Account]]:
    """What a watched process says of every bad file: name of the fault → its path, the account."""
    base = tmp_path_factory.mktemp("corpus")
    paths = {}
    for number, bad in enumerate(CORPUS):
        folder = base / f"{number:03}" / "in"
        folder.mkdir(parents=True)
        paths[bad.name] = bad.build(folder, good)
    before = tree(base)
    with Cage(LIMITS) as cage:
        found = {name: (path, _account(cage, path, catalogue)) for name, path in paths.items()}
    assert tree(base) == before
    return found


def _account(cage: Cage, path: Path, catalogue: Catalogue) -> Account:
    try:
        return cage.read(taken_in, (path, catalogue), path)
    except ExtractError as error:
        return Account(error.faults)


@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_by_name_and_does_nothing_else(
    bad: Bad, accounts: dict[str, tuple[Path, Account]], catalogue: Catalogue
) -> None:
    path, account = accounts[bad.name]
    said = [str(fault) for fault in account.faults]
    named = [f for f in account.faults if bad.says in str(f) and bad.place in f.place]
    assert named, said
    assert all(fault.file and fault.remedy for fault in account.faults)
    assert all(text.isprintable() and len(text) < 4_000 for text in said)
    assert account.noted == ()
    assert assess((path,), path.parent / "out", catalogue, DAY).faults == account.faults


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_odd_is_let_in(
    name: str, good: dict[str, bytes], catalogue: Catalogue, tmp_path: Path
) -> None:
    path = HARMLESS[name](tmp_path, good)
    delivery = assess((path,), tmp_path / "out", catalogue, DAY)
    assert delivery.faults == ()
    (one,) = delivery.files
    noticed = {
        "an unknown column": "columns that nobody asked for are left alone: =cmd",
        "ISO-8859-1": "the text is ISO-8859-1",
    }
    assert noticed.get(name, "") in " ".join(one.notices)


def test_the_sound_files_are_sound(
    good: dict[str, bytes], catalogue: Catalogue, tmp_path: Path
) -> None:
    for name, data in good.items():
        (tmp_path / name).write_bytes(data)
    paths = tuple(tmp_path / name for name in good)
    delivery = assess(paths, tmp_path / "out", catalogue, DAY)
    assert delivery.faults == ()
    assert {one.path.name for one in delivery.fresh} == set(good)


SOME = tuple(
    bad
    for bad in CORPUS
    if bad.name in ("share above 100", "a pipe for a file", "a name with a line end")
)


@pytest.mark.parametrize("bad", SOME, ids=lambda bad: bad.name)
def test_the_command_refuses_with_4(bad: Bad, good: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = bad.build(tmp_path / "in", good)
    done = _scan("intake", str(path), "--accept", "--output", str(tmp_path / "out"))
    assert done.returncode == 4
    assert bad.says in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert read_ledger(tmp_path / "out" / "deliveries") == ()


def test_a_folder_with_a_bad_file_is_refused_with_4(good: dict[str, bytes], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / YOUTH).write_bytes(good[YOUTH])
    os.mkfifo(folder / ORIGIN)
    (folder / GROUPS).symlink_to("/etc/passwd")
    for words in (("check",), ("report", "Mechelen", "--output", str(tmp_path / "out"))):
        done = _scan(*words, "--extracts", str(folder))
        assert done.returncode == 4
        assert "is a pipe, not a file" in done.stdout + done.stderr
        assert "is a link that leads out of its folder" in done.stdout + done.stderr
        assert not (tmp_path / "out").exists()


def test_a_name_that_nobody_knows_cannot_steer_the_screen(tmp_path: Path) -> None:
    (tmp_path / "\x1b[2J\u202e.csv").write_text("x")
    (tmp_path / os.fsdecode(b"\xff.csv")).write_text("x")
    for more in ((), ("--json",)):
        done = _scan("check", "--extracts", str(tmp_path), *more)
        assert done.returncode == 0
        assert "\x1b" not in done.stdout
        assert "\u202e" not in done.stdout
        assert done.stdout.count("feeds no indicator") == 2


@pytest.mark.slow
def test_after_each_refusal_the_report_has_the_same_bytes(
    good: dict[str, bytes], catalogue: Catalogue, tmp_path: Path
) -> None:
    output, sound = tmp_path / "output", tmp_path / "sound"
    sound.mkdir()
    for name, data in good.items():
        (sound / name).write_bytes(data)
    accept(assess(tuple(sound / name for name in good), output, catalogue, DAY), output)
    area = catalogue.areas.find("Mechelen", catalogue.areas.newest_division)
    edition = catalogue.publications["integratiescan"]

    def report() -> str:
        workspace = open_workspace(output, None, catalogue, None, lambda _: None)
        return make_report(workspace, edition, area, theme="onderwijs").sha256

    first, deliveries = report(), tree(output / "deliveries")
    for number, bad in enumerate(CORPUS):
        folder = tmp_path / f"{number:03}"
        folder.mkdir()
        path = bad.build(folder, good)
        delivery = assess((path,), output, catalogue, DAY)
        with pytest.raises(ExtractError):
            accept(delivery, output)
        assert tree(output / "deliveries") == deliveries, bad.name
        keep_aside(delivery, output, catalogue)
        assert report() == first, bad.name
        shutil.rmtree(output / "deliveries" / "refused")
        if path.is_file():
            path.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.name)
def test_the_command_refuses_every_bad_file(
    bad: Bad, good: dict[str, bytes], tmp_path: Path
) -> None:
    test_the_command_refuses_with_4(bad, good, tmp_path)
