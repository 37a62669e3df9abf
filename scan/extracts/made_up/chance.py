"""Extracts, made up: chance. Input: a name. Output: numbers that look random and never change.

Every use draws from a stream of its own, named after what it is for, so that adding one figure
leaves all others as they are. Whole numbers are split by systematic rounding: each part is its
expected size rounded up or down, the parts add up exactly, and a part that grows slowly in
expectation grows slowly in the table.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

SEED = 20250101
"""Another seed makes another country."""

Floats: TypeAlias = NDArray[np.float64]
Whole: TypeAlias = NDArray[np.int64]

_DIGITS = 9
"""Decimals kept before rounding down: the last bits differ between processors."""


def stream(name: str) -> np.random.Generator:
    """The random numbers for one purpose."""
    digest = hashlib.sha256(f"{SEED}:{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def normal(name: str, *shape: int) -> Floats:
    """Standard normal numbers of that shape."""
    return stream(f"normal {name}").standard_normal(shape)


def wander(name: str, places: int, years: int, *rest: int, persistence: float = 0.9) -> Floats:
    """Standard normal numbers (place, year, …) that drift: next year resembles this one."""
    noise = normal(f"wander {name}", years, places, *rest)
    step = (1 - persistence * persistence) ** 0.5
    for year in range(1, years):
        noise[year] = persistence * noise[year - 1] + step * noise[year]
    return np.moveaxis(noise, 0, 1)


def logit(share: Floats) -> Floats:
    """Log odds of shares between 0 and 1."""
    return np.log(share / (1 - share))


def share_of(log_odds: Floats) -> Floats:
    """The shares that have these log odds."""
    return 1 / (1 + np.exp(-log_odds))


def weights(shares: Sequence[float] | Floats, tilt: Floats) -> Floats:
    """``shares`` over the last axis, each multiplied by exp(``tilt``); not yet adding up to 1."""
    return np.asarray(shares, dtype=np.float64) * np.exp(tilt)


def parts(name: str, total: Whole, shares: Floats) -> Whole:
    """``total`` (place, year, …) split over the last axis of ``shares``, adding up exactly."""
    edges = np.cumsum(shares, axis=-1)
    edges = np.round(edges / edges[..., -1:], _DIGITS)
    reached = _rounded(name, total, total[..., None] * edges)
    return np.diff(reached, axis=-1, prepend=0)


def portion(name: str, total: Whole, share: Floats | float) -> Whole:
    """The part of ``total`` (place, year, …) that is its ``share``, at most 1, of it."""
    expected: Floats = np.round(total * np.minimum(share, 1.0), _DIGITS)
    return _rounded(name, total, expected[..., None])[..., 0]


def _rounded(name: str, total: Whole, expected: Floats) -> Whole:
    """``expected`` rounded up or down, by the same chance in all years of a place and group."""
    chance = stream(f"rounding {name}").random((total.shape[0], 1, *total.shape[2:], 1))
    return np.floor(expected + chance).astype(np.int64)
