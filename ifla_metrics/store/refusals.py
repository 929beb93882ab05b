"""A refused write leaves a line in the audit: who was refused what, about what, and why.

The line is written after the refused transaction has been rolled back, in one of its own. Of one
actor so many stand in a minute, then one line says that further ones are not listed. Strangers and
visitors of a read-only server leave none, so that nobody unknown can fill the disk.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection, Engine

from ifla_metrics.access import Actor, Right, Role
from ifla_metrics.errors import NotAllowed, NotReady
from ifla_metrics.settings import read_only
from ifla_metrics.store.as_of import now
from ifla_metrics.store.audit import AUDIT, audit
from ifla_metrics.store.database import Target, reading, writing
from ifla_metrics.text import clean_line

LISTED = 10
"""Refusals of one actor in a minute that have a line each."""
WITHIN = timedelta(minutes=1)
FURTHER = "further refusals not listed"
LONGEST = 200
"""Letters that are kept of each: the kind, what was refused, and why."""
_UNKNOWN = frozenset({Role.STRANGER, Role.PUBLIC})
PATIENCE = 2.0
"""Seconds that a line waits for the locks of PostgreSQL."""

log = logging.getLogger("ifla_metrics")
P = ParamSpec("P")
R = TypeVar("R")
Write = Callable[Concatenate[Target, P], R]


def refusals_audited(
    right: Right, kind: str | Callable[[Any], str], *about: str
) -> Callable[[Write[P, R]], Write[P, R]]:
    """Let the refusals of a function that writes leave a line in the audit.

    A call with a connection leaves none: the transaction is not over, and its owner sees to it.

    Args:
        right: What is asked for.
        kind: What kind of thing it is about, as the audit calls it; told from the call's arguments
            where it differs.
        about: Parameters of the function, or attributes of them, that name what it is about.
    """

    def of(write: Write[P, R]) -> Write[P, R]:
        @wraps(write)
        def call(target: Target, /, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return write(target, *args, **kwargs)
            except NotAllowed as refused:
                if isinstance(target, Engine):
                    said = inspect.signature(write).bind(target, *args, **kwargs)
                    said.apply_defaults()
                    asked = SimpleNamespace(**said.arguments)
                    what = kind if isinstance(kind, str) else kind(asked)
                    subject = _words([attrgetter(name)(asked) for name in about])
                    _note(target, asked.actor, (right, what, subject), refused)
                raise

        return call

    return of


def _words(value: Any) -> str:
    """Return what names a thing, or several."""
    if isinstance(value, tuple | list | frozenset):
        return " ".join(_words(getattr(one, "uid", one)) for one in value)
    return str(value)


def _note(engine: Engine, actor: Actor, asked: tuple[Right, str, str], refused: NotAllowed) -> None:
    """Write the line; that it cannot be written is told to the log, and the refusal stands."""
    if actor.role in _UNKNOWN or read_only():
        return
    right, kind, named = asked
    kind, subject = clean_line(kind)[:LONGEST], clean_line(named)[:LONGEST]
    # Codes alone: names of people are not for the audit, and a title is looked up by the uid.
    why = refused.message.format(**{**refused.values, "actor": actor.name, "title": subject})
    reason = clean_line(f"{right.value}: {why}")[:LONGEST]
    try:
        with reading(engine) as connection:
            if _left(connection, actor) < 0:
                return
        with writing(engine, moves=False, patience=PATIENCE) as connection:
            left = _left(connection, actor)
            if left > 0:
                audit(connection, actor, Right.REFUSED, kind, subject, reason=reason)
            elif left == 0:
                audit(connection, actor, Right.REFUSED, kind, "", reason=FURTHER)
    except (NotReady, sa.exc.SQLAlchemyError) as fault:
        log.warning("A refusal has no line in the audit: %s", type(fault).__name__)


def _left(connection: Connection, actor: Actor) -> int:
    """Return how many lines an actor has left now; 0 for the last one, less for none."""
    c = AUDIT.c
    newest = sa.select(c.action, c.at).where(c.actor == actor.name).order_by(c.id.desc())
    since = now() - WITHIN
    found = connection.execute(newest.limit(LISTED + 1))
    return LISTED - len([at for action, at in found if action == Right.REFUSED and at > since])
