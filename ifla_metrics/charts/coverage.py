"""Coverage drawn: reached against a denominator, and the matrix of directions and rows."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts import ledger
from ifla_metrics.charts.matrix import matrix
from ifla_metrics.charts.theme import finish
from ifla_metrics.i18n import Translate


def reached_bars(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One bar per region or category: the share of its countries that were reached.

    Args:
        frame: One row per bar, as `ledger.bars` wants it: `value` the share, `number` with its two
            counts, because half of two and half of twenty are different news.
    """
    return finish(ledger.bars(frame, shares=True), t)


def direction_matrix(frame: pd.DataFrame, *, t: Translate, key: str) -> alt.LayerChart:
    """Directions across, programme rows down, the count written in every cell, zeros too.

    Args:
        frame: As `matrix` wants it.
        t: The words.
        key: The directions' names, a line each, for where there is no room over the columns.
    """
    return matrix(frame, t=t, key=key)
