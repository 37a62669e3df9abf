"""A small delivery in which counts are hidden, for tests that read what is made of it."""

from pathlib import Path

import pytest

from scan.extracts.chosen import MARKER

YEARS = ("2024", "2025")


@pytest.fixture(scope="session")
def origin(made_up_extracts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the made-up groups of origin of two years and nothing else."""
    folder = tmp_path_factory.mktemp("origin")
    (folder / MARKER).write_bytes((made_up_extracts / MARKER).read_bytes())
    (path,) = made_up_extracts.glob("statbel_origin_detail*")
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.startswith(YEARS)]
    (folder / path.name).write_text("\n".join([head, *kept, ""]), encoding="utf-8")
    return folder
