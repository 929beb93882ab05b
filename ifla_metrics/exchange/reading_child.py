"""The reading process: `python -m ifla_metrics.exchange.reading_child` reads one file and ends.

It lives apart because a hostile file may end its reader, fill the memory or never finish. What it
asks of the machine is bounded here; what it answers is checked by who started it.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

from ifla_metrics.exchange.limits import Limits
from ifla_metrics.exchange.sheets import FileRefused, packed, unpacked

READ, REFUSED = b"R", b"N"
LENGTH = 8


def bounded(memory: int, seconds: float) -> None:
    """Let this process take so much further memory (bytes) and so many seconds of a core."""
    try:
        import resource
    except ImportError:  # No such bounds on this system; the time limit still holds.
        return
    size = Path("/proc/self/statm")
    own = int(size.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if size.exists() else 0
    if own:
        resource.setrlimit(resource.RLIMIT_AS, (own + memory, own + memory))
    whole = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(manner: str, name: str, encoding: str, limits: Limits, data: bytes) -> Any:
    """Return the sheets of a file; raises FileRefused."""
    if manner == "csv":
        from ifla_metrics.exchange.csv_reading import read_csv

        return read_csv(data, name, limits, encoding)
    if manner == "slow":
        from ifla_metrics.exchange import slow_reading

        return slow_reading.read_workbook(data, limits)
    from ifla_metrics.exchange import fast_reading

    return fast_reading.read_workbook(data, limits)


def main() -> None:
    """Read the order and the file from standard input, write the answer to standard output."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    length = int.from_bytes(sys.stdin.buffer.read(LENGTH), "big")
    manner, name, encoding, values = unpacked(sys.stdin.buffer.read(length))
    data = sys.stdin.buffer.read()
    limits = Limits(**values)
    if manner == "slow":
        import openpyxl  # noqa: F401  Before the bound: what it brings is not the file's doing.
    elif manner == "fast":
        import python_calamine  # noqa: F401  As above.
    gc.disable()  # It ends when it has read one file.
    bounded(limits.memory, limits.seconds)
    try:
        answer = READ + packed(read(manner, name, encoding, limits, data))
    except FileRefused as reason:
        answer = REFUSED + packed((reason.message, reason.values))
    answers.write(answer)
    answers.flush()


if __name__ == "__main__":
    main()
