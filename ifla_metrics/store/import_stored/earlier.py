"""What was said before: by a version, and by the newest one that was approved."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.activity_rows import ACTIVITY, VERSION
from ifla_metrics.store.import_stored.drafts import chunks, drafts_of, versions_of
from ifla_metrics.store.import_stored.standing import ACTIVITIES, Standing
from ifla_metrics.store.record_kinds import kind_of, record_draft_of


def said_then(
    connection: Connection, kind: str, versions: Collection[tuple[str, int]]
) -> dict[tuple[str, int], ActivityDraft | RecordDraft]:
    """Return what earlier versions said, by (uid, version); one that never was is left out."""
    wanted = set(versions)
    found: dict[tuple[str, int], ActivityDraft | RecordDraft] = {}
    for some in chunks(sorted({uid for uid, _ in wanted})):
        if kind == ACTIVITIES:
            rows = [
                row
                for row in versions_of(connection, ACTIVITY.c.uid.in_(some))
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


def last_approved(connection: Connection, found: Collection[Standing]) -> dict[str, ActivityDraft]:
    """Return what the newest approved version of activities says, by uid; none has no entry."""
    drafts = {f.uid: f.draft for f in found if f.approved and isinstance(f.draft, ActivityDraft)}
    c = VERSION.c
    for some in chunks(sorted(f.uid for f in found if not f.approved)):
        newest = (
            sa.select(sa.func.max(c.id))
            .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == c.activity_id)
            .where(ACTIVITY.c.uid.in_(some), c.approved_at.is_not(None))
            .group_by(c.activity_id)
        )
        rows = versions_of(connection, c.id.in_(newest))
        said = drafts_of(connection, rows)
        drafts |= {row["uid"]: said[row["id"]] for row in rows}
    return drafts
