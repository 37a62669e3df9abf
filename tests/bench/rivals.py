"""One way of making reports, in a process of its own, on demand.

Input: the name of a way and a workspace as arguments, then one municipality a line on standard
input. Output: one JSON object a line: CPU and wall seconds by stage, peak memory, pages, size.
What is measured is everything between a prepared municipality and a finished PDF; the rivals get
sentences, tables and page breaks for nothing.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import typst
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from scan.catalogue.reading import load_catalogue
from scan.house import ROOT
from scan.report.gather import Gathered, gather
from scan.report.pages.document import report_html
from scan.series.opening import open_workspace
from scan.series.workspace import Workspace
from tests.bench.memory import peak_kb
from tests.bench.plain_charts import draw_all
from tests.bench.typst_markup import markup

PUBLICATION = "integratiescan"
FACES = "".join(
    f"@font-face {{ font-family: '{family}'; font-weight: {weight}; "
    f"src: url('{(ROOT / 'fonts' / file).as_uri()}') }}\n"
    for family, weight, file in (
        ("Source Sans 3", 400, "SourceSans3-Regular.ttf"),
        ("Source Sans 3", 600, "SourceSans3-SemiBold.ttf"),
        ("Source Sans 3", 700, "SourceSans3-Bold.ttf"),
        ("Source Serif 4", 400, "SourceSerif4-Regular.ttf"),
        ("Source Serif 4", 600, "SourceSerif4-SemiBold.ttf"),
    )
)


class Clock:
    """CPU seconds (of the process and what it started) and wall seconds by stage."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}
        self.wall: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts what happens inside towards a stage."""
        cpu, wall = _cpu(), time.perf_counter()
        try:
            yield
        finally:
            self.cpu[name] = self.cpu.get(name, 0.0) + _cpu() - cpu
            self.wall[name] = self.wall.get(name, 0.0) + time.perf_counter() - wall


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _prepared(workspace: Workspace, town: str) -> tuple[Gathered, str, str]:
    catalogue = workspace.catalogue
    area = catalogue.areas.find(town, workspace.as_of)
    gathered = gather(workspace, catalogue.publications[PUBLICATION], area, None, None)
    laid = report_html(gathered.contents, catalogue.wording)
    return gathered, laid.html, laid.css


def _write_charts(charts: dict[str, str], folder: Path) -> None:
    for key, svg in charts.items():
        (folder / f"{key}.svg").write_text(svg, encoding="utf-8")


def plain(workspace: Workspace, town: str, folder: Path, clock: Clock) -> Path:
    """pyplot, one HTML string, WeasyPrint as it comes."""
    gathered, html, css = _prepared(workspace, town)
    with clock.stage("charts"):
        _write_charts(draw_all(gathered.contents), folder)
    target = folder / "plain.pdf"
    with clock.stage("layout"):
        source = HTML(string=_with_files(html), base_url=f"{folder}/")
        fonts = FontConfiguration()
        sheet = CSS(string=FACES + css, font_config=fonts)
        document = source.render(font_config=fonts, stylesheets=[sheet], pdf_variant="pdf/ua-1")
    with clock.stage("writing"):
        document.write_pdf(target)
    return target


def _with_files(html: str) -> str:
    """The address of every chart as that of its SVG file."""
    parts = html.split('src="chart:')
    ends = [part.split('"', 1) for part in parts[1:]]
    return parts[0] + "".join(f'src="{key}.svg"{rest}' for key, rest in ends)


def with_typst(workspace: Workspace, town: str, folder: Path, clock: Clock) -> Path:
    """pyplot, laid out by Typst as PDF/A-3a and PDF/UA-1."""
    gathered, html, _ = _prepared(workspace, town)
    text = markup(html, f"{gathered.contents.title} {town}")
    (folder / "cijfers.csv").write_text("a;b\n", encoding="utf-8")
    with clock.stage("charts"):
        _write_charts(draw_all(gathered.contents), folder)
    source, target = folder / "report.typ", folder / "typst.pdf"
    source.write_text(text, encoding="utf-8")
    with clock.stage("layout"):
        typst.compile(
            str(source),
            output=str(target),
            font_paths=[str(ROOT / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["a-3a", "ua-1"],
        )
    return target


def with_chromium(workspace: Workspace, town: str, folder: Path, clock: Clock) -> Path:
    """pyplot, the same HTML printed by Chromium."""
    gathered, html, css = _prepared(workspace, town)
    with clock.stage("charts"):
        _write_charts(draw_all(gathered.contents), folder)
    page, target = folder / "report.html", folder / "chromium.pdf"
    styled = _with_files(html).replace("</head>", f"<style>{FACES}{css}</style></head>")
    page.write_text(styled, encoding="utf-8")
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", page.as_uri()]
    with clock.stage("layout"):
        subprocess.run(command, check=True, capture_output=True)
    return target


WAYS: dict[str, Callable[[Workspace, str, Path, Clock], Path]] = {
    "plain": plain,
    "typst": with_typst,
    "chromium": with_chromium,
}


def main(way: str, output: Path) -> None:
    """Makes a report for every line that comes in."""
    workspace = open_workspace(output, None, load_catalogue(), None, lambda _: None)
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        clock = Clock()
        with tempfile.TemporaryDirectory() as folder:
            pdf = WAYS[way](workspace, line.strip(), Path(folder), clock)
            size = pdf.stat().st_size
            with pikepdf.open(pdf) as opened:
                pages = len(opened.pages)
        result = {"cpu": clock.cpu, "wall": clock.wall, "pages": pages, "size": size}
        print(json.dumps({**result, "peak_kb": peak_kb()}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
