"""Threads that wait for a lock of the database, and processes that are killed while they work."""

import threading
from concurrent.futures import ThreadPoolExecutor

TIMEOUT = 60
"""Seconds after which something hangs; nothing is asserted of time."""


def start_thread(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def run_in_parallel(number, work):
    """Do work in as many threads, which begin together; what each gave. An error is a failure."""
    start = threading.Barrier(number)

    def begin(i):
        start.wait()
        return work(i)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(begin, range(number)))
