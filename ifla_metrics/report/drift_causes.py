"""Why a printed figure changed: for each changed cell the entries that were recorded when it moved.

The figure is made again as the log was known at the end of each day (or span of days) on which
something was recorded since. A cell that differs from the one before was moved by what was recorded
in between, of the kinds that the figure is made from. A day that cannot be answered is told, and
what was recorded on it stands with what was recorded on the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from ifla_metrics.choices import NOW
from ifla_metrics.errors import IflaMetricsError
from ifla_metrics.exports import data_files
from ifla_metrics.figures.registry import reopened
from ifla_metrics.i18n import translate
from ifla_metrics.report.drift import Drift, Moved, drift
from ifla_metrics.report.drift_check import Make

if TYPE_CHECKING:
    from ifla_metrics.i18n import Translate

MOST_SPANS = 8
"""Spans of days that are looked at one by one; more days are put together."""
ACTIVITY = "activity"
CELLS = ("_cells", "activities")
"""Ends of the names of the frames that activities are in."""
FEW = 6
"""Entries behind one cell that are named; more are counted."""
Cell = tuple[str, str]
"""Row and column of a changed cell, as they are called."""


class Entry(Protocol):
    """A version of an entry that was recorded since a figure was printed."""

    @property
    def kind(self) -> str: ...
    @property
    def uid(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def day(self) -> date: ...
    @property
    def frame(self) -> str:
        """The frame that a record is in; of an activity none."""


@dataclass(frozen=True)
class Causes:
    """What is behind the changed cells of one figure."""

    cells: Mapping[Cell, Sequence[Entry]] = field(default_factory=dict)
    """By changed cell the entries behind the change."""
    lost: Sequence[tuple[date, IflaMetricsError]] = ()
    """Days as known on which the figure could not be made again, with the reason."""

    def of(self, cell: Moved) -> Sequence[Entry]:
        """Return the entries behind one changed cell."""
        return self.cells.get((cell.row, cell.column), ())


Behind = Mapping[str, Causes]
"""By figure id."""
Needs = Callable[[str, str], Iterable[str]]
"""Gives the names of the frames that a figure is made from, by its name and its strategy."""


def behind(
    drifts: Iterable[Drift], since: Mapping[str, Sequence[Entry]], make: Make, needs: Needs
) -> Behind:
    """Return the entries behind each changed cell of each figure that has changed.

    Args:
        drifts: What has changed.
        since: By figure id what was recorded since, of its strategy and period.
        make: Makes a figure by its name and choices.
        needs: Gives the names of the frames that a figure is made from.
    """
    return {one.figure_id: causes(one, since.get(one.figure_id, ()), make, needs) for one in drifts}


def told(drifts: Iterable[Drift], found: Behind, t: Translate) -> dict[str, dict[Cell, str]]:
    """Return for each changed cell of each figure, in words, what is behind it."""
    return {
        one.figure_id: {
            (cell.row, cell.column): named(found.get(one.figure_id, Causes()).of(cell), t)
            for cell in one.moved
        }
        for one in drifts
    }


def not_made(found: Causes, t: Translate) -> list[str]:
    """Return in words each day as known on which a figure could not be made again."""
    return [
        t(
            "As known on {day} this figure cannot be made: {reason} What was recorded by then "
            "stands with what was recorded next.",
            day=t.date(day, "medium"),
            reason=reason.say(t),
        )
        for day, reason in found.lost
    ]


def named(entries: Sequence[Entry], t: Translate) -> str:
    """Return the entries behind a change in words; the first few, or that there is none."""
    if not entries:
        return t("no entry: the strategy or the reference data")
    more = len(entries) - FEW
    words = [title_of(entry, t) for entry in entries[:FEW]]
    words += [t.plural("and {n} more", "and {n} more", more)] if more > 0 else []
    return t(", ").join(words)


def title_of(entry: Entry, t: Translate) -> str:
    """Return one entry in words."""
    return f"{entry.title} ({t('version {n}', n=entry.version)})"


def causes(one: Drift, entries: Iterable[Entry], make: Make, needs: Needs) -> Causes:
    """Return the entries behind each changed cell of one figure, and the days that do not answer.

    Args:
        one: What is no longer as it was printed, and the figure as it was.
        entries: What was recorded since, of the figure's strategy and period.
        make: Makes a figure by its name and choices.
        needs: Gives the names of the frames that a figure is made from.
    """
    name, choices = reopened(one.figure_id)
    frames = {need.partition(":")[0].partition(";")[0] for need in needs(name, choices.framework)}
    bearing = [entry for entry in entries if _bears(entry, frames)]
    t, before = translate(choices.language), one.printed
    wanted = {(cell.row, cell.column) for cell in one.moved}
    found: dict[Cell, list[Entry]] = {cell: [] for cell in wanted}
    lost: list[tuple[date, IflaMetricsError]] = []
    recorded: list[Entry] = []
    """What was recorded since `before`."""
    spans = _spans(sorted({entry.day for entry in bearing}))
    for span in spans:
        recorded += [entry for entry in bearing if entry.day in span]
        # After the last of them the log is as it stands now.
        asked = [span[-1].isoformat(), *([NOW] if span is spans[-1] else [])]
        for known_on in asked:
            try:
                figure, _reading = make(name, replace(choices, known_on=known_on))
            except IflaMetricsError as reason:
                lost += [(span[-1], reason)] if known_on != NOW else []
                continue
            now = data_files.as_json(figure, t).decode("utf-8")
            for cell in {(m.row, m.column) for m in drift(before, now, t).moved} & wanted:
                found[cell] += recorded
            before, recorded = now, []
            break
    cells = {cell: tuple(dict.fromkeys(some)) for cell, some in found.items() if some}
    return Causes(cells, tuple(lost))


def _bears(entry: Entry, frames: set[str]) -> bool:
    if entry.kind == ACTIVITY:
        return any(frame.endswith(CELLS) for frame in frames)
    return entry.frame in frames


def _spans(days: list[date]) -> list[list[date]]:
    """Return the days in order, in at most MOST_SPANS parts of about the same length."""
    parts = min(MOST_SPANS, len(days))
    cuts = [round(part * len(days) / parts) for part in range(parts + 1)] if parts else []
    return [days[a:b] for a, b in pairwise(cuts)]
