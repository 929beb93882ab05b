"""Migrations go up, down and up again, on both databases, and refuse what they do not know."""

import os
import random
import subprocess
import sys
import time

import pytest

from ifla_metrics.errors import NotReady
from ifla_metrics.models.tables import METADATA
from ifla_metrics.store import migrate, readiness
from ifla_metrics.store.database import engine_of, reading
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.revision_row import revision
from ifla_metrics.store.revisions import watch
from tests.store.conftest import DATA, verify


@pytest.fixture
def empty(database_url):
    yield database_url
    engine_of(database_url).dispose()
    watch(database_url).close()


ASKED = (migrate.require_ready, readiness.require_ready)


def tables(url):
    import sqlalchemy as sa

    with engine_of(url).connect() as connection:
        return set(sa.inspect(connection).get_table_names()) & set(METADATA.tables)


def test_the_head_is_the_newest_file():
    assert readiness.known()[-1] == readiness.HEAD


def test_an_empty_database_says_which_command_helps(empty):
    assert migrate.current(empty) is None
    for asked in ASKED:
        with pytest.raises(NotReady, match="python -m ifla_metrics init"):
            asked(empty)


def test_the_driver_alone_says_what_the_engine_says(url):
    for asked in ASKED:
        asked(url)
    with engine_of(url).begin() as connection:
        connection.exec_driver_sql("UPDATE loaded SET fingerprint = '1' WHERE part = 'cells'")
    for asked in ASKED:
        with pytest.raises(NotReady, match="python -m ifla_metrics init"):
            asked(url)


def test_asking_for_a_file_that_is_not_there_does_not_make_it(tmp_path):
    with pytest.raises(NotReady):
        readiness.require_ready(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


def test_up_down_and_up_again_gives_the_same_schema(empty):
    for revision_id in readiness.known():
        migrate.upgrade(empty, revision_id)
        assert migrate.current(empty) == revision_id
    assert tables(empty) == set(METADATA.tables)

    migrate.downgrade(empty, "base")
    assert tables(empty) == set()

    migrate.upgrade(empty)
    with pytest.raises(NotReady, match="python -m ifla_metrics init"):
        migrate.require_ready(empty)  # No cells have been counted yet.
    assert migrate.differences(empty) == []
    with reading(engine_of(empty)) as connection:
        assert revision(connection) == 0


def test_a_schema_of_a_newer_program_is_refused(empty):
    migrate.upgrade(empty)
    with engine_of(empty).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    for asked in ASKED:
        with pytest.raises(NotReady, match="newer than this program"):
            asked(empty)
    with pytest.raises(NotReady, match="newer than this program"):
        migrate.upgrade(empty)


KEPT = ("activity", "activity_version", "participation", "audit_entry", "observation", "story")
"""Tables of the log that stand since their migration: no later one may lose a row of them."""


def rows(url):
    with reading(engine_of(url)) as connection:
        return {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in KEPT
        }


def test_going_down_to_the_audit_and_up_again_loses_no_row_of_the_log(history_url):
    before = rows(history_url)
    steps = [one for one in readiness.known() if one >= "0005"]
    for step in reversed(steps[:-1]):
        migrate.downgrade(history_url, step)
        assert rows(history_url) == before, step
    for step in steps[1:]:
        migrate.upgrade(history_url, step)
        assert rows(history_url) == before, step
    assert migrate.differences(history_url) == []
    with pytest.raises(NotReady, match="python -m ifla_metrics init"):
        migrate.require_ready(history_url)  # Cells of another layout stood on the way.
    initialise(history_url, data=DATA)
    assert rows(history_url) == before
    assert verify(engine_of(history_url)) == []


MIGRANT = """
import sys
from ifla_metrics.store import migrate
print("ready", flush=True)
migrate.upgrade(sys.argv[1])
print("done", flush=True)
"""
KILLS = 20 if os.environ.get("IFLA_NIGHT") else 2


def test_a_migration_that_is_killed_is_whole_or_did_not_begin(history_url):
    before, chance, whole = rows(history_url), random.Random(23), 0
    for _ in range(KILLS):
        if migrate.current(history_url) == readiness.HEAD:
            migrate.downgrade(history_url, "0006")
        engine_of(history_url).dispose()
        process = subprocess.Popen(
            [sys.executable, "-c", MIGRANT, history_url], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.6))
        process.kill()
        whole += process.stdout.read() == "done\n"
        process.wait()
        process.stdout.close()
        assert migrate.current(history_url) in ("0006", readiness.HEAD)
        assert rows(history_url) == before
    migrate.upgrade(history_url)
    assert migrate.differences(history_url) == []
    print(f"{KILLS} kills, {whole} had ended before, 0 half migrated")
