"""Threads that wait for a lock of the database, and processes that are killed while they work."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

SOON = 60
"""Seconds after which something hangs; nothing is asserted of time."""


def begun(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def at_once(number, work):
    """Do work in as many threads, which begin together; what each gave. An error is a failure."""
    start = threading.Barrier(number)

    def begin(i):
        start.wait()
        return work(i)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(begin, range(number)))


def waits(engine):
    """Somebody waits for a lock of this database (PostgreSQL)."""
    with engine.connect() as connection:
        return connection.exec_driver_sql(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        ).scalar_one()


def ended_before_it_was_killed(code, *arguments, after):
    """Run Python code that prints "ready", works and prints "done"; kill it so many seconds on."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        time.sleep(after)
        process.kill()
        return process.stdout.read() == "done\n"
