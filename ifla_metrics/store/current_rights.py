"""What stands of a person now: asked again in every write, so that a withdrawn right ends at once.

A page read the role and the groups when it was drawn; a form may have been open for an hour since.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.access import LOADER, Actor, Role, covers
from ifla_metrics.errors import NotAllowed, n_
from ifla_metrics.models.people_tables import PersonGroupRow, PersonRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.settings import read_only

PERSON = table_of(PersonRow)
MEMBERSHIP = table_of(PersonGroupRow)


def stored_actor(connection: Connection, code: str) -> Actor:
    """Return a person as stored; a stranger when there is none, or one who is not active."""
    c = PERSON.c
    statement = sa.select(c.role, c.name, c.active, c.language).where(c.code == code)
    row = connection.execute(statement).first()
    if row is None or not row.active:
        return Actor(code, Role.STRANGER)
    role = Role(row.role)
    groups = frozenset[str]()
    if role is Role.EDITOR:
        of_person = sa.select(MEMBERSHIP.c.group_code).where(MEMBERSHIP.c.person == code)
        groups = frozenset(connection.execute(of_person).scalars())
    return Actor(code, role, groups, person=code, shown=row.name, language=row.language)


def confirm(connection: Connection, actor: Actor) -> None:
    """Refuse a write by one whose stored row no longer gives what `actor` carries.

    Raises:
        NotAllowed: Role, group or admission were withdrawn; or the tool is served for reading.
    """
    if actor != LOADER and read_only():
        raise NotAllowed(n_("This is served for reading only: nothing can be changed."))
    if actor.person and not covers(stored_actor(connection, actor.person), actor):
        raise NotAllowed(
            n_("Your rights have been changed since this page was opened. Nothing was saved.")
        )
