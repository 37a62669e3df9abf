"""A delivery goes from its supplier's server to the public in one night; a strange one waits."""

import datetime
import os
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("httpx", reason="httpx (a dependency of scan fetch)")

from scan.catalogue.fetching import Fetch
from scan.catalogue.reading import Catalogue
from scan.extracts.arrived import INBOX
from scan.extracts.fetching.asking import Bounds
from scan.extracts.fetching.fetch import NEW, SAME, fetch_all
from scan.extracts.ledger import read_ledger
from scan.extracts.periods import today
from scan.nightly import run
from scan.nightly.health import health
from scan.nightly.run import Setting
from scan.nightly.runs import Account
from scan.nightly.steps import DONE
from scan.publish.manifest import read_manifest
from scan.publish.shelf import folder_of
from tests.extracts.fetching.server import Site, serving
from tests.nightly.small import (
    NEWEST,
    SOURCE,
    TWO,
    here,
    nationalities,
    page,
    small_setting,
    take_in,
    two_of_brussels,
)


@pytest.fixture
def setting(
    catalogue: Catalogue, made_up_extracts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Setting:
    """Deliveries without the year 2025 are in use; two reports of a few indicators."""
    small = two_of_brussels(monkeypatch, catalogue)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    output = tmp_path / "output"
    take_in(made_up_extracts, tmp_path / "brought", output, small)
    return replace(small_setting(small, output, tmp_path), extracts=None)


def _night(setting: Setting) -> Account:
    return run.nightly(setting, here, (page,), accept=False, command="scan nightly").account


@pytest.mark.slow
def test_from_fetch_to_published_in_one_night_without_a_person(
    setting: Setting, made_up_extracts: Path
) -> None:
    first = _night(setting)
    assert (first.exit_code, first.arrived) == (0, ())
    assert [(step.name, step.state) for step in first.steps] == [
        (name, DONE) for name in ("series", "plan klein", "reports klein", "page", "publish")
    ]
    site = Site({f"/{NEWEST}": nationalities(made_up_extracts, "2025").encode()})
    with serving(site):
        assert _fetched(setting, site) == NEW
        second = _night(setting)
        (arrived,) = second.arrived
        assert (arrived.files, arrived.verdict) == ((NEWEST,), "accepted"), arrived.said
        assert second.exit_code == 0
        assert second.release > first.release
        assert second.publications[0].built == TWO
        line = read_ledger(setting.output / "deliveries")[-1]
        assert (line.origin, line.years) == (f"{site.address}/{NEWEST}", {2025})
        manifest = read_manifest(folder_of(setting.output, second.release))
        assert manifest.deliveries[SOURCE].date == today().isoformat()

        sent = site.sent
        assert _fetched(setting, site) == SAME
        assert site.sent == sent
        quiet = _night(setting)
        assert (quiet.release, quiet.arrived) == (second.release, ())

        site.files[f"/{NEWEST}"] = _halved(site.files[f"/{NEWEST}"])
        assert _fetched(setting, site) == NEW
        strange = _night(setting)
    assert [one.verdict for one in strange.arrived] == ["asked"]
    assert strange.release == second.release, "nothing of it reaches the public"
    assert strange.publications[0].built == ()
    found = health(setting.output, setting.catalogue, datetime.datetime.now(datetime.UTC))
    (waits,) = (one for one in found.bad if one.check == "decisions")
    assert NEWEST in waits.message


def _fetched(setting: Setting, site: Site) -> str:
    known = Fetch.model_validate(
        {"address": "https://x.example/x", "licence": "CC BY 4.0", "hosts": ("127.0.0.1",)}
    )
    fetch = known.model_copy(update={"address": f"{site.address}/{NEWEST}"})
    source = setting.catalogue.sources[SOURCE].model_copy(update={"fetch": fetch})
    now = datetime.datetime.now(datetime.UTC)
    bounds = Bounds(("http",))
    (found,) = fetch_all((source,), setting.output, {}, now, lambda _: None, bounds=bounds)
    path = setting.output / "deliveries" / INBOX / NEWEST
    if path.exists():
        os.utime(path, (0, 0))
    return found.state


def _halved(data: bytes) -> bytes:
    """Ixelles has lost half of its inhabitants, the supplier says."""
    lines = data.decode().splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("2025,21009,"))
    year, nis, belgians, foreigners, total = lines[at].split(",")
    half = int(belgians) // 4
    lines[at] = f"{year},{nis},{half},{foreigners},{half + int(foreigners)}"
    del total
    return ("\n".join(lines) + "\n").encode()
