"""Publish, site, findable: what search engines and catalogues of data are told.

Input: pages of the site and where it stands. Output: a description of each series after
schema.org, and ``sitemap.xml`` with ``robots.txt``, which need the address of the site.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from scan.files import write_text
from scan.publish.datapackage import MEDIA_TYPES
from scan.publish.links import INDEX
from scan.publish.site.records import Imprint, Measure

SITEMAP, ROBOTS = "sitemap.xml", "robots.txt"
NOT_FOUND = "404.html"
_XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_JSON = {"json": "application/json"}


def page_address(path: str, imprint: Imprint) -> str:
    """The address of a page that stays; empty where the site has none, and for what is lost."""
    if not imprint.address or path == NOT_FOUND:
        return ""
    return imprint.address + path.removesuffix(INDEX)


def dataset_of(measure: Measure, imprint: Imprint) -> dict[str, object]:
    """The series of an indicator after schema.org, as plain data."""
    files = [
        {
            "@type": "DataDownload",
            "name": file.label,
            "encodingFormat": _media_type(file.path),
            "contentUrl": f"{imprint.address or '../../'}{file.path}",
        }
        for file in measure.downloads
    ]
    told: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": measure.title,
        "description": f"{measure.question} {' '.join(measure.definition.split())}",
        "identifier": measure.code,
        "inLanguage": "nl-BE",
        "isAccessibleForFree": True,
        "license": imprint.licence_address,
        "creator": {"@type": "Organization", "name": imprint.publisher},
        "isBasedOn": measure.supplier,
        "spatialCoverage": [group.region for group in measure.groups],
        "variableMeasured": measure.short,
        "distribution": files,
    }
    if measure.sort[0]:
        told["dateModified"] = measure.sort[0]
    address = page_address(measure.path, imprint)
    return told | ({"url": address} if address else {})


def _media_type(path: str) -> str:
    ending = path.rpartition(".")[2]
    return (MEDIA_TYPES | _JSON).get(ending, "application/octet-stream")


def write_sitemap(folder: Path, imprint: Imprint) -> None:
    """Lists every page below ``folder``; nothing where the site has no address."""
    if not imprint.address:
        return
    lines = [f"<url><loc>{escape(address)}</loc></url>" for address in _pages(folder, imprint)]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_XMLNS}">'
    write_text(folder / SITEMAP, "\n".join([head, *lines, "</urlset>", ""]))
    write_text(folder / ROBOTS, f"User-agent: *\nSitemap: {imprint.address}{SITEMAP}\n")


def _pages(folder: Path, imprint: Imprint) -> Iterator[str]:
    for path in sorted(folder.rglob("*.html")):
        address = page_address(path.relative_to(folder).as_posix(), imprint)
        if address:
            yield address
