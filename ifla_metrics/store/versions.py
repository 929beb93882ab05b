"""Read versions of activities and records from the tables.

Their drafts are not validated again, because rules may have become stricter.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import Connection

from ifla_metrics.errors import UnknownCode, n_
from ifla_metrics.models.drafts import AnyDraft
from ifla_metrics.models.log_tables import ACTIVITY_LISTS, ACTIVITY_VERSION, column_name
from ifla_metrics.store.database import BATCH, batches, fetch
from ifla_metrics.store.kinds import DAYS, AnyKind, Draft_co, Kind, kind_named, kind_of_draft

Model = TypeVar("Model", bound=BaseModel)
Converter = Callable[[Any], Any]
"""Converts a stored value to the value of a draft's field."""


class Version(NamedTuple, Generic[Draft_co]):
    """A version of an entry: its draft, and who recorded it, when and why."""

    draft: Draft_co
    # The other fields are columns of the table.
    uid: str
    version: int
    recorded_at: datetime
    recorded_by: str
    reason: str = ""
    withdrawn: bool = False
    idempotency_key: str | None = None
    approved_at: datetime | None = None
    returned_at: datetime | None = None
    decided_by: str | None = None
    comment: str | None = None
    logged_on: date | None = None
    """The day on which an activity was first logged; None if it is only assumed."""
    id: int = 0
    """Set when it is stored."""

    @property
    def kind(self) -> str:
        """The kind of entry: `activity` or a kind of record."""
        return kind_of_draft(self.draft).name

    @property
    def title(self) -> str:
        """The title of the entry, or its indicator, cohort or subject."""
        return str(getattr(self.draft, kind_of_draft(self.draft).title.name))

    @property
    def groups(self) -> tuple[str, ...]:
        """The working groups that own the entry, lead group first."""
        return self.draft.owners

    @property
    def framework(self) -> str:
        """The strategy of a record; empty for an activity."""
        return str(vars(self.draft).get("framework", ""))

    @property
    def day(self) -> date | None:
        """The day of the entry; see `DAYS`."""
        values = vars(self.draft)
        return next((values[name] for name in DAYS if values.get(name)), None)


AnyVersion = Version[AnyDraft]
VersionsByUid = Mapping[str, AnyVersion]
"""Current versions by uid."""


def versions_of(connection: Connection, kind: str, uid: str) -> list[AnyVersion]:
    """Return all versions of an entry, oldest first; raises UnknownCode if there is none."""
    entry_kind = kind_named(kind)
    versions = read_versions(connection, entry_kind, entry_kind.table.c.uid == uid)
    if not versions:
        raise UnknownCode(n_("entry"), uid)
    return versions


def current_versions(
    connection: Connection,
    kind: AnyKind,
    *,
    groups: Collection[str] | None = None,
    uids: Collection[str] | None = None,
) -> dict[str, AnyVersion]:
    """Return the latest versions of a kind by uid, including withdrawn ones; activities by date.

    `groups` and `uids` restrict them, unless they are None.
    """
    c = kind.table.c
    rules = (c.superseded_at.is_(None), kind.owned_by(groups))
    order = [c.started_on] if kind.table is ACTIVITY_VERSION else []
    conditions: list[sa.ColumnElement[bool]] = [sa.true()]
    if uids is not None:
        conditions = [c.uid.in_(batch) for batch in batches(sorted(uids), BATCH)]
    return {
        version.uid: version
        for condition in conditions
        for version in read_versions(connection, kind, *rules, condition, order=order)
    }


def read_versions(
    connection: Connection,
    kind: Kind[Draft_co],
    *rules: sa.ColumnElement[bool],
    order: Iterable[sa.ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[Version[Draft_co]]:
    """Return versions that meet all rules, by `order` and then by id."""
    statement = sa.select(kind.table).where(*rules).order_by(*order, kind.table.c.id).limit(limit)
    rows = connection.execute(statement).mappings().all()
    ids = [row["id"] for row in rows]
    fields = ACTIVITY_LISTS if kind.table is ACTIVITY_VERSION else ()
    lists = {field: read_lists(connection, field, ids) for field in fields}
    columns = [name for name in Version._fields if name in kind.table.c]
    versions = []
    for row in rows:
        lines = {field: tuple(by_id[row["id"]]) for field, by_id in lists.items()}
        draft = _draft(kind.draft, kind.table, row, **lines)
        versions.append(Version(draft, **{name: row[name] for name in columns}))
    return versions


def read_lists(connection: Connection, field: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return the lines of one field (`groups`, `countries`, …) by the id of the version."""
    table, line = ACTIVITY_LISTS[field]
    names = [line] if isinstance(line, str) else [column for _, column, _ in _columns(line, table)]
    version = table.c.version_id
    statement = sa.select(version, *(table.c[name] for name in names)).order_by(*table.primary_key)
    lines: dict[int, list[Any]] = defaultdict(list)
    for batch in batches(ids, BATCH):
        for id_, *values in fetch(connection, statement.where(version.in_(batch))):
            value = values[0]
            if not isinstance(line, str):
                value = _draft(line, table, dict(zip(names, values, strict=True)))
            lines[id_].append(value)
    return lines


def _draft(model: type[Model], table: sa.Table, row: Mapping[Any, Any], **lists: Any) -> Model:
    values = {field: convert(row[column]) for field, column, convert in _columns(model, table)}
    return model.model_construct(**values, **lists)


@cache
def _columns(model: type[BaseModel], table: sa.Table) -> list[tuple[str, str, Converter]]:
    """Return the fields that are columns of a table, with column and converter."""
    return [
        (field, column_name(field), _converter_of(info))
        for field, info in model.model_fields.items()
        if column_name(field) in table.c
    ]


def _converter_of(field: FieldInfo) -> Converter:
    if field.annotation is bool:
        return bool
    return (lambda code: code or "") if field.default == "" else (lambda value: value)
