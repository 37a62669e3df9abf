from pathlib import Path

import pytest

from scan.errors import ExtractError
from scan.extracts.readers.opening import Opened, text_of

PATH = Path("a.csv")


@pytest.mark.parametrize(
    "data",
    [
        "a;é\n1;2\n".encode(),
        "\ufeffa;é\r\n1;2\r\n".encode(),
        "a;é\r1;2\r".encode(),
    ],
)
def test_marks_and_line_ends_make_no_difference(data: bytes) -> None:
    assert text_of(data, PATH) == Opened("a;é\n1;2\n".encode())


def test_iso_8859_1_is_read_and_noticed() -> None:
    opened = text_of("Liège\n".encode("latin-1"), PATH)
    assert opened.data == "Liège\n".encode()
    assert "ISO-8859-1" in opened.remarks[0]


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16"])
def test_another_encoding_is_read_where_the_source_says_so(encoding: str) -> None:
    opened = text_of("“Liège” €\r\n".encode(encoding), PATH, encoding)
    assert opened == Opened("“Liège” €\n".encode())


@pytest.mark.parametrize(
    ("data", "encoding"), [("é\n".encode("utf-16")[:-1], "utf-16"), (b"a\x81b\n", "windows-1252")]
)
def test_a_text_that_is_not_what_the_source_says_is_refused(data: bytes, encoding: str) -> None:
    with pytest.raises(ExtractError, match=f"the text is not {encoding}"):
        text_of(data, PATH, encoding)


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
def test_what_is_no_text_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ExtractError, match=message):
        text_of(data, PATH)
