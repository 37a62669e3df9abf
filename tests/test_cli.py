"""The command as a stranger uses it: messages, exit codes, JSON."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from scan.cli import COMMANDS, face
from scan.commands.shared import Progress
from scan.house import ROOT
from scan.series.workspace import Workspace


def _scan(
    *words: str, cwd: Path, root: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    return subprocess.run(
        [sys.executable, "-m", "scan.cli", *words],
        cwd=cwd,
        env={**own, "PYTHONPATH": str(root), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the project whose catalogue may be broken."""
    for name in ("scan", "catalogue", "layouts", "fonts"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_an_unknown_name_gets_the_closest(tmp_path: Path) -> None:
    done = _scan("report", "Mechlen", cwd=tmp_path)
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("Unknown municipality 'Mechlen'. Closest: Mechelen, ")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "Schaarbeek"), "choose another with --publication"),
        (("report", "Mechelen", "--theme", "sport"), "Unknown theme 'sport'"),
        (("report", "Mechelen", "--publication", "x"), "Unknown publication 'x'"),
        (("report", "Mechelen", "--extracts", "nowhere"), "No folder nowhere"),
        (("report", "Mechelen", "--as-of", "gisteren"), "as-of"),
        (("bogus",), "No such command 'bogus'"),
        (("intake",), "Name the files"),
    ],
)
def test_wrong_use_exits_2_and_says_why(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = _scan(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_check_finds_nothing_wrong_with_the_project(tmp_path: Path) -> None:
    done = _scan("check", cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "No faults.")


def test_check_names_file_and_key_of_every_fault(house: Path) -> None:
    indicator = house / "catalogue" / "indicators" / "DE_36.toml"
    indicator.write_text('tittel = "x"\n' + indicator.read_text(encoding="utf-8"), encoding="utf-8")
    source = house / "catalogue" / "sources" / "statbel_origin.toml"
    source.write_text(source.read_text(encoding="utf-8").replace("year", "jahr"), encoding="utf-8")
    theme = house / "catalogue" / "themes.toml"
    theme.write_text(
        theme.read_text(encoding="utf-8").replace("werk", "arbeid", 1), encoding="utf-8"
    )
    done = _scan("check", cwd=house, root=house)
    assert done.returncode == 3
    assert "DE_36.toml" in done.stdout
    assert "tittel" in done.stdout
    assert "arbeid" in done.stdout or "werk" in done.stdout


def test_check_names_a_broken_template(house: Path) -> None:
    template = house / "layouts" / "report" / "cover.html.j2"
    template.write_text("{% if %}", encoding="utf-8")
    done = _scan("check", cwd=house, root=house)
    assert done.returncode == 3
    assert "layouts/report/cover.html.j2" in done.stdout


def test_an_extract_that_lost_a_column_is_refused(tmp_path: Path, real_extracts: Path) -> None:
    folder = tmp_path / "extracts"
    folder.mkdir()
    lines = (real_extracts / "statbel" / "statbel_origin_2000_2025.csv").read_text("utf-8")
    name = "statbel_origin_2000_2025.csv"
    cut = "\n".join(line.rsplit(",", 2)[0] for line in lines.splitlines())
    (folder / name).write_text(cut + "\n", encoding="utf-8")
    for words in (("check",), ("report", "Mechelen")):
        done = _scan(*words, "--extracts", str(folder), cwd=tmp_path)
        assert done.returncode == 4
        said = done.stdout + done.stderr
        assert name in said
        assert "non_eu27" in said
        assert "→" in said


def test_json_stands_alone_on_standard_output(tmp_path: Path) -> None:
    done = _scan("list", "publications", "--json", cwd=tmp_path)
    assert {row["id"] for row in json.loads(done.stdout)} >= {"integratiescan"}
    assert done.stderr == ""


@pytest.mark.parametrize("what", ["indicators", "municipalities", "themes", "sources"])
def test_everything_can_be_listed(what: str, tmp_path: Path) -> None:
    done = _scan("list", what, "--json", cwd=tmp_path)
    assert done.returncode == 0
    assert len(json.loads(done.stdout)) >= 6
    assert _scan("list", what, cwd=tmp_path).returncode == 0


def test_the_municipalities_of_another_date(tmp_path: Path) -> None:
    counts = {}
    for date in ("2018-12-31", "2024-12-31", "2025-01-01"):
        done = _scan("list", "municipalities", "--as-of", date, "--json", cwd=tmp_path)
        counts[date] = len(json.loads(done.stdout))
    assert counts == {"2018-12-31": 308 + 19, "2024-12-31": 300 + 19, "2025-01-01": 285 + 19}


def test_a_report_prints_its_path_last(made_up: Workspace, tmp_path: Path) -> None:
    folder = str(made_up.extracts.folder)
    words = ("report", "12025", "--theme", "samenleven", "--extracts", folder)
    done = _scan(*words, cwd=tmp_path, SCAN_OUTPUT=str(made_up.output))
    assert done.returncode == 0, done.stderr
    path = Path(done.stdout.strip().splitlines()[-1])
    assert path.name == "12025-mechelen-samenleven-voorbeeld.pdf"
    assert path.read_bytes().startswith(b"%PDF-1.7")


@pytest.mark.parametrize("words", [(name,) for name in COMMANDS] + [(), ("list", "sources")])
def test_every_command_and_option_has_help(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert face()([*words, "--help"], standalone_mode=False) == 0
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    options = [line for line in lines if line.removeprefix("│").lstrip(" *").startswith("--")]
    assert options
    assert all(len(option.strip("│ *").split()) > 2 for option in options), options
    if len(words) == 1:
        _, summary = COMMANDS[words[0]]
        assert summary in lines, "the list of commands says what the command itself says"


def test_help_loads_nothing_heavy() -> None:
    program = "import sys, scan.cli; scan.cli.face()(['--help'], standalone_mode=False)"
    code = f"{program}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"polars", "matplotlib", "weasyprint", "scipy"} & set(done.stdout.split())


@pytest.mark.parametrize("words", [("report", "Mechelen"), ("batch",)])
def test_an_output_that_is_no_folder_is_named(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "output").write_text("mine", encoding="utf-8")
    done = _scan(*words, cwd=tmp_path)
    assert done.returncode == 2
    said = f"{tmp_path / 'output'} is no folder: give another folder with --output"
    assert done.stderr.splitlines()[-1] == said
    assert (tmp_path / "output").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("mask", "mode"), [("077", 0o755), ("002", 0o775)])
def test_others_may_read_what_is_made(tmp_path: Path, mask: str, mode: int) -> None:
    command = [sys.executable, "-m", "scan.cli", "sample", str(tmp_path / "made")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, umask=int(mask, 8))
    assert (tmp_path / "made").stat().st_mode & 0o777 == mode


def test_progress_that_nobody_reads_stops_nothing() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    unread = os.fdopen(writing, "w")
    console = Progress(file=unread)
    console.print("a line")
    console.print("another")
    assert console.quiet
    with suppress(BrokenPipeError):
        unread.close()


def test_a_sample_is_never_written_over_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    done = _scan("sample", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_intake_takes_in_a_delivery_and_withdraws_it(tmp_path: Path, real_extracts: Path) -> None:
    file = str(real_extracts / "statbel" / "statbel_origin_2000_2025.csv")
    assert _scan("intake", file, "--accept", cwd=tmp_path).returncode == 0
    ledger = tmp_path / "output" / "deliveries" / "ledger.jsonl"
    assert len(ledger.read_text(encoding="utf-8").splitlines()) == 1
    assert _scan("intake", "--undo", cwd=tmp_path).returncode == 0
    assert _scan("intake", "--undo", cwd=tmp_path).returncode == 2
