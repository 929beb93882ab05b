"""What a file, or edits of a table, would do to the log; applying a preview does it, once."""

from datetime import date

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import Conflict, Message, NotAllowed, Refused
from ifla_metrics.i18n import translate
from ifla_metrics.imports.columns import FORMAT_OF_KIND
from ifla_metrics.imports.compare import DOUBLES, WITHDRAW_MISSING, Verdict, compare, conflict_key
from ifla_metrics.imports.grid import edited_table, load_grid
from ifla_metrics.imports.preview import apply, preview_table
from ifla_metrics.imports.rows import Cell, ParsedFile, Reason, Row
from ifla_metrics.models.drafts import ContributionDraft
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.entries import amend, record, withdraw
from ifla_metrics.store.kinds import ACTIVITY_KIND, ALL_KINDS, kind_of_draft
from ifla_metrics.store.summary_cells import verify
from ifla_metrics.store.versions import current_versions, versions_of
from ifla_metrics.ui import lists
from tests.store.conftest import FRAMEWORK, draft, people
from tests.store.test_records import RECORDS

EN = translate("en")
ALP = Actor("Thandi", Role.EDITOR, frozenset({"ALP"}))


def row(number, entry, uid="", version=None, **further):
    kind = kind_of_draft(entry).name if entry is not None else "activity"
    return Row("Activities", number, kind, entry, uid, version, **further)


def read_file(*rows, sha256="a" * 64, **further):
    return ParsedFile("workbook", rows=rows, name="ALP.xlsx", sha256=sha256, **further)


def compared(engine, *rows, group="ALP", answers=None, **further):
    with read_transaction(engine) as connection:
        return compare(connection, read_file(*rows, **further), group=group, answers=answers)


def verdicts(preview):
    return [one.verdict.value for one in preview.rows]


def codes(preview):
    return [reason.code for one in preview.rows for reason in one.reasons]


def applied(engine, preview, *, actor=ALP, key="k", **further):
    further = {"reason": "Corrected", **further}
    return apply(engine, preview, EN, actor=actor, key=key, **further)


def now(engine, uid):
    with read_transaction(engine) as connection:
        return versions_of(connection, "activity", uid)[-1]


BASE = draft(title="A workshop", countries=("BWA",), description="As planned")


@pytest.fixture
def uid(engine):
    return record(engine, BASE, actor=LOCAL).uid


def edited(**changes):
    return BASE.model_copy(update=changes)


def test_rows_are_added_changed_withdrawn_or_the_same_and_applied_once(engine, uid):
    other = record(engine, draft(title="Another one"), actor=LOCAL).uid
    third = record(engine, draft(title="The third"), actor=LOCAL).uid
    rows = (
        row(3, edited(countries=("BWA", "ZAF")), uid, 1),
        row(4, draft(title="Another one"), other, 1),
        row(5, draft(title="The third"), third, 1, withdraw=True),
        row(6, draft(title="Quite new", participation=(people(5),))),
    )
    preview = compared(engine, *rows)

    assert verdicts(preview) == ["change", "same", "withdraw", "add"]
    assert preview.is_complete
    done = applied(engine, preview)
    assert (done.added, done.changed, done.withdrawn) == (1, 1, 1)
    assert now(engine, uid).draft == edited(countries=("BWA", "ZAF"))
    assert now(engine, uid).reason == "Corrected"
    assert verdicts(compared(engine, *rows)) == ["same"] * 4  # The same file again.
    assert verify(engine) == []


