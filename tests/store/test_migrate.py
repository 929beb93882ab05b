"""Migrations go up, down and up again, on both databases, and refuse what they do not know."""

import pytest

from ifla_metrics.errors import NotReady
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import migrate
from ifla_metrics.store.database import engine_of, reading, revision


@pytest.fixture
def empty(database_url):
    yield database_url
    engine_of(database_url).dispose()


def tables(url):
    import sqlalchemy as sa

    with engine_of(url).connect() as connection:
        return set(sa.inspect(connection).get_table_names()) & set(METADATA.tables)


def test_the_head_is_the_newest_file():
    assert migrate.known()[-1] == migrate.HEAD


def test_an_empty_database_says_which_command_helps(empty):
    assert migrate.current(empty) is None
    with pytest.raises(NotReady, match="python -m ifla_metrics init"):
        migrate.require_ready(empty)


def test_up_down_and_up_again_gives_the_same_schema(empty):
    for revision_id in migrate.known():
        migrate.upgrade(empty, revision_id)
        assert migrate.current(empty) == revision_id
    assert tables(empty) == set(METADATA.tables)

    migrate.downgrade(empty, "base")
    assert tables(empty) == set()

    migrate.upgrade(empty)
    migrate.require_ready(empty)
    assert migrate.differences(empty) == []
    with reading(engine_of(empty)) as connection:
        assert revision(connection) == 0


def test_a_schema_of_a_newer_program_is_refused(empty):
    migrate.upgrade(empty)
    with engine_of(empty).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(NotReady, match="newer than this program"):
        migrate.require_ready(empty)
    with pytest.raises(NotReady, match="newer than this program"):
        migrate.upgrade(empty)
