"""What a stored activity counts as now: read before a write, so that cells can follow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.drafts import ActivityDraft
from ifla_metrics.store.activity_rows import VERSION, draft_of
from ifla_metrics.store.contributions import Counted
from ifla_metrics.store.counted import NOTHING, Standing, counted
from ifla_metrics.store.counting_rules import Rules


def standing_of(
    connection: Connection, rules: Iterable[Rules], stored: Mapping[str, Any], said: ActivityDraft
) -> Standing:
    """Return what an activity counts as.

    Args:
        connection: The write's transaction.
        rules: The frameworks in force: what none of them counts is not looked for.
        stored: The row of its current version, with `logged_on`.
        said: What that version says.
    """
    if stored["withdrawn"]:
        return NOTHING
    now = counted(said, stored["logged_on"])
    approved = now if stored["approved_at"] else approved_of(connection, rules, stored)
    return Standing(None if stored["returned_at"] else now, approved)


def approved_of(
    connection: Connection, rules: Iterable[Rules], stored: Mapping[str, Any]
) -> Counted | None:
    """Return what an activity counts as where approved versions count, unless it is withdrawn."""
    if all(rule.counts == "sent" for rule in rules):
        return None
    c = VERSION.c
    row = (
        connection.execute(
            sa.select(VERSION)
            .where(c.activity_id == stored["activity_id"], c.approved_at.is_not(None))
            .order_by(c.version.desc())
            .limit(1)
        )
        .mappings()
        .first()
    )
    if row is None:
        return None
    return counted(draft_of(connection, row["id"], dict(row)), stored["logged_on"])
