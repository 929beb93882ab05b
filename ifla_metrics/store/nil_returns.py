"""A group's answer "Nothing to report" for a period, with a line if it likes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import Actor, Right, require
from ifla_metrics.errors import InvalidRecord, UnknownCode, n_
from ifla_metrics.models.review_tables import NilReturnRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import audit
from ifla_metrics.store.catalogue import catalogue
from ifla_metrics.store.database import Target, writing
from ifla_metrics.store.period_locks import require_open
from ifla_metrics.store.refusals import refusals_audited
from ifla_metrics.text import clean_line

LONGEST_LINE = 400
_NIL = table_of(NilReturnRow)


@refusals_audited(Right.REPORT_NOTHING, "nil_return", "framework", "period", "group")
def report_nothing(
    target: Target, framework: str, period: str, *, group: str, actor: Actor, line: str = ""
) -> None:
    """Say that a group has nothing to report for a period; said again, it changes the line alone.

    It stands beside what the group logs: an activity that was logged later is seen in its place.

    Raises:
        NotAllowed, PeriodLocked, UnknownCode, InvalidRecord: Nothing was written.
    """
    require(actor, Right.REPORT_NOTHING, (group,))
    words = clean_line(line)
    if len(words) > LONGEST_LINE:
        raise InvalidRecord(
            n_("A line has at most {most} characters; this one has {n}."),
            most=LONGEST_LINE,
            n=len(words),
        )
    with writing(target, actor=actor) as connection:
        _require_open(connection, framework, period, group)
        c = _NIL.c
        held = connection.execute(sa.select(c.line).where(*_same(framework, period, group))).first()
        if held is not None and held.line == words:
            return
        if held is None:
            key = {"framework": framework, "period": period, "group_code": group}
            said = {"line": words, "recorded_at": now(), "recorded_by": actor.name}
            connection.execute(sa.insert(_NIL).values({**key, **said}))
        else:
            # The answer was known from the day on which it was first given.
            connection.execute(
                sa.update(_NIL)
                .where(*_same(framework, period, group))
                .values(line=words, recorded_by=actor.name)
            )
        _audit(connection, actor, f"{framework} {period} {group}", words)


@refusals_audited(Right.REPORT_NOTHING, "nil_return", "framework", "period", "group")
def take_back(target: Target, framework: str, period: str, *, group: str, actor: Actor) -> None:
    """Take back that there is nothing to report; no fault when it was not said.

    Raises:
        NotAllowed, PeriodLocked, UnknownCode: Nothing was written.
    """
    require(actor, Right.REPORT_NOTHING, (group,))
    with writing(target, actor=actor) as connection:
        _require_open(connection, framework, period, group)
        gone = connection.execute(sa.delete(_NIL).where(*_same(framework, period, group))).rowcount
        if gone:
            _audit(connection, actor, f"{framework} {period} {group}", "taken back")


def _same(framework: str, period: str, group: str) -> tuple[sa.ColumnElement[bool], ...]:
    c = _NIL.c
    return c.framework == framework, c.period == period, c.group_code == group


def _require_open(connection: Connection, framework: str, period: str, group: str) -> None:
    known = catalogue(connection)
    days = known.framework(framework).period(period)
    if group not in known.groups:
        raise UnknownCode("working group", group, known.groups)
    require_open(
        connection, days=[(days.starts_on, days.ends_on)], groups=(group,), frameworks=(framework,)
    )


def _audit(connection: Connection, actor: Actor, subject: str, reason: str) -> None:
    audit(connection, actor, Right.REPORT_NOTHING, "nil_return", subject, reason=reason)
