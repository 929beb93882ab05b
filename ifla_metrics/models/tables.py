"""All tables, with the triggers, search index and first row that SQLAlchemy does not create.

Triggers reject changes to past rows, also from outside the application. Everything is created
after the tables of an empty database and dropped before them.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models import editions, log_tables, reference_tables, system_tables
from ifla_metrics.models.base import BaseRow

# Importing these modules registers their tables.
__all__ = ["METADATA", "editions", "log_tables", "reference_tables", "system_tables"]

METADATA = BaseRow.metadata
for table in METADATA.tables.values():
    table.dialect_options["sqlite"]["strict"] = True
REJECTION = "is never changed or deleted"
IMMUTABLE = ("audit_entry", "edition", "edition_figure", "edition_file")
"""Tables whose rows never change, besides the lists of activities."""
SUPERSEDED_AGAIN = "OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL"
DECIDED_AGAIN = (
    "OLD.superseded_at IS NOT NULL OR OLD.approved_at IS NOT NULL OR OLD.returned_at IS NOT NULL"
    " OR OLD.withdrawn OR (NEW.approved_at IS NULL) = (NEW.returned_at IS NULL)"
    " OR NEW.approved_at < OLD.recorded_at OR NEW.returned_at < OLD.recorded_at"
)
DECISION_COLUMNS = ("approved_at", "returned_at", "decided_by", "comment")

FIRST_REVISION = (
    "INSERT INTO revision (id, number, reference, audit_hash, audit_count) VALUES (1, 0, '', '', 0)"
)
SQLITE_SEARCH = (
    """
    CREATE VIRTUAL TABLE search_index USING fts5(
        text, content='search_text', content_rowid='version_id', detail=none, columnsize=0,
        prefix='2 3 4', tokenize='unicode61 remove_diacritics 0')
    """,
    """
    CREATE TRIGGER search_text_insert AFTER INSERT ON search_text BEGIN
        INSERT INTO search_index (rowid, text) VALUES (NEW.version_id, NEW.text); END
    """,
    """
    CREATE TRIGGER search_text_delete AFTER DELETE ON search_text BEGIN
        INSERT INTO search_index (search_index, rowid, text)
        VALUES ('delete', OLD.version_id, OLD.text); END
    """,
    """
    CREATE TRIGGER drop_search_text AFTER UPDATE OF superseded_at ON activity_version BEGIN
        DELETE FROM search_text WHERE version_id = OLD.id; END
    """,
)
"""Full-text index (`store.read.search`). A superseded version leaves it."""
POSTGRESQL_SEARCH = (
    """
    CREATE INDEX search_index ON search_text
        USING gin (array_to_tsvector(string_to_array(text, ' ')))
    """,
    """
    CREATE FUNCTION drop_search_text() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM search_text WHERE version_id = OLD.id; RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER drop_search_text AFTER UPDATE OF superseded_at ON activity_version
        FOR EACH ROW EXECUTE FUNCTION drop_search_text()
    """,
)
POSTGRESQL_REJECTION = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
    f" BEGIN RAISE EXCEPTION '% {REJECTION}', TG_TABLE_NAME"
    " USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


@sa.event.listens_for(METADATA, "after_create")
def _after_create(metadata: sa.MetaData, connection: Connection, **_: Any) -> None:
    sqlite = connection.dialect.name == "sqlite"
    search = SQLITE_SEARCH if sqlite else POSTGRESQL_SEARCH
    for statement in (FIRST_REVISION, *_triggers(metadata, sqlite), *search):
        connection.execute(sa.text(statement))


@sa.event.listens_for(METADATA, "before_drop")
def _before_drop(_metadata: sa.MetaData, connection: Connection, **_: Any) -> None:
    """Drop the functions on PostgreSQL; the tables of an SQLite file are never dropped."""
    for function in ("refuse_change", "drop_search_text"):  # CASCADE drops their triggers too.
        connection.execute(sa.text(f"DROP FUNCTION {function}() CASCADE"))


def _triggers(metadata: sa.MetaData, sqlite: bool) -> Iterator[str]:
    """Yield the statements that create the triggers rejecting changes to past rows.

    A version can be superseded once and, while it is current, approved or returned once.
    """
    tables = metadata.tables.items()
    lists = [name for name, t in tables if "version_id" in t.c and name != "search_text"]
    immutable = [*IMMUTABLE, *lists]
    versions = [name for name, t in tables if "superseded_at" in t.c]
    if not sqlite:
        yield POSTGRESQL_REJECTION
        for name in [*immutable, *versions]:
            yield (
                f"CREATE TRIGGER keep_{name} BEFORE TRUNCATE ON {name}"
                " EXECUTE FUNCTION refuse_change()"
            )

    def reject(table: str, name: str, event: str, when: str = "") -> str:
        action = "EXECUTE FUNCTION refuse_change()"
        if sqlite:
            action = f"BEGIN SELECT RAISE(ABORT, '{table} {REJECTION}'); END"
        condition = f"WHEN ({when}) " if when else ""
        return (
            f"CREATE TRIGGER keep_{table}_{name} BEFORE {event} ON {table}"
            f" FOR EACH ROW {condition}{action}"
        )

    for table in immutable:
        yield reject(table, "update", "UPDATE")
        yield reject(table, "delete", "DELETE")
    for table in versions:
        columns = [c.name for c in metadata.tables[table].c]
        changeable = ("superseded_at", *DECISION_COLUMNS)
        fixed = ", ".join(f'"{name}"' for name in columns if name not in changeable)
        yield reject(table, "update", f"UPDATE OF {fixed}")
        yield reject(table, "closed", "UPDATE OF superseded_at", SUPERSEDED_AGAIN)
        yield reject(table, "decided", f"UPDATE OF {', '.join(DECISION_COLUMNS)}", DECIDED_AGAIN)
        yield reject(table, "delete", "DELETE")
