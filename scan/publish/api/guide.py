"""Publish, api, guide: the texts for people who write programs, and examples that run.

Input: a code of an indicator and of a municipality, as examples. Output: name → text of
``LEESMIJ.md`` and of examples for Python, R and Excel, from ``layouts/api``.
"""

from collections.abc import Mapping

from scan.house import LAYOUTS
from scan.publish.api.addresses import KINDS, Addresses
from scan.publish.series_tables import Stock
from scan.templates import environment

LOCAL = "http://127.0.0.1:8000/data/api/v1/"
"""Where ``scan serve`` shows them, for examples of a site without an address of its own."""
README = "LEESMIJ.md"
EXAMPLES = ("voorbeeld.py", "voorbeeld.R", "voorbeeld.pq")
"""The last is Power Query, the language in which Excel fetches."""


def texts(code: str, nis: str, stock: Stock) -> dict[str, str]:
    """README and examples, by their path below the folder of the figures for machines."""
    at, words = Addresses(stock), stock.words
    api = stock.catalogue.wording["api"]
    known = {
        **_common(stock),
        "base": at.base if at.base.startswith("http") else LOCAL,
        "code": code,
        "nis": nis,
        "paths": {
            f"{kind}_{ending.split('.')[0]}": at.pattern(kind, ending)
            for kind, endings in KINDS.items()
            for ending in endings
        },
        "head": _of("series.", words),
        "key": _of("key.", api),
    }
    names = {README: README, **{name: f"{api['folder.examples']}/{name}" for name in EXAMPLES}}
    return {path: _filled(name, known) for name, path in names.items()}


def package_readme(stock: Stock) -> str:
    """The README of the whole package of downloads."""
    words = stock.words
    own = {name: words[f"package.{name}"] for name in ("title", "description")}
    return _filled("PAKKET.md", {**_common(stock), **own, "folder": _of("folder.", words)})


def _common(stock: Stock) -> dict[str, object]:
    words = stock.words
    return {
        "codes": {code: words[f"code_text.{status}"] for status, code in stock.codes.items()},
        "made_up": words["readme.made_up"] if stock.made_up else "",
        "licence": words["package.licence_name"],
        "licence_address": words["package.licence_address"],
        "publisher": words["package.publisher"],
        "rounding": words["readme.rounding_text"],
    }


def _of(start: str, words: Mapping[str, str]) -> dict[str, str]:
    """The words whose name starts so, by what follows."""
    return {name.removeprefix(start): w for name, w in words.items() if name.startswith(start)}


def _filled(name: str, known: Mapping[str, object]) -> str:
    return environment(LAYOUTS / "api").get_template(f"{name}.j2").render(known)
