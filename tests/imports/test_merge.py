"""Versions of an entry: a merge loses and invents nothing; differences are told in words."""

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.i18n import translate
from ifla_metrics.imports.differences import (
    MINE,
    THEIRS,
    differences,
    differing_fields,
    merge,
    merge_units,
)
from ifla_metrics.models.drafts import ActivityDraft, AlignmentDraft, ParticipationDraft
from ifla_metrics.models.field_types import Precision

T = translate("en")
DAY = date(2012, 3, 5)


def activity(**values):
    base = {"title": "Workshop", "groups": ("ALP",), "started_on": DAY, "ended_on": DAY}
    return ActivityDraft(**{**base, **values})


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
GIVEN = st.sets(st.sampled_from([*VALUES, "groups"]))


@given(ACTIVITIES, ACTIVITIES, ACTIVITIES, SIDES)
def test_every_field_is_one_of_the_three_and_each_change_is_kept_or_asked(
    base, current, file, sides
):
    found = merge(base, current, file, sides=sides)

    by_file, by_others = differing_fields(base, file), differing_fields(base, current)
    for unit in merge_units(ActivityDraft):
        ours, theirs = by_file & {*unit}, by_others & {*unit}
        values = [tuple(getattr(d, f) for f in unit) for d in (current, file, found.draft)]
        stands, said, becomes = values
        clash = bool(ours and theirs) and said != stands
        assert (unit[0] in found.conflicts) is (clash and unit[0] not in sides)
        if found.conflicts:
            assert becomes == stands
        elif clash:
            assert becomes == (said if sides[unit[0]] == MINE else stands)
        else:
            assert becomes == (said if ours else stands)
    assert found.changed is (found.draft != current)


@given(ACTIVITIES, ACTIVITIES, ACTIVITIES, GIVEN)
def test_a_field_without_a_column_is_never_changed_by_the_file(base, current, file, given):
    found = merge(base, current, file, fields={*given, "title"})

    follow = {"ended_on", "date_precision", "date_as_stated"}  # Of a day that changes.
    for field in ActivityDraft.model_fields:
        if field not in given | {"title"} | follow:
            assert getattr(found.draft, field) == getattr(current, field)


def test_the_last_day_follows_the_first_where_the_file_has_no_column_for_it():
    later = DAY + timedelta(days=9)
    moved = activity(started_on=later, ended_on=later, date_precision="month")
    found = merge(activity(), activity(), moved, fields=("title", "started_on"))
    assert found.draft == moved


def aligned(*directions, framework="2010-2015"):
    return tuple(
        AlignmentDraft(framework=framework, direction=code, weight=weight, is_primary=main)
        for code, weight, main in directions
    )


def test_a_merge_that_breaks_a_rule_says_which():
    half = aligned(("SD1", 600, False))
    found = merge(activity(), activity(), activity().model_copy(update={"alignments": half}))
    assert found.draft == activity()
    assert "sum to" in found.broken_rule.text


@pytest.mark.parametrize("has_column", [False, True])
def test_the_main_direction_stays_where_the_file_has_no_column_for_it(has_column):
    base = activity(alignments=aligned(("SD1", 600, True), ("SD2", 600, False)))
    file = activity(alignments=aligned(("SD1", 300, False), ("SD2", 900, False)))
    given = ("alignments", "primary_direction") if has_column else ("alignments",)
    found = merge(base, base, file, fields=given).draft.alignments
    assert [a.is_primary for a in found] == [not has_column, False]
    assert [a.weight for a in found] == [300, 900]


def changed(**values):
    before, after = (activity(**{name: both[i] for name, both in values.items()}) for i in (0, 1))
    return [
        difference[:3]
        for difference in differences(before, after, T, get_label=lambda _, code, __: code)
    ]


def test_weights_people_and_the_main_direction_are_words():
    unknown = ParticipationDraft(count=None, qualifier="unknown")
    women = ParticipationDraft(count=7, gender="woman", country="BWA")
    before = aligned(("SD1", 1200, False), framework="F")
    after = aligned(("SD1", 600, True), ("SD2", 600, False), framework="F")

    assert changed(alignments=(before, after)) == [
        (
            "Directions and weights",
            "F SD1: 100\u202f%",
            "F SD1: 50\u202f%, main direction; F SD2: 50\u202f%",
        )
    ]
    assert changed(participation=((ParticipationDraft(count=12),), (unknown, women))) == [
        ("Participation", "12", "– (unknown); woman, BWA: 7")
    ]
