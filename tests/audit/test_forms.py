"""A hidden count that is written into one form of a release alone is found there."""

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import polars as pl
import pypdfium2
import pytest

from scan.audit.forms import faults_of_forms, labels_of
from scan.audit.pages import PAGES, Secret, Secrets, beside, faults_of_pages, secrets_of
from scan.audit.tables import figures_of
from scan.catalogue.entries import Catalogue
from scan.house import LAYOUTS
from scan.publish.chart_files import svg
from scan.publish.downloads import write_package
from scan.publish.offer import FOLDER
from scan.publish.series_tables import Stock
from scan.report.figures.drawing import Drawing, Figure
from scan.series.opening import open_workspace

INDICATOR = "DE_71"
WANTED = frozenset({INDICATOR})
LEAK = 3
"""A count that is hidden wherever it stands."""
Plant = Callable[[Path, Catalogue], Path]


@pytest.fixture(scope="module")
def package(catalogue: Catalogue, origin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every download of one indicator, in all forms."""
    folder = tmp_path_factory.mktemp("package")
    workspace = open_workspace(folder / "output", origin, catalogue, None, lambda _: None)
    write_package(Stock(workspace), folder / FOLDER, (INDICATOR,))
    shutil.rmtree(folder / "output")
    return folder


def _figures(folder: Path, catalogue: Catalogue) -> pl.DataFrame:
    return figures_of(folder, (), catalogue, WANTED)


def _faults(folder: Path, catalogue: Catalogue) -> list[str]:
    labels = labels_of(folder, catalogue, WANTED)
    return list(faults_of_forms(folder, _figures(folder, catalogue), labels, catalogue))


def _hidden(catalogue: Catalogue) -> str:
    return catalogue.wording["downloads"]["code.hidden"]


def _in_workbook(path: Path, catalogue: Catalogue) -> Path:
    """The first cell of a workbook that says that a figure is hidden gets a number."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    texts = re.findall(r"<si>.*?</si>", parts["xl/sharedStrings.xml"].decode(), re.DOTALL)
    codes = [str(n) for n, text in enumerate(texts) if f">{_hidden(catalogue)}<" in text]
    cell = re.compile(rf'<c s="([0-9]+)" t="s"><v>({"|".join(codes)})</v></c>')
    for name in sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))[1:]:
        text, done = cell.subn(rf'<c s="\1"><v>{LEAK}</v></c>', parts[name].decode(), count=1)
        if done:
            parts[name] = text.encode()
            break
    else:
        raise AssertionError(path)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


def _towns_workbook(folder: Path, catalogue: Catalogue) -> Path:
    hidden = _figures(folder, catalogue).filter(
        pl.col("status") == "hidden", pl.col("into") == "", pl.col("period") == 2025
    )
    nis = hidden.filter(pl.col("nis") != "02000").get_column("nis")[0]
    (path,) = (folder / FOLDER / "gemeenten").glob(f"{nis}-*.xlsx")
    return _in_workbook(path, catalogue)


def _everything(folder: Path, catalogue: Catalogue) -> Path:
    (path,) = (folder / FOLDER / "overzicht").glob("*.xlsx")
    return _in_workbook(path, catalogue)


def _newest_answer(folder: Path, catalogue: Catalogue) -> Path:
    path = folder / FOLDER / "api" / "v1" / "indicator" / f"{INDICATOR}-voorbeeld.json"
    answer = json.loads(path.read_bytes())
    hidden = [row for row in answer["cijfers"] if row["status"] == _hidden(catalogue)]
    (hidden or answer["cijfers"])[0]["teller"] = LEAK
    path.write_text(json.dumps(answer), encoding="utf-8")
    return path


def _cube(folder: Path, catalogue: Catalogue) -> Path:
    (path,) = (folder / FOLDER).glob(f"api/v1/indicator/{INDICATOR}*.jsonstat.json")
    answer = json.loads(path.read_bytes())
    place = next(int(at) for at, code in answer["status"].items() if code == _hidden(catalogue))
    answer["value"][place] = LEAK
    path.write_text(json.dumps(answer), encoding="utf-8")
    return path


