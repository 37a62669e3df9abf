"""The site of chosen municipalities: theirs alone, apart from what is published, made anew."""

import time
from pathlib import Path

import pytest

from scan.catalogue.reading import Catalogue
from scan.nightly.preview import layouts_at, preview
from scan.publish.serving import RELOAD, STATE, open_server
from scan.series.workspace import Workspace
from tests.nightly.small import TWO, here, small_extracts, small_setting, two_of_brussels
from tests.publish.test_release_serving import ask, served


def test_the_site_of_one_municipality(
    monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue, made_up: Workspace, tmp_path: Path
) -> None:
    """Also after a preview of another one; nothing of the nights is there."""
    small = two_of_brussels(monkeypatch, catalogue)
    output = tmp_path / "output"
    setting = small_setting(small, output, small_extracts(made_up.extracts.folder, tmp_path / "in"))
    names = {nis: small.areas.get(nis).name.lower() for nis in TWO}
    for nis in TWO:
        made = preview(setting, (nis,), here, "scan site")
        found = {path.name for path in (made.folder / "gemeente").iterdir() if path.is_dir()}
        assert found == {names[nis]}
        assert (made.folder / "gemeente" / names[nis] / "DE_42" / "index.html").is_file()
        assert (made.folder / "data" / "reeksen").is_dir()
    assert {path.name for path in (output / "sample").iterdir()} == {"receipts"}  # the spreads
    page = made.folder / "gemeente" / names[TWO[-1]] / "index.html"
    before = page.read_text(encoding="utf-8")
    page.write_text("spoilt", encoding="utf-8")
    made.write()
    assert page.read_text(encoding="utf-8") == before


def test_a_changed_layout_is_seen(tmp_path: Path) -> None:
    (tmp_path / "site.css").write_text("a { color: red }")
    before = layouts_at(tmp_path)
    assert layouts_at(tmp_path) == before
    time.sleep(0.01)
    (tmp_path / "site.css").write_text("a { color: blue }")
    assert layouts_at(tmp_path) != before


def test_pages_ask_whether_they_were_made_anew(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>één</p>", encoding="utf-8")
    with open_server(lambda: tmp_path, 0, reloading=True) as server, served(server):
        status, head, body = ask(server, "/")
        script = f'<script src="{RELOAD}" defer></script>'
        assert (status, body.decode()) == (200, f"<p>één</p>{script}\n")
        assert f"Content-Length: {len(body)}" in head
        assert STATE in ask(server, RELOAD)[2].decode()
        assert ask(server, STATE)[2] == b"0"
        server.state += 1
        assert ask(server, STATE)[2] == b"1"
    with open_server(lambda: tmp_path, 0) as server, served(server):
        assert ask(server, "/")[2].decode() == "<p>één</p>"
        assert ask(server, RELOAD)[0] == ask(server, STATE)[0] == 404
