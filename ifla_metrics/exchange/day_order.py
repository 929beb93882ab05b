"""Whether days come before months in a sheet: by an answer, one clear date, or its header."""

from __future__ import annotations

from collections.abc import Mapping

from ifla_metrics.errors import n_
from ifla_metrics.exchange.days import order_asked, order_of
from ifla_metrics.exchange.faults import Choice, Question, because
from ifla_metrics.exchange.rows_aside import A_HINT
from ifla_metrics.exchange.tables import Table

DAY_FIRST = Choice("day", n_("The day comes first: 03/04 is 3 April"))
MONTH_FIRST = Choice("month", n_("The month comes first: 03/04 is March 4"))
ORDER = because(n_("In this column, which number is the day and which the month?"))


def order_in_sheet(table: Table, answers: Mapping[str, str]) -> bool | None:
    """Say whether days come before months in this sheet: by an answer, or by one clear date."""
    columns = [c.key for c in table.header.format.columns if c.kind == "day"]
    shown: set[bool] = set()
    for key in columns:
        if key not in table.cells:
            continue
        answer = answers.get(order_question(table, key, "").id)
        if answer in ("day", "month"):
            return answer == "day"
        for cell in {c for c in table.cells[key] if isinstance(c, str)}:
            found = order_of(cell)
            if found is not None:
                shown.add(found)
        asked_for = order_asked(_names_and_hint(table, key))
        if asked_for is not None:
            shown.add(asked_for)
    return shown.pop() if len(shown) == 1 else None


def _names_and_hint(table: Table, key: str) -> str:
    """Return what stands over a column: its name, and what a row of hints below it says."""
    named = table.header.columns.get(key)
    if named is None:
        return ""
    number = table.header.row + 2
    hint = any(f.place.row == number and f.reason is A_HINT for f in table.left_out)
    row = table.sheet.rows[number - 1] if hint else ()
    return f"{named.header} {row[named.place] if named.place < len(row) else ''}"


def order_question(table: Table, key: str, value: str, number: int = 0) -> Question:
    """Return the question of a column which comes first; `number` is the row of the value."""
    place = table.place(number or table.header.row + 1, key)
    return Question(place, value, (DAY_FIRST, MONTH_FIRST), ORDER, covers="column")
