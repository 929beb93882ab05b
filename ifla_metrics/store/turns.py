"""Whoever writes to one SQLite file waits in a queue of this process, the first come first.

SQLite has no queue: who finds it locked asks again, in the end every tenth of a second, and who has
just come asks sooner. Among twenty writers on a slow disk one could ask in vain until its patience
was gone. In a queue patience is for the one write that is under way and begins anew with the next:
it does not depend on how many wait. Other processes are still met by the timeout of SQLite.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from threading import Condition


class StillWriting(Exception):
    """The write under way in this process did not end within somebody's patience."""


class Turns:
    """A queue of writers; the first in it writes."""

    def __init__(self) -> None:
        self._moved = Condition()
        self._queue: deque[object] = deque()

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """Wait for the turn and hold it; `patience` is in seconds, for each write before.

        Raises:
            StillWriting: One write took longer than that.
        """
        me = object()
        with self._moved:
            self._queue.append(me)
            try:
                self._wait(me, patience)
            except BaseException:
                self._leave(me)
                raise
        try:
            yield
        finally:
            with self._moved:
                self._leave(me)

    def _wait(self, me: object, patience: float) -> None:
        while self._queue[0] is not me:
            if not self._moved.wait_for(partial(self._is_over, self._queue[0]), patience):
                raise StillWriting

    def _is_over(self, writer: object) -> bool:
        return self._queue[0] is not writer

    def _leave(self, me: object) -> None:
        self._queue.remove(me)
        self._moved.notify_all()


@cache
def turns_of(url: str) -> Turns:
    """Return the queue of a database of this process."""
    return Turns()
