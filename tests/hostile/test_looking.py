"""A look at whatever is done to a file: refused in words, or told in lines and in a valid draft."""

import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scan.catalogue.entries import Catalogue
from scan.catalogue.sources import Source
from scan.errors import ExtractError
from scan.extracts.cage import Cage
from scan.extracts.look.assessing import is_drafted
from scan.extracts.look.drafting import draft
from scan.extracts.look.lines import file_line, table_lines
from scan.extracts.look.looking import Asked, look_at
from scan.extracts.look.matching import matched
from tests.hostile.corpus import CORPUS, Bad
from tests.hostile.mutations import spoilt
from tests.hostile.subjects import Subject, subjects

VARIANTS = 8
"""Of each subject: every one is looked at as a whole."""
SUBJECTS = 25
"""With real extracts; without, the first twelve."""
_CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


class _Hidden:
    """Bytes that a failing test does not print in full."""

    def __init__(self, data: bytes) -> None:
        self.data = data


@pytest.fixture(scope="module")
def cast(catalogue: Catalogue) -> tuple[Subject, ...]:
    return tuple(subjects(catalogue))


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    """As the command looks: a decoder that ends its process ends none of ours."""
    with Cage() as own:
        yield own


def _refused_or_told(path: Path, catalogue: Catalogue, cage: Cage) -> None:
    try:
        look = cage.read(look_at, Asked(path, catalogue.areas), path)
    except ExtractError as error:
        refused = [str(fault) for fault in error.faults]
        assert not [text for text in refused if "broke its reader" in text]
        return
    for table in look.tables:
        lines = [file_line(look), *table_lines(table)]
        assert all(line.isprintable() for line in lines)
        if not is_drafted(table):
            continue
        text = draft(look, table, matched(table, path.stem, catalogue))
        assert Source.model_validate(tomllib.loads(text)).draft


@pytest.mark.parametrize("number", range(SUBJECTS))
def test_spoilt_files(
    number: int, cast: tuple[Subject, ...], catalogue: Catalogue, cage: Cage
) -> None:
    if number >= len(cast):
        pytest.skip("no such subject without real extracts; set SCAN_REAL_EXTRACTS")
    subject = cast[number]

    @settings(
        max_examples=VARIANTS,
        derandomize=True,
        database=None,
        suppress_health_check=_CHECKS,
        deadline=None,
    )
    @given(st.data())
    def tried(data: st.DataObject) -> None:
        variant = data.draw(spoilt(subject.data, subject.is_zip).map(_Hidden)).data
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"sample{Path(subject.name).suffix}"
            path.write_bytes(variant)
            _refused_or_told(path, catalogue, cage)

    tried()


@pytest.mark.parametrize("bad", CORPUS, ids=lambda bad: bad.name)
def test_bad_deliveries(
    bad: Bad, good: dict[str, bytes], catalogue: Catalogue, cage: Cage, tmp_path: Path
) -> None:
    _refused_or_told(bad.build(tmp_path, good), catalogue, cage)
