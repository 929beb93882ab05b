"""Short ways to make the files that the tests of imports read."""

import csv
import io
import zipfile
from functools import lru_cache

import openpyxl

from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.store.database import engine_of, read_transaction
from tests import databases

FRAMEWORK = "2010-2015"


@lru_cache(maxsize=1)
def code_book():
    with read_transaction(engine_of(databases.empty_url())) as connection:
        return load_code_book(connection, FRAMEWORK)


def csv_bytes(rows, encoding="utf-8", delimiter=","):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue().encode(encoding)


def workbook(rows, change=None, sheet="Activities"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def with_part(data, name, change):
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        parts = {entry: old.read(entry) for entry in old.namelist()}
    parts[name] = change(parts.get(name, b""))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for entry, part in parts.items():
            new.writestr(entry, part)
    return made.getvalue()


def with_sheet_xml(data, change):
    return with_part(data, "xl/worksheets/sheet1.xml", lambda part: change(part.decode()).encode())


def edited(data, change):
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def columns(sheet):
    return {str(cell.value).rpartition(".")[2]: cell.column for cell in sheet[1] if cell.value}


def put(row, sheet="Activities", **cells):
    def change(book):
        places = columns(book[sheet])
        for key, value in cells.items():
            book[sheet].cell(row, places[key]).value = value

    return change
