"""Receipts: what cannot be read as one counts as none, whatever it is."""

import json
from pathlib import Path

import polars as pl
import pytest

from scan.errors import RefusedError
from scan.publish.receipts import FORMAT, Receipt, read_receipt, receipt_path, write_receipt

RECEIPT = Receipt(
    publication="klein",
    nis="12025",
    name="Mechelen",
    key="k",
    file="reports/klein/12025.pdf",
    sha256="0" * 64,
    size=10,
    pages=4,
    indicators=("DE_42",),
    made="2026-03-01T01:30:00",
    data_date="2025-01-01",
    seconds=1.5,
    verdict="PDF/UA-1",
    run="2026-03-01T01-30-00",
    parts={"layouts": "a"},
)
WRONG = [(key, value) for key in ("parts", "inputs", "beside") for value in ([], None, {"a": 1})]
WRONG += [
    ("file", 5),
    ("size", "x"),
    ("size", "10"),
    ("made", None),
    ("indicators", "DE_42"),
    ("later", 1),
    ("format", "3"),
]


def test_a_receipt_comes_back_as_it_was(tmp_path: Path) -> None:
    written = write_receipt(tmp_path, RECEIPT, pl.DataFrame({"a": [1]}))
    assert written.beside.keys() == {"receipts/klein/12025.parquet"}
    assert read_receipt(receipt_path(tmp_path, "klein", "12025")) == written


@pytest.mark.parametrize(("key", "value"), WRONG, ids=str)
def test_a_field_of_another_kind_is_no_receipt(tmp_path: Path, key: str, value: object) -> None:
    write_receipt(tmp_path, RECEIPT, pl.DataFrame({"a": [1]}))
    path = receipt_path(tmp_path, "klein", "12025")
    data = {**json.loads(path.read_text(encoding="utf-8")), key: value}
    path.write_text(json.dumps(data), encoding="utf-8")
    assert read_receipt(path) is None


def test_a_receipt_of_before_is_read_and_a_later_one_refused(tmp_path: Path) -> None:
    written = write_receipt(tmp_path, RECEIPT, pl.DataFrame({"a": [1]}))
    path = receipt_path(tmp_path, "klein", "12025")
    facts = json.loads(path.read_text(encoding="utf-8"))
    assert facts.pop("format") == FORMAT
    path.write_text(json.dumps(facts), encoding="utf-8")
    assert read_receipt(path) == written
    later = {**facts, "format": FORMAT + 1, "more": 1}
    path.write_text(json.dumps(later), encoding="utf-8")
    with pytest.raises(RefusedError, match=r"use the newer program, or remove .*klein"):
        read_receipt(path)


@pytest.mark.parametrize("text", ["", "{", "null", "[]", "{}", "\0"])
def test_what_is_no_object_is_no_receipt(tmp_path: Path, text: str) -> None:
    path = tmp_path / "12025.json"
    path.write_text(text, encoding="utf-8")
    assert read_receipt(path) is None


def test_a_folder_is_no_receipt(tmp_path: Path) -> None:
    assert read_receipt(tmp_path) is None
    assert read_receipt(tmp_path / "12025.json") is None
