"""A day that a workbook shows as a month is known as a month: told by the formats of its cells."""

import datetime
from unittest.mock import patch

import pytest

from ifla_metrics.exchange import fast_reading, slow_reading
from ifla_metrics.exchange.limits import PAGE
from ifla_metrics.exchange.month_formats import month_styles, show, shown_by, shown_in
from tests.exchange.corpus.making import workbook

MARCH = datetime.date(2012, 3, 1)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("mmm-yy", "month"),
        ("mmmm\\ yyyy", "month"),
        ("[$-40C]mmm\\-yy;@", "month"),
        ("yyyy", "year"),
        ("mm/yyyy", "month"),
        ('yyyy"年"m"月"', "month"),
        ("d mmm yy", None),
        ("yyyy-mm-dd", None),
        ("General", None),
        ("0.00", None),
        ("hh:mm", None),
        ("mm:ss", None),
        ("mmm", None),
        ("@", None),
        ('"yearly" 0', None),
        ("ddd", None),
        ("m" * 300 + "y", None),
    ],
)
def test_a_format_shows_a_month_a_year_or_something_else(code, shown):
    assert shown_by(code) == shown


def test_the_format_of_every_workbook_is_known_and_may_be_another():
    styles = b'<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="17"/></cellXfs>'
    assert month_styles(styles) == {1: "month"}
    other = b'<numFmts><numFmt numFmtId="17" formatCode="d/m/yy"/></numFmts>' + styles
    assert month_styles(other) == {}
    assert month_styles(b"") == {}


@pytest.mark.parametrize("reader", [fast_reading, slow_reading])
def test_both_readers_say_so(reader):
    def change(book):
        for row in (2, 3):
            book.active.cell(row, 2).number_format = "mmm yyyy"

    [sheet] = reader.read_workbook(workbook([["a", "b"], ["x", MARCH], ["y", MARCH]], change), PAGE)
    assert [row[1] for row in sheet.rows] == ["b", "2012-03", "2012-03"]


def test_a_workbook_without_such_formats_is_not_looked_through():
    with patch.object(fast_reading, "sheet_paths") as looked:
        fast_reading.read_workbook(workbook([["a", "b"], ["x", MARCH]]), PAGE)
    assert not looked.called


def test_each_cell_is_looked_at():
    count = 200_002
    part = b"".join(b'<c r="B%d" s="1"><v/></c>' % n for n in range(1, count + 1))
    [(column, kind, rows)] = shown_in(part, {1: "month"})
    assert (column, kind, len(rows)) == (1, "month", count)
    days = [["x", MARCH] for _ in range(count - 1)] + [["x", MARCH.replace(day=2)]]
    show(days, [(column, kind, rows)])
    assert days[0][1] == MARCH  # The last one says that whole days stand here.


def test_styles_of_others_are_none():
    part = b'<c r="A1" s="0"><v/></c><c r="B2" s="7"><v/></c>'
    styles = dict.fromkeys(range(1, 300), "month")
    assert [(c, k, list(r)) for c, k, r in shown_in(part, styles)] == [(1, "month", [1])]
