"""Cells are read exactly or not at all, whatever stands in them."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.imports.cells import Context, parse
from ifla_metrics.imports.counts import Count
from ifla_metrics.imports.headers import vocabulary
from ifla_metrics.imports.rows import Fault
from ifla_metrics.models.columns import Qualifier
from tests.imports.codes import FRAMEWORK, code_book

FIELDS = vocabulary().fields
CONTEXT = Context(code_book(), {}, FRAMEWORK)
NAN = float("nan")
WORDS = ("SD1", "KEN", "50%", "Kenya", ";", ",", "https://", "a@b", "12")
VALUES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.times(),
    st.text(max_size=60),
    st.text(alphabet="0123456789 .,-–+%<>~'’aboutmin", max_size=16),
    st.lists(st.sampled_from(WORDS)).map(" ".join),
)


def count(typed, **answers):
    """What a cell of participants says, or the code of the fault and the question it asks."""
    try:
        return parse(typed, FIELDS["participants"], Context(code_book(), answers, FRAMEWORK))
    except Fault as fault:
        return fault.code, fault.ask


@pytest.mark.parametrize(
    ("typed", "number", "qualifier"),
    [
        ("30", 30, "exact"),
        ("1 200", 1200, "exact"),
        ("٣٤", 34, "exact"),
        ("environ 30", 30, "about"),
        ("约40人", 40, "about"),
        ("50+", 50, "at_least"),
        ("n/k", None, "unknown"),
    ],
)
def test_a_number_of_people_keeps_its_words(typed, number, qualifier):
    assert count(typed) == Count(number, Qualifier(qualifier))


@pytest.mark.parametrize(
    "typed",
    [
        *("12,5", "-5", "50 %", "1200 €", "thirty", "30?", "30 books", "12/8", "1e300", "9" * 50),
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
    assert count("30-40", count_range="lowest") == Count(30, Qualifier.AT_LEAST)
    assert count("30-40", count_range="middle") == Count(35, Qualifier.ABOUT)
    assert count("30-40", count_range="highest") == Count(40, Qualifier.UP_TO)
    assert count("30-40", count_range="refuse") == ("count_range", "")


@given(st.text(alphabet="0123456789.,' -–", max_size=12))
def test_no_digit_of_a_number_is_lost_or_made(typed):
    """Whatever is taken has the digits that were typed, in their order."""
    found = count(typed)
    if isinstance(found, Count) and found.count is not None:
        digits = "".join(c for c in typed if c.isdigit())
        assert str(found.count) in (digits.lstrip("0") or "0", digits[:-1], digits[:-2])


@pytest.mark.parametrize("name", FIELDS)
@given(value=VALUES)
def test_a_cell_gives_a_value_or_a_fault(name, value):
    with suppress(Fault):
        parse(value, FIELDS[name], CONTEXT)
