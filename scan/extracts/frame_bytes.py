"""Extracts, frames as bytes: how a frame travels from a process that nobody trusts.

Input: a frame of texts, numbers, truths and dates. Output: bytes, and the frame again. Polars' own
readers of Arrow and Parquet believe what stands in a file about itself, and end their process where
it lies. PyArrow checks it, but takes 170 MB beside the 640 of all the rest, a tenth of a second to
load, and has no other use here. So a column is nothing but numbers of one kind; of texts, one text
that is cut at a sign into the different ones, and their numbers. Whatever bytes come give a frame
or an error, and no rows are made for which no byte came. Tests hold it against Arrow as Polars
writes it, for whatever frame.
"""

import datetime
import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

_SIZE = 8
"""Bytes in which the size of the head is written."""
_NUMBERS: dict[str, tuple[pl.DataType, str]] = {
    **{f"Int{bits}": (getattr(pl, f"Int{bits}")(), f"<i{bits // 8}") for bits in (8, 16, 32, 64)},
    **{f"UInt{bits}": (getattr(pl, f"UInt{bits}")(), f"<u{bits // 8}") for bits in (8, 16, 32, 64)},
    **{f"Float{bits}": (getattr(pl, f"Float{bits}")(), f"<f{bits // 8}") for bits in (32, 64)},
    "Boolean": (pl.Boolean(), "|u1"),
    "Date": (pl.Date(), "<i4"),
}
"""Kind of column → its type in Polars, and how NumPy writes one value."""
_EPOCH = datetime.date(1970, 1, 1)
_DAYS = ((datetime.date.min - _EPOCH).days, (datetime.date.max - _EPOCH).days)
"""The first and the last day that Python knows, as Polars counts them: days since 1970."""
_TEXT = "String"
_NOTHING = "Null"
_NUMBER = "<u4"
"""How the number of a text is written."""


def frame_bytes(frame: pl.DataFrame) -> bytes:
    """``frame`` as bytes. Raises ValueError for a column of another kind than the module knows."""
    columns, buffers = [], []
    for column in frame.iter_columns():
        missing = _raw(column.is_null(), "|u1") if column.null_count() else b""
        cut, values = _values(column)
        kind = _kind(column.dtype)
        columns.append([column.name, kind, cut, len(missing), len(values)])
        buffers += [missing, values]
    head = json.dumps({"height": frame.height, "columns": columns}).encode("ascii")
    return b"".join((len(head).to_bytes(_SIZE, "big"), head, *buffers))


def _kind(dtype: pl.DataType) -> str | list[str]:
    """The name of a kind; for texts of which a list is known, that list."""
    return dtype.categories.to_list() if isinstance(dtype, pl.Enum) else str(dtype)


def _values(column: pl.Series) -> tuple[str, bytes]:
    """The sign at which a text is cut, empty for numbers; and the values, nothing for missing."""
    kind = str(column.dtype)
    if kind == _TEXT:
        texts = column.drop_nulls().unique(maintain_order=True)
        cut = next(sign for sign in _signs() if not texts.str.contains(sign, literal=True).any())
        whole = str(texts.str.join(cut).item() if len(texts) else "").encode("utf-8")
        return cut, _places(column.cast(pl.Enum(texts))) + whole
    if isinstance(column.dtype, pl.Enum):
        return "", _places(column)
    if kind == _NOTHING:
        return "", b""
    if kind not in _NUMBERS:
        raise ValueError(f"a column of {kind} cannot be sent")
    zero = pl.lit(False) if kind == "Boolean" else pl.lit(0)
    numbers = column.to_physical().to_frame("n").select(pl.col("n").fill_null(zero)).to_series()
    return "", _raw(numbers, _NUMBERS[kind][1])


def _places(column: pl.Series) -> bytes:
    """The number of each text in the list of its kind."""
    return _raw(column.to_physical().fill_null(0), _NUMBER)


def _signs() -> Iterator[str]:
    """Signs to cut at, until one stands in no text. None of them ends as another begins."""
    yield "\x1f"
    yield from (f"\x1f{number}\x1e" for number in itertools.count())


