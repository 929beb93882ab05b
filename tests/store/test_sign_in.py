"""Sign-ins: by a link that works once, or an account of a provider; what ends them ends them."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.errors import InvalidRecord, NotAllowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import as_of
from ifla_metrics.store.database import reading
from ifla_metrics.store.people import add_person, change_person, end_sign_ins, person, remove_person
from ifla_metrics.store.sessions import (
    Account,
    actor_of_account,
    actor_of_session,
    end_account,
    issue_link,
    use_link,
)
from tests.conftest import POSTGRESQL_AT_NIGHT

pytestmark = POSTGRESQL_AT_NIGHT

THANDI = PersonDraft(
    name="Thandi Mokoena", email="thandi@example.org", role=Role.EDITOR, groups={"ALP"}
)


@pytest.fixture
def thandi(engine):
    return add_person(engine, THANDI, actor=LOCAL).uid


@pytest.fixture
def later(monkeypatch):
    """Moves the clock."""

    def move(**by):
        moment = datetime.now(UTC) + timedelta(**by)
        monkeypatch.setattr(as_of, "_clock", lambda: moment)

    return move


def account(**other):
    said = {
        "issuer": "https://id.example.org",
        "subject": "42",
        "email": "Thandi@example.org",
        "confirmed_at": datetime.now(UTC) + timedelta(seconds=1),
        "name": "T. Mokoena",
    }
    return Account(**{**said, **other})


def role(engine, session):
    return actor_of_session(engine, session).role


# Links


def test_a_link_signs_in_once(engine, thandi):
    secret, _ = issue_link(engine, thandi, actor=LOCAL)
    session, _ = use_link(engine, secret)

    actor = actor_of_session(engine, session)
    assert (actor.person, actor.role, actor.groups) == (thandi, Role.EDITOR, {"ALP"})
    with pytest.raises(NotAllowed, match="no longer valid"):
        use_link(engine, secret)


def test_a_link_that_expired_was_revoked_replaced_or_guessed_opens_nothing(engine, thandi, later):
    replaced, _ = issue_link(engine, thandi, actor=LOCAL)
    revoked, _ = issue_link(engine, thandi, actor=LOCAL)
    end_sign_ins(engine, thandi, actor=LOCAL)
    expired, _ = issue_link(engine, thandi, actor=LOCAL)
    later(days=3, seconds=1)

    for secret in (replaced, revoked, expired, "", "guessed", expired[:-1]):
        with pytest.raises(NotAllowed):
            use_link(engine, secret)


def test_no_link_is_issued_to_or_opens_for_a_person_who_is_not_active(engine, thandi):
    secret, _ = issue_link(engine, thandi, actor=LOCAL)
    change_person(
        engine, thandi, THANDI.model_copy(update={"active": False}), base_version=1, actor=LOCAL
    )

    with pytest.raises(NotAllowed):
        use_link(engine, secret)
    with pytest.raises(InvalidRecord, match="not active"):
        issue_link(engine, thandi, actor=LOCAL)


def test_secrets_are_long_and_stand_nowhere_in_the_database(engine, thandi):
    secret, _ = issue_link(engine, thandi, actor=LOCAL)
    session, _ = use_link(engine, secret)

    assert min(len(secret), len(session)) * 6 >= 128
    with reading(engine) as connection:
        for table in METADATA.tables.values():
            for row in connection.execute(sa.select(table)):
                assert secret not in str(row)
                assert session not in str(row)


# Sessions


@pytest.fixture
def session(engine, thandi):
    return use_link(engine, issue_link(engine, thandi, actor=LOCAL).secret).secret


def test_a_session_ends_by_itself(engine, session, later):
    later(days=7, seconds=-5)
    assert role(engine, session) is Role.EDITOR
    later(days=7, seconds=5)
    assert role(engine, session) is Role.STRANGER


def test_a_sign_in_dated_in_the_future_is_not_believed(engine, session, later):
    """As after a clock that went ahead was set right: such a sign-in would not end in years."""
    ahead = {"minutes": 1}, {"minutes": 3}, {"days": 365}
    roles = []
    for by in ahead:
        later(**{unit: -number for unit, number in by.items()})
        said = account(confirmed_at=datetime.now(UTC))
        roles.append((role(engine, session), actor_of_account(engine, said).role))
    print(f"1 minute, 3 minutes, a year ahead: {roles}")
    assert roles == [(Role.EDITOR, Role.EDITOR), *[(Role.STRANGER, Role.STRANGER)] * 2]


def test_a_guessed_session_is_a_stranger(engine, session):
    for guess in ("", session[:-1], session.upper()):
        assert role(engine, guess) is Role.STRANGER


def test_a_session_follows_the_role_and_ends_with_the_person(engine, thandi, session):
    changed = THANDI.model_copy(update={"role": Role.VIEWER, "groups": frozenset()})
    change_person(engine, thandi, changed, base_version=1, actor=LOCAL)
    assert role(engine, session) is Role.VIEWER

    remove_person(engine, thandi, base_version=2, actor=LOCAL)
    assert role(engine, session) is Role.STRANGER


# Accounts of a provider


def test_a_verified_address_is_the_person_and_from_then_on_the_account_is(engine, thandi):
    assert actor_of_account(engine, account()).person == thandi
    with reading(engine) as connection:
        assert person(connection, thandi).bound

    assert actor_of_account(engine, account(email="new@example.org")).person == thandi


@pytest.mark.parametrize("other", [{"issuer": "https://evil.example"}, {"subject": "43"}])
def test_another_account_with_the_same_address_is_not_the_person(engine, thandi, other):
    actor_of_account(engine, account())

    stranger = actor_of_account(engine, account(**other), domains=["example.org"])
    assert (stranger.person, stranger.role) == ("", Role.VIEWER)
    assert actor_of_account(engine, account(**other)).role is Role.STRANGER


def test_an_account_that_was_forgotten_gives_way_to_the_next(engine, thandi):
    actor_of_account(engine, account())
    change_person(engine, thandi, THANDI, base_version=1, actor=LOCAL, unbind=True)

    assert actor_of_account(engine, account(issuer="https://new.example")).person == thandi


def test_whom_nobody_added_reads_only_with_an_address_of_a_listed_domain(engine, thandi):
    addresses = {
        "else@example.org": True,
        "Else@EXAMPLE.ORG ": True,
        "else@sub.example.org": False,
        "else@evil-example.org": False,
        "else@example.org.evil.test": False,
        "else@example.org@evil.test": False,
        "example.org": False,
        "@example.org": False,
        "": False,
    }
    closed = [actor_of_account(engine, account(subject="7", email=one)) for one in addresses]
    listed = [
        actor_of_account(
            engine, account(subject="7", email=one), domains=["ifla.org", "example.org"]
        )
        for one in addresses
    ]
    let_in = sum(actor.role is not Role.STRANGER for actor in closed)
    print(f"{let_in} of {len(closed)} accounts nobody added read without a list")
    assert not let_in
    assert [actor.role is Role.VIEWER for actor in listed] == list(addresses.values())
    assert {(actor.person, actor.groups) for actor in listed} == {("", frozenset())}


def test_an_account_is_believed_for_twelve_hours(engine, thandi):
    now = datetime.now(UTC)
    young = account(confirmed_at=now - timedelta(hours=11, minutes=59))
    old = account(confirmed_at=now - timedelta(hours=12, seconds=1))

    assert actor_of_account(engine, young).role is Role.EDITOR
    assert actor_of_account(engine, old).role is Role.STRANGER


def test_a_sign_in_that_was_ended_stays_ended_and_a_new_one_is_welcome(engine, thandi):
    first = account()
    assert actor_of_account(engine, first).person == thandi
    end_account(engine, first)
    end_account(engine, first)

    assert actor_of_account(engine, first).role is Role.STRANGER
    again = account(confirmed_at=first.confirmed_at + timedelta(seconds=1))
    assert actor_of_account(engine, again).person == thandi


def test_the_end_of_all_sign_ins_ends_those_by_account_too(engine, thandi):
    before = account(confirmed_at=datetime.now(UTC) - timedelta(seconds=1))
    assert actor_of_account(engine, before).person == thandi
    end_sign_ins(engine, thandi, actor=LOCAL)

    assert actor_of_account(engine, before).role is Role.STRANGER
    assert actor_of_account(engine, account()).person == thandi
