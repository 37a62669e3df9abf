"""The account of a run survives what the run does not; shards become one."""

import json
from pathlib import Path

import pytest

from scan.nightly import steps
from scan.nightly.runs import (
    BROKEN,
    FINISHED,
    INTERRUPTED,
    RUNNING,
    Done,
    Failed,
    Run,
    last_run,
    moment_of,
    read_runs,
)
from scan.nightly.steps import Meter, extent


def test_an_account_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = Run(tmp_path, "scan batch")
    assert last_run(tmp_path) == run.account
    assert run.account.state == RUNNING
    done = Done("klein", ("1",), ("2",), (Failed("3", "Drie", "no", "2025"),), {"1": ("new",)})
    run.note(publications=(done,))
    run.log("built", nis="1", seconds=1.5)
    run.end(FINISHED, 5)
    again = last_run(tmp_path)
    assert again == run.account
    assert again is not None
    assert again.publications == (done,)
    assert again.number == 1
    (line,) = (run.folder / "log.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["event"] == "built"


def test_two_runs_of_one_second_have_two_folders(tmp_path: Path) -> None:
    names = {Run(tmp_path, "scan batch").name for _ in range(5)}
    assert len(names) == len(read_runs(tmp_path)) == 5


def test_shards_are_one_run(tmp_path: Path) -> None:
    for number, code in ((1, 0), (2, 5), (3, 0)):
        run = Run(tmp_path, "scan batch", f"{number}/3")
        failed = (Failed(f"{number}", "Naam", "no", ""),) if code else ()
        run.note(publications=(Done("klein", (f"{number}1",), (), failed),))
        run.end(FINISHED, code)
    merged = last_run(tmp_path)
    assert merged is not None
    assert merged.exit_code == 5
    assert merged.publications == (
        Done("klein", ("11", "21", "31"), (), (Failed("2", "Naam", "no", ""),)),
    )


def test_a_damaged_account_is_left_out(tmp_path: Path) -> None:
    run = Run(tmp_path, "scan batch")
    (run.folder / "run.json").write_text("{", encoding="utf-8")
    assert last_run(tmp_path) is None


def test_accounts_are_in_the_order_of_their_numbers_whatever_the_clock_says(tmp_path: Path) -> None:
    first = Run(tmp_path, "scan batch")
    old = tmp_path / "runs" / "2026-11-30T02-30-00"
    old.mkdir()
    fields = json.loads((first.folder / "run.json").read_text(encoding="utf-8"))
    for name in ("number", "steps"):
        del fields[name]
    old_text = json.dumps({**fields, "run": old.name})
    (old / "run.json").write_text(old_text, encoding="utf-8")
    ahead = first.folder.with_name("000007-2099-01-01T00-00-00Z")
    first.folder.rename(ahead)
    (ahead / "run.json").write_text(json.dumps(fields | {"run": ahead.name}), encoding="utf-8")
    second = Run(tmp_path, "scan batch")
    assert second.account.number == 8
    assert [run.run for run in read_runs(tmp_path)] == [old.name, ahead.name, second.name]
    assert moment_of(second.name).isoformat() == second.account.started
    assert second.account.started.endswith("+00:00")


def test_a_step_stands_in_the_account_while_it_runs_and_with_its_measures_after(
    tmp_path: Path,
) -> None:
    run = Run(tmp_path, "scan nightly")
    with run.step("series") as meter:
        now = last_run(tmp_path)
        assert now is not None
        assert [(step.name, step.state) for step in now.steps] == [("series", steps.RUNNING)]
        meter.made(2, 700)
        sum(n * n for n in range(400_000))
    (step,) = run.account.steps
    assert (step.state, step.files, step.bytes) == (steps.DONE, 2, 700)
    assert 0 < step.cpu <= step.seconds + 0.1
    assert step.memory > 10_000_000
    with pytest.raises(ValueError, match="no"), run.step("site"):
        raise ValueError("no")
    assert [step.state for step in run.account.steps] == [steps.DONE, steps.BROKEN]
    again = last_run(tmp_path)
    assert again is not None
    assert again.steps == run.account.steps


def _half_made(run: Run) -> None:
    run.log("planned", publication="klein", stale=3, kept=["9"])
    run.log("built", publication="klein", nis="2")
    run.log("built", publication="klein", nis="1")
    run.log("failed", publication="klein", nis="3", name="Drie", reason="no")


MADE = (Done("klein", ("1", "2"), ("9",), (Failed("3", "Drie", "no", ""),)),)


@pytest.mark.parametrize("state", [INTERRUPTED, BROKEN])
def test_an_interrupted_run_names_what_it_made(tmp_path: Path, state: str) -> None:
    run = Run(tmp_path, "scan nightly")
    run.note(publications=(Done("groot", ("5",), (), ()),))
    run.log("planned", publication="groot", stale=1, kept=[])
    _half_made(run)
    run.end(state, 130)
    account = last_run(tmp_path)
    assert account is not None
    assert account.publications == (Done("groot", ("5",), (), ()), *MADE)


def test_a_killed_run_names_what_it_made(tmp_path: Path) -> None:
    run = Run(tmp_path, "scan nightly")
    _half_made(run)
    with (run.folder / "log.jsonl").open("ab") as journal:
        journal.write(b'{"event": "buil')
    account = last_run(tmp_path)
    assert account is not None
    assert (account.state, account.publications) == (RUNNING, MADE)


def test_what_lies_in_a_folder_is_counted(tmp_path: Path) -> None:
    assert extent(tmp_path / "none") == (0, 0)
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"123")
    assert extent(tmp_path) == (1, 3)
    assert Meter("x").end(steps.DONE).seconds < 5
