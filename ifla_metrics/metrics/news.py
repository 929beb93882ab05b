"""What is new since the day that is compared with: values, targets, steps, countries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from ifla_metrics.errors import n_
from ifla_metrics.metrics import milestones
from ifla_metrics.metrics.exact import known
from ifla_metrics.metrics.selection import NOT_STATED, cells, rows
from ifla_metrics.metrics.tables import Record, each, records, table
from ifla_metrics.metrics.targets import revisions
from ifla_metrics.metrics.values import FACT, by_recording
from ifla_metrics.reading import Reading

NEEDS = ("milestones", "country_cells")
"""Needed of the reading and of the one before."""

STEPS = {
    "reached": n_("newly reached"),
    "moved": n_("moved"),
    "corrected": n_("corrected"),
    "listed": n_("newly listed"),
    "withdrawn": n_("milestone withdrawn"),
}
"""How a milestone can have changed, in the order in which they are listed."""


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
    now, before = _values_by_fact(reading), _values_by_fact(reading.previous)
    changes = []
    for key in [*now, *(k for k in before if k not in now)]:
        row, old = now.get(key), before.get(key)
        if row is not None and old is not None and _content(row) == _content(old):
            continue
        shown = row or old or {}
        change = "new" if old is None else "withdrawn" if row is None else "corrected"
        changes.append(
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
    changes.sort(
        key=lambda r: (order.get(str(r["indicator"]), len(order)), *(r[name] for name in FACT[1:]))
    )
    return table(
        changes,
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


def newly_overdue(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """List the indicators with a report past its due day that had none then.

    Args:
        now: `indicator_status` of the reading.
        before: The same of the reading before.

    Returns:
        One row per indicator, those overdue longest first: `indicator`, `owner`, `overdue_since`,
        `reports_missing`.
    """
    columns = ("indicator", "owner", "overdue_since", "reports_missing")
    late = {code for code, n in each(before, "indicator", "reports_missing") if n}
    overdue = [
        row
        for row in records(now[list(columns)])
        if row["reports_missing"] and row["indicator"] not in late
    ]
    overdue.sort(key=lambda row: row["overdue_since"])
    return table(overdue, columns, counts=("reports_missing",))


def milestone_changes(reading: Reading) -> pd.DataFrame:
    """List the milestones that stand otherwise than then, as they stood on each evaluation day.

    Returns:
        One row per milestone, by kind of change (STEPS) and day: `uid`, `node`, `title`, `change`,
        `planned_before`, `planned_on`, `actual_before`, `actual_on`, `group`, `provenance`. Empty
        when the reading has none before it.
    """
    columns = (
        "uid",
        "node",
        "title",
        "change",
        "planned_before",
        "planned_on",
        "actual_before",
        "actual_on",
        "group",
        "provenance",
    )
    if reading.previous is None:
        return table((), columns)
    now, before = (_by_uid(r) for r in (reading, reading.previous))
    changes = []
    for uid in [*now, *(u for u in before if u not in now)]:
        row, old = now.get(uid), before.get(uid)
        change = _step(row, old)
        if change:
            shown: Record = row or old or {}
            changes.append(
                {
                    **shown,
                    "change": change,
                    "planned_before": old and old["planned_on"],
                    "actual_before": old and old["actual_on"],
                }
            )
    order = list(STEPS)
    changes.sort(
        key=lambda row: (
            order.index(row["change"]),
            row["actual_on"] or row["planned_on"] or date.max,
            row["uid"],
        )
    )
    return table(changes, columns)


def countries_reached(reading: Reading) -> pd.DataFrame:
    """List the countries of the period that had no activity then, in the chosen direction.

    Returns:
        One row per country, by code: `country`, `activities`, `provenance` (the firmest), empty
        when the reading has none before it.
    """
    columns = ("country", "activities", "provenance")
    if reading.previous is None:
        return table((), columns, counts=("activities",))
    before = {country for country, _n, _p in _reached(reading.previous)}
    reached: dict[str, Record] = {}
    for country, number, provenance in _reached(reading):
        if country in before:
            continue
        row = reached.setdefault(
            country, {"country": country, "activities": 0, "provenance": provenance}
        )
        row["activities"] += number
        if row["provenance"] == "synthetic":
            row["provenance"] = provenance
    return table((reached[code] for code in sorted(reached)), columns, counts=("activities",))


def _values_by_fact(reading: Reading) -> dict[tuple[object, ...], Record]:
    frame = rows(reading, "values")
    return {tuple(row[k] for k in FACT): row for row in records(by_recording(frame))}


def _content(row: Record) -> tuple[object, ...]:
    numbers = tuple(known(row[c]) for c in ("value", "numerator", "denominator"))
    return (*numbers, row["state"], row["qualifier"])


def _by_uid(reading: Reading) -> dict[str, Record]:
    return {str(row["uid"]): row for row in records(milestones.milestones(reading))}


def _step(row: Record | None, old: Record | None) -> str:
    """Return what became of a milestone; empty when nothing did."""
    if row is None:
        return "withdrawn"
    if old is None:
        return "reached" if row["actual_on"] else "listed"
    if row["actual_on"] != old["actual_on"]:
        return "corrected" if old["actual_on"] else "reached"
    return "moved" if row["planned_on"] != old["planned_on"] else ""


def _reached(reading: Reading) -> Iterator[tuple[str, int, str]]:
    found = cells(reading, "country_cells")
    for country, number, provenance in each(found, "country", "activities", "provenance"):
        if number > 0 and country != NOT_STATED:
            yield str(country), int(number), str(provenance)
