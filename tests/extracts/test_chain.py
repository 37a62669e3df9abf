"""Whatever happens to the ledger: it is read as it was written, or refused in words of its own."""

import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scan import files
from scan.errors import ExtractError, UsageError
from scan.extracts import chain
from scan.extracts.chain import EMPTY, HEAD, LEDGER, append_records, head_of, write_head
from scan.extracts.ledger import adopt, append, read_ledger
from tests.extracts.test_ledger import entry, withdrawn

Damage = Callable[[Path], None]
DELIVERIES = (
    (entry("1"),),
    (entry("2", count=2), entry("2", "b", count=2)),
    (entry("3", periods=(2025,)),),
    (withdrawn(entry("3", periods=(2025,))),),
    (entry("4", periods=(2026,)),),
)
LINES = tuple(line for delivery in DELIVERIES for line in delivery)


def _ledger(folder: Path) -> Path:
    for delivery in DELIVERIES:
        append(folder, delivery)
    return folder


def _whole(folder: Path) -> bytes:
    return (folder / LEDGER).read_bytes()


def _bytes(change: Callable[[bytes], bytes], name: str = LEDGER) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return damage


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Damage:
    return _bytes(lambda whole: b"".join(change(whole.splitlines(keepends=True))))


def _line(number: int, change: Callable[[bytes], bytes]) -> Damage:
    def one(lines: list[bytes]) -> list[bytes]:
        lines[number - 1] = change(lines[number - 1])
        return lines

    return _lines(one)


def _facts(number: int, **facts: object) -> Damage:
    """Facts of a line are others, and the chain after it is made to fit: a clever hand."""

    def damage(folder: Path) -> None:
        records = list(chain.read_chain(folder))
        records[number - 1] = {**records[number - 1], **facts}
        data, head = chain.chained(tuple(records))
        (folder / LEDGER).write_bytes(data)
        write_head(folder, head)

    return damage


def _renumbered(line: bytes, **facts: object) -> bytes:
    return f"{json.dumps({**json.loads(line), **facts}, ensure_ascii=False)}\n".encode()


