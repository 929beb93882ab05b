"""The small rooms at the bottom: periods, text, errors, access, choices, words, drafts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ifla_metrics.access import LOCAL, Actor, Right, Role, allowed, require
from ifla_metrics.choices import Choices
from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import translate
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ObservationDraft,
    equal_weights,
)
from ifla_metrics.periods import first_day, last_day, month_of, quarter_of
from ifla_metrics.text import clean, clean_line, folded, without_formula

# Periods


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_between_the_first_and_the_last_day_of_its_month(day):
    month = month_of(day)

    assert first_day(month) <= day <= last_day(month)
    assert quarter_of(month) == f"{day.year}-Q{(day.month - 1) // 3 + 1}"


# Text


@given(st.text())
def test_cleaned_text_has_no_character_that_xml_forbids_and_cleaning_again_changes_nothing(typed):
    once = clean(typed)

    assert not any(ord(c) < 32 and c not in "\n\t" for c in once)
    assert clean(once) == once


def test_a_soft_return_of_a_word_processor_becomes_a_new_line():
    assert clean("one\x0btwo") == "one\ntwo"
    assert clean_line("one\x0btwo") == "one two"


def test_names_are_the_same_with_and_without_accents_and_capitals():
    assert folded("CÔTE D’IVOIRE ") == folded("Cote d’Ivoire")


@pytest.mark.parametrize("cell", ["=1+1", "+SUM(A1)", "@x", "-cmd|x", "\t=1"])
def test_text_that_a_spreadsheet_would_run_is_marked_as_text(cell):
    assert without_formula(cell) == "'" + cell


def test_a_negative_number_stays_a_number():
    assert without_formula("-5") == "-5"


# Errors


# Access: default deny

READING = {Right.READ, Right.READ_ENTRY, Right.READ_EVIDENCE}
VIEWER = Actor("board", Role.VIEWER)
EDITOR = Actor("alp", Role.EDITOR, frozenset({"ALP"}))


@pytest.mark.parametrize("right", [right for right in Right if right not in READING])
def test_a_viewer_writes_nothing(right):
    assert not allowed(VIEWER, right, ["ALP"])


def test_an_editor_writes_for_the_own_group_and_for_no_other():
    assert allowed(EDITOR, Right.AMEND_ACTIVITY, ["ALP", "HQ"])
    assert not allowed(EDITOR, Right.AMEND_ACTIVITY, ["HQ"])
    assert not allowed(EDITOR, Right.AMEND_ACTIVITY, [])


@pytest.mark.parametrize("right", [Right.LOAD_FRAMEWORK, Right.FREEZE_MEETING, Right.REBUILD])
def test_an_editor_does_not_run_the_house(right):
    assert not allowed(EDITOR, right, ["ALP"])
    assert allowed(LOCAL, right)


def test_a_refusal_names_who_what_and_for_whom():
    with pytest.raises(NotAllowed, match=r"'board' may not do 'log_activity' for ALP"):
        require(VIEWER, Right.LOG_ACTIVITY, ["ALP"])


# Choices

DEFAULT = Choices("2010-2015", "2011-2012")


@given(
    st.builds(
        Choices,
        framework=st.text(min_size=1, max_size=9),
        period=st.text(min_size=1, max_size=9),
        known_on=st.sampled_from(["now", "2012-12", "2012-06-30"]),
        direction=st.sampled_from(["", "SD1"]),
        counting=st.sampled_from(["full", "fractional", "primary"]),
        documented_only=st.booleans(),
        language=st.sampled_from(["en", "fr"]),
    )
)
def test_an_address_opens_exactly_what_the_sender_saw(choices):
    assert Choices.from_query(choices.query(), default=DEFAULT) == choices


def test_a_counting_rule_that_does_not_exist_gives_the_default():
    assert Choices.from_query({"counting": "twice"}, default=DEFAULT) == DEFAULT


# Words


def test_unknown_is_not_written_as_zero():
    t = translate("en")

    assert t.number(None) == "n/k"
    assert t.number(0) == "0"
    assert t.percent(float("nan")) == "n/k"


def test_numbers_are_grouped_thinly_and_have_their_unit():
    assert translate("en").number(1234567) == "1\u202f234\u202f567"
    assert translate("en").percent(0.625, 1) == "62.5\u202f%"


def test_a_half_is_rounded_up_as_by_hand():
    t = translate("en")

    assert [t.percent(part) for part in (0.925, 0.865, 0.285, 0.335)] == [
        "93\u202f%",
        "87\u202f%",
        "29\u202f%",
        "34\u202f%",
    ]
    assert (t.number(0.125), t.number(2.675), t.number(-0.125)) == ("0.13", "2.68", "-0.13")
    assert (t.number(Decimal("92.5"), 0), t.number(-0.4, 0)) == ("93", "0")


# Drafts


def draft(**changed: object) -> ActivityDraft:
    values = {
        "title": "Workshop",
        "started_on": date(2012, 3, 1),
        "ended_on": date(2012, 3, 2),
        "groups": ("ALP",),
    }
    return ActivityDraft.model_validate(values | changed)


def test_an_activity_cannot_end_before_it_starts():
    with pytest.raises(ValidationError, match="before it starts"):
        draft(ended_on=date(2012, 2, 1))


def test_weights_that_do_not_make_a_whole_are_refused():
    with pytest.raises(ValidationError, match="sum to 600, not 1200"):
        draft(alignments=(AlignmentDraft(framework="f", direction="SD1", weight=600),))


def test_two_primary_directions_are_refused():
    halves = tuple(
        AlignmentDraft(framework="f", direction=d, weight=600, is_primary=True)
        for d in ("SD1", "SD2")
    )
    with pytest.raises(ValidationError, match="More than one primary"):
        draft(alignments=halves)


@pytest.mark.parametrize("country", ["NA", "nam", "Namibia"])
def test_a_country_is_an_alpha_3_code(country):
    with pytest.raises(ValidationError):
        draft(countries=(country,))


def test_an_activity_without_a_group_is_refused():
    with pytest.raises(ValidationError):
        draft(groups=())


def test_an_observation_that_says_nothing_is_refused():
    with pytest.raises(ValidationError, match="needs a value"):
        ObservationDraft(framework="f", group="ALP", indicator="A1", as_of=date(2012, 1, 1))


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_an_observation_is_a_number_that_can_be_drawn(value):
    with pytest.raises(ValidationError, match="finite number"):
        ObservationDraft(
            framework="f", group="ALP", indicator="A1", as_of=date(2012, 1, 1), value=value
        )


@given(st.lists(st.text(min_size=1, max_size=4), max_size=8))
def test_equal_weights_always_make_a_whole(directions):
    weights = equal_weights(directions)

    assert sum(weights.values()) == (1200 if directions else 0)
    assert len(set(weights.values())) <= 2
