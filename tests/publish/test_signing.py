"""A signed release is known as ours, by us and by OpenSSH alone; any other is not."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scan import cli
from scan.errors import RefusedError
from scan.publish import signing
from scan.publish.manifest import SIGNATURE, SUMS
from scan.publish.releases import rollback
from scan.publish.shelf import live_id
from scan.publish.signing import NAMESPACE, sign, signature_faults
from scan.publish.verification import verification_faults
from tests.publish.release_support import facts, release

pytestmark = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None, reason="ssh-keygen (package openssh-client)"
)


def _key(folder: Path, name: str, password: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", password, "-C", name]
    subprocess.run([*words, "-f", str(folder / name)], check=True)
    return folder / name


def _signers(key: Path) -> Path:
    path = key.with_name(f"{key.name}.allowed")
    public = key.with_name(f"{key.name}.pub").read_text(encoding="utf-8")
    path.write_text(f"scan {public}", encoding="utf-8")
    return path


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return _key(tmp_path / "keys", "ours")


@pytest.fixture
def folder(tmp_path: Path, key: Path) -> Path:
    """A signed release."""
    return release(tmp_path / "output", of=replace(facts(tmp_path / "output"), key=key)).folder


def test_a_signed_release_is_whole_and_ours(folder: Path, key: Path) -> None:
    assert verification_faults(folder) == ()
    assert signature_faults(folder, _signers(key)) == ()
    words = ["ssh-keygen", "-Y", "verify", "-f", str(_signers(key)), "-I", "scan"]
    done = subprocess.run(
        [*words, "-n", NAMESPACE, "-s", str(folder / SIGNATURE)],
        input=(folder / SUMS).read_bytes(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_another_key_or_none_or_other_sums_are_not(folder: Path, key: Path, tmp_path: Path) -> None:
    (fault,) = signature_faults(folder, _signers(_key(tmp_path / "keys", "theirs")))
    assert "is of nobody in" in fault.message
    whole = (folder / SUMS).read_bytes()
    (folder / SUMS).write_bytes(whole.replace(whole[:1], b"0" if whole[:1] != b"0" else b"1", 1))
    (fault,) = signature_faults(folder, _signers(key))
    assert f"does not belong to {SUMS}" in fault.message
    (folder / SUMS).write_bytes(whole)
    (folder / SIGNATURE).write_bytes(b"x")
    assert signature_faults(folder, _signers(key))
    (folder / SIGNATURE).unlink()
    (fault,) = signature_faults(folder, _signers(key))
    assert "nobody vouches" in fault.message
    assert verification_faults(folder) == (), "without a signature it is whole all the same"


def test_a_signature_for_something_else_does_not_count(
    folder: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing, "NAMESPACE", "git")
    sign(folder, key)
    monkeypatch.undo()
    (fault,) = signature_faults(folder, _signers(key))
    assert f"does not belong to {SUMS}" in fault.message


def test_the_same_figures_are_nothing_new_with_a_key(tmp_path: Path, key: Path) -> None:
    output = tmp_path / "output"
    first = release(output)
    again = release(output, of=replace(facts(output), key=key), days=1)
    assert (again.id, again.fresh) == (first.id, False)


@pytest.mark.parametrize("password", ["", "secret"])
def test_what_cannot_be_signed_is_not_published(tmp_path: Path, password: str) -> None:
    """A key that is none, and one that asks for a password: nobody is there to give it."""
    output = tmp_path / "output"
    first = release(output)
    key = _key(tmp_path / "keys", "locked", password)
    if not password:
        key.write_text("no key", encoding="utf-8")
    with pytest.raises(RefusedError, match="cannot be signed with"):
        release(output, of=replace(facts(output, 28.2), key=key), days=1, force=True)
    assert live_id(output) == first.id


def test_a_release_without_a_signature_after_one_with(tmp_path: Path, key: Path) -> None:
    output = tmp_path / "output"
    release(output, of=replace(facts(output), key=key))
    second = release(output, of=facts(output, 28.2), days=1, force=True)
    assert not (second.folder / SIGNATURE).exists()
    assert signature_faults(rollback(output).folder, _signers(key)) == ()


@pytest.mark.parametrize("more", [[], ["--json"], ["--all"]])
def test_the_command_asks_for_the_signature(
    folder: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    def verify() -> object:
        words = ["verify", *more, "--output", str(tmp_path / "output"), "--signers"]
        monkeypatch.setattr(sys, "argv", ["scan", *words, str(_signers(key))])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return end.value.code or 0

    assert verify() == 0
    (folder / SIGNATURE).unlink()
    assert verify() == 6
