"""Base class and mixins of the tables, constraint names, and column types for both databases.

SQLite tables are STRICT (see `tables`): they reject text in a number column and accept only
INTEGER, REAL, TEXT and BLOB. The compilers below map SQLAlchemy's types to these.

A table has the columns of its last mixin first.
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
    """Base of all tables. The class `NilReturnRow` gives the table `nil_return`."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=NAMING_CONVENTION)

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Row")).lower()


def table_of(model: type[SQLModel] | Any) -> sa.Table:
    """Return the table of a class declared with `table=True`."""
    return cast(sa.Table, vars(model)["__table__"])


# Constraints and indexes


def check(name: str, condition: str) -> sa.CheckConstraint:
    """Return a CHECK constraint; write the condition in SQL that both databases understand."""
    return sa.CheckConstraint(condition, name=name)


def enum_check(column: str, values: Any) -> sa.CheckConstraint:
    """Return the CHECK that a column holds one of `values`, a sequence or a Literal."""
    quoted = ", ".join(f"'{value}'" for value in get_args(values) or values)
    return check(f"{column}_known", f"{column} IN ({quoted})")


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """Return an index of the rows that meet a condition."""
    condition = sa.text(where)
    return sa.Index(
        name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition
    )


# Mixins


class IdMixin(BaseRow):
    """Rows numbered by a 64-bit integer."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BigInt)


class FrameworkMixin(BaseRow):
    """Rows of a framework."""

    framework: str = Field(primary_key=True, foreign_key="framework.id")


class SourceMixin(BaseRow):
    """Rows that cite their source."""

    source: str
    note: str


class RetirableMixin(BaseRow):
    """Rows of a reference file; one removed from it is retired, because others refer to it."""

    retired_on: date | None = None


class ValidityMixin(BaseRow):
    """Facts valid between two days, both included; None leaves that end open."""

    valid_from: date | None = None
    valid_to: date | None = None


class KnownBetweenMixin(BaseRow):
    """Rows that are replaced by a new row instead of being changed."""

    known_from: datetime | None = None
    """When the row was added to its file; NULL if it was always there."""
    known_until: datetime | None = None
    """When the row left its file; NULL while it is current."""


class FileMixin(BaseRow):
    """Rows that store the content of a file."""

    media_type: str
    size: int
    content: bytes = Field(sa_type=sa.LargeBinary)
