"""Series, survey: intervals for sample figures.

Input: estimated shares and numbers of answers. Output: limits of Wilson's score interval and
what may be shown. One interval serves both the picture and the verdict.
"""

import math

Z_99 = 2.5758293035489004
"""Standard normal quantile for a two-sided interval of 99 %."""

HIDDEN_BELOW = 100
WEAK_BELOW = 200
"""Numbers of answers under which an estimate is hidden, or marked as weak."""


def wilson(events: float, answers: float, z: float = Z_99) -> tuple[float, float]:
    """Wilson's score interval of a proportion, as fractions between 0 and 1.

    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927). With
    ``z`` = 1.96: 0 of 20 gives 0–16.1 %, 3 of 20 gives 5.2–36.0 %.

    Raises ValueError when there are no answers or more events than answers.
    """
    if answers <= 0 or not 0 <= events <= answers:
        message = f"{events} events among {answers} answers"
        raise ValueError(message)
    centre = 2 * events + z * z
    spread = z * math.sqrt(z * z + 4 * events * (1 - events / answers))
    whole = 2 * (answers + z * z)
    return max(0.0, (centre - spread) / whole), min(1.0, (centre + spread) / whole)


def newcombe(
    first: tuple[float, float], second: tuple[float, float], z: float = Z_99
) -> tuple[float, float]:
    """Interval of the difference of two proportions, each given as (events, answers).

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), method 10. The proportions differ
    when 0 lies outside. With ``z`` = 1.96, 31 % of 450 against 26 % of 430: −1.0 to +10.9 points.
    """
    share_1, share_2 = first[0] / first[1], second[0] / second[1]
    low_1, high_1 = wilson(*first, z)
    low_2, high_2 = wilson(*second, z)
    difference = share_1 - share_2
    below = math.hypot(share_1 - low_1, high_2 - share_2)
    above = math.hypot(high_1 - share_1, share_2 - low_2)
    return difference - below, difference + above
