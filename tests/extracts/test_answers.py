"""What a caged process says arrives as it was said, or not at all."""

import datetime
import enum
import random
from dataclasses import dataclass
from typing import Any

import polars as pl
import pytest

from scan.errors import Fault
from scan.extracts.answers import Answer, GarbledError, pack, promised, unpack


class Colour(enum.Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    share: float | None = None


FRAME = pl.DataFrame(
    {
        "text": ["a", None, "long enough to lie outside of what is held in place"],
        "whole": pl.Series([1, None, 3], dtype=pl.Int32),
        "figure": [0.1, None, float("inf")],
        "day": [datetime.date(2025, 1, 1), None, None],
        "is_so": [True, None, False],
        "status": pl.Series(["x", None, "y"], dtype=pl.Enum(["x", "y"])),
        "nothing": pl.Series([None, None, None], dtype=pl.Null),
    }
)
VALUES: list[tuple[object, object]] = [
    (None, None),
    ("é\udcff\n\u202e", str),
    (3, int | None),
    (None, int | None),
    (3, float),
    (0.1 + 0.2, float),
    (True, bool),
    ((1, "a"), tuple[int, str]),
    ((), tuple[int, ...]),
    ([Part("a", 1.5), Part("b")], list[Part]),
    ({2025: ("a",)}, dict[int, tuple[str, ...]]),
    (Colour.RED, Colour),
    (datetime.date(2025, 2, 1), datetime.date),
    ({"features": [{"x": [1, 2.5, None]}]}, dict[str, Any]),
    ((Fault("a", "b", "c", facts=(("d", "e"),)),), tuple[Fault, ...]),
]


@pytest.mark.parametrize(("value", "kind"), VALUES, ids=repr)
def test_a_value_arrives_as_it_was_said(value: object, kind: object) -> None:
    heard = unpack(pack(Answer(value), kind), kind).value
    assert heard == value
    assert type(heard) is type(value)


@pytest.mark.parametrize("frame", [FRAME, FRAME.clear(), FRAME.slice(1, 1), pl.DataFrame()])
def test_a_frame_arrives_with_its_columns(frame: pl.DataFrame) -> None:
    kind = dict[str, pl.DataFrame]
    heard = unpack(pack(Answer({"a": frame, "b": FRAME}), kind), kind).value
    assert isinstance(heard, dict)
    assert heard["a"].equals(frame)
    assert heard["a"].schema == frame.schema
    assert heard["b"].equals(FRAME)


def test_faults_and_trouble_come_in_place_of_a_value() -> None:
    faults = (Fault("a", "b", "c"),)
    assert unpack(pack(Answer(faults=faults), int), int) == Answer(faults=faults)
    assert unpack(pack(Answer(trouble="oh"), int), int) == Answer(trouble="oh")


@pytest.mark.parametrize(
    ("value", "said", "wanted"),
    [
        ("a", str, int),
        (True, bool, int),
        (1, int, bool),
        (1, int, str),
        ("a", str, tuple[str, ...]),
        ((1, 2), tuple[int, ...], tuple[int, str]),
        ((1,), tuple[int, ...], tuple[int, int]),
        ([1], list[int], dict[str, int]),
        (-1, int, pl.DataFrame),
        (7, int, pl.DataFrame),
        ("blue", str, Colour),
        ("yesterday", str, datetime.date),
        (("a", 1.0, 2), tuple[str, float, int], Part),
        ((-1, 1), tuple[int, int], int | None),
        ("a", str, type),
    ],
)
def test_another_kind_is_not_believed(value: object, said: object, wanted: object) -> None:
    with pytest.raises(GarbledError):
        unpack(pack(Answer(value), said), wanted)


def test_only_what_is_promised_can_be_said() -> None:
    for value, kind in (("a", int), (object(), object), (Part("a"), Colour), ({1}, set[int])):
        with pytest.raises((GarbledError, TypeError)):
            pack(Answer(value), kind)


def test_a_garbled_answer_is_none() -> None:
    """Whatever bytes are changed: a value of the kind or GarbledError, and never a crash."""
    kind = tuple[str, pl.DataFrame]
    good = pack(Answer(("a", FRAME)), kind)
    chance = random.Random(1)
    refused = 0
    for _ in range(3_000):
        data = bytearray(good)
        for _ in range(chance.choice((1, 2, 8))):
            at = chance.randrange(len(data))
            data[at : at + 1] = chance.choice((b"", b"\xff" * 8, bytes([chance.randrange(256)])))
        try:
            text, frame = unpack(data, kind).value or ("", FRAME)  # type: ignore[misc]
        except GarbledError:
            refused += 1
            continue
        assert isinstance(text, str)
        assert isinstance(frame, pl.DataFrame)
        assert len(frame.rows()) == frame.height
    assert refused > 1_000


def reader() -> tuple[Part, ...]:
    return ()


def test_a_function_promises_what_it_is_annotated_with() -> None:
    assert promised(reader) == tuple[Part, ...]
