"""Extracts, look, TOML: texts and lists as a source file writes them. Input: texts, lists."""

import json
import re
from collections.abc import Iterable, Iterator

_WRAP = 96
"""Signs of a line from which a list gets a line per item."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def quoted(words: str) -> str:
    """A TOML string: JSON writes those signs that TOML escapes in the same way."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def bare(words: str) -> str:
    """A TOML key, in quotes where it needs them."""
    return words if _BARE.fullmatch(words) else quoted(words)


def listed(texts: Iterable[str]) -> str:
    """A list of texts on one line."""
    return f"[{', '.join(quoted(text) for text in texts)}]"


def long_list(key: str, texts: Iterable[str]) -> Iterator[str]:
    """A list on lines of its own where one line would be too long."""
    line = f"{key} = {listed(texts)}"
    if len(line) <= _WRAP:
        yield line
        return
    yield f"{key} = ["
    yield from (f"    {quoted(text)}," for text in texts)
    yield "]"


def list_of_lists(lists: Iterable[Iterable[str]]) -> str:
    """A list of lists of texts on one line."""
    return f"[{', '.join(listed(one) for one in lists)}]"
