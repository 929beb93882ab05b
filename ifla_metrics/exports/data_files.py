"""A figure's table as data: CSV and JSON, and all figures as one workbook. Values are unrounded."""

import io
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter

from ifla_metrics.figures import words
from ifla_metrics.figures.figure import Column, Figure
from ifla_metrics.i18n import Translate
from ifla_metrics.reading import Reading
from ifla_metrics.text import clean, escape_formula, one_line

Value = str | int | float | bool | None

UNITS = {"percent": "ratio, 0 to 1", "date": "ISO 8601 day", "status": "status code"}
"""Unit of a column by its kind, where the kind settles it."""
_AFTER_SEPARATOR = re.compile(r"([,;\t]\s*)(?=[=+@-])")


def plain_value(cell: Any) -> Value:
    """Return a cell as a plain value: missing is None, a day is ISO 8601, a whole number is int."""
    if isinstance(cell, str):
        return clean(cell)
    if pd.isna(cell):
        return None
    if isinstance(cell, date):
        return cell.isoformat().removesuffix("T00:00:00")
    plain = cell.item() if hasattr(cell, "item") else cell
    if isinstance(plain, float):
        if not math.isfinite(plain):
            return None
        return int(plain) if plain.is_integer() and abs(plain) < 2**53 else plain
    return plain if isinstance(plain, int) else clean(str(plain))


def plain_rows(figure: Figure) -> list[list[Value]]:
    """Return the cells of the figure's table as plain values, in the order of its columns."""
    frame = figure.table.frame[[column.key for column in figure.table.data_columns]]
    return [[plain_value(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]


# CSV


def csv_table(rows: Iterable[Sequence[Value]]) -> str:
    """Return rows as CSV (RFC 4180). Text is in quotes, numbers are not, missing is nothing at all.

    An apostrophe stands before text that a spreadsheet would take for a formula.
    """
    return "".join(",".join(map(_csv_cell, row)) + "\r\n" for row in rows)


def _csv_cell(cell: Value) -> str:
    # Not by the csv module: it puts missing cells in quotes, which databases read as text.
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return '"' + escape_formula(cell).replace('"', '""') + '"'
    return str(cell)


def as_csv(figure: Figure, t: Translate) -> bytes:
    """Return the table as CSV: lines that begin with `#` say what it is, then titles, then rows.

    UTF-8 with a byte order mark, because spreadsheets otherwise take é for Ã©. No row can pass for
    a `#` line, because text is in quotes; in a `#` line, an apostrophe stands before a formula
    that follows a comma.
    """
    about = {
        t("Title"): figure.title,
        t("Unit and counting"): figure.subtitle,
        t("Source"): figure.source,
        t("Figure"): figure.id,
    }
    lines = [
        t("{subject}: {told}", subject=label, told=one_line(text)).replace('"', "”")
        for label, text in about.items()
    ]
    comments = "".join("# " + _AFTER_SEPARATOR.sub(r"\1'", line) + "\r\n" for line in lines)
    titles = [clean(column.title) for column in figure.table.data_columns]
    return (comments + csv_table([titles, *plain_rows(figure)])).encode("utf-8-sig")


# JSON


def as_json(
    figure: Figure, t: Translate, *, reading: Reading | None = None, indent: int | None = 2
) -> bytes:
    """Return the table as JSON with all that the numbers depend on. Missing is null, never 0."""
    columns = figure.table.data_columns
    keys = [column.key for column in columns]
    facts = figure.facts
    counted = {name: int(facts.get(name, 0)) for name in ("documented", "synthetic", "unreviewed")}
    document = {
        "figure": one_line(figure.id),
        "name": one_line(figure.name),
        "title": one_line(figure.title),
        "subtitle": one_line(figure.subtitle),
        "description": clean(figure.alt) or one_line(figure.title),
        "source": one_line(figure.source),
        "empty": clean(figure.empty) or None,
        "language": t.language,
        **(_origin(reading) if reading else {}),
        "rows_counted": {"of": facts.get("about", ""), **counted},
        "columns": [
            {
                "key": column.key,
                "title": clean(column.title),
                "kind": column.kind,
                "unit": UNITS.get(column.kind),
                "shown": column.shown,
            }
            for column in columns
        ],
        "rows": [dict(zip(keys, row, strict=True)) for row in plain_rows(figure)],
    }
    written = json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)
    return (written + "\n").encode()


def _origin(reading: Reading) -> dict[str, Any]:
    """Return where the numbers come from: choices, known-on day, framework, period, revision."""
    choices, period, framework = reading.choices, reading.period, reading.framework
    chosen = {name: None if code == "" else code for name, code in asdict(choices).items()}
    return {
        "revision": reading.revision,
        "counting_rule": choices.counting,
        "choices": chosen | {"reviewed_only": reading.setting.counts == "approved"},
        "framework": {
            "id": framework.id,
            "title": framework.title,
            "version": framework.version,
        },
        "period": {
            "code": period.code,
            "title": period.title,
            "starts_on": period.starts_on.isoformat(),
            "ends_on": period.ends_on.isoformat(),
        },
        "known_on": {
            "date": reading.moment.known_on.isoformat(),
            "meeting": reading.moment.meeting or None,
        },
    }


# XLSX

XLSX_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MAX_CELL_LENGTH = 32_767
"""Letters that a cell can hold."""
_LONGEST_SHEET_NAME = 31
MOST_PIXELS = 420
"""Width of a column of a figure's table."""
_FORMULAS = tuple("=+-@\t\r")
HEADER_ROW = 4
"""Row of the titles of columns, from 0: title, subtitle, source and an empty row are above."""
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "text_wrap": True, "bottom": 1},
    "text": {},
    "quoted": {"quote_prefix": True},
    "percent": {"num_format": "0.0%"},
    "date": {"num_format": "yyyy-mm-dd"},
    "year": {"num_format": "0"},
}


