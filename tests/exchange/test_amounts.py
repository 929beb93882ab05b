"""A number is never made from part of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.exchange.amounts import (
    HIGHEST,
    Amount,
    AskedAmount,
    AskedNumber,
    Number,
    read_count,
    read_number,
)
from ifla_metrics.exchange.faults import Refused
from ifla_metrics.models.columns import Qualifier

Q = Qualifier


@pytest.mark.parametrize(
    ("typed", "count", "qualifier"),
    [
        ("30", 30, Q.EXACT),
        (30, 30, Q.EXACT),
        (30.0, 30, Q.EXACT),
        ("30.0", 30, Q.EXACT),
        ("about 30", 30, Q.ABOUT),
        ("~30", 30, Q.ABOUT),
        ("environ 30", 30, Q.ABOUT),
        ("约30人", 30, Q.ABOUT),
        ("حوالي ٣٠", 30, Q.ABOUT),
        ("30+", 30, Q.AT_LEAST),
        ("more than 50", 50, Q.MORE_THAN),
        ("plus de 1 200", 1200, Q.MORE_THAN),
        ("≥ 30", 30, Q.AT_LEAST),
        ("30 or more", 30, Q.AT_LEAST),
        ("<30", 30, Q.UP_TO),
        ("almost 200", 200, Q.ALMOST),
        ("30 (est.)", 30, Q.ESTIMATED),
        ("n/a", None, Q.UNKNOWN),
        ("-", None, Q.UNKNOWN),
        ("", None, Q.UNKNOWN),
        ("unknown", None, Q.UNKNOWN),
        ("inconnu", None, Q.UNKNOWN),
        ("NA", None, Q.UNKNOWN),
        ("1 200", 1200, Q.EXACT),
        ("1\u202f200", 1200, Q.EXACT),
        ("1,200", 1200, Q.EXACT),
        ("1.200", 1200, Q.EXACT),
        ("1'200", 1200, Q.EXACT),
        ("12,00,000", 1200000, Q.EXACT),
        ("３０", 30, Q.EXACT),
        ("٣٠", 30, Q.EXACT),
        ("007", 7, Q.EXACT),
        ("zero", 0, Q.EXACT),
        ("about 30 participants", 30, Q.ABOUT),
        ("30 personnes", 30, Q.EXACT),
    ],
)
def test_a_count_is_read_with_what_its_words_say(typed, count, qualifier):
    read = read_count(typed)
    assert isinstance(read, Amount)
    assert (read.count, read.qualifier) == (count, qualifier)


@pytest.mark.parametrize(
    "typed",
    [
        "12,5",
        "12.5",
        12.5,
        "1_000",
        "5" * 5000,
        "-5",
        -5,
        "1e3",
        "thirty",
        "12 women",
        "30*",
        "1,2,3",
        "+5",
        "30²",
        "½",
        "1 2",
        "40-30",
        "30, 40",
        "10000001",
        float("nan"),
        float("inf"),
        True,
        "about",
        "=1+1",
        "0x1E",
        "30 - ",
    ],
)
def test_a_count_that_cannot_be_read_whole_is_refused(typed):
    assert isinstance(read_count(typed), Refused)


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("30–40", [30, 35, 40]),
        ("30 to 40", [30, 35, 40]),
        ("30.000", [30, 30000]),
        ("none", [0, None]),
        ("30?", [30, 30]),
    ],
)
def test_a_count_with_several_readings_is_asked_about(typed, counts):
    read = read_count(typed)
    assert isinstance(read, AskedAmount)
    assert [r.count for r in read.readings] == counts


@given(st.integers(0, HIGHEST))
def test_every_count_is_read_as_it_was_written(count):
    grouped = f"{count:,}"
    written = [str(count), grouped, grouped.replace(",", "\u202f"), grouped.replace(",", "'")]
    assert all(read_count(w) == Amount(count, Q.EXACT, w) for w in written)
    assert read_count(count).count == read_count(float(count)).count == count
    assert read_count(f"about {count}").count == count


@given(st.one_of(st.text(max_size=200), st.text(alphabet="0123456789.,-–~+ <>?_e'", max_size=12)))
def test_no_text_breaks_the_reading_and_no_digit_is_made_up(typed):
    read = read_count(typed)
    if isinstance(read, Amount) and read.count and typed.isascii():
        assert str(read.count) == "".join(
            c for c in typed.partition(".0")[0] if c.isdigit()
        ).lstrip("0") or any(c in typed for c in ".,")
    assert isinstance(read_number(typed), (Number, AskedNumber, Refused))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_measured_value_is_read_as_a_program_wrote_it(value):
    assert read_number(value) == Number(value)
    if 1e-90 < abs(value) < 1e15:
        assert read_number(repr(value), point=True).value == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("-3", -3.0),
        ("0,234", 0.234),
        ("1,234,567", 1234567.0),
        ("1.234.567", 1234567.0),
    ],
)
def test_a_value_is_read_with_a_point_or_a_comma(typed, value):
    assert read_number(typed).value == value


def test_a_mark_before_three_digits_is_asked_about():
    for typed in ("1,234", "1.234"):
        assert [r.value for r in read_number(typed).readings] == [1234.0, 1.234]
    assert read_number("1.234", point=True).value == 1.234


def test_a_percent_sign_is_taken_only_where_the_column_is_in_percent():
    assert read_number("12 %", percent=True).value == 12
    assert isinstance(read_number("12 %"), Refused)