def _tidy(folder: Path, catalogue: Catalogue) -> Path:
    (path,) = (folder / FOLDER).glob(f"api/v1/indicator/{INDICATOR}*.csv")
    table = pl.read_csv(path, infer_schema=False)
    hidden = table.get_column("status") == _hidden(catalogue)
    row = pl.int_range(pl.len()) == hidden.arg_max()
    table.with_columns(
        pl.when(row).then(pl.lit(str(LEAK))).otherwise("teller").alias("teller")
    ).write_csv(path)
    return path


def test_every_form_says_what_the_series_say(package: Path, catalogue: Catalogue) -> None:
    assert (_figures(package, catalogue).get_column("status") == "hidden").sum() > 0
    assert _faults(package, catalogue) == []


@pytest.mark.parametrize("plant", [_towns_workbook, _everything, _newest_answer, _cube, _tidy])
def test_a_count_in_one_form_alone_is_found(
    package: Path, catalogue: Catalogue, tmp_path: Path, plant: Plant
) -> None:
    folder = tmp_path / "package"
    shutil.copytree(package, folder)
    path = plant(folder, catalogue)
    (fault,) = _faults(folder, catalogue)
    assert fault.startswith(f"{path.name}: {INDICATOR}, ")
    assert f"says {LEAK}" in fault


# --- pages ----------------------------------------------------------------------------------

GENK = "71016"
SECRETS: Secrets = {GENK: {INDICATOR: Secret({"Genk", "Turkije"}, {12.5, 1_234.0, 40.0})}}


def _of_pages(folder: Path, catalogue: Catalogue, *reports: Path) -> list[str]:
    return list(faults_of_pages(folder, reports, SECRETS, catalogue))


def test_secrets_are_what_is_hidden_beside_what_is_told(
    package: Path, catalogue: Catalogue
) -> None:
    figures, labels = _figures(package, catalogue), labels_of(package, catalogue, WANTED)
    secrets = secrets_of(figures, labels, catalogue)
    nis, own = next(iter(secrets.items()))
    secret = own[INDICATOR]
    here = figures.filter(pl.col("nis") == nis, pl.col("status") == "hidden")
    codes = dict(labels.select("label_1", "category_1").iter_rows())
    named = {codes[name] for name in secret.names if name in codes}
    assert named | {""} == {*here.get_column("category_1"), ""}
    assert set(figures.filter(pl.col("nis") == nis).get_column("numerator").drop_nulls()) <= (
        secret.told
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Turkije 0,4 3 12,5\nPolen 7", [0.4, 3.0, 12.5]),
        ("Turkije niet getoond niet getoond 12,5", []),
        ("Turkije: 3", [3.0]),
        ("Turkije\n0 5 10 15 %", []),
        ("Noord-Turkije 3", []),
        ("Turkije −1.234,5 %", [-1_234.5]),
    ],
)
def test_numbers_beside_a_name_are_read(text: str, said: list[float]) -> None:
    found = [] if text.startswith("Noord") else list(beside(text, "Turkije"))
    assert found == said


def test_a_count_on_a_page_of_a_report_is_found(catalogue: Catalogue, tmp_path: Path) -> None:
    def printed(*lines: str) -> Path:
        content = " T* ".join(f"({line}) Tj" for line in lines)
        return _pdf(tmp_path / f"{GENK}-genk.pdf", f"BT /F1 12 Tf 14 TL 20 300 Td {content} ET")

    safe = (f"Herkomst {INDICATOR}", "Turkije niet getoond 12,5", "Polen 3")
    assert _of_pages(tmp_path, catalogue, printed(*safe)) == []
    assert _of_pages(tmp_path, catalogue, printed(*safe, "Integratiescan Genk 1")) == []
    (fault,) = _of_pages(tmp_path, catalogue, printed(*safe, f"Turkije {LEAK} 12,5"))
    assert fault.startswith(f"{GENK}-genk.pdf, page 1: {INDICATOR}, Turkije: says {LEAK}")


