"""Catalogue, addresses: where the site stands, and the page of an indicator in it.

Input: the wording of downloads and the environment. Output: addresses. ``SCAN_BASE_URL`` goes
before ``package.site`` in ``catalogue/wording/downloads.toml``, so that the same catalogue serves
the public site and one that is tried out. Without either, addresses are relative.
"""

import os
from collections.abc import Mapping

BASE_VARIABLE = "SCAN_BASE_URL"
FROM_REPORT = "../../"
"""The root of the site as seen from a report, which stands two folders deep in it."""
INDEX = "index.html"
"""What a web server shows of a folder; said in full where there may be no server."""


def site_address(words: Mapping[str, str]) -> str:
    """Address of the site with a slash at the end; empty when it is not set."""
    site = os.environ.get(BASE_VARIABLE) or words["package.site"]
    return f"{site.rstrip('/')}/" if site else ""


def indicator_address(code: str) -> str:
    """The page of an indicator with its series, from the root of the site."""
    return f"indicator/{code}/"


NO_ADDRESS = (
    f"the site has no address, so links in reports, feeds and metadata lead nowhere: set "
    f"{BASE_VARIABLE}, or package.site in catalogue/wording/downloads.toml"
)
"""What is said of real figures whose site has no address."""
