"""Read values as their format shows them, mark what is hidden, and refuse harmful files."""

import io
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Font

from ifla_metrics.imports.read import MEGABYTE, NO_RESULT, PAGE_LIMITS, FileRefused, read
from ifla_metrics.imports.read_csv import read_csv
from tests.imports.sample_files import csv_bytes, edit_sheet_xml, replace_part, xlsx_bytes

DAY = date(2012, 3, 17)
MORNING = datetime.combine(DAY, clock(9, 30))
GOOD = xlsx_bytes([["Title", "Start date"], ["Library law workshop", "2012-03-05"]])


@pytest.fixture(autouse=True)
def read_in_this_process():
    """Override the fixture of conftest.py: read each file in its own process, as the page does."""


def xlsx_with_shared_strings():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet().write_string("A1", "Law")
    return data.getvalue()


SHARED_STRINGS = xlsx_with_shared_strings()


def only_sheet(data, name="log.xlsx", **answers):
    [sheet] = read(data, name, answers=answers).sheets
    return sheet


READ_AS = {
    "yyyy-mm-dd": (DAY, DAY),
    "mmm yy": (DAY, "3/2012"),
    "yyyy": (DAY, 2012),
    "0%": (0.5, "50 %"),
    "d/m/yy h:mm": (MORNING, MORNING),
    "[$-409]d mmmm yyyy;@": (DAY, DAY),
    r"_-* #,##0\ _k_r_-;-* #,##0\ _k_r_-": (8, 8),
    "[h]:mm": (0.5, "12:00:00"),
}


def test_numbers_are_read_as_their_format_shows_them():
    def change(book):
        for column, number_format in enumerate(READ_AS, 1):
            book.active.cell(1, column).number_format = number_format

    sheet = only_sheet(xlsx_bytes([[value for value, _ in READ_AS.values()]], change))

    assert sheet.rows[0].values == tuple(result for _, result in READ_AS.values())


def test_struck_hidden_and_merged_cells_and_formulas_without_result_are_marked():
    def change(book):
        sheet = book.active
        sheet["A2"].font = Font(strike=True)
        sheet.row_dimensions[2].hidden = sheet.column_dimensions["B"].hidden = True
        sheet.merge_cells("A4:B5")
        sheet["C2"] = "=1+1"
        book.create_sheet("Lists").sheet_state = "veryHidden"

    data = xlsx_bytes([["a", "b", "c"], ["x", "y"], ["z"], ["merged"]], change)
    sheet, lists = read(data, "a.xlsx").sheets

    assert sheet.struck == {(2, 1)}
    assert [row.number for row in sheet.rows if row.hidden] == [*sheet.hidden_columns] == [2]
    assert sheet.merged == {(4, 1), (4, 2)}
    assert sheet.rows[1].values[2] == NO_RESULT
    assert lists.hidden
    assert not lists.rows


def test_a_sheet_is_read_to_its_last_filled_row_and_not_to_its_stated_size():
    def change(xml):
        empty = "".join(f'<row r="{n}" s="0" customFormat="1"/>' for n in range(3, 100_000))
        return xml.replace('ref="A1:B2"', 'ref="A1"').replace(
            "</sheetData>", f"{empty}</sheetData>"
        )

    assert only_sheet(edit_sheet_xml(GOOD, change)).rows == only_sheet(GOOD).rows


@pytest.mark.parametrize(
    ("title", "encoding"),
    [("Atelier à Yaoundé", "cp1252"), ("Семинар", "cp1251"), ("图书馆日", "gb18030")],
)
def test_an_uncertain_encoding_is_asked_about_with_the_words_that_differ(title, encoding):
    data = csv_bytes([["Title", "Date"], [title, "2012-03-05"]], encoding)
    [question] = read(data, "plan.csv").questions

    assert question.key == "encoding"
    assert len(set(question.choices.values())) > 1
    read_again = read(data, "plan.csv", answers={"encoding": encoding})
    assert read_again.questions == ()
    assert read_again.sheets[0].rows[1].values[0] == title


