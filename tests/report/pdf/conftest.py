"""The reference validator, where it has been obtained."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.report.pdf.verapdf.engine import Failure, judge
from tests.report.pdf.verapdf.obtain import missing

Judge = Callable[[Iterable[Path]], dict[Path, tuple[Failure, ...]]]


@pytest.fixture(scope="session")
def verapdf() -> Judge:
    """Judges files; tests that need it are skipped where the engine is not there."""
    if absent := missing():
        pytest.skip(f"no veraPDF ({', '.join(absent)}); make verapdf obtains it")
    return judge
