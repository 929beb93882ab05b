"""A day whose year, month and day stand in columns of their own."""

import pytest

from ifla_metrics.exchange.days import read_days
from ifla_metrics.exchange.faults import Reason
from ifla_metrics.exchange.split_days import joined_day


@pytest.mark.parametrize("month", ["0", "13", "99"])
def test_what_is_no_month_is_refused_and_never_the_end_of_a_span_of_years(month):
    read = read_days(joined_day({"year": 2012, "month": month, "quarter": None, "day": None}))

    assert isinstance(read.reason, Reason)


def test_a_month_beside_its_year_is_that_month():
    read = read_days(joined_day({"year": 2012, "month": "2", "quarter": None, "day": None}))

    assert (str(read.started_on), str(read.ended_on)) == ("2012-02-01", "2012-02-29")
