"""Countries of the log that no region of the newest scheme holds: they drop out of every region."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models import reference_tables as tables
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import stood
from ifla_metrics.store.kinds import ACTIVITY, COUNTRY, VERSION
from ifla_metrics.store.quality.finding import MOST, Finding

_REGION = table_of(tables.RegionRow)


def countries_without_region(connection: Connection, *, scheme: str) -> list[Finding]:
    """Return, for each such country, the newest activity there; `values["country"]` names it.

    Args:
        connection: An open transaction.
        scheme: The region scheme that figures use.
    """
    held = sa.select(_REGION.c.country).where(
        _REGION.c.scheme == scheme, _REGION.c.known_until.is_(None)
    )
    outside = sa.select(COUNTRY.c.country).distinct().where(COUNTRY.c.country.not_in(held))
    countries = connection.execute(outside.limit(MOST)).scalars().all()
    if not countries:  # As a rule; the versions behind the rows need not be looked at.
        return []
    newest = (
        sa.select(COUNTRY.c.country, sa.func.max(VERSION.c.id).label("id"))
        .join_from(COUNTRY, VERSION, VERSION.c.id == COUNTRY.c.version_id)
        .where(stood(VERSION, None), COUNTRY.c.country.in_(countries))
        .group_by(COUNTRY.c.country)
        .subquery()
    )
    rows = connection.execute(
        sa.select(newest.c.country, ACTIVITY.c.uid, VERSION.c.title, VERSION.c.ended_on)
        .join_from(newest, VERSION, VERSION.c.id == newest.c.id)
        .join(ACTIVITY, ACTIVITY.c.id == VERSION.c.activity_id)
        .order_by(newest.c.country)
    )
    return [
        Finding("activity", row.uid, row.title, (), row.ended_on, values={"country": row.country})
        for row in rows
    ]
