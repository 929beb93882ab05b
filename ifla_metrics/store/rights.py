"""Stored rights of people, checked again in every write, and the names behind codes.

A page reads a person's rights when it is built, but a form may stay open for an hour.
"""

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import LOADER, Actor, Role, covers
from ifla_metrics.csv_files import split_bars
from ifla_metrics.errors import NotAllowed, n_
from ifla_metrics.models.base import table_of
from ifla_metrics.models.system_tables import PersonRow
from ifla_metrics.settings import read_only

PERSON = table_of(PersonRow)
CODE_PREFIX = "p-"
"""Prefix of the code of a person."""


def stored_actor(connection: Connection, code: str) -> Actor:
    """Return a person with the stored rights; anonymous if the person is missing or inactive."""
    c = PERSON.c
    statement = sa.select(c.role, c.name, c.group_codes, c.active).where(c.code == code)
    row = connection.execute(statement).first()
    if row is None or not row.active:
        return Actor(code, Role.ANONYMOUS)
    groups = frozenset(split_bars(row.group_codes))
    return Actor(code, Role(row.role), groups, person=code, display_name=row.name)


def authorize(connection: Connection, actor: Actor) -> None:
    """Raise NotAllowed on a read-only server, or if stored rights no longer cover `actor`."""
    if actor != LOADER and read_only():
        raise NotAllowed(n_("This site is read-only: nothing can be changed."))
    if actor.person and not covers(stored_actor(connection, actor.person), actor):
        raise NotAllowed(
            n_("Your rights have changed since this page was opened. Nothing was saved.")
        )


def person_names(connection: Connection) -> dict[str, str]:
    """Return the names of people by code, without removed people."""
    rows = connection.execute(sa.select(PERSON.c.code, PERSON.c.name))
    return {row.code: row.name for row in rows}


def person_name(connection: Connection, code: str) -> str:
    """Return the name of a person; other text, such as `local`, is returned as it is."""
    return person_names(connection).get(code, code)
