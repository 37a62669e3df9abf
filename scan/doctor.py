"""Ground, doctor: whether this machine has what the program needs.

Input: the machine and an output folder. Output: a finding for each thing, and whether it is needed
or only good to have. Nothing is made; libraries are looked for, not loaded.
"""

import ctypes.util
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from scan.caches import cache_folder
from scan.house import CATALOGUE, FONTS, LAYOUTS

GIGABYTE = 1_000_000_000
PYTHON = (3, 11)
"""The oldest Python that is tried."""
_PANGO = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset")
"""Libraries of the system that lay out text; Debian's packages stand in the Makefile."""
_FACES = 6
"""Fonts that a report is set in."""
_DISK, _MEMORY = 10 * GIGABYTE, 4 * GIGABYTE
"""What a first night takes: releases and reports; the series of Flanders."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was looked at."""

    what: str
    fine: bool
    needed: bool
    """Whether the program cannot do without; else something is slower, or a test is skipped."""
    said: str


def unwritable(folder: Path) -> str:
    """Why this user cannot write in ``folder``, or make it; empty where that is no problem."""
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return f"{there} is no folder"
    return "" if os.access(there, os.W_OK | os.X_OK) else f"this user may not write in {there}"


def examined(output: Path) -> tuple[Found, ...]:
    """All findings, for a run that writes in ``output``."""
    return (*_program(), *_places(output), *_machine(output), *_others())


def _program() -> Iterator[Found]:
    version = platform.python_version()
    yield Found("Python", sys.version_info >= PYTHON, True, f"{version}; 3.11 or newer is needed")
    missing = [name for name in _PANGO if not ctypes.util.find_library(name)]
    said = f"missing: {', '.join(missing)}" if missing else "there"
    yield Found("Pango", not missing, True, said)
    fonts = len(list(FONTS.glob("*.ttf")))
    yield Found("fonts", fonts >= _FACES, True, f"{fonts} in {FONTS}")


def _places(output: Path) -> Iterator[Found]:
    for name, folder in (("catalogue", CATALOGUE), ("layouts", LAYOUTS)):
        fine = folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)
        yield Found(name, fine, True, str(folder))
    fault = unwritable(output)
    yield Found("output", not fault, True, fault or str(output.absolute()))
    caches = cache_folder(os.environ)
    yield Found("caches", caches is not None, False, str(caches or "none: a first chart is slower"))


def _machine(output: Path) -> Iterator[Found]:
    there = output.absolute()
    while not there.exists():
        there = there.parent
    measures: tuple[tuple[str, Callable[[], int], int], ...] = (
        ("disk", lambda: shutil.disk_usage(there).free, _DISK),
        ("memory", lambda: psutil.virtual_memory().available, _MEMORY),
    )
    for name, measure, wanted in measures:
        free = measure()
        said = f"{free / GIGABYTE:.1f} GB free; a first night takes {wanted // GIGABYTE} GB"
        yield Found(name, free >= wanted, False, said)


def _others() -> Iterator[Found]:
    uses = (
        ("Java", ("java",), "veraPDF, which tests ask"),
        ("Chromium", ("chromium", "chromium-browser"), "tests of the site"),
    )
    for name, commands, use in uses:
        found = next(filter(None, map(shutil.which, commands)), None)
        yield Found(name, found is not None, False, f"{found or 'not here'}; for {use}")
