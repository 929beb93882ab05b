"""Time things side by side: in turn, warmed up, medians; and the table that says how they stand."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Task = Callable[[], object]
QUICK = 0.002
"""A task of fewer seconds is repeated within a round, because a clock has its own cost."""


@dataclass(frozen=True)
class Ratio:
    """A ratio with the goal that it is held against."""

    what: str
    value: float
    goal: float | None = None
    at_least: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None when there is none."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal


@dataclass
class Report:
    """What one benchmark found."""

    title: str
    times: list[tuple[str, float]] = field(default_factory=list)
    """(what, median seconds)."""
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def time(self, what: str, seconds: float) -> float:
        """Note a median and return it."""
        self.times.append((what, seconds))
        return seconds

    def ratio(
        self, what: str, value: float, goal: float | None = None, *, at_least: bool = False
    ) -> None:
        """Note a ratio."""
        self.ratios.append(Ratio(what, value, goal, at_least))


def once(task: Task) -> float:
    """Return the seconds that one run takes."""
    begun = time.perf_counter()
    task()
    return time.perf_counter() - begun


def alternate(
    tasks: Mapping[str, Task],
    *,
    rounds: int = 9,
    few: Mapping[str, int] | None = None,
    before: Mapping[str, Task] | None = None,
) -> dict[str, float]:
    """Run the tasks in turn, round after round, and return the median seconds of each.

    Args:
        tasks: By name; each is run twice before, to warm up and to see how long it takes.
        rounds: How often each is measured.
        few: Tasks that take long: measured so often, and not run before.
        before: What is done, unmeasured, before each run of a task; it is not repeated in a round.
    """
    before = before or {}
    repeats = {}
    for name, task in tasks.items():
        if few is not None and name in few:
            repeats[name] = 1
            continue
        first = min(once(task), once(task))
        repeats[name] = (
            1 if name in before or first > QUICK else max(1, round(QUICK / max(first, 1e-6)))
        )
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(rounds):
        for name, task in tasks.items():
            if turn >= (few or {}).get(name, rounds):
                continue
            if name in before:
                before[name]()
            begun = time.perf_counter()
            for _ in range(repeats[name]):
                task()
            found[name].append((time.perf_counter() - begun) / repeats[name])
    return {name: median(times) for name, times in found.items()}


def written(seconds: float) -> str:
    """Return a duration with three significant digits."""
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if seconds * factor >= 1 or unit == "µs":
            return (
                f"{seconds * factor:.3g} {unit}"
                if seconds * factor < 1000
                else f"{seconds * factor:.0f} {unit}"
            )
    raise ValueError(seconds)


def table(reports: Sequence[Report]) -> str:
    """Return everything that was found as Markdown."""
    lines = []
    for report in reports:
        lines += [f"## {report.title}", ""]
        if report.times:
            lines += ["| measured | median |", "| --- | ---: |"]
            lines += [f"| {what} | {written(seconds)} |" for what, seconds in report.times] + [""]
        if report.ratios:
            lines += ["| ratio | value | goal | |", "| --- | ---: | ---: | --- |"]
            for r in report.ratios:
                goal = "" if r.goal is None else f"{'≥' if r.at_least else '≤'} {r.goal:g}"
                met = {True: "met", False: "**missed**", None: ""}[r.met]
                lines.append(f"| {r.what} | {_number(r.value)} | {goal} | {met} |")
            lines.append("")
        lines += [f"- {note}" for note in report.notes] + ([""] if report.notes else [])
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


class Steps:
    """Takes the time of each step, on the clock and of the processor (children included)."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def take(self, name: str, work: Callable[[], Any]) -> Any:
        begun, used = time.perf_counter(), sum(os.times()[:4])
        found = work()
        self.seconds[name] = time.perf_counter() - begun
        self.processor[name] = sum(os.times()[:4]) - used
        return found
