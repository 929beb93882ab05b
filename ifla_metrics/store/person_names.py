"""The name behind what the log and the audit keep of a writer."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.store.current_rights import PERSON

ACTING = "local/"
"""Begins the name of somebody on this computer who acts as a person: `local/p-…`."""
CODE = "p-"
"""How the code of a person begins."""


def names(connection: Connection) -> dict[str, str]:
    """Return the name behind each name that the audit keeps; a removed person has none."""
    kept = sa.select(PERSON.c.code, PERSON.c.name).where(PERSON.c.erased_at.is_(None))
    known = {row.code: row.name for row in connection.execute(kept)}
    return known | {ACTING + code: name for code, name in known.items()}


def name_of(connection: Connection, kept: str) -> str:
    """Return the name behind what the log keeps; what is no person's code is a name already."""
    return names(connection).get(kept, kept)


def is_code(kept: str) -> bool:
    """Say whether what the log keeps is a person's code, and not a name that was given to it."""
    return kept.removeprefix(ACTING).startswith(CODE)
