"""A file meets a log that has moved on: nothing of the others is lost, nothing of ours unasked."""

from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifla_metrics.exchange.merge import MINE, THEIRS, WITHDRAWN, Plan, Stored, choose, plan
from ifla_metrics.models.drafts import ActivityDraft, RemarkDraft

BASE = ActivityDraft(
    title="Workshop on associations",
    started_on=date(2011, 5, 4),
    ended_on=date(2011, 5, 6),
    groups=("ALP",),
    countries=("BWA",),
    note="as planned",
)
REMARK = RemarkDraft(
    framework="2010-2015", group="ALP", subject="A5", as_of=date(2012, 6, 30), why="Slow start"
)
HASHED = "activity", "one"


class Row(NamedTuple):
    draft: ActivityDraft | RemarkDraft | None
    uid: str = "one"
    base_version: int | None = 1
    withdraw: bool = False
    sheet: str = "Activities"
    row: int = 2
    kind: str = "activity"
    said: frozenset[str] = frozenset()


def but(**said):
    return BASE.model_copy(update=said)


def planned(row, theirs=BASE, *, version=1, withdrawn=False, **further):
    stored = {HASHED: Stored(version, theirs, withdrawn, "Maria")}
    return plan([row], stored, {("activity", "one", 1): BASE}, **further)


def where(found):
    [name] = [n for n in Plan.__dataclass_fields__ if getattr(found, n)]
    return name, getattr(found, name)[0]


def test_a_row_that_nobody_touched_is_the_same():
    assert where(planned(Row(BASE)))[0] == "same"


def test_what_only_the_file_changed_is_put_on_top_of_what_others_changed():
    name, found = where(planned(Row(but(note="ours")), but(title="Their title"), version=3))

    assert name == "changed"
    assert found.draft == but(note="ours", title="Their title")
    assert found.kept == ("title",)
    assert found.stored.version == 3


def test_what_only_others_changed_is_kept():
    name, found = where(planned(Row(BASE), but(note="theirs"), version=2))

    assert (name, found.draft.note, found.kept) == ("same", "theirs", ("note",))


def test_what_both_changed_alike_is_no_conflict():
    assert where(planned(Row(but(note="x")), but(note="x"), version=2))[0] == "same"


def test_what_both_changed_differently_is_chosen_field_by_field():
    mine = but(note="ours", title="Our title", countries=("ZAF",))
    theirs = but(note="theirs", title="Their title", mode="remote")
    found = planned(Row(mine), theirs, version=2)
    name, conflict = where(found)

    assert name == "conflicts"
    assert [clash.unit for clash in conflict.clashes] == ["title", "note"]
    half = choose(found, {("Activities", 2): {"note": MINE}})
    assert half.conflicts
    name, decided = where(choose(found, {("Activities", 2): {"note": MINE, "title": THEIRS}}))
    assert name == "changed"
    assert decided.draft == theirs.model_copy(update={"note": "ours", "countries": ("ZAF",)})
    found = planned(Row(but(note="ours")), but(note="theirs"), version=2)
    assert where(choose(found, {("Activities", 2): {"note": THEIRS}}))[0] == "same"


def test_days_are_taken_from_one_side_and_never_mixed():
    mine = but(started_on=date(2011, 6, 1), ended_on=date(2011, 6, 2))
    theirs = but(ended_on=date(2011, 5, 9))
    found = planned(Row(mine), theirs, version=2)
    [clash] = where(found)[1].clashes

    assert clash.fields[:2] == ("started_on", "ended_on")
    name, decided = where(choose(found, {("Activities", 2): {clash.unit: MINE}}))
    assert (name, decided.draft.started_on, decided.draft.ended_on) == (
        "changed",
        date(2011, 6, 1),
        date(2011, 6, 2),
    )


def test_a_merge_that_breaks_a_rule_is_refused_with_the_reason():
    name, found = where(planned(Row(but(title="No")), but(note="x"), version=2))

    assert name == "refused"
    assert "at least" in found.reason.message


def test_withdrawing_what_others_changed_is_a_conflict():
    row = Row(None, withdraw=True)
    assert where(planned(row))[0] == "withdrawn"
    assert where(planned(row, withdrawn=True))[0] == "same"
    found = planned(row, but(note="theirs"), version=2)
    assert where(found)[1].clashes[0].unit == WITHDRAWN
    for side, name in ((MINE, "withdrawn"), (THEIRS, "same")):
        assert where(choose(found, {("Activities", 2): {WITHDRAWN: side}}))[0] == name


def test_changing_what_others_withdrew_is_a_conflict():
    found = planned(Row(but(note="ours")), withdrawn=True, version=2)
    assert where(found)[1].clashes[0].unit == WITHDRAWN
    for side, name in ((MINE, "changed"), (THEIRS, "same")):
        assert where(choose(found, {("Activities", 2): {WITHDRAWN: side}}))[0] == name
    assert where(planned(Row(BASE), withdrawn=True, version=2))[0] == "same"


def test_a_row_of_another_group_is_refused_whole():
    theirs = but(groups=("OA-TF",))
    assert where(planned(Row(but(note="x")), theirs, group="ALP"))[0] == "refused"
    assert where(planned(Row(theirs), group="ALP"))[0] == "refused"
    assert where(planned(Row(theirs, uid="", base_version=None), group="ALP"))[0] == "refused"
    joint = but(groups=("OA-TF", "ALP"))
    assert where(planned(Row(joint), group="ALP"))[0] == "changed"


