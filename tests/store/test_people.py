"""People: kept by the secretariat, signed in by a link or a provider, gone when removed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.errors import NotAllowed, Refused, UnknownCode
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import people, sessions
from ifla_metrics.store.database import LOCK_TIMEOUT, engine_of, read_transaction
from ifla_metrics.store.entries import record
from ifla_metrics.store.rights import PERSON, person_name, person_names, stored_actor
from tests.conftest import sqlite_url
from tests.store.conftest import clock_at, close, draft, entries, prepare_empty, query

THANDI = PersonDraft(
    name="Thandi Mokoena", email="Thandi@Example.ORG ", role=Role.EDITOR, groups={"ALP"}
)


def added(engine, said=THANDI):
    return people.add_person(engine, said, actor=LOCAL).uid


def change(engine, code, base=1, *, said=THANDI, **fields):
    new = said.model_copy(update=fields)
    return people.change_person(engine, code, new, base_version=base, actor=LOCAL)


def test_two_people_have_not_one_address(engine):
    added(engine)
    with pytest.raises(Refused, match="Thandi Mokoena already uses"):
        added(engine, THANDI.model_copy(update={"name": "Jorge"}))


def test_the_last_of_the_secretariat_stays(engine):
    office = PersonDraft(name="Office", role=Role.SECRETARIAT)
    code = added(engine, office)
    with pytest.raises(Refused, match="At least one person must remain"):
        change(engine, code, said=office, role=Role.VIEWER)
    with pytest.raises(Refused, match="At least one person must remain"):
        people.remove_person(engine, code, base_version=1, actor=LOCAL)

    added(engine, office)
    assert people.remove_person(engine, code, base_version=1, actor=LOCAL).version == 2


def test_a_removed_person_is_a_pseudonym_in_a_whole_history(engine):
    code = added(engine)
    change(engine, code, groups=frozenset({"ALP", "HQ"}))
    for number in range(20):
        record(engine, draft(title=f"Workshop {number}"), actor=query(engine, stored_actor, code))
    with read_transaction(engine) as connection:
        assert [person_name(connection, one) for one in (code, "local")] == [THANDI.name, "local"]
    people.remove_person(engine, code, base_version=2, actor=LOCAL)

    with read_transaction(engine) as connection:
        audited = entries(connection, limit=1000)
        assert len([e for e in audited if e.actor == code]) == 20
        said = [e.reason for e in audited if e.subject == code]
        assert said == ["removed", "editor ALP → editor ALP HQ", "editor ALP"]
        assert person_names(connection) == {}
        assert people.people(connection) == []
    assert not any(word in stored(engine) for word in ("Thandi", "Mokoena", "thandi@example.org"))
    with pytest.raises(UnknownCode):
        change(engine, code, base=3)
    assert query(engine, stored_actor, code).role is Role.ANONYMOUS


def stored(engine):
    with read_transaction(engine) as connection:
        tables = METADATA.tables.values()
        return "\n".join(str(row) for t in tables for row in connection.execute(sa.select(t)))


def test_of_a_removed_person_nothing_is_left_in_the_file(tmp_path):
    url = sqlite_url(tmp_path / "log.sqlite3")
    prepare_empty(url)
    engine = engine_of(url)
    code = added(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"thandi@example.org" in (tmp_path / "log.sqlite3").read_bytes()

    people.remove_person(engine, code, base_version=1, actor=LOCAL)

    files = [p.read_bytes() for p in tmp_path.iterdir()]
    close(url)
    for word in (b"Thandi", b"Mokoena", b"thandi@example.org"):
        assert not any(word in content for content in files)


def test_nobody_waits_for_a_reader_when_a_person_is_removed(tmp_path):
    url = sqlite_url(tmp_path / "log.sqlite3")
    prepare_empty(url)
    engine = engine_of(url)
    code = added(engine)
    with read_transaction(engine) as connection, ThreadPoolExecutor(1) as pool:
        connection.exec_driver_sql("SELECT number FROM revision")
        removal = pool.submit(people.remove_person, engine, code, base_version=1, actor=LOCAL)
        removal.result(LOCK_TIMEOUT / 1000 / 2)
    close(url)


@pytest.fixture
def thandi(engine):
    return added(engine)


@pytest.fixture
def session(engine, thandi):
    return sessions.use_link(engine, sessions.issue_link(engine, thandi, actor=LOCAL).secret).secret


def after(**by):
    return clock_at(datetime.now(UTC) + timedelta(**by))


def role(engine, session):
    return sessions.actor_of_session(engine, session).role


def test_a_link_signs_in_once_and_its_secrets_stand_nowhere_in_the_database(engine, thandi):
    secret, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    session, _ = sessions.use_link(engine, secret)

    actor = sessions.actor_of_session(engine, session)
    assert (actor.person, actor.role, actor.groups) == (thandi, Role.EDITOR, {"ALP"})
    with pytest.raises(NotAllowed, match="no longer valid"):
        sessions.use_link(engine, secret)
    assert min(len(secret), len(session)) * 6 >= 128
    assert not any(one in stored(engine) for one in (secret, session))

    people.remove_person(engine, thandi, base_version=1, actor=LOCAL)
    assert role(engine, session) is Role.ANONYMOUS


def test_a_link_that_expired_was_revoked_replaced_or_guessed_opens_nothing(engine, thandi, session):
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
    with pytest.raises(Refused, match="not active"):
        sessions.issue_link(engine, thandi, actor=LOCAL)


def test_a_session_ends_by_itself_by_its_holder_and_is_never_guessed(engine, thandi, session):
    for seconds, believed in ((-5, Role.EDITOR), (5, Role.ANONYMOUS)):
        with after(days=7, seconds=seconds):
            assert role(engine, session) is believed
    link, _ = sessions.issue_link(engine, thandi, actor=LOCAL)
    for guess in ("", session[:-1], session.upper(), link):
        assert role(engine, guess) is Role.ANONYMOUS
    sessions.end_session(engine, session)
    assert role(engine, session) is Role.ANONYMOUS


def account(**other):
    said = {
        "issuer": "https://id.example.org",
        "subject": "42",
        "email": "Thandi@example.org",
        "confirmed_at": datetime.now(UTC) + timedelta(seconds=1),
        "name": "T. Mokoena",
    }
    return sessions.Account(**{**said, **other})


def test_a_sign_in_dated_in_the_future_is_not_believed(engine, session):
    said = account(confirmed_at=datetime.now(UTC))
    for minutes, believed in ((1, Role.EDITOR), (3, Role.ANONYMOUS)):
        with after(minutes=-minutes):
            found = role(engine, session), sessions.actor_of_account(engine, said).role
        assert found == (believed, believed)


def test_a_verified_address_is_the_person_and_from_then_on_the_account_is(engine, thandi):
    assert sessions.actor_of_account(engine, account()).person == thandi
    assert sessions.actor_of_account(engine, account(email="new@example.org")).person == thandi
    for other in ({"issuer": "https://evil.example"}, {"subject": "43"}):
        visitor = sessions.actor_of_account(engine, account(**other), domains=["example.org"])
        assert (visitor.person, visitor.role) == ("", Role.VIEWER)
        assert sessions.actor_of_account(engine, account(**other)).role is Role.ANONYMOUS

    people.change_person(engine, thandi, THANDI, base_version=1, actor=LOCAL, unbind=True)
    assert sessions.actor_of_account(engine, account(issuer="https://new.example")).person == thandi


def test_whom_nobody_added_reads_only_with_an_address_of_a_listed_domain(engine):
    for address, reads in (
        ("Else@EXAMPLE.ORG ", True),
        ("else@sub.example.org", False),
        ("else@evil-example.org", False),
        ("else@example.org.evil.test", False),
        ("else@example.org@evil.test", False),
        ("@example.org", False),
        ("", False),
    ):
        said = account(subject="7", email=address)
        listed = sessions.actor_of_account(engine, said, domains=["ifla.org", "example.org"])

        assert sessions.actor_of_account(engine, said).role is Role.ANONYMOUS
        assert listed.role is (Role.VIEWER if reads else Role.ANONYMOUS), address
        assert (listed.person, listed.groups) == ("", frozenset())


def test_a_sign_in_lasts_twelve_hours_or_until_it_is_ended(engine, thandi):
    def of(said):  # Whom the secretariat has added reads by no other way.
        return sessions.actor_of_account(engine, said, domains=["example.org"]).role

    now = datetime.now(UTC)
    for hours, believed in ((11.99, Role.EDITOR), (12.1, Role.ANONYMOUS)):
        assert of(account(confirmed_at=now - timedelta(hours=hours))) is believed

    first = account()
    for _ in range(2):
        sessions.end_account(engine, first)
    assert of(first) is Role.ANONYMOUS
    again = account(confirmed_at=first.confirmed_at + timedelta(seconds=1))
    assert of(again) is Role.EDITOR

    with after(hours=-1):  # A clock that is set back while somebody signs out.
        sessions.end_account(engine, again)
    assert of(again) is Role.ANONYMOUS

    before = account(confirmed_at=datetime.now(UTC) - timedelta(seconds=1))
    assert of(before) is Role.EDITOR
    people.end_sign_ins(engine, thandi, actor=LOCAL)
    assert of(before) is Role.ANONYMOUS
    with read_transaction(engine) as connection:
        ended = sa.select(PERSON.c.not_before).where(PERSON.c.code == thandi)
        assert of(account(confirmed_at=connection.execute(ended).scalar_one())) is Role.ANONYMOUS
    later = account(confirmed_at=datetime.now(UTC) + timedelta(seconds=5))
    assert of(later) is Role.EDITOR
    change(engine, thandi, active=False)
    assert of(later) is Role.ANONYMOUS
