"""What stands of many things at once: to fill a workbook, to compare a file, to write over it.

Nothing is asked a row at a time: versions come in one statement, their children in a few.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.columns import (
    Gender,
    Lifecycle,
    Precision,
    Provenance,
    Qualifier,
    Reach,
)
from ifla_metrics.models.drafts import (
    ActivityDraft,
    AlignmentDraft,
    ContributionDraft,
    ParticipationDraft,
    RecordDraft,
)
from ifla_metrics.models.import_tables import AppliedImportRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.activity_rows import (
    ACTIVITY,
    ALIGNMENT,
    ASSOCIATION,
    CONTRIBUTION,
    COUNTRY,
    EVIDENCE,
    GROUP,
    PARTICIPATION,
    SCALARS,
    VERSION,
)
from ifla_metrics.store.bulk import fetch
from ifla_metrics.store.database import is_sqlite
from ifla_metrics.store.record_kinds import KINDS, kind_of, record_draft_of

ACTIVITIES = "activity"
IMPORT = table_of(AppliedImportRow)
CHUNK = 2_000
"""Names asked for in one statement."""

_LINE = (
    "country", "association", "gender", "role", "mode", "reach", "count", "qualifier",
    "dimensions", "note",
)  # fmt: skip
_WORDS: dict[str, Callable[[Any], Any]] = {
    "lifecycle": Lifecycle,
    "date_precision": Precision,
    "provenance": Provenance,
}


@dataclass(frozen=True)
class Standing:
    """The version of an activity or a record that stands now, withdrawn ones among them."""

    kind: str
    uid: str
    version: int
    draft: ActivityDraft | RecordDraft
    withdrawn: bool
    recorded_at: datetime
    recorded_by: str
    assumed: bool
    """The moment it was recorded is assumed."""
    row: int
    """The id of the version."""
    approved: bool = False
    returned: bool = False
    activity: int | None = None
    logged_on: date | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that own it."""
        return groups_of(self.draft)


def groups_of(draft: ActivityDraft | RecordDraft) -> tuple[str, ...]:
    """Return the groups that own what a draft says."""
    return draft.groups if isinstance(draft, ActivityDraft) else (draft.group,)


def standing(
    connection: Connection,
    kind: str,
    *,
    groups: Collection[str] | None = None,
    uids: Collection[str] | None = None,
) -> dict[str, Standing]:
    """Return what stands of a kind, by uid, in the order in which it began.

    Args:
        connection: A connection that reads.
        kind: `activity` or a kind of record.
        groups: Of these groups alone.
        uids: These alone.
    """
    if kind == ACTIVITIES:
        return _activities(connection, groups, uids)
    return _records(connection, kind, groups, uids)


def hold_all(connection: Connection, uids: Collection[str]) -> None:
    """Wait until no other transaction writes about these activities, and keep others waiting.

    In one order, so that two imports never wait for each other in a circle.
    """
    if is_sqlite(connection):
        return  # It has one writer.
    for some in _chunks(sorted(uids)):
        c = ACTIVITY.c
        connection.execute(
            sa.select(c.id).where(c.uid.in_(some)).order_by(c.id).with_for_update(key_share=True)
        )


def owned(connection: Connection, groups: Collection[str] | None) -> dict[str, dict[str, Standing]]:
    """Return all that stands of groups (None: of everybody) by kind and uid, without withdrawn."""
    return {
        kind: {
            uid: found
            for uid, found in standing(connection, kind, groups=groups).items()
            if not found.withdrawn
        }
        for kind in (ACTIVITIES, *KINDS)
    }


def said_then(
    connection: Connection, kind: str, versions: Collection[tuple[str, int]]
) -> dict[tuple[str, int], ActivityDraft | RecordDraft]:
    """Return what earlier versions said, by (uid, version); one that never was is left out."""
    wanted = set(versions)
    found: dict[tuple[str, int], ActivityDraft | RecordDraft] = {}
    for some in _chunks(sorted({uid for uid, _ in wanted})):
        if kind == ACTIVITIES:
            rows = [
                row
                for row in _versions(connection, ACTIVITY.c.uid.in_(some))
                if (row["uid"], row["version"]) in wanted
            ]
            drafts = drafts_of(connection, rows)
            found |= {(row["uid"], row["version"]): drafts[row["id"]] for row in rows}
            continue
        table = kind_of(kind).table
        for row in connection.execute(sa.select(table).where(table.c.uid.in_(some))).mappings():
            if (row["uid"], row["version"]) in wanted:
                found[row["uid"], row["version"]] = record_draft_of(kind_of(kind), dict(row))
    return found


def last_approved(
    connection: Connection, found: Collection[Standing]
) -> dict[str, ActivityDraft]:
    """Return what the newest approved version of activities says, by uid; none has no entry."""
    drafts = {f.uid: f.draft for f in found if f.approved and isinstance(f.draft, ActivityDraft)}
    c = VERSION.c
    for some in _chunks(sorted(f.uid for f in found if not f.approved)):
        newest = (
            sa.select(sa.func.max(c.id))
            .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == c.activity_id)
            .where(ACTIVITY.c.uid.in_(some), c.approved_at.is_not(None))
            .group_by(c.activity_id)
        )
        rows = _versions(connection, c.id.in_(newest))
        said = drafts_of(connection, rows)
        drafts |= {row["uid"]: said[row["id"]] for row in rows}
    return drafts


