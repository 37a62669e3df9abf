"""Extracts, numbers: from the text of a cell to a number and a status. Part of the contract.

Input: cells of the raw frame. Output: the same with ``value`` (Float64) and ``status``; a cell
that is neither a number in the source's notation nor one of its markers has a ``problem``.
"""

import re

import polars as pl

from scan.catalogue.sources import Source
from scan.extracts.readers.delivered import TEXT, Delivered
from scan.status import Status

_SIGNS = {" ": " \u00a0\u202f\u2009", "'": "'’"}
"""Signs between thousands of which there are several kinds."""
_EXPONENT = r"([eE](-[0-9]{1,2}|\+?0?[0-9]))?"
"""How programs write large and small numbers: R 100000 as 1e+05, Python 0.00005 as 5e-05."""

NOT_A_NUMBER = "not_a_number"
WRONG_SIGN = "wrong_sign"
EMPTY = "empty"


def decimal_signs(source: Source, file: Delivered) -> str:
    """The decimal signs in the texts of this file.

    Numbers that a file keeps as numbers have a point; texts beside them have the source's sign.
    """
    return source.decimal if file.kind == TEXT else f".{source.decimal.strip('.')}"


def with_numbers(cells: pl.DataFrame, source: Source, decimals: str) -> pl.DataFrame:
    """``cells`` with ``value``, ``status`` and ``problem``; ``decimals`` are the decimal signs.

    ``problem`` is null, or says in which way the text is no number: another decimal sign or a
    thousands sign (WRONG_SIGN), any other text (NOT_A_NUMBER), nothing at all (EMPTY).
    """
    flag, text = _without_flags(pl.col("text").fill_null(""), source)
    text = _without_thousands(text, source, decimals)
    number = text.str.contains(rf"^-?[0-9]{{1,15}}([{decimals}][0-9]{{1,30}})?{_EXPONENT}$")
    foreign = text.str.contains(
        r"^-?[0-9]+[.,][0-9]+$"
        r"|^-?[0-9]{1,3}([., \x{a0}\x{202f}'’][0-9]{3})+([.,][0-9]+)?$"
    )
    marked = _marker(text, source)
    value = (text.str.replace(",", ".", literal=True)).cast(pl.Float64, strict=False)
    return cells.with_columns(
        value=pl.when(marked.is_null() & number).then(value),
        status=pl.coalesce(marked, flag, pl.lit(Status.SHOWN.value)),
        problem=pl.when(marked.is_not_null() | number)
        .then(None)
        .when(foreign)
        .then(pl.lit(WRONG_SIGN))
        .when(text == "")
        .then(pl.lit(EMPTY))
        .otherwise(pl.lit(NOT_A_NUMBER)),
    )


def _without_flags(text: pl.Expr, source: Source) -> tuple[pl.Expr, pl.Expr]:
    """The status that a flag glued to a figure gives, and the figure without it."""
    status = pl.lit(None, pl.String)
    plain = text
    for flag, meaning in source.shape.flags.items():
        glued = text.str.contains(rf"^(\S.*)?\d\s*{re.escape(flag)}$")
        status = pl.when(glued).then(pl.lit(meaning)).otherwise(status)
        plain = pl.when(glued).then(text.str.strip_suffix(flag).str.strip_chars()).otherwise(plain)
    return status, plain


def _without_thousands(text: pl.Expr, source: Source, decimals: str) -> pl.Expr:
    """A figure without the thousands signs of the source, where they stand in their place."""
    if not source.shape.thousands:
        return text
    sign = f"[{_SIGNS.get(source.shape.thousands, source.shape.thousands)}]"
    placed = text.str.contains(rf"^-?\d{{1,3}}({sign}\d{{3}})+([{decimals}]\d+)?$")
    return pl.when(placed).then(text.str.replace_all(sign, "")).otherwise(text)


def _marker(text: pl.Expr, source: Source) -> pl.Expr:
    """The status that a marker stands for; null where the text is no marker."""
    markers = source.markers
    return (
        pl.when(text.is_in(list(markers.hidden)))
        .then(pl.lit(Status.HIDDEN.value))
        .when(text.is_in(list(markers.not_applicable)))
        .then(pl.lit(Status.NOT_APPLICABLE.value))
        .when(text.is_in(list(markers.missing)))
        .then(pl.lit(Status.NOT_AVAILABLE.value))
    )
