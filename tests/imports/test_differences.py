"""Two versions of an entry, told apart in words that a volunteer reads."""

from datetime import date

from ifla_metrics.i18n import translate
from ifla_metrics.imports.differences import differences, field_texts
from ifla_metrics.models.columns import Gender, Qualifier
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    MilestoneDraft,
    ParticipationDraft,
    RemarkDraft,
)

T = translate("en")


def activity(**said_):
    values = {
        "title": "Workshop on advocacy",
        "started_on": date(2012, 3, 5),
        "ended_on": date(2012, 3, 6),
        "groups": ("ALP",),
    }
    return ActivityDraft(**{**values, **said_})


def told(before, after, **further):
    return [d[:3] for d in differences(before, after, T, **further)]


def test_weights_and_the_main_direction_are_words():
    def aligned(*pairs):
        return tuple(
            AlignmentDraft(framework="F", direction=d, weight=w, is_primary=p) for d, w, p in pairs
        )

    before = activity(alignments=aligned(("SD1", 1200, False)))
    after = activity(alignments=aligned(("SD1", 600, True), ("SD2", 600, False)))

    assert told(before, after) == [
        (
            "Directions and weights",
            "F SD1: 100\u202f%",
            "F SD1: 50\u202f%, main direction; F SD2: 50\u202f%",
        )
    ]


def test_lines_of_participation_name_what_is_not_usual():
    before = activity(participation=(ParticipationDraft(count=12),))
    after = activity(
        participation=(
            ParticipationDraft(count=None, qualifier=Qualifier.UNKNOWN),
            ParticipationDraft(count=7, gender=Gender.WOMAN, country="BWA"),
        )
    )

    assert told(before, after) == [
        ("Participation", "12", "n/k (unknown); 7: woman, BWA"),
    ]


def test_records_have_the_same_words():
    plan = {"framework": "F", "group": "ALP", "node": "N", "title": "Office opens"}
    before = MilestoneDraft(**plan, planned_on=date(2012, 1, 1))
    after = MilestoneDraft(**plan, planned_on=date(2012, 1, 1), actual_on=date(2012, 2, 1))
    remark = RemarkDraft(framework="F", group="ALP", subject="N", as_of=date(2012, 1, 1), why="W")

    assert told(before, after) == [("Reached on", "", "1 Feb 2012")]
    assert ("Why", "W") in field_texts(remark, T)
