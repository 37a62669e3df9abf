"""Extracts, look, notation: how figures are written in a table.

Input: the texts of columns, each with how often it occurs. Output: decimal sign, thousands sign
and flags of the table, and expressions that read its figures. A text with a sign before exactly
three digits is a thousand or a decimal: the column around it tells.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

SPECIAL = ("-99996", "-99997", "-99998", "-99999")
"""Codes that a Swing site keeps in place of figures: empty, hidden, not applicable, missing."""
_SPACES = " \u00a0\u202f\u2009"
_PLAIN = r"^-?[0-9]{1,15}$"
_FLAG = r"^(-?[0-9][0-9.,' \x{a0}\x{202f}]*?)\s*(\*+|\([A-Za-z]{1,12}\)|[A-Za-z]{1,3}|[¹²³†‡°]+|%)$"
"""A figure with a sign glued to it, and the sign."""
_EXPONENT = r"([eE](-[0-9]{1,2}|\+?0?[0-9]))?"
"""How programs write large and small numbers: 1e+05, 5e-05."""
_GROUPED = r"^-?[1-9][0-9]{0,2}([., '’\x{a0}\x{202f}\x{2009}][0-9]{3})+([.,][0-9]+)?$"
"""A figure with a sign between its thousands."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How the figures of a table are written."""

    decimal: str = ""
    """Empty where no figure has decimals."""
    thousands: str = ""
    """As a source names it: a space for every kind of space."""
    flags: tuple[str, ...] = ()


def tallies(column: pl.Series) -> pl.DataFrame:
    """The texts of a column: ``text`` and ``count``, the most frequent first; nulls are left
    out."""
    counted = column.drop_nulls().alias("text").value_counts()
    return counted.sort(["count", "text"], descending=[True, False])


def is_like_a_figure() -> pl.Expr:
    """Whether ``text`` could be a figure in any notation, flags and all."""
    text = pl.col("text")
    plain = rf"^-?[0-9]+([.,][0-9]+)?{_EXPONENT}$"
    figure = text.str.contains(plain) | text.str.contains(_GROUPED)
    return (figure | text.str.contains(_FLAG)) & ~text.is_in(list(SPECIAL))


def notation_of(columns: Sequence[pl.DataFrame]) -> Notation:
    """The notation of a table, from the tallies of its columns of figures."""
    flags: dict[str, int] = {}
    signs: dict[str, int] = {}
    grouped: dict[str, int] = {}
    for texts in columns:
        bare = _bare(texts, flags)
        for sign in ".,":
            _count_signs(bare, sign, signs, grouped)
        for sign in (" ", "'"):
            of_sign = f"[{_SPACES}]" if sign == " " else "['’]"
            found = bare.str.contains(rf"^-?[1-9][0-9]{{0,2}}({of_sign}[0-9]{{3}})+([.,][0-9]+)?$")
            grouped[sign] = grouped.get(sign, 0) + int(found.sum())
    decimal = max(signs, key=lambda sign: signs[sign]) if any(signs.values()) else ""
    of_thousands = {s: n for s, n in grouped.items() if n and s != decimal}
    thousands = max(of_thousands, key=lambda sign: of_thousands[sign], default="")
    return Notation(decimal, thousands, tuple(sorted(flags, key=lambda flag: -flags[flag])))


def _bare(texts: pl.DataFrame, flags: dict[str, int]) -> pl.Series:
    """The texts without the signs glued to them, which are counted."""
    glued = texts.filter(pl.col("text").str.contains(_FLAG)).select(
        pl.col("text").str.extract(_FLAG, 1).alias("bare"),
        pl.col("text").str.extract(_FLAG, 2).alias("flag"),
        "count",
    )
    for flag, count in glued.select("flag", "count").iter_rows():
        flags[flag] = flags.get(flag, 0) + count
    rest = texts.filter(~pl.col("text").str.contains(_FLAG)).get_column("text")
    return pl.concat([rest, glued.get_column("bare").alias("text")])


def _count_signs(
    texts: pl.Series, sign: str, signs: dict[str, int], grouped: dict[str, int]
) -> None:
    """Count the texts in which ``sign`` stands before decimals, and between thousands."""
    own, other = re.escape(sign), "," if sign == "." else r"\."
    several = texts.str.contains(rf"^-?[1-9][0-9]{{0,2}}({own}[0-9]{{3}}){{2,}}({other}[0-9]+)?$")
    several |= texts.str.contains(rf"^-?[1-9][0-9]{{0,2}}({own}[0-9]{{3}})+{other}[0-9]+$")
    either = texts.str.contains(rf"^-?[1-9][0-9]{{0,2}}{own}[0-9]{{3}}$")
    sure = texts.str.contains(rf"^-?[0-9]+{own}[0-9]+$") & ~either
    signs.setdefault(sign, 0)
    grouped.setdefault(sign, 0)
    signs[sign] += int(sure.sum())
    grouped[sign] += int(several.sum())
    if doubtful := int(either.sum()):
        plain = int(texts.str.contains(_PLAIN).sum())
        decimals = bool(sure.any()) or (not plain and not several.any())
        signs[sign] += doubtful if decimals else 0
        grouped[sign] += 0 if decimals else doubtful


def number(column: str, notation: Notation) -> pl.Expr:
    """The figures of a column as Float64; null where its text is none."""
    text = pl.col(column)
    for flag in notation.flags:
        glued = text.str.contains(rf"\d\s*{re.escape(flag)}$")
        text = pl.when(glued).then(text.str.strip_suffix(flag).str.strip_chars()).otherwise(text)
    if notation.thousands:
        signs = _SPACES if notation.thousands == " " else notation.thousands
        signs = "'’" if signs == "'" else signs
        sign = f"[{re.escape(signs)}]"
        decimal = re.escape(notation.decimal or ",")
        placed = text.str.contains(rf"^-?[0-9]{{1,3}}({sign}[0-9]{{3}})+({decimal}[0-9]+)?$")
        text = pl.when(placed).then(text.str.replace_all(sign, "")).otherwise(text)
    sign = re.escape(notation.decimal or ".")
    plain = text.str.contains(rf"^-?[0-9]{{1,15}}({sign}[0-9]{{1,30}})?{_EXPONENT}$")
    special = pl.col(column).is_in(list(SPECIAL))
    value = text.str.replace(notation.decimal or ".", ".", literal=True)
    return pl.when(plain & ~special).then(value).cast(pl.Float64, strict=False)
