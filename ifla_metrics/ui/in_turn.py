"""Addresses that draw answer in turn: few of them work at once, the others wait in no thread.

A thread that waits for a drawing process is one less for everybody else; when all of them did, not
even the question whether the server is well was answered.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TYPE_CHECKING

from anyio import Semaphore, fail_after, to_thread
from anyio.lowlevel import RunVar

from ifla_metrics.errors import NotDrawn, n_
from ifla_metrics.ui.refused import refused, words_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

AT_ONCE = 4
"""Answers worked at together: two are drawn (`report.workers`), two are read."""
PATIENCE = 150.0
"""Seconds that somebody waits for their turn."""
_turns: RunVar[Semaphore] = RunVar("turns")
"""Of the server's loop."""


def in_turn(answer: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return an address whose `answer` is made in a thread, when it is its turn."""

    @wraps(answer)
    async def waiting(request: Request) -> Response:
        turns = _those_of_this_loop()
        try:
            with fail_after(PATIENCE):
                await turns.acquire()
        except TimeoutError:
            busy = NotDrawn(n_("Many figures are being drawn; please ask again in a minute."))
            return refused(busy, words_of(request))
        try:
            return await to_thread.run_sync(answer, request)
        finally:
            turns.release()

    return waiting


def _those_of_this_loop() -> Semaphore:
    turns = _turns.get(None)
    if turns is None:
        turns = Semaphore(AT_ONCE)
        _turns.set(turns)
    return turns