def test_changes_of_both_sides_are_merged_field_by_field_and_a_clash_is_decided(engine, uid):
    amend(engine, uid, edited(description="As held"), base_version=1, reason="x", actor=LOCAL)
    [one] = compared(engine, row(3, edited(countries=("ZAF",)), uid, 1)).rows
    assert one.verdict is Verdict.CHANGE
    assert one.draft == edited(countries=("ZAF",), description="As held")

    mine = edited(description="As I saw it", countries=("ZAF",))
    clash = row(3, mine, uid, 1)
    [one] = compared(engine, clash).rows
    assert (one.verdict, one.conflicts) == (Verdict.CONFLICT, ("description",))
    assert one.draft == mine
    for side, words in (("mine", "As I saw it"), ("theirs", "As held")):
        answers = {conflict_key(clash, "description"): side}
        [one] = compared(engine, clash, answers=answers).rows
        assert one.verdict is Verdict.CHANGE
        assert one.draft == edited(description=words, countries=("ZAF",))


def test_a_change_of_what_was_withdrawn_since_is_refused_and_a_withdrawal_the_same(engine, uid):
    withdraw(engine, "activity", uid, base_version=1, reason="x", actor=LOCAL)
    mine = row(3, edited(countries=("ZAF",)), uid, 1)
    assert codes(compared(engine, mine)) == ["withdrawn_since"]
    assert verdicts(compared(engine, row(3, BASE, uid, 1, withdraw=True))) == ["same"]


def test_rows_that_cannot_be_compared_are_refused_with_a_reason(engine, uid):
    theirs = record(engine, draft(groups=("OA-TF",)), actor=LOCAL).uid
    noted, foreign = edited(note="x"), draft(groups=("OA-TF",), note="x")
    empty = Reason(Cell("x", 9), "empty", Message("-"))
    rows = (
        ("unknown_id", row(3, noted, "none", 1)),
        ("unknown_id", row(4, noted, uid)),
        ("unknown_id", row(5, noted, uid, 9)),
        ("other_group", row(6, foreign, theirs, 1)),
        ("other_group", row(7, draft(groups=("OA-TF",)))),
        ("unknown_id", row(8, None, withdraw=True)),
        ("ends_in_future", row(10, edited(ended_on=date(2099, 3, 1)), uid, 1)),
        ("empty", Row("Activities", 9, "activity", reasons=(empty,))),
    )
    preview = compared(engine, *(one for _, one in rows))
    assert verdicts(preview) == ["refuse"] * 8
    assert codes(preview) == [code for code, _ in rows]
    with pytest.raises(Refused, match="must be corrected"):
        applied(engine, preview)
    assert applied(engine, preview, take_valid=True).added == 0
    copied = row(3, BASE, uid, 1), row(4, edited(groups=("OA-TF",)), uid, 1)
    assert codes(compared(engine, *copied, answers={"repeats": "add"})) == ["other_group"]


def test_rows_whose_ids_were_moved_are_refused(engine, uid):
    second = draft(title="The second")
    other = record(engine, second, actor=LOCAL).uid
    preview = compared(engine, row(3, second, uid, 1), row(4, BASE, other, 1))
    assert codes(preview) == ["says_another_entry"] * 2


def test_an_entry_that_stands_already_is_the_same_and_one_of_its_title_is_asked_about(engine, uid):
    record(engine, RECORDS["story"], actor=LOCAL)
    with_number = edited(participation=(people(12),))
    other = draft(title="A workshop", countries=("ZAF",))
    near = edited(title="A workshop!")
    rows = (row(3, BASE), row(4, RECORDS["story"]), row(5, with_number), row(7, near))
    preview = compared(engine, *rows)

    assert verdicts(preview) == ["same", "same", "ask", "add"]
    assert [q.key for q in preview.questions] == [DOUBLES]
    assert preview.rows[2].duplicates[0].uid == preview.rows[3].duplicates[0].uid == uid
    assert verdicts(compared(engine, row(6, other))) == ["add"]
    assert verdicts(compared(engine, *rows, answers={DOUBLES: "add"}))[2] == "add"
    gone = row(3, None, uid, 1, withdraw=True)  # Its id was deleted: the row is it all the same.
    left = {DOUBLES: "leave", WITHDRAW_MISSING: "yes"}
    assert verdicts(compared(engine, rows[2], missing=(gone,), answers=left)) == ["same"]


