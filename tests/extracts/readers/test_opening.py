import zipfile
from pathlib import Path

import pytest

from scan.errors import ExtractError
from scan.extracts.readers import archives, opening
from tests.extracts.support import put


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        "a;é\n1;2\n".encode(),
        "\ufeffa;é\r\n1;2\r\n".encode(),
        "a;é\r1;2\r".encode(),
    ],
)
def test_marks_and_line_ends_make_no_difference(tmp_path: Path, data: bytes) -> None:
    opened = opening.open_text(put(tmp_path, "a.csv", data))
    assert opened == opening.Opened("a;é\n1;2\n".encode())


def test_iso_8859_1_is_read_and_noticed(tmp_path: Path) -> None:
    opened = opening.open_text(put(tmp_path, "a.csv", "Liège\n".encode("latin-1")))
    assert opened.data == "Liège\n".encode()
    assert "ISO-8859-1" in opened.remarks[0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        ("jaar;nis\n2025;11001\n".encode("utf-16"), "no text in UTF-8 or ISO-8859-1"),
        (b"PNG\x89\x00\x01\xff", "no text in UTF-8 or ISO-8859-1"),
        ("Liège".encode().decode("latin-1").encode(), "UTF-8 twice"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(ExtractError, match=message):
        opening.open_text(put(tmp_path, "a.csv", data))


def test_the_text_inside_a_zip_is_read_whatever_its_name(tmp_path: Path) -> None:
    path = _zip(tmp_path / "a.zip", {"b.txt": b"a|b\n", "readme.md": b"?"})
    assert opening.open_text(path).data == b"a|b\n"


def test_a_zip_cut_off_is_refused(tmp_path: Path) -> None:
    whole = _zip(tmp_path / "a.zip", {"b.txt": bytes(range(97, 123)) * 999}).read_bytes()
    for size in (len(whole) // 2, len(whole) - 30, 10):
        with pytest.raises(ExtractError, match="damaged"):
            opening.open_text(put(tmp_path, "cut.zip", whole[:size]))


def test_a_zip_with_a_changed_byte_is_refused(tmp_path: Path) -> None:
    data = bytearray(_zip(tmp_path / "a.zip", {"b.txt": b"abcdefgh" * 20}).read_bytes())
    data[40] ^= 0xFF
    with pytest.raises(ExtractError, match="cannot be unpacked"):
        opening.open_text(put(tmp_path, "b.zip", bytes(data)))


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"a.txt": b"0" * 3_000_000}, "compressed .*:1"),
        ({f"{n}.txt": b"" for n in range(2_001)}, "2001 entries"),
        ({"a.txt": b"1", "b.csv": b"2"}, "2 text files"),
        ({"a.pdf": b"1"}, "0 text files"),
    ],
)
def test_archives_past_the_limits_are_refused_unopened(
    tmp_path: Path, entries: dict[str, bytes], message: str
) -> None:
    with pytest.raises(ExtractError, match=message):
        opening.open_text(_zip(tmp_path / "a.zip", entries))


def test_the_size_unpacked_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _zip(tmp_path / "a.zip", {"a.txt": b"12345678901"})
    monkeypatch.setattr(archives, "MAX_UNPACKED", 10)
    with pytest.raises(ExtractError, match="unpacks to 11 bytes"):
        opening.open_text(path)


def test_small_entries_may_be_compressed_well(tmp_path: Path) -> None:
    assert opening.open_text(_zip(tmp_path / "a.zip", {"a.txt": b"0" * 100_000}))
