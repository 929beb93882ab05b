"""Since when each entry is known: a hidden sheet of the workbook that fills another database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ifla_metrics.exchange.sheets import Cell, Sheet

NAME = "known-since"
"""Not translated: it is read by the tool alone."""
HEADER = ("kind", "id", "known_from", "logged_on", "assumed", "approved")
Key = tuple[str, str]
"""(kind, uid)."""


@dataclass(frozen=True)
class Past:
    """What is known of an entry besides what it says."""

    known_from: date
    """The day on which the version that stands was recorded."""
    logged_on: date | None = None
    """The day on which it was first logged; None where that is assumed, or a record."""
    assumed: bool = False
    approved: bool = False


def history_rows(past: Mapping[Key, Past]) -> Iterable[Sequence[str]]:
    """Yield the rows of the sheet, its header first."""
    yield HEADER
    for (kind, uid), found in past.items():
        yield (
            kind, uid, found.known_from.isoformat(),
            found.logged_on.isoformat() if found.logged_on else "",
            "yes" if found.assumed else "", "yes" if found.approved else "",
        )  # fmt: skip


def split_history(sheets: Iterable[Sheet]) -> tuple[tuple[Sheet, ...], dict[Key, Past]]:
    """Return the sheets that people write in, and what the hidden sheet says.

    A row that is not whole is left out: the entry is then recorded as of now.
    """
    others: list[Sheet] = []
    past: dict[Key, Past] = {}
    for sheet in sheets:
        if sheet.name != NAME:
            others.append(sheet)
            continue
        for row in sheet.rows[1:]:
            kind, uid, known_from, logged_on, assumed, approved = [*row, *[""] * 6][:6]
            day = _day(known_from)
            if kind and uid and day is not None:
                found = Past(day, _day(logged_on), assumed == "yes", approved == "yes")
                past[str(kind), str(uid)] = found
    return tuple(others), past


def _day(value: Cell) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None
