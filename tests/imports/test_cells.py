"""Cells are read exactly or not at all; what has two readings is asked about."""

from datetime import date, datetime, time

import babel.dates
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.imports.cells import Context, parse
from ifla_metrics.imports.counts import Count
from ifla_metrics.imports.dates import LANGUAGES, parse_dates, possible_dates
from ifla_metrics.imports.headers import FIELDS
from ifla_metrics.imports.rows import CellError
from tests.i18n.words import load
from tests.imports.making import FRAMEWORK, code_book

CONTEXT = Context(code_book(), {}, FRAMEWORK)
NAN = float("nan")
WORDS = {message.id for message in load("fr")}
SIGNS = ("SD1", "KEN", "50%", "Kenya", ";", ",", "https://", "a@b", "12")
VALUES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.times(),
    st.text(max_size=60),
    st.text(alphabet="0123456789 .,-–+%<>~'’aboutmin", max_size=16),
    st.text(alphabet="0123456789-/. QMarchmai~&,", max_size=20),
    st.lists(st.sampled_from(SIGNS)).map(" ".join),
)


def count(typed, **answers):
    try:
        return parse(typed, FIELDS["participants"], Context(code_book(), answers, FRAMEWORK))
    except CellError as fault:
        return fault.code, fault.question_key


@pytest.mark.parametrize(
    ("typed", "number", "qualifier"),
    [
        ("1 200", 1200, "exact"),
        ("约40人", 40, "about"),
        ("50+", 50, "at_least"),
        ("n/k", None, "unknown"),
    ],
)
def test_a_number_of_people_keeps_its_words(typed, number, qualifier):
    assert count(typed) == Count(number, qualifier)


@pytest.mark.parametrize(
    "typed",
    [
        *("12,5", "-5", "50 %", "1200 €", "thirty", "30?", "30 min.", "12/8", "1e300", "9" * 50),
        *("40-30", "²", True, NAN, float("inf"), -1, 12.5, date(2012, 3, 5), time(12)),
    ],
)
def test_what_is_no_number_of_people_is_refused(typed):
    assert count(typed) == ("not_a_count", "")


def test_a_thousand_and_a_decimal_are_told_apart_by_the_answer():
    assert count("1.234") == ("ambiguous_number", "decimal")
    assert count("1.234", decimal=",") == count("1,234", decimal=".") == Count(1234)
    assert count("1,234", decimal=",") == count("1.234", decimal=".") == ("not_a_count", "")


def test_a_range_is_counted_as_the_answer_says():
    assert count("30-40") == ("count_range", "count_range")
    assert count("30-40", count_range="lowest") == Count(30, "at_least")
    assert count("30-40", count_range="highest") == Count(40, "up_to")
    assert count("30-40", count_range="refuse") == ("count_range", "")


@given(st.text(alphabet="0123456789.,' -–", max_size=12))
def test_no_digit_of_a_number_is_lost_or_made(typed):
    found = count(typed)
    if isinstance(found, Count) and found.count is not None:
        digits = "".join(c for c in typed if c.isdigit())
        assert str(found.count) in (digits.lstrip("0") or "0", digits[:-1], digits[:-2])


@pytest.mark.parametrize("name", FIELDS)
@given(value=VALUES)
def test_a_cell_gives_a_value_or_a_fault_in_words(name, value):
    found = read(value, FIELDS[name])

    assert not isinstance(found, CellError) or (found.code and found.message.text in WORDS)


def read(value, field):
    try:
        return parse(value, field, CONTEXT)
    except CellError as fault:
        return fault


DAYS = st.dates(date(1971, 1, 1), date(2099, 12, 31))
MORNING = datetime(2012, 3, 5, 9, 30)  # noqa: DTZ001 a cell has no zone


@pytest.mark.parametrize(
    ("typed", "first", "last", "precision"),
    [
        ("28 December 2011 – 3 January 2012", "2011-12-28", "2012-01-03", "day"),
        ("5.–6. März 2012", "2012-03-05", "2012-03-06", "day"),
        ("٧ مارس ٢٠١٢", "2012-03-07", "2012-03-07", "day"),
        ("December 2011–January 2012", "2011-12-01", "2012-01-31", "month"),
        ("2 квартал 2012", "2012-04-01", "2012-06-30", "quarter"),
        ("2010-2012", "2010-01-01", "2012-12-31", "year"),
        (MORNING, "2012-03-05", "2012-03-05", "day"),
    ],
)
def test_a_date_is_read_as_exactly_as_it_is_known(typed, first, last, precision):
    read = parse_dates(typed)
    found = (read.started_on.isoformat(), read.ended_on.isoformat(), read.precision)
    assert found == (first, last, precision)


@pytest.mark.parametrize(
    ("typed", "firsts"),
    [
        ("03/04/2012 - 05/04/2012", ["2012-04-03", "2012-03-04"]),
        ("3-5/03/2012", ["2012-03-03", "2012-05-03"]),
    ],
)
def test_a_date_with_two_readings_is_asked_about(typed, firsts):
    with pytest.raises(CellError) as raised:
        parse_dates(typed)
    assert raised.value.question_key == "date_order"
    assert [r.started_on.isoformat() for r in possible_dates(typed).values()] == firsts


NO_DATES = {
    "ends_before_start": ("5 March 2012 - 3 March 2012",),
    "not_a_date": (
        *("around 5 March 2012", "5 March 2012?", "40973"),
        *("16 or 19 July 2014", "3, 4 and 8 May 2012", "until March 2012", "Tuesday 5 March 2012"),
        *("12-Mar", "Mar-12", "05/03/98", "2011-12", "2555", "31 February 2012"),
        *("", True, float("nan"), -3, "1" * 5000),
    ),
}


@pytest.mark.parametrize(
    ("code", "typed"), [(c, one) for c, all_of in NO_DATES.items() for one in all_of]
)
def test_what_is_no_date_is_refused(code, typed):
    with pytest.raises(CellError) as raised:
        parse_dates(typed)
    assert (raised.value.code, raised.value.question_key) == (code, "")
    assert raised.value.message.text in WORDS


def test_a_number_of_a_workbook_is_a_day():
    assert parse_dates(40973).started_on == date(2012, 3, 5)


@given(DAYS, st.sampled_from(LANGUAGES), st.sampled_from(["long", "d MMM y", "d. MMMM y"]))
def test_every_day_is_read_in_every_language(day, language, form):
    read = parse_dates(babel.dates.format_date(day, form, locale=language))
    assert (read.started_on, read.ended_on, read.precision) == (day, day, "day")


@given(DAYS)
def test_day_and_month_are_never_guessed(day):
    typed = f"{day.day:02}/{day.month:02}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse_dates(typed).started_on == day
        return
    with pytest.raises(CellError) as raised:
        parse_dates(typed)
    assert raised.value.question_key == "date_order"
    assert day in {r.started_on for r in possible_dates(typed).values()}
