"""One table of limits on files that come in: what a page takes, and what a command may raise."""

from __future__ import annotations

from dataclasses import dataclass, replace

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of the machine; a file that asks more is refused as a whole.

    `ratio` is unpacked size by packed size, `cells` the filled and empty cells of a sheet's area,
    `seconds` and `memory` (bytes) what the reading process may take.
    """

    bytes: int
    rows: int
    columns: int
    cells: int
    unpacked: int
    ratio: int
    parts: int
    sheets: int
    seconds: float
    memory: int
    files: int


PAGE = Limits(
    bytes=10 * MEGABYTE,
    rows=20_000,
    columns=200,
    cells=1_000_000,
    unpacked=50 * MEGABYTE,
    ratio=120,
    parts=500,
    sheets=40,
    seconds=9.0,
    memory=220 * MEGABYTE,
    files=3,
)
"""An upload on a page; `files` are the files of one session."""

COMMAND = replace(
    PAGE,
    bytes=200 * MEGABYTE,
    rows=1_000_000,
    cells=40_000_000,
    unpacked=2_000 * MEGABYTE,
    seconds=600.0,
    memory=6_000 * MEGABYTE,
    files=1,
)
"""A file given on the command line, by somebody who may use the machine anyway."""
