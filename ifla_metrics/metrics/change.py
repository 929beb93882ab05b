"""What changed between two readings: this one and that of the Governing Board meeting before."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ifla_metrics import frames
from ifla_metrics.metrics import counting, standings
from ifla_metrics.metrics.coverage import by_scope
from ifla_metrics.metrics.exact import known
from ifla_metrics.metrics.selection import rows
from ifla_metrics.metrics.status import CODES
from ifla_metrics.metrics.tables import Record, each, records, table
from ifla_metrics.metrics.targets import revisions
from ifla_metrics.metrics.told_later import told_later
from ifla_metrics.metrics.values import FACT
from ifla_metrics.reading import Reading

NEEDS = standings.NEEDS
"""Needed of the reading and of the one before."""


@dataclass(frozen=True)
class Summary:
    """The change in numbers."""

    up: int
    down: int
    same: int
    other: int
    """Status changes between which there is no up or down (a report came, a report is overdue)."""
    new_values: int
    corrected: int
    withdrawn: int
    revised_targets: int
    activities: int
    """Distinct activities of the chosen period more than before; below 0: some were withdrawn."""
    countries: int


def status_moves(standing: pd.DataFrame) -> pd.DataFrame:
    """List the indicators whose status is another than at the meeting before.

    Returns:
        One row per indicator, moves down first, then up, then those that are no move: `indicator`,
        `row`, `directions`, `previous_status`, `status`, `moved`, `actual` and `previous_actual`,
        and of ratios their `numerator` and `denominator`, now and `previous_…`.
    """
    changed = standing[
        (standing["previous_status"] != "") & (standing["previous_status"] != standing["status"])
    ]
    order = {"down": 0, "up": 1}
    numbers = tuple(
        prefix + name
        for name in ("actual", "numerator", "denominator")
        for prefix in ("previous_", "")
    )
    columns = (
        "indicator",
        "row",
        "directions",
        "previous_status",
        "status",
        "moved",
        *numbers,
    )
    told = sorted(
        records(changed[list(columns)]),
        key=lambda r: (order.get(r["moved"], 2), CODES.index(r["status"])),
    )
    return table(told, columns, floats=numbers)


def new_values(reading: Reading) -> pd.DataFrame:
    """List observed values that are new, corrected or withdrawn since the meeting before.

    Returns:
        One row per value in the order of the framework and the day it speaks of: `indicator`,
        `as_of`, `period`, `country`, `group`, `change` (new, corrected, withdrawn), `value`,
        `previous_value`, of ratios the `numerator` and `denominator` of both, `state`, `known_on`,
        `provenance`. Empty when the reading has none before it.
    """
    if reading.previous is None:
        return table((), _VALUE_COLUMNS)
    now, before = _values(reading), _values(reading.previous)
    told = []
    for key in [*now, *(k for k in before if k not in now)]:
        row, old = now.get(key), before.get(key)
        if row is not None and old is not None and _said(row) == _said(old):
            continue
        shown = row or old or {}
        change = "new" if old is None else "withdrawn" if row is None else "corrected"
        told.append(
            {
                **shown,
                "change": change,
                **{
                    name: None if row is None else row[name]
                    for name in ("value", "numerator", "denominator")
                },
                **{
                    f"previous_{name}": None if old is None else old[name]
                    for name in ("value", "numerator", "denominator")
                },
            }
        )
    order = {i.code: n for n, i in enumerate(reading.framework.indicators)}
    told.sort(
        key=lambda r: (order.get(str(r["indicator"]), len(order)), *(r[name] for name in FACT[1:]))
    )
    return table(
        told,
        _VALUE_COLUMNS,
        floats=tuple(
            prefix + name
            for prefix in ("", "previous_")
            for name in ("value", "numerator", "denominator")
        ),
    )


def revised_targets(reading: Reading) -> pd.DataFrame:
    """List the targets revised since the meeting before, with old, new, date and reason.

    Those that were not known then, also when they had been decided: a decision that was entered
    late is news.
    """
    now = _revisions(reading)
    if reading.previous is None:
        return now.iloc[:0]
    key = ("indicator", "due_on", "decided_on")
    held = set(each(_revisions(reading.previous), *key))
    news = [named not in held for named in each(now, *key)]
    return now[pd.Series(news, index=now.index, dtype=bool)].reset_index(drop=True)


def _revisions(reading: Reading) -> pd.DataFrame:
    return revisions(
        reading.framework,
        known_on=reading.moment.known_on,
        documented_only=reading.choices.documented_only,
    )


def activity_changes(reading: Reading, *, of_rows: bool = True) -> pd.DataFrame:
    """Compare activities and distinct countries of the chosen period with the meeting before.

    Activities are distinct in the whole and in a row; in a direction they follow the counting rule.

    Args:
        of_rows: Also of the framework's rows; their country cells, and activity cells with rows,
            must then have been asked for.

    Returns:
        One row for the whole ("all"), each direction, "not stated" and each row of the framework:
        `kind`, `scope`, `activities`, `activities_before`, `countries`, `countries_before`
        (missing when the reading has none before it).
    """
    now = _reach(reading, of_rows=of_rows)
    before = {} if reading.previous is None else _reach(reading.previous, of_rows=of_rows)
    if not of_rows:
        now = {scope: reach for scope, reach in now.items() if scope[0] != "node"}
    told = []
    for (kind, scope), (activities, countries) in now.items():
        old = before.get((kind, scope), (None, None) if reading.previous is None else (0, 0))
        told.append(
            {
                "kind": kind,
                "scope": scope,
                "activities": activities,
                "activities_before": old[0],
                "countries": countries,
                "countries_before": old[1],
            }
        )
    return table(
        told,
        (
            "kind",
            "scope",
            "activities",
            "activities_before",
            "countries",
            "countries_before",
        ),
        floats=("activities", "activities_before", "countries_before"),
        counts=("countries",),
    )


def summary(reading: Reading, standing: pd.DataFrame) -> Summary:
    """Count what changed since the meeting before; all 0 when the reading has none."""
    moves = status_moves(standing)["moved"].tolist()
    changes = new_values(reading)["change"].tolist()
    whole = activity_changes(reading, of_rows=False).iloc[0]
    return Summary(
        up=moves.count("up"),
        down=moves.count("down"),
        same=standing["moved"].tolist().count("same"),
        other=moves.count(""),
        new_values=changes.count("new"),
        corrected=changes.count("corrected"),
        withdrawn=changes.count("withdrawn"),
        revised_targets=len(revised_targets(reading)),
        activities=_more(whole["activities"], whole["activities_before"]),
        countries=_more(whole["countries"], whole["countries_before"]),
    )


_VALUE_COLUMNS = (
    "indicator",
    "as_of",
    "period",
    "country",
    "group",
    "change",
    "value",
    "previous_value",
    "numerator",
    "denominator",
    "previous_numerator",
    "previous_denominator",
    "state",
    "known_on",
    "provenance",
)

Key = tuple[object, ...]


def _values(reading: Reading) -> dict[Key, Record]:
    frame = rows(reading, "values")
    frames.expect(frame, frames.VALUES)
    told = sorted(records(frame), key=told_later)
    return {tuple(row[k] for k in FACT): row for row in told}


def _said(row: Record) -> tuple[object, ...]:
    numbers = tuple(known(row[c]) for c in ("value", "numerator", "denominator"))
    return (*numbers, row["state"], row["qualifier"])


def _reach(reading: Reading, *, of_rows: bool) -> dict[tuple[str, str], tuple[float, int]]:
    directions = counting.by_direction(reading)
    activities: dict[tuple[str, str], float] = {
        ("all", ""): counting.totals(reading, direction="").activities
    }
    activities |= {("direction", d): n for d, n in each(directions, "direction", "count")}
    if of_rows:
        framework_rows = counting.by_row(reading, direction="")
        activities |= {("node", r): int(n) for r, n in each(framework_rows, "row", "activities")}
    reached = by_scope(reading)
    return {
        (kind, scope): (activities.get((kind, scope), 0), int(number))
        for kind, scope, number in each(reached, "kind", "scope", "countries")
    }


def _more(now: float, before: float) -> int:
    return 0 if before != before else int(now - before)
