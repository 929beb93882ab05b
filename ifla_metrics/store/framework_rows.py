"""Frameworks as rows of their tables, and back; the versions that others have replaced.

The tables hold the version in force. A version that another one replaces is kept whole with the
moment at which it ended; the first one holds for all days before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy import Connection

from ifla_metrics.framework import Cuts, Framework, Indicator, Level, Link, Node, Target, Text
from ifla_metrics.models import reference_tables as tables
from ifla_metrics.models.base import table_of
from ifla_metrics.periods import Period

Row = dict[str, Any]
Ended = tuple[datetime, Framework]
"""The moment at which a version ended, and the version."""
BAR = "|"
LISTS = ("directions", "disaggregation")
"""Columns that hold several codes, joined by bars."""

FRAMEWORK = table_of(tables.FrameworkRow)
_PAST = table_of(tables.FrameworkPastRow)
_JSON = TypeAdapter(Framework)


@dataclass(frozen=True)
class Part:
    """A kind of part: its name, the field of a framework that holds it, class, table and key."""

    name: str
    field: str
    kind: Any
    table: sa.Table
    key: tuple[str, ...]


PARTS = (
    Part("level", "levels", Level, table_of(tables.LevelRow), ("key",)),
    Part("node", "nodes", Node, table_of(tables.NodeRow), ("code",)),
    Part("link", "links", Link, table_of(tables.LinkRow), ("node", "direction", "since")),
    Part("indicator", "indicators", Indicator, table_of(tables.IndicatorRow), ("code",)),
    Part(
        "target",
        "targets",
        Target,
        table_of(tables.TargetRow),
        ("indicator", "period", "due_on", "decided_on"),
    ),
    Part("period", "periods", Period, table_of(tables.PeriodRow), ("code",)),
    Part("text", "texts", Text, table_of(tables.TextRow), ("language", "original")),
)
"""In the order in which rows refer to one another."""


def part_rows(part: Part, framework: Framework) -> Iterator[Row]:
    """Yield the rows of one kind of part, in order, without the framework's id."""
    for sequence, value in enumerate(getattr(framework, part.field)):
        row = {k: BAR.join(v) if isinstance(v, tuple) else v for k, v in asdict(value).items()}
        if part.kind is Link:
            row["since"] = value.valid_from.isoformat() if value.valid_from else ""
        yield {"sequence": sequence, **row}


def head_row(framework: Framework) -> Row:
    """Return the row of the framework itself."""
    names = [c.name for c in FRAMEWORK.columns if hasattr(framework, c.name)]
    return {**{name: getattr(framework, name) for name in names}, **asdict(framework.cuts)}


def stored_framework(connection: Connection, head: Mapping[str, Any]) -> Framework:
    """Return the framework of a row of FRAMEWORK, without what was retired."""
    cuts = {cut.name: head[cut.name] for cut in fields(Cuts)}
    values = {k: v for k, v in head.items() if k not in cuts and k != "retired_on"}
    for part in PARTS:
        c = part.table.c
        statement = (
            sa.select(part.table)
            .where(c.framework == head["id"], c.retired_on.is_(None))
            .order_by(c.sequence)
        )
        rows = connection.execute(statement).mappings()
        values[part.field] = tuple(_part_of(part, row) for row in rows)
    return Framework(cuts=Cuts(**cuts), **values)


def _part_of(part: Part, row: Mapping[Any, Any]) -> Any:
    values = {f.name: row[f.name] for f in fields(part.kind)}
    for name in LISTS:
        if name in values:
            values[name] = tuple(filter(None, values[name].split(BAR)))
    return part.kind(**values)


def keep_past(connection: Connection, framework: Framework, *, ended: datetime) -> None:
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
        found.setdefault(framework, []).append((ended, _parsed(content)))
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


@lru_cache(maxsize=64)
def _parsed(content: str) -> Framework:
    return _JSON.validate_json(content)
