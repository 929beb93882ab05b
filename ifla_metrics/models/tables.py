"""All tables: the schema that the newest migration gives, with what SQLAlchemy cannot say.

That is triggers, the index of words and one row. Triggers refuse to change the past, whoever asks.
They are made after the tables of an empty database, and dropped before them.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models import editions, log_tables, reference_tables, system_tables
from ifla_metrics.models.base import BaseRow

MODULES = (editions, log_tables, reference_tables, system_tables)
"""Importing them registers their tables."""
METADATA = BaseRow.metadata
for table in METADATA.tables.values():
    table.dialect_options["sqlite"]["strict"] = True
REFUSAL = "is never changed or deleted"
HISTORY = ("audit_entry", "edition", "edition_figure", "edition_file")
"""Tables whose rows are never changed or deleted, beside those of a version's lists."""
CLOSED_AGAIN = "OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL"
DECIDED_AGAIN = (
    "OLD.superseded_at IS NOT NULL OR OLD.approved_at IS NOT NULL OR OLD.returned_at IS NOT NULL"
    " OR OLD.withdrawn OR (NEW.approved_at IS NULL) = (NEW.returned_at IS NULL)"
    " OR NEW.approved_at < OLD.recorded_at OR NEW.returned_at < OLD.recorded_at"
)
DECISION = ("approved_at", "returned_at", "decided_by", "comment")

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
"""The index of words (`store.search`); a version that another one follows is not found."""
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
POSTGRESQL_REFUSAL = (
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$"
    f" BEGIN RAISE EXCEPTION '% {REFUSAL}', TG_TABLE_NAME"
    " USING ERRCODE = 'integrity_constraint_violation'; END $$"
)


@sa.event.listens_for(METADATA, "after_create")
def _complete(metadata: sa.MetaData, connection: Connection, **_: Any) -> None:
    """Make what belongs to the tables, after they were made."""
    sqlite = connection.dialect.name == "sqlite"
    search = SQLITE_SEARCH if sqlite else POSTGRESQL_SEARCH
    for statement in (FIRST_REVISION, *_protection(metadata, sqlite), *search):
        connection.execute(sa.text(statement))


@sa.event.listens_for(METADATA, "before_drop")
def _drop(_metadata: sa.MetaData, connection: Connection, **_: Any) -> None:
    """Drop it again, before the tables are dropped."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DROP TABLE search_index"))
        return
    for function in ("refuse_change", "drop_search_text"):  # Their triggers go with them.
        connection.execute(sa.text(f"DROP FUNCTION {function}() CASCADE"))


def _protection(metadata: sa.MetaData, sqlite: bool) -> Iterator[str]:
    """Yield the statements that make the triggers which refuse to change the past.

    A version may be closed once, and while it is current approved or returned once.
    """
    tables = metadata.tables.items()
    lists = [name for name, t in tables if "version_id" in t.c and name != "search_text"]
    history = [*HISTORY, *lists]
    versions = [name for name, t in tables if "superseded_at" in t.c]
    if not sqlite:
        yield POSTGRESQL_REFUSAL
        for name in [*history, *versions]:
            yield (
                f"CREATE TRIGGER keep_{name} BEFORE TRUNCATE ON {name}"
                " EXECUTE FUNCTION refuse_change()"
            )

    def refuse(table: str, name: str, event: str, when: str = "") -> str:
        action = "EXECUTE FUNCTION refuse_change()"
        if sqlite:
            action = f"BEGIN SELECT RAISE(ABORT, '{table} {REFUSAL}'); END"
        condition = f"WHEN ({when}) " if when else ""
        return (
            f"CREATE TRIGGER keep_{table}_{name} BEFORE {event} ON {table}"
            f" FOR EACH ROW {condition}{action}"
        )

    for table in history:
        yield refuse(table, "update", "UPDATE")
        yield refuse(table, "delete", "DELETE")
    for table in versions:
        names = [c.name for c in metadata.tables[table].c]
        fixed = ", ".join(f'"{n}"' for n in names if n not in ("superseded_at", *DECISION))
        yield refuse(table, "update", f"UPDATE OF {fixed}")
        yield refuse(table, "closed", "UPDATE OF superseded_at", CLOSED_AGAIN)
        yield refuse(table, "decided", f"UPDATE OF {', '.join(DECISION)}", DECIDED_AGAIN)
        yield refuse(table, "delete", "DELETE")
