"""The reading process: `python -m ifla_metrics.imports.read_child` reads one file and ends.

A hostile file may end its reader, fill the memory or never finish: what the process asks of the
machine is bounded here, and its answer is JSON, which can hold nothing but values.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime, time
from pathlib import Path

from ifla_metrics.imports.limits import FileRefused, Limits


def limit_process(memory: int, seconds: float) -> None:
    """Let this process take so much further memory (bytes) and so many seconds of a core."""
    try:
        import resource
    except ImportError:  # No such limits on this system; the time limit of the parent holds.
        return
    size = Path("/proc/self/statm")
    own = int(size.read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE") if size.exists() else 0
    if own:
        resource.setrlimit(resource.RLIMIT_AS, (own + memory, own + memory))
    whole = int(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, whole))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def as_json(value: object) -> dict[str, str]:
    """Return a day or a time as JSON knows it."""
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    raise TypeError(type(value))


def main() -> None:
    """Read the order and the file from standard input, write the answer to standard output."""
    order = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limits = Limits(**order["limits"])
    if order["kind"] == "csv":
        from ifla_metrics.imports.read_csv import read_csv
    else:
        from ifla_metrics.imports.read_xlsx import read_xlsx
    limit_process(limits.memory, limits.seconds)
    try:
        if order["kind"] == "csv":
            content = read_csv(data, order["name"], limits, order["answers"])
        else:
            content = read_xlsx(data, limits)
        answer = json.dumps(content, default=as_json)
    except FileRefused as refused:
        answer = json.dumps({"refused": [refused.message, refused.values]})
    sys.stdout.write(answer)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
