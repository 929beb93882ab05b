"""Days are kept as exactly as they are known; what has two readings is asked about."""

from datetime import date, datetime

import babel.dates
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.imports.dates import LANGUAGES, AmbiguousDays, Days, parse_dates
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import Precision

DAYS = st.dates(date(1971, 1, 1), date(2099, 12, 31))
MORNING = datetime(2012, 3, 5, 9, 30)  # noqa: DTZ001 a cell has no zone


@pytest.mark.parametrize(
    ("typed", "first", "last", "precision"),
    [
        ("28 December 2011 – 3 January 2012", "2011-12-28", "2012-01-03", "day"),
        ("25/04/2012", "2012-04-25", "2012-04-25", "day"),
        ("5./6. März 2012", "2012-03-05", "2012-03-06", "day"),
        ("5 March 2012 at 10 am", "2012-03-05", "2012-03-05", "day"),
        ("٧ آذار/مارس ٢٠١٢", "2012-03-07", "2012-03-07", "day"),
        ("March 2012", "2012-03-01", "2012-03-31", "month"),
        ("12-Mar-13", "2013-03-12", "2013-03-12", "day"),
        ("December 2011/January 2012", "2011-12-01", "2012-01-31", "month"),
        ("II квартал 2012", "2012-04-01", "2012-06-30", "quarter"),
        ("2010-2012", "2010-01-01", "2012-12-31", "year"),
        (40973, "2012-03-05", "2012-03-05", "day"),
        (MORNING, "2012-03-05", "2012-03-05", "day"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_known(typed, first, last, precision):
    read = parse_dates(typed)
    found = (read.started_on.isoformat(), read.ended_on.isoformat(), read.precision.value)
    assert found == (first, last, precision)


@pytest.mark.parametrize(
    ("typed", "firsts"),
    [
        ("03/04/2012 - 05/04/2012", ["2012-04-03", "2012-03-04"]),
        ("25/03/12", ["2012-03-25", "2025-03-12"]),
        ("3-5/03/2012", ["2012-03-03", "2012-05-03"]),
    ],
)
def test_a_date_with_two_readings_is_asked_about(typed, firsts):
    with pytest.raises(AmbiguousDays) as raised:
        parse_dates(typed)
    assert [r.started_on.isoformat() for r in raised.value.readings] == firsts


@pytest.mark.parametrize(
    "typed",
    [
        *("12-Mar", "Mar-12", "2011-12", "around 5 March 2012", "5 March 2012 - 7", "2555"),
        *("31 February 2012", "16 or 19 July 2014", "3, 4 and 8 May 2012", "40973", "05/03/98"),
        *("until March 2012", "Tuesday 5 March 2012", "5 March 2012 - 3 March 2012"),
        *("", True, float("nan"), -3, "1" * 5000),
    ],
)
def test_what_is_no_date_is_refused(typed):
    with pytest.raises(Fault) as raised:
        parse_dates(typed)
    assert not isinstance(raised.value, AmbiguousDays)


def test_numbers_of_a_workbook_count_from_its_own_first_day():
    assert parse_dates(39511, epoch_1904=True).started_on == date(2012, 3, 5)


@given(DAYS, st.sampled_from(LANGUAGES), st.sampled_from(["long", "full", "d MMM y", "d. MMMM y"]))
def test_every_day_is_read_in_every_language(day, language, form):
    read = parse_dates(babel.dates.format_date(day, form, locale=language))
    assert (read.started_on, read.ended_on, read.precision) == (day, day, Precision.DAY)


@given(DAYS)
def test_day_and_month_are_never_guessed(day):
    typed = f"{day.day:02}/{day.month:02}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse_dates(typed).started_on == day
        return
    with pytest.raises(AmbiguousDays) as raised:
        parse_dates(typed)
    assert raised.value.ask == "date_order"
    assert day in {r.started_on for r in raised.value.readings}


NEAR = st.text(alphabet="0123456789-/. QMarchmai~&,", max_size=20)


@given(st.text(max_size=150) | NEAR)
def test_no_text_breaks_the_reading_of_dates(typed):
    try:
        days = parse_dates(typed)
    except Fault:
        return
    assert isinstance(days, Days)
    assert days.started_on <= days.ended_on