def test_a_new_row_is_added_once():
    new = Row(but(title="Another one"), uid="", base_version=None)
    assert where(planned(new))[0] == "added"
    assert where(planned(Row(BASE, uid="", base_version=None)))[0] == "same"
    name, found = where(planned(new, taken={("Activities", 2): ("activity", "one", 1)}))
    assert (name, found.uid) == ("same", "one")


def test_a_row_that_was_imported_before_brings_nothing_again_whatever_was_merged_then():
    taken = {("Activities", 2): ("activity", "one", 2)}
    said, wrote = but(note="ours"), but(note="ours", title="Theirs, merged")
    stored = {HASHED: Stored(3, but(note="theirs later"), by="Maria")}
    base = {("activity", "one", 1): BASE, ("activity", "one", 2): wrote}

    found = plan([Row(said)], stored, base, taken=taken)

    name, kept = where(found)
    assert (name, kept.draft.note) == ("same", "theirs later")


def test_an_unknown_id_is_refused_unless_names_are_kept():
    row = Row(BASE, uid="elsewhere")
    assert where(planned(row))[0] == "refused"
    name, found = where(planned(row, keeps_names=True))
    assert (name, found.uid) == ("added", "elsewhere")
    assert where(planned(Row(BASE, base_version=None)))[0] == "refused"
    assert where(planned(Row(BASE, base_version=7)))[0] == "refused"


ID = "0123456789abcdef0123456789abcd98"


@pytest.mark.parametrize("stem", [ID[:-2], "KI2-"])
def test_ids_that_count_on_from_one_that_stands_are_refused(stem):
    stored = {("activity", f"{stem}98"): Stored(1, BASE)}
    rows = [Row(but(title=f"Visit {n}"), f"{stem}{n}", row=n) for n in (98, 99, 100)]
    rows.append(Row(but(title="Elsewhere"), "of-another-log-7", row=101))

    found = plan(rows, stored, {}, keeps_names=True)

    assert [p.uid for p in found.refused] == [f"{stem}99", f"{stem}100"]
    assert all(dict(p.reason.values)["uid"] == f"{stem}98" for p in found.refused)
    assert [p.uid for p in found.added] == ["of-another-log-7"]


def test_ids_that_count_on_come_in_where_nobody_dragged_them():
    stored = {("activity", "7"): Stored(1, BASE)}
    own_number = Row(but(title="Visit"), "8", base_version=None)
    assert where(plan([own_number], stored, {}, keeps_names=True))[0] == "added"
    travelled = plan([Row(BASE, "8")], stored, {}, keeps_names=True, travelled={("activity", "8")})
    assert where(travelled)[0] == "added"


def test_a_field_without_a_column_stays_as_it_is():
    read = BASE.model_copy(update={"note": "", "title": "Our title"})
    name, found = where(planned(Row(read, said=frozenset({"title"}))))

    assert (name, found.draft) == ("changed", but(title="Our title"))


def test_one_entry_in_two_rows_is_refused_the_second_time():
    rows = [Row(but(note="a")), Row(but(note="b"), row=3)]
    found = plan(rows, {HASHED: Stored(1, BASE)}, {})
    assert [p.row.row for p in found.changed] == [2]
    assert [p.row.row for p in found.refused] == [3]


def test_records_are_compared_like_activities():
    row = Row(REMARK.model_copy(update={"ask": "Money"}), kind="remark", sheet="Remarks")
    found = plan([row], {("remark", "one"): Stored(1, REMARK)}, {})
    assert where(found)[0] == "changed"
    new = Row(REMARK, uid="", base_version=None, kind="remark")
    assert where(plan([new], {("remark", "one"): Stored(1, REMARK)}, {}))[0] == "same"


said = st.builds(
    but,
    title=st.sampled_from(("Workshop on associations", "One title", "Another title")),
    note=st.sampled_from(("as planned", "x", "")),
    countries=st.sampled_from((("BWA",), ("ZAF",), ())),
    ended_on=st.sampled_from((date(2011, 5, 6), date(2011, 5, 8))),
)


@given(mine=said, theirs=said)
def test_no_field_is_lost_and_none_is_changed_by_nobody(mine, theirs):
    found = planned(Row(mine), theirs, version=2)
    name, row = where(found)
    if name == "conflicts":
        sides = {clash.unit: MINE for clash in row.clashes}
        name, row = where(choose(found, {("Activities", 2): sides}))
    assert name in ("changed", "same")
    for field in ActivityDraft.model_fields:
        ours, others, was, will = (getattr(d, field) for d in (mine, theirs, BASE, row.draft))
        assert will == (ours if ours != was else others)


@pytest.mark.parametrize("version", [1, 2])
@given(mine=said)
def test_applied_and_sent_again_nothing_changes(mine, version):
    first = planned(Row(mine))
    written = where(first)[1].draft
    taken = {("Activities", 2): ("activity", "one", version)}
    again = plan(
        [Row(mine)],
        {HASHED: Stored(version, written)},
        {("activity", "one", 1): BASE},
        taken=taken if version == 2 else None,
    )
    if version == 2 or mine == BASE:
        assert where(again)[0] == "same"


def test_rows_that_were_sorted_without_their_ids_are_refused():
    other = but(title="Review meeting", started_on=date(2011, 6, 1), ended_on=date(2011, 6, 1))
    stored = {HASHED: Stored(1, BASE), ("activity", "two"): Stored(1, other)}
    said = frozenset({"title", "started_on", "ended_on"})

    found = plan([Row(other, "one", said=said), Row(BASE, "two", row=3, said=said)], stored, {})

    assert [p.uid or p.row.uid for p in found.refused] == ["one", "two"]
    assert not found.written
    assert "two" in str(found.refused[0].reason.values)
