"""Every kind of page of the site, and the widths at which they are looked at."""

KINDS = (
    "index.html",
    "gemeente/index.html",
    "gemeente/sint-niklaas/index.html",
    "gemeente/herstappe/index.html",
    "gemeente/sint-niklaas/WE_02/index.html",
    "gemeente/puurs-sint-amands/DE_36/index.html",
    "gemeente/herstappe/WE_02/index.html",
    "vergelijk/index.html?gemeenten=46021,13015&indicatoren=DE_36",
    "indicator/index.html",
    "indicator/DE_36/index.html",
    "indicator/SA_S_27/index.html",
    "thema/werk/index.html",
    "begrippen/index.html",
    "kalender/index.html",
    "data/index.html",
    "wat-is-nieuw/index.html",
    "archief/index.html",
    "rechtzettingen/index.html",
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
