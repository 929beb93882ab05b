"""A process of its own for one piece of work: whatever happens in it, the server lives.

It ends with the work, or when its time is up.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from ifla_metrics.errors import NotDrawn, n_
from ifla_metrics.report import children
from ifla_metrics.report.messages import DRAWN, send


@contextmanager
def process(work: str) -> Iterator[children.Child]:
    """Start a piece of work (a name of apart_child.WORKS); it is ended with the context."""
    started = subprocess.Popen(
        [sys.executable, "-m", "ifla_metrics.report.apart_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=children.surroundings(),
    )
    try:
        with suppress(OSError):  # It has died already; the answer will say so.
            send(cast(BinaryIO, started.stdin), b"W", work.encode())
        yield started
    finally:
        children.end(started)


def answer(started: children.Child, order: bytes, limit: float) -> bytes:
    """Send what is to be done and return what came of it.

    Args:
        started: The process.
        order: The message that it waits for.
        limit: Seconds of the processor that it may take.

    Raises:
        NotDrawn: It said why not, ended, or took too long.
    """
    came, late = children.ask(started, b"B", order, limit)
    if late:
        raise NotDrawn(n_("The report took longer than {seconds} seconds."), seconds=f"{limit:g}")
    if came is None:
        raise NotDrawn(n_("The report could not be made: its process ended."))
    mark, message = came
    if mark != DRAWN:
        reason = message.decode(errors="replace")
        raise NotDrawn(n_("The report could not be made: {reason}"), reason=reason)
    return message
