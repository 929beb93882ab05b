"""A foreign table of 20,000 rows and 15 columns: from the file to a preview, and its writing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import openpyxl
import xlsxwriter

from benchmarks.databases import copied, url_of
from benchmarks.measuring import Report, Steps, once
from benchmarks.store_writes import close
from ifla_metrics.access import LOCAL
from ifla_metrics.i18n import translate
from ifla_metrics.imports.apply import apply
from ifla_metrics.imports.known import load_known
from ifla_metrics.imports.preview import preview_table
from ifla_metrics.imports.read import read
from ifla_metrics.store.database import engine_of, reading

ROWS = 20_000
PREVIEW, APPLY = 12.0, 10.0
"""Seconds that a person waits at most."""
HEADERS = [
    "Title",
    "Kind",
    "Status",
    "First day",
    "Last day",
    "Countries",
    "Participants",
    "Women",
    "Men",
    "Description",
    "Evidence",
    "Outcomes",
    "Language",
    "Mode",
    "Remark",
]


def run(sizes: Sequence[int]) -> Report:
    """Preview and apply an XLSX and a CSV file on the smallest log."""
    report = Report(f"A table of {ROWS:,} rows and {len(HEADERS)} columns")
    rows = [_row(number) for number in range(ROWS)]
    files = {"XLSX": ("plan.xlsx", _xlsx(rows)), "CSV": ("plan.csv", _csv(rows))}
    for kind, (name, data) in files.items():
        with copied(min(sizes), "table") as path:
            steps = Steps()
            preview = steps.take("preview", partial(_preview, url_of(path), data, name))
            written = partial(
                apply,
                engine_of(url_of(path)),
                preview,
                translate("en"),
                actor=LOCAL,
                key=name,
                reason="Plan of the year",
            )
            applied = steps.take("apply", written)
            close(url_of(path))
        used = ", ".join(f"{step} {spent:.1f} s" for step, spent in steps.processor.items())
        report.notes.append(f"{kind}: {applied.added:,} of {ROWS:,} rows added; processor: {used}.")
        report.time(f"{kind}: preview", steps.seconds["preview"])
        report.time(f"{kind}: apply", steps.seconds["apply"])
        report.ratio(f"{kind}: preview / 12 s", steps.seconds["preview"] / PREVIEW, 1)
        report.ratio(f"{kind}: apply / 10 s", steps.seconds["apply"] / APPLY, 1)
    bare = once(partial(_read_by_openpyxl, files["XLSX"][1]))
    report.time("XLSX: every cell read by openpyxl alone", bare)
    return report


def _preview(url: str, data: bytes, name: str) -> Any:
    t = translate("en")
    with reading(engine_of(url)) as connection:
        known = load_known(connection, "2010-2015")
        table = read(data, name)
        return preview_table(
            connection, table, known, t, group="ALP", answers={"mapping": "yes", "doubles": "all"}
        )


def _row(number: int) -> list[Any]:
    first = date(2011, 1, 1) + timedelta(days=number % 700)
    country = ("Kenya", "Peru", "Nepal", "Lebanon", "Botswana")[number % 5]
    women, men = number % 20, number % 17
    return [
        f"Workshop number {number} on library associations",
        "workshop",
        "completed",
        first,
        first + timedelta(days=number % 3),
        country,
        women + men,
        women,
        men,
        f"The {number}th workshop of the programme in {country}.",
        f"https://example.org/{number}",
        "KI2.A.1",
        "en",
        "on site",
        "ask the treasurer",
    ]


def _xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet("Plan")
    for number, row in enumerate([HEADERS, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return data.getvalue()


def _csv(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADERS, *rows])
    return text.getvalue().encode()


def _read_by_openpyxl(data: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for row in book.active.iter_rows(values_only=True):
        len(row)
