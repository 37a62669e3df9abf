"""Verification: whatever tree is published verifies; whatever is altered afterwards is named."""

import shutil
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from scan.errors import RefusedError
from scan.publish.links import link_faults, page_of
from scan.publish.manifest import MANIFEST, SUMS
from scan.publish.releases import publish, stage
from scan.publish.shelf import live_folder
from scan.publish.verification import verification_faults, verify_folder
from tests.publish.release_support import PAGES, facts, fill, release, tree

_LETTERS = st.characters(categories=("L", "N", "P", "S"), exclude_characters="/\\\0")
_PARTS = st.text(_LETTERS, min_size=1, max_size=12).filter(lambda part: not part.startswith("."))
_PATHS = st.lists(_PARTS, min_size=1, max_size=3).map("/".join)
_TREES = st.dictionaries(_PATHS, st.binary(max_size=200), max_size=6)


def _fits(paths: dict[str, bytes]) -> bool:
    """Whether no file is a folder of another, and none is a page with links to read."""
    folders = {path.rsplit("/", n)[0] for path in paths for n in range(1, path.count("/") + 1)}
    return not folders & paths.keys() and not any(path.endswith(".html") for path in paths)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(_TREES.filter(_fits))
def test_any_tree_that_is_published_verifies(paths: dict[str, bytes]) -> None:
    with TemporaryDirectory() as name:
        shelf = Path(name)
        staged = stage(shelf)
        fill(staged, dict(paths))
        made = publish(shelf, staged, facts(shelf), tell=lambda _: None)
        found = verify_folder(made.folder)
        assert found.files == len(paths) + len(facts(shelf).receipts["integratiescan"]) + 1
        for path, content in paths.items():
            assert (made.folder / path).read_bytes() == content


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that verifies."""
    shelf = tmp_path_factory.mktemp("published")
    release(shelf)
    return live_folder(shelf)


_FILES = st.integers(0, 10**6)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=_FILES, where=st.integers(0, 10**9), flip=st.integers(1, 255))
def test_any_byte_that_changes_is_named(published: Path, which: int, where: int, flip: int) -> None:
    with _Copy(published) as folder:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        path = paths[which % len(paths)]
        data = bytearray(path.read_bytes())
        data[where % len(data)] ^= flip
        path.write_bytes(data)
        assert path.relative_to(folder).as_posix() in _named(folder)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(which=_FILES, length=st.integers(0, 10**9), extra=st.binary(max_size=3))
def test_any_file_cut_off_or_longer_or_gone_is_named(
    published: Path, which: int, length: int, extra: bytes
) -> None:
    with _Copy(published) as folder:
        paths = sorted(path for path in folder.rglob("*") if path.is_file())
        path = paths[which % len(paths)]
        data = path.read_bytes()
        other = data + extra if extra else data[: length % len(data)]
        path.write_bytes(other)
        assert path.relative_to(folder).as_posix() in _named(folder)
        path.unlink()
        assert path.relative_to(folder).as_posix() in _named(folder)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_PATHS)
def test_any_file_too_many_is_named(published: Path, extra: str) -> None:
    with _Copy(published) as folder:
        path = folder / extra
        assume(not path.exists())
        assume(not any(parent.is_file() for parent in path.parents))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        assert extra in _named(folder)


def test_a_file_and_its_checksum_that_went_together_are_named(published: Path) -> None:
    with _Copy(published) as folder:
        (folder / "a.svg").unlink()
        sums = (folder / SUMS).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in sums if not line.endswith("  a.svg\n")]
        (folder / SUMS).write_text("".join(kept), encoding="utf-8")
        assert SUMS in _named(folder)


def test_a_folder_under_another_name_is_named(published: Path, tmp_path: Path) -> None:
    shutil.copytree(published, tmp_path / "20200101T000000Z")
    assert MANIFEST in _named(tmp_path / "20200101T000000Z")


def test_hidden_files_and_links_are_named(published: Path) -> None:
    with _Copy(published) as folder:
        (folder / ".htaccess").write_text("x", encoding="utf-8")
        (folder / "etc").symlink_to("/etc")
        assert {".htaccess", "etc"} <= _named(folder)


def test_an_empty_folder_is_no_release(tmp_path: Path) -> None:
    assert {SUMS} <= _named(tmp_path)
    with pytest.raises(RefusedError, match=MANIFEST):
        verify_folder(tmp_path)
    assert _named(tmp_path / "nowhere") == {"nowhere"}


def test_verifying_changes_nothing(published: Path) -> None:
    before = tree(published)
    assert verification_faults(published) == ()
    assert tree(published) == before


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ("index.html", True),
        ("./gemeente/12025/", True),
        ("gemeente/12025", True),
        ("/a.svg", True),
        ("index.html#top", True),
        ("?sort=naam", True),
        ("a.svg?v=2#x", True),
        ("https://example.org/x", True),
        ("mailto:x@example.org", True),
        ("data:image/png;base64,AA", True),
        ("index.html#weg", False),
        ("#weg", False),
        ("gemeente/", False),
        ("../index.html", False),
        ("A.svg", False),
        ("gemeente%2F12025%2F", True),
    ],
)
def test_links_inside_are_followed(tmp_path: Path, link: str, there: bool) -> None:
    fill(tmp_path, {**PAGES, "page.html": f'<a href="{link}">x</a>'})
    faults = list(link_faults(tmp_path, [*PAGES, "page.html"]))
    assert [fault.file for fault in faults] == ([] if there else ["page.html"])


def test_every_kind_of_link_is_followed(tmp_path: Path) -> None:
    page = (
        '<link rel="stylesheet" href="1.css"><script src="2.js"></script>'
        '<img srcset="3.png 1x, 4.png 2x" src="5.png"><object data="6.svg"></object>'
    )
    fill(tmp_path, {"index.html": page})
    dead = [fault.message.split()[2].strip(",") for fault in link_faults(tmp_path, ["index.html"])]
    assert dead == ["1.css", "2.js", "3.png", "4.png", "5.png", "6.svg"]


_VALUES = st.sampled_from(
    ["a.html", "b/#c", "x y", "&amp;?q=1&lt;2", "é", "1.css 2x, 2.css", ">", "'"]
)
_ATTRIBUTES = st.tuples(
    st.sampled_from(
        ["href", "SRC", "srcset", "id", "name", "data", "poster", "data-href", "class"]
    ),
    _VALUES,
).map(lambda pair: f'{pair[0]}="{pair[1]}"')
_RAW = "if (a<b) { c = '<a id=no>' }"
_BODIES = st.sampled_from(["", "text 1 &lt; 2", "<!-- <a href='no'> -->"])


def _tags(names: list[str], bodies: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    attributes = st.lists(_ATTRIBUTES, max_size=3, unique_by=lambda text: text.split("=")[0])
    tags = st.tuples(st.sampled_from(names), attributes, bodies)
    return tags.map(lambda tag: f"<{tag[0]} {' '.join(tag[1])}>{tag[2]}</{tag[0]}>")


_TAGS = _tags(["a", "A", "img", "svg:use", "link", "p"], _BODIES) | _tags(
    ["script", "style", "SCRIPT"], _BODIES | st.just(_RAW)
)


class _Reference(HTMLParser):
    """The same as read by the parser of the standard library."""

    def __init__(self) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self.anchors.add(value or "")
            elif name in ("href", "src", "poster", "data"):
                self.links.add((value or "").strip())
            elif name == "srcset":
                self.links.update(part.split()[0] for part in (value or "").split(","))


@given(st.lists(_TAGS, max_size=5).map(" ".join))
def test_pages_are_read_as_a_parser_reads_them(text: str) -> None:
    reference = _Reference()
    reference.feed(text)
    reference.close()
    page = page_of(text)
    assert (page.links, page.anchors) == (reference.links, reference.anchors)


def _named(folder: Path) -> set[str]:
    faults = verification_faults(folder)
    return {fault.file or fault.message.split(":")[0].split(" · ")[0] for fault in faults}


class _Copy:
    """A copy of a release that is gone afterwards."""

    def __init__(self, folder: Path) -> None:
        self.source = folder
        self.place = TemporaryDirectory()

    def __enter__(self) -> Path:
        folder = Path(self.place.name) / self.source.name
        shutil.copytree(self.source, folder)
        return folder

    def __exit__(self, *_: object) -> None:
        self.place.cleanup()
