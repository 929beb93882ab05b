"""Write the tables of figures as CSV, JSON or one workbook. Values are unrounded."""

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
from ifla_metrics.text import FORMULA_STARTS, clean, escape_formula, one_line

Value = str | int | float | bool | None
UNITS = {"percent": "ratio, 0 to 1", "date": "ISO 8601 day", "status": "status code"}
"""Unit of a column by its kind, if the kind determines it."""
_AFTER_SEPARATOR = re.compile(r"([,;\t]\s*)(?=[=+@\uff1d\uff0b\uff0d\uff20-])")
XLSX_OPTIONS: dict[str, Any] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MAX_CELL_LENGTH = 32_767
"""Maximum length of text in a cell."""
_MAX_SHEET_NAME = 31
MAX_COLUMN_PIXELS = 420
A4 = 9
"""The paper format of a sheet, by its number in XLSX."""
HEADER_ROW = 4
"""Index of the header row, below title, subtitle, source and an empty row."""
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "text_wrap": True, "bottom": 1},
    "text": {},
    "quoted": {"quote_prefix": True},
    "percent": {"num_format": "0.0%"},
    "date": {"num_format": "yyyy-mm-dd"},
    "year": {"num_format": "0"},
}


def plain_value(cell: Any) -> Value:
    """Return a cell as a plain value: None if missing, dates as ISO 8601, whole numbers as int."""
    if pd.isna(cell):
        return None
    if isinstance(cell, date):
        return cell.isoformat().removesuffix("T00:00:00")
    value = cell.item() if hasattr(cell, "item") else cell
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value if isinstance(value, int) else clean(str(value))


