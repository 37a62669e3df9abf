"""What is built and installed elsewhere: the folders travel, the locks agree, it runs read-only."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

from scan import __version__
from scan.house import ROOT, named
from scan.versions import SHOWN, commit

HOUSE = ("catalogue", "layouts", "fonts")
LOCKS = ROOT / "locks"
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def _files(*folders: str) -> set[str]:
    return {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")))))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked beside the libraries of the tests, where nobody may write."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for above in folder.parents:
        if "pytest-of-" in str(above):  # else nobody would find the checkout in its place
            above.chmod(0o755)
    return folder


def test_a_wheel_holds_the_folders_of_the_house(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        built_of = archive.read("scan/resources/commit").decode().strip()
    assert {f"scan/resources/{name}" for name in _files(*HOUSE)} <= names
    assert {name for name in _files("scan") if name.endswith(".py")} <= names
    assert "scan/py.typed" in names
    assert built_of == commit()


def test_an_editable_installation_is_the_checkout(tmp_path: Path) -> None:
    made = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["editable"]))
    with zipfile.ZipFile(made) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".pth"))
        assert archive.read(path).decode().strip() == str(ROOT)
        assert not [name for name in archive.namelist() if name.startswith("scan/")]


def test_an_sdist_holds_all_that_a_wheel_is_made_of(tmp_path: Path) -> None:
    made = next(SdistBuilder(str(ROOT)).build(directory=str(tmp_path)))
    with tarfile.open(made) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "COMMIT"}
    assert needed | _files(*HOUSE) <= names


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    assert project["dynamic"] == ["version"]
    newest = re.search(r"^## (\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert newest is not None
    assert __version__.partition(".dev")[0] == newest[1]


def test_weaknesses_are_reported_to_who_the_catalogue_names() -> None:
    words = tomllib.loads((ROOT / "catalogue/wording/downloads.toml").read_text("utf-8"))
    assert f"<{words['package']['contact']}>" in (ROOT / "SECURITY.md").read_text("utf-8")


def _can_be_nobody() -> bool:
    """Whether we may become nobody, and nobody may read this very Python: not in root's home."""
    command = [sys.executable, "-c", "import polars"]
    try:
        subprocess.run(command, user="nobody", capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


AS_NOBODY = os.geteuid() == 0 and _can_be_nobody()


def _scan(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """An installed ``scan`` in an empty folder, without a home, as nobody where that can be."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("SCAN_", "XDG_", "MPL"))}
    if AS_NOBODY:
        shutil.chown(folder, "nobody")
    return subprocess.run(
        [sys.executable, "-P", "-m", "scan.cli", *words],
        cwd=folder,
        env={
            **own,
            "HOME": "/nonexistent",
            "XDG_CACHE_HOME": "/proc",
            "PYTHONPATH": str(installed),
        },
        user="nobody" if AS_NOBODY else None,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_an_installed_scan_knows_its_catalogue_and_its_commit(
    installed: Path, tmp_path: Path
) -> None:
    done = _scan(installed, tmp_path, "list", "themes")
    assert (done.returncode, done.stderr) == (0, "")
    assert "inburgering" in done.stdout
    told = _scan(installed, tmp_path, "--version").stdout.splitlines()
    assert told[:2] == [f"scan {__version__}", f"commit {commit()}"]
    assert {line.split()[0] for line in told[3:]} == set(SHOWN)


@pytest.mark.slow
def test_an_installed_scan_makes_a_report_in_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    done = _scan(installed, tmp_path, "report", "Mechelen", "--theme", "samenleven")
    assert done.returncode == 0, done.stderr
    made = tmp_path / done.stdout.splitlines()[-1]
    assert made.is_relative_to(tmp_path / "output")
    assert made.read_bytes().startswith(b"%PDF-1.7")
    assert "Matplotlib created a temporary" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["output"]


def test_files_of_the_house_have_one_name() -> None:
    assert named(ROOT / "layouts" / "tokens.toml") == "layouts/tokens.toml"
    assert named(ROOT / "scan" / "errors.py") == "scan/errors.py"


def _pins(name: str) -> dict[str, str]:
    return dict(PINNED.findall((LOCKS / f"{name}.txt").read_text("utf-8")))


def test_locks_agree_and_hold_no_more_than_they_should() -> None:
    runtime, development = _pins("runtime"), _pins("development")
    cluster, build = _pins("cluster"), _pins("build")
    for pins in (runtime, cluster, build):
        assert pins.items() <= development.items()
    assert runtime.items() <= cluster.items()
    assert "distributed" in cluster
    tools = {"pytest", "playwright", "typst", "ruff", "mypy", "hatchling", "distributed"}
    assert not tools & runtime.keys()
    assert not {"pyarrow", "pandas"} & runtime.keys(), "each is more than a hundred megabytes"


def test_every_dependency_is_locked_and_no_lock_names_a_host() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    for lock, needs in (
        ("runtime", project["dependencies"]),
        ("cluster", extras["dask"]),
        ("build", extras["build"]),
        ("development", extras["dev"]),
    ):
        names = {re.split(r"[<>=~\[ ]", need)[0].lower() for need in needs}
        assert names <= _pins(lock).keys(), lock
    for path in LOCKS.glob("*.txt"):
        assert "://" not in path.read_text("utf-8"), path.name
