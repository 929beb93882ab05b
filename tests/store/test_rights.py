"""No function writes without a right of its own, asked in the function itself."""

import ast
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import ifla_metrics.store
from ifla_metrics.access import Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.audit import WRITES
from ifla_metrics.store.database import reading
from tests.conftest import POSTGRESQL_AT_NIGHT
from tests.store.conftest import DATA, FRAMEWORK, draft, entries
from tests.store.test_editions import EDITION
from tests.store.test_records import SAID

STORE = Path(ifla_metrics.store.__file__).parent
WITHOUT_ACTOR = {"database", "initialise", "migrate", "copying", "audit"}
"""The transaction itself; the start of the program, which acts as the loader; the migration before
it and the copy into an empty database, which ask nobody; and the entry about somebody who was
refused."""
BY_SECRET = {
    "sessions.use_link",
    "sessions.end_session",
    "sessions.end_account",
    "sessions.actor_of_account",
}
"""Functions that write for whoever holds a secret or was confirmed by a provider: they sign in."""


def calls(node):
    return {
        call.func.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
    }


def writers(path):
    """The public functions of a module that open a writing transaction, or let another one do."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.name: calls(node) for node in tree.body if isinstance(node, ast.FunctionDef)}

    def writes(name):
        inner = called[name] & {other for other in called if other.startswith("_")} - {name}
        return bool({"writing", "exclusive"} & called[name]) or any(map(writes, inner))

    return {f"{path.stem}.{name}" for name in called if name[0] != "_" and writes(name)}


def test_every_function_that_opens_a_writing_transaction_has_a_right():
    paths = [p for p in STORE.rglob("*.py") if p.stem not in WITHOUT_ACTOR]
    for path in paths:
        import_module(
            ".".join(["ifla_metrics.store", *path.relative_to(STORE).with_suffix("").parts])
        )
    assert set().union(*map(writers, paths)) == set(WRITES) | BY_SECRET


VIEWER = Actor("board", Role.VIEWER)
EDITOR = Actor("Thandi", Role.EDITOR, frozenset({"OA-TF"}))
STRANGER = Actor("nobody", Role.STRANGER, frozenset({"ALP"}))
OF_NO_GROUP = Actor("new", Role.EDITOR)


@POSTGRESQL_AT_NIGHT
def test_a_viewer_an_editor_of_another_group_and_one_no_longer_admitted_write_nothing(
    engine, tmp_path, monkeypatch
):
    from ifla_metrics.framework.files import read_folder
    from ifla_metrics.store.activities import amend_activity, log_activity, withdraw_activity
    from ifla_metrics.store.backups import note_backup, restore, write_backup
    from ifla_metrics.store.editions import freeze_edition
    from ifla_metrics.store.evidence_files import keep_evidence
    from ifla_metrics.store.form_drafts import FormDraft, discard_form, keep_form
    from ifla_metrics.store.frameworks import apply_framework, edit_framework, set_framework
    from ifla_metrics.store.frozen_meetings import freeze_meeting
    from ifla_metrics.store.history import load_history
    from ifla_metrics.store.import_mappings import KeptMapping, keep_mapping
    from ifla_metrics.store.imports import Action, Operation, Source, apply_import
    from ifla_metrics.store.people import (
        add_person,
        change_person,
        end_sign_ins,
        remove_person,
    )
    from ifla_metrics.store.periods import (
        lock_period,
        open_period,
        report_nothing,
        take_back,
        unlock_period,
    )
    from ifla_metrics.store.records import amend_record, record, withdraw_record
    from ifla_metrics.store.reference import load_crosswalk, load_reference
    from ifla_metrics.store.report_templates import remove_template, save_template
    from ifla_metrics.store.review import Decision, decide
    from ifla_metrics.store.sessions import issue_link
    from ifla_metrics.store.summary_cells import rebuild

    secretariat = Actor("office", Role.SECRETARIAT)
    somebody = PersonDraft(name="Somebody", role=Role.VIEWER)
    code, _ = add_person(engine, somebody, actor=secretariat)
    demoted = Actor(code, Role.SECRETARIAT, frozenset({"ALP"}), person=code)
    gone, _ = add_person(
        engine, PersonDraft(name="Gone", role=Role.SECRETARIAT, active=False), actor=secretariat
    )
    shut_out = Actor(gone, Role.SECRETARIAT, frozenset({"ALP"}), person=gone)
    uid, _ = log_activity(engine, draft(), actor=secretariat)
    story, _ = record(engine, SAID["story"], actor=secretariat)
    framework = read_folder(DATA / "frameworks" / "2010-2015")
    form = FormDraft("k", "{}")
    backup = tmp_path / "backup.zip"
    write_backup(engine, backup)
    tried = {
        "activities.log_activity": lambda a: log_activity(engine, draft(), actor=a),
        "activities.amend_activity": lambda a: amend_activity(
            engine, uid, draft(), base_version=1, reason="x", actor=a
        ),
        "activities.withdraw_activity": lambda a: withdraw_activity(
            engine, uid, base_version=1, reason="x", actor=a
        ),
        "form_drafts.keep_form": lambda a: keep_form(engine, form, actor=without_groups(a)),
        "form_drafts.discard_form": lambda a: discard_form(
            engine, form.key, actor=without_groups(a)
        ),
        "records.record": lambda a: record(engine, SAID["story"], actor=a),
        "records.amend_record": lambda a: amend_record(
            engine, story, SAID["story"], base_version=1, reason="x", actor=a
        ),
        "records.withdraw_record": lambda a: withdraw_record(
            engine, "story", story, base_version=1, reason="x", actor=a
        ),
        "evidence_files.keep_evidence": lambda a: keep_evidence(
            engine, b"%PDF-1.7", name="a.pdf", group="ALP", actor=a
        ),
        "imports.apply_import": lambda a: apply_import(
            engine,
            [Operation(Action.ADD, "activity", draft())],
            actor=a,
            key="k",
            source=Source("ALP.xlsx", "f" * 64, "OA-TF", "Corrected"),
        ),
        "import_mappings.keep_mapping": lambda a: keep_mapping(
            engine, KeptMapping({"title": "Name"}), group="ALP", actor=a
        ),
        "frameworks.apply_framework": lambda a: apply_framework(engine, framework, actor=a),
        "frameworks.edit_framework": lambda a: edit_framework(
            engine, framework, actor=a, reason="New target"
        ),
        "reference.load_reference": lambda a: load_reference(engine, DATA / "reference", actor=a),
        "reference.load_crosswalk": lambda a: load_crosswalk(engine, DATA / "frameworks", actor=a),
        "history.load_history": lambda a: load_history(engine, DATA / "history", actor=a),
        "frozen_meetings.freeze_meeting": lambda a: freeze_meeting(engine, "2012-12", actor=a),
        "summary_cells.rebuild": lambda a: rebuild(engine, actor=a),
        "editions.freeze_edition": lambda a: freeze_edition(engine, EDITION, actor=a),
        "report_templates.save_template": lambda a: save_template(engine, "a", "", actor=a),
        "report_templates.remove_template": lambda a: remove_template(engine, "a", actor=a),
        "people.add_person": lambda a: add_person(engine, somebody, actor=a),
        "people.change_person": lambda a: change_person(
            engine, code, somebody, base_version=1, actor=a
        ),
        "people.remove_person": lambda a: remove_person(engine, code, base_version=1, actor=a),
        "people.end_sign_ins": lambda a: end_sign_ins(engine, code, actor=a),
        "backups.note_backup": lambda a: note_backup(engine, actor=a),
        "backups.restore": lambda a: restore(engine, backup, actor=a, over=True),
        "sessions.issue_link": lambda a: issue_link(engine, code, actor=a),
        "periods.report_nothing": lambda a: report_nothing(
            engine, FRAMEWORK, "2012-Q1", group="ALP", actor=a
        ),
        "periods.take_back": lambda a: take_back(
            engine, FRAMEWORK, "2012-Q1", group="ALP", actor=a
        ),
        "review.decide": lambda a: decide(
            engine, [Decision("activity", uid, 1, "approved")], actor=a
        ),
        "frameworks.set_framework": lambda a: set_framework(
            engine, FRAMEWORK, counts="approved", actor=a
        ),
        "periods.lock_period": lambda a: lock_period(
            engine, FRAMEWORK, "2011-2012", reason="x", actor=a
        ),
        "periods.unlock_period": lambda a: unlock_period(
            engine, FRAMEWORK, "2011-2012", reason="x", actor=a
        ),
        "periods.open_period": lambda a: open_period(
            engine,
            FRAMEWORK,
            "2011-2012",
            group="OA-TF",
            until=date(2099, 1, 1),
            reason="x",
            actor=a,
        ),
    }
    assert set(tried) == set(WRITES)
    with engine.connect() as connection:
        before = state(connection)
    monkeypatch.setattr("ifla_metrics.store.audit.LISTED", 1000)
    told = {}
    for name, attempt in tried.items():
        for actor in (VIEWER, EDITOR, STRANGER, OF_NO_GROUP, demoted, shut_out):
            with pytest.raises(NotAllowed):
                attempt(actor)
            with engine.connect() as connection:
                assert state(connection) == before, name
            told[name, actor] = refusals_of(engine, actor)
    without = {
        (name, actor.name)
        for (name, actor), lines in told.items()
        if actor is not STRANGER and f"{WRITES[name].value}: " not in lines[0]
    }
    print(f"{len(tried)} functions, {len(without)} refusals of known people left no line")
    assert without == set()
    assert told["summary_cells.rebuild", STRANGER] == [""]


OFFICE = Actor("office", Role.SECRETARIAT)
ALP = Actor("Amina", Role.EDITOR, frozenset({"ALP"}))
BOTH = Actor("Naledi", Role.EDITOR, frozenset({"ALP", "OA-TF"}))
OF_TWO = ("ALP", "OA-TF")
JOINT = (
    (OF_TWO, ("ALP", "OA-TF", "HQ"), {OFFICE, BOTH, ALP, EDITOR}),
    (OF_TWO, ("ALP",), {OFFICE, BOTH, EDITOR}),
    (OF_TWO, ("ALP", "HQ"), {OFFICE, BOTH, EDITOR}),
    (OF_TWO, ("HQ",), {OFFICE}),
    (OF_TWO, None, {OFFICE, BOTH}),
    (("ALP", "HQ"), ("HQ",), {OFFICE, BOTH, ALP}),
    (("ALP",), ("OA-TF",), {OFFICE, BOTH}),
    (("ALP",), None, {OFFICE, BOTH, ALP}),
)
"""Groups that own an activity, those that do afterwards (None: it is withdrawn), and who may."""


@POSTGRESQL_AT_NIGHT
@pytest.mark.parametrize("way", ["form", "import"])
def test_another_group_is_removed_and_a_joint_activity_withdrawn_by_the_secretariat_alone(
    engine, way
):
    from ifla_metrics.store.activities import amend_activity, log_activity, withdraw_activity
    from ifla_metrics.store.imports import Action, Operation, Source, apply_import

    def write(actor, uid, after):
        if way == "import":
            said = draft(groups=after) if after else None
            done = Operation(Action.AMEND if after else Action.WITHDRAW, "activity", said, uid, 1)
            own = next(iter(actor.groups), "")
            apply_import(
                engine, [done], actor=actor, key=uid, source=Source("a.csv", uid, own, "Corrected")
            )
        elif after:
            amend_activity(
                engine, uid, draft(groups=after), base_version=1, reason="x", actor=actor
            )
        else:
            withdraw_activity(engine, uid, base_version=1, reason="x", actor=actor)

    wrong = []
    for before, after, may in JOINT:
        for actor in (OFFICE, BOTH, ALP, EDITOR):
            uid, _ = log_activity(engine, draft(groups=before), actor=OFFICE)
            try:
                write(actor, uid, after)
                done = True
            except NotAllowed:
                done = False
            if done is not (actor in may):
                wrong.append((before, after, actor.name, "written" if done else "refused"))
    assert wrong == []


def refusals_of(engine, actor):
    """What the audit says of an actor's refused writes, the newest first; one "" when nothing."""
    with reading(engine) as connection:
        found = entries(connection, limit=1000)
    of_actor = [e.reason for e in found if (e.actor, e.action) == (actor.name, "refused")]
    return of_actor or [""]


def without_groups(actor):
    """A form belongs to its person: only who logs for no group at all is refused."""
    return replace(actor, groups=frozenset())


def state(connection):
    return [
        connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        for table in WRITTEN
    ]


WRITTEN = (
    "audit_entry WHERE action <> 'refused'",
    "activity_version",
    "story",
    "person",
    "form_draft",
)
