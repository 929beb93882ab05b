"""Make and edit the files that import tests read."""

import csv
import io
import zipfile
from functools import lru_cache

import openpyxl

from ifla_metrics.access import LOCAL
from ifla_metrics.imports.code_book import load_code_book
from ifla_metrics.imports.preview import preview_table
from ifla_metrics.imports.read import read
from ifla_metrics.store.database import engine_of, read_transaction
from tests import databases

FRAMEWORK = "2010-2015"


@lru_cache(maxsize=1)
def code_book():
    """Return the code book of an empty log."""
    with read_transaction(engine_of(databases.empty_url())) as connection:
        return load_code_book(connection, FRAMEWORK)


def preview_data(data, name, answers, t, group="ALP"):
    """Return the preview of a file that is imported into an empty log."""
    table = read(data, name, answers=answers)
    with read_transaction(engine_of(databases.empty_url())) as connection:
        return preview_table(
            connection, table, t, group=group, actor=LOCAL, framework=FRAMEWORK, answers=answers
        )


def csv_bytes(rows, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows, change=None, sheet="Activities"):
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    if change:
        change(book)
    return save_bytes(book)


def save_bytes(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def replace_part(data, name, change):
    """Return a workbook whose XML part `name` is `change(part)`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return file.getvalue()


def edit_sheet_xml(data, change):
    name = "xl/worksheets/sheet1.xml"
    return replace_part(data, name, lambda part: change(part.decode()).encode())


def edit_workbook(data, *changes):
    book = openpyxl.load_workbook(io.BytesIO(data))
    for change in changes:
        change(book)
    return save_bytes(book)


def column_numbers(sheet):
    """Return the column of each field, from the hidden first row of our workbook."""
    return {str(cell.value).rpartition(".")[2]: cell.column for cell in sheet[1] if cell.value}


def set_cells(row, sheet="Activities", **cells):
    """Return a change for `edit_workbook` that sets the cells of a row by field."""

    def change(book):
        columns = column_numbers(book[sheet])
        for key, value in cells.items():
            book[sheet].cell(row, columns[key]).value = value

    return change


GOOGLE_FORMS = b"""\
Timestamp,Email Address,What is the title of your activity?,What type of activity was it?,\
When did it take place?,In which country?,How many people took part?,Anything else?
3/20/2012 10:11:12,ana@example.org,Leaders webinar,Workshop,3/14/2012,Chile,55,
3/21/2012 11:11:12,luis@example.org,Story hour exchange,Meeting,3/2/2012,Peru,18,It was fun
4/2/2012 12:11:12,eva@example.org,School library visit,Visit,3/30/2012,Mexico,9,
"""
"""Answers of an online form, exported as CSV."""