def _pdf(path: Path, content: str) -> Path:
    """A page with this content."""
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=[0, 0, 400, 400],
            Resources=pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font)),
            Contents=pdf.make_stream(content.encode("latin-1")),
        )
        pdf.pages.append(pikepdf.Page(page))
        pdf.save(path)
    assert len(pypdfium2.PdfDocument(path)) == 1
    return path


def _put(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text, encoding="utf-8")


def _row(said: str) -> str:
    return (
        f'<tr><th scope="row"><a href="{INDICATOR}/index.html">x</a></th>'
        f'<td class="num own none">{said}</td><td class="num">55,9 %</td></tr>'
    )


def _series(said: str) -> str:
    towns = {GENK: ["Genk", "genk", said, 2025, {}]}
    return f"SERIES = {json.dumps({'code': INDICATOR, 'towns': towns})};\n"


def test_a_count_on_a_page_of_the_site_is_found(catalogue: Catalogue, tmp_path: Path) -> None:
    town, measure = "gemeente/genk/index.html", f"indicator/{INDICATOR}/index.html"
    at = f"../../gemeente/genk/{INDICATOR}/index.html"
    link = f'<tr><th scope="row"><a href="{at}">Genk</a></th>'
    page, series = f"gemeente/genk/{INDICATOR}/index.html", f"indicator/{INDICATOR}/reeks.js"
    _put(tmp_path, town, _row("niet getoond"))
    _put(tmp_path, page, '<td class="num own">niet getoond</td>')
    _put(tmp_path, series, _series("niet getoond"))
    _put(tmp_path, measure, f"{link}<td>niet getoond</td></tr><title>Genk: niet getoond</title>")
    assert _of_pages(tmp_path, catalogue) == []
    for path, text in (
        (town, _row(f"{LEAK}")),
        (measure, f'{link}<td class="num">{LEAK}</td></tr>'),
        (measure, f"<rect><title>Genk: {LEAK}</title></rect>"),
        (page, f'<td class="num own">{LEAK}</td>'),
        (series, _series(f"{LEAK}")),
    ):
        before = (tmp_path / path).read_text(encoding="utf-8")
        _put(tmp_path, path, text)
        (fault,) = _of_pages(tmp_path, catalogue)
        assert f"says {LEAK} where a figure is hidden" in fault
        _put(tmp_path, path, before)


def test_a_count_on_the_page_of_one_figure_is_found(catalogue: Catalogue, tmp_path: Path) -> None:
    page = f"gemeente/genk/{INDICATOR}/index.html"
    for said, faults in (("niet getoond", 0), ("2024", 0), (LEAK, 1)):
        _put(tmp_path, page, f'<th scope="row">Genk</th><td class="num own">{said}</td>')
        assert len(_of_pages(tmp_path, catalogue)) == faults


def test_the_site_is_laid_out_as_it_is_read() -> None:
    town = (LAYOUTS / "site" / "town.html.j2").read_text(encoding="utf-8")
    measure = (LAYOUTS / "site" / "indicator.html.j2").read_text(encoding="utf-8")
    assert '<td class="num own{%' in town
    assert "{{ to(line.path) }}" in town
    figure = (LAYOUTS / "site" / "figure.html.j2").read_text(encoding="utf-8")
    assert '<td class="num own">{{ figure.text }}</td>' in figure
    assert "<title>{{ row.name }}: {{ row.text }}</title>" in measure
    assert "{{ to(row.path) }}" in measure


def test_a_count_in_the_text_of_a_chart_is_found(catalogue: Catalogue, tmp_path: Path) -> None:
    assert PAGES[0].endswith(".svg")
    for said, faults in (("niet getoond", 0), (LEAK, 1)):
        chart = Figure(Drawing(10, 10, ()), "Herkomst", "", f"Turkije: {said}; Polen: 12,5 %.")
        _put(tmp_path, f"grafieken/integratiescan/{GENK}/{INDICATOR}-now.svg", svg(chart))
        assert len(_of_pages(tmp_path, catalogue)) == faults
