"""The figures for machines: valid by the standards, and the very figures of the downloads."""

import csv
import json
import math
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scan.catalogue.addresses import BASE_VARIABLE
from scan.publish.api import guide
from scan.publish.api.addresses import FOLDER, OPENAPI
from scan.publish.series_tables import Stock
from scan.publish.serving import Server
from tests.publish.conftest import CODES

Row = dict[str, str]
Json = dict[str, Any]
TOWN = "12025"


@pytest.fixture(scope="module")
def api(package: Path) -> Path:
    return package / FOLDER


@pytest.fixture(scope="module")
def service(api: Path) -> Json:
    return _json(api / OPENAPI)


def _json(path: Path) -> Json:
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


def _series(package: Path, code: str) -> list[Row]:
    """The rows that people download."""
    path = package / "reeksen" / f"{code}-voorbeeld.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _tidy(api: Path, code: str) -> list[Row]:
    with (api / "indicator" / f"{code}-voorbeeld.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FIGURES = ("waarde", "teller", "noemer", "antwoorden", "ondergrens_99", "bovengrens_99")


def _number(text: str) -> float | None:
    """A figure as people read it; ``None`` for a code in its place."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def test_the_tidy_table_holds_the_rows_of_the_download(package: Path, api: Path) -> None:
    for code in CODES:
        told, tidy = _series(package, code), _tidy(api, code)
        assert len(told) == len(tidy)
        for row, own in zip(told, tidy, strict=True):
            for name in (
                "indicator",
                "nis",
                "periode",
                "onderdeel",
                "categorie_1",
                "status",
                "bron",
            ):
                assert own[name] == row[name]
            for name in FIGURES:
                assert (float(own[name]) if own[name] else None) == _number(row[name]), (code, row)


def test_hidden_figures_are_hidden_everywhere(package: Path, api: Path) -> None:
    hidden = 0
    for code in CODES:
        cube = _json(api / "indicator" / f"{code}-voorbeeld.jsonstat.json")
        newest = _json(api / "indicator" / f"{code}-voorbeeld.json")
        for row in _tidy(api, code):
            if row["status"] == "x":
                hidden += 1
                told = [row[name] for name in FIGURES if name != "antwoorden" and row[name]]
                assert told == []
        for row in newest["cijfers"]:
            if row["status"] == "x":
                assert row["waarde"] is row["teller"] is row["noemer"] is None
        for place, status in cube["status"].items():
            measure = cube["dimension"]["maat"]["category"]["index"][int(place) % cube["size"][-1]]
            if status == "x" and measure != "antwoorden":
                assert cube["value"][int(place)] is None
    assert hidden > 100


def _in_cube(cube: Json, row: Row, measure: str) -> tuple[float | None, str]:
    """What a cube says where a row of the table belongs."""
    former = row["gebied_type"] == "vroegere gemeente"
    codes = {
        "nis": f"{row['nis']}-{row['nis_vandaag']}" if former else row["nis"],
        "periode": row["periode"],
        "maat": measure,
    }
    split = [name for name in cube["id"] if name not in codes]
    codes |= {name: row[f"categorie_{n}"] or "hoofd" for n, name in enumerate(split, start=1)}
    at = 0
    for name, size in zip(cube["id"], cube["size"], strict=True):
        at = at * size + cube["dimension"][name]["category"]["index"].index(codes[name])
    return cube["value"][at], cube["status"].get(str(at), "ok")


def test_the_cube_holds_the_table_and_nothing_else(api: Path) -> None:
    for code in CODES:
        cube, rows = _json(api / "indicator" / f"{code}-voorbeeld.jsonstat.json"), _tidy(api, code)
        assert len(cube["value"]) == math.prod(cube["size"])
        for row in rows[:: max(len(rows) // 400, 1)]:
            value, status = _in_cube(cube, row, "waarde")
            assert value == (float(row["waarde"]) if row["waarde"] else None)
            assert status == row["status"]
        told = sum(value is not None for value in cube["value"])
        assert told == sum(bool(row[name]) for row in rows for name in FIGURES)


def test_a_municipality_has_its_figures_beside_those_of_its_region(
    package: Path, api: Path
) -> None:
    town = _json(api / "gemeente" / f"{TOWN}-voorbeeld.json")
    assert (town["nis"], town["gebied"]) == (TOWN, "Mechelen")
    assert list(dict.fromkeys(row["indicator"] for row in town["cijfers"])) == list(_order(api))
    for row in town["cijfers"]:
        table = _series(package, row["indicator"])
        own = [r for r in table if (r["nis"], r["gebied_type"]) == (TOWN, "gemeente")]
        newest = max(r["periode"] for r in own)
        (same,) = (r for r in own if r["periode"] == newest and _place(r) == _place(row))
        beside = [r for r in table if (r["nis"], r["periode"]) == ("02000", newest)]
        region = [_number(r["waarde"]) for r in beside if _place(r) == _place(row)]
        assert (row["periode"], row["status"]) == (int(newest), same["status"])
        assert (same["onderdeel"] == "hoofdcijfer") == (row["indicator"] != "DE_46")
        assert row["waarde"] == _number(same["waarde"])
        assert row["gewest"] == (region[0] if region else None)
    cube = _json(api / "gemeente" / f"{TOWN}-voorbeeld.jsonstat.json")
    assert cube["id"] == ["indicator", "periode", "maat"]


def _place(row: Json) -> tuple[str, str]:
    return row["categorie_1"], row["categorie_2"]


def _order(api: Path) -> list[str]:
    return [row["indicator"] for row in _json(api / "index.json")["indicatoren"]]


def test_cubes_are_valid_json_stat(api: Path) -> None:
    validator = pytest.importorskip("jsonstat_validator", reason="jsonstat-validator is not there")
    for path in sorted(api.rglob("*.jsonstat.json"))[:40]:
        assert validator.validate_jsonstat(_json(path)) is True, path


def test_the_description_is_valid_openapi(service: Json) -> None:
    validator = pytest.importorskip(
        "openapi_spec_validator", reason="openapi-spec-validator is not there"
    )
    validator.validate(service)


def test_every_answer_is_what_the_description_promises(api: Path, service: Json) -> None:
    schemas, checked = service["components"]["schemas"], 0
    for pattern, path in service["paths"].items():
        asked = path["get"]
        codes = asked["parameters"][0]["schema"]["enum"] if "parameters" in asked else [""]
        content = asked["responses"]["200"]["content"]
        for code in (codes[0], codes[-1]):
            file = api / pattern[1:].replace("{code}", code).replace("{nis}", code)
            assert file.is_file(), pattern
            if "application/json" in content:
                name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
                jsonschema.validate(_json(file), schemas[name])
                checked += 1
    assert checked == 10
    answers = sorted(p.name for p in api.rglob("*-voorbeeld.json"))
    assert len(answers) == len(CODES) + len(_json(api / "index.json")["gemeenten"])


@pytest.fixture
def examples(
    package: Path, stock: Stock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The examples as a site at an address of its own gives them."""
    server = Server(lambda: package.parent, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv(BASE_VARIABLE, server.address)
    for name, text in guide.texts("WE_12", TOWN, stock).items():
        assert "&#" not in text
        changed = text.replace(f"{server.address}data/", f"{server.address}{package.name}/")
        (tmp_path / Path(name).name).write_text(changed, encoding="utf-8")
    yield tmp_path
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_example_for_python_runs(examples: Path) -> None:
    command = [sys.executable, str(examples / "voorbeeld.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    assert lines[-1].endswith("getoond")


def test_the_example_for_r_runs(examples: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("no R on this machine: apt-get install r-base-core r-cran-jsonlite")
    command = ["Rscript", str(examples / "voorbeeld.R")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert "Vlaams Gewest" in done.stdout


def test_the_example_for_excel_names_columns_that_are_there(examples: Path, api: Path) -> None:
    text = (examples / "voorbeeld.pq").read_text(encoding="utf-8")
    heads = list(_tidy(api, "WE_12")[0])
    named = [line.split('"')[1] for line in text.splitlines() if line.strip().startswith('{"')]
    assert named
    assert [name for name in named if name not in heads] == []


def test_the_readme_says_what_every_code_means(api: Path, stock: Stock) -> None:
    text = (api / guide.README).read_text(encoding="utf-8")
    assert all(f"`{code}`" in text for code in stock.codes.values())
    assert "verzonnen" in text
