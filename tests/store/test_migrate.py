"""Migrations lose no row, refuse what they do not know, and show nobody half a database."""

import shutil

import pytest
import sqlalchemy as sa

from ifla_metrics.errors import NotReady
from ifla_metrics.store import migrate
from ifla_metrics.store.database import engine_of, read_transaction, revision
from ifla_metrics.store.initialise import initialise
from ifla_metrics.store.summary_cells import verify
from tests.conftest import BOTH_BY_DAY
from tests.store.conftest import DATA

KEPT = ("story", "activity_version", "participation", "audit_entry", "denominator")
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
def empty(database_url):
    yield database_url
    engine_of(database_url).dispose()


@pytest.fixture
def later(tmp_path, monkeypatch):
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder)
    (folder / "versions" / "0006_later.py").write_text(LATER)
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    monkeypatch.setattr(migrate, "HEAD", "0006")
    return folder


def rows(url):
    with read_transaction(engine_of(url)) as connection:
        revision(connection)
        return tuple(
            connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in KEPT
        )


def columns(url, table):
    with engine_of(url).connect() as connection:
        return {column["name"] for column in sa.inspect(connection).get_columns(table)}


@pytest.mark.parametrize("layout", ["0003", "0023"])
def test_a_schema_that_is_not_known_is_refused_and_not_called_newer(empty, layout):
    initialise(empty, data=DATA, empty=True)
    with engine_of(empty).begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{layout}'")

    with pytest.raises(NotReady, match=f"layout {layout}, which this program"):
        migrate.require_ready(engine_of(empty))
    with pytest.raises(NotReady, match=f"layout {layout}, which this program"):
        initialise(empty, data=DATA)


@BOTH_BY_DAY
def test_init_migrates_an_older_database_keeps_its_rows_and_counts_its_cells(history_url, later):
    before = rows(history_url)
    with engine_of(history_url).begin() as connection:
        connection.exec_driver_sql("DELETE FROM summary_cell WHERE known = '2012-12'")
    with pytest.raises(NotReady, match="python -m ifla_metrics init"):
        migrate.require_ready(engine_of(history_url))

    assert not initialise(history_url, data=DATA)

    migrate.require_ready(engine_of(history_url))
    assert rows(history_url) == before
    assert verify(engine_of(history_url)) == []
    assert "place" in columns(history_url, "story")
    assert "unit" in columns(history_url, "denominator")
