"""Store frameworks whole, as JSON: the versions in force and those that were replaced.

The first version holds for all days before. Tables of parts, indicators and periods have the codes
that other tables refer to, also those that no framework has any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection

from ifla_metrics.framework import Framework
from ifla_metrics.models import reference_tables as tables
from ifla_metrics.models.base import table_of
from ifla_metrics.store.bulk import insert

Ended = tuple[datetime, Framework]
"""The moment at which a version ended, and the version."""

FRAMEWORK = table_of(tables.FrameworkRow)
_PAST = table_of(tables.FrameworkPastRow)
_NODE = table_of(tables.NodeRow)
_INDICATOR = table_of(tables.IndicatorRow)
_PERIOD = table_of(tables.PeriodRow)
_JSON = TypeAdapter(Framework)


def stored_frameworks(connection: Connection) -> dict[str, Framework]:
    """Return the frameworks in force by id, the oldest first."""
    contents = connection.execute(sa.select(FRAMEWORK.c.content)).scalars()
    found = map(_JSON.validate_json, contents)
    return {f.id: f for f in sorted(found, key=lambda f: (f.starts_on, f.id))}


def store_framework(connection: Connection, framework: Framework, *, is_new: bool) -> None:
    """Put a framework in force, and add the codes that others may refer to from now on."""
    content = {"content": _JSON.dump_json(framework).decode()}
    if is_new:
        connection.execute(sa.insert(FRAMEWORK).values(id=framework.id, **content))
    else:
        same = FRAMEWORK.c.id == framework.id
        connection.execute(sa.update(FRAMEWORK).where(same).values(content))
    for table, parts in ((_NODE, framework.nodes), (_INDICATOR, framework.indicators)):
        held = _codes(connection, table, framework)
        new = [{"code": part.code} for part in parts if part.code not in held]
        insert(connection, table, [{"framework": framework.id, **row} for row in new])
    held = _codes(connection, _PERIOD, framework)
    for period in framework.periods:
        key = {"framework": framework.id, "code": period.code}
        days = {"starts_on": period.starts_on, "ends_on": period.ends_on, "title": period.title}
        if period.code not in held:
            connection.execute(sa.insert(_PERIOD).values(**key, **days))
        else:
            same = sa.and_(*(_PERIOD.c[name] == value for name, value in key.items()))
            connection.execute(sa.update(_PERIOD).where(same).values(days))


def _codes(connection: Connection, table: sa.Table, framework: Framework) -> set[str]:
    statement = sa.select(table.c.code).where(table.c.framework == framework.id)
    return set(connection.execute(statement).scalars())


def save_past_version(connection: Connection, framework: Framework, *, ended: datetime) -> None:
    """Keep a version that another one is about to replace."""
    content = _JSON.dump_json(framework).decode()
    connection.execute(
        sa.insert(_PAST).values(framework=framework.id, known_until=ended, content=content)
    )


def past_frameworks(connection: Connection) -> Mapping[str, Sequence[Ended]]:
    """Return the versions that have ended by framework, the oldest first."""
    found: dict[str, list[Ended]] = {}
    c = _PAST.c
    rows = sa.select(c.framework, c.known_until, c.content).order_by(c.framework, c.known_until)
    for framework, ended, content in connection.execute(rows):
        found.setdefault(framework, []).append((ended, _JSON.validate_json(content)))
    return found


def with_current_words(current: Framework, ended: Sequence[Ended]) -> tuple[Ended, ...]:
    """Return versions that have ended with the periods and translations of the one in force.

    Periods and translations are ways to look at what was known, so they are the same for every
    day. Words that no later version has keep their own translations.
    """
    texts, later = current.texts, set(current.originals)
    found: list[Ended] = []
    for moment, version in reversed(ended):
        then = replace(version, periods=current.periods)
        words = set(then.originals)
        texts = (*texts, *(text for text in version.texts if text.original not in later))
        later |= words
        then = replace(then, texts=tuple(text for text in texts if text.original in words))
        found.append((moment, then))
    return tuple(reversed(found))