def workbook(
    figures: Sequence[Figure], about: Sequence[tuple[str, str]], t: Translate, *, title: str
) -> bytes:
    """Return figures as a workbook: contents, a sheet per figure, and what the numbers depend on.

    Numbers and days are numbers and days; text is text, whatever it looks like. `about` holds a
    label and words for each line of the last sheet.
    """
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, XLSX_OPTIONS)
    book.set_properties({"title": title})
    formats = {name: book.add_format({"valign": "top", **look}) for name, look in _FORMATS.items()}
    contents = book.add_worksheet(t("Contents")[:_LONGEST_SHEET_NAME])
    contents.write_row(0, 0, [t("Figure"), t("Title"), t("Sheet"), t("Rows")], formats["head"])
    contents.freeze_panes(1, 0)
    for number, figure in enumerate(figures, start=1):
        name = figure.name[:_LONGEST_SHEET_NAME]
        row = [figure.id, one_line(figure.title), name, len(figure.table.frame)]
        contents.write_row(number, 0, row, formats["text"])
        _write_figure(book.add_worksheet(name), figure, formats, t)
    contents.autofit()
    sheet = book.add_worksheet(t("About this file")[:_LONGEST_SHEET_NAME])
    for number, (label, text) in enumerate(about):
        sheet.write_string(number, 0, label, formats["head"])
        sheet.write_string(number, 1, text[:MAX_CELL_LENGTH], formats["text"])
    sheet.autofit()
    book.close()
    return written.getvalue()


def _write_figure(sheet: Any, figure: Figure, formats: dict[str, Any], t: Translate) -> None:
    columns, table = figure.table.data_columns, plain_rows(figure)
    for place, column in enumerate(columns):
        cells = [_for_a_sheet(row[place], column, t) for row in table]
        quoted = any(isinstance(cell, str) and cell.startswith(_FORMULAS) for cell in cells)
        look = "quoted" if quoted else column.kind
        sheet.write_string(HEADER_ROW, place, clean(column.title), formats["head"])
        sheet.write_column(HEADER_ROW + 1, place, cells, formats.get(look, formats["text"]))
    sheet.autofit(MOST_PIXELS)  # Before the lines above the table, which are longer.
    for number, text in enumerate((figure.title, figure.subtitle, figure.source)):
        sheet.write_string(number, 0, one_line(text), formats["text" if number else "title"])
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    if table:
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(table), len(columns) - 1)


def _for_a_sheet(cell: Value, column: Column, t: Translate) -> Value | date:
    """Return a cell as a spreadsheet takes it: a status in words, a day as a day."""
    if not isinstance(cell, str):
        return cell
    if column.kind == "status":
        return words.status(cell, t)
    if column.kind == "date" and cell:
        return date.fromisoformat(cell[:10])
    return cell[:MAX_CELL_LENGTH]