def test_an_uncertain_delimiter_is_asked_about():
    data = b"Title;a,Date\nWorkshop;b,2012-03-05\n"
    [question] = read(data, "plan.csv").questions

    assert [*question.choices] == [",", ";"]
    second = only_sheet(data, "plan.csv", delimiter=";").rows[1]
    assert second.values == ("Workshop", "b,2012-03-05")


ENTITY = '<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY l1 "&l0;&l0;">]>'
SPACES = "<worksheet>" + " " * (40 * MEGABYTE)
STRINGS = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    + b"".join(b"<si><t>%d</t></si>" % i for i in range(1_300_000))
    + b"</sst>"
)
STRINGS_PART = "xl/sharedStrings.xml"
HOSTILE = {
    "save it as .xlsx": ("plan.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
    "nor a CSV file": ("plan.xls", lambda: b"<html><table><tr><td>Title"),
    "spreadsheet program": ("plan.pdf", lambda: b"%PDF-1.7"),
    "empty": ("plan.csv", lambda: b" \n\n"),
    "without a password": ("plan.csv", lambda: b"T\0i\0t\0l\0e\0"),
    "damaged": ("plan.xlsx", lambda: GOOD[:700]),
    "is damaged": (
        "a.xlsx",
        lambda: replace_part(SHARED_STRINGS, STRINGS_PART, lambda _: STRINGS[:79] + b"</sst>"),
    ),
    "not closed": ("plan.csv", lambda: b'Title,Date\n"Workshop,2012\n'),
    "is inside a cell": ("plan.csv", lambda: b'Title,Date\n"Work"shop,2012\n'),
    "20000 rows": ("plan.csv", lambda: b"Title\n" + b"x\n" * 20_100),
    "40 sheets, 20000": ("a.xlsx", lambda: xlsx_bytes([["Title"]] * 20_100)),
    "200 columns": ("plan.csv", lambda: b"Title\n" + b"x," * 4_000_000),
    "10 MB": ("plan.csv", lambda: b"x" * (11 * MEGABYTE)),
    "may be harmful": ("a.xlsx", lambda: edit_sheet_xml(GOOD, lambda xml: ENTITY + xml)),
    "memory, or may be harmful": (
        "a.xlsx",
        lambda: edit_sheet_xml(GOOD, lambda xml: xml.replace("Title", "Title" * 7_000)),
    ),
    "damaged|memory": ("a.xlsx", lambda: edit_sheet_xml(GOOD, lambda _: SPACES)),
    "needs too much memory": (
        "a.xlsx",
        lambda: replace_part(SHARED_STRINGS, STRINGS_PART, lambda _: STRINGS),
    ),
    "60 MB unpacked": (
        "a.xlsx",
        lambda: replace_part(GOOD, "xl/media/a.xml", lambda _: b" " * (100 * MEGABYTE)),
    ),
}


# Enough seconds that no file is refused for its time on a busy machine.
PATIENT = replace(PAGE_LIMITS, seconds=100.0)
LITTLE_MEMORY = replace(PATIENT, memory=120 * MEGABYTE)


@pytest.mark.parametrize("message", HOSTILE)
def test_unreadable_and_hostile_files_are_refused_with_a_reason(message):
    name, make_file = HOSTILE[message]
    with pytest.raises(FileRefused, match=message):
        read(make_file(), name, LITTLE_MEMORY if "memory" in message else PATIENT)


def test_a_file_that_takes_too_long_is_refused():
    data = replace_part(SHARED_STRINGS, STRINGS_PART, lambda _: STRINGS)
    with pytest.raises(FileRefused, match=r"took longer|may be harmful"):
        read(data, "a.xlsx", replace(PAGE_LIMITS, seconds=0.0, memory=1000 * MEGABYTE))


@given(st.binary())
def test_any_bytes_are_read_or_refused(data):
    with suppress(FileRefused):
        read_csv(data, "log", PAGE_LIMITS, {})