def plain_rows(figure: Figure) -> list[list[Value]]:
    """Return the rows of a figure's table as plain values."""
    frame = figure.table.frame[[column.key for column in figure.table.data_columns]]
    return [[plain_value(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]


def csv_table(rows: Iterable[Sequence[Value]]) -> str:
    """Return rows as CSV (RFC 4180). Text is quoted, numbers are not, missing cells are empty.

    Text that a spreadsheet would read as a formula starts with an apostrophe.
    """
    return "".join(",".join(map(_csv_cell, row)) + "\r\n" for row in rows)


def _csv_cell(cell: Value) -> str:
    # The csv module would quote missing cells, which databases then read as text.
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return '"' + escape_formula(cell).replace('"', '""') + '"'
    return str(cell)


def as_csv(figure: Figure, t: Translate) -> bytes:
    """Return a figure's table as CSV: comment lines with `#`, a header row, then the data.

    The byte order mark makes spreadsheet programs read UTF-8. Text is quoted, so no data row starts
    with `#`. In comment lines, an apostrophe precedes a formula after a separator.
    """
    description = {
        t("Title"): figure.title,
        t("Unit and counting"): figure.subtitle,
        t("Source"): figure.source,
        t("Figure"): figure.id,
    }
    lines = [
        t("{label}: {value}", label=label, value=one_line(text)).replace('"', "”")
        for label, text in description.items()
    ]
    comments = "".join("# " + _AFTER_SEPARATOR.sub(r"\1'", line) + "\r\n" for line in lines)
    titles = [clean(column.title) for column in figure.table.data_columns]
    return (comments + csv_table([titles, *plain_rows(figure)])).encode("utf-8-sig")


def as_json(
    figure: Figure, t: Translate, *, reading: Reading | None = None, indent: int | None = 2
) -> bytes:
    """Return a figure's table as JSON; with `reading`, also the choices, framework and period."""
    columns = figure.table.data_columns
    keys = [column.key for column in columns]
    facts = figure.facts
    counts = {name: int(facts.get(name, 0)) for name in ("documented", "synthetic", "unreviewed")}
    document = {
        "figure": one_line(figure.id),
        "name": one_line(figure.name),
        "title": one_line(figure.title),
        "subtitle": one_line(figure.subtitle),
        "description": clean(figure.alt) or one_line(figure.title),
        "source": one_line(figure.source),
        "empty": clean(figure.empty or "") or None,
        "language": t.language,
        **(_origin(reading) if reading else {}),
        "rows_counted": {"of": facts.get("about", ""), **counts},
        "columns": [
            {
                "key": column.key,
                "title": clean(column.title),
                "kind": column.kind,
                "unit": UNITS.get(column.kind),
                "shown": column.visible,
            }
            for column in columns
        ],
        "rows": [dict(zip(keys, row, strict=True)) for row in plain_rows(figure)],
    }
    content = json.dumps(
        document, ensure_ascii=False, indent=indent, allow_nan=False, default=date.isoformat
    )
    return (content + "\n").encode()


def _origin(reading: Reading) -> dict[str, Any]:
    """Return what the numbers depend on: choices, known-on day, framework, period, revision."""
    choices, moment = reading.choices, reading.moment
    period_fields = ("code", "title", "starts_on", "ends_on")
    chosen = {name: None if code == "" else code for name, code in asdict(choices).items()}
    return {
        "revision": reading.revision,
        "counting_rule": choices.counting,
        "choices": chosen | {"reviewed_only": reading.settings.counts == "approved"},
        "framework": {key: getattr(reading.framework, key) for key in ("id", "title", "version")},
        "period": {key: getattr(reading.period, key) for key in period_fields},
        "known_on": {"date": moment.known_on, "meeting": moment.meeting or None},
    }


def workbook(
    figures: Sequence[Figure], about: Sequence[tuple[str, str]], t: Translate, *, title: str
) -> bytes:
    """Return figures as a workbook: a sheet of contents, a sheet per figure, and `about`.

    Numbers and dates are typed; text is never read as a formula or link. `about` has a label and a
    text per line of the last sheet.
    """
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, XLSX_OPTIONS)
    book.set_properties({"title": title})
    formats = {
        name: book.add_format({"valign": "top", **properties})
        for name, properties in _FORMATS.items()
    }
    contents = book.add_worksheet(t("Contents")[:_MAX_SHEET_NAME])
    contents.write_row(0, 0, [t("Figure"), t("Title"), t("Sheet"), t("Rows")], formats["head"])
    contents.freeze_panes(1, 0)
    set_up_printing(contents, 0, 4)
    for number, figure in enumerate(figures, start=1):
        name = figure.name[:_MAX_SHEET_NAME]
        row = [figure.id, one_line(figure.title), name, len(figure.table.frame)]
        contents.write_row(number, 0, row, formats["text"])
        _write_figure(book.add_worksheet(name), figure, formats, t)
    contents.autofit()
    sheet = book.add_worksheet(t("About this file")[:_MAX_SHEET_NAME])
    for number, (label, text) in enumerate(about):
        sheet.write_string(number, 0, label, formats["head"])
        sheet.write_string(number, 1, text[:MAX_CELL_LENGTH], formats["text"])
    sheet.autofit()
    book.close()
    return file.getvalue()


def set_up_printing(sheet: Any, header_row: int, columns: int) -> None:
    """Let a sheet print on A4 in landscape, twelve columns wide, the header row on each page."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(math.ceil(columns / 12), 0)
    sheet.repeat_rows(header_row)


def _write_figure(sheet: Any, figure: Figure, formats: dict[str, Any], t: Translate) -> None:
    columns, rows = figure.table.data_columns, plain_rows(figure)
    for index, column in enumerate(columns):
        cells = [_sheet_cell(row[index], column, t) for row in rows]
        quoted = any(isinstance(cell, str) and cell.startswith(FORMULA_STARTS) for cell in cells)
        cell_format = formats.get("quoted" if quoted else column.kind, formats["text"])
        sheet.write_string(HEADER_ROW, index, clean(column.title), formats["head"])
        sheet.write_column(HEADER_ROW + 1, index, cells, cell_format)
    sheet.autofit(MAX_COLUMN_PIXELS)  # Before the longer lines above the table are written.
    for number, text in enumerate((figure.title, figure.subtitle, figure.source)):
        sheet.write_string(number, 0, one_line(text), formats["text" if number else "title"])
    sheet.freeze_panes(HEADER_ROW + 1, 1)
    set_up_printing(sheet, HEADER_ROW, len(columns))
    if rows:
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + len(rows), len(columns) - 1)


def _sheet_cell(cell: Value, column: Column, t: Translate) -> Value | date:
    """Return a cell for a spreadsheet: statuses as labels, dates as dates."""
    if not isinstance(cell, str):
        return cell
    if column.kind == "status":
        return words.status_label(cell, t)
    if column.kind == "date" and cell:
        return date.fromisoformat(cell[:10])
    return cell[:MAX_CELL_LENGTH]
