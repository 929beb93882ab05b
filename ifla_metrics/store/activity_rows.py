"""Versions of activities as rows of their tables, many at once, and back into drafts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models import activity_tables as tables
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
)
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.bulk import insert_rows
from ifla_metrics.store.database import is_sqlite

ACTIVITY = table_of(tables.ActivityRow)
VERSION = table_of(tables.ActivityVersionRow)
GROUP = table_of(tables.ActivityGroupRow)
COUNTRY = table_of(tables.ActivityCountryRow)
ASSOCIATION = table_of(tables.ActivityAssociationRow)
CONTRIBUTION = table_of(tables.ContributionRow)
ALIGNMENT = table_of(tables.AlignmentRow)
PARTICIPATION = table_of(tables.ParticipationRow)
EVIDENCE = table_of(tables.EvidenceRow)

SCALARS = (
    "title",
    "kind",
    "lifecycle",
    "started_on",
    "ended_on",
    "date_precision",
    "date_as_stated",
    "planned_started_on",
    "planned_ended_on",
    "level",
    "arena",
    "mode",
    "language",
    "description",
    "provenance",
    "source",
    "note",
)
"""Fields of a draft that are columns of a version, in the order of the table."""


class NewActivity(NamedTuple):
    """An identity to be written; its fields are the columns of the table."""

    id: int
    uid: str
    created_at: datetime
    logged_on: date | None


class NewVersion(NamedTuple):
    """A version to be written, with what it says."""

    id: int
    activity_id: int
    version: int
    draft: ActivityDraft
    recorded_at: datetime
    recorded_by: str
    reason: str = ""
    withdrawn: bool = False
    known_from_assumed: bool = False
    superseded_at: datetime | None = None
    key: str | None = None
    approved_at: datetime | None = None
    """Set for what is approved as it is written: what was documented before this tool."""
    returned_at: datetime | None = None
    """Set only when the history of another log is written."""


def next_ids(connection: Connection, table: sa.Table, count: int) -> Sequence[int]:
    """Return the ids of the next `count` rows; SQLite has one writer, PostgreSQL a sequence."""
    if is_sqlite(connection):
        last = connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0
        return range(last + 1, last + 1 + count)
    sequence = sa.func.pg_get_serial_sequence(table.name, "id")
    series = sa.func.generate_series(1, count).table_valued("n")
    statement = sa.select(sa.func.nextval(sequence)).select_from(series)
    return list(connection.execute(statement).scalars())


def insert_activities(connection: Connection, activities: Iterable[NewActivity]) -> None:
    """Write identities."""
    insert_rows(connection, ACTIVITY, NewActivity._fields, activities)


def insert_versions(connection: Connection, versions: Sequence[NewVersion]) -> None:
    """Write versions and everything that belongs to them."""
    names = (
        "id",
        "activity_id",
        "version",
        *SCALARS,
        "withdrawn",
        "known_from_assumed",
        "recorded_at",
        "recorded_by",
        "reason",
        "superseded_at",
        "idempotency_key",
        "approved_at",
        "returned_at",
    )
    rows = (
        (
            v.id,
            v.activity_id,
            v.version,
            *(_stored(getattr(v.draft, name)) for name in SCALARS),
            v.withdrawn,
            v.known_from_assumed,
            v.recorded_at,
            v.recorded_by,
            v.reason,
            v.superseded_at,
            v.key,
            v.approved_at,
            v.returned_at,
        )
        for v in versions
    )
    insert_rows(connection, VERSION, names, rows)
    for field, (table, after, rows_of) in _CHILDREN.items():
        children = (
            (v.id, i, *row)
            for v in versions
            for i, row in enumerate(rows_of(getattr(v.draft, field)))
        )
        insert_rows(connection, table, ("version_id", *after), children)


def _stored(value: Any) -> Any:
    """Return a scalar as it is stored: a word of a list as its text."""
    return value.value if isinstance(value, StrEnum) else value


def _lines(lines: Sequence[ParticipationDraft]) -> Iterable[tuple[Any, ...]]:
    for p in lines:
        dimensions = json.dumps(p.dimensions, sort_keys=True) if p.dimensions else "{}"
        yield (
            p.country or None,
            p.association or None,
            p.gender.value,
            p.role,
            p.mode,
            p.reach.value,
            p.count,
            p.qualifier.value,
            dimensions,
            p.note,
        )


_CHILDREN: dict[str, tuple[sa.Table, tuple[str, ...], Callable[[Any], Iterable[Any]]]] = {
    "groups": (
        GROUP,
        ("position", "group_code", "lead"),
        lambda part: ((g, i == 0) for i, g in enumerate(part)),
    ),
    "countries": (COUNTRY, ("position", "country"), lambda part: ((c,) for c in part)),
    "associations": (ASSOCIATION, ("position", "association"), lambda part: ((a,) for a in part)),
    "contributions": (
        CONTRIBUTION,
        ("position", "framework", "outcome"),
        lambda part: ((c.framework, c.outcome) for c in part),
    ),
    "alignments": (
        ALIGNMENT,
        ("position", "framework", "direction", "weight", "is_primary"),
        lambda part: ((a.framework, a.direction, a.weight, a.is_primary) for a in part),
    ),
    "participation": (
        PARTICIPATION,
        (
            "line",
            "country",
            "association",
            "gender",
            "role",
            "mode",
            "reach",
            "count",
            "qualifier",
            "dimensions",
            "note",
        ),
        _lines,
    ),
    "evidence": (EVIDENCE, ("position", "address"), lambda part: ((e,) for e in part)),
}
"""Of each part of a draft its table, the columns after the version, and the rows of the part."""


def draft_of(connection: Connection, version_id: int, scalars: dict[str, Any]) -> ActivityDraft:
    """Return what a version says; `scalars` are the columns of its row.

    The draft is built without asking the rules again: they may have become stricter since.
    """

    def rows(table: sa.Table, *columns: str) -> list[Any]:
        key = list(table.primary_key.columns)
        statement = (
            sa.select(*(table.c[c] for c in columns))
            .where(table.c.version_id == version_id)
            .order_by(*key)
        )
        return list(connection.execute(statement))

    values = {name: scalars[name] for name in SCALARS}
    for name in ("lifecycle", "date_precision", "provenance"):
        kind: Any = ActivityDraft.model_fields[name].annotation
        values[name] = kind(values[name])
    return ActivityDraft.model_construct(
        **values,
        groups=tuple(row[0] for row in rows(GROUP, "group_code")),
        countries=tuple(row[0] for row in rows(COUNTRY, "country")),
        associations=tuple(row[0] for row in rows(ASSOCIATION, "association")),
        contributions=tuple(
            ContributionDraft(framework=row[0], outcome=row[1])
            for row in rows(CONTRIBUTION, "framework", "outcome")
        ),
        alignments=tuple(
            AlignmentDraft(framework=row[0], direction=row[1], weight=row[2], is_primary=row[3])
            for row in rows(ALIGNMENT, "framework", "direction", "weight", "is_primary")
        ),
        participation=tuple(_line(row) for row in rows(PARTICIPATION, *_LINE)),
        evidence=tuple(row[0] for row in rows(EVIDENCE, "address")),
    )


_LINE = (
    "country",
    "association",
    "gender",
    "role",
    "mode",
    "reach",
    "count",
    "qualifier",
    "dimensions",
    "note",
)


def _line(row: Any) -> ParticipationDraft:
    values = dict(zip(_LINE, row, strict=True))
    return ParticipationDraft(
        **{
            **values,
            "country": values["country"] or "",
            "association": values["association"] or "",
            "dimensions": json.loads(values["dimensions"]),
        }
    )
