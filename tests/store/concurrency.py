"""Run work in threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

TIMEOUT = 60
"""Seconds after which a test counts as hanging."""


def start_thread(work):
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def run_in_parallel(number, work):
    """Call `work(i)` in `number` threads that start together; return the results or raise."""
    barrier = threading.Barrier(number)

    def run(i):
        barrier.wait()
        return work(i)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))
