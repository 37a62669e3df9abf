"""Series, turning: counts that are hidden now and were shown, or the other way round, and why.

Input: a sheet, what is hidden in it, and what releases told. Output: a row for each count of which
the last release that told it told otherwise (``frames.Turns``). What is hidden stays hidden, and
what is shown stays shown, unless something asks for it:

*small*
    it, its rest or its base is small now, of which it was not;
*supplier*
    its supplier hides it now;
*beside*
    a hidden count could be worked out from it;
*public*
    a public source gives it now;
*unprotected*
    no source asks for its protection any more.
"""

import numpy as np
import polars as pl
from dataframely import DataFrame

from scan.series.frames import Cells, Turns
from scan.series.recall import named, placed
from scan.series.sheet import Bools, Sheet


def turned(
    sheet: Sheet, hidden: Bools, small: Bools, before: DataFrame[Cells] | None
) -> DataFrame[Turns]:
    """The counts that turned since the releases ``before``. ``small`` are those that are hidden for
    their own sake (shape of the sheet, as ``hidden``)."""
    if before is None or before.is_empty():
        return Turns.create_empty()
    _, flat, value = placed(sheet, before)
    was = {name: np.zeros(sheet.low.size, dtype=bool) for name in ("shown", "hidden")}
    was["shown"][flat], was["hidden"][flat] = ~np.isnan(value), np.isnan(value)  # the last counts
    there = sheet.displayed[:, None, None] & np.isfinite(sheet.low)
    theirs = sheet.low != sheet.high
    unseen = (hidden | theirs) & ~sheet.public
    now_hidden = was["shown"].reshape(unseen.shape) & there & unseen
    now_shown = was["hidden"].reshape(unseen.shape) & there & ~unseen
    cause = np.select([small & hidden, theirs], ["small", "supplier"], "beside")
    cause[now_shown] = np.where(sheet.public[now_shown], "public", "unprotected")
    both = now_hidden | now_shown
    rows = named(sheet, both).with_columns(
        pl.Series("hidden", now_hidden[both]), pl.Series("cause", cause[both].tolist(), pl.String)
    )
    return Turns.cast(rows.sort("count", "period", "place"))
