"""Periods, text, error messages and the rules of drafts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ifla_metrics.errors import UnknownCode
from ifla_metrics.i18n import translate
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ObservationDraft,
    equal_weights,
)
from ifla_metrics.periods import first_day, last_day, month_of, quarter_of
from ifla_metrics.text import clean, clean_line, escape_formula


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_month_contains_its_days(day):
    month = month_of(day)

    assert first_day(month) <= day <= last_day(month)
    assert quarter_of(month) == f"{day.year}-Q{(day.month - 1) // 3 + 1}"


@given(st.text())
def test_clean_text_is_valid_xml_and_stays_the_same(typed):
    cleaned = clean(typed)

    assert not any(ord(c) < 32 and c not in "\n\t" for c in cleaned)
    assert clean(cleaned) == cleaned


def test_a_soft_return_becomes_a_new_line():
    assert clean("one\x0btwo\r\nthree\rfour\x0cfive") == "one\ntwo\nthree\nfour\nfive"
    assert clean_line("one\x0btwo") == "one two"


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "@x", "-cmd|x", "\t=1"])
def test_formulas_are_escaped_and_numbers_are_not(cell):
    assert escape_formula(cell) == "'" + cell
    assert escape_formula("-5") == "-5"


def test_an_unknown_code_is_reported_in_the_readers_language():
    error = UnknownCode("country", "Kenja", ["Kenya", "Peru"])

    message = error.translate(translate("fr")).replace("\u00a0", " ").replace("\u202f", " ")
    assert message == "Valeur inconnue (pays) : « Kenja ». Vouliez-vous dire « Kenya » ?"


HALVES = tuple(
    AlignmentDraft(framework="f", direction=d, weight=600, is_primary=True) for d in ("SD1", "SD2")
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"ended_on": date(2012, 2, 1)}, "before it starts"),
        ({"alignments": HALVES[:1]}, "sum to 100 % .1200 in"),
        ({"alignments": HALVES}, "at most one of them the main one"),
        ({"groups": ()}, "groups"),
    ],
)
def test_an_invalid_activity_is_refused(changed, reason):
    valid = {"title": "Workshop", "started_on": date(2012, 3, 1), "ended_on": date(2012, 3, 2)}
    with pytest.raises(ValidationError, match=reason):
        ActivityDraft.model_validate({**valid, "groups": ("ALP",), **changed})


@pytest.mark.parametrize(
    ("value", "reason"),
    [(None, "needs a value"), *((float(x), "finite number") for x in ("inf", "-inf", "nan"))],
)
def test_an_observation_needs_a_finite_value(value, reason):
    with pytest.raises(ValidationError, match=reason):
        ObservationDraft(framework="f", group="ALP", indicator="A1", as_of=date.max, value=value)


@given(st.lists(st.text(min_size=1, max_size=4), max_size=8))
def test_equal_weights_sum_to_the_whole(directions):
    weights = equal_weights(directions)

    assert sum(weights.values()) == (1200 if directions else 0)
    assert len(set(weights.values())) <= 2
