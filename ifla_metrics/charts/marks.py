"""What marks have in common: a tooltip and the codes that a click gives, and fixed places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

at_x: Any = alt.XValue
to_x: Any = alt.X2Value
at_y: Any = alt.YValue
to_y: Any = alt.Y2Value
in_colour: Any = alt.ColorValue
"""Channels at a fixed place (pixels, or an ExprRef) or of one colour.

`alt.value` means the same, but Altair then searches its whole schema for the class, which takes
longer than building the chart.
"""

Tooltip = Sequence[tuple[str, str]]
"""Columns of a chart's frame that hold text, each with its title."""


def picking(*columns: str) -> alt.Parameter:
    """Return the parameter that holds what was clicked: these columns of the row of the mark."""
    return alt.selection_point(
        name="pick", fields=[*columns], on="click", empty=False, toggle=False
    )


def with_tooltip_and_click(
    marks: alt.Chart, tooltip: Tooltip, pick: Sequence[str] = ()
) -> alt.Chart:
    """Return the marks of a layer with a tooltip, where a click picks these columns of one.

    A chart has one such layer, its last; all others are silent for screen readers (`aria=False`).
    """
    found: alt.Chart = marks.encode(
        tooltip=[alt.Tooltip(f"{column}:N", title=title) for column, title in tooltip]
    )
    if pick:
        found.name = "marks"  # A name that Altair makes up is another one each time.
        found = found.add_params(picking(*pick))
    return found
