"""Strategies as they stood before another version was applied: what makes past figures repeatable.

The tables of a framework hold the version in force. A version that another one follows is kept
whole under the moment at which it ended; the first one holds for all days before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection

from ifla_metrics.framework import Framework
from ifla_metrics.models.framework_tables import FrameworkPastRow
from ifla_metrics.models.schema import table_of

PAST = table_of(FrameworkPastRow)
Ended = tuple[datetime, Framework]
"""The moment that a version ended at, and the version."""
_WRITTEN = TypeAdapter(Framework)


def keep_past(connection: Connection, framework: Framework, *, ended: datetime) -> None:
    """Keep a version that another one is about to follow."""
    content = _WRITTEN.dump_json(framework).decode()
    connection.execute(
        sa.insert(PAST).values(framework=framework.id, known_until=ended, content=content)
    )


def past_frameworks(connection: Connection) -> Mapping[str, Sequence[Ended]]:
    """Return the versions that have ended by framework, the oldest first."""
    found: dict[str, list[Ended]] = {}
    c = PAST.c
    rows = sa.select(c.framework, c.known_until, c.content).order_by(c.framework, c.known_until)
    for framework, ended, content in connection.execute(rows):
        found.setdefault(framework, []).append((ended, _read(content)))
    return found


def as_told_today(current: Framework, ended: Sequence[Ended]) -> tuple[Ended, ...]:
    """Return versions that have ended with the periods and the translations of the one in force.

    Both are ways to look at what was known, and are the same for every day. Words that no later
    version has keep the translations of their own.
    """
    texts, later = current.texts, set(current.originals)
    found: list[Ended] = []
    for moment, version in reversed(ended):
        then = replace(version, periods=current.periods)
        said = set(then.originals)
        texts = (*texts, *(text for text in version.texts if text.original not in later))
        later |= said
        then = replace(then, texts=tuple(text for text in texts if text.original in said))
        found.append((moment, then))
    return tuple(reversed(found))


@lru_cache(maxsize=64)
def _read(content: str) -> Framework:
    return _WRITTEN.validate_json(content)
