"""What a file that comes in may ask of the machine, and the refusal of a file as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ifla_metrics.errors import IflaMetricsError

MEGABYTE = 1024 * 1024


class FileRefused(IflaMetricsError):
    """The file as a whole cannot be taken; nothing of it was read."""


@dataclass(frozen=True)
class Limits:
    """How much a file may ask of the machine; a file that asks more is refused as a whole.

    `ratio` is unpacked size by packed size, `cells` the filled cells and the different texts of a
    workbook, `letters` those of one cell, `seconds` and `memory` (bytes) what the reading process
    may take beyond its own start.
    """

    bytes: int
    rows: int
    columns: int
    cells: int
    letters: int
    unpacked: int
    ratio: int
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
    ratio=120,
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
