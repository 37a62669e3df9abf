"""The rivals of the benchmark draw every kind of chart that a report has."""

from typing import get_args

from scan.report.figures.kinds import KINDS
from scan.views.core import Kind
from tests.bench.plain_charts import PLAIN


def test_every_kind_has_a_plain_counterpart() -> None:
    findings = get_args(Kind)
    assert set(PLAIN) == {*KINDS, *findings, "profile", "map"}
