"""Publish, signing: who vouches for a release, for those who get it over other ways than ours.

Input: the folder of a release whose checksums are written, and a key of OpenSSH. Output:
``SHA256SUMS.sig``. The list of checksums names every file, the manifest among them, so that one
signature stands for all. Whoever has OpenSSH checks it without this program (README).
"""

import os
import subprocess
from pathlib import Path

from scan.errors import Fault, RefusedError
from scan.files import write_bytes
from scan.publish.manifest import SIGNATURE, SUMS

NAMESPACE = "lokale-integratiescan"
"""What the key vouches for here: a signature made for something else does not count."""
SECONDS = 60.0
"""A key in hardware may take its time; one that waits for a person does not come at night."""
_REMEDY = "look who has written it, and go back to a release that verifies: scan rollback"


def sign(folder: Path, key: Path | None) -> None:
    """Put the signature with ``key`` beside the checksums; nothing without a key.

    Raises RefusedError when it cannot be made.
    """
    if key is None:
        return
    done = _ask("sign", "-f", str(key), "-n", NAMESPACE, given=(folder / SUMS).read_bytes())
    if done.returncode != 0:
        raise RefusedError(f"The release cannot be signed with {key}: {_said(done)}")
    write_bytes(folder / SIGNATURE, done.stdout)


def signature_faults(folder: Path, signers: Path) -> tuple[Fault, ...]:
    """What is wrong with the signature of a release; none when it is of one of ``signers``.

    ``signers``: a file as OpenSSH's ``allowed_signers``.
    """
    place = folder / SIGNATURE
    if not place.is_file():
        return (Fault(SIGNATURE, "", "is not there: nobody vouches for this release", _REMEDY),)
    among = ("-f", str(signers), "-s", str(place))
    found = _ask("find-principals", *among)
    who = found.stdout.decode(errors="replace").partition("\n")[0].strip()
    if found.returncode != 0 or not who:
        return (Fault(SIGNATURE, "", f"is of nobody in {signers}", _REMEDY),)
    done = _ask("verify", *among, "-n", NAMESPACE, "-I", who, given=(folder / SUMS).read_bytes())
    if done.returncode != 0:
        return (Fault(SIGNATURE, "", f"does not belong to {SUMS} ({_said(done)})", _REMEDY),)
    return ()


def _ask(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Lets OpenSSH do it, which asks nobody for a password."""
    command = ["ssh-keygen", "-Y", *words]
    around = {**os.environ, "SSH_ASKPASS_REQUIRE": "never", "LC_ALL": "C"}
    try:
        return subprocess.run(
            command,
            input=given,
            capture_output=True,
            check=False,
            env=around,
            timeout=SECONDS,
            start_new_session=True,
        )
    except FileNotFoundError as error:
        raise RefusedError("Signatures need ssh-keygen (Debian: openssh-client)") from error
    except subprocess.TimeoutExpired as error:
        raise RefusedError(f"ssh-keygen did not answer within {SECONDS:g} s") from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else f"exit code {done.returncode}"
