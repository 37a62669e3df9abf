"""Publish, releases: complete, verified, switched in one step; and back again.

Input: a folder that producers filled, and the facts of the release. Output: a release under
``releases/<id>`` of the shelf, to which ``site`` then points. Killed at any moment, ``site``
points at a complete and verified release, old or new; the next call on the same shelf removes
what was left behind.

The lock of a shelf is its folder ``releases``; that of a folder being filled is the folder
itself. Both end with the process that holds them.
"""

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scan import files
from scan.errors import Fault, RefusedError
from scan.extracts.journal import Act
from scan.publish.difference import Past, parquet, read_release
from scan.publish.facts import ReleaseFacts
from scan.publish.gate import Finding, judge
from scan.publish.manifest import (
    DISPLAYED,
    FRAME,
    Done,
    Manifest,
    Report,
    Sums,
    Witness,
    read_manifest,
    read_sums,
    tree_hash,
    write_frame,
)
from scan.publish.receipts import Receipt, address
from scan.publish.sharing import checksums, plain_files, put_report, share
from scan.publish.shelf import (
    REFUSED,
    RELEASES,
    SITE,
    STAGED,
    before,
    folder_of,
    live_id,
    next_id,
    refuse_lost_link,
    release_ids,
    releases_folder,
)
from scan.publish.signing import sign
from scan.publish.thresholds import read_thresholds
from scan.publish.verification import verification_faults, verify_folder
from scan.series.published import Compared

KEPT = 7
"""Releases that stay; besides, the live one and the one before it always do."""
"""Folder of the reports in a release, part of their public address."""
ARCHIVE = "archief/index.html"
"""The page that lists the releases before its own: it alone differs when nothing else does."""
SWITCHING = ".switching"
"""Names the release that is about to go live, so that one that never did can be removed."""

Tell = Callable[[str], None]
_filling: dict[Path, int] = {}
"""Folders that this process fills, each with the handle of its lock."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that is live."""

    id: str
    folder: Path
    before: str | None
    """The release that was live until now."""
    files: int
    shared: int
    """Files that are stored once with the release before."""
    fresh: bool
    """``False``: nothing differs from what is live, which therefore stays."""
    findings: tuple[str, ...]
    """What was accepted in spite of the gate."""


def stage(shelf: Path) -> Path:
    """A new, empty, hidden folder under the releases of ``shelf``, for producers to fill.

    It is removed by a later call when this process ends without publishing it. Raises
    LockedError when another process is publishing at this moment, RefusedError when ``site``
    was lost.
    """
    with files.alone(releases_folder(shelf), "is publishing"):
        tidy(shelf)
        refuse_lost_link(shelf)
        folder = releases_folder(shelf) / f"{STAGED}{secrets.token_hex(8)}"
        folder.mkdir()
        handle = files.hold(folder)
    if handle is not None:
        _filling[folder] = handle
    return folder


def publish(
    shelf: Path, staged: Path, facts: ReleaseFacts, *, force: bool = False, tell: Tell
) -> Release:
    """Complete and check what ``staged`` holds, and let ``site`` point at it.

    ``force`` accepts what the gate has found; the manifest says so. Raises RefusedError when
    the gate or the verification refuses, OSError when the disk does; then nothing has changed
    for readers. Raises LockedError when another process is publishing. ``staged`` is gone
    afterwards, whatever happens.
    """
    with files.alone(releases_folder(shelf), "is publishing"):
        try:
            tidy(shelf, but=staged)
            release = _publish(shelf, staged, facts, force=force, tell=tell)
        finally:
            abandon(staged)
        _prune(shelf, release.before)
    return release


def _publish(shelf: Path, staged: Path, facts: ReleaseFacts, *, force: bool, tell: Tell) -> Release:
    old = live_id(shelf)
    past = _past(shelf, old, facts, tell)
    sums = _complete(shelf, staged, facts)
    manifest = _manifest(next_id(shelf, facts.made), facts, sums, staged)
    if past and _same(manifest, sums, past) and not verification_faults(past.folder):
        tell(f"Nothing changed: {past.manifest.id} stays live")
        return _release(shelf, past.manifest, old, len(sums), fresh=False)
    findings = _findings(shelf, manifest, facts, past, tell)
    if old and past is None:
        findings += (Finding(f"The live release {old} is damaged: nothing to compare with", ()),)
    said = {"findings": tuple(map(str, findings)), "accepted": force and bool(findings)}
    since = past.manifest.made if past else ""
    acts = tuple(_told(act) for act in facts.acts if act.at > since)
    manifest = manifest.model_copy(update={**said, "acts": acts})
    shared = _share(shelf, staged, sums, old)
    write_frame(staged, manifest, sums)
    sign(staged, facts.key)
    if findings and not force:
        _refuse(shelf, staged, manifest)
    for finding in findings:
        tell(f"Accepted: {finding}")
    verify_folder(staged)
    files.flush_tree(staged)
    _go_live(shelf, staged, manifest.id)
    tell(f"Live: {manifest.id}, {manifest.files} files, {shared} of them shared")
    return _release(shelf, manifest, old, shared, fresh=True)


