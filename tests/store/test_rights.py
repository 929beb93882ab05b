"""Every function that writes requires a right, whoever calls it."""

import ast
from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import ifla_metrics.store
from ifla_metrics.access import LOCAL, PUBLIC_READER, Actor, Role
from ifla_metrics.errors import NotAllowed
from ifla_metrics.framework.files import read_folder
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.models.system_tables import FormDraftRow
from ifla_metrics.reading import FrameworkSettings
from ifla_metrics.store.accounts.people import add_person
from ifla_metrics.store.audit import WRITES
from ifla_metrics.store.operations.backups import write_backup
from ifla_metrics.store.write.editions import save_template
from ifla_metrics.store.write.entries import EntryChange, amend, record
from ifla_metrics.store.write.form_drafts import discard_form, save_form, unfinished_forms
from ifla_metrics.store.write.imports import SavedMapping
from ifla_metrics.store.write.periods import lock_period, report_nothing
from ifla_metrics.store.write.review import Decision
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import ALP, DATA, FRAMEWORK, OA_TF, OFFICE, VIEWER, draft
from tests.store.queries import audit_entries, query, sql
from tests.store.test_editions import EDITION
from tests.store.test_records import RECORDS

STORE = Path(ifla_metrics.store.__file__).parent
WITHOUT_ACTOR = {"database", "initialise", "migrate", "copying", "audit"}
"""Modules that write for no user: transactions, start, migration, copy, and audited refusals."""
WITHOUT_RIGHT = {
    "sessions.use_link",
    "sessions.end_session",
    "sessions.end_account",
    "sessions._bind_account",
    "backups._restore_postgresql",
}
"""Functions that sign people in by a secret or a provider, and a helper of `restore`."""


def writers(path):
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        names = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
        opens = {"write_transaction", "exclusive_transaction"} & names
        if isinstance(node, ast.FunctionDef) and opens:
            yield f"{path.stem}.{node.name}"


def test_every_function_that_opens_a_write_transaction_has_a_right():
    for path in STORE.rglob("*.py"):
        module_named(path)
        if path.stem not in WITHOUT_ACTOR:
            assert set(writers(path)) <= set(WRITES) | WITHOUT_RIGHT


ANONYMOUS = Actor("nobody", Role.ANONYMOUS, frozenset({"ALP"}))
WITHOUT_GROUP = Actor("new", Role.EDITOR)
PERSON = PersonDraft(name="Somebody", role=Role.VIEWER)
PERSONAL = {"form_drafts.save_form", "form_drafts.discard_form"}
"""A form draft belongs to a person; saving it only requires some group."""


def call(*args, **kwargs):
    return args, kwargs


@pytest.fixture
def calls(engine, tmp_path):
    """The arguments of every write, by name."""
    code, _ = add_person(engine, PERSON, actor=OFFICE)
    uid, _ = record(engine, draft(), actor=OFFICE)
    story, _ = record(engine, RECORDS["story"], actor=OFFICE)
    change = {"base_version": 1, "reason": "x"}
    locked = (FRAMEWORK, "2009-2010")
    framework = read_folder(DATA / "frameworks" / FRAMEWORK)
    file = {"file_name": "ALP.xlsx", "file_hash": "f" * 64, "group": "OA-TF"}
    return {
        "entries.record": call(draft()),
        "entries.amend": call(uid, draft(), **change),
        "entries.withdraw": call("activity", uid, **change),
        "form_drafts.save_form": call(FormDraftRow(key="k", content="{}")),
        "form_drafts.discard_form": call("k"),
        "entries.record story": call(RECORDS["story"]),
        "entries.amend story": call(story, RECORDS["story"], **change),
        "entries.withdraw story": call("story", story, **change),
        "evidence_files.save_evidence": call(b"%PDF-1.7", name="a.pdf", group="ALP"),
        "imports.apply_import": call([EntryChange(draft(), kind="activity")], key="k", **file),
        "imports.save_mapping": call(SavedMapping({"title": "Name"}), group="ALP"),
        "frameworks.apply_framework": call(framework),
        "frameworks.edit_framework": call(framework, reason="New target"),
        "frameworks.change_settings": call(FRAMEWORK, FrameworkSettings("approved")),
        "reference.load_reference": call(DATA / "reference"),
        "reference.load_crosswalk": call(DATA / "frameworks"),
        "history.load_history": call(DATA / "history"),
        "summary_cells.rebuild": call(),
        "editions.freeze_edition": call(EDITION),
        "editions.save_template": call("b", ""),
        "editions.remove_template": call("a"),
        "people.add_person": call(PERSON),
        "people.change_person": call(code, PERSON, base_version=1),
        "people.remove_person": call(code, base_version=1),
        "people.end_sign_ins": call(code),
        "backups.record_backup": call(),
        "backups.restore": call(tmp_path / "backup.zip", overwrite=True),
        "sessions.issue_link": call(code),
        "periods.report_nothing": call(FRAMEWORK, "2012-Q1", group="ALP"),
        "periods.lock_period": call(FRAMEWORK, "2012", reason="x"),
        "periods.unlock_period": call(*locked, reason="x"),
        "periods.open_period": call(*locked, group="OA-TF", until=date(2099, 1, 1), reason="x"),
        "review.decide": call([Decision("activity", uid, 1, "approved")]),
    }


