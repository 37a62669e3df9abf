"""Report, pdf: no font of the machine ever reaches a report.

Input: the folder ``fonts/``. Output: a fontconfig file that knows that folder and nothing else,
named in ``FONTCONFIG_FILE`` before Pango is loaded. The package does this when it is imported,
so that neither the shape of a line nor a byte of the file depends on what is installed.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from scan.files import hold, write_text
from scan.house import FONTS

_PREFIX = "scan-fonts-"

_CONFIGURATION = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <config><rescan><int>0</int></rescan></config>
</fontconfig>
"""


def use_private_fonts(fonts: Path = FONTS) -> Path:
    """Make ``fonts`` the only fonts of this process and its children; returns the file written.

    A file that a parent process left in the environment is used again. The folder is removed
    when the process that made it ends; that of a process that was killed, when the next begins.
    """
    inherited = Path(os.environ.get("FONTCONFIG_FILE", ""))
    if inherited.parent.name.startswith(_PREFIX) and inherited.is_file():
        return inherited
    _sweep(Path(tempfile.gettempdir()))
    folder = _own_folder()
    atexit.register(_remove, folder, os.getpid())
    file = folder / "fonts.conf"
    text = _CONFIGURATION.format(fonts=_escaped(fonts), cache=_escaped(folder / "cache"))
    write_text(file, text)
    os.environ["FONTCONFIG_FILE"] = str(file)
    os.environ.pop("FONTCONFIG_SYSROOT", None)
    return file


def _own_folder() -> Path:
    """A new folder that this process holds the lock of, until it ends in whatever way."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with contextlib.suppress(FileNotFoundError):  # swept by another before it was held
            if hold(folder) is not None and folder.is_dir():
                return folder


def _sweep(temporary: Path) -> None:
    """Remove the folders that nobody holds: their processes were killed."""
    for folder in temporary.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # another user's, or just gone
            handle = hold(folder)
            if handle is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(handle)


def _escaped(path: Path) -> str:
    return str(path).replace("&", "&amp;").replace("<", "&lt;")


def _remove(folder: Path, owner: int) -> None:
    """Remove the folder, but not from a forked child that ends before its parent."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
