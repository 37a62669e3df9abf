"""Frames as bytes: every kind arrives as it was, and bytes that lie are refused."""

import datetime
import json
import random
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from polars.testing.parametric import dataframes

from scan.extracts.frame_bytes import frame_bytes, frame_of

KINDS = pl.DataFrame(
    {
        "text": ["x", None, "", "é\n\x1f", "\x1f0\x1e"],
        "whole": [1, None, -3, 2**62, 0],
        "small": pl.Series([1, 2, None, 4, 255], dtype=pl.UInt8),
        "share": [0.1, None, float("nan"), float("inf"), -0.0],
        "truth": [True, None, False, True, False],
        "day": [datetime.date(2026, 1, 1), None, *[datetime.date(1900, 2, 28)] * 3],
        "one of": pl.Series(["a", None, "b", "a", "b"], dtype=pl.Enum(["b", "a"])),
        "nothing": pl.Series([None] * 5, dtype=pl.Null),
    }
)
SENT = [
    *(pl.String, pl.Boolean, pl.Date, pl.Null, pl.Enum, pl.Float32, pl.Float64),
    *(pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64),
]
"""The kinds of columns that travel."""
REFUSALS = (ValueError, TypeError, KeyError, pl.exceptions.PolarsError)


@pytest.mark.parametrize("frame", [KINDS, KINDS.clear(), KINDS.slice(1, 1), pl.DataFrame()])
def test_a_frame_arrives_as_it_was(frame: pl.DataFrame) -> None:
    heard = frame_of(frame_bytes(frame))
    assert heard.schema == frame.schema
    assert heard.equals(frame)


@settings(max_examples=200, deadline=None)
@given(dataframes(allowed_dtypes=SENT, max_cols=6, max_size=30))
def test_whatever_frame_arrives_as_arrow_carries_it(frame: pl.DataFrame) -> None:
    """The oracle is the format of Polars itself, which may be believed as it has just been made."""
    arrow = BytesIO()
    frame.write_ipc_stream(arrow)
    assert_frame_equal(frame_of(frame_bytes(frame)), pl.read_ipc_stream(arrow.getvalue()))


@given(st.lists(st.none() | st.text(st.sampled_from("\x1f\x1e01é\0")), max_size=40))
def test_texts_with_signs_to_cut_at_arrive_as_they_were(texts: list[str | None]) -> None:
    frame = pl.DataFrame({"a": pl.Series(texts, dtype=pl.String)})
    assert frame_of(frame_bytes(frame)).equals(frame)


def test_a_kind_that_nobody_knows_is_not_sent() -> None:
    with pytest.raises(ValueError, match=r"Duration|List"):
        frame_bytes(pl.DataFrame({"a": [[1]]}))


def _said(head: object, rest: bytes = b"") -> bytes:
    text = json.dumps(head).encode("ascii")
    return len(text).to_bytes(8, "big") + text + rest


@pytest.mark.parametrize(
    "data",
    [
        b"",
        _said({"height": -1, "columns": []}),
        _said({"height": True, "columns": []}),
        _said({"height": 2, "columns": [["a", "Int64", "", 0, 8]]}, b"\0" * 8),
        _said({"height": 1, "columns": [["a", "Int64", "", 0, 8]]}, b"\0" * 9),
        _said({"height": 1, "columns": [["a", "Int64", "", -8, 8]]}, b"\0" * 8),
        _said({"height": 1, "columns": [["a", "Int64", "", 2, 8]]}, b"\0" * 10),
        _said({"height": 2, "columns": [["a", "String", ",", 0, 1]]}, b"a"),
        _said({"height": 0, "columns": [["a", "String", ",", 0, 1]]}, b"a"),
        _said({"height": 1, "columns": [["a", "String", ",", 0, 7]]}, b"\0\0\0\0a,b"),
        _said({"height": 1, "columns": [["a", "String", ",", 0, 5]]}, b"\1\0\0\0a"),
        _said({"height": 1, "columns": [["a", ["b"], "", 0, 4]]}, b"\1\0\0\0"),
        _said({"height": 2, "columns": [["a", "String", ",", 0, 11]]}, b"\0" * 8 + b"a,a"),
        _said({"height": 1, "columns": [["a", "Null", "", 1, 1]]}, b"\1a"),
        _said({"height": 2, "columns": [["a", "Null", "", 2, 0]]}, b"\1\0"),
        _said({"height": 1, "columns": [["a", "Date", "", 0, 4]]}, b"\xff\xff\xff\x7f"),
        _said({"height": 1, "columns": [["a", ["b"], ",", 0, 1]]}, b"a"),
        _said({"height": 1, "columns": [["a", "String", "", 0, 1]]}, b"a"),
        _said({"height": 1, "columns": [["a", "String", ",", 0, 1]]}, b"\xff"),
        _said({"height": 1, "columns": [["a", "Object", "", 0, 8]]}, b"\0" * 8),
        _said({"height": 1, "columns": [[1, "Int64", "", 0, 8]]}, b"\0" * 8),
    ],
)
def test_bytes_that_lie_are_refused(data: bytes) -> None:
    with pytest.raises(REFUSALS):
        frame_of(data)


@pytest.mark.parametrize("kind", ["Null", "Int8", "Boolean", "String", ["a"]])
def test_a_height_without_bytes_takes_no_memory(kind: str | list[str]) -> None:
    data = _said({"height": 10**15, "columns": [["a", kind, ",", 0, 0]]})
    with pytest.raises(ValueError, match=r"rows|nothing"):
        frame_of(data)


def test_whatever_bytes_are_changed_nothing_breaks() -> None:
    good = frame_bytes(KINDS)
    chance = random.Random(2)
    refused = 0
    for _ in range(2_000):
        data = bytearray(good)
        for _ in range(chance.choice((1, 2, 8))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            frame = frame_of(bytes(data))
        except (*REFUSALS, AttributeError):
            refused += 1
            continue
        assert len(frame.rows()) == frame.height
    assert refused > 500