def test_a_copied_record_is_added_once_however_often_the_file_is_sent(engine):
    said = RECORDS["milestone"]
    uid = record(engine, said, actor=LOCAL).uid
    rows = row(3, said, uid, 1), row(4, said.model_copy(update={"title": "A copy of it"}), uid, 1)
    applied(engine, compared(engine, *rows, answers={"repeats": "add"}))
    assert verdicts(compared(engine, *rows, answers={"repeats": "add"})) == ["same", "same"]


def test_entries_that_the_file_lacks_are_named_and_withdrawn_only_when_asked(engine, uid):
    gone = record(engine, draft(title="Gone"), actor=LOCAL).uid
    withdrawn = record(engine, draft(title="Withdrawn"), actor=LOCAL).uid
    withdraw(engine, "activity", withdrawn, base_version=1, reason="x", actor=LOCAL)
    names = (gone, withdrawn, "none")
    missing = tuple(row(2, None, name, 1, withdraw=True) for name in names)
    preview = compared(engine, row(3, BASE, uid, 1), missing=missing)
    answers = {WITHDRAW_MISSING: "yes"}

    assert [one.title for one in preview.missing] == ["Gone"]
    assert applied(engine, preview).withdrawn == 0
    amend(engine, gone, draft(title="Gone on"), base_version=1, reason="x", actor=LOCAL)
    assert codes(compared(engine, missing=missing, answers=answers)) == ["changed_since"]
    again = (row(2, None, gone, 2, withdraw=True),)
    preview = compared(engine, missing=again, answers=answers)
    assert applied(engine, preview).already_applied  # The same key is the same import.
    assert applied(engine, preview, key="again").withdrawn == 1
    assert now(engine, gone).withdrawn


def test_a_file_whose_entries_were_withdrawn_since_says_so(engine):
    new = row(3, BASE)
    applied(engine, compared(engine, new))
    with read_transaction(engine) as connection:
        [made] = current_versions(connection, ACTIVITY_KIND)
    withdraw(engine, "activity", made, base_version=1, reason="x", actor=LOCAL)

    preview = compared(engine, new)
    assert (verdicts(preview), codes(preview)) == (["refuse"], ["withdrawn_since"])
    assert "was withdrawn on" in preview.rows[0].reasons[0].describe(EN)


