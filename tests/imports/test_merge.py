"""Merge the versions of an entry without losing a change."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from ifla_metrics.imports.merge import (
    MINE,
    THEIRS,
    differing_fields,
    edited,
    merge,
    merge_units,
)
from ifla_metrics.models.drafts import ActivityDraft, AlignmentDraft
from ifla_metrics.models.field_types import Precision

DAY = date(2012, 3, 5)


def activity(**values):
    defaults = {"title": "Workshop", "groups": ("ALP",), "started_on": DAY, "ended_on": DAY}
    return ActivityDraft(**{**defaults, **values})


VALUES = {
    "title": st.sampled_from(["Workshop", "Seminar", "Webinar"]),
    "countries": st.sampled_from([(), ("BWA",), ("BWA", "ZAF")]),
    "description": st.sampled_from(["", "One", "Two"]),
    "started_on": st.sampled_from([DAY, DAY - timedelta(days=1)]),
    "ended_on": st.sampled_from([DAY, DAY + timedelta(days=1)]),
    "date_precision": st.sampled_from(get_args(Precision)),
}
ACTIVITIES = st.fixed_dictionaries(VALUES).map(lambda values: activity(**values))
UNITS = st.sampled_from([unit[0] for unit in merge_units(ActivityDraft)])
SIDES = st.dictionaries(UNITS, st.sampled_from([MINE, THEIRS]))
FIELDS = st.sets(st.sampled_from([*VALUES, "groups"]))


@example(
    activity(date_precision="month"), activity(ended_on=DAY + timedelta(days=1)), activity(), {}
)
@given(ACTIVITIES, ACTIVITIES, ACTIVITIES, SIDES)
def test_each_change_is_kept_or_a_conflict(base, current, file, sides):
    result, conflicts = merge(base, current, file, sides)

    by_file, by_others = differing_fields(base, file), differing_fields(base, current)
    for unit in merge_units(ActivityDraft):
        ours, theirs = by_file & {*unit}, by_others & {*unit}
        drafts = (current, file, result)
        in_log, in_file, merged = (tuple(getattr(d, f) for f in unit) for d in drafts)
        is_conflict = bool(ours and theirs) and in_file != in_log
        assert (unit in conflicts) is (is_conflict and unit[0] not in sides)
        side = sides.get(unit[0]) if is_conflict else MINE if ours else THEIRS
        assert merged == (in_file if side == MINE and not conflicts else in_log)


@given(ACTIVITIES, ACTIVITIES, ACTIVITIES, FIELDS)
def test_a_file_never_changes_a_field_that_it_has_no_column_for(base, current, file, fields):
    result, _ = merge(base, current, edited(base, file, {*fields, "title"}), {})

    follow_started_on = {"ended_on", "date_precision", "date_as_stated"}
    for field in ActivityDraft.model_fields:
        if field not in fields | {"title"} | follow_started_on:
            assert getattr(result, field) == getattr(current, field)


def test_the_last_day_follows_the_first_if_the_file_has_no_column_for_it():
    later = DAY + timedelta(days=9)
    moved = activity(started_on=later, ended_on=later, date_precision="month")
    assert edited(activity(), moved, ("title", "started_on")) == moved


def aligned(*directions, framework="2010-2015"):
    return tuple(
        AlignmentDraft(framework=framework, direction=code, weight=weight, is_primary=main)
        for code, weight, main in directions
    )


def test_a_merge_does_not_break_a_rule():
    half = aligned(("SD1", 600, False))
    file = activity().model_copy(update={"alignments": half})
    with pytest.raises(ValidationError, match="sum to"):
        merge(activity(), activity(), file, {})


@pytest.mark.parametrize("has_column", [False, True])
def test_the_main_direction_stays_if_the_file_has_no_column_for_it(has_column):
    base = activity(alignments=aligned(("SD1", 600, True), ("SD2", 600, False)))
    file = activity(alignments=aligned(("SD1", 300, False), ("SD2", 900, False)))
    fields = ("alignments", "primary_direction") if has_column else ("alignments",)
    alignments = edited(base, file, fields).alignments
    assert [a.is_primary for a in alignments] == [not has_column, False]
    assert [a.weight for a in alignments] == [300, 900]
