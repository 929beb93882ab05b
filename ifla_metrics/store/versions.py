"""What activities and records share: a key that is used once, a free name, one version closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import Conflict, InvalidRecord, n_
from ifla_metrics.store.moments import Recorded, already, moment_of, new_uid
from ifla_metrics.store.person_names import name_of


def written_with(
    connection: Connection, versions: sa.Table, key: str | None, *, named: sa.FromClause
) -> Recorded | None:
    """Return what an earlier write with this key left; None when there was none.

    Args:
        connection: Of the write's transaction.
        versions: The table of versions, with the keys.
        key: Made when the form was opened; None for a write that cannot come twice.
        named: The `id` of each version with the `uid` of what it is a version of.
    """
    found = already(connection, versions, key) if key else None
    if found is None:
        return None
    uid = connection.execute(sa.select(named.c.uid).where(named.c.id == found[0])).scalar_one()
    return Recorded(uid, found[1])


def free_uid(connection: Connection, table: sa.Table, uid: str | None, *, taken: str) -> str:
    """Return the name that was asked for, else a new one.

    Raises:
        InvalidRecord: It is in use; in the words of `taken`.
    """
    if uid is None:
        return new_uid()
    if connection.execute(sa.select(table.c.id).where(table.c.uid == uid)).first():
        raise InvalidRecord(taken, uid=uid)
    return uid


def close(
    connection: Connection, versions: sa.Table, stored: Mapping[str, Any], *, base_version: int
) -> datetime:
    """Close the stored version, and return the moment from which the next one stands.

    The version that the form was opened with is compared in the write itself, so that of two
    writes at once one alone goes through.

    Raises:
        Conflict: Another version stands by now; nothing was written.
    """
    at = moment_of(connection, after=stored["recorded_at"])
    c = versions.c
    closed = connection.execute(
        sa.update(versions)
        .where(c.id == stored["id"], c.version == base_version, c.superseded_at.is_(None))
        .values(superseded_at=at)
    ).rowcount
    if not closed:
        raise Conflict(
            n_("Version {base} was changed since: version {now} is by {who}. Nothing was saved."),
            base=base_version,
            now=stored["version"],
            who=name_of(connection, stored["recorded_by"]),
        )
    return at
