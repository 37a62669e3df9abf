"""Caches of libraries lie where a user has them, or are gone after the run."""

from pathlib import Path

from scan.caches import NAME, cache_folder, keep_caches_apart


def test_caches_lie_where_the_user_keeps_them(tmp_path: Path) -> None:
    environment = {"XDG_CACHE_HOME": str(tmp_path / "caches")}
    keep_caches_apart(environment)
    assert environment["MPLCONFIGDIR"] == str(tmp_path / "caches" / NAME)
    assert Path(environment["MPLCONFIGDIR"]).is_dir()


def test_a_user_without_a_home_gets_a_folder_for_this_run() -> None:
    environment = {"XDG_CACHE_HOME": "/proc/nowhere"}
    assert cache_folder(environment) is None
    keep_caches_apart(environment)
    assert Path(environment["MPLCONFIGDIR"]).name.startswith("scan-cache-")
    Path(environment["MPLCONFIGDIR"]).rmdir()


def test_what_the_user_says_stands() -> None:
    environment = {"MPLCONFIGDIR": "/mine"}
    keep_caches_apart(environment)
    assert environment == {"MPLCONFIGDIR": "/mine"}
