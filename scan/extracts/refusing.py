"""Extracts, refusing: a delivery that is not taken in is kept aside. Output: a folder.

The folder holds the files as they came, the report for the operator as text and as JSON, and the
page for the supplier. Nothing of it is ever read again: to take a delivery in after all, it is
delivered again.
"""

import json
from pathlib import Path

from scan.catalogue.entries import Catalogue
from scan.extracts.account import account_of, content_lines, finding_lines
from scan.extracts.assessed import Delivery
from scan.extracts.chosen import DELIVERIES
from scan.extracts.supplier_page import supplier_page
from scan.files import copy_file, write_text

REFUSED = "refused"
"""Folder of refused deliveries, beside the accepted ones."""
PAGE = "page.html"


def keep_aside(delivery: Delivery, output: Path, catalogue: Catalogue) -> Path:
    """Keep a delivery with its report; the folder, which is the same when it is sent again.

    What may not be opened (a pipe, a link that leads elsewhere) is not kept.
    """
    folder = output / DELIVERIES / REFUSED / delivery.name
    for one in delivery.files:
        if not one.entry.sha256:
            continue
        copy_file(one.path, folder / "files" / one.entry.kept.name)
    account = json.dumps(account_of(delivery, catalogue), ensure_ascii=False, indent=2, default=str)
    write_text(folder / "report.json", f"{account}\n")
    lines = (*content_lines(delivery, catalogue), *finding_lines(delivery))
    write_text(folder / "report.txt", "".join(f"{line}\n" for line in lines))
    write_text(folder / PAGE, supplier_page(delivery, catalogue))
    return folder
