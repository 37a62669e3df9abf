from pathlib import Path

import pytest

from scan import files
from scan.extracts.chain import LEDGER
from scan.extracts.ledger import (
    ACCEPTED,
    WITHDRAWN,
    Entry,
    accepted,
    append,
    edition_of,
    entries_of,
    in_use,
    last_delivery,
    next_name,
    read_ledger,
)

YEARS = (2023, 2024)


def entry(name: str, source: str = "a", periods: tuple[int, ...] = YEARS, count: int = 1) -> Entry:
    """A line of the delivery ``name``."""
    return Entry(
        date="2026-07-01",
        source=source,
        file=f"{source}.csv",
        sha256=f"{name}{source}".encode().hex().ljust(64, "0"),
        first=min(periods, default=None),
        last=max(periods, default=None),
        rows=1,
        supplier="",
        status=ACCEPTED,
        delivery=name,
        files=count,
        periods=periods,
    )


def withdrawn(line: Entry) -> Entry:
    """The line that withdraws another one."""
    fields = {name: getattr(line, name) for name in Entry.__slots__}
    return Entry(**{**fields, "status": WITHDRAWN})


def _years(*lines: Entry) -> dict[str, set[int]]:
    return {use.entry.delivery: set(use.years) for use in in_use(lines)}


def test_what_was_appended_is_read_back(tmp_path: Path) -> None:
    one, two = entry("1"), (entry("2", count=2), entry("2", "b", count=2))
    append(tmp_path, (one,))
    before = (tmp_path / LEDGER).read_bytes()
    append(tmp_path, two)
    assert read_ledger(tmp_path) == (one, *two)
    assert (tmp_path / LEDGER).read_bytes().startswith(before)


def test_each_year_comes_from_the_last_delivery_that_has_it() -> None:
    old, middle, new = entry("1"), entry("2", periods=(2024, 2025)), entry("3", periods=(2025,))
    assert _years(old, middle, new) == {"1": {2023}, "2": {2024}, "3": {2025}}
    assert _years(old, entry("2")) == {"2": {2023, 2024}}
    assert _years(old, middle, new, withdrawn(new)) == {"1": {2023}, "2": {2024, 2025}}


def test_files_of_one_delivery_do_not_replace_each_other() -> None:
    twins = (entry("1", count=2), entry("1", count=2, periods=(2024, 2025)))
    assert [use.years for use in in_use(twins)] == [{2023, 2024}, {2024, 2025}]


def test_sources_do_not_replace_each_other() -> None:
    assert _years(entry("1"), entry("2", "b")) == {"1": {2023, 2024}, "2": {2023, 2024}}


def test_of_boundaries_the_last_count() -> None:
    old, new = (entry(name, "boundaries", ()) for name in "12")
    assert _years(old, new) == {"2": set()}
    assert _years(old, new, withdrawn(new)) == {"1": set()}


def test_a_delivery_is_withdrawn_as_a_whole_and_can_come_back() -> None:
    lines = (entry("1"), entry("2", count=2), entry("2", "b", count=2))
    assert last_delivery(lines) == lines[1:]
    undone = (*lines, *map(withdrawn, last_delivery(lines)))
    assert last_delivery(undone) == lines[:1]
    again = (*undone, entry("3"))
    assert last_delivery(again) == again[-1:]
    assert next_name(lines, "2026-07-02") == next_name(undone, "2026-07-02") == "2026-07-02-003"


def test_a_full_disk_leaves_the_ledger_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tmp_path, (entry("1"),))
    before = (tmp_path / LEDGER).read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        append(tmp_path, (entry("2"),))
    assert (tmp_path / LEDGER).read_bytes() == before


def test_lines_of_before_deliveries_had_names_are_read() -> None:
    old = {"date": "2026-01-01", "source": "a", "file": "a.csv", "first": 2020, "last": 2022}
    rest = {"rows": 1, "supplier": "", "status": "accepted"}
    first, second = entries_of(tuple({**old, **rest, "sha256": digit * 64} for digit in "12"))
    assert first.years == {2020, 2021, 2022}
    assert [use.entry for use in in_use((first, second))] == [second]
    assert accepted((first, second, withdrawn(second))) == (first,)


def test_names_of_kept_files_are_plain() -> None:
    line = entry("1")
    fields = {name: getattr(line, name) for name in Entry.__slots__}
    odd = Entry(**{**fields, "file": "../\u202egnp.exe\n;rm -rf 2025é.csv"})
    assert odd.kept.parts[0] == "a"
    assert odd.kept.name == f"{line.sha256[:8]}-.._gnp.exe_rm -rf 2025_.csv"
    long = Entry(**{**fields, "file": "a" * 300 + "_2025.csv"})
    assert len(long.kept.name) < 140
    assert long.kept.name.endswith("_2025.csv")


@pytest.mark.parametrize(
    ("years", "text"),
    [((), ""), ((2025,), "2025"), ((2000, 2001, 2002, 2005), "2000–2002, 2005")],
)
def test_an_edition_is_written_as_runs_of_years(years: tuple[int, ...], text: str) -> None:
    assert edition_of(years) == text
