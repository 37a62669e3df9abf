"""New files come by themselves, unchanged ones do not, and whatever a server does has its words."""

import contextlib
import datetime
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from pydantic import ValidationError

pytest.importorskip("httpx", reason="httpx (a dependency of scan fetch)")

from scan.catalogue.fetching import Fetch
from scan.catalogue.reading import Catalogue
from scan.catalogue.sources import Source
from scan.errors import LockedError, UsageError
from scan.extracts.fetched import read_known
from scan.extracts.fetching.asking import Bounds
from scan.extracts.fetching.fetch import LATE, NEW, SAME, WOULD, Fetched, fetch_all, wanted
from scan.files import alone
from tests.extracts.fetching.server import CSV, Site, body, serving, status
from tests.nightly.disk import Dead, Mode, fault

NOW = datetime.datetime(2026, 11, 30, 3, 30, tzinfo=datetime.UTC)
BOUNDS = Bounds(("http",), silence=1.0, seconds=3.0)
PAGE = b"<!DOCTYPE html><html><title>Niet gevonden</title>"
Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy stands between."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def site() -> Iterator[Site]:
    """A server with one file."""
    found = Site({"/a.csv": CSV})
    with serving(found):
        yield found


def _fetch(path: str, site: Site, **facts: object) -> Fetch:
    given = {"licence": "CC BY 4.0", "hosts": ("127.0.0.1",), **facts}
    known = Fetch.model_validate({"address": "https://example.org/x", **given})
    return known.model_copy(update={"address": f"{site.address}{path}"})


def _sources(catalogue: Catalogue, *fetches: Fetch) -> tuple[Source, ...]:
    some = list(catalogue.sources.values())[: len(fetches)]
    return tuple(
        source.model_copy(update={"fetch": fetch})
        for source, fetch in zip(some, fetches, strict=True)
    )


def _run(sources: tuple[Source, ...], output: Path, **options: object) -> tuple[Fetched, ...]:
    keys = {"SCAN_KEY_X": "secret"}
    return fetch_all(sources, output, keys, NOW, lambda _: None, bounds=BOUNDS, **options)  # type: ignore[arg-type]


def _inbox(output: Path) -> dict[str, bytes]:
    folder = output / "deliveries" / "inbox"
    found = (path for path in sorted(folder.iterdir()) if path.is_file())
    return {path.name: path.read_bytes() for path in found}


# --- what is new and what is not ------------------------------------------------------------


@pytest.mark.parametrize(("etags", "dates"), [(True, True), (False, True)])
def test_the_second_fetch_transfers_nothing(
    catalogue: Catalogue, tmp_path: Path, site: Site, etags: bool, dates: bool
) -> None:
    site.etags, site.dates = etags, dates
    sources = _sources(catalogue, _fetch("/a.csv", site))
    (first,) = _run(sources, tmp_path)
    assert (first.state, first.file) == (NEW, "a.csv")
    assert _inbox(tmp_path)["a.csv"] == CSV
    for path in (tmp_path / "deliveries" / "inbox").iterdir():
        path.unlink()
    sent = site.sent
    (second,) = _run(sources, tmp_path)
    assert (second.state, site.sent) == (SAME, sent)
    assert _inbox(tmp_path) == {}


def test_the_same_bytes_are_nothing_new_where_a_server_knows_no_conditions(
    catalogue: Catalogue, tmp_path: Path, site: Site
) -> None:
    site.etags = site.dates = False
    sources = _sources(catalogue, _fetch("/a.csv", site))
    assert _run(sources, tmp_path)[0].state == NEW
    assert _run(sources, tmp_path)[0].state == SAME
    site.files["/a.csv"] += b"2025,11001,900,100,1000\n"
    assert _run(sources, tmp_path)[0].state == NEW


def test_beside_a_file_stands_where_it_comes_from(
    catalogue: Catalogue, tmp_path: Path, site: Site
) -> None:
    sources = _sources(catalogue, _fetch("/a.csv", site), _fetch("/a.csv", site))
    (found,) = _run(sources, tmp_path)
    assert len(site.asked) == 1, "sources that share a file share the fetch"
    assert found.sources == (sources[0].id, sources[1].id)
    origin = json.loads(_inbox(tmp_path)["a.csv.origin.json"])
    assert origin["address"] == f"{site.address}/a.csv"
    assert origin["fetched"] == "2026-11-30T03:30:00+00:00"
    assert origin["updated"] == "Mon, 02 Nov 2026 08:00:00 GMT"
    assert (origin["licence"], origin["size"]) == ("CC BY 4.0", len(CSV))
    assert origin["sources"] == [sources[0].id, sources[1].id]
    assert set(origin["headers"]) >= {"etag", "last-modified", "content-type"}


