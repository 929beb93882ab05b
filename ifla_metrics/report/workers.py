"""The drawing processes of this server: whoever has a sheet takes a free one.

The same one first, so that a second starts only when two pictures are asked for at once: the
figures of a report, or those of two readers.
"""

from __future__ import annotations

import atexit
import os
import queue
import threading

from ifla_metrics.errors import NotDrawn
from ifla_metrics.report.sheet import Sheet
from ifla_metrics.report.worker import LIMIT, PATIENCE, TOO_LONG, Worker

MOST = 2
"""Each keeps the renderer in memory; a report of twenty figures keeps two at work."""


class Workers:
    """Some drawing processes and the queue in front of them; `draw` is their use."""

    def __init__(self, number: int) -> None:
        self._all = tuple(Worker() for _ in range(number))
        self._free: queue.LifoQueue[Worker] = queue.LifoQueue()
        for one in reversed(self._all):
            self._free.put(one)
        self._turn = threading.Lock()
        """Whoever has it takes the next free process. Without it the pictures of a report, which
        give a process back and ask for one in the same breath, would let nobody else in."""

    def __len__(self) -> int:
        return len(self._all)

    @property
    def deaths(self) -> int:
        """Processes that ended without being asked to, or took too long."""
        return sum(one.deaths for one in self._all)

    @property
    def running(self) -> tuple[int, ...]:
        """The ids of the processes that run."""
        return tuple(one.pid for one in self._all if one.pid is not None)

    def begin(self) -> None:
        """Start the first process ahead of the first sheet."""
        self._all[0].begin()

    def draw(self, sheet: Sheet, *, limit: float = LIMIT) -> bytes:
        """Return the drawn sheet; raises NotDrawn as `Worker.draw` does."""
        one = self._next()
        if one is None:
            raise NotDrawn(TOO_LONG, name=sheet.passport.name)
        try:
            return one.draw(sheet, limit=limit)
        finally:
            self._free.put(one)

    def _next(self) -> Worker | None:
        """Return a free process when it is our turn; None when that took too long."""
        if not self._turn.acquire(timeout=PATIENCE):
            return None
        try:
            return self._free.get(timeout=PATIENCE)
        except queue.Empty:
            return None
        finally:
            self._turn.release()

    def stop(self) -> None:
        """End the processes, whatever they are doing."""
        for one in self._all:
            one.stop()


workers = Workers(max(1, min(MOST, os.cpu_count() or 1)))
atexit.register(workers.stop)
