"""A small copy of the project, of which everything may be changed: code, layouts, extracts.

Its publication ``klein`` has four indicators, so that a report takes a second and a store two.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from scan.house import ROOT

TWELVE = (
    *("11001", "11002", "12025", "13040", "23002", "24062"),
    *("31005", "34022", "44021", "46021", "71072", "73028"),
)
"""Municipalities large and small, among them a merged one and Herstappe."""
FEW = TWELVE[1:3]
FILES = ("statbel_nationality_2", "statbel_origin_2", "GSM_register_Armoede.xlsx")
MARKER = "voorbeeldcijfers.json"
PUBLICATION = """\
id = "klein"
title = "Kleine scan"
subtitle = "Integratie in jouw gemeente: cijfers over {count} van de {all} indicatoren"
edition = "2025"
region = "02000"
pages = [10, 20]
key_figures = ["DE_42", "AR_14"]
profile = ["DE_42", "DE_36", "AR_14"]

[[chapters]]
theme = "demografie"
indicators = ["DE_42", "DE_40", "DE_36"]

[[chapters]]
theme = "wonen"
indicators = ["AR_14"]
"""


@dataclass(frozen=True)
class House:
    """The copy, with an output folder beside it."""

    root: Path
    output: Path
    extracts: Path

    @property
    def shelf(self) -> Path:
        """Where made-up reports stand."""
        return self.output / "sample"

    def command(self, *words: str, output: Path | None = None) -> list[str]:
        """The words of a command on this house."""
        given = ("--output", str(output or self.output))
        extracts = ("--extracts", str(self.extracts)) if words[0] != "status" else ()
        return [sys.executable, "-m", "scan.cli", *words, *given, *extracts]

    def environment(self, **more: str) -> dict[str, str]:
        """What a process of this house finds around it."""
        own = {k: v for k, v in os.environ.items() if not k.startswith("SCAN_")}
        return {**own, "PYTHONPATH": str(self.root), **more}

    def scan(
        self, *words: str, code: int = 0, output: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command and expects its exit code."""
        done = subprocess.run(
            self.command(*words, output=output),
            cwd=self.root,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            check=False,
            timeout=900,
        )
        assert done.returncode == code, done.stderr
        return done

    def run(self, *words: str) -> str:
        """Runs Python in this house; what it prints."""
        command = [sys.executable, *words]
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def batch(self, *words: str, code: int = 0, only: tuple[str, ...] = TWELVE) -> dict[str, Any]:
        """``scan batch`` of the small publication; its JSON."""
        named = (word for nis in only for word in ("--only", nis))
        words = ("batch", "--publication", "klein", "--json", *named, *words)
        answer: dict[str, Any] = json.loads(self.scan(*words, code=code).stdout)
        return answer

    def pdf(self, nis: str) -> Path:
        """The report of a municipality."""
        (path,) = (self.shelf / "reports" / "klein").glob(f"{nis}-*.pdf")
        return path


def copy_of(house: House, folder: Path) -> House:
    """The same again, with everything that was made; what changes there stays there."""
    shutil.copytree(house.root, folder / "house", symlinks=True)
    shutil.copytree(house.extracts, folder / "extracts")
    if house.output.exists():
        shutil.copytree(house.output, folder / "output", symlinks=True)
    return House(folder / "house", folder / "output", folder / "extracts")


def build_house(folder: Path, made_up: Path) -> House:
    """A new house with the made-up extracts that its publication needs."""
    root, extracts = folder / "house", folder / "extracts"
    for name in ("scan", "catalogue", "layouts", "fonts", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "*.png")
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    (root / "catalogue" / "publications" / "klein.toml").write_text(PUBLICATION, encoding="utf-8")
    extracts.mkdir()
    for path in made_up.iterdir():
        if path.name.startswith(FILES) or path.name == MARKER:
            shutil.copy(path, extracts)
    return House(root, folder / "output", extracts)


def fingerprints(shelf: Path) -> dict[str, str]:
    """Every file that readers get and its hash; hidden leftovers too."""
    paths = sorted(path for path in (shelf / "reports").rglob("*") if path.is_file())
    return {
        path.relative_to(shelf).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def attached_figures(path: Path) -> str:
    """The figures that a report has attached, as text: what its reader can check."""
    with pikepdf.open(path) as pdf:
        (name,) = pdf.attachments
        return pdf.attachments[name].get_file().read_bytes().decode("utf-8-sig")
