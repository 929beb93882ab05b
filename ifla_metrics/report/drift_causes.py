"""Why a printed figure changed: for each changed cell the entries that were recorded when it moved.

The figure is made again as the log was known at the end of each day (or span of days) on which
something was recorded since. A cell that differs from the one before was moved by what was recorded
in between, of the kinds that the figure is made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from ifla_metrics.figures.identity import reopened
from ifla_metrics.i18n import translate
from ifla_metrics.report import data_files
from ifla_metrics.report.drift import Moved, drift
from ifla_metrics.report.drift_check import Make

if TYPE_CHECKING:
    from ifla_metrics.models.edition_drafts import FrozenFigure

MOST_SPANS = 8
"""Spans of days that are looked at one by one; more days are put together."""
ACTIVITY = "activity"
CELLS = ("_cells", "activities")
"""Ends of the names of the frames that activities are in."""
Cell = tuple[str, str]
"""Row and column of a changed cell, as they are called."""


@dataclass(frozen=True)
class Entry:
    """A version of an entry that was recorded since a figure was printed."""

    key: str
    """What whoever asks knows it by."""
    kind: str
    day: date
    frame: str = ""
    """The frame that a record is in; of an activity none."""


def causes(
    printed: FrozenFigure, moved: Sequence[Moved], entries: Iterable[Entry], make: Make,
    needs: Callable[[str], Iterable[str]],
) -> Mapping[Cell, tuple[str, ...]]:
    """Return the keys of the entries behind each changed cell of one figure.

    Args:
        printed: The figure as it was frozen.
        moved: What is no longer as it was printed.
        entries: What was recorded since, of the figure's strategy and period.
        make: Makes a figure by its name and choices.
        needs: Gives the names of the frames that a figure is made from.
    """
    name, choices = reopened(printed.id)
    frames = {need.partition(":")[0].partition(";")[0] for need in needs(name)}
    bearing = [one for one in entries if _bears(one, frames)]
    t, before = translate(choices.language), printed.content
    wanted = {(one.row, one.column) for one in moved}
    found: dict[Cell, list[str]] = {cell: [] for cell in wanted}
    spans = _spans(sorted({one.day for one in bearing}))
    for span in spans:
        figure = make(name, replace(choices, known_on=span[-1].isoformat()))
        now = data_files.as_json(figure, t).decode("utf-8")
        recorded = [one.key for one in bearing if one.day in span]
        for cell in {(one.row, one.column) for one in drift(before, now, t).moved} & wanted:
            found[cell] += recorded
        before = now
    return {cell: tuple(dict.fromkeys(keys)) for cell, keys in found.items() if keys}


def _bears(entry: Entry, frames: set[str]) -> bool:
    if entry.kind == ACTIVITY:
        return any(frame.endswith(CELLS) for frame in frames)
    return entry.frame in frames


def _spans(days: list[date]) -> list[list[date]]:
    """Return the days in order, in at most MOST_SPANS parts of about the same length."""
    parts = min(MOST_SPANS, len(days))
    cuts = [round(part * len(days) / parts) for part in range(parts + 1)] if parts else []
    return [days[a:b] for a, b in pairwise(cuts)]
