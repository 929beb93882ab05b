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
WORDS = ("SD1", "KEN", "50%", "Kenya", ";", ",", "https://", "a@b", "12")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.times(),
    st.text(max_size=60),
    st.text(alphabet="0123456789 .,-–+%<>~'’aboutmin", max_size=16),
    st.lists(st.sampled_from(WORDS)).map(" ".join),
)


def count(typed, **answers):
    return parse(typed, FIELDS["participants"], Context(code_book(), answers, FRAMEWORK))


@pytest.mark.parametrize(
    ("typed", "number", "qualifier"),
    [
        ("30", 30, "exact"),
        ("1 200", 1200, "exact"),
        ("1’200", 1200, "exact"),
        ("٣٤", 34, "exact"),
        ("environ 30", 30, "about"),
        ("约40人", 40, "about"),
        ("50+", 50, "at_least"),
        ("up to 40", 40, "up_to"),
        ("n/k", None, "unknown"),
    ],
)
def test_a_number_of_people_keeps_its_words(typed, number, qualifier):
    assert count(typed) == Count(number, Qualifier(qualifier))


@pytest.mark.parametrize(
    "typed",
    [
        *("12,5", "-5", "50 %", "1200 ¤", "thirty", "30?", "30 books", "12/8", "12 F 8 M", "1e300"),
        *("9" * 5000, "40-30", "²", True, float("nan"), float("inf"), -1, 12.5),
        *(date(2012, 3, 5), time(12)),
    ],
)
def test_what_is_no_number_of_people_is_refused(typed):
    with pytest.raises(Fault) as raised:
        count(typed)
    assert not raised.value.ask


def test_a_thousand_and_a_decimal_are_told_apart_by_the_answer():
    with pytest.raises(Fault) as raised:
        count("1.234")
    assert raised.value.ask == "decimal"
    assert count("1.234", decimal=",").count == 1234
    assert count("1,234", decimal=".").count == 1234
    for typed, decimal in (("1,234", ","), ("1.234", ".")):
        with pytest.raises(Fault):
            count(typed, decimal=decimal)


@given(st.text(alphabet="0123456789.,' -–", max_size=12))
def test_no_digit_of_a_number_is_lost_or_made(typed):
    """Whatever is taken has the digits that were typed, in their order."""
    try:
        found = count(typed)
    except Fault:
        return
    if found.count is not None:
        digits = "".join(c for c in typed if c.isdigit())
        assert str(found.count) in (digits.lstrip("0") or "0", digits[:-1], digits[:-2])


@pytest.mark.parametrize("name", FIELDS)
@given(value=VALUES)
def test_a_cell_gives_a_value_or_a_fault(name, value):
    with suppress(Fault):
        parse(value, FIELDS[name], CONTEXT)
