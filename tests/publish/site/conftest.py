"""A site of a few municipalities, made from made-up extracts, and a browser to look at it."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from scan.catalogue.reading import Catalogue
from scan.house import ROOT
from scan.publish.barometer.make import write_barometer
from scan.publish.downloads import write_downloads
from scan.publish.news import write_news
from scan.publish.serving import Server
from scan.publish.site.make import write_site
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace

TOWNS = ("Sint-Niklaas", "Puurs-Sint-Amands", "Herstappe", "De Haan")
PUBLICATION = "integratiescan"


@dataclass(frozen=True)
class MadeSite:
    """A folder with a site, and what it was made from."""

    folder: Path
    workspace: Workspace


@pytest.fixture(scope="session")
def made_site(
    catalogue: Catalogue,
    made_up_extracts: Path,
    made_up: Workspace,
    tmp_path_factory: pytest.TempPathFactory,
) -> MadeSite:
    """Reports of four municipalities by the command itself, then the producers of a release."""
    output = tmp_path_factory.mktemp("site-output")
    shutil.copytree(made_up.output / "series", output / "series")  # computed once for all tests
    command = [sys.executable, "-m", "scan.cli", "batch", "--workers", "2"]
    command += ["--extracts", str(made_up_extracts), "--output", str(output)]
    command += [word for town in TOWNS for word in ("--only", town)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    workspace = open_workspace(output, made_up_extracts, catalogue, None, lambda _: None)
    folder = tmp_path_factory.mktemp("site")
    for produce in (write_downloads, write_news, write_barometer, write_site):
        produce(workspace, folder)
    return MadeSite(folder, workspace)


@pytest.fixture(scope="session")
def address(made_site: MadeSite) -> Iterator[str]:
    """The site over HTTP, as ``scan serve`` shows it."""
    server = Server(lambda: made_site.folder, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.address
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The distribution's browser; tests that need it are skipped where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser of its own for the tests of one module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test for an error on it and for a request that leaves the site."""
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith((address, "data:")):
            wrong.append(f"asks {request.url}")

    page.on("request", asked)
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []
