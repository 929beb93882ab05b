"""People: added by the secretariat, signed in by a link or a provider, erased when removed."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.errors import NotAllowed, Refused, UnknownCode
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.models.system_tables import FormDraftRow
from ifla_metrics.store import database
from ifla_metrics.store.accounts import people, sessions
from ifla_metrics.store.database import engine_of, read_transaction
from ifla_metrics.store.rights import PERSON, person_name, person_names, stored_actor
from ifla_metrics.store.write.entries import record
from ifla_metrics.store.write.form_drafts import save_form
from tests.conftest import sqlite_url
from tests.store.conftest import clock_at, draft
from tests.store.queries import audit_entries, query, stored_rows

THANDI = PersonDraft(
    name="Thandi Mokoena", email="Thandi@Example.ORG ", role=Role.EDITOR, groups={"ALP"}
)


def add(engine, person=THANDI):
    return people.add_person(engine, person, actor=LOCAL).uid


def change(engine, code, base=1, *, person=THANDI, **fields):
    new = person.model_copy(update=fields)
    return people.change_person(engine, code, new, base_version=base, actor=LOCAL)


def remove(engine, code, base=1):
    return people.remove_person(engine, code, base_version=base, actor=LOCAL)


def test_two_people_cannot_share_an_address(engine):
    add(engine)
    with pytest.raises(Refused, match="Thandi Mokoena already uses"):
        add(engine, THANDI.model_copy(update={"name": "Jorge"}))


def test_the_last_secretariat_member_cannot_be_removed(engine):
    office = PersonDraft(name="Office", role=Role.SECRETARIAT)
    code = add(engine, office)
    with pytest.raises(Refused, match="At least one person must remain"):
        change(engine, code, person=office, role=Role.VIEWER)
    with pytest.raises(Refused, match="At least one person must remain"):
        remove(engine, code)

    add(engine, office)
    assert remove(engine, code).version == 2


def test_a_removed_person_becomes_a_pseudonym_in_a_complete_history(engine):
    code = add(engine)
    change(engine, code, groups=frozenset({"ALP", "HQ"}))
    for number in range(20):
        record(engine, draft(title=f"Workshop {number}"), actor=query(engine, stored_actor, code))
    assert [query(engine, person_name, name) for name in (code, "local")] == [THANDI.name, "local"]
    remove(engine, code, base=2)

    assert len([e for e in audit_entries(engine) if e.actor == code]) == 20
    reasons = [e.reason for e in audit_entries(engine, code)]
    assert reasons == ["removed", "editor ALP → editor ALP HQ", "editor ALP"]
    assert query(engine, person_names) == {}
    assert query(engine, people.people) == []
    stored = str(stored_rows(engine))
    assert not any(word in stored for word in ("Thandi", "Mokoena", "thandi@example.org"))
    with pytest.raises(UnknownCode):
        change(engine, code, base=3)
    assert query(engine, stored_actor, code).role is Role.ANONYMOUS


def test_a_removed_person_leaves_no_trace_in_the_file(path):
    engine = engine_of(sqlite_url(path))
    code = add(engine)
    form = FormDraftRow(key="k", content='{"contact": "Thandi Mokoena"}')
    save_form(engine, form, actor=query(engine, stored_actor, code))
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"thandi@example.org" in path.read_bytes()

    remove(engine, code)

    files = [file.read_bytes() for file in path.parent.iterdir()]
    for word in (b"Thandi", b"Mokoena", b"thandi@example.org"):
        assert not any(word in content for content in files)


def test_writers_do_not_wait_while_an_erasure_waits_for_readers(path):
    engine = engine_of(sqlite_url(path))
    code = add(engine)
    with read_transaction(engine) as reader, ThreadPoolExecutor(1) as pool:
        people.people(reader)
        removal = pool.submit(remove, engine, code)
        while query(engine, people.people):
            time.sleep(0.05)
        started = time.monotonic()
        add(engine)
        assert time.monotonic() - started < 5 < database.LOCK_TIMEOUT / 1000
        assert not removal.done()
        reader.rollback()
    assert removal.result().version == 2


@pytest.fixture
def thandi(engine):
    return add(engine)


@pytest.fixture
def session(engine, thandi):
    return sessions.use_link(engine, sessions.issue_link(engine, thandi, actor=LOCAL).secret).secret


def after(**delta):
    return clock_at(datetime.now(UTC) + timedelta(**delta))


def role(engine, session):
    return sessions.actor_of_session(engine, session).role


def test_a_link_signs_in_once_and_no_secret_is_stored(engine, thandi):
    secret, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    session, _ = sessions.use_link(engine, secret)

    actor = sessions.actor_of_session(engine, session)
    assert (actor.person, actor.role, actor.groups) == (thandi, Role.EDITOR, {"ALP"})
    with pytest.raises(NotAllowed, match="no longer valid"):
        sessions.use_link(engine, secret)
    assert min(len(secret), len(session)) * 6 >= 128
    stored = str(stored_rows(engine))
    assert secret not in stored
    assert session not in stored

    remove(engine, thandi)
    assert role(engine, session) is Role.ANONYMOUS


def test_an_expired_revoked_replaced_or_guessed_link_is_refused(engine, thandi, session):
    replaced, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    revoked, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    people.end_sign_ins(engine, thandi, actor=LOCAL)
    expired, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    with after(days=3, seconds=1):
        for secret in (replaced, revoked, expired, session, "", "guessed", expired[:-1]):
            with pytest.raises(NotAllowed):
                sessions.use_link(engine, secret)

    secret, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    change(engine, thandi, active=False)
    with pytest.raises(NotAllowed):
        sessions.use_link(engine, secret)
    with pytest.raises(Refused, match="has no access"):
        sessions.issue_link(engine, thandi, actor=LOCAL)


def test_a_session_expires_or_is_ended_and_cannot_be_guessed(engine, thandi, session):
    for seconds, expected in ((-5, Role.EDITOR), (5, Role.ANONYMOUS)):
        with after(days=7, seconds=seconds):
            assert role(engine, session) is expected
    link, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    for guess in ("", session[:-1], session.upper(), link):
        assert role(engine, guess) is Role.ANONYMOUS
    sessions.end_session(engine, session)
    assert role(engine, session) is Role.ANONYMOUS


def account(**fields):
    defaults = {
        "issuer": "https://id.example.org",
        "subject": "42",
        "email": "Thandi@example.org",
        "confirmed_at": datetime.now(UTC) + timedelta(seconds=1),
        "name": "T. Mokoena",
    }
    return sessions.Account(**{**defaults, **fields})


def role_of(engine, account):
    """Return the role of an account, which may be of somebody whom nobody added."""
    return sessions.actor_of_account(engine, account, domains=["example.org"]).role


def test_a_sign_in_dated_in_the_future_is_refused(engine, session):
    signed_in = account(confirmed_at=datetime.now(UTC))
    for minutes, expected in ((1, Role.EDITOR), (3, Role.ANONYMOUS)):
        with after(minutes=-minutes):
            assert role(engine, session) is expected
            assert sessions.actor_of_account(engine, signed_in).role is expected


def test_a_verified_address_binds_the_account_to_the_person(engine, thandi):
    assert sessions.actor_of_account(engine, account()).person == thandi
    assert sessions.actor_of_account(engine, account(email="new@example.org")).person == thandi
    for other in ({"issuer": "https://evil.example"}, {"subject": "43"}):
        visitor = sessions.actor_of_account(engine, account(**other), domains=["example.org"])
        assert (visitor.person, visitor.role) == ("", Role.VIEWER)
        assert sessions.actor_of_account(engine, account(**other)).role is Role.ANONYMOUS

    people.change_person(engine, thandi, THANDI, base_version=1, actor=LOCAL, unbind=True)
    assert sessions.actor_of_account(engine, account(issuer="https://new.example")).person == thandi


def test_people_who_were_not_added_read_only_with_an_address_of_a_listed_domain(engine):
    for address, reads in (
        ("Else@EXAMPLE.ORG ", True),
        ("else@sub.example.org", False),
        ("else@evil-example.org", False),
        ("else@example.org.evil.test", False),
        ("else@example.org@evil.test", False),
        ("@example.org", False),
        ("", False),
    ):
        visitor = account(subject="7", email=address)
        listed = sessions.actor_of_account(engine, visitor, domains=["ifla.org", "example.org"])

        assert sessions.actor_of_account(engine, visitor).role is Role.ANONYMOUS
        assert listed.role is (Role.VIEWER if reads else Role.ANONYMOUS), address
        assert (listed.person, listed.groups) == ("", frozenset())


def test_a_sign_in_lasts_twelve_hours_or_until_ended(engine, thandi):
    now = datetime.now(UTC)
    for hours, expected in ((11.99, Role.EDITOR), (12.1, Role.ANONYMOUS)):
        signed_in = account(confirmed_at=now - timedelta(hours=hours))
        assert role_of(engine, signed_in) is expected

    first = account()
    for _ in range(2):
        sessions.end_account(engine, first)
    assert role_of(engine, first) is Role.ANONYMOUS
    again = account(confirmed_at=first.confirmed_at + timedelta(seconds=1))
    assert role_of(engine, again) is Role.EDITOR

    with after(hours=-1):  # The clock is set back before they sign out.
        sessions.end_account(engine, again)
    assert role_of(engine, again) is Role.ANONYMOUS

    before = account(confirmed_at=datetime.now(UTC) - timedelta(seconds=1))
    assert role_of(engine, before) is Role.EDITOR
    people.end_sign_ins(engine, thandi, actor=LOCAL)
    assert role_of(engine, before) is Role.ANONYMOUS
    ended_at = query(engine, sa.Connection.scalar, sa.select(PERSON.c.not_before))
    assert role_of(engine, account(confirmed_at=ended_at)) is Role.ANONYMOUS
    later = account(confirmed_at=datetime.now(UTC) + timedelta(seconds=5))
    assert role_of(engine, later) is Role.EDITOR
    change(engine, thandi, active=False)
    assert role_of(engine, later) is Role.ANONYMOUS
