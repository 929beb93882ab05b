"""What was said before: by a version, and by the newest one that was approved."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.store.bulk import batches
from ifla_metrics.store.import_stored.standing import Standing
from ifla_metrics.store.kinds import (
    ACTIVITY,
    ACTIVITY_KIND,
    ALL_KINDS,
    LINES_AT_ONCE,
    VERSION,
    drafts_of,
    read_versions,
)


def said_then(
    connection: Connection, kind: str, versions: Collection[tuple[str, int]]
) -> dict[tuple[str, int], ActivityDraft | RecordDraft]:
    """Return what earlier versions said, by (uid, version); one that never was is left out."""
    wanted = set(versions)
    found: dict[tuple[str, int], ActivityDraft | RecordDraft] = {}
    for some in batches(sorted({uid for uid, _ in wanted}), LINES_AT_ONCE):
        rows = [
            row
            for row in read_versions(connection, ALL_KINDS[kind], ALL_KINDS[kind].uid.in_(some))
            if (row["uid"], row["version"]) in wanted
        ]
        drafts = drafts_of(connection, ALL_KINDS[kind], rows)
        found |= {(row["uid"], row["version"]): drafts[row["id"]] for row in rows}
    return found


def last_approved(connection: Connection, found: Collection[Standing]) -> dict[str, ActivityDraft]:
    """Return what the newest approved version of activities says, by uid; none has no entry."""
    drafts = {f.uid: f.draft for f in found if f.approved and isinstance(f.draft, ActivityDraft)}
    c = VERSION.c
    for some in batches(sorted(f.uid for f in found if not f.approved), LINES_AT_ONCE):
        newest = (
            sa.select(sa.func.max(c.id))
            .join_from(VERSION, ACTIVITY, ACTIVITY.c.id == c.activity_id)
            .where(ACTIVITY.c.uid.in_(some), c.approved_at.is_not(None))
            .group_by(c.activity_id)
        )
        rows = read_versions(connection, ACTIVITY_KIND, c.id.in_(newest))
        said = drafts_of(connection, ACTIVITY_KIND, rows)
        drafts |= {row["uid"]: said[row["id"]] for row in rows}
    return drafts
