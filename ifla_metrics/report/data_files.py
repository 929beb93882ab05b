"""A figure's table as data: CSV for spreadsheets, JSON for programs. Values are not rounded."""

from __future__ import annotations

import json
import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from ifla_metrics.report.passport import origin_of, passport_of
from ifla_metrics.text import clean, without_formula

if TYPE_CHECKING:
    from ifla_metrics.figures.figure import Figure
    from ifla_metrics.i18n import Translate
    from ifla_metrics.reading import Reading

Value = str | int | float | bool | None

UNITS = {"percent": "ratio, 0 to 1", "date": "ISO 8601 day", "status": "status code"}
"""Unit of a column by its kind, where the kind settles it."""
_AFTER_SEPARATOR = re.compile(r"([,;\t]\s*)(?=[=+@-])")


def value(cell: object) -> Value:
    """Return a cell as a plain value: missing is None, a day is ISO 8601, a whole number is int."""
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return None
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, datetime | pd.Timestamp):
        midnight = not (cell.hour or cell.minute or cell.second or cell.microsecond)
        return cell.date().isoformat() if midnight else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    plain: Any = cell.item() if hasattr(cell, "item") else cell
    if isinstance(plain, float):
        if not math.isfinite(plain):
            return None
        return int(plain) if plain.is_integer() and abs(plain) < 2**53 else plain
    if isinstance(plain, int):
        return plain
    return clean(str(plain))


def rows(figure: Figure) -> list[list[Value]]:
    """Return the cells of the figure's table as plain values, in the order of its columns."""
    frame = figure.table.frame[[column.key for column in figure.table.data_columns]]
    return [[value(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]


def as_csv(figure: Figure, t: Translate) -> bytes:
    """Return the table as CSV: lines that begin with `#` say what it is, then titles, then rows.

    UTF-8 with a byte order mark, because spreadsheets otherwise take é for Ã©, and every reader
    of CSV knows it (`utf-8-sig`). Lines end as RFC 4180 says. Text is always in quotes, so that no
    row can pass for a `#` line; numbers never are, a ratio is 0 to 1, missing is empty. Text that
    a spreadsheet would take for a formula begins with an apostrophe; so does a formula after a
    comma in a `#` line.
    """
    passport = passport_of(figure, t)
    said = (
        (t("Title"), passport.title),
        (t("Unit and counting"), passport.subtitle),
        (t("Source"), passport.source),
        (t("Figure"), passport.id),
    )
    titles: list[Value] = [column.title for column in figure.table.data_columns]
    written = [
        *(_comment(t("{subject}: {told}", subject=label, told=words)) for label, words in said),
        *(",".join(map(_cell, row)) for row in [titles, *rows(figure)]),
    ]
    return "".join(f"{line}\r\n" for line in written).encode("utf-8-sig")


def as_json(figure: Figure, t: Translate, *, reading: Reading | None = None) -> bytes:
    """Return the table as JSON with all that the numbers depend on. Missing is null, never 0."""
    document = _document(figure, t, reading)
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def as_line(figure: Figure, t: Translate, *, reading: Reading) -> bytes:
    """Return the same JSON on one line."""
    document = _document(figure, t, reading)
    return (json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _document(figure: Figure, t: Translate, reading: Reading | None) -> dict[str, Any]:
    passport = passport_of(figure, t)
    columns = figure.table.data_columns
    keys = [column.key for column in columns]
    return {
        "figure": passport.id,
        "name": passport.name,
        "title": passport.title,
        "subtitle": passport.subtitle,
        "description": passport.description,
        "source": passport.source,
        "empty": clean(figure.empty) or None,
        "language": passport.language,
        **(origin_of(reading) if reading else {}),
        "rows_counted": {
            "of": figure.facts.get("about", ""),
            **{
                name: int(figure.facts.get(name, 0))
                for name in ("documented", "synthetic", "unreviewed")
            },
        },
        "columns": [
            {
                "key": c.key,
                "title": clean(c.title),
                "kind": c.kind,
                "unit": UNITS.get(c.kind),
                "shown": c.shown,
            }
            for c in columns
        ],
        "rows": [dict(zip(keys, row, strict=True)) for row in rows(figure)],
    }


def _cell(cell: Value) -> str:
    if isinstance(cell, str):
        return '"' + without_formula(clean(cell)).replace('"', '""') + '"' if cell else ""
    return "" if cell is None else str(cell)


def _comment(words: str) -> str:
    """Return one `#` line without a formula in it, however it is cut into cells."""
    return "# " + _AFTER_SEPARATOR.sub(r"\1'", words.replace('"', "”"))
