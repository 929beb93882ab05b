"""The table on the screen: edits go to the row they were made in, all of them or none."""

import pytest

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.i18n import translate
from ifla_metrics.imports.columns import OF_RECORD
from ifla_metrics.imports.own_workbook import edited_table, load_grid
from ifla_metrics.imports.preview import apply, preview_table
from ifla_metrics.models.drafts import ContributionDraft
from ifla_metrics.store.database import reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.versions import activity, versions_of
from ifla_metrics.ui import lists
from tests.store.conftest import FRAMEWORK, draft, people

T = translate("en")
ALP = Actor("ada", Role.EDITOR, frozenset({"ALP"}))


@pytest.fixture
def logged(engine):
    lines = (people(3, role="trainer"), people(None, country="NPL"))
    drafts = [draft(title="First workshop", participation=lines), draft(title="Second workshop")]
    return engine, [record(engine, one, actor=LOCAL).uid for one in drafts]


def grid_of(engine, record_kind="activity", groups=("ALP",), typed=""):
    name = OF_RECORD[record_kind].name
    return load_grid(
        engine, T, key="k", groups=groups, typed=typed, framework=FRAMEWORK, sheet=name
    )


def preview_of(engine, grid, changed=None, added=()):
    state = {"edited_rows": changed or {}, "added_rows": list(added)}
    table = edited_table(grid, grid.changes(lists.edited(grid.texts, state)), "Table")
    with reading(engine) as connection:
        return preview_table(connection, table, T, group="ALP", actor=LOCAL, framework=FRAMEWORK)


def save(engine, preview, actor=ALP):
    apply(engine, preview, T, actor=actor, reason="Corrected", key="once")


def stored(engine, uids):
    with reading(engine) as connection:
        return [activity(connection, uid) for uid in uids]


def test_only_what_was_edited_changes_whatever_a_client_forges(logged):
    engine, uids = logged
    grid = grid_of(engine)
    assert [row.uid for row in grid.rows] == uids[::-1]
    forged = {"id": uids[1], "version": 7}
    edits = {1: {"title": "First seminar", "countries": "Népal", **forged}, 99: {"title": "No row"}}
    save(engine, preview_of(engine, grid, edits))

    assert {row.uid for row in grid_of(engine).rows} == {*uids}
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


def test_another_group_cannot_save_an_edit(logged):
    engine, uids = logged
    found = preview_of(engine, grid_of(engine), {0: {"title": "Not mine"}})
    with pytest.raises(NotAllowed):
        save(engine, found, Actor("eve", Role.EDITOR, frozenset({"OA-TF"})))
    assert [one.version for one in stored(engine, uids)] == [1, 1]


def test_a_record_is_added_found_by_the_beginning_of_a_word_and_withdrawn(engine):
    new = {"node": "KI2.A", "title": "Étude parue", "planned_on": "30 June 2012"}
    save(engine, preview_of(engine, grid_of(engine, "milestone"), added=[new, {}]))
    [row] = grid_of(engine, "milestone", typed="etu").rows
    with reading(engine) as connection:
        [version] = versions_of(connection, "milestone", row.uid)
    assert (version.draft.group, version.draft.framework) == ("ALP", FRAMEWORK)
    assert grid_of(engine, "milestone", typed="tude").rows == ()
    assert grid_of(engine, "milestone", groups=("OA-TF",)).rows == ()

    withdrawal = preview_of(engine, grid_of(engine, "milestone"), {0: {"withdraw": "yes"}})
    apply(engine, withdrawal, T, actor=ALP, reason="Twice", key="again")
    assert grid_of(engine, "milestone").rows == ()
