"""Cells are read exactly, refused, or asked about if they are ambiguous."""

from datetime import date, datetime, time

import babel.dates
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.i18n import translate
from ifla_metrics.imports.cells import Context, parse
from ifla_metrics.imports.dates import LANGUAGES, parse_dates, possible_dates
from ifla_metrics.imports.headers import FIELDS
from ifla_metrics.imports.rows import CellError
from ifla_metrics.models.drafts import ParticipationDraft
from tests.i18n.words import load
from tests.imports.sample_files import FRAMEWORK, code_book
from tests.store.conftest import people

EN = translate("en")
CONTEXT = Context(code_book(), EN, {}, FRAMEWORK)
NAN = float("nan")
MESSAGES = {message.id for message in load("fr")}
FRAGMENTS = ("SD1", "KEN", "50%", "Kenya", ";", ",", "https://", "a@b", "12")
VALUES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.times(),
    st.text(max_size=60),
    st.text(alphabet="0123456789 .,-–+%<>~'’aboutmin", max_size=16),
    st.text(alphabet="0123456789-/. QMarchmai~&,", max_size=20),
    st.lists(st.sampled_from(FRAGMENTS)).map(" ".join),
)


def count(typed, **answers):
    try:
        return parse(typed, FIELDS["participants"], Context(code_book(), EN, answers, FRAMEWORK))
    except CellError as error:
        return error.code, error.question_key


@pytest.mark.parametrize(
    "typed",
    [
        *("12,5", "-5", "50 %", "1200 €", "thirty", "30?", "30 min.", "12/8", "1e300", "9" * 50),
        *("40-30", "²", True, NAN, float("inf"), -1, 12.5, date(2012, 3, 5), time(12)),
    ],
)
def test_a_cell_without_a_number_of_people_is_refused(typed):
    assert count(typed) == ("not_a_count", "")


def test_the_weights_of_each_strategy_sum_to_the_whole():
    context = Context(code_book(), EN, {}, FRAMEWORK, is_own_workbook=True)
    weights = parse("SD1 60; SD2 40; 2016-2021:SD1 100", FIELDS["directions"], context)
    assert weights == {
        (FRAMEWORK, "SD1"): 720,
        (FRAMEWORK, "SD2"): 480,
        ("2016-2021", "SD1"): 1200,
    }


def test_the_answer_says_what_separates_thousands_and_decimals():
    assert count("1 200") == people(1200)
    assert count("1.234") == ("ambiguous_number", "decimal")
    assert count("1.234", decimal=",") == count("1,234", decimal=".") == people(1234)
    assert count("1,234", decimal=",") == count("1.234", decimal=".") == ("not_a_count", "")


def test_a_range_is_counted_as_the_answer_says():
    assert count("30-40") == ("count_range", "count_range")
    assert count("30-40", count_range="lowest") == people(30, qualifier="at_least")
    assert count("30-40", count_range="highest") == people(40, qualifier="up_to")
    assert count("30-40", count_range="refuse") == ("count_range", "")


@given(st.text(alphabet="0123456789.,' -–", max_size=12))
def test_no_digit_of_a_number_is_lost_or_invented(typed):
    result = count(typed)
    if isinstance(result, ParticipationDraft) and result.count is not None:
        digits = "".join(c for c in typed if c.isdigit())
        assert str(result.count) in (digits.lstrip("0") or "0", digits[:-1], digits[:-2])


@pytest.mark.parametrize("name", FIELDS)
@given(value=VALUES)
def test_any_cell_is_read_or_refused_with_a_translated_message(name, value):
    error = refusal(value, FIELDS[name])

    assert error is None or (error.code and error.message.text in MESSAGES)


def refusal(value, field):
    try:
        parse(value, field, CONTEXT)
    except CellError as error:
        return error
    return None


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
        ("Q1-2012", "2012-01-01", "2012-03-31", "quarter"),
        ("2010-2012", "2010-01-01", "2012-12-31", "year"),
        (MORNING, "2012-03-05", "2012-03-05", "day"),
        (40973, "2012-03-05", "2012-03-05", "day"),
    ],
)
def test_a_date_is_read_with_the_precision_it_is_written_with(typed, first, last, precision):
    days = parse_dates(typed)
    assert (str(days.started_on), str(days.ended_on), days.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("typed", "first_days"),
    [
        ("03/04/2012 - 05/04/2012", ["2012-04-03", "2012-03-04"]),
        ("3-5/03/2012", ["2012-03-03", "2012-05-03"]),
    ],
)
def test_an_ambiguous_date_is_asked_about(typed, first_days):
    with pytest.raises(CellError) as raised:
        parse_dates(typed)
    assert raised.value.question_key == "date_order"
    assert [str(days.started_on) for days in possible_dates(typed).values()] == first_days


NOT_DATES = (
    *("around 5 March 2012", "5 March 2012?", "40973"),
    *("16 or 19 July 2014", "3, 4 and 8 May 2012", "until March 2012", "Tuesday 5 March 2012"),
    *("12-Mar", "Mar-12", "05/03/98", "2011-12", "2555", "31 February 2012"),
    *(
        "3/2012-5-5",
        "2012-03-05 月",
        "5 March 2012 - 3 March 2012",
        "5 March 2012 -",
        "3 5 March 2012",
    ),
    *("", True, NAN, -3, "1" * 5000),
)


@pytest.mark.parametrize("typed", NOT_DATES)
def test_a_cell_without_a_possible_date_is_refused(typed):
    with pytest.raises(CellError) as raised:
        parse_dates(typed)
    assert (raised.value.code, raised.value.question_key) == ("not_a_date", "")
    assert raised.value.message.text in MESSAGES


@given(DAYS, st.sampled_from(LANGUAGES), st.sampled_from(["long", "d MMM y", "d. MMMM y"]))
def test_every_day_is_read_in_every_language(day, language, form):
    days = parse_dates(babel.dates.format_date(day, form, locale=language))
    assert (days.started_on, days.ended_on, days.precision) == (day, day, "day")


@given(DAYS)
def test_day_and_month_are_never_guessed(day):
    typed = f"{day.day:02}/{day.month:02}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert parse_dates(typed).started_on == day
        return
    with pytest.raises(CellError) as raised:
        parse_dates(typed)
    assert raised.value.question_key == "date_order"
    assert day in {days.started_on for days in possible_dates(typed).values()}
