"""Time tasks side by side, and the table that compares them with their goals."""

import os
import time
from collections.abc import Callable, Mapping
from statistics import median


def processor() -> float:
    """Return the processor seconds of this process and of the children that have ended."""
    return sum(os.times()[:4])


def seconds(task: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return the seconds that one run of a task takes."""
    begun = clock()
    task()
    return clock() - begun


def alternate(
    tasks: Mapping[str, Callable[[], object]],
    *,
    rounds: int = 7,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Run all tasks in turn, once to warm up and then `rounds` times; return the medians."""
    turns = [{name: seconds(tasks[name], clock) for name in tasks} for _ in range(rounds + 1)]
    return {name: median(turn[name] for turn in turns[1:]) for name in tasks}


class Report:
    """The rows of one benchmark's table."""

    def __init__(self) -> None:
        head = ("What", "Measured", "Ratio", "Goal", "")
        self._rows = [head, ("---", "---:", "---:", "---:", "---")]

    def ratio(self, what: str, ours: float, other: float, goal: float | None = None) -> None:
        """Add two durations side by side, with their ratio."""
        ratio = ours / other
        self._add(what, f"{ours:.3g} s / {other:.3g} s", f"{ratio:.2f}", ratio, goal)

    def amount(self, what: str, value: float, unit: str, goal: float | None = None) -> None:
        """Add one amount."""
        self._add(what, f"{value:.4g} {unit}", "", value, goal)

    def _add(self, what: str, measured: str, ratio: str, value: float, goal: float | None) -> None:
        met = "" if goal is None else "met" if value <= goal else "missed"
        self._rows.append((what, measured, ratio, "" if goal is None else f"≤ {goal:g}", met))

    def table(self) -> str:
        """Return the rows as a table in Markdown."""
        return "\n".join(f"| {' | '.join(row)} |" for row in self._rows)
