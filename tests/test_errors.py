"""The error tree: what is raised in one process arrives whole in another."""

import pickle

import pytest

from scan.errors import CatalogueError, ExtractError, Fault, ReportError, ScanError

FAULTS = (Fault("a.csv", "row 2", "is no number", "send the file again"),)


@pytest.mark.parametrize(
    "error", [ExtractError(FAULTS), CatalogueError(FAULTS), ReportError("DE_36", "too long")]
)
def test_an_error_arrives_whole_from_another_process(error: ScanError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert (type(arrived), str(arrived), vars(arrived)) == (type(error), str(error), vars(error))
