"""What a file may ask of the machine, and the process that reads it within these limits.

A hostile file may end its reader, fill the memory or never finish: what the process asks of the
machine is bounded here, and its answer is JSON, which can hold nothing but values.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ifla_metrics.errors import IflaMetricsError

MEGABYTE = 1024 * 1024


class FileRefused(IflaMetricsError):
    """The file as a whole cannot be taken; nothing of it was read."""


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of the machine; a file that asks more is refused as a whole.

    `cells` are the filled cells and the different texts of a workbook, `letters` those of one
    cell, `seconds` and `memory` (bytes) what the reading process may take beyond its own start.
    """

    bytes: int
    rows: int
    columns: int
    cells: int
    letters: int
    unpacked: int
    parts: int
    sheets: int
    seconds: float
    memory: int


HEADINGS = 30
"""Rows above the data (titles, the header) that do not count as rows."""

PAGE = Limits(
    bytes=10 * MEGABYTE,
    rows=20_000,
    columns=200,
    cells=1_000_000,
    letters=32_767,
    unpacked=60 * MEGABYTE,
    parts=500,
    sheets=40,
    seconds=10.0,
    memory=230 * MEGABYTE,
)
"""An upload on a page."""

COMMAND = replace(
    PAGE,
    bytes=200 * MEGABYTE,
    rows=1_000_000,
    cells=40_000_000,
    unpacked=2_000 * MEGABYTE,
    seconds=600.0,
    memory=6_000 * MEGABYTE,
)
"""A file given on the command line, by somebody who may use the machine anyway."""


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


def as_json(value: Any) -> dict[str, str]:
    """Return a day, a moment or a time as JSON knows it; other values are no cells."""
    return {type(value).__name__: value.isoformat()}


def read_in_limits() -> None:
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