def _told(act: Act) -> Done:
    return Done(at=act.at, what=act.what, of=act.of, why=act.why)


def rollback(shelf: Path, to: str | None = None) -> Release:
    """Let ``site`` point at the release before the live one, or at ``to``.

    Raises RefusedError when there is none to go back to, or when it is damaged; UsageError for
    an unknown one; LockedError when another process is publishing.
    """
    with files.alone(releases_folder(shelf), "is publishing"):
        tidy(shelf)
        if to is None:
            refuse_lost_link(shelf)
        old = live_id(shelf)
        target = to if to is not None else before(shelf, old) if old else None
        if target is None:
            raise RefusedError(f"No release before {old or 'the first'} under {shelf}: no way back")
        folder = folder_of(shelf, target)
        if folder.name == REFUSED:
            raise RefusedError("The refused release never was live: no way back to it")
        verify_folder(folder)
        files.point(shelf / SITE, Path(RELEASES, target))
    return _release(shelf, read_manifest(folder), old, 0, fresh=target != old)


def tidy(shelf: Path, but: Path | None = None) -> None:
    """Remove what killed runs left: call it under the lock of the shelf.

    Folders that a living process fills stay, and so does ``but``.
    """
    folder = releases_folder(shelf)
    files.sweep(folder)
    files.sweep_links(shelf)
    _settle(shelf)
    for path in folder.glob(f"{STAGED}*"):
        if path == but or path in _filling:
            continue
        handle = files.hold(path)
        if handle is not None:
            files.remove_folder(path)
            os.close(handle)
    for path in folder.glob(f"{files.BESIDE}{STAGED}*"):
        if not path.with_name(path.name.removeprefix(files.BESIDE)).exists():
            path.unlink()


def _settle(shelf: Path) -> None:
    """A switch that was cut off: the release that never went live is removed."""
    note = releases_folder(shelf) / SWITCHING
    if not note.exists():
        return
    release = note.read_text(encoding="utf-8")
    if release in release_ids(shelf) and release != live_id(shelf):
        files.remove_folder(releases_folder(shelf) / release)
    note.unlink()


# --- completing and judging -----------------------------------------------------------------


def _past(shelf: Path, old: str | None, facts: ReleaseFacts, tell: Tell) -> Past | None:
    """The live release; ``None`` before the first, and when it can no longer be read.

    Raises RefusedError where made-up and real figures would follow one another.
    """
    if old is None:
        return None
    try:
        past = read_release(releases_folder(shelf) / old)
    except RefusedError as error:
        tell(str(error))
        return None
    if past.manifest.made_up != facts.made_up:
        raise RefusedError(f"{shelf} holds releases of other figures: made-up and real stay apart")
    return past


def _complete(shelf: Path, staged: Path, facts: ReleaseFacts) -> Sums:
    """Add reports and displayed figures; the checksums of all files.

    Raises RefusedError for files that may not be published, and reports that are not what
    their receipts say.
    """
    for receipts in facts.receipts.values():
        for receipt in receipts:
            put_report(shelf, staged, receipt)
    files.write_bytes(staged / DISPLAYED, parquet(facts.displayed))
    for own in FRAME:
        (staged / own).unlink(missing_ok=True)
    paths, faults = plain_files(staged)
    sums = checksums(staged, paths)
    faults += tuple(_unlike(receipt, sums) for receipt in _stray(facts, sums))
    if faults:
        raise RefusedError("\n".join(["Not fit to be published:", *(str(f) for f in faults)]))
    return sums


def _stray(facts: ReleaseFacts, sums: Sums) -> list[Receipt]:
    """Receipts whose report is missing or has other content."""
    every = [receipt for receipts in facts.receipts.values() for receipt in receipts]
    return [receipt for receipt in every if sums.get(address(receipt)) != receipt.sha256]


def _unlike(receipt: Receipt, sums: Sums) -> Fault:
    there = "is not the file of its receipt" if address(receipt) in sums else "is missing"
    words = f"--publication {receipt.publication} --only {receipt.nis} --force"
    remedy = f"make it again: scan batch {words}"
    return Fault(receipt.file, receipt.name, there, remedy)


