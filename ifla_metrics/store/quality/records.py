"""Records that do not agree: with themselves, with their parts, or with another record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ifla_metrics.models.columns import Qualifier
from ifla_metrics.models.framework_tables import IndicatorRow
from ifla_metrics.models.schema import table_of
from ifla_metrics.store.as_of import stood
from ifla_metrics.store.kinds import kind_of
from ifla_metrics.store.quality.finding import MOST, Finding

SAME_FACT: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "observation": (
        ("framework", "indicator", "as_of", "period", "country"),
        ("value", "numerator", "denominator", "state"),
    ),
    "cohort_count": (("framework", "node", "cohort", "stage", "as_of", "gender"), ("count",)),
    "milestone": (("framework", "node", "title"), ("planned_on", "actual_on")),
}
"""Of a kind, what makes two records speak of one fact, and what they then should say alike."""
STAGES = ("nominated", "selected", "in_programme", "completed")
"""Stages of a cohort of which each is a part of the one before."""
_INDICATOR = table_of(IndicatorRow)
NAMED_BY = {"observation": "indicator", "cohort_count": "cohort", "milestone": "title"}
CLOSE = 0.005
"""A difference of less than half a percent of a value is rounding."""


def contradictions(connection: Connection) -> list[Finding]:
    """Return records that say of one fact what another record does not say."""
    found = []
    for kind, (same, alike) in SAME_FACT.items():
        facts: dict[Hashable, list[Mapping[str, Any]]] = defaultdict(list)
        for row in _standing(connection, kind, (*same, *alike)):
            facts[tuple(row[name] for name in same)].append(row)
        for rows in facts.values():
            said = {tuple(row[name] for name in alike) for row in rows}
            if len(said) > 1:
                others = tuple(row["uid"] for row in rows[1:])
                found.append(_finding(kind, rows[0], others=others))
    return found[:MOST]


def unequal_parts(connection: Connection) -> list[Finding]:
    """Return records whose parts are not their total.

    A value that is not its numerator over its denominator (also in percent) or not what its
    countries add up to, a change that is not the one from before to after, a stage of a cohort
    with more people than the stage before it.
    """
    return [
        *_values(connection),
        *_places(connection),
        *_changes(connection),
        *_cohorts(connection),
    ][:MOST]


def _values(connection: Connection) -> Iterable[Finding]:
    columns = ("indicator", "as_of", "framework", "value", "numerator", "denominator")
    for row in _standing(connection, "observation", columns):
        if None in (row["value"], row["numerator"], row["denominator"]):
            continue
        ratio = row["numerator"] / row["denominator"]
        if not (_close(row["value"], ratio) or _close(row["value"], 100 * ratio)):
            yield _finding("observation", row, stated=row["value"], computed=ratio)


def _places(connection: Connection) -> Iterable[Finding]:
    """Yield values for the whole that the values of its countries, added up, do not give.

    Of indicators whose places are added; ratios by their numerators, as per cents are not added.
    Countries that are not stated are a part too. Nothing is said where a number is missing or not
    exact, nor where a place was told twice, which is a contradiction or two groups' work.
    """
    c = _INDICATOR.c
    added_up = sa.select(c.framework, c.code, c.ratio).where(c.place_rule == "sum")
    adds = {(framework, code): ratio for framework, code, ratio in connection.execute(added_up)}
    facts: dict[Hashable, list[Mapping[str, Any]]] = defaultdict(list)
    columns = ("indicator", "as_of", "period", "country", "value", "numerator", "qualifier")
    for row in _standing(connection, "observation", columns):
        if (row["framework"], row["indicator"]) in adds:
            facts[row["framework"], row["indicator"], row["as_of"], row["period"]].append(row)
    for rows in facts.values():
        amount = "numerator" if adds[rows[0]["framework"], rows[0]["indicator"]] else "value"
        exact = [row for row in rows if row["qualifier"] == Qualifier.EXACT]
        numbers = {row["country"] or "": row[amount] for row in exact}
        if len(numbers) < len(rows) or None in numbers.values() or "" not in numbers:
            continue
        whole = numbers.pop("")
        added = sum(numbers.values())
        if numbers and not _close(whole, added):
            told = next(row for row in rows if not row["country"])
            others = tuple(row["uid"] for row in rows if row["country"])
            yield _finding("observation", told, others=others, stated=whole, computed=added)


def _changes(connection: Connection) -> Iterable[Finding]:
    columns = ("title", "as_of", "framework", "before", "after", "change_percent")
    for row in _standing(connection, "association_outcome", columns):
        if None in (row["before"], row["after"], row["change_percent"]) or not row["before"]:
            continue
        change = 100 * (row["after"] - row["before"]) / row["before"]
        if abs(change - row["change_percent"]) > 1:  # Sources give whole percents.
            yield _finding(
                "association_outcome", row, stated=row["change_percent"], computed=change
            )


def _cohorts(connection: Connection) -> Iterable[Finding]:
    """Yield the newest counts of a stage that has more people than the stage before it."""
    groups: dict[Hashable, dict[str, dict[date, list[Mapping[str, Any]]]]] = defaultdict(dict)
    columns = ("framework", "node", "cohort", "stage", "as_of", "count")
    for row in _standing(connection, "cohort_count", columns):
        if row["count"] is not None:
            stages = groups[row["framework"], row["node"], row["cohort"]]
            stages.setdefault(row["stage"], {}).setdefault(row["as_of"], []).append(row)
    for stages in groups.values():
        newest = [stages[name][max(stages[name])] for name in STAGES if name in stages]
        for before, rows in pairwise(newest):
            earlier, later = (sum(row["count"] for row in side) for side in (before, rows))
            if later > earlier:
                yield _finding("cohort_count", rows[0], stated=later, computed=earlier)


def _standing(
    connection: Connection, kind: str, columns: tuple[str, ...]
) -> list[Mapping[str, Any]]:
    table = kind_of(kind).table
    c = table.c
    named = tuple(dict.fromkeys(("uid", "group_code", "framework", *columns)))
    statement = sa.select(*(c[name] for name in named)).where(stood(table, None)).order_by(c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _finding(
    kind: str, row: Mapping[str, Any], *, others: tuple[str, ...] = (), **values: object
) -> Finding:
    title = str(row[NAMED_BY.get(kind, "title")])
    day = row.get("as_of") or row.get("actual_on") or row.get("planned_on")
    return Finding(
        kind, row["uid"], title, (row["group_code"],), day, row["framework"], values, others
    )


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= CLOSE * max(abs(one), abs(other))
