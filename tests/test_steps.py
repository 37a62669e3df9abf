"""Steps: each is said with its number and what is left; nobody waits in silence."""

import re
import time

import pytest

from scan import steps
from scan.commands.batch import USUAL
from scan.nightly.products import PRODUCERS
from scan.series.opening import EXTRACTS, SERIES
from scan.steps import step, told


def test_each_step_is_said_with_its_number_and_what_is_left() -> None:
    said: list[str] = []
    with told({"set-up": 0.0, "extracts": 20.0, "series": 40.0}, said.append):
        step("set-up")
        assert not said, "the first is said when it lasts"
        step("extracts")
        step("series")
        step("series")
        step("unknown")
    assert [line.partition(",")[0] for line in said] == ["[2/3] extracts", "[3/3] series"]
    assert said[0].endswith("about 60 s left")


def test_who_does_the_work_knows_better_than_what_is_usual() -> None:
    """Reports of a slow machine take hours: the minutes that are usual would be nearly done."""
    said: list[str] = []
    with told({"reports": 600.0, "site": 60.0}, said.append) as going_on:
        step("reports")
        steps.expect(6_000.0)
        assert going_on.line() == "[1/2] reports, about 110 minutes left"  # the site is slow too
        steps.expect(0.0)
        step("site")
        assert going_on.line().endswith("about 12 s left"), "no faster than a fifth of usual"


def test_a_step_that_lasts_is_said_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "SILENCE", 0.05)
    said: list[str] = []
    with told({"extracts": 20.0}, said.append):
        step("extracts")
        time.sleep(0.5)
    assert len(said) >= 3
    assert all(line.startswith("[1/1] extracts") for line in said)


def test_times_are_said_at_the_end_to_who_asks() -> None:
    said: list[str] = []
    with told({"extracts": 20.0}, said.append, verbose=True):
        step("extracts")
    assert [re.sub(r"\d+\.\d", "0.0", line) for line in said[-2:]] == [
        "extracts: 0.0 s",
        "in all: 0.0 s",
    ]


def test_all_that_fills_a_release_is_a_step_of_the_night() -> None:
    made = [producer.__name__.removeprefix("write_") for producer in PRODUCERS]
    assert list(USUAL) == ["set-up", EXTRACTS, SERIES, "reports", *made, "release"]


def test_a_step_that_nobody_waits_for_is_nothing() -> None:
    step("extracts")