def _folder_for(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return damage


def _link_for(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).rename(folder / "elsewhere")
        (folder / name).symlink_to("elsewhere")

    return damage


def _head(**facts: object) -> Damage:
    def damage(folder: Path) -> None:
        write_head(folder, replace(head_of(folder), **facts))  # type: ignore[arg-type]

    return damage


def _of_before(folder: Path) -> None:
    """The ledger as the program before this one would have it."""
    lines = [json.loads(line) for line in _whole(folder).splitlines()]
    for line in lines:
        for name in ("format", "number", "before"):
            del line[name]
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    (folder / LEDGER).write_text(text, encoding="utf-8")
    (folder / HEAD).unlink()


def _older_beside(name: str) -> Damage:
    """One of the two files comes from an older backup."""

    def damage(folder: Path) -> None:
        now = (folder / name).read_bytes()
        other = HEAD if name == LEDGER else LEDGER
        kept = (folder / other).read_bytes()
        for path in folder.iterdir():
            path.unlink()
        for delivery in DELIVERIES[:2]:
            append(folder, delivery)
        assert (folder / name).read_bytes() != now
        (folder / other).write_bytes(kept)

    return damage


def _other(folder: Path) -> None:
    """The ledger of another folder, just as long."""
    _facts(1, who="x")(folder)
    kept = _whole(folder)
    _facts(1, who="y")(folder)
    (folder / LEDGER).write_bytes(kept)


def _both_empty(folder: Path) -> None:
    for name in (LEDGER, HEAD):
        (folder / name).write_bytes(b"")


def _empty_alone(folder: Path) -> None:
    (folder / LEDGER).write_bytes(b"")
    (folder / HEAD).unlink()


_DEEP = b"[" * 100_000 + b"]" * 100_000 + b"\n"
DAMAGES: dict[str, tuple[Damage, str]] = {
    "a byte off the end": (_bytes(lambda w: w[:-1]), "line 6: is cut off →.*adopt 5"),
    "half a line off": (_bytes(lambda w: w[:-200]), "line 6: is cut off →.*adopt 5"),
    "half the file off": (
        _bytes(lambda w: w[: len(w) // 2]),
        "line 3: is cut off and 3 lines after it",
    ),
    "the last line gone": (_lines(lambda x: x[:-1]), "after line 5: the head knows 1 line more"),
    "two last lines gone": (_lines(lambda x: x[:-2]), "after line 4: the head knows 2 lines more"),
    "all lines gone": (_bytes(lambda _: b""), "after line 0: the head knows 6 lines more"),
    "the first line gone": (_lines(lambda x: x[1:]), "line 1: line 1 is gone: line 2 stands"),
    "a line in the middle gone": (
        _lines(lambda x: x[:2] + x[3:]),
        "line 3: line 3 is gone: line 4 stands there →.*adopt 2",
    ),
    "two in the middle gone": (
        _lines(lambda x: x[:2] + x[4:]),
        "lines 3 to 4 are gone: line 5 stands there",
    ),
    "a line twice": (_lines(lambda x: x[:3] + x[2:]), "line 4: stands there twice: it is line 3"),
    "the last line twice": (
        _lines(lambda x: x + x[-1:]),
        r"after line 6: [\d,]+ bytes stand there that no line is made of",
    ),
    "lines swapped": (
        _lines(lambda x: [x[0], x[2], x[1], *x[3:]]),
        "line 2: stands out of its order: it is line 3",
    ),
    "a number changed": (_line(3, lambda x: _renumbered(x, number=2)), "says that it is line 2"),
    "a number that is none": (_line(3, lambda x: _renumbered(x, number="3")), "number '3'"),
    "a fact changed": (
        _line(3, lambda x: x.replace(b'"rows": 1', b'"rows": 2')),
        "line 3: was changed after the next was written →.*adopt 2",
    ),
    "a fact of the last changed": (
        _line(6, lambda x: x.replace(b'"rows": 1', b'"rows": 2')),
        "line 6: was changed after it was written →.*adopt 5",
    ),
    "another first line": (
        _line(1, lambda x: _renumbered(x, before="1" * 64)),
        "line 1: is not the first line of a ledger",
    ),
    "zeros in place of the end": (
        _bytes(lambda w: w[:-100] + bytes(100)),
        "line 6: holds zeros where text was: a disk lost it",
    ),
    "zeros in the middle": (
        _bytes(lambda w: w[:900] + bytes(50) + w[950:]),
        "line 3: holds zeros where text was",
    ),
    "zeros behind the end": (_bytes(lambda w: w + bytes(512)), "after line 6: 512 zeros stand"),
    "a file of zeros": (_bytes(lambda w: bytes(len(w))), "line 1: holds zeros"),
    "words behind the end": (_bytes(lambda w: w + b"{}"), "2 bytes stand there that no line"),
    "an empty line": (_lines(lambda x: [*x[:2], b"\n", *x[2:]]), "line 3: is empty: somebody"),
    "a bit turned": (
        _bytes(lambda w: w[:40] + bytes([w[40] ^ 1]) + w[41:]),
        "line 1: is not the first|line 1: was changed|line 1: the line is damaged",
    ),
    "a line that is no JSON": (_line(2, lambda x: x.replace(b"{", b"")), "the line is damaged"),
    "a line that is no object": (_line(2, lambda _: b"[]\n"), "it is no object"),
    "a line too deep": (_line(2, lambda _: _DEEP), "line 2: the line is damaged .*recursion"),
    "a field twice": (
        _line(2, lambda x: x.replace(b'"rows": 1', b'"rows": 1, "rows": 1')),
        "a field stands there twice",
    ),
    "a number that is no number": (
        _line(2, lambda x: x.replace(b'"rows": 1', b'"rows": NaN')),
        "NaN is no number",
    ),
    "no UTF-8": (_line(2, lambda x: x.replace(b"csv", b"cs\xff")), "line 2: is no UTF-8"),
    "UTF-16": (
        _bytes(lambda w: w.decode().encode("utf-16")),
        "line 1: was saved as UTF-16.*Never save it from an editor",
    ),
    "a mark of an editor": (_bytes(lambda w: b"\xef\xbb\xbf" + w), "begins with a mark"),
    "line ends of Windows": (
        _bytes(lambda w: w.replace(b"\n", b"\r\n")),
        "line 1: ends as lines of Windows do",
    ),
    "a later format": (
        _line(4, lambda x: _renumbered(x, format=3)),
        "line 4: is of format 3; this program knows 2 → Use the newer version",
    ),
    "a line of before": (
        _line(4, lambda _: b'{"date": "2026-01-01"}\n'),
        "line 4: is of format 1, behind lines of a later one",
    ),
    "a ledger of before": (
        _of_before,
        "ledger.jsonl: is of format 1, in which lines could be lost.*all 6 lines.*adopt 6",
    ),
    "a format that never was": (_line(4, lambda x: _renumbered(x, format=0)), "is of format 0, ol"),
    "the ledger gone": (
        lambda folder: (folder / LEDGER).unlink(),
        "ledger.jsonl: is gone; its head knows 6 lines",
    ),
    "a folder for the ledger": (_folder_for(LEDGER), "ledger.jsonl: is no plain file"),
    "a link for the ledger": (_link_for(LEDGER), "ledger.jsonl: is no plain file"),
    "the head gone": (
        lambda folder: (folder / HEAD).unlink(),
        "ledger.head: is gone; the ledger is not →.*adopt 6",
    ),
    "the head empty": (_bytes(lambda _: b"", HEAD), "ledger.head: is damaged .it is empty"),
    "a head of zeros": (_bytes(lambda w: bytes(len(w)), HEAD), "nothing but zeros"),
    "the head cut": (_bytes(lambda w: w[:-4], HEAD), "ledger.head: is damaged .Unterminated"),
    "a head that is no object": (_bytes(lambda _: b"[1]", HEAD), "ledger.head: .*no object"),
    "the head changed": (
        _bytes(lambda w: w.replace(b'"lines": 6', b'"lines": 5'), HEAD),
        "something else than this program changed it",
    ),
    "a folder for the head": (_folder_for(HEAD), "ledger.head: is no plain file"),
    "a later head": (_head(format=3), "ledger.head: is of format 3; this program knows 2"),
    "an older head": (_head(format=1), "ledger.head: is of format 1, older than the 2"),
    "an older ledger": (_older_beside(LEDGER), "after line 3: the head knows 3 lines more"),
    "an older head beside it": (
        _older_beside(HEAD),
        "after line 3: 3 lines stand there that its head does not know →.*adopt 6",
    ),
    "another's ledger": (_other, "line 6: was changed after it was written"),
    "both empty": (
        _both_empty,
        "ledger.head: is damaged .it is empty",
    ),
    "an empty ledger alone": (
        _empty_alone,
        "ledger.jsonl: is empty and has no head",
    ),
    "a day that is none": (_facts(2, date="gisteren"), "line 2: the line is damaged"),
    "a status that is none": (_facts(2, status="kept"), "line 2: .*status 'kept'"),
    "a sum that is none": (_facts(2, sha256="../x"), "sha256 is not 64 hexadecimal digits"),
    "a name that leads out": (_facts(2, source="../../etc"), "no plain name"),
    "a folder that leads out": (_facts(2, folder="/etc"), "source or folder is no plain name"),
    "a year that is none": (_facts(2, periods=["2020"]), "a year that is no number"),
    "an unknown field": (_facts(2, colour="red"), "line 2: .*unexpected keyword"),
    "lines of a delivery lack": (_facts(3, delivery="9"), "line 2: 2 has 1 of its 2 lines"),
    "no files": (_facts(1, files=0), "files is not a positive number"),
    "a withdrawal of nothing": (_facts(5, delivery="9"), "withdraws 9, which was never accepted"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_refused_in_its_own_words(tmp_path: Path, name: str) -> None:
    damage, words = DAMAGES[name]
    damage(_ledger(tmp_path))
    with pytest.raises(ExtractError, match=words) as found:
        read_ledger(tmp_path)
    (fault,) = found.value.faults
    assert fault.remedy
    assert found.value.exit_code == 4


def test_there_are_fifty_damages_with_words_of_their_own(tmp_path: Path) -> None:
    said = {}
    for number, (name, (damage, _)) in enumerate(DAMAGES.items()):
        folder = tmp_path / str(number)
        damage(_ledger(folder))
        with pytest.raises(ExtractError) as found:
            read_ledger(folder)
        said[name] = re.sub(r" → .*", "", str(found.value))
    assert len(set(said.values())) >= 50


@settings(max_examples=150, deadline=None)
@given(at=st.integers(min_value=0, max_value=2_500), how=st.sampled_from(("cut", "turn", "out")))
def test_a_change_of_any_byte_is_never_read_over(
    tmp_path_factory: pytest.TempPathFactory, at: int, how: str
) -> None:
    folder = _ledger(tmp_path_factory.mktemp("ledger"))
    whole = _whole(folder)
    at = min(at, len(whole) - 1)
    changed = {
        "cut": whole[:at],
        "turn": whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :],
        "out": whole[:at] + whole[at + 1 :],
    }[how]
    (folder / LEDGER).write_bytes(changed)
    with pytest.raises(ExtractError):
        read_ledger(folder)


# --- writes that are cut off ----------------------------------------------------------------


class Killed(BaseException):
    """The machine goes down here."""


@pytest.mark.parametrize("left", ["nothing", "a part", "all", "zeros", "other bytes"])
@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_write_that_is_cut_off_adds_nothing_and_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, left: str
) -> None:
    """Whatever a disk makes of what was under way, in any order: the head decides."""
    append(tmp_path, DELIVERIES[0])
    steps = 0

    def write(folder: Path, head: chain.Head) -> None:
        nonlocal steps
        steps += 1
        if steps == step:
            raise Killed
        write_head(folder, head)

    def pour(path: Path, data: bytes, after: int) -> None:
        kept = {"nothing": b"", "a part": data[: len(data) // 2], "all": data}.get(left)
        if kept is None:
            kept = bytes(len(data)) if left == "zeros" else os.urandom(len(data))
        files.append_bytes(path, kept, after)
        if step == 3:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(chain, "write_head", write)
        patch.setattr(chain, "append_bytes", pour)
        with pytest.raises(Killed):
            append(tmp_path, DELIVERIES[1])
    assert read_ledger(tmp_path) == DELIVERIES[0]
    append(tmp_path, DELIVERIES[1])
    assert read_ledger(tmp_path) == DELIVERIES[0] + DELIVERIES[1]


def test_who_reads_while_another_writes_sees_the_one_or_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tmp_path, DELIVERIES[0])
    seen = []

    def between(folder: Path, head: chain.Head) -> None:
        write_head(folder, head)
        seen.append(read_ledger(folder))

    monkeypatch.setattr(chain, "write_head", between)
    append(tmp_path, DELIVERIES[1])
    assert seen == [DELIVERIES[0], DELIVERIES[0] + DELIVERIES[1]]


def test_a_head_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tmp_path, DELIVERIES[0])
    real, waiting = chain._contents, [DELIVERIES[1]]

    def slow(path: Path) -> bytes | None:
        found = real(path)
        if path.name == HEAD and waiting:
            append(tmp_path, waiting.pop())
        return found

    monkeypatch.setattr(chain, "_contents", slow)
    assert read_ledger(tmp_path) == DELIVERIES[0] + DELIVERIES[1]


# --- going on after a damage ----------------------------------------------------------------


def test_a_ledger_of_before_is_adopted_and_goes_on(tmp_path: Path) -> None:
    _of_before(_ledger(tmp_path))
    before = _whole(tmp_path)
    aside = adopt(tmp_path, 6)
    assert aside.read_bytes() == before
    assert read_ledger(tmp_path) == LINES
    append(tmp_path, (entry("5"),))
    assert read_ledger(tmp_path) == (*LINES, entry("5"))


def test_what_is_sound_is_adopted_and_no_more(tmp_path: Path) -> None:
    DAMAGES["a fact changed"][0](_ledger(tmp_path))
    with pytest.raises(UsageError, match="There are 2 sound lines"):
        adopt(tmp_path, 3)
    with pytest.raises(UsageError, match=r"2 has 1 of its 2 lines.*or give fewer"):
        adopt(tmp_path, 2)
    adopt(tmp_path, 1)
    assert read_ledger(tmp_path) == LINES[:1]


def test_a_new_folder_has_no_ledger(tmp_path: Path) -> None:
    assert read_ledger(tmp_path) == ()
    assert head_of(tmp_path) == EMPTY
    write_head(tmp_path, replace(EMPTY, writing=500))
    assert read_ledger(tmp_path) == (), "killed before its first line"
    append_records(tmp_path, ({"a": 1},))
    assert chain.read_chain(tmp_path) == ({"a": 1},)
