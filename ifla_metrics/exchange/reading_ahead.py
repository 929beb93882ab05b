"""A file is read by its own process, while who wants it does something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from ifla_metrics.exchange.files import BEAT, read_file
from ifla_metrics.exchange.limits import Limits
from ifla_metrics.exchange.sheets import Sheet

Waiting = Callable[[], None]
Read = Callable[[Waiting], tuple[Sheet, ...]]
"""Waits for the sheets, calling what it is given now and then; raises FileRefused."""


class _GivenUp(Exception):
    """Nobody waits for the file any more."""


@contextmanager
def read_ahead(data: bytes, name: str, limits: Limits) -> Iterator[Read]:
    """Begin to read a file; what is given waits for it. Left before, the reading is ended."""
    left = Event()

    def asked() -> None:
        if left.is_set():
            raise _GivenUp

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read_file, data, name, limits, waiting=asked)

        def read(waiting: Waiting) -> tuple[Sheet, ...]:
            waiting()
            while True:
                try:
                    return reading.result(BEAT)
                except TimeoutError:
                    waiting()

        try:
            yield read
        finally:
            left.set()
