"""Migrations lose no row and refuse unknown schemas."""

import shutil

import pytest
import sqlalchemy as sa

from ifla_metrics.errors import NotReady
from ifla_metrics.store.database import engine_of
from ifla_metrics.store.operations import migrate
from ifla_metrics.store.operations.initialise import initialise
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import DATA
from tests.store.queries import sql, verify

TABLES = ("story", "activity_version", "participation", "audit_entry", "denominator")
LATER = """
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

def upgrade():
    op.add_column("story", sa.Column("place", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table(
        "denominator", recreate="always", table_kwargs={"sqlite_strict": True}
    ) as table:
        table.add_column(sa.Column("unit", sa.String(), nullable=True))
"""


@pytest.fixture
def next_schema(tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder)
    (folder / "versions" / "0006_later.py").write_text(LATER)
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    monkeypatch.setattr(migrate, "HEAD", "0006")


def rows(engine):
    return [sql(engine, f"SELECT count(*) FROM {table}") for table in TABLES]


def columns(engine, table):
    return {column["name"] for column in sa.inspect(engine).get_columns(table)}


@pytest.mark.parametrize("schema", ["0003", "0023"])
def test_an_unknown_schema_is_refused(blank_url, schema):
    initialise(blank_url, data=DATA, empty=True)
    with engine_of(blank_url).begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{schema}'")

    with pytest.raises(NotReady, match=f"schema {schema}, which this program"):
        migrate.require_ready(engine_of(blank_url))
    with pytest.raises(NotReady, match=f"schema {schema}, which this program"):
        initialise(blank_url, data=DATA)


@BOTH_BY_DAY
def test_init_migrates_an_older_database_without_losing_rows(history, history_url, next_schema):
    before = rows(history)
    with history.begin() as connection:
        connection.exec_driver_sql("DELETE FROM summary_cell WHERE known = '2012-12'")
    with pytest.raises(NotReady, match="python -m ifla_metrics init"):
        migrate.require_ready(history)

    assert not initialise(history_url, data=DATA)

    migrate.require_ready(history)
    assert rows(history) == before
    assert verify(history) == []
    assert "place" in columns(history, "story")
    assert "unit" in columns(history, "denominator")
