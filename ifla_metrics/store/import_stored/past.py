"""The whole history of a log, to fill another one with: each version and what was decided on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.base import table_of
from ifla_metrics.models.drafts import ActivityDraft, RecordDraft
from ifla_metrics.models.system_tables import ReviewRow
from ifla_metrics.store.kinds import ALL_KINDS, drafts_of, read_versions

Name = tuple[str, str]
"""(kind, uid)."""
REVIEW = table_of(ReviewRow)


@dataclass(frozen=True, slots=True)
class Past:
    """One version of an entry as a log held it. Who wrote it and who decided stay there."""

    version: int
    recorded_at: datetime
    draft: ActivityDraft | RecordDraft | None = None
    """What it said; None of the version that stands, unless it is withdrawn."""
    withdrawn: bool = False
    assumed: bool = False
    """That moment is assumed, so no delay is computed from it."""
    logged_on: date | None = None
    """Of an activity the day on which it was first logged; None where that is assumed."""
    reason: str = ""
    approved_at: datetime | None = None
    returned_at: datetime | None = None
    decided: bool = False
    """Somebody decided on it; otherwise it stood approved from the start."""
    comment: str = ""
    order: int = 0
    """Its place in the history of its kind."""


def history(connection: Connection) -> list[tuple[Name, Past]]:
    """Return all versions of everything, each kind in the order of its history."""
    comments = _comments(connection)
    found: list[tuple[Name, Past]] = []
    for kind in ALL_KINDS.values():
        rows = read_versions(connection, kind)
        drafts = drafts_of(connection, kind, [row for row in rows if not _stands(row)])
        for row in rows:
            comment = comments.get((kind.name, row["uid"], row["version"]))
            found.append(((kind.name, row["uid"]), _past(row, drafts.get(row["id"]), comment)))
    return found


def _comments(connection: Connection) -> dict[tuple[str, str, int], str]:
    """Return what was said with decisions, by kind, uid and version."""
    c = REVIEW.c
    rows = connection.execute(sa.select(c.kind, c.uid, c.version, c.comment))
    return {(row[0], row[1], row[2]): row[3] for row in rows}


def _stands(row: Mapping[str, Any]) -> bool:
    return row["superseded_at"] is None and not row["withdrawn"]


def _past(
    row: Mapping[str, Any],
    draft: ActivityDraft | RecordDraft | None,
    comment: str | None,
) -> Past:
    return Past(
        row["version"],
        row["recorded_at"],
        draft,
        bool(row["withdrawn"]),
        bool(row["known_from_assumed"]),
        row.get("logged_on"),
        row["reason"],
        row["approved_at"],
        row["returned_at"],
        comment is not None,
        comment or "",
    )
