"""Coverage drawn: reached against a denominator, and the matrix of directions and rows."""

from __future__ import annotations

import altair as alt
import pandas as pd

from ifla_metrics.charts import ledger
from ifla_metrics.charts.matrix import matrix
from ifla_metrics.charts.theme import finish
from ifla_metrics.i18n import Translate


def reached_bars(frame: pd.DataFrame, *, t: Translate) -> alt.LayerChart:
    """One bar per region or category: countries reached, over the faint bar of all that count.

    Args:
        frame: One row per bar, as `ledger.bars` wants it: `value` reached, `of` the denominator,
            `number` both in words, because half of two and half of twenty are different news.
    """
    return finish(ledger.bars(frame, of=True), t)


def direction_matrix(frame: pd.DataFrame, *, t: Translate, key: str) -> alt.LayerChart:
    """Directions across, programme rows down, the count written in every cell, zeros too.

    Args:
        frame: As `matrix` wants it.
        t: The words.
        key: The directions' names, a line each, for where there is no room over the columns.
    """
    return matrix(frame, t=t, key=key)
