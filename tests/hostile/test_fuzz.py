"""Whatever is done to a file, its reader refuses it in words or gives figures that hold.

``make test`` tries some hundred variants, the same each time; the slow test ten thousand new
ones. No other error, no hang, no more than a gigabyte.
"""

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.errors import ExtractError, Fault
from scan.extracts.cage import Cage
from scan.extracts.contract import Checked
from scan.extracts.frames import CLEAN_COLUMNS
from scan.extracts.readers.layouts import READERS
from scan.status import Status
from tests.hostile.examine import LIMITS, examined
from tests.hostile.mutations import spoilt
from tests.hostile.subjects import Subject, subjects

VARIANTS = 10_000
FEW = 400
SUBJECTS = 27
"""With real extracts; without, the first fourteen."""
_NUMBERS = [status.value for status in Status if status.has_number]
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@pytest.fixture(scope="module")
def cast(catalogue: Catalogue) -> tuple[Subject, ...]:
    return tuple(subjects(catalogue))


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    """A process that may take so much for one file."""
    with Cage(LIMITS) as own:
        yield own


def refused_or_good(subject: Subject, data: bytes, catalogue: Catalogue, cage: Cage) -> None:
    """Reads a variant; AssertionError for anything but clear faults or a good frame.

    A decoder that panics or ends the process is stopped by the cage; any other error is a bug.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sample{Path(subject.name).suffix}"
        path.write_bytes(data)
        checked, broken = Checked(pl.DataFrame()), ()
        try:
            checked = cage.read(examined, (subject.source, path, catalogue), path)
        except ExtractError as error:
            broken = error.faults
        assert [entry.name for entry in Path(folder).iterdir()] == [path.name]
    if broken:
        assert all(map(_is_of_a_decoder, broken)), broken
    elif checked.faults:
        assert all(map(_is_clear, checked.faults)), checked.faults
    else:
        _is_good(checked)


def _is_of_a_decoder(fault: Fault) -> bool:
    decoders = ("its process was ended by signal", "PanicException", "makes its reader ask for")
    return _is_clear(fault) and any(text in fault.message for text in decoders)


def _is_clear(fault: Fault) -> bool:
    text = str(fault)
    return bool(fault.file and fault.message and fault.remedy) and text.isprintable()


def _is_good(checked: Checked) -> None:
    frame = checked.frame
    assert dict(list(frame.schema.items())[: len(CLEAN_COLUMNS)]) == CLEAN_COLUMNS
    assert frame.height
    shown = frame.filter(pl.col("status").is_in(_NUMBERS)).get_column("value")
    assert shown.is_not_null().all()
    assert shown.is_finite().all()
    assert frame.filter(~pl.col("status").is_in(_NUMBERS)).get_column("value").is_null().all()
    assert all(re.fullmatch("[0-9]{5}", area) for area in frame.get_column("area").unique())
    assert frame.get_column("period").is_between(1900, 2100).all()


def _fuzz(
    subject: Subject, catalogue: Catalogue, cage: Cage, variants: int, always_the_same: bool
) -> None:
    @settings(
        max_examples=variants,
        derandomize=always_the_same,
        database=None,
        print_blob=True,
        suppress_health_check=_CHECKS,
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        variant = data.draw(spoilt(subject.data, subject.is_zip).map(_Hidden)).data
        refused_or_good(subject, variant, catalogue, cage)

    tried()


class _Hidden:
    """Bytes that a failing test does not print in full."""

    def __init__(self, data: bytes) -> None:
        self.data = data


def test_the_subjects_are_read_as_they_are(
    cast: tuple[Subject, ...], catalogue: Catalogue, cage: Cage
) -> None:
    assert {subject.source.layout for subject in cast} == set(READERS)
    kinds = {".csv", ".zip", ".xlsx", ".ods", ".parquet"}
    assert {Path(subject.name).suffix for subject in cast} >= kinds
    assert len(cast) <= SUBJECTS
    for subject in cast:
        refused_or_good(subject, subject.data, catalogue, cage)


@pytest.mark.parametrize("number", range(SUBJECTS))
def test_some_spoilt_files(
    number: int, cast: tuple[Subject, ...], catalogue: Catalogue, cage: Cage
) -> None:
    if number >= len(cast):
        pytest.skip("no such subject without real extracts; set SCAN_REAL_EXTRACTS")
    _fuzz(cast[number], catalogue, cage, FEW // len(cast), always_the_same=True)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SUBJECTS))
def test_ten_thousand_spoilt_files(
    number: int, cast: tuple[Subject, ...], catalogue: Catalogue, cage: Cage
) -> None:
    if number >= len(cast):
        pytest.skip("no such subject without real extracts; set SCAN_REAL_EXTRACTS")
    _fuzz(cast[number], catalogue, cage, VARIANTS // len(cast) + 1, always_the_same=False)
