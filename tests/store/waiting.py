"""Threads that wait for a lock of the database, and how long a test waits for them."""

import threading

SOON = 60
"""Seconds after which something hangs; nothing is asserted of time."""


def begun(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def waits(engine):
    """Somebody waits for a lock of this database (PostgreSQL)."""
    with engine.connect() as connection:
        return connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        ).scalar_one()