def module_named(path):
    folders = path.relative_to(STORE).with_suffix("").parts
    return import_module(".".join(("ifla_metrics.store", *folders)))


def function(name):
    module, _, function = name.removesuffix(" story").partition(".")
    (path,) = STORE.rglob(f"{module}.py")
    return getattr(module_named(path), function)


@BOTH_BY_DAY
def test_every_write_is_allowed_to_local_users_on_both_databases(engine, calls):
    report_nothing(engine, FRAMEWORK, "2012-Q1", group="ALP", actor=LOCAL)
    save_template(engine, "a", "# Findings", actor=LOCAL)
    lock_period(engine, FRAMEWORK, "2009-2010", reason="x", actor=LOCAL)
    before = state(engine)
    for name, (args, kwargs) in calls.items():
        if name not in ("backups.restore", "history.load_history"):  # See test_backups.
            with engine.connect().execution_options(ifla_writes=True) as connection:
                function(name)(connection, *args, actor=LOCAL, **kwargs)
                connection.rollback()
    assert state(engine) == before


def test_people_without_the_right_write_nothing_and_refusals_are_audited(
    engine, calls, tmp_path, monkeypatch
):
    code = calls["people.end_sign_ins"][0][0]
    demoted = Actor(code, Role.SECRETARIAT, frozenset({"ALP"}), person=code)
    inactive = PersonDraft(name="Gone", role=Role.SECRETARIAT, active=False)
    gone, _ = add_person(engine, inactive, actor=OFFICE)
    shut_out = Actor(gone, Role.SECRETARIAT, frozenset({"ALP"}), person=gone)
    write_backup(engine, tmp_path / "backup.zip")
    assert {name.removesuffix(" story") for name in calls} == set(WRITES)

    before = state(engine)
    monkeypatch.setattr("ifla_metrics.store.audit.MOST_REFUSALS", 1000)
    unaudited = []
    for name, (args, kwargs) in calls.items():
        right = WRITES[name.removesuffix(" story")]
        for actor in (VIEWER, OA_TF, ANONYMOUS, PUBLIC_READER, WITHOUT_GROUP, demoted, shut_out):
            caller = replace(actor, groups=frozenset()) if name in PERSONAL else actor
            with pytest.raises(NotAllowed):
                function(name)(engine, *args, actor=caller, **kwargs)
            assert state(engine) == before, name
            if not last_refusal(engine, actor).startswith(f"{right.value}: "):
                unaudited.append(actor)
    print(f"{len(calls)} functions, {len(unaudited) - 2 * len(calls)} known actors not audited")
    assert unaudited == [ANONYMOUS, PUBLIC_READER] * len(calls)


def last_refusal(engine, actor):
    refusals = (e for e in audit_entries(engine) if (e.actor, e.action) == (actor.name, "refused"))
    return next((refusal.reason for refusal in refusals), "")


WRITTEN = (
    "audit_entry WHERE action <> 'refused'",
    *("activity_version", "story", "person", "form_draft"),
)


def state(engine):
    return [sql(engine, f"SELECT count(*) FROM {table}") for table in WRITTEN]


def test_only_its_author_reads_and_changes_a_form_draft(engine):
    save_form(engine, FormDraftRow(key="k", content="{}"), actor=ALP)

    with pytest.raises(NotAllowed):
        save_form(engine, FormDraftRow(key="k", content='{"title": "mine"}'), actor=OA_TF)
    with pytest.raises(NotAllowed):
        discard_form(engine, "k", actor=OA_TF)
    assert query(engine, unfinished_forms, actor=OA_TF) == []
    assert [form.content for form in query(engine, unfinished_forms, actor=ALP)] == ["{}"]


def test_the_key_of_a_saved_form_gives_others_no_answer(engine):
    uid, _ = record(engine, draft(), actor=ALP)
    form = {"base_version": 1, "reason": "Counted", "key": "of a form"}
    amend(engine, uid, draft(title="Renamed"), **form, actor=LOCAL)
    with pytest.raises(NotAllowed):
        amend(engine, uid, draft(title="Renamed"), **form, actor=OA_TF)


def test_nobody_writes_on_a_read_only_server(engine, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")
    before = state(engine)
    for actor in (LOCAL, OFFICE, ALP):
        with pytest.raises(NotAllowed, match="read-only"):
            record(engine, draft(), actor=actor)
    assert state(engine) == before
