"""No function writes without a right of its own, asked in the function itself."""

import ast
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import ifla_metrics.store
from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.framework.files import read_folder
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.audit import WRITES
from ifla_metrics.store.backups import write_backup
from ifla_metrics.store.database import read_transaction
from ifla_metrics.store.editions import save_template
from ifla_metrics.store.entries import EntryChange, amend, record
from ifla_metrics.store.form_drafts import FormDraft, discard_form, save_form, unfinished_forms
from ifla_metrics.store.imports import SavedMapping
from ifla_metrics.store.people import add_person
from ifla_metrics.store.periods import lock_period, report_nothing
from ifla_metrics.store.review import Decision
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import DATA, FRAMEWORK, draft, entries
from tests.store.test_editions import EDITION
from tests.store.test_records import RECORDS

STORE = Path(ifla_metrics.store.__file__).parent
WITHOUT_ACTOR = {"database", "initialise", "migrate", "copying", "audit"}
"""The transaction itself; the start of the program, which acts as the loader; the migration before
it and the copy into an empty database, which ask nobody; and the entry about somebody who was
refused."""
WITHOUT_RIGHT = {
    "sessions.use_link",
    "sessions.end_session",
    "sessions.end_account",
    "sessions._bind_account",
    "backups._restore_postgresql",
}
"""Functions that write for whoever holds a secret or was confirmed by a provider: they sign in. And
a half of `restore`, which asks for its right."""


