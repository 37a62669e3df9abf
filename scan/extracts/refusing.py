"""Extracts, refusing: a delivery that is not taken in is kept aside. Output: a folder.

The folder holds the files as they came, the report for the operator as text and as JSON, and the
page for the supplier. Nothing of it is ever read again: to take a delivery in after all, it is
delivered again.
"""

import datetime
import json
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.extracts.account import account_of, content_lines, finding_lines
from scan.extracts.assessed import Delivery
from scan.extracts.chosen import DELIVERIES
from scan.extracts.supplier_page import supplier_page
from scan.files import copy_file, remove_folder, shut, write_text

REFUSED = "refused"
"""Folder of refused deliveries, beside the accepted ones."""
PAGE = "page.html"
LONGEST_KEPT = datetime.timedelta(days=180)
"""Suppliers answer within half a year, or send anew."""
MOST_KEPT = 2 * 1000**3
"""Bytes of all that was refused: ten of the largest deliveries."""


def keep_aside(delivery: Delivery, output: Path, catalogue: Catalogue) -> Path:
    """Keep a delivery with its report; the folder, which is the same when it is sent again.

    What may not be opened (a pipe, a link that leads elsewhere) is not kept.
    """
    shut(output / DELIVERIES)
    shut(output / DELIVERIES / REFUSED)
    folder = output / DELIVERIES / REFUSED / delivery.name
    for one in delivery.files:
        if not one.entry.sha256:
            continue
        copy_file(one.path, folder / "files" / one.entry.kept.name, private=True)
    account = json.dumps(account_of(delivery, catalogue), ensure_ascii=False, indent=2, default=str)
    write_text(folder / "report.json", f"{account}\n")
    lines = (*content_lines(delivery, catalogue), *finding_lines(delivery))
    write_text(folder / "report.txt", "".join(f"{line}\n" for line in lines))
    write_text(folder / PAGE, supplier_page(delivery, catalogue))
    return folder


def prune_refused(output: Path, now: datetime.datetime) -> tuple[str, ...]:
    """Remove what was refused too long ago, and the oldest beyond what may be kept; its names.

    The newest always stays.
    """
    folder = output / DELIVERIES / REFUSED
    if not folder.is_dir():
        return ()
    found = [path for path in folder.iterdir() if path.is_dir() and path.name[:1] != "."]
    gone, size = [], 0
    for number, path in enumerate(sorted(found, key=_age, reverse=True)):
        size += sum(inner.lstat().st_size for inner in path.rglob("*") if inner.is_file())
        old = now.timestamp() - _age(path) > LONGEST_KEPT.total_seconds()
        if number and (old or size > MOST_KEPT):
            remove_folder(path)
            gone.append(path.name)
    return tuple(gone)


def _age(path: Path) -> float:
    return path.stat().st_mtime
