"""``scan intake`` as the operator uses it: messages, questions, exit codes, JSON, the lock."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from scan import cli
from scan.catalogue.entries import Catalogue
from scan.extracts.deliveries import choose_extracts
from scan.extracts.ledger import read_ledger
from scan.files import alone
from scan.house import ROOT

AREAS = [f"{nis}" for nis in (11001, 11002, 12025, 44021, 24062, 31005, 34022, 24107, 73028, 23088)]
HEADER = "year,nis,BEL,ETR,total"


class Done(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Done]


def _text(last: int, **changes: int) -> str:
    """Inhabitants of ten municipalities from 2015 to ``last``; changes: ``at_<nis>_<year>``."""
    rows = [HEADER]
    for year in range(2015, last + 1):
        for number, nis in enumerate(AREAS, 1):
            total = 1_000 * number + 10 * (year - 2015)
            total = changes.get(f"at_{nis}_{year}", total)
            rows.append(f"{year},{nis},{total - 100},100,{total}")
    return "\n".join(rows) + "\n"


@pytest.fixture
def scan(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Run:
    """The command, in this process and without a terminal."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("SCAN_"):
            monkeypatch.delenv(name)

    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["scan", *words])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return run


def _put(text: str, name: str = "statbel_nationality_2015.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def _ledger() -> int:
    return len(read_ledger(Path("output/deliveries")))


def test_a_first_delivery_is_not_taken_in_without_an_answer(scan: Run) -> None:
    done = scan("intake", _put(_text(2024)))
    assert done.code == 4
    assert "2015–2024" in done.out
    assert "300 figures of 10 municipalities; feeds DE_" in done.out
    assert "there is nothing to compare it with" in done.err
    assert "run the command at a terminal and answer, or give --accept" in done.err
    assert not Path("output/deliveries/refused").exists()
    assert _ledger() == 0
    assert scan("intake", "--accept", "statbel_nationality_2015.csv").code == 0
    assert _ledger() == 1


def test_an_added_year_passes_without_a_question(scan: Run) -> None:
    assert scan("intake", "--accept", _put(_text(2024))).code == 0
    done = scan("intake", _put(_text(2025), "statbel_nationality_2025.csv"))
    assert (done.code, done.err) == (0, "")
    assert "30 figures are new, 0 changed, 0 are gone, new years: 2025" in done.out
    assert "Accepted as delivery" in done.out
    assert _ledger() == 2
    again = scan("intake", "statbel_nationality_2025.csv")
    assert again.code == 0
    assert "Nothing new: everything is in use already." in again.out
    assert _ledger() == 2


@pytest.mark.parametrize("year", [2024, 2025], ids=["revision", "new year"])
def test_a_halved_population_is_refused_until_somebody_accepts_it(
    scan: Run, catalogue: Catalogue, year: int
) -> None:
    assert scan("intake", "--accept", _put(_text(2024))).code == 0
    before = choose_extracts(None, Path("output"), catalogue)
    bad = _put(_text(2025, **{f"at_12025_{year}": 1_530}), "statbel_nationality_2025.csv")
    done = scan("intake", bad)
    assert done.code == 4
    assert f"Mechelen (12025), {year}" in done.err
    (folder,) = Path("output/deliveries/refused").iterdir()
    assert str(folder) in done.err
    assert {path.name for path in folder.iterdir()} == {
        "files",
        "page.html",
        "report.json",
        "report.txt",
    }
    after = choose_extracts(None, Path("output"), catalogue)
    assert before is not None
    assert after is not None
    assert (before.fingerprint, before.dates) == (after.fingerprint, after.dates)
    assert scan("intake", "--accept", bad).code == 0
    line = read_ledger(Path("output/deliveries"))[-1]
    assert {"revision", "leap"} & set(line.flags)


def test_a_fault_is_refused_even_when_accepted(scan: Run) -> None:
    done = scan("intake", "--accept", _put(_text(2024).replace("2020,11001,", "2020,11001,x")))
    assert done.code == 4
    assert "statbel_nationality_2015.csv · row 52, column BEL: “x950” is text" in done.err
    assert "expected a number such as 1234.5" in done.err
    assert _ledger() == 0


def test_check_says_the_same_as_intake(scan: Run) -> None:
    Path("in").mkdir()
    bad = _put(_text(2024).replace("2020,11001,", "2020,11001,x"), "in/statbel_nationality_2.csv")
    taken = json.loads(scan("intake", "--json", bad).out)
    checked = json.loads(scan("check", "--extracts", "in", "--json").out)
    assert taken["verdict"] == "refused"
    assert checked["faults"] == taken["faults"]
    assert taken["faults"][0]["row"] == 52
    assert checked["count"] == taken["count"]


def test_check_tells_of_a_file_under_another_name(scan: Run) -> None:
    Path("in").mkdir()
    _put(_text(2024), "in/export.csv")
    done = scan("check", "--extracts", "in")
    assert done.code == 0
    assert "it has the columns of statbel_nationality: name it" in done.out


def test_json_is_one_object_and_nothing_else(scan: Run) -> None:
    first = json.loads(scan("intake", "--accept", "--json", _put(_text(2024))).out)
    assert first["verdict"] == "accepted"
    assert first["delivery"].endswith("-001")
    (file,) = first["files"]
    assert (file["source"], file["edition"], file["municipalities"]) == (
        "statbel_nationality",
        "2015–2024",
        10,
    )
    done = scan("intake", "--json", _put(_text(2024, at_12025_2020=1_500)))
    refused = json.loads(done.out)
    assert (done.code, refused["verdict"]) == (4, "refused")
    assert refused["comparisons"]["statbel_nationality"]["changed"] == 2
    assert refused["questions"][0]["kind"] == "revision"
    assert Path(refused["kept"]).is_dir()
    undone = json.loads(scan("intake", "--undo", "--json").out)
    assert undone["verdict"] == "withdrawn"


def test_undo_steps_back_until_there_is_nothing(scan: Run) -> None:
    scan("intake", "--accept", _put(_text(2024)))
    scan("intake", "--accept", _put(_text(2025)))
    assert "withdrawn" in scan("intake", "--undo").out
    assert scan("intake", "--undo").code == 0
    done = scan("intake", "--undo")
    assert done.code == 2
    assert "no accepted delivery to withdraw" in done.err


def test_undo_takes_back_any_delivery(scan: Run) -> None:
    scan("intake", "--accept", _put(_text(2023), "statbel_nationality_2023.csv"))
    scan("intake", "--accept", _put(_text(2024), "statbel_nationality_2024.csv"))
    scan("intake", "--accept", _put(_text(2025), "statbel_nationality_2025.csv"))
    first, second, third = (line.delivery for line in read_ledger(Path("output/deliveries")))
    done = scan("intake", "--undo", second)
    assert done.code == 0
    assert f"statbel_nationality_2024.csv: withdrawn (accepted on {second[:10]}" in done.out
    again = scan("intake", "--undo", second)
    assert again.code == 2
    assert f"{second} is withdrawn already. There are: {first}, {third}" in again.err
    undone = json.loads(scan("intake", third, "--undo", "--json").out)
    assert (undone["verdict"], undone["delivery"]) == ("withdrawn", third)
    assert (
        f"withdrawn (accepted on {first[:10]} in delivery {first})" in scan("intake", "--undo").out
    )


def test_undo_says_what_is_in_use_again(scan: Run) -> None:
    scan("intake", "--accept", _put(_text(2024)))
    scan("intake", "--accept", _put(_text(2025), "statbel_nationality_2025.csv"))
    first, second = (line.delivery for line in read_ledger(Path("output/deliveries")))
    said = scan("intake", "--undo", second).out
    assert f"statbel_nationality: 2015–2024 is that of delivery {first} again" in said
    assert "statbel_nationality: 2025 is not in use any more" in said


@pytest.mark.parametrize(
    "words",
    [("--undo", "a", "b"), ("--undo", "--accept"), ("--undo", "--corrects", "a"), ("--accept",)],
)
def test_undo_goes_with_nothing_else(scan: Run, words: tuple[str, ...]) -> None:
    assert scan("intake", *words).code == 2


def test_a_year_in_the_future_is_refused_and_changes_nothing(scan: Run) -> None:
    scan("intake", "--accept", _put(_text(2024)))
    wrong = _put(_text(2025).replace("\n2025,", "\n2052,"), "statbel_nationality_2025.csv")
    done = scan("intake", "--accept", wrong)
    assert done.code == 4
    assert "statbel_nationality_2025.csv · column year: 2052 lies in the future" in done.err
    assert "Correct the year" in done.err
    assert _ledger() == 1
    Path("in").mkdir()
    Path(wrong).rename(Path("in", wrong))
    checked = scan("check", "--extracts", "in")
    assert (checked.code, "2052 lies in the future" in checked.out) == (4, True)


def test_a_correction_by_name_takes_the_wrong_year_away(scan: Run) -> None:
    scan("intake", "--accept", _put(_text(2023)))
    wrong = _text(2024).replace("\n2024,", "\n2026,")
    assert scan("intake", _put(wrong, "statbel_nationality_2024.csv")).code == 4
    scan("intake", "--accept", _put(wrong, "statbel_nationality_2024.csv"))
    delivery = read_ledger(Path("output/deliveries"))[-1].delivery
    right = _put(_text(2024), "statbel_nationality_2015_b.csv")
    assert scan("intake", right).code == 0
    scan("intake", "--undo")
    asked = scan("intake", right, "--corrects", delivery)
    assert asked.code == 4
    assert f"2026 of statbel_nationality_2024.csv (delivery {delivery}) goes out of" in asked.err
    assert scan("intake", right, "--corrects", delivery, "--accept").code == 0
    assert scan("intake", right, "--corrects", "x").code == 2


def test_a_second_intake_waits_its_turn(scan: Run) -> None:
    path = _put(_text(2024))
    with alone(Path("output/deliveries"), "takes in a delivery"):
        done = scan("intake", "--accept", path)
    assert done.code == 7
    assert "takes in a delivery" in done.err
    assert scan("intake", "--accept", path).code == 0


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 4)])
def test_at_a_terminal_it_asks(tmp_path: Path, answer: str, code: int) -> None:
    path = tmp_path / "statbel_nationality_2015.csv"
    path.write_text(_text(2024), encoding="utf-8")
    ours, theirs = pty.openpty()
    own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "scan.cli", "intake", str(path), "--output", str(tmp_path / "out")],
        env={**own, "PYTHONPATH": str(ROOT)},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.write(ours, f"{answer}\n".encode())
    _, said = process.communicate(timeout=300)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code
    assert "Take it in all the same?" in said
    assert len(read_ledger(tmp_path / "out" / "deliveries")) == (1 if code == 0 else 0)


@pytest.mark.slow
def test_every_real_extract_is_taken_in_or_named(
    scan: Run, real_extracts: Path, catalogue: Catalogue
) -> None:
    paths = [str(path) for path in sorted(real_extracts.rglob("*")) if path.is_file()]
    done = scan("intake", "--accept", *paths)
    assert done.code == 0
    chosen = choose_extracts(None, Path("output"), catalogue)
    assert chosen is not None
    taken = {path.name.partition("-")[2] for _, path in chosen.files}
    none = {line.split(":")[0] for line in done.out.splitlines() if "feeds no indicator" in line}
    assert taken | none == {Path(path).name for path in paths}
    assert len(taken) == 13
    assert len(none) == 9
    again = scan("intake", *paths)
    assert again.code == 0
    assert "Nothing new" in again.out
