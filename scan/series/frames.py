"""Series, frames: what this wing hands over, with name, kind and meaning of each column.

Input: none. Output: a class for each frame. A signature with ``DataFrame[Figures]`` takes no frame
of another stage; whoever makes one says so with ``Figures.cast``, or checks it with
``Figures.validate`` where it leaves the wing.
"""

import dataframely as dy


class Figures(dy.Schema):
    """Every figure of a store: by indicator, area, period and place in the breakdown."""

    indicator = dy.String()
    area = dy.String(description="NIS code")
    into = dy.String(description="today's municipality, for figures of a former one; else nothing")
    period = dy.Int32()
    part = dy.String(description="main, cell of the breakdown, or gap between two groups")
    b1 = dy.String(description="category of the first breakdown; empty without")
    b2 = dy.String()
    value = dy.Float64(nullable=True, description="in the unit, not rounded; null unless shown")
    numerator = dy.Float64(nullable=True)
    denominator = dy.Float64(nullable=True)
    answers = dy.Float64(nullable=True)
    low = dy.Float64(nullable=True, description="limits of the 99 % interval, in the unit")
    high = dy.Float64(nullable=True)
    status = dy.String()
    source = dy.String()
    alternative = dy.Int8(description="which of the indicator's ways fed it")


class Positions(dy.Schema):
    """How municipalities are spread: a row for each indicator and region."""

    indicator = dy.String()
    region = dy.String()
    period = dy.Int32(description="newest of the indicator, for all areas of the region")
    edges = dy.List(dy.Float64(), nullable=True)
    counts = dy.List(dy.Int32(), nullable=True)
    deciles = dy.List(dy.Float64(), nullable=True, description="9 limits between tenths")
    median = dy.Float64(nullable=True)
    low_quarter = dy.Float64(nullable=True)
    high_quarter = dy.Float64(nullable=True)
    lowest = dy.Float64(nullable=True)
    highest = dy.Float64(nullable=True)
    areas = dy.Int32(nullable=True)
    source = dy.String(nullable=True, description="of most of the figures")
    members = dy.List(
        dy.String(), nullable=True, description="NIS codes of those that have a figure"
    )
    values = dy.List(
        dy.Float64(), nullable=True, description="their displayed figures, in the same order"
    )
    method = dy.String()


class Cells(dy.Schema):
    """What a release tells of counts."""

    count = dy.String(description="which query")
    period = dy.Int32()
    place = dy.String()
    shown = dy.Float64(nullable=True, description="what it shows; null: hidden")


class Turns(dy.Schema):
    """Counts that the series show otherwise than the last release that told them."""

    count = dy.String(description="which query")
    period = dy.Int32()
    place = dy.String()
    hidden = dy.Bool(description="hidden now, and shown before; else the other way round")
    cause = dy.String(description="a word of series.turning")


class Remembered(Cells):
    """The same of all releases together."""

    store = dy.String(description="which store told it, the oldest first")
