"""A first day that stands in columns of its own: “Year” and “Month”, perhaps “Day” or “Quarter”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ifla_metrics.exchange.header_shapes import header_key
from ifla_metrics.exchange.sheets import Cell

_WORDS = {
    "year": ("year", "annee", "an", "ano", "jahr", "год", "السنة", "年", "年份"),
    "month": ("month", "mois", "mes", "monat", "месяц", "الشهر", "月", "月份"),
    "day": ("day", "days", "jour", "jours", "dia", "dias", "tag", "день", "اليوم", "日"),
    "quarter": ("quarter", "trimestre", "quartal", "квартал", "الربع", "季度"),
}
_PARTS = {word: part for part, words in _WORDS.items() for word in words}


def day_parts(row: Sequence[Cell]) -> Mapping[str, int]:
    """Return the places of year, month, quarter and day in a header; empty without both of two.

    A column “Day” alone is a date; beside “Year” and “Month” it is a part of one.
    """
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        part = _PARTS.get(header_key(cell)) if isinstance(cell, str) else None
        if part is not None:
            if part in found:
                return {}
            found[part] = place
    return found if "year" in found and len(found) > 1 else {}


def is_day_part(cell: Cell) -> bool:
    """Say whether a header names a part of a day: “Year”."""
    return isinstance(cell, str) and header_key(cell) in _PARTS


def joined_day(cells: Mapping[str, Cell]) -> Cell:
    """Return the parts of a day as one text, as it is read; the year alone where no more is said.

    Args:
        cells: Of year, month, quarter and day what stands there.
    """
    year, month, quarter, day = (_text(cells.get(p)) for p in ("year", "month", "quarter", "day"))
    if not year or (day and not month):
        when = month or (quarter and f"Q{quarter.lstrip('Qq')}")  # A quarter is never a month.
        return " ".join(part for part in (day, when, year) if part)
    if quarter and not month:
        return f"Q{quarter} {year}" if quarter in ("1", "2", "3", "4") else f"{quarter} {year}"
    if month.isdecimal() and not 1 <= int(month) <= 12:
        return f"{month}/{year}"  # No month: never the end of a span of years.
    if month.isdecimal() and (day.isdecimal() or not day):
        return "-".join([year, month.zfill(2), *([day.zfill(2)] if day else [])])
    return " ".join(part for part in (day, month, year) if part)


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
