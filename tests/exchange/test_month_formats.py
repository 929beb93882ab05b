"""A day that a workbook shows as a month is known as a month: told by the formats of its cells."""

import datetime
from unittest.mock import patch

import pytest

from ifla_metrics.exchange import fast_reading, slow_reading
from ifla_metrics.exchange.limits import PAGE
from ifla_metrics.exchange.month_formats import month_styles, shown_by
from tests.exchange.corpus.making import workbook

MARCH = datetime.date(2012, 3, 1)


@pytest.mark.parametrize(("code", "shown"), [
    ("mmm-yy", "month"), ("mmmm\\ yyyy", "month"), ("[$-40C]mmm\\-yy;@", "month"), ("yyyy", "year"),
    ("mm/yyyy", "month"), ('yyyy"年"m"月"', "month"), ("d mmm yy", None), ("yyyy-mm-dd", None),
    ("General", None), ("0.00", None), ("hh:mm", None), ("mm:ss", None), ("mmm", None), ("@", None),
    ('"yearly" 0', None), ("ddd", None), ("m" * 300 + "y", None),
])  # fmt: skip
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
