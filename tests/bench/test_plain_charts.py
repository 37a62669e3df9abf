"""The rivals of the benchmark draw every kind of chart that a report has."""

from scan.report.figures.kinds import KINDS
from tests.bench.plain_charts import PLAIN


def test_every_kind_has_a_plain_counterpart() -> None:
    assert set(PLAIN) == {*KINDS, "profile", "map"}
