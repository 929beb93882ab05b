"""A child process that is asked over its pipes: where it runs, asked within a time, ended."""

from __future__ import annotations

import os
import subprocess
import threading
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from ifla_metrics.report.messages import receive, send

ROOT = Path(__file__).resolve().parents[2]
Child = subprocess.Popen[bytes]


class Answer(NamedTuple):
    """What a child answered: a mark and its message, None when it ended; whether time was up."""

    came: tuple[bytes, bytes] | None
    late: bool


def surroundings() -> dict[str, str]:
    """Return the environment in which a child finds this program."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path}


def ask(child: Child, mark: bytes, order: bytes, limit: float) -> Answer:
    """Send an order and wait for its answer; a child that takes longer than `limit` is ended."""
    late = threading.Event()

    def end() -> None:
        late.set()
        child.kill()

    watch = threading.Timer(limit, end)
    watch.daemon = True
    watch.start()
    try:
        send(cast(BinaryIO, child.stdin), mark, order)
        came = receive(cast(BinaryIO, child.stdout))
    except OSError:
        came = None
    finally:
        watch.cancel()
    return Answer(came, came is None and late.is_set())


def end(child: Child) -> None:
    """End a child, whatever it is doing."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        try:
            cast(BinaryIO, pipe).close()
        except OSError:
            continue  # What was still to be written has nobody to read it.
