"""The account of a run survives what the run does not; shards become one."""

import json
from pathlib import Path

from scan.nightly.runs import FINISHED, RUNNING, Done, Failed, Run, last_run, read_runs


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
