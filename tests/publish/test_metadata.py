"""The data package, the CSVW metadata and the DCAT catalogue hold by their own validators."""

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from frictionless import validate
from pyshacl import validate as validate_shapes
from rdflib import DCAT, RDF, Graph, URIRef

from scan.catalogue.addresses import BASE_VARIABLE
from scan.publish.datapackage import datapackage, resource_name
from scan.publish.dcat import dcat
from scan.publish.offer import FORMATS, File, Offered
from scan.publish.series_tables import Stock
from tests.publish.conftest import CODES

_OFFERED = (
    Offered(
        indicator="DE_36",
        unit="%",
        files={kind: File(f"reeksen/DE_36.{kind}", 1, "00" * 32) for kind in FORMATS},
        columns=("indicator", "nis", "period", "value"),
        rows=1,
        first=2000,
        last=2025,
        delivered="2025-07-01",
        sources=("statbel_origin",),
        regions=("02000", "04000"),
    ),
)
pytestmark = pytest.mark.filterwarnings(
    # rdflib and pyshacl still call what rdflib itself warns of.
    "ignore:(ConjunctiveGraph|Dataset\\..*) is deprecated:DeprecationWarning"
)
SHAPES = Path(__file__).with_name("dcat_ap.ttl")


def _faults(package: Path, *, but: tuple[str, ...] = ()) -> set[str]:
    """Kinds of error in a package; without the series in ``but``, which take their time."""
    path = package / "datapackage.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    left_out = {resource_name(code) for code in but}
    said["resources"] = [r for r in said["resources"] if r["name"] not in left_out]
    path.with_name("part.json").write_text(json.dumps(said), encoding="utf-8")
    report = validate(str(path.with_name("part.json")))
    return {str(error[0]) for error in report.flatten(["type"])}


@pytest.fixture
def copy(package: Path, tmp_path: Path) -> Path:
    """A copy of the package that may be changed."""
    return shutil.copytree(package, tmp_path / "package")


LARGE = ("DE_46", "DE_40", "WE_19")


def test_the_data_package_is_valid(copy: Path) -> None:
    assert _faults(copy, but=LARGE) == set()
    listed = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    names = {resource["name"] for resource in listed["resources"]}
    assert {resource_name(code) for code in CODES} < names
    assert "voorbeeld" in listed["name"]
    for resource in listed["resources"]:
        for other in resource.get("alternatives", ()):
            assert (copy / other["path"]).stat().st_size == other["bytes"]


@pytest.mark.slow
def test_the_whole_data_package_is_valid(copy: Path) -> None:
    assert _faults(copy) == set()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b";ok;", b";goed;", "constraint-error"),
        (b"\r\nWE_12;", b"\r\nWE_99;", "foreign-key"),
        (b";x;", b";?;", "type-error"),
        (b";2020;", b";2019;", "primary-key"),
        (b"Mechelen", b"Malines", "hash-count"),
    ],
)
def test_a_damaged_package_is_not(copy: Path, old: bytes, new: bytes, fault: str) -> None:
    path = copy / "reeksen/WE_12-voorbeeld.csv"
    whole = path.read_bytes()
    assert old in whole
    path.write_bytes(whole.replace(old, new))
    assert fault in _faults(copy, but=(*LARGE, "SA_S_07"))


@pytest.mark.parametrize("code", CODES)
def test_every_cell_is_what_csvw_says(code: str, package: Path) -> None:
    path = package / f"reeksen/{code}-voorbeeld.csv"
    said = json.loads((package / f"{path}-metadata.json").read_text(encoding="utf-8"))
    assert said["@context"][0] == "http://www.w3.org/ns/csvw"
    assert said["url"] == path.name
    dialect = said["dialect"]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream, delimiter=dialect["delimiter"])
    columns = said["tableSchema"]["columns"]
    assert head == [column["titles"] for column in columns]
    places = {column["name"]: place for place, column in enumerate(columns)}
    key = [places[name] for name in said["tableSchema"]["primaryKey"]]
    assert len({tuple(row[place] for place in key) for row in rows}) == len(rows)
    for row in rows:
        for text, column in zip(row, columns, strict=True):
            assert _fits(text, column), (text, column["name"])


def _fits(text: str, column: dict[str, Any]) -> bool:
    kind = column["datatype"]
    if text in column.get("null", [""] if kind != "string" else []):
        return True
    if isinstance(kind, dict):
        assert kind["format"]["decimalChar"] != kind["format"]["groupChar"]
        return bool(re.fullmatch(r"-?\d+(,\d+)?", text))
    patterns = {"integer": r"-?\d+", "gYear": r"\d{4}", "date": r"\d{4}-\d\d-\d\d", "string": ".*"}
    return bool(re.fullmatch(patterns[kind], text))


def _graph(package: Path) -> Graph:
    graph = Graph()
    path = package / "dcat.jsonld"
    return graph.parse(path, format="json-ld", publicID=path.as_uri())


def test_the_catalogue_fits_the_shapes_of_dcat_ap(package: Path) -> None:
    graph = _graph(package)
    fits, _, text = validate_shapes(graph, shacl_graph=str(SHAPES), inference="none")
    assert fits, text
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == len(CODES) + 1


@pytest.mark.parametrize(
    ("node", "name"),
    [("#catalogus", "dct:publisher"), ("#DE_40", "dct:title"), ("#DE_40-csv", "dcat:accessURL")],
)
def test_a_catalogue_without_what_is_mandatory_does_not(
    package: Path, node: str, name: str
) -> None:
    said = json.loads((package / "dcat.jsonld").read_text(encoding="utf-8"))
    for entry in said["@graph"]:
        if entry["@id"] == node:
            del entry[name]
    graph = Graph().parse(data=json.dumps(said), format="json-ld", publicID="https://example.org/")
    assert not validate_shapes(graph, shacl_graph=str(SHAPES), inference="none")[0]


def test_every_distribution_is_a_file(package: Path) -> None:
    addresses = list(_graph(package).objects(None, DCAT.downloadURL))
    assert len(addresses) == 3 * (len(CODES) + 1)
    for address in addresses:
        assert Path(str(address).removeprefix("file://")).is_file()


def test_addresses_are_absolute_where_the_site_has_one(
    stock: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(BASE_VARIABLE, "https://example.org/scan")
    said = json.loads(dcat(_OFFERED, (), stock))
    graph = Graph().parse(data=json.dumps(said), format="json-ld")
    dataset = URIRef("https://example.org/scan/data/#DE_36")
    assert (dataset, RDF.type, DCAT.Dataset) in graph
    assert all(str(node).startswith("http") for node in graph.subjects(RDF.type, DCAT.Distribution))
    assert "example.org" not in datapackage(_OFFERED, {}, {}, stock)
