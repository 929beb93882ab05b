"""People: kept by the secretariat alone, and gone from everything but the history when removed."""

import pytest
import sqlalchemy as sa

from ifla_metrics.access import LOCAL, Actor, Role
from ifla_metrics.errors import InvalidRecord, NotAllowed, UnknownCode
from ifla_metrics.models.drafts import PersonDraft
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.entries import record
from ifla_metrics.store.people import (
    add_person,
    change_person,
    people,
    remove_person,
)
from ifla_metrics.store.rights import names, stored_actor
from tests.conftest import sqlite_url
from tests.store.conftest import close, draft, entries, prepare_empty

THANDI = PersonDraft(
    name="Thandi Mokoena", email="Thandi@Example.ORG ", role=Role.EDITOR, groups={"ALP"}
)
OFFICE = PersonDraft(name="Office", email="office@example.org", role=Role.SECRETARIAT)


def added(engine, said=THANDI):
    return add_person(engine, said, actor=LOCAL).uid


def actor_of(engine, code):
    with reading(engine) as connection:
        return stored_actor(connection, code)


def change(engine, code, base=1, *, said=THANDI, **fields):
    return change_person(
        engine, code, said.model_copy(update=fields), base_version=base, actor=LOCAL
    )


def test_a_person_is_found_as_kept_with_an_address_that_nobody_else_has(engine):
    code = added(engine)

    with reading(engine) as connection:
        [found] = people(connection)
    assert (found.code, found.version, found.draft, found.bound) == (code, 1, THANDI, False)
    assert found.draft.email == "thandi@example.org"
    expected = Actor(code, Role.EDITOR, {"ALP"}, person=code, shown="Thandi Mokoena")
    assert actor_of(engine, code) == expected
    with pytest.raises(InvalidRecord, match="is the address of Thandi Mokoena already"):
        added(engine, THANDI.model_copy(update={"name": "Jorge"}))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"email": "a@b.org,c@d.org"}, "not an e-mail address"),
        ({"groups": frozenset()}, "at least one group"),
        ({"role": Role.VIEWER}, "Only an editor"),
    ],
)
def test_a_person_who_does_not_make_sense_is_refused(said, why):
    with pytest.raises(InvalidRecord, match=why):
        PersonDraft(**{**THANDI.model_dump(), **said})


def test_the_last_of_the_secretariat_stays(engine):
    code = added(engine, OFFICE)
    with pytest.raises(InvalidRecord, match="Nobody of the secretariat"):
        change(engine, code, said=OFFICE, role=Role.VIEWER)
    with pytest.raises(InvalidRecord, match="Nobody of the secretariat"):
        remove_person(engine, code, base_version=1, actor=LOCAL)

    added(engine, PersonDraft(name="Second", role=Role.SECRETARIAT))
    assert remove_person(engine, code, base_version=1, actor=LOCAL).version == 2


def test_a_removed_person_is_a_pseudonym_in_a_whole_history(engine):
    code = added(engine)
    change(engine, code, groups=frozenset({"ALP", "HQ"}))
    for number in range(20):
        record(engine, draft(title=f"Workshop {number}"), actor=actor_of(engine, code))
    remove_person(engine, code, base_version=2, actor=LOCAL)

    with reading(engine) as connection:
        audited = entries(connection, limit=1000)
        assert len([e for e in audited if e.actor == code]) == 20
        said = [e.reason for e in audited if e.subject == code]
        assert said == ["removed", "editor ALP → editor ALP HQ", "editor ALP"]
        assert names(connection) == {}
        assert people(connection) == []
        assert all(
            word not in str(row)
            for table in METADATA.tables.values()
            for row in connection.execute(sa.select(table))
            for word in ("Thandi", "Mokoena", "thandi@example.org")
        )
    with pytest.raises(UnknownCode):
        change(engine, code, base=3)
    assert actor_of(engine, code).role is Role.STRANGER


def test_of_a_removed_person_nothing_is_left_in_the_file(tmp_path):
    url = sqlite_url(tmp_path / "log.sqlite3")
    prepare_empty(url)
    engine = engine_of(url)
    code = added(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"thandi@example.org" in (tmp_path / "log.sqlite3").read_bytes()

    remove_person(engine, code, base_version=1, actor=LOCAL)

    files = [p.read_bytes() for p in tmp_path.iterdir()]
    close(url)
    for word in (b"Thandi", b"Mokoena", b"thandi@example.org"):
        assert not any(word in content for content in files)


def test_nothing_is_written_while_the_tool_is_served_for_reading(engine, monkeypatch):
    monkeypatch.setenv("IFLA_READ_ONLY", "1")

    with pytest.raises(NotAllowed, match="for reading only"):
        record(engine, draft(), actor=LOCAL)
    with pytest.raises(NotAllowed, match="for reading only"):
        added(engine)
