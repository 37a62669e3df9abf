"""Report, figures: the few words of furniture that a chart needs beside those of its view.

Input: the flat table of ``catalogue/wording/figures.toml``. Output: text, or nothing where the
table lacks it.
"""

from collections.abc import Mapping
from types import MappingProxyType

Labels = Mapping[str, str]
NO_LABELS: Labels = MappingProxyType({})


def furniture(labels: Labels, key: str, **figures: str) -> str:
    """The words under ``labels.<key>`` with figures filled in; empty where there are none."""
    return labels.get(f"labels.{key}", "").format(**figures)
