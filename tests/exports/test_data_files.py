"""CSV, JSON and XLSX contain the unrounded numbers of figures, and text is no formula."""

import csv
import io
import json
import math
import re
from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ifla_metrics.exports.data_files import HEADER_ROW, as_csv, as_json, plain_rows, workbook
from ifla_metrics.figures.figure import Column, Figure, Table
from ifla_metrics.i18n import translate
from ifla_metrics.text import clean, unescape_formula

T = translate("en")
FORMULAS = (
    *('=HYPERLINK("http://example.org")', "+1+2", "-1+2", "@SUM(A1)"),
    *("\t=1+1", "\x0b=1", "-2e3x", "\uff1d1+1", "\uff0d1", "\n=1"),
)


def one_column(cells, kind="text", title="A title"):
    frame = pd.DataFrame({"a": pd.Series(list(cells), dtype=object)})
    table = Table(frame, (Column("a", "Column", kind),))
    return Figure(
        table,
        ["A subtitle"],
        title,
        id="C-01~x",
        name="coverage-map",
        source="A source",
        alt="Words",
    )


def csv_rows(figure):
    lines = as_csv(figure, T).decode("utf-8-sig").split("\r\n")
    header = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    return list(csv.reader(io.StringIO("\r\n".join(lines[header:]), newline="")))


def sheet_rows(sheet):
    return list(sheet.iter_rows(min_row=HEADER_ROW + 2, values_only=True))


def test_a_csv_has_comment_lines_a_header_and_rows():
    assert as_csv(one_column([1312.0, None, -0.25], "number"), T) == (
        b"\xef\xbb\xbf# Title: A title\r\n# Unit and counting: A subtitle.\r\n"
        b'# Source: A source\r\n# Figure: C-01~x\r\n"Column"\r\n1312\r\n\r\n-0.25\r\n'
    )


@pytest.mark.parametrize("formula", FORMULAS)
def test_neither_a_cell_nor_a_comment_of_a_csv_is_a_formula(formula):
    cell = csv_rows(one_column([formula]))[1][0]

    assert cell.startswith("'")
    assert unescape_formula(cell) == clean(formula)
    for separator in (",", ", ", ";", "\t", ',"'):
        title = f"Before{separator}{formula}"
        lines = as_csv(one_column([], title=title), T).decode("utf-8-sig").split("\r\n")
        cells = re.split("[,;\t]", "\r\n".join(lines[:4]))
        assert not any(cell.strip(' "')[:1] in tuple("=+@\uff1d") for cell in cells)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1))
@example(["'=", "''-"])
def test_text_is_unchanged_by_writing_and_reading_a_csv(cells):
    cells = [f"{cell}|" for cell in cells]
    read_back = [unescape_formula(row[0]) for row in csv_rows(one_column(cells))[1:]]

    assert read_back == [clean(cell) for cell in cells]


NUMBERS = st.none() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False)


@given(st.lists(NUMBERS, min_size=1))
def test_csv_and_json_contain_the_numbers_of_the_table(numbers):
    figure = one_column(numbers, "number")
    expected = [n if n is None or math.isfinite(n) else None for n in numbers]

    assert [row["a"] for row in json.loads(as_json(figure, T))["rows"]] == expected
    assert [float(row[0]) if row else None for row in csv_rows(figure)[1:]] == expected


def test_the_workbook_contains_every_number_of_every_figure(figures):
    content = workbook(figures, [("Log as known on", "2012-12-12")], T, title="Strategy")
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert book.sheetnames[0] == "Contents"
    for figure, name in zip(figures, book.sheetnames[1:-1], strict=True):
        sheet = book[name]
        assert (sheet["A1"].value, sheet["A3"].value) == (figure.title, figure.source)
        assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$5:$5")
        for expected, row in zip(plain_rows(figure), sheet_rows(sheet), strict=True):
            for cell, value in zip(expected, row[: len(expected)], strict=True):
                if isinstance(cell, int | float):
                    assert value == pytest.approx(cell, rel=1e-15), figure.name
                elif cell is None:
                    assert value is None
    cells = [cell for row in sheet_rows(book["element-progress"]) for cell in row]
    assert any(isinstance(cell, datetime) for cell in cells)
    assert book["About this file"]["B1"].value == "2012-12-12"


def test_text_that_looks_like_a_formula_is_text_in_a_workbook():
    cells = [*FORMULAS, "http://a.b"]
    content = workbook([one_column(cells, title="=1+1")], [], T, title="x")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]

    assert [row[0] for row in sheet_rows(sheet)] == [clean(cell) for cell in cells]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