def _raw(numbers: pl.Series, kind: str) -> bytes:
    return numbers.to_numpy().astype(kind, copy=False).tobytes()


def frame_of(data: bytes) -> pl.DataFrame:
    """The frame that ``data`` stands for.

    Raises ValueError, TypeError, KeyError or an error of Polars for bytes that stand for none.
    """
    start = _SIZE + int.from_bytes(data[:_SIZE], "big")
    head = json.loads(data[_SIZE:start])
    height = head["height"]
    if type(height) is not int or height < 0:
        raise ValueError("no number of rows")
    columns = []
    for name, kind, cut, missing, size in head["columns"]:
        if not isinstance(name, str) or min(missing, size) < 0:
            raise ValueError("no column")
        gaps, values = data[start : start + missing], data[start + missing :][:size]
        start += missing + size
        columns.append(_column(name, kind, _Sent(cut, values, gaps, height)))
    if start != len(data):
        raise ValueError("more or fewer bytes than were announced")
    return pl.DataFrame(columns)


@dataclass(frozen=True, slots=True)
class _Sent:
    """The bytes of a column. Nothing is made for its height but what as many bytes stand for."""

    cut: str
    data: bytes
    missing: bytes
    """A byte a value, not 0 where it is missing; empty where none is."""
    height: int

    def gaps(self) -> np.ndarray | None:
        """Where values are missing; ``None`` where none is."""
        return _numbers(self.missing, "|u1", self.height) != 0 if self.missing else None

    def texts(self) -> tuple[bytes, list[str]]:
        """The numbers of a column of texts, and the different ones."""
        numbers = self.height * np.dtype(_NUMBER).itemsize
        texts = self.data[numbers:].decode("utf-8").split(self.cut)
        if len(texts) > max(self.height, 1) or (texts != [""] and not self.height):
            raise ValueError("more texts than rows")
        return self.data[:numbers], texts


def _column(name: str, kind: str | list[str], sent: _Sent) -> pl.Series:
    """A column as it was sent.

    Nothing here is left to the threads of Polars: a process that was forked has none of them.
    """
    gaps = sent.gaps()
    if isinstance(kind, list):
        return _listed(name, sent.data, kind, gaps, sent.height)
    if kind == _TEXT:
        places, texts = sent.texts()
        return _listed(name, places, texts, gaps, sent.height).cast(pl.String)
    if kind == _NOTHING:
        return pl.Series(name, [None] * _all(gaps, sent), pl.Null)
    known, written = _NUMBERS[kind]
    numbers = _numbers(sent.data, written, sent.height)
    if (
        kind == "Date"
        and len(numbers)
        and not _DAYS[0] <= numbers.min() <= numbers.max() <= _DAYS[1]
    ):
        raise ValueError("a day that no calendar has")
    column = pl.Series(name, numbers != 0 if kind == "Boolean" else numbers)
    return _with_gaps(column, gaps).cast(known)


def _listed(
    name: str, places: bytes, texts: list[str], gaps: np.ndarray | None, height: int
) -> pl.Series:
    """A column of texts from a list, by their numbers in it."""
    numbers = _numbers(places, _NUMBER, height)
    if gaps is not None:
        numbers = np.where(gaps, 0, numbers)
    if height and (gaps is None or not gaps.all()) and numbers.max() >= len(texts):
        raise ValueError("a text that is not in the list")
    return _with_gaps(pl.Series(name, numbers), gaps).cat.to(pl.Enum(texts))


def _with_gaps(column: pl.Series, gaps: np.ndarray | None) -> pl.Series:
    return column if gaps is None else column.set(pl.Series(gaps), None)


def _all(gaps: np.ndarray | None, sent: _Sent) -> int:
    """The height of a column of nothing, all of whose values must be said to be missing."""
    if sent.data or (sent.height and (gaps is None or not gaps.all())):
        raise ValueError("a column of nothing that holds something")
    return sent.height


def _numbers(data: bytes, kind: str, height: int) -> np.ndarray:
    found = np.frombuffer(data, kind)
    if len(found) != height:
        raise ValueError("more or fewer numbers than rows")
    return found