def test_a_dry_run_asks_nothing(catalogue: Catalogue, tmp_path: Path, site: Site) -> None:
    sources = _sources(catalogue, _fetch("/a.csv", site))
    assert _run(sources, tmp_path, dry_run=True)[0].state == WOULD
    assert (site.asked, list(tmp_path.iterdir())) == ([], [])


def test_two_fetches_do_not_meet(catalogue: Catalogue, tmp_path: Path, site: Site) -> None:
    with (
        alone(tmp_path / "deliveries" / "inbox", "is fetching"),
        pytest.raises(LockedError, match="is fetching"),
    ):
        _run(_sources(catalogue, _fetch("/a.csv", site)), tmp_path)


# --- servers that misbehave -----------------------------------------------------------------

BAD: dict[str, tuple[Answer, str]] = {
    "not there": (status(404), "is not there (404): not published yet, or moved"),
    "gone": (status(410), "is not there (410)"),
    "no key": (status(401), "is not for us (401): give the key"),
    "ill": (status(503), "answered 503: try again later"),
    "moved to another host": (
        status(301, Location="https://elsewhere.example/a.csv"),
        "leads on to elsewhere.example: the file has moved",
    ),
    "moved to another port": (status(302, Location="http://127.0.0.1:9/a.csv"), "leads on to"),
    "moved to a file": (status(302, Location="file:///etc/passwd"), "leads on to"),
    "round and round": (status(302, Location="/bad.csv"), "from one address to the next"),
    "a page": (body(PAGE, "text/html; charset=utf-8"), "the address has moved: a web page came"),
    "a page that says it is a table": (body(PAGE), "the address has moved: a web page came"),
    "larger than is allowed": (body(b"x" * 10, said=2_000_000), "2,000,000 bytes or more"),
    "larger than it says nothing of": (
        body(b"x" * 1_200_000, said=-1),
        "at most 1,000,000 are expected",
    ),
    "cut off": (body(CSV, said=len(CSV) + 500), "cut the file off"),
    "silent": (body(CSV * 60, pause=1.6), "does not answer within 1 seconds"),
    "slow": (body(b"x" * 20_000, pause=0.3), "comes too slowly"),
    "empty": (body(b""), "is an empty file"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_misbehaviour_has_its_words_and_leaves_nothing(
    catalogue: Catalogue, tmp_path: Path, site: Site, name: str
) -> None:
    site.answers["/bad.csv"], words = BAD[name]
    fetches = (_fetch("/bad.csv", site, largest=1), _fetch("/a.csv", site))
    late, good = _run(_sources(catalogue, *fetches), tmp_path)
    assert late.state == LATE
    assert words in late.message
    assert good.state == NEW, "the next is fetched all the same"
    assert set(_inbox(tmp_path)) == {"a.csv", "a.csv.origin.json"}
    assert not list(tmp_path.rglob(".tmp-*"))
    known = next(one for one in read_known(tmp_path).values() if one.failing)
    assert words in known.failing
    site.answers.clear()
    site.files["/bad.csv"] = CSV + b"\n"
    assert _run(_sources(catalogue, *fetches), tmp_path)[0].state == NEW
    assert not any(one.failing for one in read_known(tmp_path).values())


def test_a_workbook_that_is_none(catalogue: Catalogue, tmp_path: Path, site: Site) -> None:
    site.files["/b.xlsx"] = b"nothing of the kind"
    (found,) = _run(_sources(catalogue, _fetch("/b.xlsx", site)), tmp_path)
    assert "is no workbook or archive" in found.message


def test_only_hosts_of_the_catalogue_are_asked(
    catalogue: Catalogue, tmp_path: Path, site: Site
) -> None:
    known = _fetch("/a.csv", site).model_copy(update={"hosts": ()})
    other = known.model_copy(update={"address": "http://127.0.0.1:1/a.csv", "kind": "dcat"})
    site.files["/c.ttl"] = _turtle("http://evil.example/x.zip").encode()
    dcat = _fetch("/c.ttl", site, kind="dcat", dataset="https://statbel.fgov.be/d/1")
    late = _run(_sources(catalogue, other, dcat), tmp_path)
    assert "evil.example is no host that the catalogue names" in late[1].message
    https = Bounds(("https",), silence=1.0)
    (found,) = fetch_all(
        _sources(catalogue, known), tmp_path, {}, NOW, lambda _: None, bounds=https
    )
    assert "only https is fetched" in found.message


def test_a_server_that_is_not_there(catalogue: Catalogue, tmp_path: Path, site: Site) -> None:
    known = _fetch("/a.csv", site).model_copy(update={"address": "http://127.0.0.1:9/a.csv"})
    (found,) = _run(_sources(catalogue, known), tmp_path)
    assert "127.0.0.1 cannot be reached" in found.message


# --- kinds ----------------------------------------------------------------------------------


def _turtle(*addresses: str) -> str:
    parts = "\n".join(
        f'<https://statbel.fgov.be/d/1#{n}> a dcat:Distribution ; dcat:mediaType "x;y" ;'
        f' dcterms:title "a . b"@nl , "c"@fr ; dcat:downloadURL <{address}> .'
        for n, address in enumerate(addresses)
    )
    names = " , ".join(f"<https://statbel.fgov.be/d/1#{n}>" for n in range(len(addresses)))
    return f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
# a remark
<https://statbel.fgov.be/d/1> a dcat:Dataset ;
    dcterms:publisher [ a <http://xmlns.com/foaf/0.1/Agent> ; dcterms:title "Statbel" ] ;
    dcterms:modified "2026-06-01"^^<http://www.w3.org/2001/XMLSchema#date> ;
    dcat:distribution {names} .
{parts}
"""


def test_the_newest_fitting_file_of_a_catalogue(
    catalogue: Catalogue, tmp_path: Path, site: Site
) -> None:
    site.files["/c.ttl"] = _turtle(
        f"{site.address}/old.csv", f"{site.address}/a.csv", f"{site.address}/a.pdf"
    ).encode()
    given = {"kind": "dcat", "dataset": "https://statbel.fgov.be/d/1"}
    (found,) = _run(_sources(catalogue, _fetch("/c.ttl", site, match="*.csv", **given)), tmp_path)
    assert (found.state, found.file) == (NEW, "a.csv")
    (none,) = _run(_sources(catalogue, _fetch("/c.ttl", site, match="*.txt", **given)), tmp_path)
    assert "lists 3 files of https://statbel.fgov.be/d/1, none like *.txt" in none.message
    site.files["/c.ttl"] = b'{"json": true}'
    (broken,) = _run(_sources(catalogue, _fetch("/c.ttl", site, match="*.csv", **given)), tmp_path)
    assert "is no catalogue in Turtle" in broken.message


def test_one_member_of_an_archive(catalogue: Catalogue, tmp_path: Path, site: Site) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/TF_SOC_POP_STRUCT_2026.txt", CSV)
        archive.writestr("lees mij.txt", "x")
    site.files["/TF.zip"] = packed.getvalue()
    (found,) = _run(_sources(catalogue, _fetch("/TF.zip", site, member="TF_*.txt")), tmp_path)
    assert (found.state, found.file) == (NEW, "TF_SOC_POP_STRUCT_2026.txt")
    assert _inbox(tmp_path)["TF_SOC_POP_STRUCT_2026.txt"] == CSV
    (none,) = _run(_sources(catalogue, _fetch("/TF.zip", site, member="*.csv")), tmp_path)
    assert "holds 0 files like *.csv" in none.message
    (whole,) = _run(_sources(catalogue, _fetch("/TF.zip", site)), tmp_path)
    assert whole.file == "TF.zip"


def test_a_dataset_of_opendatasoft_is_exported_when_it_was_modified(
    catalogue: Catalogue, tmp_path: Path, site: Site
) -> None:
    base = "/api/explore/v2.1/catalog/datasets/nationaliteiten"
    moment = {"metas": {"default": {"modified": "2026-11-01T00:00:00+00:00"}}}
    site.files[base] = json.dumps(moment).encode()
    site.files[f"{base}/exports/csv"] = CSV
    sources = _sources(catalogue, _fetch(base, site, kind="opendatasoft"))
    (found,) = _run(sources, tmp_path)
    assert (found.state, found.file) == (NEW, "nationaliteiten.csv")
    asked = len(site.asked)
    assert _run(sources, tmp_path)[0].state == SAME
    assert len(site.asked) == asked + 1, "the export itself is not asked for"
    site.files[base] = b"{}"
    assert "does not say when" in _run(sources, tmp_path)[0].message


def test_a_key_comes_from_the_environment_and_is_never_told(
    catalogue: Catalogue, tmp_path: Path, site: Site
) -> None:
    sources = _sources(catalogue, _fetch("/a.csv", site, kind="swing", key="SCAN_KEY_X"))
    assert _run(sources, tmp_path)[0].state == NEW
    assert site.asked[-1][1]["apikey"] == "secret"
    kept = "".join(path.read_text() for path in tmp_path.rglob("*.json"))
    assert "secret" not in kept
    other = _sources(catalogue, _fetch("/a.csv", site, kind="swing", key="SCAN_KEY_Y"))
    assert "SCAN_KEY_Y is not set" in _run(other, tmp_path)[0].message


@pytest.mark.parametrize(
    "address", ["http://example.org/x", "https://10.0.0.1@x/y", "file:///etc", "https://x"]
)
def test_the_catalogue_takes_encrypted_addresses_only(address: str) -> None:
    with pytest.raises(ValidationError):
        Fetch.model_validate({"address": address, "licence": "x"})


def test_a_source_that_cannot_be_fetched_is_named(catalogue: Catalogue) -> None:
    plain = {name: s.model_copy(update={"fetch": None}) for name, s in catalogue.sources.items()}
    with pytest.raises(UsageError, match="There is no source nobody"):
        wanted(plain, ["nobody"])
    with pytest.raises(UsageError, match=r"has no \[fetch\]"):
        wanted(plain, [next(iter(plain))])
    assert wanted(plain, ()) == ()


def test_one_source_says_it_for_all_that_take_the_same_file(catalogue: Catalogue) -> None:
    register = [s for s in catalogue.sources.values() if "GSM_register_Integratie" in s.files[0]]
    assert len([source for source in register if source.fetch]) == 1
    found = wanted(catalogue.sources, ())
    assert {source.id for source in register} <= {source.id for source in found}
    assert len({source.fetch for source in found if source.files == register[0].files}) == 1
    (named,) = wanted(catalogue.sources, [register[-1].id])
    assert named.fetch is not None
    assert named.fetch.address.endswith("/GSM_register_Integratie.xlsx")


@pytest.mark.parametrize("what", ["kill", "full", "ill"])
def test_a_fetch_that_breaks_off_anywhere_is_done_by_the_next(
    what: Mode,
    catalogue: Catalogue,
    tmp_path: Path,
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At each step on the disk; the inbox never holds a part of a file, or one without origin."""
    site.files["/b.csv"] = CSV * 50
    sources = _sources(catalogue, _fetch("/a.csv", site), _fetch("/b.csv", site))
    _run(sources, tmp_path / "good")
    good = _inbox(tmp_path / "good")
    for n in range(1, 200):
        output = tmp_path / f"{n}"
        with fault(n, what, monkeypatch) as steps, contextlib.suppress(Dead, OSError):
            _run(sources, output)
        if (output / "deliveries" / "inbox").is_dir():
            found = {k: v for k, v in _inbox(output).items() if not k.startswith(".tmp-")}
            whole = (found[k] == good[k] for k in found if k.endswith(".csv"))
            assert all(whole), f"step {n}"
            assert {f"{k}.origin.json" for k in found if k.endswith(".csv")} <= found.keys()
        _run(sources, output)
        again = _inbox(output)
        assert again.keys() == good.keys(), f"step {n}"
        assert all(again[k] == good[k] for k in good if k.endswith(".csv")), f"step {n}"
        left = list(output.rglob(".tmp-*"))
        assert what == "ill" or not left, f"step {n}: a sick disk may not let go of a folder"
        if steps() < n:
            assert n > 10
            return
    raise AssertionError("no clean run")
