"""The revision: one row that counts writes and identifies the state of the reference data."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy import Connection


def bump(connection: Connection) -> None:
    """Raise the revision: what is cached of the log is out of date."""
    connection.exec_driver_sql("UPDATE revision SET number = number + 1 WHERE id = 1")


def revision(connection: Connection) -> int:
    """Return the number that every write of figures' data raises."""
    return int(connection.exec_driver_sql("SELECT number FROM revision WHERE id = 1").scalar_one())


def reference_stamp(connection: Connection) -> str:
    """Return the text that changes when frameworks or reference data change, on any database."""
    return str(
        connection.exec_driver_sql("SELECT reference FROM revision WHERE id = 1").scalar_one()
    )


def touch_reference(connection: Connection) -> None:
    """Say that frameworks or reference data have changed in this transaction."""
    connection.execute(
        sa.text("UPDATE revision SET reference = :stamp WHERE id = 1"), {"stamp": uuid4().hex}
    )
