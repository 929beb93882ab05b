"""Everything moves from one kind of database to the other and back, with no difference."""

import pytest

from ifla_metrics.access import LOCAL, Role
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.store.backups import NotEmpty
from ifla_metrics.store.copying import copy_database
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.entries import record
from ifla_metrics.store.people import add_person
from ifla_metrics.store.sessions import issue_link
from tests.conftest import BOTH_BY_DAY, sqlite_url
from tests.store.conftest import close, differences, draft, state_of, verify
from tests.store.test_failures import PlannedFailure, failing


@pytest.fixture
def other(database_kind, request, tmp_path):
    """An empty place of the other kind."""
    if database_kind == "postgresql":
        url = sqlite_url(tmp_path / "copy" / "copied.sqlite3")
    else:
        server = request.getfixturevalue("postgres_server")
        url = server.url_of(server.create())
    yield url
    close(url)


@BOTH_BY_DAY
def test_everything_moves_to_the_other_kind_and_goes_on_there(history, other):
    office = PersonDraft(name="Bibliothèque 图书馆", email="a@example.org", role=Role.SECRETARIAT)
    code, _ = add_person(history, office, actor=LOCAL)
    issue_link(history, code, actor=LOCAL)
    before = state_of(history)
    target = engine_of(other)

    copied = copy_database(history, target)

    assert state_of(target) == state_of(history) == before
    assert copied["person"] == 1
    assert differences(other) == []
    assert verify(target) == []
    assert record(target, draft(), actor=LOCAL).version == 1
    with pytest.raises(NotEmpty):
        copy_database(history, target)


@BOTH_BY_DAY
def test_a_copy_that_fails_leaves_the_target_empty_and_can_be_repeated(history, other):
    target = engine_of(other)
    with failing(target, 200), pytest.raises(PlannedFailure):
        copy_database(history, target)

    copy_database(history, target)
    assert state_of(target) == state_of(history)
