"""Reading a workbook slowly and safely, when the fast reader has ended its process over it."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import Any

from ifla_metrics.exchange.fast_reading import (
    TOO_LARGE,
    TOO_MANY_SHEETS,
    check_far,
    check_rows,
    epoch_is_1904,
    parts_of,
    sheet_paths,
    styles_of,
    texts_of,
    unfinished_in,
)
from ifla_metrics.exchange.hidden_reading import SEEN, unseen_in
from ifla_metrics.exchange.limits import Limits
from ifla_metrics.exchange.month_formats import Months, month_styles, show, shown_in
from ifla_metrics.exchange.sheet_extras import NOTHING, links_and_notes
from ifla_metrics.exchange.sheets import Cell, FileRefused, Sheet
from ifla_metrics.exchange.struck_reading import struck_in, struck_styles, struck_texts
from ifla_metrics.exchange.zip_checks import DAMAGED


def read_workbook(data: bytes, limits: Limits) -> list[Sheet]:
    """Return the sheets of a workbook; raises FileRefused."""
    import openpyxl

    parts = parts_of(data, limits)
    highest = max(limits.rows * 5, 1000)
    paths = sheet_paths(data, parts)
    named = {name: parts[path] for name, path in paths.items()}
    extras = {name: links_and_notes(parts, path) for name, path in paths.items()}
    lacking = {name: unfinished_in(part) for name, part in named.items()}
    unseen = {name: unseen_in(part) for name, part in named.items()}
    texts = struck_texts(texts_of(parts))
    styles, strikes = month_styles(styles_of(parts)), struck_styles(styles_of(parts))
    months = {name: shown_in(part, styles) for name, part in named.items()}
    struck = {name: struck_in(part, strikes, texts) for name, part in named.items()}
    for name, part in parts.items():
        if "worksheets" in name:
            check_far(part, highest, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            if len(book.worksheets) > limits.sheets:
                raise FileRefused(TOO_MANY_SHEETS, limit=limits.sheets)
            return [
                Sheet(
                    name=sheet.title,
                    rows=_rows(sheet, highest, limits, months.get(sheet.title, ())),
                    hidden=sheet.sheet_state != "visible",
                    epoch_1904=epoch_is_1904(parts),
                    unfinished=lacking.get(sheet.title, ()),
                    struck=struck.get(sheet.title, ()),
                    unseen=unseen.get(sheet.title, SEEN),
                    links=extras.get(sheet.title, NOTHING)[0],
                    notes=extras.get(sheet.title, NOTHING)[1],
                )
                for sheet in book.worksheets
            ]
    except FileRefused:
        raise
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        MemoryError,
        OSError,
        RecursionError,
        SyntaxError,
        TypeError,
        ValueError,
        zipfile.BadZipFile,
    ):
        raise FileRefused(DAMAGED) from None


def _rows(sheet: Any, highest: int, limits: Limits, months: Months) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    cells = 0
    for row in sheet.iter_rows(max_row=highest, max_col=limits.columns, values_only=True):
        values = list(row)
        while values and values[-1] is None:
            values.pop()
        cells += len(values)
        if cells > limits.cells:
            raise FileRefused(TOO_LARGE, sheet=sheet.title)
        rows.append(values)
    check_rows(rows, sheet.title, limits)
    show(rows, months)
    return rows
