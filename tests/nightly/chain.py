"""``scan`` as a process of its own, in a house whose whole chain is small and asks the loopback.

Two reports, a release of one page beside them, one source that is fetched from where
``SCAN_TEST_ADDRESS`` says, and an inbox that waits for nobody. All else is as it is.
"""

import datetime
import functools
import os
from collections.abc import Iterable, Mapping

from scan import cli
from scan.catalogue.areas import Area
from scan.catalogue.fetching import Fetch
from scan.catalogue.sources import Source
from scan.extracts import inbox
from scan.extracts.fetching import fetch as fetching
from scan.extracts.fetching.asking import Bounds
from scan.nightly import batch, products
from scan.publish import facts
from tests.nightly.small import SOURCE, TWO, page


def main() -> None:
    """Makes the chain small, then does what the command line says."""
    areas, edition = batch.areas_of, facts._edition

    def two(*asked: object) -> tuple[Area, ...]:
        return tuple(area for area in areas(*asked) if area.nis in TWO)

    vars(batch)["areas_of"] = two
    vars(facts)["_edition"] = lambda *asked: edition(*asked).model_copy(update={"areas": TWO})
    vars(products)["PRODUCERS"] = (page,)
    vars(inbox)["STILL"] = datetime.timedelta(0)
    vars(fetching)["wanted"] = _wanted
    vars(fetching)["fetch_all"] = functools.partial(fetching.fetch_all, bounds=Bounds(("http",)))
    cli.main()


def _wanted(sources: Mapping[str, Source], _: Iterable[str]) -> tuple[Source, ...]:
    """The one source, at an address that the catalogue would not allow."""
    fetch = Fetch.model_validate(
        {"address": "https://x.example/x", "licence": "CC BY 4.0", "hosts": ("127.0.0.1",)}
    )
    there = fetch.model_copy(update={"address": os.environ["SCAN_TEST_ADDRESS"]})
    return (sources[SOURCE].model_copy(update={"fetch": there}),)


if __name__ == "__main__":
    main()
