"""Read versions of activities and records: rows of tables as drafts.

Drafts are not checked by their rules again, which may have become stricter since.
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
from ifla_metrics.store.kinds import AnyKind, Draft_co, Kind, any_kind, of_groups

Model = TypeVar("Model", bound=BaseModel)


class Version(NamedTuple, Generic[Draft_co]):
    """A version: its draft, and who recorded it, when and why. A form keeps `version`."""

    draft: Draft_co
    title: str
    kind: str
    """`activity` or a kind of record."""
    logged_on: date | None
    """The day on which an activity was first logged."""
    # Columns of its row:
    id: int
    uid: str
    version: int
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    reason: str
    approved_at: datetime | None
    returned_at: datetime | None
    decided_by: str | None
    comment: str | None

    @property
    def groups(self) -> tuple[str, ...]:
        """The working groups whose it is, the lead first."""
        return self.draft.owners

    @property
    def framework(self) -> str:
        """The strategy of a record; empty for an activity."""
        return str(vars(self.draft).get("framework", ""))

    @property
    def day(self) -> date | None:
        """The first day of an activity, the day of a record; of a milestone reached, or planned."""
        said = vars(self.draft)
        days = ("actual_on", "planned_on", "as_of", "started_on")
        return next((said[name] for name in days if said.get(name)), None)


AnyVersion = Version[AnyDraft]
Stored = Mapping[str, AnyVersion]
"""Current versions by uid."""


def versions_of(connection: Connection, kind: str, uid: str) -> list[AnyVersion]:
    """Return all versions of an entry, oldest first; raises UnknownCode when there is none."""
    found = any_kind(kind)
    versions = read_versions(connection, found, found.table.c.uid == uid)
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
    """Return the current versions of a kind by uid, withdrawn ones too, by their first day.

    Only those of `groups`, and only `uids`, where these are given.
    """
    c = kind.table.c
    rules = (c.superseded_at.is_(None), *of_groups(kind, groups))
    order = [c.started_on] if kind.table is ACTIVITY_VERSION else []
    some: list[sa.ColumnElement[bool]] = [sa.true()]
    if uids is not None:
        some = [c.uid.in_(batch) for batch in batches(sorted(uids), BATCH)]
    return {
        version.uid: version
        for one in some
        for version in read_versions(connection, kind, *rules, one, order=order)
    }


def read_versions(
    connection: Connection,
    kind: Kind[Draft_co],
    *rules: sa.ColumnElement[bool],
    order: Iterable[sa.ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[Version[Draft_co]]:
    """Return versions that meet conditions, as a rule in the order of the history."""
    statement = sa.select(kind.table).where(*rules).order_by(*order, kind.table.c.id).limit(limit)
    rows = connection.execute(statement).mappings().all()
    ids = [row["id"] for row in rows]
    fields = ACTIVITY_LISTS if kind.table is ACTIVITY_VERSION else ()
    lists = {field: read_lists(connection, field, ids) for field in fields}
    columns = Version._fields[Version._fields.index("id") :]

    def lists_of(id_: int) -> dict[str, tuple[Any, ...]]:
        return {field: tuple(lines[id_]) for field, lines in lists.items()}

    return [
        Version(
            _draft(kind.draft, kind.table, row, lists_of(row["id"])),
            row[kind.title.name],
            kind.name,
            row.get("logged_on"),
            *(row[name] for name in columns),
        )
        for row in rows
    ]


def read_lists(connection: Connection, field: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    """Return a list of activities (`groups`, `countries`, …) by the id of the version."""
    table, kind = ACTIVITY_LISTS[field]
    names = [kind] if isinstance(kind, str) else [column for _, column, _ in _cells(kind, table)]
    version = table.c.version_id
    statement = sa.select(version, *(table.c[name] for name in names)).order_by(*table.primary_key)
    found: dict[int, list[Any]] = defaultdict(list)
    for some in batches(ids, BATCH):
        for id_, *values in fetch(connection, statement.where(version.in_(some))):
            line = values[0]
            if not isinstance(kind, str):
                line = _draft(kind, table, dict(zip(names, values, strict=True)), {})
            found[id_].append(line)
    return found


def _draft(
    model: type[Model],
    table: sa.Table,
    row: Mapping[Any, Any],
    lists: Mapping[str, tuple[Any, ...]],
) -> Model:
    values = {field: value(row[column]) for field, column, value in _cells(model, table)}
    return model.model_construct(**{**values, **lists})


@cache
def _cells(model: type[BaseModel], table: sa.Table) -> list[tuple[str, str, Callable[[Any], Any]]]:
    """Return the fields that are columns, each with its column and what makes its value of it."""
    return [
        (field, column_name(field), _value_of(info))
        for field, info in model.model_fields.items()
        if column_name(field) in table.c
    ]


def _value_of(field: FieldInfo) -> Callable[[Any], Any]:
    if field.annotation is bool:
        return bool
    return (lambda code: code or "") if field.default == "" else (lambda value: value)
