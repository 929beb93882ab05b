"""People as the secretariat keeps them: who is who, in which role and groups.

Everything else in the database knows a person by a code alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.errors import UnknownCode
from ifla_metrics.models.people_drafts import PersonDraft
from ifla_metrics.store.current_rights import MEMBERSHIP, PERSON


class Person(NamedTuple):
    """A person as kept; `version` is what a form must keep."""

    code: str
    version: int
    draft: PersonDraft
    bound: bool
    """A provider's account has signed in as this person: from then on no other one can."""
    created_at: datetime
    changed_at: datetime


def people(connection: Connection) -> list[Person]:
    """Return everybody who was not removed, by name."""
    groups: dict[str, set[str]] = {}
    for code, group in connection.execute(sa.select(MEMBERSHIP)):
        groups.setdefault(code, set()).add(group)
    rows = connection.execute(
        sa.select(PERSON).where(PERSON.c.erased_at.is_(None)).order_by(PERSON.c.name, PERSON.c.code)
    ).mappings()
    return [
        Person(
            row["code"],
            row["version"],
            PersonDraft(
                name=row["name"],
                email=row["email"] or "",
                role=row["role"],
                groups=frozenset(groups.get(row["code"], ())),
                active=row["active"],
            ),
            row["subject"] is not None,
            row["created_at"],
            row["changed_at"],
        )
        for row in rows
    ]


def person(connection: Connection, code: str) -> Person:
    """Return one person; raises UnknownCode when there is none, or the person was removed."""
    everybody = people(connection)
    found = next((p for p in everybody if p.code == code), None)
    if found is None:
        raise UnknownCode("person", code, [p.code for p in everybody])
    return found
