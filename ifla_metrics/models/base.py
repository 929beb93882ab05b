"""What all tables share: names of constraints, strict types on SQLite, and the CHECKs of words.

SQLite tables are STRICT, so text where a number belongs is an error and not a surprise. STRICT
knows only INTEGER, REAL and TEXT: the types below say which of them a column becomes there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A whole number of 64 bits on both databases."""

STRICT = {"sqlite_strict": True}
KEYED = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""A table that is read by its primary key and stored in its order."""


@compiles(sa.String, "sqlite")
@compiles(sa.Text, "sqlite")
@compiles(sa.Date, "sqlite")
@compiles(sa.DateTime, "sqlite")
@compiles(AutoString, "sqlite")
def _text(_type: Any, _compiler: Any, **_: Any) -> str:
    return "TEXT"


@compiles(sa.Boolean, "sqlite")
def _integer(_type: Any, _compiler: Any, **_: Any) -> str:
    return "INTEGER"


@compiles(sa.Double, "sqlite")
def _real(_type: Any, _compiler: Any, **_: Any) -> str:
    return "REAL"


class Stored(SQLModel):
    """Base of all tables."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=NAMES)


def check(name: str, rule: str) -> sa.CheckConstraint:
    """Return a CHECK that both databases understand."""
    return sa.CheckConstraint(rule, name=name)


def one_of(column: str, words: Iterable[str]) -> sa.CheckConstraint:
    """Return the CHECK that a column holds one of these words."""
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def truth(*columns: str) -> list[sa.CheckConstraint]:
    """Return the CHECKs that these columns are true or false, also where they are numbers."""
    return [sa.CheckConstraint(f"{c} IN (true, false)", name=f"{c}_truth") for c in columns]


IS_WAITING = sa.text("superseded_at IS NULL AND approved_at IS NULL AND returned_at IS NULL")
IS_RETURNED = sa.text("superseded_at IS NULL AND returned_at IS NOT NULL")


def decided(table: str, *beside: str) -> list[sa.Index]:
    """Return the indexes of a table of versions that find what waits for review or was returned.

    That of what waits holds the columns `beside` as well, so that it is counted without the table.
    """
    return [
        sa.Index(f"ix_{table}_{name}", *columns, sqlite_where=rule, postgresql_where=rule)
        for name, columns, rule in (
            ("waiting", ("recorded_at", *beside), IS_WAITING),
            ("returned", ("returned_at",), IS_RETURNED),
        )
    ]


def recorded(table: str, *beside: str) -> list[sa.Index]:
    """Return the indexes of a table of versions that find what came between two moments.

    That of first versions holds the columns `beside` as well; there is none without them.
    """
    ways: list[tuple[str, tuple[str, ...], str]] = [
        ("amended", ("recorded_at",), "version > 1"),
        ("approved_later", ("approved_at",), "version > 1"),
        ("sent_back", ("returned_at",), "returned_at IS NOT NULL"),
    ]
    if beside:
        ways.append(("first", ("recorded_at", *beside), "version = 1"))
    return [
        sa.Index(
            f"ix_{table}_{name}",
            *columns,
            sqlite_where=sa.text(rule),
            postgresql_where=sa.text(rule),
        )
        for name, columns, rule in ways
    ]


STANDS = "known_until IS NULL"


def standing_once(table: str, *key: str, dated: bool) -> list[sa.Index]:
    """Return the unique indexes by which an entry of a dated list stands once; ended ones are free.

    Two NULLs are unlike, so `dated` entries (`valid_from` is part of their key) that have no first
    day have an index of their own.
    """
    whole = (*key, "valid_from") if dated else key
    wanted = [("standing", whole, STANDS)]
    if dated:
        wanted.append(("standing_undated", key, f"{STANDS} AND valid_from IS NULL"))
    return [
        sa.Index(
            f"uq_{table}_{name}",
            *columns,
            unique=True,
            sqlite_where=sa.text(rule),
            postgresql_where=sa.text(rule),
        )
        for name, columns, rule in wanted
    ]
