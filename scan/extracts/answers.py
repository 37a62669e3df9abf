"""Extracts, answers: what a caged process says, as bytes that can be read without trusting it.

Input: a value and the kind that a function promises (its annotation). Output: bytes, and the
value again. A process that read a hostile file may say anything: whoever hears it knows the kind
already, takes nothing but texts, numbers, frames and the dataclasses of that kind, and checks
each.
"""

import datetime
import enum
import json
import types
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import polars as pl

from scan.errors import Fault
from scan.extracts.frame_bytes import frame_bytes, frame_of

_SIZE = 8
"""Bytes in which the size of a message and of its head is written."""
_PLAIN = (str, bool, int, float, type(None))
_FAULTS = tuple[Fault, ...]


class GarbledError(Exception):
    """What was said is not of the kind that was promised."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a call: a value, faults, or what went wrong beside them."""

    value: object = None
    faults: tuple[Fault, ...] = ()
    trouble: str = ""
    """What nobody foresaw, for people."""


def promised(function: Callable[..., object]) -> object:
    """The kind of value that a function returns, by its annotation."""
    return get_type_hints(function)["return"]


def pack(answer: Answer, kind: object) -> bytes:
    """``answer`` as bytes. Raises GarbledError for a value that is not of ``kind``."""
    frames: list[bytes] = []
    head = {
        "value": None if _failed(answer) else _written(answer.value, kind, frames),
        "faults": _written(answer.faults, _FAULTS, frames),
        "trouble": answer.trouble,
        "frames": [len(frame) for frame in frames],
    }
    text = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return b"".join((len(text).to_bytes(_SIZE, "big"), text, *frames))


def unpack(data: bytes | bytearray, kind: object) -> Answer:
    """The answer that ``data`` holds. Raises GarbledError for anything else."""
    try:
        end = _SIZE + int.from_bytes(data[:_SIZE], "big")
        head = json.loads(bytes(data[_SIZE:end]))
        frames = _cut(memoryview(data)[end:], [_whole(size) for size in head["frames"]])
        faults = cast("tuple[Fault, ...]", _read(head["faults"], _FAULTS, []))
        answer = Answer(None, faults, cast("str", _read(head["trouble"], str, [])))
        if _failed(answer):
            return answer
        return Answer(_read(head["value"], kind, frames))
    # The boundary: whatever a garbled answer breaks on, it is a garbled answer.
    except (Exception, pl.exceptions.PanicException) as error:
        raise GarbledError(f"{type(error).__name__}: {error}") from error


def _failed(answer: Answer) -> bool:
    return bool(answer.faults or answer.trouble)


def _cut(data: memoryview, sizes: Iterable[int]) -> list[bytes]:
    """``data`` in pieces of these sizes, which must take all of it."""
    pieces, at = [], 0
    for size in sizes:
        pieces.append(bytes(data[at : at + size]))
        at += size
    if at != len(data):
        raise GarbledError(f"{len(data)} bytes of frames, {at} were announced")
    return pieces


# --- kinds ----------------------------------------------------------------------------------


def _written(value: object, kind: object, frames: list[bytes]) -> object:
    """``value`` as JSON; its frames are put in ``frames``."""
    if kind is Any or kind is object:
        return value
    if kind is pl.DataFrame and isinstance(value, pl.DataFrame):
        frames.append(frame_bytes(value))
        return len(frames) - 1
    if _is_union(kind):
        arms = get_args(kind)
        at = next((at for at, arm in enumerate(arms) if _fits(value, arm)), 0)
        return [at, _written(value, arms[at], frames)]
    if not _fits(value, kind):
        raise GarbledError(f"{type(value).__name__} is no {kind}")
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        of_keys, of_values = get_args(kind)
        return [
            [_written(name, of_keys, frames), _written(one, of_values, frames)]
            for name, one in value.items()
        ]
    if isinstance(value, tuple | list):
        kinds = _kinds_of_items(kind, len(value))
        return [_written(one, of, frames) for one, of in zip(value, kinds, strict=True)]
    if is_dataclass(value):
        parts = _fields(kind).items()
        return [_written(getattr(value, name), of, frames) for name, of in parts]
    return value


def _read(said: object, kind: object, frames: list[bytes]) -> object:
    """The value of ``kind`` that ``said`` stands for."""
    if kind is Any or kind is object:
        return said
    if kind is pl.DataFrame:
        return frame_of(frames[_whole(said)])
    if _is_union(kind):
        at, one = _list(said, kind)
        return _read(one, get_args(kind)[_whole(at)], frames)
    if kind in _PLAIN or kind is None:
        if not _fits(said, kind):
            raise GarbledError(f"{type(said).__name__} is no {kind}")
        return said
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind(said)
    if kind is datetime.date:
        return datetime.date.fromisoformat(cast("str", said))
    return _read_many(_list(said, kind), kind, frames)


def _read_many(said: list[object], kind: object, frames: list[bytes]) -> object:
    """The same for what has parts."""
    origin = get_origin(kind)
    if origin is dict:
        pair_of = types.GenericAlias(tuple, get_args(kind))
        pairs = (_read_many(_list(pair, kind), pair_of, frames) for pair in said)
        return dict(cast("Iterable[tuple[object, object]]", pairs))
    if origin in (tuple, list):
        kinds = _kinds_of_items(kind, len(said))
        items = [_read(one, of, frames) for one, of in zip(said, kinds, strict=True)]
        return items if origin is list else tuple(items)
    kinds = tuple(_fields(kind).values())
    items = [_read(one, of, frames) for one, of in zip(said, kinds, strict=True)]
    return cast("Callable[..., object]", kind)(*items)


def _list(said: object, kind: object) -> list[object]:
    if not isinstance(said, list):
        raise GarbledError(f"{type(said).__name__} is no {kind}")
    return said


def _whole(said: object) -> int:
    if type(said) is not int or said < 0:
        raise GarbledError(f"{type(said).__name__} is no place in a list")
    return said


def _is_union(kind: object) -> bool:
    return get_origin(kind) in (Union, types.UnionType)


def _fits(value: object, kind: object) -> bool:
    """Whether a value is of a kind, at its outside."""
    if kind is Any or kind is object:
        return True
    if kind is None:
        return value is None
    if kind is float:
        return type(value) in (int, float)
    outside = get_origin(kind) or kind
    if outside in _PLAIN:
        return type(value) is outside
    return isinstance(outside, type) and isinstance(value, outside)


def _kinds_of_items(kind: object, count: int) -> tuple[object, ...]:
    kinds = get_args(kind)
    repeated = get_origin(kind) is list or kinds[1:] == (...,)
    return (kinds[0],) * count if repeated else kinds


@cache
def _fields(kind: Hashable) -> dict[str, object]:
    """The fields of a dataclass with their kinds, in order."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise GarbledError(f"{kind} is no kind that can be sent")
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
