"""Timing of tasks, and the table that compares the results with their goals."""

import os
import time
from collections.abc import Callable, Mapping
from statistics import median


def cpu_seconds() -> float:
    """Return the CPU seconds used by this process and its finished children."""
    return sum(os.times()[:4])


def seconds(task: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Run a task and return the seconds it took."""
    start = clock()
    task()
    return clock() - start


def alternate(
    tasks: Mapping[str, Callable[[], object]],
    *,
    rounds: int = 7,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, float]:
    """Run all tasks in turn, `rounds` times after a warm-up; return the median seconds of each."""
    times = [{name: seconds(tasks[name], clock) for name in tasks} for _ in range(rounds + 1)]
    return {name: median(turn[name] for turn in times[1:]) for name in tasks}


class Report:
    """The table of a benchmark's results."""

    def __init__(self) -> None:
        header = ("What", "Measured", "Ratio", "Goal", "")
        self._rows = [header, ("---", "---:", "---:", "---:", "---")]

    def ratio(self, what: str, ours: float, other: float, goal: float | None = None) -> None:
        """Add two durations and their ratio."""
        ratio = ours / other
        self._add(what, f"{ours:.3g} s / {other:.3g} s", f"{ratio:.2f}", ratio, goal)

    def amount(self, what: str, value: float, unit: str, goal: float | None = None) -> None:
        """Add one amount."""
        self._add(what, f"{value:.4g} {unit}", "", value, goal)

    def _add(self, what: str, measured: str, ratio: str, value: float, goal: float | None) -> None:
        met = "" if goal is None else "met" if value <= goal else "missed"
        self._rows.append((what, measured, ratio, "" if goal is None else f"≤ {goal:g}", met))

    def table(self) -> str:
        """Return the table in Markdown."""
        return "\n".join(f"| {' | '.join(row)} |" for row in self._rows)
