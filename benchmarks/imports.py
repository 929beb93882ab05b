"""A table of 20,000 rows and 15 columns: from the file to the preview, and from there to the log.

In seconds of the processor, the reading process included: what a quiet machine takes.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks.measuring import Report
from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.apply import apply
from ifla_metrics.imports.compare import Preview, Verdict
from ifla_metrics.imports.known import load_known
from ifla_metrics.imports.preview import preview_table
from ifla_metrics.imports.read import read
from ifla_metrics.settings import DATA
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.initialise import initialise

ROWS = 20_000
HEADERS = [
    "Title",
    "Kind",
    "Status",
    "Start date",
    "End date",
    "Country",
    "Participants",
    "Women",
    "Men",
    "Mode",
    "Level",
    "Language",
    "Description",
    "Evidence",
    "Note",
]
T = translate("en")


def run(_sizes: list[int]) -> Report:
    """Measure both kinds of file, each in a log of its own."""
    report = Report("Import of a table of 20,000 rows × 15 columns")
    for name, data in (("table.xlsx", _xlsx()), ("table.csv", _csv())):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{Path(folder) / 'log.db'}"
            initialise(url, data=DATA, empty=True)
            engine = engine_of(url)

            def preview(name: str = name, data: bytes = data, engine: Any = engine) -> Preview:
                table = read(data, name)
                with reading(engine) as connection:
                    known = load_known(connection)
                    return preview_table(
                        connection, table, known, T, group="ALP", answers={}, actor=LOCAL
                    )

            seconds, found = _measured(preview)
            if len(found.of(Verdict.ADD)) != ROWS:
                raise AssertionError(found.questions)
            report.ratio(f"{name}: processor seconds to the preview", seconds, 12)
            save = partial(apply, engine, found, T, actor=LOCAL, key="k")
            report.ratio(f"{name}: processor seconds to save", _measured(save)[0], 10)
            engine.dispose()
    return report


def _measured(task: Callable[[], Any]) -> tuple[float, Any]:
    """Return the processor seconds of a task and its children, and what it returns."""
    before = os.times()
    result = task()
    return sum(os.times()[:4]) - sum(before[:4]), result


def _rows() -> list[list[object]]:
    first = date(2011, 1, 1)
    return [
        [
            f"Workshop number {n} on library associations",
            "Workshop",
            "Completed",
            first + timedelta(days=n % 700),
            first + timedelta(days=n % 700 + 1),
            ("Kenya", "Nepal", "Peru", "Zambia")[n % 4],
            20 + n % 50,
            12 + n % 25,
            8 + n % 50 - n % 25,
            "On site",
            "National",
            "English",
            f"What was done in number {n}, told in a sentence or two.",
            f"https://example.org/{n}",
            "",
        ]
        for n in range(ROWS)
    ]


def _xlsx() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Plan")
    for number, row in enumerate([HEADERS, *_rows()]):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def _csv() -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([HEADERS, *_rows()])
    return out.getvalue().encode()
