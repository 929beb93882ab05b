"""What a column as a whole makes doubtful in its cells: days exchanged with months, shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from ifla_metrics.errors import n_
from ifla_metrics.exchange.cell_texts import Doubt
from ifla_metrics.exchange.day_spans import Days
from ifla_metrics.exchange.days import order_of
from ifla_metrics.exchange.faults import Choice, because
from ifla_metrics.exchange.sheets import Cell

EXCHANGED = Choice("exchanged", n_("They were exchanged: put day and month back"))
AS_THEY_STAND = Choice("stand", n_("The dates are right as they stand"))
MAY_BE_EXCHANGED = because(
    n_(
        "Days above 12 are text in this sheet and the others are dates: the spreadsheet may have"
        " exchanged day and month."
    )
)
A_SHARE = because(
    n_("Other cells of this column are parts of a whole, so that this may be 100 %, not 1 person.")
)
_LAST_MONTH = 12
_PART = re.compile(r"\s*(?:0?[.,]\d+|\d{1,3}(?:[.,]\d+)?\s*[%٪％])\s*")


def may_be_exchanged(columns: Iterable[Sequence[Cell]]) -> bool:
    """Say whether a spreadsheet seems to have read the days of a sheet in the wrong order.

    It makes a date of each text that it can read: 05/03 as the third of May. What it cannot, the
    days above 12, stays text. So no date has a day above 12 where such texts stand beside them.
    """
    days: set[date] = set()
    left_as_text = False
    for cells in columns:
        for cell in set(cells):
            if isinstance(cell, date):
                if cell.day > _LAST_MONTH:
                    return False
                days.add(cell)
            elif not left_as_text and order_of(cell) is not None:
                left_as_text = True
    return left_as_text and any(day.day != day.month for day in days)


def both_orders(day: date) -> Any:
    """Return the day, and as a doubt the day with its numbers exchanged."""
    own = date(day.year, day.month, day.day)
    if day.day == day.month:
        return Days(own, own)
    other = date(day.year, day.day, day.month)
    choices = ((EXCHANGED, Days(other, other)), (AS_THEY_STAND, Days(own, own)))
    return Doubt(choices, MAY_BE_EXCHANGED, of_column=True)


def has_shares(cells: Sequence[Cell]) -> bool:
    """Say whether some cells of a column of counts are parts of a whole: 0.6, 60 %."""
    return any(
        0 < cell < 1 if isinstance(cell, float) else bool(_PART.fullmatch(cell))
        for cell in set(cells)
        if isinstance(cell, (float, str))
    )
