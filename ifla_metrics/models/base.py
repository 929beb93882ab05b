"""What all tables share: types for both databases, names of constraints, common rules and columns.

SQLite tables are STRICT (`tables`), so a text where a number belongs is an error. STRICT knows only
INTEGER, REAL and TEXT (and BLOB); the compilers below say which of them each type becomes.

The mixins at the end hold columns that several tables have. Columns of the last base come first.
"""

import re
from datetime import date, datetime
from typing import Any, ClassVar, cast, get_args

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel
from sqlmodel.sql.sqltypes import AutoString

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BigInt = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit integer on both databases."""


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


@compiles(sa.Float, "sqlite")
def _real(_type: Any, _compiler: Any, **_: Any) -> str:
    return "REAL"


class BaseRow(SQLModel):
    """Base of all tables, named like their class (`NilReturnRow` is `nil_return`)."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=NAMING_CONVENTION)

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()


def table_of(rows: type[SQLModel] | Any) -> sa.Table:
    """Return the table of a class that was made with `table=True`."""
    return cast(sa.Table, vars(rows)["__table__"])


# Rules


def check(name: str, rule: str) -> sa.CheckConstraint:
    """Return a CHECK that both databases understand."""
    return sa.CheckConstraint(rule, name=name)


def enum_check(column: str, words: Any) -> sa.CheckConstraint:
    """Return the CHECK that a column holds one of these words, given as a list or a Literal."""
    listed = ", ".join(f"'{word}'" for word in get_args(words) or words)
    return check(f"{column}_known", f"{column} IN ({listed})")


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """Return an index of the rows that meet a condition."""
    rule = sa.text(where)
    return sa.Index(name, *columns, unique=unique, sqlite_where=rule, postgresql_where=rule)


# Columns


class IdMixin(BaseRow):
    """A table with a running number of 64 bits."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInt)


class FrameworkMixin(BaseRow):
    """Rows of a framework."""

    framework: str = Field(primary_key=True, foreign_key="framework.id")


class SourceMixin(BaseRow):
    """Where a row comes from."""

    source: str
    note: str


class RetirableMixin(BaseRow):
    """Rows of a file; one that left its file is retired, because others may refer to it."""

    retired_on: date | None = None


class ValidityMixin(BaseRow):
    """What holds between two days; None is open."""

    valid_from: date | None = None
    valid_to: date | None = None


class KnownBetweenMixin(BaseRow):
    """Rows that are never changed, only followed by another."""

    known_from: datetime | None = None
    """When it came into its file; NULL: it was there from the beginning."""
    known_until: datetime | None = None
    """When it left its file; NULL: it is current."""


class FileMixin(BaseRow):
    """The bytes of a file."""

    media_type: str
    size: int
    content: bytes = Field(sa_type=sa.LargeBinary)
