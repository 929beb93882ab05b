"""Compare a file, or the edits of a table, with the log, and apply the preview once."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, Message, NotAllowed, Refused
from ifla_metrics.i18n import translate
from ifla_metrics.imports.answers import DOUBLES
from ifla_metrics.imports.columns import FORMAT_OF_KIND
from ifla_metrics.imports.compare import WITHDRAW_MISSING, Verdict, compare, conflict_key
from ifla_metrics.imports.grid import edited_table, load_grid
from ifla_metrics.imports.preview import apply, preview_table
from ifla_metrics.imports.rows import Cell, Preview, Reason, Row
from ifla_metrics.models.drafts import ContributionDraft
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.kinds import ACTIVITY_KIND, kind_of_draft
from ifla_metrics.store.summary_cells import verify
from ifla_metrics.store.versions import current_versions, versions_of
from ifla_metrics.store.write.entries import amend, record, withdraw
from tests.store.conftest import FRAMEWORK, draft, people
from tests.store.test_records import RECORDS

EN = translate("en")
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


def row(number, entry, uid="", version=None):
    kind = kind_of_draft(entry) if entry is not None else ACTIVITY_KIND
    fields = frozenset(kind.draft.model_fields)
    return Row("Activities", number, kind.name, entry, uid, version, fields)


def compare_rows(engine, *rows, actor=LOCAL, **further):
    file = Preview("workbook", rows=rows, name="ALP.xlsx", sha256="a" * 64, group="ALP", **further)
    with read_transaction(engine) as connection:
        return compare(connection, file, actor=actor)


def verdicts(preview):
    return [row.verdict.value for row in preview.rows]


def codes(preview):
    return [reason.code for row in preview.rows for reason in row.reasons]


def apply_preview(engine, preview, *, actor=ALP, key="k", reason="Corrected", **further):
    return apply(engine, preview, EN, actor=actor, key=key, reason=reason, **further)


def latest_version(engine, uid):
    with read_transaction(engine) as connection:
        return versions_of(connection, "activity", uid)[-1]


BASE = draft(title="A workshop", countries=("BWA",), description="As planned")


@pytest.fixture
def uid(engine):
    return record(engine, BASE, actor=LOCAL).uid


def base_with(**changes):
    return BASE.model_copy(update=changes)


def test_rows_are_added_changed_withdrawn_or_the_same_and_applied_once(engine, uid):
    other = record(engine, draft(title="Another one"), actor=LOCAL).uid
    third = record(engine, draft(title="The third"), actor=LOCAL).uid
    rows = (
        row(3, base_with(countries=("BWA", "ZAF")), uid, 1),
        row(4, draft(title="Another one"), other, 1),
        row(5, None, third, 1),
        row(6, draft(title="A new one", participation=(people(5),))),
    )
    preview = compare_rows(engine, *rows)

    assert verdicts(preview) == ["change", "same", "withdraw", "add"]
    assert preview.is_complete
    result = apply_preview(engine, preview)
    assert (result.added, result.changed, result.withdrawn) == (1, 1, 1)
    assert latest_version(engine, uid).draft == base_with(countries=("BWA", "ZAF"))
    assert latest_version(engine, uid).reason == "Corrected"
    assert verdicts(compare_rows(engine, *rows)) == ["same"] * 4  # The same file again.
    assert verify(engine) == []


def test_changes_of_both_sides_are_merged_by_field_and_conflicts_are_answered(engine, uid):
    amend(engine, uid, base_with(description="As held"), base_version=1, reason="x", actor=LOCAL)
    [change] = compare_rows(engine, row(3, base_with(countries=("ZAF",)), uid, 1)).rows
    assert change.verdict is Verdict.CHANGE
    assert change.draft == base_with(countries=("ZAF",), description="As held")

    mine = base_with(description="As I saw it", countries=("ZAF",))
    edited_row = row(3, mine, uid, 1)
    [conflict] = compare_rows(engine, edited_row).rows
    assert (conflict.verdict, conflict.conflicts) == (Verdict.CONFLICT, (("description",),))
    assert conflict.draft == mine
    for side, description in (("mine", "As I saw it"), ("theirs", "As held")):
        answers = {conflict_key(edited_row, ("description",)): side}
        [change] = compare_rows(engine, edited_row, answers=answers).rows
        assert change.verdict is Verdict.CHANGE
        assert change.draft == base_with(description=description, countries=("ZAF",))


def test_a_row_of_a_withdrawn_entry_cannot_change_it(engine, uid):
    withdraw(engine, "activity", uid, base_version=1, reason="x", actor=LOCAL)
    changed = row(3, base_with(countries=("ZAF",)), uid, 1)
    assert codes(compare_rows(engine, changed)) == ["withdrawn_since"]
    assert verdicts(compare_rows(engine, row(3, None, uid, 1))) == ["same"]


def test_rows_that_cannot_be_compared_are_refused_with_a_reason(engine, uid):
    foreign_uid = record(engine, draft(groups=("OA-TF",)), actor=LOCAL).uid
    noted, foreign = base_with(note="x"), draft(groups=("OA-TF",), note="x")
    empty = Reason(Cell("x", 9), "empty", Message("-"))
    rows = (
        ("unknown_id", row(3, noted, "none", 1)),
        ("unknown_id", row(4, noted, uid)),
        ("unknown_id", row(5, noted, uid, 9)),
        ("other_group", row(6, foreign, foreign_uid, 1)),
        ("other_group", row(7, draft(groups=("OA-TF",)))),
        ("unknown_id", row(8, None)),
        ("ends_in_future", row(10, base_with(ended_on=date(2099, 3, 1)), uid, 1)),
        ("empty", Row("Activities", 9, "activity", reasons=(empty,))),
    )
    preview = compare_rows(engine, *(row for _, row in rows))
    assert verdicts(preview) == ["refuse"] * 8
    assert codes(preview) == [code for code, _ in rows]
    with pytest.raises(Refused, match="must be corrected"):
        apply_preview(engine, preview)
    assert apply_preview(engine, preview, take_valid=True).added == 0
    second = draft(title="The second")
    other = record(engine, second, actor=LOCAL).uid
    swapped = row(3, second, uid, 1), row(4, BASE, other, 1)
    assert codes(compare_rows(engine, *swapped)) == ["says_another_entry"] * 2
    copies = row(3, BASE, uid, 1), row(4, base_with(groups=("OA-TF",)), uid, 1)
    assert codes(compare_rows(engine, *copies, answers={"repeats": "add"})) == ["other_group"]


def test_a_row_equal_to_an_entry_is_the_same_and_a_likely_duplicate_is_asked_about(engine, uid):
    record(engine, RECORDS["story"], actor=LOCAL)
    with_number = base_with(participation=(people(12),))
    other = draft(title="A workshop", countries=("ZAF",))
    near = base_with(title="A workshop!")
    rows = (row(3, BASE), row(4, RECORDS["story"]), row(5, with_number), row(7, near))
    preview = compare_rows(engine, *rows)

    assert verdicts(preview) == ["same", "same", "ask", "add"]
    assert [reason.question_key for reason in preview.rows[2].reasons] == [DOUBLES]
    assert preview.rows[2].duplicates[0].uid == preview.rows[3].duplicates[0].uid == uid
    assert verdicts(compare_rows(engine, row(6, other))) == ["add"]
    assert verdicts(compare_rows(engine, *rows, answers={DOUBLES: "add"}))[2] == "add"
    # The row is the missing entry, and has lost its id.
    missing = (row(3, None, uid, 1),)
    answers = {WITHDRAW_MISSING: "yes"}
    assert verdicts(compare_rows(engine, rows[2], missing=missing, answers=answers)) == ["ask"]
    answers |= {DOUBLES: "leave"}
    assert verdicts(compare_rows(engine, rows[2], missing=missing, answers=answers)) == ["same"]


def test_a_file_that_is_sent_again_asks_about_activities_that_it_no_longer_has(engine, uid):
    first, second = row(3, draft(title="A visit")), row(4, draft(title="A seminar"))
    apply_preview(engine, compare_rows(engine, first, second))
    later = {"started_on": date(2012, 9, 1), "ended_on": date(2012, 9, 1)}
    for changed in (draft(title="A seminar", **later), draft(title="A seminars")):
        assert verdicts(compare_rows(engine, first, row(6, changed))) == ["same", "ask"]
        assert verdicts(compare_rows(engine, row(6, changed))) == ["add"]
    edited, new = row(5, base_with(description=""), uid, 1), row(6, base_with(**later))
    assert verdicts(compare_rows(engine, first, edited, new)) == ["same", "change", "add"]


def test_a_copied_record_is_added_only_once(engine):
    milestone = RECORDS["milestone"]
    uid = record(engine, milestone, actor=LOCAL).uid
    copy = milestone.model_copy(update={"title": "A copy of it"})
    rows = row(3, milestone, uid, 1), row(4, copy, uid, 1)
    apply_preview(engine, compare_rows(engine, *rows, answers={"repeats": "add"}))
    assert verdicts(compare_rows(engine, *rows, answers={"repeats": "add"})) == ["same", "same"]


def test_missing_entries_are_listed_and_withdrawn_only_if_chosen(engine, uid):
    gone = record(engine, draft(title="Gone"), actor=LOCAL).uid
    withdrawn = record(engine, draft(title="Withdrawn"), actor=LOCAL).uid
    withdraw(engine, "activity", withdrawn, base_version=1, reason="x", actor=LOCAL)
    uids = (gone, withdrawn, "none")
    missing = tuple(row(2, None, each, 1) for each in uids)
    preview = compare_rows(engine, row(3, BASE, uid, 1), missing=missing)
    answers = {WITHDRAW_MISSING: "yes"}

    assert [entry.title for entry in preview.missing] == ["Gone"]
    assert apply_preview(engine, preview).withdrawn == 0
    amend(engine, gone, draft(title="Gone on"), base_version=1, reason="x", actor=LOCAL)
    assert codes(compare_rows(engine, missing=missing, answers=answers)) == ["changed_since"]
    current = (row(2, None, gone, 2),)
    preview = compare_rows(engine, missing=current, answers=answers)
    apply_preview(engine, preview)  # The same key is the same import.
    assert not latest_version(engine, gone).withdrawn
    assert apply_preview(engine, preview, key="again").withdrawn == 1
    assert latest_version(engine, gone).withdrawn


def test_a_row_whose_entry_was_withdrawn_is_not_added_again(engine):
    new = row(3, BASE)
    apply_preview(engine, compare_rows(engine, new))
    with read_transaction(engine) as connection:
        [uid] = current_versions(connection, ACTIVITY_KIND)
    withdraw(engine, "activity", uid, base_version=1, reason="x", actor=LOCAL)

    preview = compare_rows(engine, new)
    assert (verdicts(preview), codes(preview)) == (["refuse"], ["withdrawn_since"])
    assert "was withdrawn on" in preview.rows[0].reasons[0].describe(EN)


def test_nothing_is_saved_after_a_change_of_the_log_or_by_another_group(engine, uid):
    preview = compare_rows(
        engine, row(3, base_with(note="x"), uid, 1), row(4, draft(title="A new one"))
    )
    with pytest.raises(NotAllowed):
        apply_preview(engine, preview, actor=Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"})))
    amend(engine, uid, base_with(note="y"), base_version=1, reason="x", actor=LOCAL)
    with pytest.raises(Conflict, match=r"row 3.*changed meanwhile"):
        apply_preview(engine, preview)
    fresh = compare_rows(engine, row(3, base_with(countries=()), uid, 2))
    with pytest.raises(Refused, match="reason"):
        apply_preview(engine, fresh, reason="")
    with read_transaction(engine) as connection:
        assert len(current_versions(connection, ACTIVITY_KIND)) == 1


def test_the_preview_refuses_what_the_store_would_refuse(engine):
    joint = base_with(groups=("ALP", "OA-TF"))
    uid = record(engine, joint, actor=LOCAL).uid
    without = row(3, base_with(groups=("ALP",)), uid, 1)
    gone = Row("Activities", 4, "activity", None, uid, 1)
    nonsense = row(5, draft(title="Of no kind", kind="nonsense"))
    for refused, words in ((without, "belongs to OA-TF"), (gone, "belongs to"), (nonsense, "kind")):
        preview = compare_rows(engine, refused, actor=ALP)
        assert verdicts(preview) == ["refuse"]
        assert words in preview.rows[0].reasons[0].describe(EN)
    assert verdicts(compare_rows(engine, without)) == ["change"]


def grid_of(engine, record_kind="activity", groups=("ALP",)):
    name = FORMAT_OF_KIND[record_kind].name
    return load_grid(engine, EN, key="k", groups=groups, framework=FRAMEWORK, sheet=name)


def preview_edits(engine, grid, edited=None, added=()):
    rows = [row | (edited or {}).get(n, {}) for n, row in enumerate(grid.texts)]
    table = edited_table(grid, grid.changes([*rows, *added]), EN)
    with read_transaction(engine) as connection:
        return preview_table(connection, table, EN, group="ALP", actor=LOCAL, framework=FRAMEWORK)


def test_only_edited_cells_change_even_if_the_client_forges_ids(engine):
    lines = (people(3, role="trainer"), people(None, country="NPL"))
    drafts = [draft(title="First workshop", participation=lines), draft(title="Second workshop")]
    uids = [record(engine, each, actor=LOCAL).uid for each in drafts]
    grid = grid_of(engine)
    assert [row["id"] for row in grid.rows] == uids[::-1]
    forged = {"id": uids[1], "version": 7}
    edits = {1: {"title": "First seminar", "countries": "Népal", **forged}, 99: {"title": "No row"}}
    apply_preview(engine, preview_edits(engine, grid, edits))

    assert {row["id"] for row in grid_of(engine).rows} == {*uids}
    first, second = (latest_version(engine, uid) for uid in uids)
    assert (first.version, second.version) == (2, 1)
    assert (first.draft.title, first.draft.countries) == ("First seminar", ("NPL",))
    assert first.draft.participation == lines
    assert first.draft.alignments == draft().alignments


def test_a_grid_keeps_the_outcomes_of_another_strategy(engine):
    claims = (
        ContributionDraft(framework=FRAMEWORK, outcome="KI2.A.2"),
        ContributionDraft(framework="2016-2021", outcome="4.4"),
    )
    uid = record(engine, draft(contributions=claims), actor=LOCAL).uid
    grid = grid_of(engine)
    [shown] = grid.texts
    assert shown["groups"].startswith("ALP – ")
    assert "2016-2021:4.4 – Building Strong Library Associations" in shown["outcomes"]
    apply_preview(
        engine, preview_edits(engine, grid, {0: {"outcomes": f"{shown['outcomes']}; KI2.A.3"}})
    )

    third = ContributionDraft(framework=FRAMEWORK, outcome="KI2.A.3")
    assert latest_version(engine, uid).draft.contributions == (*claims, third)


def test_a_record_is_added_shown_and_withdrawn_in_a_grid(engine):
    new = {"node": "KI2.A", "title": "Étude parue", "planned_on": "30 June 2012"}
    apply_preview(engine, preview_edits(engine, grid_of(engine, "milestone"), added=[new, {}]))
    [row] = grid_of(engine, "milestone").rows
    with read_transaction(engine) as connection:
        [version] = versions_of(connection, "milestone", row["id"])
    assert (version.draft.group, version.draft.framework) == ("ALP", FRAMEWORK)
    assert grid_of(engine, "milestone", groups=("OA-TF",)).rows == ()

    withdrawal = preview_edits(engine, grid_of(engine, "milestone"), {0: {"withdraw": "yes"}})
    apply_preview(engine, withdrawal, key="again")
    assert grid_of(engine, "milestone").rows == ()
