"""A site without municipalities, for tests that fill in what they are about."""

from scan.publish.site.records import Imprint, Site

EMPTY = Site(
    made_up=True,
    made="1 januari 2026",
    towns=(),
    measures=(),
    themes=(),
    concepts=(),
    corrections=(),
    whole=(),
    machines=(),
    listed=0,
    imprint=Imprint("", "", "", "", ""),
)
