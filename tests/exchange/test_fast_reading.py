"""What the fast reader gives: each cell of its own kind, equal texts and days one object."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.exchange.fast_reading import read_workbook
from ifla_metrics.exchange.limits import COMMAND

ROWS = [
    [True, "Workshop", date(2012, 3, 1), "1"],
    [1, "Workshop", date(2012, 3, 1), 1],
    ["1", "Workshop", 40969, True],
    [date(2012, 3, 1), "Course", date(2012, 3, 2), None],
]
CELLS = st.sampled_from([None, True, False, 0, 1, "1", "0", "A", date(2012, 3, 1), 40969, 1.5])


def read(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return read_workbook(file.getvalue(), COMMAND)[0].rows


def kind(cell):
    return float if cell.__class__ is int else cell.__class__  # Numbers may be either.


def test_equal_texts_and_days_are_one_object():
    found = read(ROWS)
    assert found[0][1] is found[1][1] is found[2][1]
    assert found[0][2] is found[1][2]


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_cell_keeps_its_kind_whatever_else_is_in_its_column(rows):
    rows = [["header", "header", "header"], *rows, ["end", "end", "end"]]
    want = [["" if cell is None else cell for cell in row] for row in rows]
    found = read(rows)
    assert found == want
    assert [list(map(kind, row)) for row in found] == [list(map(kind, row)) for row in want]