def test_what_changed_after_the_preview_or_another_group_s_row_stops_all(engine, uid):
    preview = compared(engine, row(3, edited(note="x"), uid, 1), row(4, draft(title="Quite new")))
    with pytest.raises(NotAllowed):
        applied(engine, preview, actor=Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"})))
    amend(engine, uid, edited(note="y"), base_version=1, reason="x", actor=LOCAL)
    with pytest.raises(Conflict, match=r"row 3.*changed meanwhile"):
        applied(engine, preview)
    fresh = compared(engine, row(3, edited(countries=()), uid, 2))
    with pytest.raises(Refused, match="reason"):
        applied(engine, fresh, reason="")
    with read_transaction(engine) as connection:
        assert len(current_versions(connection, ALL_KINDS["activity"])) == 1


def test_what_the_store_would_refuse_is_refused_in_the_preview(engine):
    joint = edited(groups=("ALP", "OA-TF"))
    uid = record(engine, joint, actor=LOCAL).uid
    without = row(3, edited(groups=("ALP",)), uid, 1)
    gone = Row("Activities", 4, "activity", None, uid, 1, withdraw=True)
    nonsense = row(5, draft(title="Of no kind", kind="nonsense"))
    for rows, words in (((without,), "also by OA-TF"), ((gone,), "also by"), ((nonsense,), "kind")):
        with read_transaction(engine) as connection:
            preview = compare(connection, read_file(*rows), group="ALP", actor=ALP)
        assert verdicts(preview) == ["refuse"]
        assert words in preview.rows[0].reasons[0].describe(EN)
    assert verdicts(compared(engine, without)) == ["change"]


@pytest.fixture
def logged(engine):
    lines = (people(3, role="trainer"), people(None, country="NPL"))
    drafts = [draft(title="First workshop", participation=lines), draft(title="Second workshop")]
    return engine, [record(engine, one, actor=LOCAL).uid for one in drafts]


def grid_of(engine, record_kind="activity", groups=("ALP",)):
    name = FORMAT_OF_KIND[record_kind].name
    return load_grid(engine, EN, key="k", groups=groups, framework=FRAMEWORK, sheet=name)


def preview_of(engine, grid, changed=None, added=()):
    state = {"edited_rows": changed or {}, "added_rows": list(added)}
    table = edited_table(grid, grid.changes(lists.apply_edits(grid.texts, state)), "Table")
    with read_transaction(engine) as connection:
        return preview_table(connection, table, EN, group="ALP", actor=LOCAL, framework=FRAMEWORK)


def save(engine, preview, actor=ALP):
    apply(engine, preview, EN, actor=actor, reason="Corrected", key="once")


def stored(engine, uids):
    with read_transaction(engine) as connection:
        return [versions_of(connection, "activity", uid)[-1] for uid in uids]


def test_only_what_was_edited_changes_whatever_a_client_forges(logged):
    engine, uids = logged
    grid = grid_of(engine)
    assert [row["id"] for row in grid.rows] == uids[::-1]
    forged = {"id": uids[1], "version": 7}
    edits = {1: {"title": "First seminar", "countries": "Népal", **forged}, 99: {"title": "No row"}}
    save(engine, preview_of(engine, grid, edits))

    assert {row["id"] for row in grid_of(engine).rows} == {*uids}
    first, second = stored(engine, uids)
    assert (first.version, second.version) == (2, 1)
    assert (first.draft.title, first.draft.countries) == ("First seminar", ("NPL",))
    assert first.draft.participation == (people(3, role="trainer"), people(None, country="NPL"))
    assert first.draft.alignments == draft().alignments


def test_what_is_shown_reads_back_as_it_was_also_outcomes_of_another_strategy(engine):
    claims = (
        ContributionDraft(framework=FRAMEWORK, outcome="KI2.A.2"),
        ContributionDraft(framework="2016-2021", outcome="4.4"),
    )
    uid = record(engine, draft(contributions=claims), actor=LOCAL).uid
    grid = grid_of(engine)
    [shown] = grid.texts
    assert shown["groups"].startswith("ALP – ")
    assert "2016-2021:4.4 – Building Strong Library Associations" in shown["outcomes"]
    save(engine, preview_of(engine, grid, {0: {"outcomes": f"{shown['outcomes']}; KI2.A.3"}}))

    [version] = stored(engine, [uid])
    third = ContributionDraft(framework=FRAMEWORK, outcome="KI2.A.3")
    assert version.draft.contributions == (*claims, third)


def test_a_record_is_added_shown_and_withdrawn(engine):
    new = {"node": "KI2.A", "title": "Étude parue", "planned_on": "30 June 2012"}
    save(engine, preview_of(engine, grid_of(engine, "milestone"), added=[new, {}]))
    [row] = grid_of(engine, "milestone").rows
    with read_transaction(engine) as connection:
        [version] = versions_of(connection, "milestone", row["id"])
    assert (version.draft.group, version.draft.framework) == ("ALP", FRAMEWORK)
    assert grid_of(engine, "milestone", groups=("OA-TF",)).rows == ()

    withdrawal = preview_of(engine, grid_of(engine, "milestone"), {0: {"withdraw": "yes"}})
    apply(engine, withdrawal, EN, actor=ALP, reason="Twice", key="again")
    assert grid_of(engine, "milestone").rows == ()
