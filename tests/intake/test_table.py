"""A table of entries: edits go to the row they were made in, all of them or none."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, InvalidRecord, NotAllowed
from ifla_metrics.i18n import translate
from ifla_metrics.imports.columns import OF_RECORD
from ifla_metrics.intake.applying import apply
from ifla_metrics.intake.preparing import compare
from ifla_metrics.intake.table import SHEETS, file_of, table_of
from ifla_metrics.models.drafts import ContributionDraft
from ifla_metrics.store.activities import amend_activity, log_activity
from ifla_metrics.store.database import reading
from ifla_metrics.store.records import record, withdraw_record
from ifla_metrics.store.summary_cells import verify
from ifla_metrics.store.versions import activity, record_versions
from tests.store.conftest import FRAMEWORK, draft, people
from tests.store.test_records import SAID

T = translate("en")
ALP = Actor("ada", Role.EDITOR, frozenset({"ALP"}))


@pytest.fixture
def logged(engine):
    uids = []
    for title, lines in (
        ("First workshop", (people(12),)),
        ("Second workshop", (people(3, role="trainer"), people(None, country="NPL"))),
        ("Third workshop", ()),
    ):
        said = draft(title=title, participation=lines)
        uids.append(log_activity(engine, said, actor=LOCAL).uid)
    return engine, uids


def drawn(engine, groups=("ALP",)):
    return table_of(engine, T, key="k", groups=groups, framework=FRAMEWORK)


def looked_at(engine, table, edits=None, added=()):
    file = file_of(table, edits or {}, added, T)
    with reading(engine) as connection:
        return compare(connection, file, T, group="ALP", framework=FRAMEWORK)


def test_only_what_was_edited_changes_and_the_rest_of_the_entry_stays(logged):
    engine, uids = logged
    table = drawn(engine)
    assert [row.uid for row in table.rows] == uids[::-1]

    found = looked_at(engine, table, {1: {"title": "Second seminar", "countries": "Népal"}})
    apply(engine, found, T, actor=ALP, reason="Corrected", key="once")

    with reading(engine) as connection:
        first, second, third = (activity(connection, uid) for uid in uids)
    assert (first.version, second.version, third.version) == (1, 2, 1)
    assert second.draft.title == "Second seminar"
    assert second.draft.countries == ("NPL",)
    assert second.draft.participation == (people(3, role="trainer"), people(None, country="NPL"))
    assert second.draft.alignments == draft().alignments


def test_outcomes_are_named_also_those_of_another_strategy_and_read_back_as_they_were(engine):
    claims = (
        ContributionDraft(framework=FRAMEWORK, outcome="KI2.A.2"),
        ContributionDraft(framework="2016-2021", outcome="4.4"),
    )
    uid = log_activity(engine, draft(contributions=claims), actor=LOCAL).uid
    table = drawn(engine)
    said = table.rows[0].cells["outcomes"]
    assert said == (
        "KI2.A.2 – Association leaders · members and staff gain skills and pas…; "
        "2016-2021:4.4 – Building Strong Library Associations"
    )

    apply(
        engine,
        looked_at(engine, table, {0: {"outcomes": f"{said}; KI2.A.3"}}),
        T,
        actor=ALP,
        reason="Corrected",
        key="once",
    )

    with reading(engine) as connection:
        stored = activity(connection, uid).draft.contributions
    assert stored == (*claims, ContributionDraft(framework=FRAMEWORK, outcome="KI2.A.3"))


def test_an_id_that_a_client_forges_is_not_looked_at(logged):
    engine, uids = logged
    forged = {0: {"title": "Mine", "id": uids[0], "version": 7}, 99: {"title": "Nowhere"}}
    found = looked_at(engine, drawn(engine), forged)

    [changed] = found.plan.changed
    assert changed.uid == uids[2]
    assert not found.plan.added


def test_a_new_row_is_a_new_entry_of_the_group(logged):
    engine, _uids = logged
    new = {"title": "A pasted row", "started_on": "5 May 2012", "participants": "about 30"}
    found = looked_at(engine, drawn(engine), added=[new])
    apply(engine, found, T, actor=ALP, reason="Corrected", key="once")

    row = drawn(engine).rows[0]
    with reading(engine) as connection:
        said = activity(connection, row.uid).draft
    assert (said.title, said.groups) == ("A pasted row", ("ALP",))
    assert said.started_on == date(2012, 5, 5)
    assert [(p.count, p.qualifier.value) for p in said.participation] == [(30, "about")]


def test_one_faulty_row_holds_all_and_is_told_with_its_place(logged):
    engine, uids = logged
    edits = {0: {"title": "Sound"}, 1: {"started_on": "someday"}}
    found = looked_at(engine, drawn(engine), edits)

    assert [(f.place.row, f.value) for f in found.faults] == [(3, "someday")]
    with pytest.raises(InvalidRecord):
        apply(engine, found, T, actor=ALP, reason="Corrected", key="once")
    with reading(engine) as connection:
        assert [activity(connection, uid).version for uid in uids] == [1, 1, 1]


def test_what_somebody_saved_since_the_look_is_not_overwritten(logged):
    engine, uids = logged
    found = looked_at(engine, drawn(engine), {0: {"title": "Mine"}})
    amend_activity(engine, uids[2], draft(title="Theirs"), base_version=1, reason="x", actor=LOCAL)
    with pytest.raises(Conflict):
        apply(engine, found, T, actor=ALP, reason="Corrected", key="once")
    with reading(engine) as connection:
        assert activity(connection, uids[2]).draft.title == "Theirs"


def test_another_group_s_rows_are_refused_whole(logged):
    engine, uids = logged
    found = looked_at(engine, drawn(engine), {0: {"title": "Not mine"}})
    with pytest.raises(NotAllowed):
        apply(engine, found, T, actor=Actor("eve", Role.EDITOR, frozenset({"OA-TF"})), key="once")
    with reading(engine) as connection:
        assert activity(connection, uids[2]).version == 1


def test_one_group_leaves_a_joint_activity_and_neither_removes_the_other_nor_withdraws_it(engine):
    uid = log_activity(engine, draft(groups=("ALP", "OA-TF")), actor=LOCAL).uid

    def applied(cells):
        found = looked_at(engine, drawn(engine), {0: cells})
        apply(engine, found, T, actor=ALP, reason="Corrected", key=str(cells))

    for cells in ({"groups": "ALP"}, {"withdraw": "yes"}):
        with pytest.raises(NotAllowed, match=r"Only the secretariat can .* OA-TF"):
            applied(cells)
    applied({"groups": "OA-TF"})

    with reading(engine) as connection:
        stands = activity(connection, uid)
    assert (stands.version, stands.withdrawn, stands.draft.groups) == (2, False, ("OA-TF",))


def test_groups_and_outcomes_stand_with_their_names_and_codes_are_read_as_well(logged):
    engine, uids = logged
    table = drawn(engine)
    shown = table.rows[0].cells
    [group, outcome] = (str(shown[key]) for key in ("groups", "outcomes"))
    assert group.startswith("ALP – ")
    assert " – " in outcome

    same = looked_at(engine, table, {0: {"groups": group, "outcomes": outcome}})
    assert not same.plan.changed

    pasted = looked_at(engine, table, {0: {"groups": "ALP", "outcomes": outcome.split(" – ")[0]}})
    assert not pasted.faults
    assert not pasted.plan.changed

    renamed = looked_at(engine, table, {0: {"title": "Third seminar"}})
    [changed] = renamed.plan.changed
    assert changed.uid == uids[2]
    assert changed.draft.groups == draft().groups
    assert changed.draft.alignments == draft().alignments


# Records of every kind are entered in a table as activities are.


def of_kind(engine, kind, groups=("ALP",), typed=""):
    return table_of(
        engine,
        T,
        key="k",
        groups=groups,
        typed=typed,
        framework=FRAMEWORK,
        sheet=OF_RECORD[kind].name,
    )


def told(engine, kind, uid):
    with reading(engine) as connection:
        return record_versions(connection, kind, uid)


def test_a_table_can_hold_activities_and_every_kind_of_record():
    assert [sheet.record for sheet in SHEETS.values()] == ["activity", *SAID]


@pytest.mark.parametrize("kind", SAID)
def test_one_cell_of_a_record_is_changed_and_nothing_else_of_it(engine, kind):
    uid, _ = record(engine, SAID[kind], actor=LOCAL)
    other, _ = record(engine, SAID[kind].model_copy(update={"note": "Another"}), actor=LOCAL)
    table = of_kind(engine, kind)
    assert [row.uid for row in table.rows] == [other, uid]
    assert not looked_at(engine, table).plan.written

    found = looked_at(engine, table, {1: {"note": "Seen", "id": other, "provenance": "synthetic"}})
    apply(engine, found, T, actor=ALP, reason="Corrected", key="once")

    first, second = told(engine, kind, uid)
    assert first.draft == SAID[kind]
    assert second.draft == SAID[kind].model_copy(update={"note": "Seen"})
    assert len(told(engine, kind, other)) == 1
    assert verify(engine) == []


def test_a_new_row_is_a_new_record_of_the_group(engine):
    new = {"indicator": "A1", "as_of": "2012-06-30", "numerator": "1", "denominator": "3"}
    found = looked_at(engine, of_kind(engine, "observation"), added=[new])
    apply(engine, found, T, actor=ALP, reason="Corrected", key="once")

    [row] = of_kind(engine, "observation").rows
    [version] = told(engine, "observation", row.uid)
    assert (version.draft.group, version.draft.framework) == ("ALP", FRAMEWORK)
    assert (version.draft.numerator, version.draft.denominator) == (1, 3)


def test_a_record_is_withdrawn_in_a_table_and_leaves_it(engine):
    uid, _ = record(engine, SAID["milestone"], actor=LOCAL)
    found = looked_at(engine, of_kind(engine, "milestone"), {0: {"withdraw": "yes"}})
    apply(engine, found, T, actor=ALP, reason="Corrected", key="once")

    assert [v.withdrawn for v in told(engine, "milestone", uid)] == [False, True]
    assert of_kind(engine, "milestone").rows == ()


def test_a_fault_in_a_record_holds_all_and_a_conflict_overwrites_nothing(engine):
    uid, _ = record(engine, SAID["observation"], actor=LOCAL)
    table = of_kind(engine, "observation")
    faulty = looked_at(engine, table, {0: {"value": "many"}})
    assert [(f.place.row, f.value) for f in faulty.faults] == [(2, "many")]

    late = looked_at(engine, table, {0: {"value": "7"}})
    withdraw_record(engine, "observation", uid, base_version=1, reason="x", actor=LOCAL)
    with pytest.raises(Conflict):
        apply(engine, late, T, actor=ALP, reason="Corrected", key="once")
    assert told(engine, "observation", uid)[-1].draft == SAID["observation"]


def test_records_are_found_by_the_beginnings_of_words_and_those_of_others_are_not_shown(engine):
    for title in ("Three projects begun", "Étude parue"):
        record(engine, SAID["milestone"].model_copy(update={"title": title}), actor=LOCAL)

    assert [r.cells["title"] for r in of_kind(engine, "milestone", typed="etu").rows] == [
        "Étude parue"
    ]
    assert of_kind(engine, "milestone", typed="rojects").rows == ()
    assert of_kind(engine, "milestone", groups=("OA-TF",)).rows == ()
