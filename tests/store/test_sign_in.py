"""Sign-ins: by a link that works once, or an account of a provider; what ends them ends them."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.errors import InvalidRecord, NotAllowed
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import reading
from ifla_metrics.store.people import add_person, change_person, end_sign_ins, person, remove_person
from ifla_metrics.store.sessions import (
    Account,
    actor_of_account,
    actor_of_session,
    end_account,
    end_session,
    issue_link,
    use_link,
)
from tests.store.conftest import clock_at

THANDI = PersonDraft(
    name="Thandi Mokoena", email="thandi@example.org", role=Role.EDITOR, groups={"ALP"}
)


@pytest.fixture
def thandi(engine):
    return add_person(engine, THANDI, actor=LOCAL).uid


@pytest.fixture
def session(engine, thandi):
    return use_link(engine, issue_link(engine, thandi, actor=LOCAL).secret).secret


def after(**by):
    return clock_at(datetime.now(UTC) + timedelta(**by))


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


# Links and sessions


def test_a_link_signs_in_once_and_its_secrets_stand_nowhere_in_the_database(engine, thandi):
    secret, _ = issue_link(engine, thandi, actor=LOCAL)
    session, _ = use_link(engine, secret)

    actor = actor_of_session(engine, session)
    assert (actor.person, actor.role, actor.groups) == (thandi, Role.EDITOR, {"ALP"})
    with pytest.raises(NotAllowed, match="no longer valid"):
        use_link(engine, secret)
    assert min(len(secret), len(session)) * 6 >= 128
    with reading(engine) as connection:
        for table in METADATA.tables.values():
            for row in connection.execute(sa.select(table)):
                assert secret not in str(row)
                assert session not in str(row)


def test_a_link_that_expired_was_revoked_replaced_or_guessed_opens_nothing(engine, thandi, session):
    replaced, _ = issue_link(engine, thandi, actor=LOCAL)
    revoked, _ = issue_link(engine, thandi, actor=LOCAL)
    end_sign_ins(engine, thandi, actor=LOCAL)
    expired, _ = issue_link(engine, thandi, actor=LOCAL)
    with after(days=3, seconds=1):
        for secret in (replaced, revoked, expired, session, "", "guessed", expired[:-1]):
            with pytest.raises(NotAllowed):
                use_link(engine, secret)

    secret, _ = issue_link(engine, thandi, actor=LOCAL)
    inactive = THANDI.model_copy(update={"active": False})
    change_person(engine, thandi, inactive, base_version=1, actor=LOCAL)
    with pytest.raises(NotAllowed):
        use_link(engine, secret)
    with pytest.raises(InvalidRecord, match="not active"):
        issue_link(engine, thandi, actor=LOCAL)


def test_a_session_ends_by_itself_by_its_holder_and_is_never_guessed(engine, thandi, session):
    for seconds, believed in ((-5, Role.EDITOR), (5, Role.STRANGER)):
        with after(days=7, seconds=seconds):
            assert role(engine, session) is believed
    link, _ = issue_link(engine, thandi, actor=LOCAL)
    for guess in ("", session[:-1], session.upper(), link):
        assert role(engine, guess) is Role.STRANGER
    end_session(engine, session)
    assert role(engine, session) is Role.STRANGER


def test_a_session_follows_the_role_and_ends_with_the_person(engine, thandi, session):
    changed = THANDI.model_copy(update={"role": Role.VIEWER, "groups": frozenset()})
    change_person(engine, thandi, changed, base_version=1, actor=LOCAL)
    assert role(engine, session) is Role.VIEWER

    remove_person(engine, thandi, base_version=2, actor=LOCAL)
    assert role(engine, session) is Role.STRANGER


def test_a_sign_in_dated_in_the_future_is_not_believed(engine, session):
    """As after a clock that went ahead was set right: such a sign-in would not end in years."""
    said = account(confirmed_at=datetime.now(UTC))
    for minutes, believed in ((1, Role.EDITOR), (3, Role.STRANGER)):
        with after(minutes=-minutes):
            found = role(engine, session), actor_of_account(engine, said).role
        assert found == (believed, believed)


# Accounts of a provider


def test_a_verified_address_is_the_person_and_from_then_on_the_account_is(engine, thandi):
    assert actor_of_account(engine, account()).person == thandi
    with reading(engine) as connection:
        assert person(connection, thandi).bound

    assert actor_of_account(engine, account(email="new@example.org")).person == thandi
    for other in ({"issuer": "https://evil.example"}, {"subject": "43"}):
        visitor = actor_of_account(engine, account(**other), domains=["example.org"])
        assert (visitor.person, visitor.role) == ("", Role.VIEWER)
        assert actor_of_account(engine, account(**other)).role is Role.STRANGER

    change_person(engine, thandi, THANDI, base_version=1, actor=LOCAL, unbind=True)
    assert actor_of_account(engine, account(issuer="https://new.example")).person == thandi


@pytest.mark.parametrize(
    ("address", "reads"),
    [
        ("Else@EXAMPLE.ORG ", True),
        ("else@sub.example.org", False),
        ("else@evil-example.org", False),
        ("else@example.org.evil.test", False),
        ("else@example.org@evil.test", False),
        ("@example.org", False),
        ("", False),
    ],
)
def test_whom_nobody_added_reads_only_with_an_address_of_a_listed_domain(engine, address, reads):
    said = account(subject="7", email=address)
    listed = actor_of_account(engine, said, domains=["ifla.org", "example.org"])

    assert actor_of_account(engine, said).role is Role.STRANGER
    assert listed.role is (Role.VIEWER if reads else Role.STRANGER)
    assert (listed.person, listed.groups) == ("", frozenset())


def test_a_sign_in_lasts_twelve_hours_or_until_it_is_ended(engine, thandi):
    now = datetime.now(UTC)
    for age, believed in ((timedelta(hours=11, minutes=59), True), (timedelta(hours=12.1), False)):
        actor = actor_of_account(engine, account(confirmed_at=now - age))
        assert (actor.role is Role.EDITOR) is believed

    first = account()
    for _ in range(2):
        end_account(engine, first)
    assert actor_of_account(engine, first).role is Role.STRANGER
    again = account(confirmed_at=first.confirmed_at + timedelta(seconds=1))
    assert actor_of_account(engine, again).person == thandi

    with after(hours=-1):  # A clock that is set back while somebody signs out.
        end_account(engine, again)
    assert actor_of_account(engine, again).role is Role.STRANGER

    before = account(confirmed_at=datetime.now(UTC) - timedelta(seconds=1))
    assert actor_of_account(engine, before).person == thandi
    end_sign_ins(engine, thandi, actor=LOCAL)
    assert actor_of_account(engine, before).role is Role.STRANGER
    anew = account(confirmed_at=datetime.now(UTC) + timedelta(seconds=5))
    assert actor_of_account(engine, anew).person == thandi