def writers(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
        opens = {"write_transaction", "exclusive_transaction"} & names
        if isinstance(node, ast.FunctionDef) and opens:
            yield f"{path.stem}.{node.name}"


def test_every_function_that_opens_a_writing_transaction_has_a_right():
    for path in STORE.glob("*.py"):
        import_module(f"ifla_metrics.store.{path.stem}")
        if path.stem not in WITHOUT_ACTOR:
            assert set(writers(path)) <= set(WRITES) | WITHOUT_RIGHT


VIEWER = Actor("board", Role.VIEWER)
EDITOR = Actor("Thandi", Role.EDITOR, frozenset({"OA-TF"}))
ANONYMOUS = Actor("nobody", Role.ANONYMOUS, frozenset({"ALP"}))
OF_NO_GROUP = Actor("new", Role.EDITOR)
OFFICE = Actor("office", Role.SECRETARIAT)
SOMEBODY = PersonDraft(name="Somebody", role=Role.VIEWER)
PERSONAL = {"form_drafts.save_form", "form_drafts.discard_form"}
"""A form belongs to its person: only who logs for no group at all is refused."""


def asked(*args, **named):
    return args, named


def every_write(code, uid, story, backup):
    amended = {"base_version": 1, "reason": "x"}
    later, locked = (FRAMEWORK, "2012"), (FRAMEWORK, "2009-2010")
    framework = read_folder(DATA / "frameworks" / FRAMEWORK)
    file = {"file_name": "ALP.xlsx", "file_hash": "f" * 64, "group": "OA-TF"}
    return {
        "entries.record": asked(draft()),
        "entries.amend": asked(uid, draft(), **amended),
        "entries.withdraw": asked("activity", uid, **amended),
        "form_drafts.save_form": asked(FormDraft("k", "{}")),
        "form_drafts.discard_form": asked("k"),
        "entries.record story": asked(RECORDS["story"]),
        "entries.amend story": asked(story, RECORDS["story"], **amended),
        "entries.withdraw story": asked("story", story, **amended),
        "evidence_files.save_evidence": asked(b"%PDF-1.7", name="a.pdf", group="ALP"),
        "imports.apply_import": asked([EntryChange(draft(), kind="activity")], key="k", **file),
        "imports.save_mapping": asked(SavedMapping({"title": "Name"}), group="ALP"),
        "frameworks.apply_framework": asked(framework),
        "frameworks.edit_framework": asked(framework, reason="New target"),
        "frameworks.set_framework": asked(FRAMEWORK, FrameworkSettings("approved")),
        "reference.load_reference": asked(DATA / "reference"),
        "reference.load_crosswalk": asked(DATA / "frameworks"),
        "history.load_history": asked(DATA / "history"),
        "summary_cells.rebuild": asked(),
        "editions.freeze_edition": asked(EDITION),
        "editions.save_template": asked("b", ""),
        "editions.remove_template": asked("a"),
        "people.add_person": asked(SOMEBODY),
        "people.change_person": asked(code, SOMEBODY, base_version=1),
        "people.remove_person": asked(code, base_version=1),
        "people.end_sign_ins": asked(code),
        "backups.record_backup": asked(),
        "backups.restore": asked(backup, overwrite=True),
        "sessions.issue_link": asked(code),
        "periods.report_nothing": asked(FRAMEWORK, "2012-Q1", group="ALP"),
        "periods.lock_period": asked(*later, reason="x"),
        "periods.unlock_period": asked(*locked, reason="x"),
        "periods.open_period": asked(*locked, group="OA-TF", until=date(2099, 1, 1), reason="x"),
        "review.decide": asked([Decision("activity", uid, 1, "approved")]),
    }


@pytest.fixture
def tried(engine, tmp_path):
    code, _ = add_person(engine, SOMEBODY, actor=OFFICE)
    uid, _ = record(engine, draft(), actor=OFFICE)
    story, _ = record(engine, RECORDS["story"], actor=OFFICE)
    return every_write(code, uid, story, tmp_path / "backup.zip")


def function(name):
    module, _, function = name.removesuffix(" story").partition(".")
    return getattr(import_module(f"ifla_metrics.store.{module}"), function)


@BOTH_BY_DAY
def test_each_write_is_done_on_both_kinds_of_database_for_whom_it_is_allowed(engine, tried):
    report_nothing(engine, FRAMEWORK, "2012-Q1", group="ALP", actor=LOCAL)
    save_template(engine, "a", "# Findings", actor=LOCAL)
    lock_period(engine, FRAMEWORK, "2009-2010", reason="x", actor=LOCAL)
    before = state(engine)
    for name, (args, named) in tried.items():
        if name not in ("backups.restore", "history.load_history"):  # Of test_backups, on both.
            with engine.connect().execution_options(ifla_writes=True) as connection:
                function(name)(connection, *args, actor=LOCAL, **named)
                connection.rollback()
    assert state(engine) == before


def test_a_viewer_an_editor_of_another_group_and_one_no_longer_admitted_write_nothing(
    engine, tried, tmp_path, monkeypatch
):
    code = tried["people.end_sign_ins"][0][0]
    demoted = Actor(code, Role.SECRETARIAT, frozenset({"ALP"}), person=code)
    inactive = PersonDraft(name="Gone", role=Role.SECRETARIAT, active=False)
    gone, _ = add_person(engine, inactive, actor=OFFICE)
    shut_out = Actor(gone, Role.SECRETARIAT, frozenset({"ALP"}), person=gone)
    write_backup(engine, tmp_path / "backup.zip")
    assert {name.removesuffix(" story") for name in tried} == set(WRITES)
    rights = {name: WRITES[name.removesuffix(" story")] for name in tried}

    before = state(engine)
    monkeypatch.setattr("ifla_metrics.store.audit.MOST_REFUSALS", 1000)
    without = []
    for name, (args, named) in tried.items():
        for actor in (VIEWER, EDITOR, ANONYMOUS, OF_NO_GROUP, demoted, shut_out):
            one = replace(actor, groups=frozenset()) if name in PERSONAL else actor
            with pytest.raises(NotAllowed):
                function(name)(engine, *args, actor=one, **named)
            assert state(engine) == before, name
            if f"{rights[name].value}: " not in last_refusal(engine, actor):
                without.append((name, actor))
    print(f"{len(tried)} functions, {len(without) - len(tried)} refusals of known people unlisted")
    assert [actor for _, actor in without] == [ANONYMOUS] * len(tried)


def last_refusal(engine, actor):
    with read_transaction(engine) as connection:
        found = entries(connection, limit=1000)
    of_actor = (e.reason for e in found if (e.actor, e.action) == (actor.name, "refused"))
    return next(of_actor, "")


WRITTEN = (
    "audit_entry WHERE action <> 'refused'",
    *("activity_version", "story", "person", "form_draft"),
)


def state(engine):
    with read_transaction(engine) as connection:
        return [
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in WRITTEN
        ]


ALP = Actor("Amina", Role.EDITOR, frozenset({"ALP"}))


def test_an_unfinished_form_is_seen_and_touched_by_its_person_alone(engine):
    save_form(engine, FormDraft("k", "{}"), actor=ALP)

    with pytest.raises(NotAllowed):
        save_form(engine, FormDraft("k", '{"title": "mine"}'), actor=EDITOR)
    with pytest.raises(NotAllowed):
        discard_form(engine, "k", actor=EDITOR)
    with read_transaction(engine) as connection:
        assert unfinished_forms(connection, actor=EDITOR) == []
        assert [form.content for form in unfinished_forms(connection, actor=ALP)] == ["{}"]


def test_the_key_of_a_form_that_was_saved_gives_nobody_else_an_answer(engine):
    uid, _ = record(engine, draft(), actor=Actor("Thandi", Role.EDITOR, frozenset({"ALP"})))
    again = {"base_version": 1, "reason": "Counted", "key": "of a form"}
    amend(engine, uid, draft(title="Named anew"), **again, actor=LOCAL)
    other = Actor("Jorge", Role.EDITOR, frozenset({"OA-TF"}))
    with pytest.raises(NotAllowed):
        amend(engine, uid, draft(title="Named anew"), **again, actor=other)


def test_on_a_read_only_server_nobody_writes(engine, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    before = state(engine)
    for actor in (LOCAL, OFFICE, ALP):
        with pytest.raises(NotAllowed, match="read-only"):
            record(engine, draft(), actor=actor)
    assert state(engine) == before
