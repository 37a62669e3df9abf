"""Every kind of page of the site, and the widths at which they are looked at."""

KINDS = (
    "index.html",
    "gemeente/index.html",
    "gemeente/sint-niklaas/index.html",
    "gemeente/herstappe/index.html",
    "indicator/index.html",
    "indicator/DE_36/index.html",
    "indicator/SA_S_27/index.html",
    "thema/werk/index.html",
    "begrippen/index.html",
    "kalender/index.html",
    "data/index.html",
    "wat-is-nieuw/index.html",
    "archief/index.html",
    "over/index.html",
    "toegankelijkheid/index.html",
    "barometer/index.html",
    "barometer/arbeidsparticipatie/index.html",
    "barometer/netwerken/index.html",
    "barometer/bevraging/index.html",
    "veranderingen/index.html",
    "404.html",
)
WIDTHS = (1280, 390)
"""Of a screen and of a telephone, in pixels."""
