"""A child process that is asked over its pipes: where it runs, asked within a time, ended."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from ifla_metrics.report import own_time
from ifla_metrics.report.messages import receive, send

ROOT = Path(__file__).resolve().parents[2]
Child = subprocess.Popen[bytes]
BACKSTOP = 600.0
"""Seconds by the clock after which a child is ended that waits for ever and works at nothing."""


class Answer(NamedTuple):
    """What a child answered: a mark and its message, None when it ended; whether time was up."""

    came: tuple[bytes, bytes] | None
    late: bool


def surroundings() -> dict[str, str]:
    """Return the environment in which a child finds this program."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def ask(child: Child, mark: bytes, order: bytes, limit: float) -> Answer:
    """Send an order and wait for its answer.

    A child that works longer than `limit` is ended: seconds of its own processor time, in which
    the load of the machine does not count. A child without an answer has ended.
    """
    stuck = threading.Event()

    def end() -> None:
        stuck.set()
        child.kill()

    watch = threading.Timer(BACKSTOP, end)
    watch.daemon = True
    watch.start()
    try:
        send(cast(BinaryIO, child.stdin), mark, own_time.limited(order, limit))
        came = receive(cast(BinaryIO, child.stdout))
    except OSError:
        came = None
    finally:
        watch.cancel()
    if came is not None:
        return Answer(came, late=False)
    child.kill()
    return Answer(None, late=stuck.is_set() or own_time.was_up(child.wait()))


def end(child: Child) -> None:
    """End a child, whatever it is doing."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        try:
            cast(BinaryIO, pipe).close()
        except OSError:
            continue  # What was still to be written has nobody to read it.