def rows_taken(connection: Connection, file_hash: str) -> dict[str, tuple[str, str, int]]:
    """Return the rows of a file that were imported before: (kind, uid, version) by their key."""
    before = sa.select(IMPORT.c.id).where(IMPORT.c.file_hash == file_hash)
    if connection.execute(before).first() is None:
        return {}
    found: dict[str, tuple[str, str, int]] = {}
    for kind in (ACTIVITIES, *KINDS):
        table = VERSION if kind == ACTIVITIES else kind_of(kind).table
        uid = ACTIVITY.c.uid if kind == ACTIVITIES else table.c.uid
        key = table.c.idempotency_key
        statement = sa.select(key, uid, table.c.version).where(
            key.startswith(f"{file_hash}/", autoescape=True)
        )
        if kind == ACTIVITIES:
            statement = statement.join_from(VERSION, ACTIVITY, ACTIVITY.c.id == table.c.activity_id)
        found |= {row[0]: (kind, row[1], row[2]) for row in connection.execute(statement)}
    return found


def drafts_of(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> dict[int, ActivityDraft]:
    """Return what versions say, by the id of their row; `rows` hold the columns of each.

    Built without asking the rules again, which may have become stricter since.
    """
    found: dict[int, ActivityDraft] = {}
    for some in _chunks(rows):
        ids = [row["id"] for row in some]
        groups = _children(connection, GROUP, ids, "group_code")
        countries = _children(connection, COUNTRY, ids, "country")
        associations = _children(connection, ASSOCIATION, ids, "association")
        claims = _children(connection, CONTRIBUTION, ids, "framework", "outcome")
        served = _children(
            connection, ALIGNMENT, ids, "framework", "direction", "weight", "is_primary"
        )
        lines = _children(connection, PARTICIPATION, ids, *_LINE)
        evidence = _children(connection, EVIDENCE, ids, "address")
        for row in some:
            id_ = row["id"]
            found[id_] = ActivityDraft.model_construct(
                **{name: _WORDS.get(name, _as_it_is)(row[name]) for name in SCALARS},
                groups=tuple(g for (g,) in groups[id_]),
                countries=tuple(c for (c,) in countries[id_]),
                associations=tuple(a for (a,) in associations[id_]),
                contributions=tuple(
                    ContributionDraft.model_construct(framework=f, outcome=o)
                    for f, o in claims[id_]
                ),
                alignments=tuple(
                    AlignmentDraft.model_construct(
                        framework=f, direction=d, weight=w, is_primary=bool(p)
                    )
                    for f, d, w, p in served[id_]
                ),
                participation=tuple(_line(line) for line in lines[id_]),
                evidence=tuple(e for (e,) in evidence[id_]),
            )
    return found


def _activities(
    connection: Connection, groups: Collection[str] | None, uids: Collection[str] | None
) -> dict[str, Standing]:
    rules = [VERSION.c.superseded_at.is_(None)]
    if groups is not None:
        theirs = sa.select(GROUP.c.version_id).where(GROUP.c.group_code.in_(sorted(groups)))
        rules.append(VERSION.c.id.in_(theirs))
    if uids is None:
        rows = _versions(connection, *rules)
    else:
        rows = [
            row
            for some in _chunks(sorted(uids))
            for row in _versions(connection, *rules, ACTIVITY.c.uid.in_(some))
        ]
    drafts = drafts_of(connection, rows)
    return {
        row["uid"]: Standing(
            ACTIVITIES, row["uid"], row["version"], drafts[row["id"]], bool(row["withdrawn"]),
            row["recorded_at"], row["recorded_by"], bool(row["known_from_assumed"]), row["id"],
            row["approved_at"] is not None, row["returned_at"] is not None,
            row["activity_id"], row["logged_on"],
        )
        for row in rows
    }  # fmt: skip


def _versions(
    connection: Connection, *rules: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    c = VERSION.c
    statement = (
        sa.select(VERSION, ACTIVITY.c.uid, ACTIVITY.c.logged_on)
        .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == c.activity_id)
        .where(*rules)
        .order_by(c.started_on, c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _records(
    connection: Connection,
    name: str,
    groups: Collection[str] | None,
    uids: Collection[str] | None,
) -> dict[str, Standing]:
    kind = kind_of(name)
    c = kind.table.c
    rules = [c.superseded_at.is_(None)]
    if groups is not None:
        rules.append(c.group_code.in_(sorted(groups)))
    parts = [[]] if uids is None else [[c.uid.in_(some)] for some in _chunks(sorted(uids))]
    found: dict[str, Standing] = {}
    for part in parts:
        statement = sa.select(kind.table).where(*rules, *part).order_by(c.id)
        for row in connection.execute(statement).mappings():
            found[row["uid"]] = Standing(
                name, row["uid"], row["version"], record_draft_of(kind, dict(row)),
                bool(row["withdrawn"]), row["recorded_at"], row["recorded_by"],
                bool(row["known_from_assumed"]), row["id"],
                row["approved_at"] is not None, row["returned_at"] is not None,
            )  # fmt: skip
    return found


def _as_it_is(value: Any) -> Any:
    return value


def _children(
    connection: Connection, table: sa.Table, ids: Sequence[int], *columns: str
) -> dict[int, list[tuple[Any, ...]]]:
    c = table.c
    statement = (
        sa.select(c.version_id, *(c[name] for name in columns))
        .where(c.version_id.in_(ids))
        .order_by(*table.primary_key.columns)
    )
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for version, *values in fetch(connection, statement):
        found[version].append(tuple(values))
    return found


def _line(row: Sequence[Any]) -> ParticipationDraft:
    country, association, gender, role, mode, reach, count, qualifier, dimensions, note = row
    return ParticipationDraft.model_construct(
        country=country or "",
        association=association or "",
        gender=Gender(gender),
        role=role,
        mode=mode,
        reach=Reach(reach),
        count=count,
        qualifier=Qualifier(qualifier),
        dimensions={} if dimensions == "{}" else json.loads(dimensions),
        note=note,
    )


def _chunks(items: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    iterator = iter(items)
    while some := list(islice(iterator, size)):
        yield some
