"""A process of its own for one piece of work: whatever happens in it, the server lives.

It ends with the work, or when its time is up.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from ifla_metrics.errors import NotDrawn, n_
from ifla_metrics.report.messages import DRAWN, receive, send
from ifla_metrics.report.worker import ROOT

Process = subprocess.Popen[bytes]


@contextmanager
def process(work: str) -> Iterator[Process]:
    """Start a piece of work (a name of apart_child.WORKS); it is ended with the context."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    started = subprocess.Popen(
        [sys.executable, "-m", "ifla_metrics.report.apart_child"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
    )
    try:
        with suppress(OSError):  # It has died already; the answer will say so.
            send(cast(BinaryIO, started.stdin), b"W", work.encode())
        yield started
    finally:
        started.kill()
        started.wait()
        for pipe in (started.stdin, started.stdout):
            try:
                cast(BinaryIO, pipe).close()
            except OSError:
                continue  # What was still to be written has nobody to read it.


def answer(started: Process, order: bytes, limit: float) -> bytes:
    """Send what is to be done and return what came of it.

    Args:
        started: The process.
        order: The message that it waits for.
        limit: Seconds that it may take.

    Raises:
        NotDrawn: It said why not, ended, or took too long.
    """
    late = threading.Event()

    def end() -> None:
        late.set()
        started.kill()

    watch = threading.Timer(limit, end)
    watch.daemon = True
    watch.start()
    try:
        send(cast(BinaryIO, started.stdin), b"B", order)
        came = receive(cast(BinaryIO, started.stdout))
    except OSError:
        came = None
    finally:
        watch.cancel()
    if late.is_set() and came is None:
        raise NotDrawn(n_("The report took longer than {seconds} seconds."), seconds=f"{limit:g}")
    if came is None:
        raise NotDrawn(n_("The report could not be made: its process ended."))
    mark, message = came
    if mark != DRAWN:
        reason = message.decode(errors="replace")
        raise NotDrawn(n_("The report could not be made: {reason}"), reason=reason)
    return message