def _manifest(id_: str, facts: ReleaseFacts, sums: Sums, staged: Path) -> Manifest:
    return Manifest(
        id=id_,
        made=facts.made.isoformat(timespec="seconds"),
        made_up=facts.made_up,
        versions=dict(facts.versions),
        extracts=facts.extracts,
        deliveries=dict(facts.deliveries),
        published=tuple(_witness(one) for one in facts.published),
        taken_back=dict(facts.taken_back),
        editions=dict(facts.editions),
        indicators=dict(facts.indicators),
        publications={
            id_: tuple(_report(receipt) for receipt in receipts)
            for id_, receipts in facts.receipts.items()
        },
        files=len(sums),
        bytes=sum((staged / path).stat().st_size for path in sums),
        tree=tree_hash(sums),
    )


def _witness(one: Compared) -> Witness:
    names = (name for name in Witness.model_fields if name != "differ")
    return Witness(differ=one.differ, **{name: getattr(one, name) for name in names})


def _report(receipt: Receipt) -> Report:
    return Report(
        nis=receipt.nis,
        name=receipt.name,
        path=address(receipt),
        sha256=receipt.sha256,
        size=receipt.size,
        pages=receipt.pages,
        made=receipt.made,
        data_date=receipt.data_date,
        indicators=receipt.indicators,
    )


def _same(new: Manifest, sums: Sums, past: Past) -> bool:
    """Whether nothing differs but when it was made, and what came before."""
    aside = {"format", "id", "made", "acts", "findings", "accepted", "bytes", "tree"}
    if new.model_dump(exclude=aside) != past.manifest.model_dump(exclude=aside):
        return False
    before, _ = read_sums(past.folder)
    lasting = sums.keys() | before.keys() - {*FRAME}
    return all(sums.get(path) == before.get(path) for path in lasting - {ARCHIVE})


def _findings(
    shelf: Path, manifest: Manifest, facts: ReleaseFacts, past: Past | None, tell: Tell
) -> tuple[Finding, ...]:
    """What the gate has found; what has a cause is told."""
    withdrawn = _withdrawn(shelf, past.manifest.id) if past else []
    judgement = judge(manifest, facts.displayed, past, withdrawn, read_thresholds())
    for notice in judgement.notices:
        tell(notice)
    return judgement.findings


def _withdrawn(shelf: Path, live: str) -> list[Manifest]:
    """Releases that somebody stepped back from; damaged ones are left out."""
    found = []
    for id_ in release_ids(shelf):
        if id_ > live:
            with contextlib.suppress(RefusedError):
                found.append(read_manifest(releases_folder(shelf) / id_))
    return found


def _share(shelf: Path, staged: Path, sums: Sums, old: str | None) -> int:
    """Store what did not change once with the release before; the number of files."""
    if old is None:
        return 0
    folder = releases_folder(shelf) / old
    return share(staged, sums, folder, read_sums(folder)[0])


def _refuse(shelf: Path, staged: Path, manifest: Manifest) -> None:
    """Keep what was refused to be looked at, in place of the one refused before."""
    place = releases_folder(shelf) / REFUSED
    if place.exists():
        files.remove_folder(place)
    files.move_folder(staged, place)
    found = "\n".join(f"{number}. {text}" for number, text in enumerate(manifest.findings, 1))
    raise RefusedError(
        f"Publication refused; what was live stays live.\n{found}\n"
        f"What was refused lies in {place}; compare it with: scan diff live refused\n"
        "If all of this is right, accept it: run again with --accept"
    )


# --- switching ------------------------------------------------------------------------------


def _go_live(shelf: Path, staged: Path, id_: str) -> None:
    """Give the release its name, and let ``site`` point at it."""
    folder = releases_folder(shelf)
    files.write_text(folder / SWITCHING, id_)
    files.move_folder(staged, folder / id_)
    files.point(shelf / SITE, Path(RELEASES, id_))
    (folder / SWITCHING).unlink()


def _prune(shelf: Path, old: str | None) -> None:
    """Remove the oldest releases, and the one refused last."""
    keep = {*release_ids(shelf)[-KEPT:], old, live_id(shelf)}
    for id_ in release_ids(shelf):
        if id_ not in keep:
            files.remove_folder(releases_folder(shelf) / id_)
    if (releases_folder(shelf) / REFUSED).exists():
        files.remove_folder(releases_folder(shelf) / REFUSED)


def abandon(staged: Path) -> None:
    """Let go of a folder that was filled; remove it unless it has become a release."""
    handle = _filling.pop(staged, None)
    if handle is not None:
        os.close(handle)
    if staged.is_dir():
        files.remove_folder(staged)


def _release(
    shelf: Path, manifest: Manifest, old: str | None, shared: int, *, fresh: bool
) -> Release:
    folder = releases_folder(shelf) / manifest.id
    return Release(manifest.id, folder, old, manifest.files, shared, fresh, manifest.findings)
