"""People as stored now: their rights, read again in every write, and the names behind codes.

A page read the role and the groups when it was built; a form may have been open for an hour since.
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
CODE = "p-"
"""How the code of a person begins."""


def stored_actor(connection: Connection, code: str) -> Actor:
    """Return a person as stored; a stranger when there is none, or one who is not active."""
    c = PERSON.c
    statement = sa.select(c.role, c.name, c.group_codes, c.active).where(c.code == code)
    row = connection.execute(statement).first()
    if row is None or not row.active:
        return Actor(code, Role.ANONYMOUS)
    groups = frozenset(split_bars(row.group_codes))
    return Actor(code, Role(row.role), groups, person=code, display_name=row.name)


def authorize(connection: Connection, actor: Actor) -> None:
    """Refuse a write by one whose stored row no longer gives the rights that `actor` carries.

    Raises:
        NotAllowed: Role, group or admission were withdrawn; or the server is read-only.
    """
    if actor != LOADER and read_only():
        raise NotAllowed(n_("This site is read-only: nothing can be changed."))
    if actor.person and not covers(stored_actor(connection, actor.person), actor):
        raise NotAllowed(
            n_("Your rights have changed since this page was opened. Nothing was saved.")
        )


def names(connection: Connection) -> dict[str, str]:
    """Return names by the codes that log and audit keep; a removed person has none."""
    rows = connection.execute(sa.select(PERSON.c.code, PERSON.c.name))
    return {row.code: row.name for row in rows}


def name_of(connection: Connection, code: str) -> str:
    """Return the name behind a code; what is no person's code is a name already."""
    return names(connection).get(code, code)


def is_code(name: str) -> bool:
    """Say whether what the log keeps is a person's code, not a name that was given to it."""
    return name.startswith(CODE)
