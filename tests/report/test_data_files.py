"""A figure leaves as data: the same numbers as its table, unrounded, and text that stays text."""

import csv
import io
import json
import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.figures.figure import Column, Table
from ifla_metrics.i18n import translate
from ifla_metrics.report.rendering import render
from ifla_metrics.text import clean
from tests.report import specimens

T = translate("en")
FORMULAS = (
    '=HYPERLINK("http://example.org")',
    "+1+2",
    "-1+2",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "=1",
    "\x0b=1",
    "-2e3x",
)


def csv_of(figure) -> str:
    return render(figure, "csv", T).decode("utf-8-sig")


def rows_of(written: str) -> list[list[str]]:
    """The rows behind the `#` lines, read as any program would read them."""
    lines = written.split("\r\n")
    first = next(n for n, line in enumerate(lines) if not line.startswith("#"))
    return list(csv.reader(io.StringIO("\r\n".join(lines[first:]), newline="")))


def texts(*cells: str) -> specimens.Figure:
    frame = pd.DataFrame({"text": list(cells)}, dtype=object)
    return specimens.charted(table=Table(frame, (Column("text", "Text"),)))


def unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def test_a_csv_begins_with_a_mark_and_says_what_it_is():
    written = render(specimens.charted(), "csv", T)
    said = [line for line in written.decode("utf-8-sig").split("\r\n") if line.startswith("#")]

    assert written.startswith(b"\xef\xbb\xbf# ")
    assert said == [
        f"# Title: {specimens.TITLE}",
        f"# Unit and counting: {specimens.SUBTITLE}",
        f"# Source: {specimens.SOURCE}",
        "# Figure: participations.2010-2015.2011-2012",
    ]


def test_numbers_in_a_csv_are_not_rounded_and_missing_is_empty():
    assert rows_of(csv_of(specimens.charted())) == [
        ["Element", "Participations", "Progress"],
        ["Building Strong Library Associations", "1312", "0.8875"],
        ["International Leaders Programme", "12", "0.94"],
        ["Open access advocacy", "", ""],
    ]


def test_pandas_reads_a_csv_back_as_the_table():
    figure = specimens.charted()
    frame = pd.read_csv(io.BytesIO(render(figure, "csv", T)), comment="#", encoding="utf-8-sig")

    frame.columns = [column.key for column in figure.table.columns]
    pd.testing.assert_frame_equal(frame, figure.table.frame, check_dtype=False)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(formula):
    cell = rows_of(csv_of(texts(formula)))[1][0]

    assert cell.startswith("'")
    assert unguarded(cell) == clean(formula)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("separator", [",", ", ", ";", "\t", ',"'])
def test_no_formula_hides_in_what_a_csv_says_of_itself(formula, separator):
    written = csv_of(specimens.charted(title=f"Before{separator}{formula}"))

    for line in written.split("\r\n")[:4]:
        cells = line.replace(";", ",").replace("\t", ",").split(",")
        assert not any(cell.strip(' "')[:1] in tuple("=+@") for cell in cells)


def test_a_negative_number_in_a_csv_stays_a_number():
    table = Table(pd.DataFrame({"change": [-5, -0.25]}), (Column("change", "Change", "number"),))

    assert csv_of(specimens.charted(table=table)).endswith('"Change"\r\n-5\r\n-0.25\r\n')


def test_a_row_that_begins_with_a_hash_is_not_taken_for_a_comment():
    figure = texts("#OpenAccess", "plain")
    frame = pd.read_csv(io.BytesIO(render(figure, "csv", T)), comment="#", encoding="utf-8-sig")

    assert frame["Text"].to_list() == ["#OpenAccess", "plain"]
    assert rows_of(csv_of(figure))[1:] == [["#OpenAccess"], ["plain"]]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), min_size=1))
def test_text_written_to_a_csv_is_the_same_text_when_read_back(cells):
    cells = [f"{cell}|" for cell in cells]

    assert [unguarded(row[0]) for row in rows_of(csv_of(texts(*cells)))[1:]] == list(
        map(clean, cells)
    )


@given(
    st.lists(
        st.one_of(st.none(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, width=64)),
        min_size=1,
    )
)
def test_the_numbers_of_a_json_equal_the_numbers_of_the_table(numbers):
    frame = pd.DataFrame({"n": pd.Series(numbers, dtype=object)})
    figure = specimens.charted(table=Table(frame, (Column("n", "Number", "number"),)))
    written = json.loads(render(figure, "json", T))["rows"]

    known = [n if n is None or math.isfinite(n) else None for n in numbers]
    assert [row["n"] for row in written] == known


def test_a_json_carries_rows_units_and_source():
    written = json.loads(render(specimens.charted(), "json", T))

    assert written["rows"][0] == {
        "element": "Building Strong Library Associations",
        "participations": 1312,
        "progress": 0.8875,
    }
    assert written["rows"][2]["participations"] is None
    assert written["source"] == specimens.SOURCE
    assert written["subtitle"] == specimens.SUBTITLE
    assert [column["unit"] for column in written["columns"]] == [None, None, "ratio, 0 to 1"]


def test_days_leave_as_iso_8601_whatever_holds_them():
    table = Table(
        pd.DataFrame({"day": [date(2012, 12, 12), pd.Timestamp("2011-01-31"), None]}, dtype=object),
        (Column("day", "Day", "date"),),
    )
    figure = specimens.charted(table=table)

    assert [row[0] for row in rows_of(csv_of(figure))[1:3]] == ["2012-12-12", "2011-01-31"]
    days = [row["day"] for row in json.loads(render(figure, "json", T))["rows"]]
    assert days == ["2012-12-12", "2011-01-31", None]
