"""Report, pdf: functions of WeasyPrint replaced by faster ones that do the same.

Input: a function of WeasyPrint 70 and ours. Output: every module of WeasyPrint calls ours. What
is replaced, and that nobody kept the original, is guarded by ``tests/report/pdf/test_contract``.
"""

import sys
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

Theirs = Any
"""A value of WeasyPrint, which has no types."""

_Function = Callable[..., Any]
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

MOST = 6_000
"""Entries in a memory of a process, more than those of a report. The longest unused goes first."""

_FONT = (
    "font_family", "font_style", "font_stretch", "font_weight", "font_size", "font_kerning",
    "font_variant_ligatures", "font_variant_position", "font_variant_caps",
    "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian",
    "font_feature_settings", "font_variation_settings", "font_language_override", "lang",
    "letter_spacing", "word_spacing", "overflow_wrap", "direction", "tab_size",
    "hyphenate_character",
)  # fmt: skip
"""The properties that the glyphs of a line depend on."""

_FONTS: dict[tuple[Any, ...], int] = {}

REPLACED: dict[_Function, _Function] = {}
"""Every original that was replaced, with what took its place."""

ATTRIBUTES: dict[tuple[Any, str], tuple[Any, Any]] = {}
"""By owner and name: the method or class that was replaced (if it was the owner's own) and ours."""


def swap(old: _Function, new: _Function) -> None:
    """Give ``new`` to every name in WeasyPrint that holds ``old``: modules import by name."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint":
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def in_place_of(original: _Function) -> Callable[[_Function], _Function]:
    """Decorator: the function stands in for ``original`` in all of WeasyPrint."""

    def replace(ours: _Function) -> _Function:
        swap(original, ours)
        REPLACED[original] = ours
        return ours

    return replace


def method_in_place_of(owner: Theirs, name: str, ours: Theirs) -> None:
    """Give a class or module of WeasyPrint or pydyf another method or class under ``name``."""
    ATTRIBUTES[owner, name] = (owner.__dict__.get(name), ours)
    setattr(owner, name, ours)


def memory(style: Theirs) -> dict[Any, Any]:
    """What was found out about a computed style before; a copy of a style starts afresh.

    Styles are shared by all elements of all reports that match the same rules, so what depends
    on a style alone is found out once per process.
    """
    kept: dict[Any, Any] | None = style.__dict__.get("_memory")
    if kept is None:
        kept = style._memory = {}
    return kept


def font_of(style: Theirs) -> int | None:
    """A number for all styles that show a text alike but for its colour.

    ``None`` for text that is hidden or underlined.
    """
    known = memory(style)
    if "font" not in known:
        plain = style["visibility"] == "visible" and style["text_decoration_line"] == "none"
        font = tuple(style[name] for name in _FONT)
        known["font"] = _FONTS.setdefault(font, len(_FONTS)) if plain else None
    found: int | None = known["font"]
    return found


class Kept(OrderedDict[_Key, _Value]):
    """What was made once in this process, and how often it was asked for again."""

    def __init__(self) -> None:
        super().__init__()
        self.found = 0
        self.made = 0

    def find(self, key: _Key) -> _Value | None:
        """What is kept under ``key``."""
        value = self.get(key)
        if value is not None:
            self.found += 1
            self.move_to_end(key)
        return value

    def keep(self, key: _Key, value: _Value) -> _Value:
        """Keep ``value``, making room for it when there is none."""
        self.made += 1
        while len(self) >= MOST:
            self.popitem(last=False)
        self[key] = value
        return value
